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
    /// The day of the meeting, else of the report.
    day: i64,
    /// Whether the report gives the day of the meeting itself.
    is_dated: bool,
    published: i64,
    /// Folded last names of those who take part, with their sides.
    people: BTreeMap<String, Option<String>>,
    sides: BTreeSet<String>,
    place: Option<String>,
    is_call: bool,
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
    // Each report points to the first of its group, and that one holds them all.
    let mut parent: Vec<usize> = (0..records.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..records.len()).map(|n| vec![n]).collect();
    for mut heap in keys.into_values() {
        heap.sort_by_key(|&n| (day(n), &records[n].document.id, &records[n].document.sha256));
        for (at, &a) in heap.iter().enumerate() {
            let near = heap[at + 1..]
                .iter()
                .take(NEIGHBOURS)
                .take_while(|&&b| day(b) - day(a) <= LAG);
            for &b in near {
                let (left, right) = (root(&parent, a), root(&parent, b));
                if left == right || !fits(&sketches, &members[left], &members[right]) {
                    continue;
                }
                let moved = std::mem::take(&mut members[right]);
                for &n in &moved {
                    parent[n] = left;
                }
                members[left].extend(moved);
            }
        }
    }
    let order = |&n: &usize| {
        (
            day(n),
            records[n].document.id.clone(),
            records[n].document.sha256.clone(),
        )
    };
    let mut out: Vec<Group> = members
        .into_iter()
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

fn root(parent: &[usize], n: usize) -> usize {
    parent[n]
}

/// Whether two groups are about one meeting: most of their reports are, each with each. One alone
/// must not draw two meetings together.
fn fits(sketches: &[Option<Sketch>], left: &[usize], right: &[usize]) -> bool {
    let pairs = left
        .iter()
        .flat_map(|&a| right.iter().map(move |&b| (a, b)));
    let same = pairs.filter(|&(a, b)| match (&sketches[a], &sketches[b]) {
        (Some(a), Some(b)) => same_meeting(a, b),
        _ => false,
    });
    same.count() * 2 > left.len() * right.len()
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
    let apart = (a.day - b.day).abs();
    let announced = a.part == Part::Announcement || b.part == Part::Announcement;
    if a.is_call != b.is_call || apart > LAG || a.is_dated && b.is_dated && apart > 0 {
        return false;
    }
    if !announced && (a.published - b.published).abs() > LAG {
        return false;
    }
    let shared: Vec<&Option<String>> = a
        .people
        .iter()
        .filter(|(name, _)| b.people.contains_key(*name))
        .map(|(_, side)| side)
        .collect();
    let people =
        shared.len() >= 2 && (shared.iter().any(|s| **s != *shared[0]) || shared.contains(&&None));
    // Delegations without names: the same two sides at the same place.
    let place = a.place.is_some() && a.place == b.place;
    let nameless = a.people.len().min(b.people.len()) < 2;
    let sides = a.sides.len().min(b.sides.len()) >= 2 && a.sides == b.sides;
    (people || nameless && place && sides) && a.meaning.likeness(&b.meaning) >= LIKE
}

/// What a report tells of its meeting; none of an undated one, or one that tells of no meeting.
fn sketch(record: &Record) -> Option<Sketch> {
    let document = &record.document;
    let published = days(document.published.as_deref()?)?;
    let meeting = main_meeting(record)?;
    let mut people = BTreeMap::new();
    let mut sides = BTreeSet::new();
    for participant in &meeting.participants {
        let Some(entity) = record.entity(&participant.entity) else {
            continue;
        };
        let members: Vec<_> = entity
            .members
            .iter()
            .filter_map(|id| record.entity(id))
            .collect();
        let all = if members.is_empty() {
            vec![entity]
        } else {
            members
        };
        for entity in all {
            let side = entity.side.clone().or_else(|| participant.side.clone());
            sides.extend(side.clone());
            if entity.kind == EntityKind::Person
                && people.len() < PEOPLE
                && let Some(last) = folded(&entity.name).pop()
            {
                people.insert(last, side);
            }
        }
    }
    let told = meeting
        .date
        .as_ref()
        .and_then(|date| days(date.value.as_deref()?));
    let day = told.unwrap_or(published);
    let is_planned = matches!(
        meeting.status,
        MeetingStatus::Planned | MeetingStatus::Proposed
    );
    let part = if is_planned && published <= day {
        Part::Announcement
    } else if published - day > LAG {
        Part::FollowUp
    } else {
        Part::Account
    };
    let place = meeting
        .place
        .as_ref()
        .and_then(|place| record.entity(&place.entity));
    Some(Sketch {
        day,
        is_dated: told.is_some(),
        published,
        people,
        sides,
        place: place.map(|entity| folded(&entity.name).join(" ")),
        is_call: meeting.kind == MeetingKind::Call,
        part,
        meaning: Meaning::of(document.text.as_deref().unwrap_or_default()),
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
