//! What of a sentence belongs to a word for a meeting: phrases, subjects, the clause.

use super::mentions::Mention;
use super::words::{Part, is};
use crate::passage::Passage;
use verbale_model::{Tokens, Upos};

/// The sentence that a word for a meeting stands in.
pub(super) struct Surroundings<'p, 'a> {
    pub(super) passage: &'p Passage<'a>,
    pub(super) sentence: Tokens,
}

impl Surroundings<'_, '_> {
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        self.sentence
            .clone()
            .filter(move |&t| self.passage.syntax(t).head == Some(of))
    }

    pub(super) fn relation(&self, token: usize) -> &'static str {
        self.passage.syntax(token).relation
    }

    /// The preposition of a phrase.
    pub(super) fn case(&self, head: usize) -> Option<String> {
        // Of several the nearest: a parser hangs those of the words before on it too.
        let own = |of: usize| {
            self.children(of)
                .filter(|&t| self.relation(t) == "case" && !self.passage.is_possessive(t))
                .min_by_key(|&t| t.abs_diff(of))
        };
        let title = || {
            self.children(head)
                .filter(|&t| {
                    t < head && matches!(self.relation(t), "nmod" | "compound" | "flat" | "amod")
                })
                .find_map(own)
        };
        // A parser may hang the preposition beside its phrase.
        let stray = || {
            let before = self
                .passage
                .subtree(head, &self.sentence)
                .start
                .checked_sub(1)?;
            let beside = self.sentence.contains(&before)
                && self.passage.syntax(before).upos == Upos::Adp
                && self.passage.syntax(before).head == self.passage.syntax(head).head;
            beside.then_some(before)
        };
        own(head)
            .or_else(title)
            .or_else(stray)
            .map(|t| self.passage.lower(t))
    }

    /// A noun phrase: what hangs on its head, without relative clauses, and without what stands after a comma that
    /// begins one.
    pub(super) fn phrase(&self, head: usize) -> Tokens {
        let whole = self.passage.subtree(head, &self.sentence);
        let cut = self
            .sentence
            .clone()
            .filter(|&t| {
                t > head
                    && whole.contains(&t)
                    && (matches!(
                        self.relation(t),
                        "acl" | "advcl" | "parataxis" | "ccomp" | "xcomp"
                    ) || self.relation(t) == "conj"
                        && self.children(t).any(|c| self.passage.lower(c) == "but"))
            })
            .map(|t| self.passage.subtree(t, &self.sentence).start)
            .filter(|&start| start > head)
            .min()
            .unwrap_or(whole.end);
        // "With the editor, Olsen said": what begins a clause after a comma is no part of it.
        let subject = (head + 1..cut).find(|&t| {
            let name_end = (t + 1..cut)
                .find(|&n| self.passage.syntax(n).upos != Upos::Propn)
                .unwrap_or(cut);
            self.passage.word(t) == ","
                && name_end > t + 1
                && self.sentence.contains(&name_end)
                && self.passage.syntax(name_end).upos == Upos::Verb
        });
        let cut = subject.unwrap_or(cut);
        let mut phrase = whole.start..cut.max(head + 1);
        while phrase.len() > 1
            && self.passage.is_punctuation(phrase.end - 1)
            && phrase.end - 1 > head
        {
            phrase.end -= 1;
        }
        // The preposition is no part of the name.
        while phrase.start < head && matches!(self.relation(phrase.start), "case" | "punct" | "cc")
        {
            phrase.start += 1;
        }
        phrase
    }

    /// The phrases of several heads in order; those of one relation that touch are one phrase, since a parser cuts "Head
    /// of the Office of the President Anna Brandt" into several.
    pub(super) fn phrases(&self, heads: &[usize]) -> Vec<Tokens> {
        let mut out: Vec<(&str, Tokens)> = Vec::new();
        let mut phrases: Vec<(&str, Tokens)> = heads
            .iter()
            .map(|&head| (self.relation(head), self.phrase(head)))
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
                matches!(self.passage.syntax(t).upos, Upos::Verb | Upos::Sconj)
                    || matches!(self.passage.word(t), "," | ":")
            })
            .map_or(self.sentence.start, |t| t + 1)
    }

    /// How far a list of names with their titles goes on from `start`: to a verb, a quotation, or a word that begins
    /// something else.
    pub(super) fn list_after(&self, start: usize) -> Tokens {
        let goes_on = |t: &usize| match self.passage.syntax(*t).upos {
            Upos::Propn | Upos::Noun | Upos::Adj | Upos::Det | Upos::Cconj | Upos::Num => true,
            Upos::Adp => matches!(self.passage.lower(*t).as_str(), "of" | "for" | "to"),
            Upos::Punct => matches!(self.passage.word(*t), "," | "." | "-"),
            Upos::Part => self.passage.is_possessive(*t),
            _ => false,
        };
        let end = (start..self.sentence.end).take_while(goes_on).last();
        start..end.map_or(start, |t| t + 1)
    }

    /// The subject of a verb, or of the verb that it is coordinated with or hangs on.
    pub(super) fn subject(&self, mut verb: usize) -> Vec<usize> {
        for _ in 0..6 {
            let subjects: Vec<usize> = self
                .children(verb)
                .filter(|&t| self.relation(t) == "nsubj")
                .collect();
            let syntax = self.passage.syntax(verb);
            // "The minister, who is on a visit": the name before the comma.
            if let Some(&who) = subjects
                .iter()
                .find(|&&s| matches!(self.passage.lower(s).as_str(), "who" | "which" | "that"))
            {
                let before = (self.sentence.start..who)
                    .rev()
                    .find(|&t| !self.passage.is_punctuation(t));
                return match syntax.head {
                    Some(head) if syntax.relation == "acl" => vec![head],
                    _ => before.into_iter().collect(),
                };
            }
            if !subjects.is_empty() {
                return subjects;
            }
            match (syntax.relation, syntax.head) {
                // "Invited him to visit": he is the visitor.
                ("xcomp", Some(head)) => {
                    let told = self.children(head).find(|&t| self.relation(t) == "obj");
                    if let Some(told) = told {
                        return vec![told];
                    }
                    verb = head;
                }
                ("conj" | "advcl" | "parataxis", Some(head)) => verb = head,
                ("acl", Some(head)) => {
                    // "Plans for the minister to visit", "his plans to visit".
                    let own = self.children(head).find(|&t| {
                        self.relation(t) == "nmod"
                            && (self.case(t).as_deref() == Some("for")
                                || self.passage.syntax(t).upos == Upos::Pron && t < head)
                    });
                    // "Olsen was the first leader to call": the predicate is its subject.
                    let bearer = self
                        .children(head)
                        .any(|t| self.relation(t) == "cop")
                        .then(|| self.children(head).find(|&t| self.relation(t) == "nsubj"))
                        .flatten();
                    return vec![own.or(bearer).unwrap_or(head)];
                }
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    /// The noun that a clause without a verb says of its subject, where the anchor is it or belongs to it: "the minister,
    /// who is in Riga on a visit".
    pub(super) fn predicate(&self, anchor: usize) -> Option<usize> {
        let mut at = anchor;
        for _ in 0..3 {
            if self.children(at).any(|t| self.relation(t) == "cop") {
                return Some(at);
            }
            match self.passage.syntax(at).head {
                Some(head) if self.relation(at) == "nmod" => at = head,
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
        let whole = self.passage.subtree(top, &self.sentence);
        let inner = |t: usize| {
            matches!(
                self.relation(t),
                "ccomp" | "advcl" | "parataxis" | "acl" | "conj"
            ) && self.passage.syntax(t).upos == Upos::Verb
                && t != top
        };
        let mut start = whole.start;
        let mut end = whole.end;
        for t in whole.filter(|&t| inner(t)) {
            let clause = self.passage.subtree(t, &self.sentence);
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
        let taking_place = |t: usize| match self.passage.syntax(t).upos {
            Upos::Verb => is(self.passage.lemma(t), Part::TakePlace),
            Upos::Punct => matches!(self.passage.word(t), "," | "-" | "("),
            Upos::Cconj | Upos::Sconj => false,
            _ => true,
        };
        let named = |t: usize| {
            matches!(
                self.passage.syntax(t).upos,
                Upos::Propn | Upos::Adj | Upos::Noun | Upos::Num
            ) || matches!(self.passage.word(t), "-" | ",")
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
            match self.passage.syntax(at).head {
                Some(head) if head == verb => {
                    return matches!(
                        self.relation(at),
                        "obj" | "nsubj" | "obl" | "conj" | "xcomp"
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
        let place = self.passage.word(start);
        let capitals = place.len() > 2 && place.chars().all(|c| !c.is_lowercase());
        (start + 1..self.sentence.end.min(start + 10))
            .find(|&t| capitals && matches!(self.passage.word(t), "—" | "–" | "--"))
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
            && self.passage.is_punctuation(clause.end - 1)
            && clause.end - 1 > mention.anchor
        {
            clause.end -= 1;
        }
        if let Some(dash) = self.dateline().filter(|&t| t < mention.anchor) {
            clause.start = clause.start.max(dash + 1);
        }
        while clause.len() > 1
            && clause.start < mention.anchor
            && (self.passage.is_punctuation(clause.start)
                && !matches!(self.passage.word(clause.start), "“" | "\"" | "(")
                || matches!(self.relation(clause.start), "cc" | "mark"))
        {
            clause.start += 1;
        }
        clause
    }
}
