//! Who met whom: every encounter that the text reports, announces, calls off or speaks of.
//!
//! Rules find the words for meetings and what became of them (`rules/meetings.rules`, `rules/status.rules`); the
//! arguments around the words give participants, place, date and length; mentions of one meeting are put together.

mod arguments;
mod circumstances;
mod clause;
mod mentions;
mod merge;
mod sessions;
mod who;
mod words;

use crate::entities::{Entities, Side};
use crate::grammar::Ground;
use crate::speakers::Told;
use crate::statements::Statement;
use crate::why::Why;
use jiff::civil::Date;
use std::collections::HashMap;
use verbale_doc::{Doc, Tokens};
use verbale_lexicon::country;
use verbale_schema::{Capacity, EntityKind, MeetingKind, MeetingStatus};

/// One meeting, by its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) kind: MeetingKind,
    pub(crate) status: MeetingStatus,
    pub(crate) participants: Vec<Participant>,
    pub(crate) place: Option<Place>,
    pub(crate) date: Option<Timed>,
    pub(crate) duration: Option<Timed>,
    pub(crate) format: Option<(String, Tokens)>,
    pub(crate) part_of: Option<Whole>,
    pub(crate) reason: Option<(bool, Tokens)>,
    /// The clauses that tell of it, in order.
    pub(crate) evidence: Vec<Tokens>,
    /// The words that name it, in order.
    pub(crate) anchors: Vec<usize>,
    /// The rules that made it.
    pub(crate) grounds: Vec<Ground>,
    /// Why other mentions were taken for this meeting's.
    pub(crate) merged: Vec<Why>,
    pub(crate) confidence: f32,
}

/// Where a meeting was.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) entity: usize,
    pub(crate) tokens: Tokens,
    pub(crate) why: Why,
}

/// A day or a length of time that words tell; without a value where they are vague.
#[derive(Clone, Debug)]
pub(crate) struct Timed {
    pub(crate) value: Option<String>,
    pub(crate) tokens: Tokens,
    pub(crate) why: Why,
}

/// The meeting that another is a session of.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) meeting: usize,
    pub(crate) why: Why,
}

#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) entity: usize,
    pub(crate) tokens: Tokens,
    pub(crate) capacity: Option<Capacity>,
    pub(crate) why: Why,
}

impl Participant {
    /// Who is found by a step, with the words that name them.
    fn new(entity: usize, tokens: Tokens, step: &'static str) -> Self {
        Self {
            entity,
            why: Why::step(step, tokens.clone()),
            tokens,
            capacity: None,
        }
    }
}

/// Adds someone who is not there yet.
fn add(participants: &mut Vec<Participant>, new: Participant) {
    if participants.iter().all(|p| p.entity != new.entity) {
        participants.push(new);
    }
}

/// "President Brandt of Norway": where the person takes part, the country is only whose.
fn without_represented(entities: &Entities, participants: &mut Vec<Participant>) {
    let sides: Vec<String> = participants
        .iter()
        .filter(|p| entities.is_person(p.entity))
        .filter_map(|p| entities.list[p.entity].side().map(str::to_owned))
        .collect();
    participants.retain(|p| {
        let entity = &entities.list[p.entity];
        entity.kind != EntityKind::Country
            || entity
                .country
                .is_none_or(|code| sides.iter().all(|side| side != code.as_str()))
    });
}

/// The meetings of a text, in its order. `published` is what relative dates are resolved against.
pub(crate) fn meetings(
    doc: &Doc,
    entities: &mut Entities,
    published: Option<Date>,
) -> Vec<Meeting> {
    let found = mentions::find(doc, entities);
    let told: Vec<arguments::Told> = found
        .into_iter()
        .map(|mention| arguments::around(doc, entities, mention, published))
        .collect();
    share_sides(doc, entities, &told);
    merge::meetings(doc, entities, told)
}

/// The meeting at which each statement was made, where the text says so: "said in an interview", or told to the one who
/// asked the questions there.
pub(crate) fn occasions(
    doc: &Doc,
    statements: &[Statement],
    told: &[Told],
    meetings: &[Meeting],
) -> Vec<Option<usize>> {
    // The words for meetings by the verbs of their clauses, and meetings by those who ask there.
    let mut by_verb: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    let mut by_interviewer: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, meeting) in meetings.iter().enumerate() {
        for &anchor in &meeting.anchors {
            if let Some(verb) = mentions::clause_verb(doc, anchor).filter(|&v| v != anchor) {
                by_verb.entry(verb).or_default().push((at, anchor));
            }
        }
        for participant in &meeting.participants {
            if participant.capacity == Some(Capacity::Interviewer) {
                by_interviewer
                    .entry(participant.entity)
                    .or_default()
                    .push(at);
            }
        }
    }
    let occasion = |(statement, told): (&Statement, &Told)| {
        let quoted = |anchor: usize| statement.content.iter().any(|c| c.contains(&anchor));
        let said_at = statement
            .cue
            .iter()
            .flat_map(Clone::clone)
            .filter_map(|verb| by_verb.get(&verb))
            .flatten()
            .filter(|(_, anchor)| !quoted(*anchor))
            .map(|(at, _)| *at);
        let asked = told.addressee().and_then(|e| by_interviewer.get(&e));
        let all: Vec<usize> = said_at
            .chain(asked.into_iter().flatten().copied())
            .collect();
        // Where several are named ("following the summit, in an interview"), the occasion of speech is meant.
        let speech = |at: &usize| {
            let kind = meetings[*at].kind;
            matches!(kind, MeetingKind::Interview | MeetingKind::Press)
        };
        let first = || all.iter().copied();
        first().filter(speech).min().or_else(|| first().min())
    };
    statements.iter().zip(told).map(occasion).collect()
}

/// Whoever comes with someone acts for the same side: "the Danish foreign minister accompanied Olsen". A side that a
/// title names outweighs one that was only guessed.
fn share_sides(doc: &Doc, entities: &mut Entities, told: &[arguments::Told]) {
    for aides in told.iter().filter_map(|told| told.aides.as_ref()) {
        let all: Vec<usize> = aides
            .aides
            .iter()
            .map(|aide| aide.entity)
            .chain([aides.with])
            .collect();
        let named: Vec<usize> = all
            .iter()
            .copied()
            .filter(|&e| is_named_in_title(doc, entities, e))
            .collect();
        let grounds = if named.is_empty() { &all } else { &named };
        let mut sides: Vec<String> = grounds
            .iter()
            .filter_map(|&e| entities.list[e].side().map(str::to_owned))
            .collect();
        sides.dedup();
        if let [side] = &sides[..] {
            for &entity in all.iter().filter(|e| !named.contains(e)) {
                entities.list[entity].side = Some(Side {
                    value: side.clone(),
                    why: Why::step("came with one of this side", aides.words.clone()),
                });
            }
        }
    }
}

/// Whether one of a person's titles names the country that the person acts for.
fn is_named_in_title(doc: &Doc, entities: &Entities, person: usize) -> bool {
    let entity = &entities.list[person];
    entity
        .roles
        .iter()
        .flat_map(|role| role.tokens.clone())
        .any(|token| {
            country(doc.word(token)).is_some_and(|(code, _)| Some(code.as_str()) == entity.side())
        })
}
