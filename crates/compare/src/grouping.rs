//! Which reports of a heap are about one meeting.
//!
//! Reports that name two of the same people of different sides (or two sides and a place) are looked
//! at in the order of their days, each beside its neighbours only: the cost grows as n log n.

use crate::encounter::{folded, main_meeting};
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::Meaning;
use verbale_schema::{EntityKind, MeetingKind, MeetingStatus, Record};

/// Days that may lie between two reports of one meeting: time zones, and a release on the next day.
const LAG: i64 = 1;
/// Neighbours that a report is compared with under one key.
const NEIGHBOURS: usize = 12;
/// How alike two reports' texts must be.
const LIKE: f32 = 0.45;
/// As many words from the start of a report tell what it is about.
const OPENING: usize = 120;
/// The most people of a report that are looked at.
const PEOPLE: usize = 6;

/// Reports about one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The reports, by date and id.
    pub members: Vec<Member>,
}

/// A report of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its place among the records given.
    pub record: usize,
    /// What it is to the meeting.
    pub part: Part,
}

/// What a report is to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Tells of it beforehand.
    Announcement,
    /// Tells of it.
    Account,
    /// Tells what came after.
    FollowUp,
}

impl Part {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Account => "account",
            Self::FollowUp => "follow-up",
        }
    }
}

/// What a report tells of its meeting, in short.
struct Sketch {
    /// The day of the meeting, else of the report, in days.
    day: i64,
    published: i64,
    /// Folded last names, with sides.
    people: BTreeMap<String, Option<String>>,
    sides: BTreeSet<String>,
    call: Option<bool>,
    part: Part,
    meaning: Meaning,
}

/// The groups of two reports or more, by the first report's day and id.
#[must_use]
pub fn group(records: &[Record]) -> Vec<Group> {
    let sketches: Vec<Option<Sketch>> = records.iter().map(sketch).collect();
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, sketch) in sketches.iter().enumerate() {
        for key in sketch.iter().flat_map(keys_of) {
            keys.entry(key).or_default().push(n);
        }
    }
    let day = |n: usize| sketches[n].as_ref().map_or(0, |s| s.day);
    let mut parent: Vec<usize> = (0..records.len()).collect();
    for mut heap in keys.into_values() {
        heap.sort_by_key(|&n| (day(n), &records[n].document.id, &records[n].document.sha256));
        for (at, &a) in heap.iter().enumerate() {
            let near = heap[at + 1..]
                .iter()
                .take(NEIGHBOURS)
                .take_while(|&&b| day(b) - day(a) <= LAG);
            for &b in near {
                if let (Some(x), Some(y)) = (&sketches[a], &sketches[b])
                    && same_meeting(x, y)
                {
                    let (a, b) = (root(&mut parent, a), root(&mut parent, b));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for n in 0..records.len() {
        let root = root(&mut parent, n);
        groups.entry(root).or_default().push(n);
    }
    let order = |&n: &usize| {
        (
            day(n),
            records[n].document.id.clone(),
            records[n].document.sha256.clone(),
        )
    };
    let mut out: Vec<Group> = groups
        .into_values()
        .filter(|members| members.len() > 1)
        .map(|mut members| {
            members.sort_by_key(order);
            let member = |record: usize| Member {
                record,
                part: sketches[record].as_ref().map_or(Part::Account, |s| s.part),
            };
            Group {
                members: members.into_iter().map(member).collect(),
            }
        })
        .collect();
    out.sort_by_key(|group| order(&group.members[0].record));
    out
}

fn root(parent: &mut [usize], mut n: usize) -> usize {
    while parent[n] != n {
        parent[n] = parent[parent[n]];
        n = parent[n];
    }
    n
}

/// Every two people of different sides, and every two sides.
fn keys_of(sketch: &Sketch) -> Vec<String> {
    let people: Vec<(&String, &Option<String>)> = sketch.people.iter().collect();
    let mut keys = Vec::new();
    for (n, (a, side)) in people.iter().enumerate() {
        for (b, other) in &people[n + 1..] {
            if side.is_none() || other.is_none() || side != other {
                keys.push(format!("{a}+{b}"));
            }
        }
    }
    let sides: Vec<&String> = sketch.sides.iter().collect();
    for (n, a) in sides.iter().enumerate() {
        keys.extend(sides[n + 1..].iter().map(|b| format!("{a}&{b}")));
    }
    keys
}

fn same_meeting(a: &Sketch, b: &Sketch) -> bool {
    if a.call.is_some() && b.call.is_some() && a.call != b.call {
        return false;
    }
    let shared: Vec<&String> = a
        .people
        .keys()
        .filter(|name| b.people.contains_key(*name))
        .collect();
    let sides: BTreeSet<&String> = a.sides.intersection(&b.sides).collect();
    let likeness = a.meaning.likeness(&b.meaning);
    (a.published - b.published).abs() <= LAG
        && sides.len() >= 2
        && (shared.len() >= 2 && likeness >= LIKE
            || a.people.len().min(b.people.len()) <= 1 && likeness >= LIKE + 0.2)
}

/// What a report tells of its meeting; none of an undated one.
fn sketch(record: &Record) -> Option<Sketch> {
    let document = &record.document;
    let published = days(document.published.as_deref()?)?;
    let meeting = main_meeting(record);
    let text = document.text.as_deref().unwrap_or_default();
    let opening: String = text
        .split_whitespace()
        .take(OPENING)
        .collect::<Vec<_>>()
        .join(" ");
    let opening_end = opening.chars().count();
    let mut people = BTreeMap::new();
    let mut sides = BTreeSet::new();
    let taking_part =
        |id: &str| meeting.is_some_and(|m| m.participants.iter().any(|p| p.entity == id));
    let mut entities: Vec<(usize, &verbale_schema::Entity)> = record
        .entities
        .iter()
        .filter_map(|e| Some((e.mentions.iter().map(|m| m.span.start).min()?, e)))
        .collect();
    entities.sort_by_key(|(first, entity)| (!taking_part(&entity.id), *first));
    for (first, entity) in entities {
        if first > opening_end && !taking_part(&entity.id) {
            continue;
        }
        match entity.kind {
            EntityKind::Person if people.len() < PEOPLE => {
                if let Some(last) = folded(&entity.name).pop() {
                    people.insert(last, entity.side.clone());
                    sides.extend(entity.side.clone());
                }
            }
            EntityKind::Country | EntityKind::Organization => sides.extend(entity.side.clone()),
            _ => {}
        }
    }
    let day = meeting
        .and_then(|m| m.date.as_ref()?.value.as_deref().and_then(days))
        .unwrap_or(published);
    let planned = |m: &verbale_schema::Meeting| {
        matches!(m.status, MeetingStatus::Planned | MeetingStatus::Proposed)
    };
    let part = if meeting.is_some_and(planned) {
        Part::Announcement
    } else if published - day > LAG {
        Part::FollowUp
    } else {
        Part::Account
    };
    let lower = opening.to_lowercase();
    let call = match meeting {
        Some(meeting) => Some(meeting.kind == MeetingKind::Call),
        None => ["spoke", "call", "phone", "telephone", "conversation"]
            .iter()
            .any(|word| {
                lower
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|w| w == *word)
            })
            .then_some(true),
    };
    Some(Sketch {
        day,
        published,
        people,
        sides,
        call,
        part,
        meaning: Meaning::of(text),
    })
}

/// The day of an ISO date, counted in days.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.get(..10)?.split('-');
    let mut next = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    // Days from civil, with the year beginning in March.
    let year = year - i64::from(month <= 2);
    let shifted = (month + 9) % 12;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * shifted + 2) / 5
            + day,
    )
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn days_follow_one_another_over_months_and_years() {
        let next = |a, b| days(b).unwrap() - days(a).unwrap();
        assert_eq!(next("2025-02-28", "2025-03-01"), 1);
        assert_eq!(next("2024-02-28", "2024-03-01"), 2);
        assert_eq!(next("2024-12-31", "2025-01-01T08:00:00Z"), 1);
        assert_eq!(days("2025-08"), None);
    }
}
