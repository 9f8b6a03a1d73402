//! What reports of one meeting have in common: by it they are found, and then the comparison groups
//! them.

use std::collections::{BTreeMap, BTreeSet};

use verbale_compare::main_meeting;
use verbale_schema::{Entity, EntityKind, Meeting, Record};

use crate::index::whole;
use crate::key::day;
use crate::name;

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
