//! The meeting that the reports are about, and what they tell of it differently.

use crate::Input;
use crate::account::Account;
use crate::table::lines;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use verbale_lexicon::{country, may_be_one, side_in};
use verbale_schema::{
    Attendee, Disagreement, Encounter, Entity, EntityKind, Evidence, Meeting, MeetingKind,
    MeetingStatus, Participant, Record, Span as JsonSpan, Told,
};

const INITIATIVE: &str = include_str!("../data/initiative.txt");
/// As far from such words the name of the side stands, in bytes.
const BESIDE: usize = 60;

/// The meeting that a report is mainly about: of those between parties, the first with most
/// people; interviews and press conferences only where there is nothing else.
#[must_use]
pub fn main_meeting(record: &Record) -> Option<&Meeting> {
    main_of(record, record.meetings.iter())
}

/// The main one of some of a report's meetings, as [`main_meeting`] says.
pub(crate) fn main_of<'r>(
    record: &'r Record,
    meetings: impl DoubleEndedIterator<Item = &'r Meeting>,
) -> Option<&'r Meeting> {
    let people = |meeting: &Meeting| {
        let entities = meeting
            .participants
            .iter()
            .filter_map(|p| record.entity(&p.entity));
        entities
            .filter(|e| matches!(e.kind, EntityKind::Person | EntityKind::Group))
            .count()
            .min(2)
    };
    let rank = |meeting: &&Meeting| {
        let aside = matches!(meeting.kind, MeetingKind::Interview | MeetingKind::Press);
        let part = meeting.part_of.is_some();
        let told = matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing);
        (
            !aside,
            told,
            !part,
            people(meeting),
            meeting.participants.len().min(2),
        )
    };
    // `max_by_key` gives the last of equals; the first is meant.
    meetings.rev().max_by_key(rank)
}

/// The meeting of the reports `documents`, by number.
pub(crate) fn encounter(
    inputs: &[&Input],
    accounts: &[Account],
    texts: &[Text<'_>],
    ids: &[String],
    documents: &[usize],
) -> Option<Encounter> {
    let mains: Vec<(usize, &Meeting)> = documents
        .iter()
        .filter_map(|&n| Some((n, main_meeting(&inputs[n].record)?)))
        .collect();
    // An announcement comes first and knows least.
    let is_told = |m: &Meeting| matches!(m.status, MeetingStatus::Held | MeetingStatus::Ongoing);
    let told_of = mains.iter().find(|(_, meeting)| is_told(meeting));
    let &(_, main) = told_of.or_else(|| mains.first())?;
    let mut told = Facts::default();
    for &(n, meeting) in &mains {
        told.add(
            "kind",
            n,
            kind(meeting.kind).to_owned(),
            meeting.evidence.first(),
        );
        if let Some(date) = &meeting.date
            && let Some(value) = &date.value
        {
            told.add("date", n, value.clone(), Some(&date.span));
        }
        if let Some(place) = &meeting.place {
            let entity = inputs[n].record.entity(&place.entity);
            let name = entity.map_or_else(|| place.span.text.clone(), |e| e.name.clone());
            told.add("place", n, name, Some(&place.span));
        }
        if let Some(duration) = &meeting.duration
            && let Some(value) = &duration.value
        {
            told.add("duration", n, value.clone(), Some(&duration.span));
        }
    }
    for &n in documents {
        if let Some((side, span)) = initiative(&texts[n]) {
            told.add("initiative", n, side, Some(&span));
        }
    }
    Some(Encounter {
        kind: main.kind,
        status: main.status,
        date: told.agreed("date"),
        place: told.agreed("place"),
        duration: told.agreed("duration"),
        participants: attendees(inputs, &mains),
        disagreements: told.disagreements(ids, |n| teller(inputs[n], &accounts[n])),
    })
}

/// Who tells what a report tells: its side, or its publisher.
fn teller<'a>(input: &'a Input, account: &'a Account) -> &'a str {
    let document = &input.record.document;
    let by = account.side.as_deref().or(document.publisher.as_deref());
    by.unwrap_or(&document.id)
}

/// Whether by telephone or in person: finer kinds are a matter of words, not of fact.
fn kind(kind: MeetingKind) -> &'static str {
    if kind == MeetingKind::Call {
        "call"
    } else {
        "in person"
    }
}

/// What is told of each field: the value, by whom, in which words.
#[derive(Default)]
struct Facts(BTreeMap<&'static str, Vec<Fact>>);

/// A value, the report that tells it, and its words.
type Fact = (String, usize, Option<JsonSpan>);

impl Facts {
    fn add(
        &mut self,
        field: &'static str,
        document: usize,
        value: String,
        span: Option<&JsonSpan>,
    ) {
        self.0
            .entry(field)
            .or_default()
            .push((value, document, span.cloned()));
    }

    fn values(&self, field: &str) -> Vec<&str> {
        let mut values: Vec<&str> = Vec::new();
        for (value, ..) in self.0.get(field).into_iter().flatten() {
            if !values.iter().any(|known| compatible(field, known, value)) {
                values.push(value);
            }
        }
        values
    }

    fn agreed(&self, field: &str) -> Option<String> {
        match self.values(field)[..] {
            [only] => Some(only.to_owned()),
            _ => None,
        }
    }

    /// The fields on which two tellers differ. Where one alone tells several values, it tells of
    /// several meetings or days, and nobody disagrees.
    fn disagreements<'a>(
        &self,
        ids: &[String],
        teller: impl Fn(usize) -> &'a str,
    ) -> Vec<Disagreement> {
        let several = |field: &str, told: &[Fact]| {
            told.iter().any(|(value, n, _)| {
                told.iter().any(|(other, m, _)| {
                    teller(*n) == teller(*m) && !compatible(field, value, other)
                })
            })
        };
        let differ = self
            .0
            .iter()
            .filter(|(field, told)| self.values(field).len() > 1 && !several(field, told));
        differ
            .map(|(field, told)| Disagreement {
                field: (*field).to_owned(),
                values: self
                    .values(field)
                    .into_iter()
                    .map(|value| {
                        let by = || told.iter().filter(|(v, ..)| compatible(field, value, v));
                        let of = |n: &usize| ids[*n].clone();
                        Told {
                            value: value.to_owned(),
                            documents: by().map(|(_, n, _)| of(n)).collect(),
                            evidence: by()
                                .filter_map(|(_, n, span)| {
                                    Some(Evidence {
                                        document: of(n),
                                        span: span.clone()?,
                                    })
                                })
                                .collect(),
                        }
                    })
                    .collect(),
            })
            .collect()
    }
}

/// Whether two values may both be right: one is part of the other ("2025-08", "2025-08-15").
fn compatible(field: &str, a: &str, b: &str) -> bool {
    let interval = || {
        let within = |whole: &str, day: &str| {
            whole
                .split_once('/')
                .is_some_and(|(start, end)| start <= day && day <= end)
        };
        within(a, b) || within(b, a)
    };
    a == b
        || matches!(field, "date" | "place") && (a.contains(b) || b.contains(a))
        || field == "date" && interval()
}

/// Whom a participant stands for: the members of a group, else the entity itself.
pub(crate) fn taking_part<'r>(record: &'r Record, participant: &Participant) -> Vec<&'r Entity> {
    let Some(entity) = record.entity(&participant.entity) else {
        return Vec::new();
    };
    let members: Vec<&Entity> = entity
        .members
        .iter()
        .filter_map(|id| record.entity(id))
        .collect();
    if members.is_empty() {
        vec![entity]
    } else {
        members
    }
}

/// Who took part, each person once under the fullest name.
fn attendees(inputs: &[&Input], mains: &[(usize, &Meeting)]) -> Vec<Attendee> {
    let mut out: Vec<Attendee> = Vec::new();
    for &(n, meeting) in mains {
        let record = &inputs[n].record;
        for participant in &meeting.participants {
            let all = taking_part(record, participant).into_iter();
            for entity in all.filter(|e| e.kind != EntityKind::Group) {
                let side = entity.side.clone().or_else(|| participant.side.clone());
                match out
                    .iter_mut()
                    .find(|known| may_be_one(&known.name, &entity.name))
                {
                    Some(known) => {
                        if entity.name.len() > known.name.len() {
                            known.name.clone_from(&entity.name);
                        }
                        known.side = known.side.take().or(side);
                    }
                    None => out.push(Attendee {
                        name: entity.name.clone(),
                        side,
                    }),
                }
            }
        }
    }
    // A country takes part by its people, where they are named.
    let is_country = |attendee: &Attendee| country(&attendee.name).is_some();
    let by_people: BTreeSet<String> = out
        .iter()
        .filter(|a| !is_country(a))
        .filter_map(|a| a.side.clone())
        .collect();
    out.retain(|a| !is_country(a) || !a.side.as_ref().is_some_and(|side| by_people.contains(side)));
    out
}

/// Who called whom, by a report's words.
fn initiative(text: &Text<'_>) -> Option<(String, JsonSpan)> {
    let words = lines(INITIATIVE).flat_map(|words| text.text.match_indices(words));
    let mut found: Vec<(usize, &str)> = words.collect();
    found.sort_unstable();
    found.into_iter().find_map(|(at, words)| {
        let before = text.text.floor_char_boundary(at.saturating_sub(BESIDE));
        let end = text
            .text
            .floor_char_boundary((at + words.len() + BESIDE).min(text.text.len()));
        let after_words = at + words.len();
        let sides: BTreeSet<(usize, usize, &str)> = if words.starts_with(['\'', '’', 's']) {
            let tail = text.text[before..at]
                .rsplit(' ')
                .take(3)
                .collect::<Vec<_>>();
            let phrase: Vec<&str> = tail.into_iter().rev().collect();
            side_in(&phrase.join(" "))
                .map(|side| (before, after_words, side))
                .into_iter()
                .collect()
        } else {
            side_in(&text.text[after_words..end])
                .map(|side| (at, end, side))
                .into_iter()
                .collect()
        };
        let (_, _, side) = sides.into_iter().next()?;
        let span = text.public(verbale_text::Span::new(at, after_words));
        Some((side.to_owned(), span))
    })
}
