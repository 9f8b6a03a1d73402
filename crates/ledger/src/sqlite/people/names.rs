//! Persons whose names are forms of one name.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::Entered;
use super::joined::{gather, joined, recount};
use super::offices::offices_again;
use crate::identity::persons::{Known, Namesake, groups, whole_of};

/// Joins those of one surname and one side whose names are forms of one name, where no other could be
/// meant: no two of them are in one report, and each is like all the others.
pub(in crate::sqlite) fn settle_names(db: &Connection, entered: &Entered) -> rusqlite::Result<()> {
    for (surname, side) in &entered.unsettled {
        settle_surname(db, surname, side)?;
    }
    Ok(())
}

/// The same for all persons.
pub(in crate::sqlite) fn settle_all_names(db: &Connection) -> rusqlite::Result<()> {
    let groups: Vec<(String, String)> = db
        .prepare(
            "SELECT surname, side FROM person WHERE certain = 1 AND apart = 0 AND office IS NULL \
             GROUP BY surname, side HAVING count(*) > 1",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (surname, side) in groups {
        settle_surname(db, &surname, &side)?;
    }
    Ok(())
}

/// More of one surname and side are not looked at: they are no one's spellings.
const NAMESAKES: usize = 40;

fn settle_surname(db: &Connection, surname: &str, side: &str) -> rusqlite::Result<()> {
    let all: Vec<Namesake> = db
        .prepare_cached(
            "SELECT id, key, joined, by_machine FROM person WHERE surname = ?1 AND side = ?2 AND certain = 1 \
             AND apart = 0 AND office IS NULL AND EXISTS (SELECT 1 FROM entity WHERE own = person.id) ORDER BY id",
        )?
        .query_map([surname, side], |row| {
            Ok(Namesake {
                id: row.get(0)?,
                key: row.get(1)?,
                joined: row.get(2)?,
                by_machine: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    if !(2..=NAMESAKES).contains(&all.len()) {
        return Ok(());
    }
    let mut wholes: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    for alike in groups(&all) {
        let whole = whole_of(&alike, &Persons { db })?;
        wholes.extend(alike.iter().map(|one| (one.id, whole)));
    }
    // What people joined stays.
    let is_told = |one: &Namesake| one.joined.is_some() && !one.by_machine;
    let whole = |one: &Namesake| wholes[&one.id].filter(|whole| *whole != one.id);
    let changed = all
        .iter()
        .filter(|one| !is_told(one) && whole(one) != one.joined);
    let changed: Vec<&Namesake> = changed.collect();
    // All of them first: on the way they may go round in a circle.
    for one in &changed {
        db.prepare_cached("UPDATE person SET joined = ?2, by_machine = ?3 WHERE id = ?1")?
            .execute(params![one.id, whole(one), whole(one).is_some()])?;
    }
    for one in &changed {
        gather(db, one.id)?;
        if let Some(before) = one.joined {
            recount(db, joined(db, before)?)?;
        }
    }
    let changed: Vec<i64> = changed.iter().map(|one| one.id).collect();
    offices_again(db, &changed)
}

/// The persons of a ledger.
struct Persons<'a> {
    db: &'a Connection,
}

impl Known for Persons<'_> {
    type Error = rusqlite::Error;

    fn are_two(&self, a: i64, b: i64) -> rusqlite::Result<bool> {
        let told = self
            .db
            .prepare_cached(
                "SELECT 1 FROM distinct_persons WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)",
            )?
            .exists([a, b])?;
        let together = || {
            self.db.prepare_cached(
                "SELECT 1 FROM entity WHERE own = ?1 AND report IN (SELECT report FROM entity WHERE own = ?2) LIMIT 1",
            )?
            .exists([a, b])
        };
        Ok(told || together()?)
    }

    fn joined_by_people(&self, mut person: i64) -> rusqlite::Result<i64> {
        let mut step = self.db.prepare_cached(
            "SELECT joined FROM person WHERE id = ?1 AND by_machine = 0 AND joined IS NOT NULL",
        )?;
        while let Some(next) = step.query_row([person], |row| row.get(0)).optional()? {
            person = next;
        }
        Ok(person)
    }
}

/// Compares again the names of some persons with others': people's decisions may have made it certain.
pub(super) fn names_again(db: &Connection, persons: &[i64]) -> rusqlite::Result<()> {
    for person in persons {
        let (surname, side): (String, String) = db
            .prepare_cached("SELECT surname, side FROM person WHERE id = ?1")?
            .query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))?;
        settle_surname(db, &surname, &side)?;
    }
    Ok(())
}
