//! Who meets: the phrases that name them, and whom these stand for.

use super::Participant;
use super::arguments::Aides;
use super::clause::Surroundings;
use super::mentions::Mention;
use super::words::{Part, is};
use crate::entities::{Entities, Entity};
use crate::speakers::Resolver;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{Alpha3, NameKind as CountryForm, act, country, title};
use verbale_schema::{Capacity, EntityKind, MeetingKind, MentionForm};

/// A phrase with the person's name that follows it and that the parser hung elsewhere: "President of the French
/// Republic | Emmanuel Macron".
pub(super) fn with_name(entities: &Entities, mut phrase: Tokens) -> Tokens {
    if let Some(person) = entities
        .at(phrase.end)
        .filter(|&e| entities.is_person(e) && entities.at(phrase.end - 1) != Some(e))
    {
        while entities.at(phrase.end) == Some(person) {
            phrase.end += 1;
        }
    }
    phrase
}

/// The entities that a phrase names or stands for, each with its words; a group is its members.
pub(super) fn named(doc: &Doc, entities: &mut Entities, phrase: &Tokens) -> Vec<(usize, Tokens)> {
    let mut resolver = Resolver::new(doc, entities);
    let mut found: Vec<usize> = resolver
        .named(phrase)
        .into_iter()
        .map(|entity| resolver.acting(entity))
        .collect();
    if found.is_empty() {
        found.extend(resolver.source(phrase).map(|found| found.entity));
    }
    if found.is_empty() {
        // "Representatives of the two ministries", "the Danish delegation": those they act for.
        return acted_for(doc, entities, phrase);
    }
    let mut out = Vec::new();
    for entity in found {
        let members = &entities.list[entity].members;
        if members.is_empty() {
            out.push((entity, words_for(entities, entity, phrase)));
        } else {
            out.extend(members.iter().map(|&member| (member, phrase.clone())));
        }
    }
    out
}

/// The countries and bodies that a phrase for several people names: whom they act for.
pub(super) fn acted_for(
    doc: &Doc,
    entities: &mut Entities,
    phrase: &Tokens,
) -> Vec<(usize, Tokens)> {
    let mut out: Vec<(usize, Tokens)> = Vec::new();
    for token in phrase.clone() {
        let entity = match (entities.at(token), country(doc.word(token))) {
            (Some(entity), _) => entity,
            (None, Some((code, CountryForm::Adjective | CountryForm::Name))) => {
                country_entity(entities, code, token)
            }
            _ => continue,
        };
        let acts = matches!(
            entities.list[entity].kind,
            EntityKind::Country | EntityKind::Organization
        );
        if acts && out.iter().all(|(known, _)| *known != entity) {
            out.push((entity, token..token + 1));
        }
    }
    out
}

/// The entity of people that the text only describes: one for the same words.
pub(super) fn group_of(doc: &Doc, entities: &mut Entities, tokens: &Tokens) -> usize {
    let words = doc.phrase(tokens);
    let known = entities
        .list
        .iter()
        .position(|e| e.kind == EntityKind::Group && doc.phrase(&e.name) == words);
    known.unwrap_or_else(|| {
        entities.push(Entity::new(
            EntityKind::Group,
            tokens.clone(),
            MentionForm::Description,
        ))
    })
}

/// The entity of a country, made from the word at `token` where the text has not named it.
pub(super) fn country_entity(entities: &mut Entities, code: Alpha3, token: usize) -> usize {
    entities
        .country(code)
        .unwrap_or_else(|| entities.push(Entity::of_country(code, token..token + 1)))
}

/// The mention of an entity inside a phrase, or the phrase.
pub(super) fn words_for(entities: &Entities, entity: usize, phrase: &Tokens) -> Tokens {
    entities.list[entity]
        .mentions
        .iter()
        .map(|m| &m.tokens)
        .find(|t| phrase.contains(&t.start) && t.end <= phrase.end)
        .unwrap_or(phrase)
        .clone()
}

impl Surroundings<'_, '_> {
    /// The heads of the phrases that name who takes part.
    pub(super) fn participants(&self, mention: &Mention) -> Vec<usize> {
        let anchor = mention.anchor;
        let mut heads: Vec<usize> = mention.who.clone();
        let is_noun = mention.verb != Some(anchor);
        let mut between = false;
        // "Talks between A and B", wherever the preposition hangs.
        let preposition = matches!(self.doc.lower(anchor + 1), "between" | "with" | "among");
        let follows =
            |head: usize| preposition && head > anchor && self.phrase(head).start <= anchor + 3;
        if is_noun {
            for t in self.children(anchor) {
                let possessive = self.children(t).any(|c| {
                    self.doc.is_possessive(c)
                        || self.deprel(c) == Deprel::Case && self.doc.word(c) == "'s"
                });
                match self.deprel(t) {
                    Deprel::Nmod | Deprel::Obl if possessive => heads.push(t),
                    Deprel::Nmod | Deprel::Obl | Deprel::Appos | Deprel::Dep if follows(t) => {
                        between |= self.doc.lower(anchor + 1) != "with";
                        heads.push(t);
                    }
                    Deprel::Nmod | Deprel::Obl => match self.case(t) {
                        Some("between" | "among") => {
                            between = true;
                            heads.push(t);
                        }
                        Some("with") => heads.push(t),
                        Some("of") => heads.push(t),
                        None if self.doc.upos(t) == Upos::Pron => heads.push(t),
                        _ => {}
                    },
                    _ => {}
                }
            }
        }
        // "At the League's headquarters": whose seat it is.
        if is_noun && mention.kind != Some(MeetingKind::Visit) {
            for place in self
                .children(anchor)
                .filter(|&t| self.case(t) == Some("at"))
            {
                heads.extend(self.children(place).filter(|&t| {
                    self.deprel(t) == Deprel::Nmod
                        && self.children(t).any(|c| self.doc.is_possessive(c))
                }));
            }
        }
        // "Talks in Riga between 109 nations": what the parser made the town's own.
        if is_noun {
            let beside = |place: usize| {
                let head = self.doc.syntax(place).head;
                matches!(self.case(place), Some("in" | "at"))
                    && (head == Some(anchor) || head == self.doc.syntax(anchor).head)
            };
            let far = (anchor + 1..self.sentence.end).find(|&t| {
                self.doc.syntax(t).head.is_some_and(beside) && self.case(t) == Some("between")
            });
            between |= far.is_some();
            heads.extend(far);
        }
        let Some(verb) = mention.verb else {
            if let Some(predicate) = self.predicate(anchor).filter(|_| heads.is_empty()) {
                heads.extend(self.doc.actors(predicate));
            }
            return unique(heads);
        };
        // "Is scheduled to attend": the subject will be there.
        let passive = self.doc.is_passive(verb)
            && !self
                .children(verb)
                .any(|t| self.deprel(t) == Deprel::Xcomp && self.doc.upos(t) == Upos::Verb);
        let light = is(self.doc.lemma(verb), Part::Light);
        // "During his visit the king received him": whose visit it is, its own words say.
        let visitor = is_noun && mention.kind == Some(MeetingKind::Visit) && !heads.is_empty();
        let takes_part =
            !is_noun || !between && !visitor && (light || self.is_during(mention, verb));
        if takes_part && !passive {
            heads.extend(self.doc.actors(verb));
        }
        for t in self.children(verb) {
            let case = self.case(t);
            match (self.deprel(t), case) {
                (Deprel::Obl, Some("with")) if !is_noun || light => heads.push(t),
                (Deprel::Obl, Some("by")) if passive => heads.push(t),
                (Deprel::Obl, Some("by")) if self.doc.lower(verb).ends_with("ed") => heads.push(t),
                (Deprel::Obl, Some("between" | "among")) => heads.push(t),
                (Deprel::Obj, _) if !is_noun && mention.kind != Some(MeetingKind::Visit) => {
                    heads.push(t);
                }
                _ => {}
            }
        }
        unique(heads)
    }

    /// The person whose meeting it is by a possessive before the noun: "Minister Olsen's last telephone call".
    pub(super) fn possessor(
        &self,
        mention: &Mention,
        entities: &Entities,
    ) -> Option<(usize, Tokens)> {
        let mark = (self.sentence.start..mention.anchor)
            .rev()
            .take(6)
            .take_while(|&t| {
                self.doc.is_possessive(t)
                    || matches!(
                        self.doc.upos(t),
                        Upos::Adj | Upos::Noun | Upos::Num | Upos::Propn | Upos::Verb
                    )
            })
            .find(|&t| self.doc.is_possessive(t) && t > self.sentence.start)?;
        let person = entities.at(mark - 1).filter(|&e| entities.is_person(e))?;
        let name = entities.list[person]
            .mentions
            .iter()
            .find(|m| m.tokens.contains(&(mark - 1)))?;
        Some((person, name.tokens.clone()))
    }

    /// Whether the clause of `verb` says at which meeting something was done: "during the talks she stressed".
    /// At a gathering of many there are also those whom the text says to be "at" it only.
    pub(super) fn is_during(&self, mention: &Mention, verb: usize) -> bool {
        let anchor = mention.anchor;
        let many = matches!(
            mention.kind,
            Some(MeetingKind::Conference | MeetingKind::Summit | MeetingKind::Session)
        );
        let mut at = anchor;
        while at != verb && self.deprel(at) == Deprel::Nmod {
            match self.doc.syntax(at).head {
                // "As part of the session they met": what they did is another meeting.
                Some(head) if !is(self.doc.lemma(head), Part::Within) => at = head,
                _ => return false,
            }
        }
        self.deprel(at) == Deprel::Obl
            && self
                .case(at)
                .is_some_and(|case| is(case, Part::At) && (!many || case == "at"))
    }

    /// Persons whom the parser hung elsewhere: those before a verb of meeting, and the first after its "with".
    pub(super) fn overlooked(
        &self,
        mention: &Mention,
        entities: &mut Entities,
    ) -> Vec<(usize, Tokens)> {
        let meets = matches!(
            mention.kind,
            Some(MeetingKind::Call | MeetingKind::Talks | MeetingKind::Summit)
        );
        // "In an interview with the editor, Olsen said".
        let speech = matches!(
            mention.kind,
            Some(MeetingKind::Interview | MeetingKind::Press)
        );
        if !meets && !speech {
            return Vec::new();
        }
        let verb = mention.verb.filter(|&v| {
            v == mention.anchor
                || is(self.doc.lemma(v), Part::Light)
                || speech && v > mention.anchor && act(&[self.doc.lemma(v)]).is_some()
        });
        let mut found = Vec::new();
        let mut with = Some(mention.anchor + 1).filter(|&t| self.doc.lower(t) == "with");
        if let Some(verb) = verb {
            let start = self.clause_start(verb);
            if start < verb {
                found = named(self.doc, entities, &(start..verb));
            }
            with = (verb + 1..self.sentence.end)
                .take_while(|&t| self.doc.upos(t) != Upos::Verb)
                .find(|&t| self.doc.lower(t) == "with");
        }
        for t in with.map_or(0..0, |with| self.list_after(with + 1)) {
            if let Some(entity) = entities.at(t) {
                found.push((entity, words_for(entities, entity, &(t..self.sentence.end))));
            }
        }
        found.retain(|(entity, _)| entities.is_person(*entity));
        found
    }

    /// The words for people without a name that a phrase is: "local lawmakers", "109 nations".
    pub(super) fn attendees(&self, phrase: &Tokens) -> Option<Tokens> {
        let head = self.doc.head(phrase);
        let lemma = self.doc.lemma(head);
        // A title in the singular is somebody, whoever that may be.
        let several =
            lemma != self.doc.lower(head) && (is(lemma, Part::Attendee) || title(lemma).is_some());
        let people = self.doc.upos(head) == Upos::Noun && (several || is(lemma, Part::Collective));
        // "Members of the council": with what they are members of; without articles and owners.
        let end = (head + 1..phrase.end)
            .take_while(|&t| {
                self.doc.upos(t) != Upos::Adp
                    || matches!(self.doc.lower(t), "of" | "for" | "in" | "from")
            })
            .last()
            .map_or(head + 1, |t| t + 1);
        let start = phrase.clone().find(|&t| {
            !matches!(
                self.doc.upos(t),
                Upos::Det | Upos::Pron | Upos::Adp | Upos::Punct
            )
        })?;
        (people && start <= head).then_some(start..end)
    }

    /// "The minister and his deputy accompanied the king."
    pub(super) fn aides(&self, mention: &Mention, entities: &mut Entities) -> Option<Aides> {
        let verb = mention.verb?;
        let principal = mention.principal?;
        let passive = self.doc.is_passive(verb);
        // A parser may take those before the verb for its object.
        let principal = if principal > verb || passive {
            principal
        } else {
            self.children(verb)
                .find(|&t| t > verb && matches!(self.deprel(t), Deprel::Obj | Deprel::Obl))?
        };
        let mut people = |phrase: Tokens| -> Vec<(usize, Tokens)> {
            let mut found = named(self.doc, entities, &phrase);
            found.retain(|(entity, _)| entities.is_person(*entity));
            found
        };
        let (with, words) = people(self.phrase(principal)).into_iter().next()?;
        // Everyone between the verb and the clause before it, or after its "by": the longer a list of names and titles,
        // the less a parser makes of it.
        let list = if passive {
            self.list_after(verb + 2)
        } else {
            self.clause_start(verb)..verb
        };
        if list.is_empty() {
            return None;
        }
        let aides: Vec<Participant> = people(list)
            .into_iter()
            .filter(|(entity, _)| *entity != with)
            .map(|(entity, tokens)| Participant {
                capacity: Some(Capacity::Aide),
                ..Participant::new(entity, tokens, "came with a participant")
            })
            .collect();
        (!aides.is_empty()).then_some(Aides { with, words, aides })
    }

    /// Those who were there, where the text lists them: "The meeting was attended by …". All persons to the end of the
    /// sentence, since parsers lose their way in such lists.
    pub(super) fn attendance(&self, mention: &Mention, entities: &Entities) -> Vec<usize> {
        let by = mention.verb.filter(|&v| {
            is(self.doc.lemma(v), Part::List)
                && self.doc.lower(v).ends_with("ed")
                && self.doc.lower(v + 1) == "by"
        });
        // "Taking part in the meeting were …".
        let inverted = || {
            let first = self.doc.lower(self.sentence.start);
            let be = matches!(self.doc.lower(mention.anchor + 1), "were" | "was" | "are");
            (be && is(first, Part::Present)).then_some(mention.anchor + 1)
        };
        let Some(from) = by.or_else(inverted) else {
            return Vec::new();
        };
        (from + 1..self.sentence.end)
            .filter(|&t| {
                let person = entities.at(t).filter(|&e| entities.is_person(e));
                person.is_some() && (t == 0 || entities.at(t - 1) != person)
            })
            .collect()
    }

    /// Countries and bodies that stand before a noun: "Russian-Ukrainian talks", "the NATO summit".
    pub(super) fn adjectives(
        &self,
        mention: &Mention,
        entities: &mut Entities,
    ) -> Vec<(usize, Tokens)> {
        let names_visitor = mention.kind == Some(MeetingKind::Visit);
        if mention.verb == Some(mention.anchor) || names_visitor {
            return Vec::new();
        }
        let mut found: Vec<(usize, Tokens)> = Vec::new();
        let mut at = mention.anchor;
        while at > self.sentence.start {
            at -= 1;
            let word = self.doc.word(at);
            let body = entities
                .at(at)
                .filter(|&e| entities.list[e].kind == EntityKind::Organization);
            // "The UN Climate Change Conference" is not the UN's meeting.
            if body.is_some() && mention.kind == Some(MeetingKind::Conference) {
                continue;
            }
            if let Some(body) = body {
                found.push((body, words_for(entities, body, &(at..at + 1))));
                continue;
            }
            if let Some((code, form)) = country(word) {
                if form == CountryForm::Capital {
                    continue;
                }
                let entity = country_entity(entities, code, at);
                found.push((entity, at..at + 1));
                continue;
            }
            let syntax = self.doc.syntax(at);
            let modifier = matches!(syntax.upos, Upos::Adj | Upos::Num | Upos::Propn)
                || matches!(syntax.deprel, Deprel::Compound | Deprel::Amod)
                || matches!(word, "-" | "–" | "/" | "and");
            if !modifier {
                break;
            }
        }
        found.reverse();
        found
    }

    /// What someone is at a meeting for, as far as the words say.
    pub(super) fn capacity(
        &self,
        mention: &Mention,
        participant: &Participant,
        entities: &Entities,
    ) -> Option<Capacity> {
        let speaks = matches!(
            entities.list[participant.entity].kind,
            EntityKind::Person | EntityKind::Country
        );
        let given = mention
            .who
            .iter()
            .any(|&head| self.phrase(head).contains(&participant.tokens.start));
        let subject = || {
            let verb = mention.verb?;
            let subjects = self.doc.actors(verb);
            subjects
                .iter()
                .any(|&s| self.phrase(s).contains(&participant.tokens.start))
                .then_some(verb)
        };
        match mention.kind? {
            // "In an interview with the Harbour Times": the one named so asks.
            MeetingKind::Interview if given => Some(Capacity::Interviewer),
            MeetingKind::Press if given => None,
            _ => match subject().map(|verb| self.doc.lemma(verb)) {
                Some("host" | "welcome" | "receive") => Some(Capacity::Host),
                Some("mediate" | "broker") => Some(Capacity::Mediator),
                _ => speaks.then_some(Capacity::Principal),
            },
        }
    }
}

fn unique(mut heads: Vec<usize>) -> Vec<usize> {
    heads.sort_unstable();
    heads.dedup();
    heads
}
