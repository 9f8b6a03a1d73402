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

use crate::entities::Entities;
use crate::grammar::Ground;
use crate::passage::Passage;
use crate::speakers::Told;
use crate::statements::Statement;
use jiff::civil::Date;
use verbale_lexicon::country;
use verbale_model::Tokens;
use verbale_schema::{Capacity, EntityKind, MeetingKind, MeetingStatus};

/// One meeting, by its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) kind: MeetingKind,
    pub(crate) status: MeetingStatus,
    pub(crate) participants: Vec<Participant>,
    pub(crate) place: Option<(usize, Tokens)>,
    pub(crate) date: Option<(Option<String>, Tokens)>,
    pub(crate) duration: Option<(Option<String>, Tokens)>,
    pub(crate) format: Option<(String, Tokens)>,
    pub(crate) part_of: Option<usize>,
    pub(crate) reason: Option<(bool, Tokens)>,
    /// The clauses that tell of it, in order.
    pub(crate) evidence: Vec<Tokens>,
    /// The words that name it, in order.
    pub(crate) anchors: Vec<usize>,
    /// The rules that made it.
    pub(crate) grounds: Vec<Ground>,
    pub(crate) confidence: f32,
}

#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) entity: usize,
    pub(crate) tokens: Tokens,
    pub(crate) capacity: Option<Capacity>,
}

impl Participant {
    fn new(entity: usize, tokens: Tokens) -> Self {
        Self {
            entity,
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
        .filter_map(|p| entities.list[p.entity].side.clone())
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
    passage: &Passage,
    entities: &mut Entities,
    published: Option<Date>,
) -> Vec<Meeting> {
    let found = mentions::find(passage, entities);
    let told: Vec<arguments::Told> = found
        .into_iter()
        .map(|mention| arguments::around(passage, entities, mention, published))
        .collect();
    share_sides(passage, entities, &told);
    merge::meetings(passage, entities, told)
}

/// The meeting at which each statement was made, where the text says so: "said in an interview", or told to the one who
/// asked the questions there.
pub(crate) fn occasions(
    passage: &Passage,
    statements: &[Statement],
    told: &[Told],
    meetings: &[Meeting],
) -> Vec<Option<usize>> {
    statements
        .iter()
        .zip(told)
        .map(|(statement, told)| {
            let said_at = |meeting: &Meeting| {
                meeting.anchors.iter().any(|&anchor| {
                    let quoted = statement.content.iter().any(|c| c.contains(&anchor));
                    let verb = mentions::clause_verb(passage, anchor);
                    !quoted
                        && verb != Some(anchor)
                        && statement
                            .cue
                            .iter()
                            .any(|cue| verb.is_some_and(|v| cue.contains(&v)))
                })
            };
            let asked = |meeting: &Meeting| {
                meeting.participants.iter().any(|p| {
                    p.capacity == Some(Capacity::Interviewer) && Some(p.entity) == told.addressee
                })
            };
            // Where several are named ("following the summit, in an interview"), the occasion of speech is meant.
            let speech = |meeting: &&Meeting| {
                matches!(meeting.kind, MeetingKind::Interview | MeetingKind::Press)
            };
            let at = |found: &Meeting| meetings.iter().position(|m| std::ptr::eq(m, found));
            let all = || meetings.iter().filter(|m| said_at(m) || asked(m));
            all().find(speech).or_else(|| all().next()).and_then(at)
        })
        .collect()
}

/// Whoever comes with someone acts for the same side: "the Danish foreign minister accompanied Olsen". A side that a
/// title names outweighs one that was only guessed.
fn share_sides(passage: &Passage, entities: &mut Entities, told: &[arguments::Told]) {
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
            .filter(|&e| is_named_in_title(passage, entities, e))
            .collect();
        let grounds = if named.is_empty() { &all } else { &named };
        let mut sides: Vec<String> = grounds
            .iter()
            .filter_map(|&e| entities.list[e].side.clone())
            .collect();
        sides.dedup();
        if let [side] = &sides[..] {
            for &entity in all.iter().filter(|e| !named.contains(e)) {
                entities.list[entity].side = Some(side.clone());
            }
        }
    }
}

/// Whether one of a person's titles names the country that the person acts for.
fn is_named_in_title(passage: &Passage, entities: &Entities, person: usize) -> bool {
    let entity = &entities.list[person];
    entity.roles.iter().cloned().flatten().any(|token| {
        country(passage.word(token))
            .is_some_and(|(code, _)| Some(code.as_str()) == entity.side.as_deref())
    })
}
