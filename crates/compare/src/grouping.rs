//! Which reports of a heap are about one meeting.
//!
//! Reports that name two of the same people of different sides (or two sides and a place) are looked
//! at in the order of their days, each beside its neighbours only: the cost grows as n log n.

use crate::account::official_side;
use crate::encounter::{folded, main_meeting, taking_part};
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::Meaning;
use verbale_schema::{Entity, EntityKind, MeetingKind, MeetingStatus, Record};

/// Days that may lie between two reports of one meeting: time zones, and a release on the next day.
const LAG: i64 = 1;
/// Neighbours that a report is compared with under one key.
const NEIGHBOURS: usize = 12;
/// How alike two reports' texts must be.
const LIKE: f32 = 0.45;
/// The opening of a report, in code points.
const OPENING: usize = 400;
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
    /// Those of the people whom the title names.
    titled: BTreeSet<String>,
    place: Option<String>,
    /// Whom the publisher speaks for, if it is a government.
    publisher: Option<String>,
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
    // A government tells of its own meetings on the day; another's readout may come on the next.
    let one_hand = a.publisher.is_some() && a.publisher == b.publisher;
    let lag = if one_hand && !announced || a.is_dated && b.is_dated {
        0
    } else {
        LAG
    };
    if a.is_call != b.is_call || apart > lag {
        return false;
    }
    if !announced && (a.published - b.published).abs() > LAG {
        return false;
    }
    // Each title has someone whom the other report does not know: two meetings of one guest. Of one
    // government's two releases the titles name the same people.
    let unknown = |a: &Sketch, b: &Sketch| a.titled.iter().any(|name| !b.people.contains_key(name));
    let told_apart = if one_hand && !announced {
        !a.titled.is_empty() && !b.titled.is_empty() && a.titled != b.titled
    } else {
        unknown(a, b) && unknown(b, a)
    };
    if told_apart {
        return false;
    }
    let shared: BTreeSet<&String> = a
        .people
        .iter()
        .filter(|(name, _)| b.people.contains_key(*name))
        .filter_map(|(_, side)| side.as_ref())
        .collect();
    // A government tells of meetings in which it takes part.
    let own = |sketch: &Sketch| {
        sketch
            .publisher
            .as_ref()
            .is_none_or(|side| shared.contains(side))
    };
    let people = shared.len() >= 2 && own(a) && own(b);
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
        for entity in taking_part(record, participant) {
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
    // The title and the first sentences name those who met, and few others.
    let opens = |entity: &Entity| entity.mentions.iter().any(|m| m.span.start < OPENING);
    for entity in record.entities.iter().filter(|e| opens(e)) {
        match entity.kind {
            EntityKind::Person if entity.side.is_some() && people.len() < PEOPLE => {
                sides.extend(entity.side.clone());
                people.extend(
                    folded(&entity.name)
                        .pop()
                        .map(|last| (last, entity.side.clone())),
                );
            }
            EntityKind::Country => sides.extend(entity.side.clone()),
            _ => {}
        }
    }
    let title_end = document
        .title
        .as_deref()
        .map_or(0, |title| title.chars().count());
    let titled = record
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Person && e.side.is_some())
        .filter(|e| e.mentions.iter().any(|m| m.span.start < title_end))
        .filter_map(|e| folded(&e.name).pop())
        .collect();
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
        titled,
        place: place.map(|entity| folded(&entity.name).join(" ")),
        publisher: official_side(
            document.publisher.as_deref().unwrap_or_default(),
            document.url.as_deref(),
        ),
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
