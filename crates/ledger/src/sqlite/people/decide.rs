//! What people decide about persons.

use rusqlite::{Connection, OptionalExtension, params};

use super::joined::{gather, joined, new_person, recount};
use super::names::names_again;
use super::offices::offices_again;
use crate::Error;
use crate::entry::{Change, Signature, Subject};
use crate::sqlite::log::{decision, log_decision};
use crate::sqlite::reports::report_number;
use crate::sqlite::trouble::Trouble;

/// Logs a decision about a person and does what it says.
pub(in crate::sqlite) fn settle(
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
    let mut subject = person;
    let is_two = matches!(change, Change::Distinct { .. });
    let mut about = vec![person];
    if let Change::Join { into } | Change::Distinct { from: into } = &mut change {
        there(*into)?;
        about.push(*into);
        let (from, to) = (joined(db, person)?, joined(db, *into)?);
        if from != to {
            // Those who are meant now, whatever they are joined with later.
            (subject, *into) = (from, to);
        } else if !is_two || person == *into || !is_by_machine(db, &[person, *into])? {
            return Err(Error::invalid("these are one person already: reload the page").into());
        }
    }
    let entry = log_decision(db, Subject::Person(subject), &change, signed)?;
    carry_out(db, entry, subject, &change)?;
    about.push(subject);
    names_again(db, &about)?;
    offices_again(db, &about)?;
    Ok(entry)
}

/// Whether the machine joined one of these with another.
fn is_by_machine(db: &Connection, persons: &[i64]) -> rusqlite::Result<bool> {
    let mut joined = db.prepare_cached(
        "SELECT 1 FROM person WHERE id = ?1 AND by_machine = 1 AND office IS NULL",
    )?;
    for person in persons {
        if joined.exists([person])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn carry_out(db: &Connection, entry: i64, person: i64, change: &Change) -> Result<(), Trouble> {
    match change {
        Change::Join { into } => {
            if joined(db, *into)? == joined(db, person)? {
                return Err(Error::invalid("these are one person already: reload the page").into());
            }
            db.execute(
                "UPDATE person SET joined = ?2, by_machine = 0 WHERE id = ?1",
                [person, *into],
            )?;
            gather(db, person)?;
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
    let (subject, change) = decision(db, entry)?;
    let Subject::Person(person) = subject else {
        return Err(Error::missing(format!("entry {entry} is about no person")).into());
    };
    match change {
        Change::Join { into } => {
            let before: Option<i64> =
                db.query_row("SELECT joined FROM person WHERE id = ?1", [person], |row| {
                    row.get(0)
                })?;
            if before != Some(into) {
                return Err(Error::invalid("this is taken back already").into());
            }
            db.execute("UPDATE person SET joined = NULL WHERE id = ?1", [person])?;
            gather(db, person)?;
            recount(db, joined(db, into)?)?;
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
            let (_, change) = decision(db, other)?;
            carry_out(db, other, person, &change)?;
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
