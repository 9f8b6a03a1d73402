//! What of a sentence belongs to a word for a meeting: phrases, subjects, the clause.

use super::mentions::Mention;
use super::words::{Part, is};
use verbale_doc::{Deprel, Doc, Tokens, Upos};

/// The sentence that a word for a meeting stands in.
pub(super) struct Surroundings<'p, 'a> {
    pub(super) doc: &'p Doc<'a>,
    pub(super) sentence: Tokens,
}

impl Surroundings<'_, '_> {
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        self.doc.tree.children(of)
    }

    pub(super) fn deprel(&self, token: usize) -> Deprel {
        self.doc.deprel(token)
    }

    /// The preposition of a phrase.
    pub(super) fn case(&self, head: usize) -> Option<&str> {
        self.doc.preposition(head).map(|t| self.doc.lower(t))
    }

    /// A noun phrase: what hangs on its head, without relative clauses, and without what stands after a comma that
    /// begins one.
    pub(super) fn phrase(&self, head: usize) -> Tokens {
        let whole = self.doc.tree.subtree(head);
        let cut = (head + 1..whole.end)
            .filter(|&t| {
                (matches!(
                    self.deprel(t),
                    Deprel::Acl | Deprel::Advcl | Deprel::Parataxis | Deprel::Ccomp | Deprel::Xcomp
                ) || self.deprel(t) == Deprel::Conj
                    && self.children(t).any(|c| self.doc.lower(c) == "but"))
            })
            .map(|t| self.doc.tree.subtree(t).start)
            .filter(|&start| start > head)
            .min()
            .unwrap_or(whole.end);
        // "With the editor, Olsen said": what begins a clause after a comma is no part of it.
        let mut commas = (head + 1..cut).filter(|&t| self.doc.word(t) == ",");
        let subject = commas.find(|&t| {
            let name_end = (t + 1..cut)
                .find(|&n| self.doc.upos(n) != Upos::Propn)
                .unwrap_or(cut);
            name_end > t + 1
                && self.sentence.contains(&name_end)
                && self.doc.upos(name_end) == Upos::Verb
        });
        let cut = subject.unwrap_or(cut);
        let mut phrase = whole.start..cut.max(head + 1);
        while phrase.len() > 1 && self.doc.is_punctuation(phrase.end - 1) && phrase.end - 1 > head {
            phrase.end -= 1;
        }
        // The preposition is no part of the name.
        while phrase.start < head
            && matches!(
                self.deprel(phrase.start),
                Deprel::Case | Deprel::Punct | Deprel::Cc
            )
        {
            phrase.start += 1;
        }
        phrase
    }

    /// The phrases of several heads in order; those of one relation that touch are one phrase, since a parser cuts "Head
    /// of the Office of the President Anna Brandt" into several.
    pub(super) fn phrases(&self, heads: &[usize]) -> Vec<Tokens> {
        let mut out: Vec<(Deprel, Tokens)> = Vec::new();
        let mut phrases: Vec<(Deprel, Tokens)> = heads
            .iter()
            .map(|&head| (self.deprel(head), self.phrase(head)))
            .collect();
        phrases.sort_by_key(|(_, phrase)| phrase.start);
        for (relation, phrase) in phrases {
            // The preposition between two parts of a title stands in neither.
            match out.last_mut() {
                Some((known, last)) if *known == relation && phrase.start <= last.end + 2 => {
                    last.end = last.end.max(phrase.end);
                }
                _ => out.push((relation, phrase)),
            }
        }
        out.into_iter().map(|(_, phrase)| phrase).collect()
    }

    /// Where the clause of a verb begins, by the verb, conjunction or comma before it.
    pub(super) fn clause_start(&self, verb: usize) -> usize {
        (self.sentence.start..verb)
            .rev()
            .find(|&t| {
                matches!(self.doc.upos(t), Upos::Verb | Upos::Sconj)
                    || matches!(self.doc.word(t), "," | ":")
            })
            .map_or(self.sentence.start, |t| t + 1)
    }

    /// How far a list of names with their titles goes on from `start`: to a verb, a quotation, or a word that begins
    /// something else.
    pub(super) fn list_after(&self, start: usize) -> Tokens {
        let goes_on = |t: &usize| match self.doc.upos(*t) {
            Upos::Propn | Upos::Noun | Upos::Adj | Upos::Det | Upos::Cconj | Upos::Num => true,
            Upos::Adp => matches!(self.doc.lower(*t), "of" | "for" | "to"),
            Upos::Punct => matches!(self.doc.word(*t), "," | "." | "-"),
            Upos::Part => self.doc.is_possessive(*t),
            _ => false,
        };
        let end = (start..self.sentence.end).take_while(goes_on).last();
        start..end.map_or(start, |t| t + 1)
    }

    /// The noun that a clause without a verb says of its subject, where the anchor is it or belongs to it: "the minister,
    /// who is in Riga on a visit".
    pub(super) fn predicate(&self, anchor: usize) -> Option<usize> {
        let mut at = anchor;
        for _ in 0..3 {
            if self.children(at).any(|t| self.deprel(t) == Deprel::Cop) {
                return Some(at);
            }
            match self.doc.syntax(at).head {
                Some(head) if self.deprel(at) == Deprel::Nmod => at = head,
                _ => return None,
            }
        }
        None
    }

    /// The tokens of the clause that the mention stands in: from the verb's first dependent to its last, without
    /// clauses inside it that are not the mention's.
    pub(super) fn clause(&self, mention: &Mention) -> Tokens {
        let top = match mention.verb {
            // What hangs on a reporting verb is not when the meeting was.
            Some(verb) if verb == mention.anchor || self.is_core(mention.anchor, verb) => verb,
            _ => mention.anchor,
        };
        let whole = self.doc.tree.subtree(top);
        let inner = |t: usize| {
            matches!(
                self.deprel(t),
                Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis | Deprel::Acl | Deprel::Conj
            ) && self.doc.upos(t) == Upos::Verb
                && t != top
        };
        let mut start = whole.start;
        let mut end = whole.end;
        for t in whole.filter(|&t| inner(t)) {
            let clause = self.doc.tree.subtree(t);
            if clause.contains(&mention.anchor) {
                continue;
            }
            if clause.start > mention.anchor {
                end = end.min(clause.start);
            } else {
                start = start.max(clause.end);
            }
        }
        start.min(mention.anchor)..end.max(mention.anchor + 1)
    }

    /// What stands right beside a noun for a meeting and belongs to it wherever the parser hung it: "their December 9
    /// trilateral meeting", "the talks, which took place in Riga on May 3".
    pub(super) fn beside(&self, anchor: usize) -> Tokens {
        let taking_place = |t: usize| match self.doc.upos(t) {
            Upos::Verb => is(self.doc.lemma(t), Part::TakePlace),
            Upos::Punct => matches!(self.doc.word(t), "," | "-" | "("),
            Upos::Cconj | Upos::Sconj => false,
            _ => true,
        };
        let named = |t: usize| {
            matches!(
                self.doc.upos(t),
                Upos::Propn | Upos::Adj | Upos::Noun | Upos::Num
            ) || matches!(self.doc.word(t), "-" | ",")
        };
        let first = (self.sentence.start..anchor)
            .rev()
            .take_while(|&t| named(t))
            .last()
            .unwrap_or(anchor);
        let last = (anchor + 1..self.sentence.end)
            .take_while(|&t| taking_place(t))
            .last()
            .unwrap_or(anchor);
        first..last + 1
    }

    pub(super) fn is_core(&self, anchor: usize, verb: usize) -> bool {
        let mut at = anchor;
        for _ in 0..4 {
            match self.doc.syntax(at).head {
                Some(head) if head == verb => {
                    return matches!(
                        self.deprel(at),
                        Deprel::Obj | Deprel::Nsubj | Deprel::Obl | Deprel::Conj | Deprel::Xcomp
                    );
                }
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    }

    /// The dash after the place that a report begins with: "TORSHAVN, March 14 —".
    pub(super) fn dateline(&self) -> Option<usize> {
        let start = self.sentence.start;
        let place = self.doc.word(start);
        let capitals = place.len() > 2 && place.chars().all(|c| !c.is_lowercase());
        (start + 1..self.sentence.end.min(start + 10))
            .find(|&t| capitals && matches!(self.doc.word(t), "—" | "–" | "--"))
    }

    /// The words that tell of it: the clause, from the subject on, without what begins after a comma.
    pub(super) fn evidence(&self, mention: &Mention) -> Tokens {
        let mut clause = self.clause(mention);
        if mention.verb != Some(mention.anchor)
            && !mention
                .verb
                .is_some_and(|v| self.is_core(mention.anchor, v))
        {
            clause = self.phrase(mention.anchor);
        }
        while clause.len() > 1
            && self.doc.is_punctuation(clause.end - 1)
            && clause.end - 1 > mention.anchor
        {
            clause.end -= 1;
        }
        if let Some(dash) = self.dateline().filter(|&t| t < mention.anchor) {
            clause.start = clause.start.max(dash + 1);
        }
        while clause.len() > 1
            && clause.start < mention.anchor
            && (self.doc.is_punctuation(clause.start)
                && !matches!(self.doc.word(clause.start), "“" | "\"" | "(")
                || matches!(self.deprel(clause.start), Deprel::Cc | Deprel::Mark))
        {
            clause.start += 1;
        }
        clause
    }
}
