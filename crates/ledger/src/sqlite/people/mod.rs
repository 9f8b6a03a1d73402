//! Persons across reports. Mentions stay apart from persons: an entity of a report has a person of
//! its own by its name, and that person may be joined with another.

mod decide;
mod joined;
mod list;
mod names;
mod offices;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use verbale_schema::EntityKind;

use super::trouble::Trouble;
use crate::identity::name;
use crate::search::index::Named;
use joined::{joined, new_person};
use offices::{by_office, office_only};

pub(super) use decide::settle;
pub(super) use joined::{joined_by_name, parts, tally};
pub(super) use list::{doubts, named_in, person, persons};
pub(super) use names::{settle_all_names, settle_names};
pub(super) use offices::settle_offices;

/// The word that stands for a person in the search index.
pub(super) fn token(own: i64) -> String {
    format!("person{own}")
}

/// By their ids in the record the numbers of entities, and of the persons that they are by name.
pub(super) type Numbers = BTreeMap<String, (i64, Option<i64>)>;

/// The entities of a report, entered.
#[derive(Default)]
pub(super) struct Entered {
    /// Their numbers.
    pub(super) numbers: Numbers,
    /// Surnames and sides of which one person more is known than before, or of which the report has or
    /// had several.
    unsettled: BTreeSet<(String, String)>,
}

/// Puts the entities of a report in the place of those it has.
pub(super) fn enter(
    db: &Connection,
    report: i64,
    day: i64,
    named: &[Named],
) -> Result<Entered, Trouble> {
    let pins: BTreeMap<String, i64> = db
        .prepare_cached("SELECT name, person FROM pin WHERE report = ?1 ORDER BY entry")?
        .query_map([report], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let before: Vec<i64> = db
        .prepare_cached("SELECT own FROM entity WHERE report = ?1 AND own IS NOT NULL")?
        .query_map([report], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    db.prepare_cached("DELETE FROM entity WHERE report = ?1")?
        .execute([report])?;
    db.prepare_cached("DELETE FROM tenure WHERE report = ?1")?
        .execute([report])?;
    let mut taken = BTreeSet::new();
    let mut entered = Entered::default();
    let mut all: BTreeSet<i64> = before.iter().copied().collect();
    let last: i64 = db.query_row("SELECT coalesce(max(id), 0) FROM person", [], |row| {
        row.get(0)
    })?;
    for entity in named {
        let own = match (entity.kind, pins.get(&entity.name)) {
            (EntityKind::Person, Some(pinned)) => Some(*pinned),
            (EntityKind::Person, None) => Some(match office_only(entity) {
                Some(office) => by_office(db, entity, office, day)?,
                None => by_name(db, entity, &before, &taken)?,
            }),
            _ => None,
        };
        taken.extend(own);
        if let (Some(own), Some(side), Some(office)) = (own, &entity.side, &entity.office)
            && !office.only
        {
            db.prepare_cached(
                "INSERT INTO tenure (report, side, office, day, person) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![report, side, office.office, day, own])?;
        }
        let person = own.map(|own| joined(db, own)).transpose()?;
        db.prepare_cached(
            "INSERT INTO entity (report, local, kind, name, side, own, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![report, entity.local, entity.kind.as_str(), entity.name, entity.side, own, person])?;
        let number = (db.last_insert_rowid(), own);
        entered.numbers.insert(entity.local.clone(), number);
    }
    all.extend(&taken);
    let mut seen = BTreeSet::new();
    for person in all {
        let group = db
            .prepare_cached(
                "SELECT surname, side FROM person WHERE id = ?1 AND certain = 1 AND office IS NULL",
            )?
            .query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some(group) = group
            && (!seen.insert(group.clone()) || person > last)
        {
            entered.unsettled.insert(group);
        }
    }
    Ok(entered)
}

/// Names anew all persons, as this program compares names.
pub(super) fn name_again(db: &Connection) -> rusqlite::Result<()> {
    let all: Vec<(i64, String)> = db
        .prepare("SELECT id, name FROM person")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut named = db.prepare(
        "UPDATE person SET key = ?2, surname = CASE WHEN office IS NULL THEN ?3 ELSE surname END WHERE id = ?1",
    )?;
    for (id, name) in all {
        let key = name::key(&name);
        named.execute(params![id, key, name::surname(&key)])?;
    }
    Ok(())
}

/// The person of an entity's name and side. Two of one name in one report are two.
fn by_name(
    db: &Connection,
    entity: &Named,
    before: &[i64],
    taken: &BTreeSet<i64>,
) -> rusqlite::Result<i64> {
    let key = name::key(&entity.name);
    let side = entity.side.as_deref().unwrap_or_default();
    let known: Vec<(i64, bool)> = db
        .prepare_cached(
            "SELECT id, apart FROM person WHERE key = ?1 AND side = ?2 AND office IS NULL ORDER BY apart, id",
        )?
        .query_map(params![key, side], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let usable =
        |(id, apart): &&(i64, bool)| !taken.contains(id) && (!apart || before.contains(id));
    if let Some((id, _)) = known.iter().find(usable) {
        let shown: String = db
            .prepare_cached("SELECT name FROM person WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if name::is_fuller(&entity.name, &shown) {
            db.prepare_cached("UPDATE person SET name = ?2 WHERE id = ?1")?
                .execute(params![id, entity.name])?;
        }
        return Ok(*id);
    }
    let apart = known.iter().any(|(_, apart)| !apart);
    new_person(db, &entity.name, side, apart)
}
