//! What the grammar of a clause tells: subject, passive, preposition.

use crate::{Deprel, Doc};
use verbale_model::Upos;

/// What hangs on a name or title before the name that a phrase is really about: "Prime Minister | Olsen".
const TITLES: [Deprel; 4] = [Deprel::Nmod, Deprel::Compound, Deprel::Flat, Deprel::Amod];

/// How many verbs up from a verb its actors are looked for.
const HIGHEST: usize = 6;

/// From which verbs above one without a subject takes it.
#[derive(Clone, Copy, Debug)]
pub struct SharedSubject {
    /// The relations by which it may hang on such a verb.
    pub through: &'static [Deprel],
    /// How many verbs are looked at, its own among them.
    pub most: usize,
}

impl Doc<'_> {
    /// The subject of a verb itself.
    #[must_use]
    pub fn subject(&self, verb: usize) -> Option<usize> {
        self.tree.child(verb, &[Deprel::Nsubj])
    }

    /// The subject of a verb, or of the first verb above that has one; none where one on the way is a passive, whose
    /// subject does nothing.
    #[must_use]
    pub fn active_subject(&self, verb: usize, shared: SharedSubject) -> Option<usize> {
        for verb in self.tree.climb(verb, shared.through).take(shared.most) {
            if self.is_passive(verb) {
                return None;
            }
            if let Some(subject) = self.subject(verb) {
                return Some(subject);
            }
        }
        None
    }

    /// Who does what a verb says, as far as its sentence tells: its own subjects, those that it takes from the verb it is
    /// coordinated with or hangs on, or the noun that it says something of.
    #[must_use]
    pub fn actors(&self, mut verb: usize) -> Vec<usize> {
        for _ in 0..HIGHEST {
            let subjects: Vec<usize> = self
                .tree
                .children(verb)
                .filter(|&t| self.deprel(t) == Deprel::Nsubj)
                .collect();
            let word = self.syntax(verb);
            if let Some(&pronoun) = subjects
                .iter()
                .find(|&&t| matches!(self.lower(t), "who" | "which" | "that"))
            {
                return self.antecedent(verb, pronoun).into_iter().collect();
            }
            if !subjects.is_empty() {
                return subjects;
            }
            match (word.deprel, word.head) {
                (Deprel::Xcomp, Some(head)) => {
                    // "Invited him to visit": he is the visitor.
                    if let Some(told) = self.tree.child(head, &[Deprel::Obj]) {
                        return vec![told];
                    }
                    verb = head;
                }
                (Deprel::Conj | Deprel::Advcl | Deprel::Parataxis, Some(head)) => verb = head,
                (Deprel::Acl, Some(noun)) => return vec![self.actor_under(noun)],
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    /// What the relative pronoun of a clause stands for: "the minister, who is on a visit" is the name before the comma
    /// where the clause hangs on no noun.
    fn antecedent(&self, verb: usize, pronoun: usize) -> Option<usize> {
        let word = self.syntax(verb);
        if word.deprel == Deprel::Acl && word.head.is_some() {
            return word.head;
        }
        let start = self.sentence(pronoun)?.start;
        (start..pronoun).rev().find(|&t| !self.is_punctuation(t))
    }

    /// Who does what a clause says that hangs on a noun: "plans for the minister to visit", "his plans to visit", "Olsen
    /// was the first leader to call", and else what the noun names.
    fn actor_under(&self, noun: usize) -> usize {
        let own = self.tree.children(noun).find(|&t| {
            let is_for = || self.preposition(t).is_some_and(|p| self.lower(p) == "for");
            self.deprel(t) == Deprel::Nmod && (self.upos(t) == Upos::Pron && t < noun || is_for())
        });
        let is_said = self.tree.child(noun, &[Deprel::Cop]).is_some();
        own.or_else(|| self.subject(noun).filter(|_| is_said))
            .unwrap_or(noun)
    }

    /// Whether a verb is a passive.
    #[must_use]
    pub fn is_passive(&self, verb: usize) -> bool {
        self.tree
            .children(verb)
            .any(|t| self.is_passive_auxiliary(t))
    }

    /// Whether `token` is a form of "be" or "get" that makes its head a passive.
    fn is_passive_auxiliary(&self, token: usize) -> bool {
        let word = self.syntax(token);
        word.deprel == Deprel::Aux
            && matches!(self.lemma(token), "be" | "get")
            && word
                .head
                .is_some_and(|verb| !self.lower(verb).ends_with("ing"))
    }

    /// The prepositions and conjunctions of a phrase by its head: its own, the nearest first; those that a parser hung
    /// on the title before a name ("with Prime Minister Olsen"); the one right before the phrase that it hung beside it.
    pub fn introducers(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        let own = move |of: usize| {
            let mut own: Vec<usize> = self
                .tree
                .children(of)
                .filter(|&t| matches!(self.deprel(t), Deprel::Case | Deprel::Mark))
                .collect();
            own.sort_by_key(|&t| t.abs_diff(of));
            own
        };
        let titles = self
            .tree
            .children(head)
            .take_while(move |&t| t < head)
            .filter(|&t| TITLES.contains(&self.deprel(t)));
        let beside = std::iter::once_with(move || self.beside(head)).flatten();
        own(head)
            .into_iter()
            .chain(titles.flat_map(own))
            .chain(beside)
    }

    /// The preposition of a phrase, by its head. One beside it counts only where it hangs on the same head: one that hangs
    /// on the phrase after it may be that phrase's own.
    #[must_use]
    pub fn preposition(&self, head: usize) -> Option<usize> {
        let above = self.syntax(head).head;
        let is_own = |&t: &usize| {
            let of = self.syntax(t).head;
            let under = of == Some(head) || of.is_some_and(|of| self.syntax(of).head == Some(head));
            let is_preposition = self.deprel(t) == Deprel::Case && !self.is_possessive(t);
            under && is_preposition || !under && of == above
        };
        self.introducers(head).find(is_own)
    }

    /// The preposition right before a phrase that hangs on the same head as the phrase, or on what hangs on it.
    fn beside(&self, head: usize) -> Option<usize> {
        let before = self.tree.subtree(head).start.checked_sub(1)?;
        let same_sentence = self.sentence(head)?.contains(&before);
        let above = self.syntax(head).head;
        let of = self.syntax(before).head?;
        let beside = Some(of) == above || self.syntax(of).head == above;
        (same_sentence && self.upos(before) == Upos::Adp && beside).then_some(before)
    }
}
