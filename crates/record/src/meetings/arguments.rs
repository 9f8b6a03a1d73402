//! What stands around a word for a meeting: who, where, when, how long.

use super::mentions::Mention;
use super::words::{Part, is};
use super::{Meeting, Participant, add, without_represented};
use crate::entities::{Entities, Entity};
use crate::passage::Passage;
use crate::speakers::Resolver;
use crate::when::{self, Time, When};
use jiff::ToSpan;
use jiff::civil::Date;
use verbale_lexicon::{
    Alpha3, Members, NameKind as CountryForm, act, country, joint as group, title,
};
use verbale_model::{Tokens, Upos};
use verbale_schema::{Capacity, EntityKind, MeetingKind, MeetingStatus, MentionForm};

/// A mention with its arguments; its kind is `None` when it only points back.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) kind: Option<MeetingKind>,
    pub(super) anchor: usize,
    /// Whether it lists who was at a meeting told before.
    pub(super) lists: bool,
    /// Whether those who meet are "the two sides", of the meeting that the text is about.
    pub(super) joint: bool,
    /// Whether it only says at which meeting something was done: "during the talks".
    pub(super) during: bool,
    /// Whether it is told as what came after the meeting before it: "the subsequent press conference".
    pub(super) follows: bool,
    /// Whether a rule says what became of it, beyond its being spoken of.
    pub(super) stated: bool,
    /// Those who came with one of the participants, and with whom: "Olsen accompanied the king".
    pub(super) aides: Option<Aides>,
    pub(super) meeting: Meeting,
}

/// Those who came with someone.
#[derive(Clone)]
pub(super) struct Aides {
    pub(super) with: usize,
    pub(super) aides: Vec<Participant>,
}

pub(super) fn around(
    passage: &Passage,
    entities: &mut Entities,
    mention: Mention,
    published: Option<Date>,
) -> Told {
    let surroundings = Surroundings {
        passage,
        sentence: mention.sentence.clone(),
    };
    let heads = surroundings.participants(&mention);
    let mut participants: Vec<Participant> = Vec::new();
    let mut unnamed: Vec<Tokens> = Vec::new();
    let mut described: Vec<(usize, Tokens)> = Vec::new();
    let mut joint = false;
    for phrase in surroundings.phrases(&heads) {
        let phrase = with_name(entities, phrase);
        // "Between the two sides": those of the meeting that the text is about.
        if matches!(
            group(passage.phrase(&phrase)),
            Some(Members::Sides | Members::Countries | Members::Bodies)
        ) {
            joint = true;
            continue;
        }
        let found = named(passage, entities, &phrase);
        if found.is_empty() {
            unnamed.extend(surroundings.attendees(&phrase));
        }
        if let [(country, _)] = found[..]
            && entities.list[country].kind == EntityKind::Country
            && let Some(words) = surroundings.attendees(&phrase)
        {
            described.push((country, words));
        }
        for (entity, tokens) in found {
            add(&mut participants, Participant::new(entity, tokens));
        }
    }
    if let Some((entity, tokens)) = surroundings.possessor(&mention, entities) {
        add(&mut participants, Participant::new(entity, tokens));
    }
    // Of a list after "with" a parser loses some, of a clause's subject all.
    let few = participants.len() < 2 && !joint;
    let persons = participants.iter().any(|p| entities.is_person(p.entity));
    for (entity, tokens) in surroundings.overlooked(&mention, entities) {
        if few || persons && tokens.start > mention.anchor {
            add(&mut participants, Participant::new(entity, tokens));
        }
    }
    let aides = surroundings.aides(&mention, entities);
    if aides.is_some() {
        participants.clear();
    }
    let listed = surroundings.attendance(&mention, entities);
    for &token in &listed {
        if let Some(entity) = entities.at(token) {
            let tokens = words_for(entities, entity, &(token..mention.sentence.end));
            add(&mut participants, Participant::new(entity, tokens));
        }
    }
    for (entity, tokens) in surroundings.adjectives(&mention, entities) {
        add(&mut participants, Participant::new(entity, tokens));
    }
    without_represented(entities, &mut participants);
    // "The president met Danish officers", himself a Dane: they are not their country.
    for (country, words) in described {
        if participants.iter().all(|p| p.entity != country) {
            unnamed.push(words);
        }
    }
    participants.retain(|p| entities.list[p.entity].kind != EntityKind::Place);
    // "The Secretary of State" is no meeting with a state.
    participants.retain(|p| {
        entities.list[p.entity].kind != EntityKind::Organization
            || passage
                .analysis
                .roles
                .iter()
                .all(|role| !(role.start < p.tokens.start && p.tokens.end <= role.end))
    });
    for tokens in unnamed {
        let entity = group_of(passage, entities, &tokens);
        add(&mut participants, Participant::new(entity, tokens));
    }
    for participant in &mut participants {
        participant.capacity = surroundings.capacity(&mention, participant, entities);
    }
    participants.sort_by_key(|p| p.tokens.start);
    let place = surroundings.place(&mention, entities);
    let time = match mention.status {
        MeetingStatus::Planned | MeetingStatus::Proposed => Time::Future,
        // "His July 19 address" may lie ahead.
        MeetingStatus::Held if mention.verb != Some(mention.anchor) => Time::Either,
        _ => Time::Past,
    };
    let region = surroundings.clause(&mention);
    let date = surroundings
        .nearest(&mention, when::dates(passage, &region))
        .or_else(|| {
            let beside = surroundings.beside(mention.anchor);
            surroundings.nearest(&mention, when::dates(passage, &beside))
        })
        .or_else(|| {
            // "Tomorrow, when the ministers meet".
            let before = mention.sentence.start..region.start;
            let day = when::dates(passage, &before).pop();
            day.filter(|(tokens, _)| {
                tokens.end == region.start
                    || tokens.end + 3 > region.start && passage.lower(tokens.end) == "when"
            })
        })
        .map(|(tokens, when)| (when.resolve(published, time), tokens));
    // "The talks with the envoy, which lasted an hour", whatever the clause was hung on.
    let near = mention.sentence.start.max(mention.anchor.saturating_sub(8));
    let to_the_end = region.start.min(near)..mention.sentence.end;
    let duration = when::durations(passage, &to_the_end)
        .into_iter()
        .find(|(tokens, _)| surroundings.is_length(&mention, tokens, &region))
        .map(|(tokens, value)| (value, tokens));
    let mut status = mention.status;
    // What is dated after the report has not been held.
    if status == MeetingStatus::Held
        && let (Some(published), Some((Some(value), _))) = (published, &date)
        && is_after(value, published)
        && !(is_past(passage, mention.verb)
            && !is_after(value, published.saturating_add(SLACK.days())))
    {
        status = MeetingStatus::Planned;
    }
    Told {
        kind: mention.kind,
        anchor: mention.anchor,
        lists: !listed.is_empty(),
        joint,
        during: mention
            .verb
            .is_some_and(|v| v != mention.anchor && surroundings.is_during(&mention, v)),
        follows: surroundings
            .children(mention.anchor)
            .any(|t| is(passage.lemma(t), Part::Follow)),
        stated: mention.grounds.len() > 1,
        aides,
        meeting: Meeting {
            kind: mention.kind.unwrap_or(MeetingKind::Other),
            status,
            participants,
            place,
            date,
            duration,
            format: surroundings.format(&mention, &region),
            part_of: None,
            reason: surroundings.reason(&mention, status),
            evidence: vec![surroundings.evidence(&mention)],
            anchors: vec![mention.anchor],
            grounds: mention.grounds,
            confidence: 0.0,
        },
    }
}

/// How many days too early a report may be dated for what it tells to have been.
const SLACK: i64 = 2;

/// Whether a verb is in the past: "met".
fn is_past(passage: &Passage, verb: Option<usize>) -> bool {
    verb.is_some_and(|v| {
        let word = passage.lower(v);
        word != passage.lemma(v) && !word.ends_with("ing") && !word.ends_with('s')
    })
}

/// Whether an ISO 8601 date, month, year or interval begins after a day.
fn is_after(value: &str, day: Date) -> bool {
    let start = value.split('/').next().unwrap_or(value);
    let day = day.to_string();
    day.get(..start.len()).is_some_and(|day| start > day)
}

/// A phrase with the person's name that follows it and that the parser hung elsewhere: "President of the French
/// Republic | Emmanuel Macron".
fn with_name(entities: &Entities, mut phrase: Tokens) -> Tokens {
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
fn named(passage: &Passage, entities: &mut Entities, phrase: &Tokens) -> Vec<(usize, Tokens)> {
    let mut resolver = Resolver::new(passage, entities);
    let mut found: Vec<usize> = resolver
        .named(phrase)
        .into_iter()
        .map(|entity| resolver.acting(entity))
        .collect();
    if found.is_empty() {
        found.extend(resolver.source(phrase));
    }
    if found.is_empty() {
        // "Representatives of the two ministries", "the Danish delegation": those they act for.
        return acted_for(passage, entities, phrase);
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
fn acted_for(passage: &Passage, entities: &mut Entities, phrase: &Tokens) -> Vec<(usize, Tokens)> {
    let mut out: Vec<(usize, Tokens)> = Vec::new();
    for token in phrase.clone() {
        let entity = match (entities.at(token), country(passage.word(token))) {
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
fn group_of(passage: &Passage, entities: &mut Entities, tokens: &Tokens) -> usize {
    let words = passage.phrase(tokens);
    let known = entities
        .list
        .iter()
        .position(|e| e.kind == EntityKind::Group && passage.phrase(&e.name) == words);
    known.unwrap_or_else(|| {
        entities.push(Entity::new(
            EntityKind::Group,
            tokens.clone(),
            MentionForm::Description,
        ))
    })
}

/// The entity of a country, made from the word at `token` where the text has not named it.
fn country_entity(entities: &mut Entities, code: Alpha3, token: usize) -> usize {
    entities.country(code).unwrap_or_else(|| {
        let mut entity = Entity::new(EntityKind::Country, token..token + 1, MentionForm::Name);
        entity.country = Some(code);
        entity.side = Some(code.as_str().to_owned());
        entities.push(entity)
    })
}

/// The mention of an entity inside a phrase, or the phrase.
fn words_for(entities: &Entities, entity: usize, phrase: &Tokens) -> Tokens {
    entities.list[entity]
        .mentions
        .iter()
        .map(|m| &m.tokens)
        .find(|t| phrase.contains(&t.start) && t.end <= phrase.end)
        .unwrap_or(phrase)
        .clone()
}

struct Surroundings<'p, 'a> {
    passage: &'p Passage<'a>,
    sentence: Tokens,
}

impl Surroundings<'_, '_> {
    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        self.sentence
            .clone()
            .filter(move |&t| self.passage.syntax(t).head == Some(of))
    }

    fn relation(&self, token: usize) -> &'static str {
        self.passage.syntax(token).relation
    }

    /// The preposition of a phrase.
    fn case(&self, head: usize) -> Option<String> {
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
    fn phrase(&self, head: usize) -> Tokens {
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
    fn phrases(&self, heads: &[usize]) -> Vec<Tokens> {
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

    /// The heads of the phrases that name who takes part.
    fn participants(&self, mention: &Mention) -> Vec<usize> {
        let anchor = mention.anchor;
        let mut heads: Vec<usize> = mention.who.clone();
        let is_noun = mention.verb != Some(anchor);
        let mut between = false;
        // "Talks between A and B", wherever the preposition hangs.
        let preposition = matches!(
            self.passage.lower(anchor + 1).as_str(),
            "between" | "with" | "among"
        );
        let follows =
            |head: usize| preposition && head > anchor && self.phrase(head).start <= anchor + 3;
        if is_noun {
            for t in self.children(anchor) {
                let possessive = self.children(t).any(|c| {
                    self.passage.is_possessive(c)
                        || self.relation(c) == "case" && self.passage.word(c) == "'s"
                });
                match self.relation(t) {
                    "nmod" | "obl" if possessive => heads.push(t),
                    "nmod" | "obl" | "appos" | "dep" if follows(t) => {
                        between |= self.passage.lower(anchor + 1) != "with";
                        heads.push(t);
                    }
                    "nmod" | "obl" => match self.case(t).as_deref() {
                        Some("between" | "among") => {
                            between = true;
                            heads.push(t);
                        }
                        Some("with") => heads.push(t),
                        Some("of") => heads.push(t),
                        None if self.passage.syntax(t).upos == Upos::Pron => heads.push(t),
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
                .filter(|&t| self.case(t).as_deref() == Some("at"))
            {
                heads.extend(self.children(place).filter(|&t| {
                    self.relation(t) == "nmod"
                        && self.children(t).any(|c| self.passage.is_possessive(c))
                }));
            }
        }
        // "Talks in Riga between 109 nations": what the parser made the town's own.
        if is_noun {
            let beside = |place: usize| {
                let head = self.passage.syntax(place).head;
                matches!(self.case(place).as_deref(), Some("in" | "at"))
                    && (head == Some(anchor) || head == self.passage.syntax(anchor).head)
            };
            let far = self.sentence.clone().find(|&t| {
                t > anchor
                    && self.case(t).as_deref() == Some("between")
                    && self.passage.syntax(t).head.is_some_and(beside)
            });
            between |= far.is_some();
            heads.extend(far);
        }
        let Some(verb) = mention.verb else {
            if let Some(predicate) = self.predicate(anchor).filter(|_| heads.is_empty()) {
                heads.extend(self.subject(predicate));
            }
            return unique(heads);
        };
        // "Is scheduled to attend": the subject will be there.
        let passive = self
            .children(verb)
            .any(|t| self.passage.is_passive_auxiliary(t))
            && !self
                .children(verb)
                .any(|t| self.relation(t) == "xcomp" && self.passage.syntax(t).upos == Upos::Verb);
        let light = is(self.passage.lemma(verb), Part::Light);
        // "During his visit the king received him": whose visit it is, its own words say.
        let visitor = is_noun && mention.kind == Some(MeetingKind::Visit) && !heads.is_empty();
        let takes_part =
            !is_noun || !between && !visitor && (light || self.is_during(mention, verb));
        if takes_part && !passive {
            heads.extend(self.subject(verb));
        }
        for t in self.children(verb) {
            let case = self.case(t);
            match (self.relation(t), case.as_deref()) {
                ("obl", Some("with")) if !is_noun || light => heads.push(t),
                ("obl", Some("by")) if passive => heads.push(t),
                ("obl", Some("by")) if self.passage.lower(verb).ends_with("ed") => heads.push(t),
                ("obl", Some("between" | "among")) => heads.push(t),
                ("obj", _) if !is_noun && mention.kind != Some(MeetingKind::Visit) => heads.push(t),
                _ => {}
            }
        }
        unique(heads)
    }

    /// The noun that a clause without a verb says of its subject, where the anchor is it or belongs to it: "the minister,
    /// who is in Riga on a visit".
    fn predicate(&self, anchor: usize) -> Option<usize> {
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

    /// The person whose meeting it is by a possessive before the noun: "Minister Olsen's last telephone call".
    fn possessor(&self, mention: &Mention, entities: &Entities) -> Option<(usize, Tokens)> {
        let mark = (self.sentence.start..mention.anchor)
            .rev()
            .take(6)
            .take_while(|&t| {
                self.passage.is_possessive(t)
                    || matches!(
                        self.passage.syntax(t).upos,
                        Upos::Adj | Upos::Noun | Upos::Num | Upos::Propn | Upos::Verb
                    )
            })
            .find(|&t| self.passage.is_possessive(t) && t > self.sentence.start)?;
        let person = entities.at(mark - 1).filter(|&e| entities.is_person(e))?;
        let name = entities.list[person]
            .mentions
            .iter()
            .find(|m| m.tokens.contains(&(mark - 1)))?;
        Some((person, name.tokens.clone()))
    }

    /// Whether the clause of `verb` says at which meeting something was done: "during the talks she stressed".
    /// At a gathering of many there are also those whom the text says to be "at" it only.
    fn is_during(&self, mention: &Mention, verb: usize) -> bool {
        let anchor = mention.anchor;
        let many = matches!(
            mention.kind,
            Some(MeetingKind::Conference | MeetingKind::Summit | MeetingKind::Session)
        );
        let mut at = anchor;
        while at != verb && self.relation(at) == "nmod" {
            match self.passage.syntax(at).head {
                // "As part of the session they met": what they did is another meeting.
                Some(head) if !is(self.passage.lemma(head), Part::Within) => at = head,
                _ => return false,
            }
        }
        self.relation(at) == "obl"
            && self
                .case(at)
                .is_some_and(|case| is(&case, Part::At) && (!many || case == "at"))
    }

    /// Persons whom the parser hung elsewhere: those before a verb of meeting, and the first after its "with".
    fn overlooked(&self, mention: &Mention, entities: &mut Entities) -> Vec<(usize, Tokens)> {
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
                || is(self.passage.lemma(v), Part::Light)
                || speech && v > mention.anchor && act(&[self.passage.lemma(v)]).is_some()
        });
        let mut found = Vec::new();
        let mut with = Some(mention.anchor + 1).filter(|&t| self.passage.lower(t) == "with");
        if let Some(verb) = verb {
            let start = self.clause_start(verb);
            if start < verb {
                found = named(self.passage, entities, &(start..verb));
            }
            with = (verb + 1..self.sentence.end)
                .take_while(|&t| self.passage.syntax(t).upos != Upos::Verb)
                .find(|&t| self.passage.lower(t) == "with");
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
    fn attendees(&self, phrase: &Tokens) -> Option<Tokens> {
        let head = self.passage.head(phrase);
        let lemma = self.passage.lemma(head);
        // A title in the singular is somebody, whoever that may be.
        let several = lemma != self.passage.lower(head)
            && (is(lemma, Part::Attendee) || title(lemma).is_some());
        let people = self.passage.syntax(head).upos == Upos::Noun
            && (several || is(lemma, Part::Collective));
        // "Members of the council": with what they are members of; without articles and owners.
        let end = (head + 1..phrase.end)
            .take_while(|&t| {
                self.passage.syntax(t).upos != Upos::Adp
                    || matches!(self.passage.lower(t).as_str(), "of" | "for" | "in" | "from")
            })
            .last()
            .map_or(head + 1, |t| t + 1);
        let start = phrase.clone().find(|&t| {
            !matches!(
                self.passage.syntax(t).upos,
                Upos::Det | Upos::Pron | Upos::Adp | Upos::Punct
            )
        })?;
        (people && start <= head).then_some(start..end)
    }

    /// How far a list of names with their titles goes on from `start`: to a verb, a quotation, or a word that begins
    /// something else.
    fn list_after(&self, start: usize) -> Tokens {
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

    /// Where the clause of a verb begins, by the verb, conjunction or comma before it.
    fn clause_start(&self, verb: usize) -> usize {
        (self.sentence.start..verb)
            .rev()
            .find(|&t| {
                matches!(self.passage.syntax(t).upos, Upos::Verb | Upos::Sconj)
                    || matches!(self.passage.word(t), "," | ":")
            })
            .map_or(self.sentence.start, |t| t + 1)
    }

    /// "The minister and his deputy accompanied the king."
    fn aides(&self, mention: &Mention, entities: &mut Entities) -> Option<Aides> {
        let verb = mention.verb?;
        let principal = mention.principal?;
        let passive = self
            .children(verb)
            .any(|t| self.passage.is_passive_auxiliary(t));
        // A parser may take those before the verb for its object.
        let principal = if principal > verb || passive {
            principal
        } else {
            self.children(verb)
                .find(|&t| t > verb && matches!(self.relation(t), "obj" | "obl"))?
        };
        let mut people = |phrase: Tokens| -> Vec<(usize, Tokens)> {
            let mut found = named(self.passage, entities, &phrase);
            found.retain(|(entity, _)| entities.is_person(*entity));
            found
        };
        let (with, _) = people(self.phrase(principal)).into_iter().next()?;
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
                entity,
                tokens,
                capacity: Some(Capacity::Aide),
            })
            .collect();
        (!aides.is_empty()).then_some(Aides { with, aides })
    }

    /// Those who were there, where the text lists them: "The meeting was attended by …". All persons to the end of the
    /// sentence, since parsers lose their way in such lists.
    fn attendance(&self, mention: &Mention, entities: &Entities) -> Vec<usize> {
        let by = mention.verb.filter(|&v| {
            is(self.passage.lemma(v), Part::List)
                && self.passage.lower(v).ends_with("ed")
                && self.passage.lower(v + 1) == "by"
        });
        // "Taking part in the meeting were …".
        let inverted = || {
            let first = self.passage.lower(self.sentence.start);
            let be = matches!(
                self.passage.lower(mention.anchor + 1).as_str(),
                "were" | "was" | "are"
            );
            (be && is(&first, Part::Present)).then_some(mention.anchor + 1)
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

    /// The subject of a verb, or of the verb that it is coordinated with or hangs on.
    fn subject(&self, mut verb: usize) -> Vec<usize> {
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

    /// Countries and bodies that stand before a noun: "Russian-Ukrainian talks", "the NATO summit".
    fn adjectives(&self, mention: &Mention, entities: &mut Entities) -> Vec<(usize, Tokens)> {
        let names_visitor = mention.kind == Some(MeetingKind::Visit);
        if mention.verb == Some(mention.anchor) || names_visitor {
            return Vec::new();
        }
        let mut found: Vec<(usize, Tokens)> = Vec::new();
        let mut at = mention.anchor;
        while at > self.sentence.start {
            at -= 1;
            let word = self.passage.word(at);
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
            let syntax = self.passage.syntax(at);
            let modifier = matches!(syntax.upos, Upos::Adj | Upos::Num | Upos::Propn)
                || matches!(syntax.relation, "compound" | "amod")
                || matches!(word, "-" | "–" | "/" | "and");
            if !modifier {
                break;
            }
        }
        found.reverse();
        found
    }

    /// What someone is at a meeting for, as far as the words say.
    fn capacity(
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
            let subjects = self.subject(verb);
            subjects
                .iter()
                .any(|&s| self.phrase(s).contains(&participant.tokens.start))
                .then_some(verb)
        };
        match mention.kind? {
            // "In an interview with the Harbour Times": the one named so asks.
            MeetingKind::Interview if given => Some(Capacity::Interviewer),
            MeetingKind::Press if given => None,
            _ => match subject().map(|verb| self.passage.lemma(verb)) {
                Some("host" | "welcome" | "receive") => Some(Capacity::Host),
                Some("mediate" | "broker") => Some(Capacity::Mediator),
                _ => speaks.then_some(Capacity::Principal),
            },
        }
    }

    /// Where: what the rule gives, or a phrase with "in" or "at" in the clause, or a place's name right before the noun.
    fn place(&self, mention: &Mention, entities: &mut Entities) -> Option<(usize, Tokens)> {
        if let Some(head) = mention.place {
            let phrase = self.phrase(head);
            return self.located(&phrase, head, entities);
        }
        let anchor = mention.anchor;
        let mut own = self.children(anchor).collect::<Vec<_>>();
        for clause in own.clone() {
            if self.relation(clause) == "acl" {
                own.extend(self.children(clause));
            }
        }
        let of_verb: Vec<usize> = match mention.verb {
            Some(verb) => self.children(verb).collect(),
            None => self.predicate(anchor).into_iter().collect(),
        };
        for head in own.into_iter().chain(of_verb.clone()) {
            let predicate = of_verb.contains(&head) && mention.verb.is_none();
            let placed = (predicate || matches!(self.relation(head), "nmod" | "obl"))
                && match self.case(head).as_deref() {
                    Some("in" | "at") => true,
                    Some("to") => matches!(self.passage.lemma(anchor), "welcome" | "receive"),
                    _ => false,
                }
                && head != anchor;
            if !placed {
                continue;
            }
            let phrase = self.phrase(head);
            if let Some(place) = self.located(&phrase, head, entities) {
                return Some(place);
            }
        }
        // Whatever the phrase was taken to hang on: "met with the envoy in Riga".
        let clause = self.clause(mention);
        let beside = self.beside(anchor);
        let located = clause.chain(beside).find_map(|t| {
            let preposition = match self.passage.lower(t).as_str() {
                "in" | "at" => true,
                "to" => matches!(self.passage.lemma(anchor), "welcome" | "receive" | "host"),
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
        if located.is_some() {
            return located;
        }
        // "The Geneva talks".
        (self.sentence.start..anchor)
            .rev()
            .take(3)
            .take_while(|&t| matches!(self.relation(t), "compound" | "amod" | "nmod"))
            .find_map(|t| {
                let entity = entities.at(t)?;
                let e = &entities.list[entity];
                let town = e.kind == EntityKind::Place
                    || country(self.passage.word(t))
                        .is_some_and(|(_, f)| f == CountryForm::Capital);
                town.then(|| (entity, t..t + 1))
            })
    }

    /// Whether nothing but an article stands between a preposition and a name.
    fn is_name_of_place(&self, preposition: usize, name: usize) -> bool {
        (preposition + 1..name).all(|t| self.passage.syntax(t).upos == Upos::Det)
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
        let town = self.passage.syntax(head).upos == Upos::Propn
            && self.passage.is_capitalized(head)
            && self.passage.word(head + 1) == ",";
        let of = self
            .children(head)
            .filter(|&t| self.relation(t) == "nmod" && t > head)
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
        let dated = !when::dates(self.passage, phrase).is_empty();
        let named =
            self.passage.syntax(head).upos == Upos::Propn && self.passage.is_capitalized(head);
        if dated || !named {
            return None;
        }
        let mut tokens = phrase.clone();
        while tokens.start < head && !self.passage.is_capitalized(tokens.start) {
            tokens.start += 1;
        }
        let entity = entities.push(Entity::new(
            EntityKind::Place,
            tokens.clone(),
            MentionForm::Name,
        ));
        Some((entity, tokens))
    }

    /// The tokens of the clause that the mention stands in: from the verb's first dependent to its last, without
    /// clauses inside it that are not the mention's.
    fn clause(&self, mention: &Mention) -> Tokens {
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

    /// How many sat on each side, or what the talks are called after: "five-on-five", "in the Normandy format".
    fn format(&self, mention: &Mention, region: &Tokens) -> Option<(String, Tokens)> {
        let near = region.start.max(mention.anchor.saturating_sub(7))..region.end;
        near.into_iter().find_map(|t| {
            let one = when::count(&self.passage.lower(t));
            let other = when::count(&self.passage.lower(t + 4));
            let on = matches!(self.passage.lower(t + 2).as_str(), "on" | "plus")
                && self.passage.word(t + 1) == "-"
                && self.passage.word(t + 3) == "-"
                && t + 5 == mention.anchor;
            if let (true, Some(one), Some(other)) = (on && t + 4 < region.end, one, other) {
                return Some((format!("{one}+{other}"), t..t + 5));
            }
            let named = matches!(self.passage.lower(t).as_str(), "format")
                && t > mention.anchor
                && self.passage.is_capitalized(t - 1);
            named.then(|| (self.passage.word(t - 1).to_owned(), t - 1..t + 1))
        })
    }

    /// Why a meeting came to nothing, or that the text gives no reason: "cancelled without explanation".
    fn reason(&self, mention: &Mention, status: MeetingStatus) -> Option<(bool, Tokens)> {
        let failed = matches!(
            status,
            MeetingStatus::Cancelled | MeetingStatus::Postponed | MeetingStatus::Refused
        );
        if !failed {
            return None;
        }
        let unsaid = (mention.anchor..self.sentence.end).find(|&t| {
            self.passage.lower(t) == "without"
                && (t + 1..self.sentence.end.min(t + 4))
                    .any(|e| is(self.passage.lemma(e), Part::Explanation))
        });
        if let Some(start) = unsaid {
            let end = (start + 1..self.sentence.end)
                .find(|&e| is(self.passage.lemma(e), Part::Explanation))?;
            return Some((false, start..end + 1));
        }
        self.children(mention.verb?).find_map(|t| {
            let whole = self.passage.subtree(t, &self.sentence);
            let first = self.passage.lower(whole.start);
            let given =
                matches!(self.relation(t), "obl" | "advcl") && is(first.as_str(), Part::Cause);
            given.then_some((true, whole))
        })
    }

    /// What stands right beside a noun for a meeting and belongs to it wherever the parser hung it: "their December 9
    /// trilateral meeting", "the talks, which took place in Riga on May 3".
    fn beside(&self, anchor: usize) -> Tokens {
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

    fn is_core(&self, anchor: usize, verb: usize) -> bool {
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

    /// The date that stands nearest to the word for the meeting, a day or month before a bare year ("the 2028 games on
    /// May 8"); what is another noun's own ("the election ten days ago") or says since when is none of it.
    fn nearest(&self, mention: &Mention, found: Vec<(Tokens, When)>) -> Option<(Tokens, When)> {
        let others = |tokens: &Tokens| {
            let before = tokens
                .start
                .checked_sub(1)
                .filter(|t| self.sentence.contains(t));
            let ago = self.passage.lower(tokens.end - 1) == "ago";
            let since = tokens.start.saturating_sub(4).max(self.sentence.start)..tokens.start;
            since.into_iter().any(|t| self.passage.lower(t) == "since")
                || before.is_some_and(|t| {
                    ago && t != mention.anchor && self.passage.syntax(t).upos == Upos::Noun
                })
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
    fn is_length(&self, mention: &Mention, tokens: &Tokens, region: &Tokens) -> bool {
        let before = tokens.end <= mention.anchor && mention.anchor - tokens.end < 4;
        let inside = tokens.end <= region.end;
        let lasted = tokens.start.saturating_sub(5).max(mention.sentence.start)..tokens.start;
        before
            || lasted.into_iter().any(|t| match self.passage.lemma(t) {
                "last" => self.passage.syntax(t).upos == Upos::Verb,
                "for" | "take" => inside,
                _ => false,
            })
    }

    /// The dash after the place that a report begins with: "TORSHAVN, March 14 —".
    fn dateline(&self) -> Option<usize> {
        let start = self.sentence.start;
        let place = self.passage.word(start);
        let capitals = place.len() > 2 && place.chars().all(|c| !c.is_lowercase());
        (start + 1..self.sentence.end.min(start + 10))
            .find(|&t| capitals && matches!(self.passage.word(t), "—" | "–" | "--"))
    }

    /// The words that tell of it: the clause, from the subject on, without what begins after a comma.
    fn evidence(&self, mention: &Mention) -> Tokens {
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

fn unique(mut heads: Vec<usize>) -> Vec<usize> {
    heads.sort_unstable();
    heads.dedup();
    heads
}
