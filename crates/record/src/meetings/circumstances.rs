//! Where, when, how long and in which format a meeting was, and why one came to nothing.

use super::Place;
use super::clause::Surroundings;
use super::mentions::Mention;
use super::words::{Part, is};
use crate::entities::{Entities, Entity};
use crate::when::{self, When};
use crate::why::Why;
use verbale_doc::{Deprel, Tokens, Upos};
use verbale_lexicon::{NameKind as CountryForm, country};
use verbale_schema::{EntityKind, MeetingKind, MeetingStatus, MentionForm};

impl Surroundings<'_, '_> {
    /// Where: what the rule gives, or a phrase with "in" or "at" in the clause, or a place's name right before the noun.
    pub(super) fn place(&self, mention: &Mention, entities: &mut Entities) -> Option<Place> {
        let place = |step, (entity, tokens): (usize, Tokens)| Place {
            entity,
            why: Why::step(step, tokens.clone()),
            tokens,
        };
        // Who speaks by telephone is nowhere together.
        if mention.kind == Some(MeetingKind::Call) {
            return None;
        }
        if let Some(head) = mention.place {
            let phrase = self.phrase(head);
            let (entity, tokens) = self.located(&phrase, head, entities)?;
            return Some(Place {
                entity,
                tokens,
                why: Why::Rule(mention.grounds[0].clone()),
            });
        }
        let anchor = mention.anchor;
        let mut own = self.children(anchor).collect::<Vec<_>>();
        for clause in own.clone() {
            if self.deprel(clause) == Deprel::Acl {
                own.extend(self.children(clause));
            }
        }
        let of_verb: Vec<usize> = match mention.verb {
            Some(verb) => self.children(verb).collect(),
            None => self.predicate(anchor).into_iter().collect(),
        };
        for head in own.into_iter().chain(of_verb.clone()) {
            let predicate = of_verb.contains(&head) && mention.verb.is_none();
            let placed = (predicate || matches!(self.deprel(head), Deprel::Nmod | Deprel::Obl))
                && match self.case(head) {
                    Some("in" | "at") => true,
                    Some("to") => matches!(self.doc.lemma(anchor), "welcome" | "receive"),
                    _ => false,
                }
                && head != anchor;
            if !placed {
                continue;
            }
            let phrase = self.phrase(head);
            if let Some(found) = self.located(&phrase, head, entities) {
                return Some(place(
                    "hangs on the word for the meeting or its verb",
                    found,
                ));
            }
        }
        // Whatever the phrase was taken to hang on: "met with the envoy in Riga".
        let clause = self.clause(mention);
        let beside = self.beside(anchor);
        let located = clause.chain(beside).find_map(|t| {
            let preposition = match self.doc.lower(t) {
                "in" | "at" => true,
                "to" => matches!(self.doc.lemma(anchor), "welcome" | "receive" | "host"),
                _ => false,
            };
            let name = (t + 1..self.sentence.end.min(t + 4)).find(|&n| entities.at(n).is_some())?;
            let entity = entities.at(name)?;
            let e = &entities.list[entity];
            let town = matches!(e.kind, EntityKind::Place | EntityKind::Country);
            let mention = e.mentions.iter().find(|m| m.tokens.contains(&name))?;
            (preposition && town && self.is_name_of_place(t, name))
                .then(|| (entity, mention.tokens.clone()))
        });
        if let Some(found) = located {
            return Some(place("after “in” or “at” in the clause", found));
        }
        // "The Geneva talks".
        let before = (self.sentence.start..anchor)
            .rev()
            .take(3)
            .take_while(|&t| {
                matches!(
                    self.deprel(t),
                    Deprel::Compound | Deprel::Amod | Deprel::Nmod
                )
            })
            .find_map(|t| {
                let entity = entities.at(t)?;
                let e = &entities.list[entity];
                let town = e.kind == EntityKind::Place
                    || country(self.doc.word(t)).is_some_and(|(_, f)| f == CountryForm::Capital);
                town.then(|| (entity, t..t + 1))
            })?;
        Some(place("before the noun", before))
    }

    /// Whether nothing but an article stands between a preposition and a name.
    fn is_name_of_place(&self, preposition: usize, name: usize) -> bool {
        (preposition + 1..name).all(|t| self.doc.upos(t) == Upos::Det)
    }

    /// The place that a phrase names. A capitalised phrase that is nobody's name names one too.
    fn located(
        &self,
        phrase: &Tokens,
        head: usize,
        entities: &mut Entities,
    ) -> Option<(usize, Tokens)> {
        let at = |t: usize| entities.at(t).map(|e| (e, t));
        // "In Apulia, Italy": the town is the place, though nothing knows it.
        let town = self.doc.upos(head) == Upos::Propn
            && self.doc.is_capitalized(head)
            && self.doc.word(head + 1) == ",";
        let of = self
            .children(head)
            .filter(|&t| self.deprel(t) == Deprel::Nmod && t > head)
            .find_map(at);
        let known = at(head)
            .or(of)
            .or_else(|| phrase.clone().find_map(at).filter(|_| !town));
        if let Some((entity, token)) = known {
            let e = &entities.list[entity];
            let seat = e.kind == EntityKind::Organization && e.country.is_some();
            let is_place = matches!(e.kind, EntityKind::Place | EntityKind::Country) || seat;
            if !is_place {
                return None;
            }
            let tokens = e
                .mentions
                .iter()
                .map(|m| &m.tokens)
                .find(|t| t.contains(&token))?
                .clone();
            return Some((entity, tokens));
        }
        let dated = !when::dates(self.doc, phrase).is_empty();
        let named = self.doc.upos(head) == Upos::Propn && self.doc.is_capitalized(head);
        if dated || !named {
            return None;
        }
        let mut tokens = phrase.clone();
        while tokens.start < head && !self.doc.is_capitalized(tokens.start) {
            tokens.start += 1;
        }
        let entity = entities.push(Entity::new(
            EntityKind::Place,
            tokens.clone(),
            MentionForm::Name,
        ));
        Some((entity, tokens))
    }

    /// How many sat on each side, or what the talks are called after: "five-on-five", "in the Normandy format".
    pub(super) fn format(&self, mention: &Mention, region: &Tokens) -> Option<(String, Tokens)> {
        let near = region.start.max(mention.anchor.saturating_sub(7))..region.end;
        near.into_iter().find_map(|t| {
            let one = when::count(self.doc.lower(t));
            let other = when::count(self.doc.lower(t + 4));
            let on = matches!(self.doc.lower(t + 2), "on" | "plus")
                && self.doc.word(t + 1) == "-"
                && self.doc.word(t + 3) == "-"
                && t + 5 == mention.anchor;
            if let (true, Some(one), Some(other)) = (on && t + 4 < region.end, one, other) {
                return Some((format!("{one}+{other}"), t..t + 5));
            }
            let named = matches!(self.doc.lower(t), "format")
                && t > mention.anchor
                && self.doc.is_capitalized(t - 1);
            named.then(|| (self.doc.word(t - 1).to_owned(), t - 1..t + 1))
        })
    }

    /// Why a meeting came to nothing, or that the text gives no reason: "cancelled without explanation".
    pub(super) fn reason(
        &self,
        mention: &Mention,
        status: MeetingStatus,
    ) -> Option<(bool, Tokens)> {
        let failed = matches!(
            status,
            MeetingStatus::Cancelled | MeetingStatus::Postponed | MeetingStatus::Refused
        );
        if !failed {
            return None;
        }
        let unsaid = (mention.anchor..self.sentence.end).find(|&t| {
            self.doc.lower(t) == "without"
                && (t + 1..self.sentence.end.min(t + 4))
                    .any(|e| is(self.doc.lemma(e), Part::Explanation))
        });
        if let Some(start) = unsaid {
            let end = (start + 1..self.sentence.end)
                .find(|&e| is(self.doc.lemma(e), Part::Explanation))?;
            return Some((false, start..end + 1));
        }
        self.children(mention.verb?).find_map(|t| {
            let whole = self.doc.tree.subtree(t);
            let first = self.doc.lower(whole.start);
            let given =
                matches!(self.deprel(t), Deprel::Obl | Deprel::Advcl) && is(first, Part::Cause);
            given.then_some((true, whole))
        })
    }

    /// The date that stands nearest to the word for the meeting, a day or month before a bare year ("the 2028 games on
    /// May 8"); what is another noun's own ("the election ten days ago") or says since when is none of it.
    pub(super) fn nearest(
        &self,
        mention: &Mention,
        found: Vec<(Tokens, When)>,
    ) -> Option<(Tokens, When)> {
        let others = |tokens: &Tokens| {
            let before = tokens
                .start
                .checked_sub(1)
                .filter(|t| self.sentence.contains(t));
            let ago = self.doc.lower(tokens.end - 1) == "ago";
            let since = tokens.start.saturating_sub(4).max(self.sentence.start)..tokens.start;
            since.into_iter().any(|t| self.doc.lower(t) == "since")
                || before
                    .is_some_and(|t| ago && t != mention.anchor && self.doc.upos(t) == Upos::Noun)
        };
        found
            .into_iter()
            .filter(|(tokens, _)| !others(tokens))
            .min_by_key(|(tokens, when)| {
                let year = matches!(when, When::Year(_));
                (year, tokens.start.abs_diff(mention.anchor))
            })
    }

    /// Whether these words say how long the meeting was: before its noun, after "for" or "took" in its clause, or after
    /// "lasted".
    pub(super) fn is_length(&self, mention: &Mention, tokens: &Tokens, region: &Tokens) -> bool {
        let before = tokens.end <= mention.anchor && mention.anchor - tokens.end < 4;
        let inside = tokens.end <= region.end;
        let lasted = tokens.start.saturating_sub(5).max(mention.sentence.start)..tokens.start;
        before
            || lasted.into_iter().any(|t| match self.doc.lemma(t) {
                "last" => self.doc.upos(t) == Upos::Verb,
                "for" | "take" => inside,
                _ => false,
            })
    }
}
