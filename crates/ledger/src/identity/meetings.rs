//! What reports of one meeting have in common: by it they are found, and then the comparison groups
//! them. What it links, and people link or part, makes wholes.

use std::collections::{BTreeMap, BTreeSet};

use verbale_compare::main_meeting;
use verbale_schema::{Entity, EntityKind, Meeting, MeetingKind, MeetingStatus, Record, Span};

use super::name;
use crate::key::day;
use crate::storage::KeptMeeting;

/// A meeting of a record, as other reports of it are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Its id in the record.
    pub local: String,
    /// Where its words stand in the text, in code points.
    pub span: (usize, usize),
    /// Its day, else the report's, counted from the year 1; 0 where neither is told.
    pub day: i64,
    /// Whether the report is mainly about it: only such meetings does the comparison group.
    pub main: bool,
    /// What it has in common with other reports' meetings.
    pub keys: BTreeMap<String, Common>,
}

/// What two meetings have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    /// Two who took part, of sides that are not known to be one.
    People,
    /// The same of those whom the report's opening names.
    Opening,
    /// Two sides.
    Sides,
    /// Two sides, and the report names no two people: sides are all it can be known by.
    OnlySides,
}

/// More people than this do not tell a meeting better.
const PEOPLE: usize = 6;
/// The opening of a report, in code points.
const OPENING: usize = 400;

/// The meetings of a record.
pub(crate) fn met(record: &Record) -> Vec<Met> {
    let published = day(record.document.published.as_deref());
    let main = main_meeting(record).map(|meeting| meeting.id.as_str());
    let of_one = |meeting: &Meeting| {
        let told = meeting.date.as_ref().map(|date| day(date.value.as_deref()));
        let is_main = main == Some(&meeting.id);
        let present = participants(record, meeting);
        let mut keys = BTreeMap::new();
        // Undated reports are in no one's neighbourhood.
        if is_main && published > 0 {
            let opens = |entity: &&Entity| {
                let starts = entity.mentions.iter().map(|mention| mention.span.start);
                starts.min().is_some_and(|start| start < OPENING)
            };
            let opening: Vec<&Entity> = record.entities.iter().filter(opens).collect();
            let all: Vec<&Entity> = present.iter().chain(&opening).copied().collect();
            let sided: Vec<&Entity> = all.into_iter().filter(|e| e.side.is_some()).collect();
            let named = people(&sided);
            keys.extend(pairs(&named).map(|key| (key, Common::Opening)));
            let sides: BTreeSet<&str> = sided.iter().filter_map(|e| e.side.as_deref()).collect();
            let common = if named.len() < 2 {
                Common::OnlySides
            } else {
                Common::Sides
            };
            for (n, a) in sides.iter().enumerate() {
                let later = sides.iter().skip(n + 1);
                keys.extend(later.map(|b| (format!("{a}&{b}"), common)));
            }
        }
        keys.extend(pairs(&people(&present)).map(|key| (key, Common::People)));
        Met {
            local: meeting.id.clone(),
            span: whole(&meeting.evidence),
            day: told.filter(|day| *day > 0).unwrap_or(published),
            main: is_main,
            keys,
        }
    };
    record.meetings.iter().map(of_one).collect()
}

/// Who took part, each of a group by themselves.
fn participants<'a>(record: &'a Record, meeting: &Meeting) -> Vec<&'a Entity> {
    let entities = meeting
        .participants
        .iter()
        .filter_map(|one| record.entity(&one.entity));
    entities
        .flat_map(|entity| {
            let members = entity.members.iter().filter_map(|id| record.entity(id));
            std::iter::once(entity).chain(members)
        })
        .collect()
}

/// Surnames as they sound, with sides.
fn people(entities: &[&Entity]) -> BTreeMap<String, Option<String>> {
    let mut people = BTreeMap::new();
    for entity in entities {
        if entity.kind == EntityKind::Person && people.len() < PEOPLE {
            let surname = name::surname(&name::key(&entity.name));
            people.insert(surname, entity.side.clone());
        }
    }
    people
}

fn pairs(people: &BTreeMap<String, Option<String>>) -> impl Iterator<Item = String> {
    let mut pairs = BTreeSet::new();
    for (n, (a, side)) in people.iter().enumerate() {
        for (b, other) in people.iter().skip(n + 1) {
            if side.is_none() || other.is_none() || side != other {
                pairs.insert(format!("{a}+{b}"));
            }
        }
    }
    pairs.into_iter()
}

fn whole(spans: &[Span]) -> (usize, usize) {
    let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
    let end = spans.iter().map(|span| span.end).max().unwrap_or(start);
    (start, end)
}

/// A link between two meetings: by whom, if not by the machine.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) a: i64,
    pub(crate) b: i64,
    pub(crate) entry: Option<i64>,
}

/// Two meetings of which people have said that they are not one.
#[derive(Debug)]
pub(crate) struct Apart {
    pub(crate) a: i64,
    pub(crate) b: i64,
    pub(crate) entry: i64,
}

/// What links hold together, by the first of each. People's words go before the machine's, and of people's
/// words the later hold.
pub(crate) fn wholes(
    all: impl Iterator<Item = i64>,
    mut links: Vec<Link>,
    apart: &[Apart],
) -> BTreeMap<i64, Vec<i64>> {
    links.sort_by_key(|link| (link.entry.is_none(), link.entry, link.a, link.b));
    let mut whole: BTreeMap<i64, i64> = all.map(|id| (id, id)).collect();
    for link in links {
        let (a, b) = (whole[&link.a], whole[&link.b]);
        let parted = apart.iter().any(|parted| {
            let (Some(x), Some(y)) = (whole.get(&parted.a), whole.get(&parted.b)) else {
                return false;
            };
            let are_these = (*x, *y) == (a, b) || (*x, *y) == (b, a);
            are_these && link.entry.is_none_or(|own| own < parted.entry)
        });
        if a != b && !parted {
            whole
                .values_mut()
                .filter(|whole| **whole == a.max(b))
                .for_each(|whole| *whole = a.min(b));
        }
    }
    let mut wholes: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (id, root) in &whole {
        wholes.entry(*root).or_default().push(*id);
    }
    wholes
}

/// Whether no one takes two meetings for one: another kind, and only one of the two came about.
pub(crate) fn are_unlike(one: &KeptMeeting, other: &KeptMeeting) -> bool {
    let parts = |meeting: &KeptMeeting| {
        let (status, kind) = meeting.label.split_once(' ').unwrap_or_default();
        let status = status.parse::<MeetingStatus>();
        let came_about = matches!(status, Ok(MeetingStatus::Held | MeetingStatus::Ongoing));
        (came_about, kind.to_owned())
    };
    let ((left, kind), (right, other)) = (parts(one), parts(other));
    left != right && kind != other
}

/// In words what speaks for two meetings being one, and what against it: they have `key` in common, lie so
/// many days apart, and the records are those of their reports.
pub(crate) fn why_one(
    key: &str,
    days: i64,
    (one, first): (&KeptMeeting, Option<&Record>),
    (other, second): (&KeptMeeting, Option<&Record>),
) -> String {
    // The names as the first report has them.
    let name = |sound: &str| {
        let mut entities = first.into_iter().flat_map(|record| &record.entities);
        let named = entities.find(|entity| {
            entity.kind == EntityKind::Person && name::surname(&name::key(&entity.name)) == sound
        });
        named.map_or_else(|| sound.to_owned(), |entity| entity.name.clone())
    };
    let people: Vec<String> = key.split('+').map(name).collect();
    let is_call = |record: Option<&Record>, row: &str| {
        let meetings = record.into_iter().flat_map(|record| &record.meetings);
        let mut own = meetings.filter(|meeting| meeting.id == row);
        own.any(|meeting| meeting.kind == MeetingKind::Call)
    };
    let when = if one.date.is_none() {
        "neither with a date"
    } else if days == 0 {
        "the same day"
    } else {
        "a day apart"
    };
    let but = if is_call(first, &one.row) == is_call(second, &other.row) {
        if one.date.is_none() {
            "without one nothing is joined: add reports with --published, or correct theirs"
        } else {
            "the reports are not alike enough"
        }
    } else {
        "one is a call"
    };
    format!("{} in both, {when}, but {but}", people.join(" and "))
}
