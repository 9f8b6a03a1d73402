//! Lists of persons, and of those who may be one.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::joined::joined;
use super::offices::holders;
use crate::identity::name;
use crate::identity::persons::{why_alike, why_holder};
use crate::sqlite::count;
use crate::storage::{Doubt, NamedIn, Person};

const PERSON: &str =
    "SELECT p.id, p.name, p.side, p.certain, p.reports, p.statements FROM person p";

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

pub(in crate::sqlite) fn person(db: &Connection, id: i64) -> rusqlite::Result<Option<Person>> {
    let id = joined(db, id)?;
    db.prepare_cached(&format!("{PERSON} WHERE p.id = ?1"))?
        .query_row([id], read)
        .optional()
}

pub(in crate::sqlite) fn persons(
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
        "{PERSON} INDEXED BY person_often WHERE p.joined IS NULL AND p.reports > 0 AND (p.key LIKE ?1 \
           OR EXISTS (SELECT 1 FROM person part WHERE part.joined = p.id AND part.key LIKE ?1)) \
         ORDER BY p.statements DESC, p.reports DESC, p.id LIMIT ?3 OFFSET ?2"
    ))?
    .query_map(
        params![format!("{pattern}%"), count(skip), count(limit)],
        read,
    )?
    .collect()
}

pub(in crate::sqlite) fn named_in(
    db: &Connection,
    person: i64,
    limit: usize,
) -> rusqlite::Result<Vec<NamedIn>> {
    let mut query = db.prepare_cached(
        // The keys of the reports' own rows are in the order of time: no report is opened to be sorted.
        "WITH latest (report, key) AS ( \
           SELECT report, key FROM row INDEXED BY row_report WHERE target = 0 \
           AND report IN (SELECT report FROM entity WHERE person = ?1) ORDER BY key DESC LIMIT ?2) \
         SELECT entity.name, sha256, coalesce(title, report.name), published FROM latest \
         CROSS JOIN entity ON entity.person = ?1 AND entity.report = latest.report \
         CROSS JOIN report ON report.id = latest.report ORDER BY latest.key DESC, entity.id LIMIT ?2",
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

/// Pairs of persons that may be one, those in most reports first, less those of which someone has
/// said that they are two: persons with one surname whose sides do not speak against it, and persons
/// known by an office with each of those who may have held it.
pub(in crate::sqlite) fn doubts(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    let mut doubts = alike(db, limit)?;
    doubts.extend(by_their_office(db, limit)?);
    doubts.sort_by_key(|doubt| std::cmp::Reverse(doubt.other.reports));
    doubts.truncate(limit);
    Ok(doubts)
}

/// Pairs with names that may be one person's.
fn alike(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    // One after another in the order of an index: the first few are found without the rest.
    let mut pairs = db.prepare_cached(
        "SELECT p.id, q.id, p.key, q.key FROM person q INDEXED BY person_named CROSS JOIN person p \
         ON p.surname = q.surname AND p.id <> q.id AND (q.side = p.side OR q.side = '' OR p.side = '') \
         WHERE p.joined IS NULL AND q.joined IS NULL AND p.reports > 0 AND q.reports > 0 \
         AND p.office IS NULL AND q.office IS NULL \
         AND (p.certain > q.certain OR (p.certain = q.certain AND p.id < q.id)) \
         AND NOT EXISTS (SELECT 1 FROM distinct_persons \
                         WHERE (a = p.id AND b = q.id) OR (a = q.id AND b = p.id)) \
         ORDER BY q.reports DESC, q.id",
    )?;
    let mut pairs = pairs.query([])?;
    let mut doubts = Vec::new();
    while let Some(pair) = pairs.next()? {
        let (a, b): (String, String) = (pair.get(2)?, pair.get(3)?);
        if !name::may_be_one(&a, &b) {
            continue;
        }
        let (Some(person), Some(other)) = (person(db, pair.get(0)?)?, person(db, pair.get(1)?)?)
        else {
            continue;
        };
        let (few, many) = if person.reports < other.reports {
            (person.id, other.id)
        } else {
            (other.id, person.id)
        };
        let together: i64 = db
            .prepare_cached(
                "SELECT count(*) FROM entity few WHERE few.person = ?1 AND EXISTS \
                 (SELECT 1 FROM entity many WHERE many.person = ?2 AND many.report = few.report)",
            )?
            .query_row([few, many], |row| row.get(0))?;
        let why = why_alike(
            (&a, person.side.as_deref()),
            (&b, other.side.as_deref()),
            together,
        );
        doubts.push(Doubt { person, other, why });
        if doubts.len() == limit {
            break;
        }
    }
    Ok(doubts)
}

/// Persons known by an office that several may have held.
fn by_their_office(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    let mut known = db.prepare_cached(
        "SELECT id, surname <> '' FROM person INDEXED BY person_named \
         WHERE joined IS NULL AND reports > 0 AND office IS NOT NULL ORDER BY reports DESC, id",
    )?;
    let mut known = known.query([])?;
    let mut doubts = Vec::new();
    while let Some(one) = known.next()? {
        let (id, named): (i64, bool) = (one.get(0)?, one.get(1)?);
        let holders = holders(db, id)?;
        for holder in &holders {
            let (Some(person), Some(other)) = (person(db, *holder)?, person(db, id)?) else {
                continue;
            };
            let why = why_holder(named, holders.len());
            doubts.push(Doubt { person, other, why });
        }
        if doubts.len() >= limit {
            break;
        }
    }
    Ok(doubts)
}
