//! Persons as they are joined with one another.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::identity::name;

pub(super) fn new_person(
    db: &Connection,
    name: &str,
    side: &str,
    apart: bool,
) -> rusqlite::Result<i64> {
    let key = name::key(name);
    let certain = name::is_full(&key) && !side.is_empty();
    db.prepare_cached(
        "INSERT INTO person (name, key, surname, side, certain, apart) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![name, key, name::surname(&key), side, certain, apart])?;
    Ok(db.last_insert_rowid())
}

/// The person that one was joined with, in the end; itself if with none.
pub(super) fn joined(db: &Connection, mut person: i64) -> rusqlite::Result<i64> {
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

/// All who were joined with the same person as one, that person and itself among them.
pub(in crate::sqlite) fn parts(db: &Connection, person: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "WITH RECURSIVE part (id) AS (SELECT id FROM person WHERE id = ?1 UNION SELECT person.id FROM person \
           JOIN part ON person.joined = part.id) SELECT id FROM part",
    )?
    .query_map([joined(db, person)?], |row| row.get(0))?
    .collect()
}

/// Persons joined with one whose name has the words, but whose own name has them not. Offices are no
/// names.
pub(in crate::sqlite) fn joined_by_name(
    db: &Connection,
    words: &str,
) -> rusqlite::Result<Vec<i64>> {
    let words = name::key(words);
    let has = |key: &str| {
        words
            .split(' ')
            .all(|word| key.split(' ').any(|own| own == word))
    };
    let longest = words.split(' ').max_by_key(|word| word.len());
    let pattern = format!("%{}%", longest.unwrap_or_default().replace(['%', '_'], "_"));
    let mut query = db.prepare_cached(
        "SELECT id, key FROM person WHERE key LIKE ?1 AND office IS NULL AND (joined IS NOT NULL \
         OR EXISTS (SELECT 1 FROM person part WHERE part.joined = person.id))",
    )?;
    let mut named = query.query([pattern])?;
    let mut wholes = BTreeSet::new();
    while let Some(one) = named.next()? {
        if has(&one.get::<_, String>(1)?) {
            wholes.insert(joined(db, one.get(0)?)?);
        }
    }
    let mut found = Vec::new();
    let mut key = db.prepare_cached("SELECT key FROM person WHERE id = ?1")?;
    for whole in wholes {
        for part in parts(db, whole)? {
            if !has(&key.query_row([part], |row| row.get::<_, String>(0))?) {
                found.push(part);
            }
        }
    }
    Ok(found)
}

/// Adds a report's mentions and statements to the counts of its persons, or takes them away.
pub(in crate::sqlite) fn tally(db: &Connection, report: i64, sign: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "WITH said (person, number) AS ( \
           SELECT entity.person, count(row.key) FROM entity \
           LEFT JOIN row ON row.entity = entity.id AND row.target = 2 \
           WHERE entity.report = ?1 AND entity.person IS NOT NULL GROUP BY entity.person) \
         UPDATE person SET reports = reports + ?2, statements = statements + ?2 * said.number \
         FROM said WHERE person.id = said.person",
    )?
    .execute([report, sign])?;
    Ok(())
}

/// Counts anew what is a person's.
pub(super) fn recount(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE person SET reports = (SELECT count(DISTINCT report) FROM entity WHERE person = ?1), \
           statements = (SELECT count(*) FROM entity JOIN row ON row.entity = entity.id AND row.target = 2 \
                         WHERE entity.person = ?1) WHERE id = ?1",
        [person],
    )?;
    Ok(())
}

/// Tells the entities of a person, and of those joined with it, whom they are now.
pub(super) fn gather(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.execute(
        "WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT person.id FROM person JOIN part ON person.joined = part.id) \
         UPDATE entity SET person = ?2 WHERE own IN (SELECT id FROM part)",
        params![person, joined(db, person)?],
    )?;
    recount(db, person)?;
    recount(db, joined(db, person)?)
}
