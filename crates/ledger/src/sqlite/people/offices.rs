//! Persons known by an office, and those who held it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::Numbers;
use super::joined::{gather, joined, recount};
use crate::identity::name;
use crate::key::{date_of, month_of};
use crate::search::index::{Named, Office};

/// The office of someone whom the report gives no full name, but an office that only one person of
/// a side holds.
pub(super) fn office_only(entity: &Named) -> Option<&Office> {
    let office = entity.office.as_ref()?;
    entity.side.as_ref()?;
    (office.only || !name::is_full(&name::key(&entity.name))).then_some(office)
}

/// The person of an office, a side, and a surname or else a month.
pub(super) fn by_office(
    db: &Connection,
    entity: &Named,
    office: &Office,
    day: i64,
) -> rusqlite::Result<i64> {
    let side = entity.side.as_deref().unwrap_or_default();
    let month = if office.only { month_of(day) } else { 0 };
    let surname = if office.only {
        String::new()
    } else {
        name::surname(&name::key(&entity.name))
    };
    let known = db
        .prepare_cached(
            "SELECT id FROM person WHERE side = ?1 AND office = ?2 AND day = ?3 AND surname = ?4",
        )?
        .query_row(params![side, office.office, month, surname], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let name = match date_of(month) {
        Some(date) if office.only => format!("{}, {}", entity.name, &date[..7]),
        _ if office.only => entity.name.clone(),
        _ => format!("{} {}", office.title, entity.name),
    };
    db.prepare_cached(
        "INSERT INTO person (name, key, surname, side, certain, apart, office, day) \
         VALUES (?1, ?2, ?3, ?4, 0, 1, ?5, ?6)",
    )?
    .execute(params![
        name,
        name::key(&name),
        surname,
        side,
        office.office,
        month
    ])?;
    Ok(db.last_insert_rowid())
}

/// Joins persons known by an office only with those who held it, around the offices that a report
/// tells of.
pub(in crate::sqlite) fn settle_offices(
    db: &Connection,
    day: i64,
    named: &[Named],
    numbers: &Numbers,
) -> rusqlite::Result<()> {
    let mut done = BTreeSet::new();
    for entity in named {
        let (Some(side), Some(office)) = (&entity.side, &entity.office) else {
            continue;
        };
        if numbers
            .get(&entity.local)
            .is_none_or(|(_, own)| own.is_none())
        {
            continue;
        }
        // Those of the surname first: without a name the month's may be one of them.
        if !office.only {
            let surname = name::surname(&name::key(&entity.name));
            if done.insert((side, office.office, surname.clone())) {
                join_holders(
                    db,
                    "side = ?1 AND office = ?2 AND surname = ?3 AND ?4 = ?4",
                    (side, office.office, &surname, day),
                )?;
            }
        }
        if day > 0 && done.insert((side, office.office, String::new())) {
            join_holders(
                db,
                &format!(
                    "side = ?1 AND office = ?2 AND surname = ?3 AND day BETWEEN ?4 - {SEEN} - 31 AND ?4 + {SEEN}"
                ),
                (side, office.office, "", day),
            )?;
        }
    }
    Ok(())
}

/// Joins those who are known by an office, and of whom `which` is true, each with its one holder.
fn join_holders(
    db: &Connection,
    which: &str,
    (side, office, surname, day): (&str, &str, &str, i64),
) -> rusqlite::Result<()> {
    let known: Vec<(i64, Option<i64>, bool)> = db
        .prepare_cached(&format!(
            "SELECT id, joined, by_machine FROM person WHERE {which} ORDER BY id"
        ))?
        .query_map(params![side, office, surname, day], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (id, before, by_machine) in known {
        // What people joined stays.
        if before.is_some() && !by_machine {
            continue;
        }
        let holder = match holders(db, id)?[..] {
            [one] => Some(one),
            _ => None,
        };
        if holder == before.map(|before| joined(db, before)).transpose()? {
            continue;
        }
        db.prepare_cached("UPDATE person SET joined = ?2, by_machine = ?3 WHERE id = ?1")?
            .execute(params![id, holder, holder.is_some()])?;
        gather(db, id)?;
        if let Some(before) = before {
            recount(db, joined(db, before)?)?;
        }
    }
    Ok(())
}

/// As many days before and after a month, or around a day, tell who holds an office then.
const SEEN: i64 = 31;

/// Who may be meant by an office: all of its side who are said to hold it at the time, or, where a
/// surname is told, all of the surname who ever do; less those of whom people have said that it is
/// another.
pub(super) fn holders(db: &Connection, id: i64) -> rusqlite::Result<Vec<i64>> {
    let (side, office, surname, month): (String, String, String, i64) = db
        .prepare_cached("SELECT side, office, surname, day FROM person WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let all: Vec<i64> = if !surname.is_empty() {
        db.prepare_cached(
            "SELECT id FROM person p WHERE surname = ?1 AND side = ?2 AND certain = 1 AND EXISTS \
             (SELECT 1 FROM tenure WHERE side = ?2 AND office = ?3 AND person = p.id)",
        )?
        .query_map(params![surname, side, office], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?
    } else if month > 0 {
        db.prepare_cached(&format!(
            "SELECT DISTINCT person FROM tenure WHERE side = ?1 AND office = ?2 \
             AND day BETWEEN ?3 - {SEEN} AND ?3 + 31 + {SEEN}"
        ))?
        .query_map(params![side, office, month], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?
    } else {
        Vec::new()
    };
    let mut holders = BTreeSet::new();
    for one in all {
        let one = joined(db, one)?;
        let two = db
            .prepare_cached(
                "SELECT 1 FROM distinct_persons WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)",
            )?
            .exists([id, one])?;
        if one != id && !two {
            holders.insert(one);
        }
    }
    Ok(holders.into_iter().collect())
}

/// Asks again who held the offices of some persons: people's decisions may have made it certain.
pub(super) fn offices_again(db: &Connection, persons: &[i64]) -> rusqlite::Result<()> {
    for person in persons {
        let offices: Vec<(String, String)> = db
            .prepare_cached(
                "WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT person.id FROM person \
                   JOIN part ON person.joined = part.id) \
                 SELECT DISTINCT side, office FROM tenure WHERE person IN (SELECT id FROM part) \
                 UNION SELECT side, office FROM person WHERE id IN (SELECT id FROM part) AND office IS NOT NULL",
            )?
            .query_map([joined(db, *person)?], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (side, office) in offices {
            join_holders(
                db,
                "side = ?1 AND office = ?2 AND ?3 = ?3 AND ?4 = ?4",
                (&side, &office, "", 0),
            )?;
        }
    }
    Ok(())
}
