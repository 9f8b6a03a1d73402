//! Persons across reports. Mentions stay apart from persons: an entity of a report has a person of
//! its own by its name, and that person may be joined with another.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use verbale_schema::EntityKind;

use super::{Trouble, count, log_entry, report_number};
use crate::Error;
use crate::entry::{Change, Context, Signature};
use crate::index::Named;
use crate::name;
use crate::storage::{Doubt, NamedIn, NewEntry, Person};

/// The word that stands for a person in the search index.
pub(super) fn token(own: i64) -> String {
    format!("person{own}")
}

/// Puts the entities of a report in the place of those it has. Gives their numbers, with those of
/// the persons that they are by name.
pub(super) fn enter(
    db: &Connection,
    report: i64,
    named: &[Named],
) -> Result<BTreeMap<String, (i64, Option<i64>)>, Trouble> {
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
    let mut taken = BTreeSet::new();
    let mut numbers = BTreeMap::new();
    for entity in named {
        let own = match (entity.kind, pins.get(&entity.name)) {
            (EntityKind::Person, Some(pinned)) => Some(*pinned),
            (EntityKind::Person, None) => Some(by_name(db, entity, &before, &taken)?),
            _ => None,
        };
        taken.extend(own);
        let person = own.map(|own| joined(db, own)).transpose()?;
        db.prepare_cached(
            "INSERT INTO entity (report, local, kind, name, side, own, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![report, entity.local, entity.kind.as_str(), entity.name, entity.side, own, person])?;
        numbers.insert(entity.local.clone(), (db.last_insert_rowid(), own));
    }
    Ok(numbers)
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
            "SELECT id, apart FROM person WHERE key = ?1 AND side = ?2 ORDER BY apart, id",
        )?
        .query_map(params![key, side], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let usable =
        |(id, apart): &&(i64, bool)| !taken.contains(id) && (!apart || before.contains(id));
    if let Some((id, _)) = known.iter().find(usable) {
        return Ok(*id);
    }
    let apart = known.iter().any(|(_, apart)| !apart);
    new_person(db, &entity.name, side, apart)
}

fn new_person(db: &Connection, name: &str, side: &str, apart: bool) -> rusqlite::Result<i64> {
    let key = name::key(name);
    let certain = name::is_full(&key) && !side.is_empty();
    db.prepare_cached(
        "INSERT INTO person (name, key, surname, side, certain, apart) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![name, key, name::surname(&key), side, certain, apart])?;
    Ok(db.last_insert_rowid())
}

/// The person that one was joined with, in the end; itself if with none.
fn joined(db: &Connection, mut person: i64) -> rusqlite::Result<i64> {
    let mut step = db.prepare_cached("SELECT joined FROM person WHERE id = ?1")?;
    while let Some(next) = step
        .query_row([person], |row| row.get(0))
        .optional()?
        .flatten()
    {
        person = next;
    }
    Ok(person)
}

/// Persons joined with one whose name has the words, but whose own name has them not.
pub(super) fn joined_by_name(db: &Connection, words: &str) -> rusqlite::Result<Vec<i64>> {
    let words = name::key(words);
    let has = |key: &str| {
        words
            .split(' ')
            .all(|word| key.split(' ').any(|own| own == word))
    };
    let mut query = db.prepare_cached("SELECT id, key FROM person WHERE joined IS NOT NULL")?;
    let all = query.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut found = Vec::new();
    for one in all {
        let (id, key) = one?;
        let whole: String = db
            .prepare_cached("SELECT key FROM person WHERE id = ?1")?
            .query_row([joined(db, id)?], |row| row.get(0))?;
        if has(&whole) && !has(&key) {
            found.push(id);
        }
    }
    Ok(found)
}

const PERSON: &str =
    "SELECT p.id, p.name, p.side, p.certain, p.reports, p.statements FROM person p";

/// Adds a report's mentions and statements to the counts of its persons, or takes them away.
pub(super) fn tally(db: &Connection, report: i64, sign: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE person SET reports = reports + ?2, statements = statements + ?2 * \
           (SELECT count(*) FROM row JOIN entity ON entity.id = row.entity \
            WHERE row.report = ?1 AND row.target = 2 AND entity.person = person.id) \
         WHERE id IN (SELECT person FROM entity WHERE report = ?1 AND person IS NOT NULL)",
    )?
    .execute([report, sign])?;
    Ok(())
}

/// Counts anew what is a person's.
fn recount(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE person SET reports = (SELECT count(DISTINCT report) FROM entity WHERE person = ?1), \
           statements = (SELECT count(*) FROM entity JOIN row ON row.entity = entity.id AND row.target = 2 \
                         WHERE entity.person = ?1) WHERE id = ?1",
        [person],
    )?;
    Ok(())
}

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Person> {
    let side: String = row.get(2)?;
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        side: Some(side).filter(|side| !side.is_empty()),
        certain: row.get(3)?,
        reports: row.get(4)?,
        statements: row.get(5)?,
    })
}

pub(super) fn person(db: &Connection, id: i64) -> rusqlite::Result<Option<Person>> {
    let id = joined(db, id)?;
    db.prepare_cached(&format!("{PERSON} WHERE p.id = ?1"))?
        .query_row([id], read)
        .optional()
}

pub(super) fn persons(
    db: &Connection,
    words: &str,
    skip: usize,
    limit: usize,
) -> rusqlite::Result<Vec<Person>> {
    let words = name::key(words);
    let pattern: String = words
        .split(' ')
        .map(|word| format!("%{}", word.replace(['%', '_'], "")))
        .collect::<Vec<_>>()
        .join("");
    db.prepare_cached(&format!(
        "{PERSON} WHERE p.joined IS NULL AND p.key LIKE ?1 AND p.reports > 0 \
         ORDER BY p.statements DESC, p.reports DESC, p.id LIMIT ?3 OFFSET ?2"
    ))?
    .query_map(
        params![format!("{pattern}%"), count(skip), count(limit)],
        read,
    )?
    .collect()
}

pub(super) fn named_in(
    db: &Connection,
    person: i64,
    limit: usize,
) -> rusqlite::Result<Vec<NamedIn>> {
    let mut query = db.prepare_cached(
        "SELECT entity.name, sha256, coalesce(title, report.name), published \
         FROM entity JOIN report ON report.id = entity.report WHERE person = ?1 \
         ORDER BY day DESC, report.id DESC LIMIT ?2",
    )?;
    query
        .query_map(params![joined(db, person)?, count(limit)], |row| {
            Ok(NamedIn {
                name: row.get(0)?,
                sha256: row.get(1)?,
                title: row.get(2)?,
                published: row.get(3)?,
            })
        })?
        .collect()
}

/// Pairs of persons with one surname whose sides do not speak against it, those in most reports
/// first, less those of which someone has said that they are two.
pub(super) fn doubts(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    let pairs: Vec<(i64, i64, String, String)> = db
        .prepare_cached(
            "SELECT p.id, q.id, p.key, q.key FROM person p JOIN person q ON q.surname = p.surname \
             AND (q.side = p.side OR q.side = '' OR p.side = '') \
             WHERE p.joined IS NULL AND q.joined IS NULL \
             AND (p.certain > q.certain OR (p.certain = q.certain AND p.id < q.id)) \
             AND p.reports > 0 AND q.reports > 0 \
             AND NOT EXISTS (SELECT 1 FROM distinct_persons \
                             WHERE (a = p.id AND b = q.id) OR (a = q.id AND b = p.id)) \
             ORDER BY q.reports DESC, p.id, q.id",
        )?
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut doubts = Vec::new();
    for (p, q, a, b) in pairs {
        if doubts.len() == limit {
            break;
        }
        if !name::may_be_one(&a, &b) {
            continue;
        }
        let (Some(person), Some(other)) = (person(db, p)?, person(db, q)?) else {
            continue;
        };
        let together: i64 = db
            .prepare_cached(
                "SELECT count(*) FROM entity b CROSS JOIN entity a ON a.report = b.report \
                 WHERE +a.person = ?1 AND b.person = ?2",
            )?
            .query_row([p, q], |row| row.get(0))?;
        let name = match (a == b, name::is_full(&b)) {
            (true, _) => "the same name",
            (false, true) => "a like name",
            (false, false) => "a part of the name",
        };
        let side = match (&person.side, &other.side) {
            (Some(a), Some(b)) if a == b => "the same side",
            (None, None) => "no side told",
            _ => "a side told of one only",
        };
        let against = match together {
            0 => String::new(),
            1 => ", but one report names both".to_owned(),
            n => format!(", but {n} reports name both"),
        };
        doubts.push(Doubt {
            person,
            other,
            why: format!("{name}, {side}{against}"),
        });
    }
    Ok(doubts)
}

/// Logs a decision about a person and does what it says.
pub(super) fn settle(
    db: &Connection,
    person: i64,
    change: &Change,
    signed: &Signature,
) -> Result<i64, Trouble> {
    let there = |id: i64| -> Result<(), Trouble> {
        let found = db
            .prepare_cached("SELECT 1 FROM person WHERE id = ?1")?
            .query_row([id], |_| Ok(()))
            .optional()?;
        found.ok_or_else(|| Error::missing(format!("there is no person {id}")).into())
    };
    there(person)?;
    let mut change = change.clone();
    // The part's new person has its number only now.
    if let Change::Part { report, name, own } = &mut change {
        let number = report_number(db, report)?;
        let side: Option<Option<String>> = db
            .prepare_cached(
                "SELECT side FROM entity WHERE report = ?1 AND name = ?2 AND person = ?3",
            )?
            .query_row(params![number, &*name, joined(db, person)?], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(side) = side else {
            return Err(
                Error::missing(format!("that report has no {name:?} who is this person")).into(),
            );
        };
        *own = new_person(db, name, side.as_deref().unwrap_or_default(), true)?;
    }
    if let Change::Join { into } | Change::Distinct { from: into } = &change {
        there(*into)?;
        if joined(db, *into)? == joined(db, person)? {
            return Err(Error::invalid("these are one person already: reload the page").into());
        }
    }
    let entry = log_entry(
        db,
        None,
        0,
        &NewEntry {
            row: &person.to_string(),
            change: &change,
            signed,
            before: None,
            context: &Context::default(),
        },
    )?;
    carry_out(db, entry, person, &change)?;
    Ok(entry)
}

fn carry_out(db: &Connection, entry: i64, person: i64, change: &Change) -> Result<(), Trouble> {
    match change {
        Change::Join { into } => {
            let (from, to) = (joined(db, person)?, joined(db, *into)?);
            db.execute("UPDATE person SET joined = ?2 WHERE id = ?1", [from, to])?;
            gather(db, from)?;
        }
        Change::Distinct { from } => {
            db.execute(
                "INSERT INTO distinct_persons VALUES (?1, ?2, ?3)",
                [entry, person, *from],
            )?;
        }
        Change::Part { report, name, own } => {
            let number = report_number(db, report)?;
            db.execute(
                "INSERT INTO pin VALUES (?1, ?2, ?3, ?4)",
                params![entry, number, name, own],
            )?;
            reassign(db, number, name, *own)?;
            recount(db, joined(db, person)?)?;
        }
        Change::Undo { entry: undone } => take_back(db, *undone)?,
        _ => {}
    }
    Ok(())
}

/// Takes back what an entry about persons did.
fn take_back(db: &Connection, entry: i64) -> Result<(), Trouble> {
    let found: Option<(String, String)> = db
        .query_row(
            "SELECT row, change FROM log WHERE id = ?1 AND report IS NULL",
            [entry],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((row, change)) = found else {
        return Err(Error::missing(format!("the log has no entry {entry} about persons")).into());
    };
    let person: i64 = row.parse().unwrap_or_default();
    match super::parsed(&change)? {
        Change::Join { into } => {
            // The link was laid from where the person stood then; it is the one that leads to `into`.
            let mut at = person;
            let target = db
                .query_row("SELECT joined FROM person WHERE id = ?1", [into], |row| {
                    row.get::<_, Option<i64>>(0)
                })?
                .map_or(into, |_| into);
            loop {
                let next: Option<i64> =
                    db.query_row("SELECT joined FROM person WHERE id = ?1", [at], |row| {
                        row.get(0)
                    })?;
                match next {
                    Some(next) if next == target => break,
                    Some(next) => at = next,
                    None => return Err(Error::invalid("this is taken back already").into()),
                }
            }
            db.execute("UPDATE person SET joined = NULL WHERE id = ?1", [at])?;
            gather(db, at)?;
            recount(db, joined(db, target)?)?;
        }
        Change::Distinct { .. } => {
            db.execute("DELETE FROM distinct_persons WHERE entry = ?1", [entry])?;
        }
        Change::Part { report, name, own } => {
            db.execute("DELETE FROM pin WHERE entry = ?1", [entry])?;
            reassign(db, report_number(db, &report)?, &name, person)?;
            recount(db, joined(db, own)?)?;
        }
        Change::Undo { entry: other } => {
            // What was taken back is done again.
            let (row, change): (String, String) = db.query_row(
                "SELECT row, change FROM log WHERE id = ?1",
                [other],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            carry_out(
                db,
                other,
                row.parse().unwrap_or_default(),
                &super::parsed(&change)?,
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn reassign(db: &Connection, report: Option<i64>, name: &str, own: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE entity SET own = ?3, person = ?4 WHERE report = ?1 AND name = ?2 AND own IS NOT NULL",
        params![report, name, own, joined(db, own)?],
    )?;
    recount(db, joined(db, own)?)
}

/// Tells the entities of a person, and of those joined with it, whom they are now.
fn gather(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.execute(
        "WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT person.id FROM person JOIN part ON person.joined = part.id) \
         UPDATE entity SET person = ?2 WHERE own IN (SELECT id FROM part)",
        params![person, joined(db, person)?],
    )?;
    recount(db, person)?;
    recount(db, joined(db, person)?)
}
