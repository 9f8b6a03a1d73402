//! The meeting that the reports are about.

use crate::Input;
use crate::account::side_name;
use crate::facts::{Reports, facts};
use std::collections::BTreeSet;
use verbale_lexicon::{MONTHS, country, may_be_one};
use verbale_schema::{
    Attendee, Encounter, Entity, EntityKind, Fact, FactField, Meeting, MeetingKind, MeetingStatus,
    Participant, Record,
};

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
pub(crate) fn encounter(reports: &Reports<'_>, documents: &[usize]) -> Option<Encounter> {
    let mains: Vec<(usize, &Meeting)> = documents
        .iter()
        .filter_map(|&n| Some((n, main_meeting(&reports.inputs[n].record)?)))
        .collect();
    // An announcement comes first and knows least.
    let is_told = |m: &Meeting| matches!(m.status, MeetingStatus::Held | MeetingStatus::Ongoing);
    let told_of = mains.iter().find(|(_, meeting)| is_told(meeting));
    let &(_, main) = told_of.or_else(|| mains.first())?;
    let participants = attendees(reports.inputs, &mains);
    let facts = facts(reports, &mains, documents);
    Some(Encounter {
        title: title(main.kind, &participants, &facts),
        kind: main.kind,
        status: main.status,
        participants,
        facts,
    })
}

/// More sides or people than these are counted in a title, and not named.
const NAMED: usize = 3;

/// What to call a meeting: "United States–Ukraine talks, Geneva, 23 November 2025".
fn title(kind: MeetingKind, participants: &[Attendee], facts: &[Fact]) -> String {
    let mut sides: Vec<String> = Vec::new();
    for side in participants
        .iter()
        .filter_map(|attendee| attendee.side.as_deref())
    {
        let name = side_name(side);
        if !sides.contains(&name) {
            sides.push(name);
        }
    }
    let people: Vec<String> = participants.iter().map(|a| a.name.clone()).collect();
    let who = match (sides.len(), people.len()) {
        (2..=NAMED, _) => format!("{} ", sides.join("–")),
        (0 | 1, 1..=NAMED) => format!("{} ", people.join("–")),
        _ => String::new(),
    };
    let mut words = format!("{who}{}", kind_name(kind));
    if who.is_empty() && sides.len() > NAMED {
        words.push_str(&format!(" of {} sides", sides.len()));
    }
    let told = |field| {
        let fact = facts.iter().find(|fact| fact.field == field)?;
        // Several days are several meetings; the country that a town lies in need not be said.
        let values = fact.values.iter().map(|told| told.value.as_str());
        let is_wide = |value: &str| field == FactField::Place && country(value).is_some();
        let narrow: Vec<&str> = values.clone().filter(|value| !is_wide(value)).collect();
        match narrow[..] {
            [only] if fact.agree => Some(only.to_owned()),
            [] => values.clone().next().map(str::to_owned),
            _ => None,
        }
    };
    if let Some(place) = told(FactField::Place) {
        words.push_str(&format!(", {place}"));
    }
    if let Some(date) = told(FactField::Date) {
        words.push_str(&format!(", {}", spelled(&date)));
    }
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn kind_name(kind: MeetingKind) -> &'static str {
    match kind {
        MeetingKind::Press => "press conference",
        MeetingKind::Other => "meeting",
        named => named.as_str(),
    }
}

/// An ISO date as English writes it; intervals as they stand.
fn spelled(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    let month = |number: &str| {
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        MONTHS.get(at).copied()
    };
    let spelled = match parts[..] {
        [year, number] => month(number).map(|month| format!("{month} {year}")),
        [year, number, day] if !date.contains('/') => {
            month(number).map(|month| format!("{} {month} {year}", day.trim_start_matches('0')))
        }
        _ => None,
    };
    spelled.unwrap_or_else(|| date.to_owned())
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
