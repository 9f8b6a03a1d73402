//! Queries as SQL. Every field is a column of one full-text index whose row numbers are places in
//! time, so that any query is one walk from the newest row to the oldest that stops at the limit.

use rusqlite::{Connection, Row as SqlRow, ToSql, params};

use super::{count, people};
use crate::Cursor;
use crate::index::Target;
use crate::key::{date_of, day_of_key, first_of};
use crate::query::{Field, Query, Term, Value};
use crate::storage::{AROUND, Found, Source};

/// Code points shown of the words of a result, at most.
const WORDS: i64 = 600;

/// The columns that [`found`] reads.
pub(super) fn columns() -> String {
    format!(
        "row.key, row.target, row.local, row.speaker, entity.person, \
         CASE row.target WHEN 1 THEN (SELECT whole FROM meeting WHERE meeting.report = row.report \
                                      AND meeting.local = row.local) END, \
         row.side, row.label, row.matter, \
         substr(report.text, max(row.start - {AROUND}, 0) + 1, min(row.start, {AROUND})), \
         substr(report.text, row.start + 1, \
                CASE row.target WHEN 0 THEN 2 * {AROUND} ELSE min(row.stop - row.start, {WORDS}) END), \
         CASE WHEN row.target > 0 AND row.stop - row.start <= {WORDS} \
              THEN substr(report.text, row.stop + 1, {AROUND}) ELSE '' END, \
         row.confidence, row.verdict, report.sha256, report.name, report.title, report.publisher, \
         report.published, report.added"
    )
}

pub(super) const SOURCES: &str =
    "CROSS JOIN report ON report.id = row.report LEFT JOIN entity ON entity.id = row.entity";

pub(super) fn found(row: &SqlRow<'_>) -> rusqlite::Result<Found> {
    let verdict: String = row.get(13)?;
    Ok(Found {
        cursor: Cursor {
            key: row.get(0)?,
            confidence: row.get(12)?,
        },
        kind: match row.get(1)? {
            0_i64 => "report",
            1 => "meeting",
            2 => "statement",
            _ => "position",
        },
        row: row.get(2)?,
        speaker: row.get(3)?,
        person: row.get(4)?,
        meeting: row.get(5)?,
        side: row.get(6)?,
        label: row.get(7)?,
        matter: row.get(8)?,
        before: row.get(9)?,
        words: row.get(10)?,
        after: row.get(11)?,
        confidence: row.get(12)?,
        verdict: Some(verdict).filter(|verdict| !verdict.is_empty()),
        source: Source {
            sha256: row.get(14)?,
            id: row.get(15)?,
            title: row.get(16)?,
            publisher: row.get(17)?,
            published: row.get(18)?,
            added: row.get(19)?,
        },
    })
}

/// The keys of the days asked for: from the first on, and before the second.
pub(super) fn span_of_days(query: &Query) -> (i64, i64) {
    (
        query.days.0.map_or(0, first_of),
        query.days.1.map_or(i64::MAX, first_of),
    )
}

pub(super) fn find(
    db: &Connection,
    query: &Query,
    cursor: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<Found>> {
    let (from, end) = span_of_days(query);
    let end = cursor.map_or(end, |cursor| end.min(cursor.key));
    if query.is_without_words() {
        return db
            .prepare_cached(&format!(
                "SELECT {} FROM row {SOURCES} WHERE row.target = ?1 AND row.key >= ?2 AND row.key < ?3 \
                 ORDER BY row.key DESC LIMIT ?4",
                columns()
            ))?
            .query_map(params![query.target() as i64, from, end, count(limit)], found)?
            .collect();
    }
    db.prepare_cached(&format!(
        "SELECT {} FROM found_by CROSS JOIN row ON row.key = found_by.rowid {SOURCES} \
         WHERE found_by MATCH ?1 AND found_by.rowid >= ?2 AND found_by.rowid < ?3 \
         ORDER BY found_by.rowid DESC LIMIT ?4",
        columns()
    ))?
    .query_map(
        params![expression(db, query)?, from, end, count(limit)],
        found,
    )?
    .collect()
}

/// The query in the language of the full-text index.
pub(super) fn expression(db: &Connection, query: &Query) -> rusqlite::Result<String> {
    let mut all = vec![format!("target : \"{}\"", query.target().as_str())];
    for term in &query.terms {
        all.push(term_expression(db, term)?);
    }
    let mut expression = all.join(" AND ");
    for term in &query.not {
        expression = format!("({expression}) NOT {}", term_expression(db, term)?);
    }
    Ok(expression)
}

fn term_expression(db: &Connection, term: &Term) -> rusqlite::Result<String> {
    let mut any: Vec<String> = term.any.iter().map(phrase).collect();
    if term.field == Field::Speaker {
        // Persons that were joined go by each other's names.
        for value in &term.any {
            any.extend(
                people::joined_by_name(db, &value.words)?
                    .into_iter()
                    .map(|own| format!("\"{}\"", people::token(own))),
            );
        }
    }
    Ok(format!("{} : ({})", term.field.as_str(), any.join(" OR ")))
}

/// In quotes no sign means anything but itself.
fn phrase(value: &Value) -> String {
    let star = if value.begun { " *" } else { "" };
    format!("\"{}\"{star}", value.words.replace(['"', '\0'], " "))
}

pub(super) fn unsure(
    db: &Connection,
    target: Option<Target>,
    cursor: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<Found>> {
    let (confidence, key) = cursor.map_or((-1.0, 0), |cursor| (cursor.confidence, cursor.key));
    db.prepare_cached(&format!(
        "SELECT {} FROM row INDEXED BY row_unsure {SOURCES} \
         WHERE row.verdict = '' AND row.target > 0 AND (?1 IS NULL OR row.target = ?1) \
         AND (row.confidence, row.key) > (?2, ?3) ORDER BY row.confidence, row.key LIMIT ?4",
        columns()
    ))?
    .query_map(
        params![
            target.map(|target| target as i64),
            f64::from(confidence),
            key,
            count(limit)
        ],
        found,
    )?
    .collect()
}

pub(super) fn words_of(
    db: &Connection,
    person: i64,
    target: Target,
    cursor: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<Found>> {
    let wanted: [&dyn ToSql; 4] = [
        &person,
        &(target as i64),
        &cursor.map_or(i64::MAX, |cursor| cursor.key),
        &count(limit),
    ];
    db.prepare_cached(&format!(
        "SELECT {} FROM row CROSS JOIN report ON report.id = row.report JOIN entity ON entity.id = row.entity \
         WHERE row.key IN (SELECT key FROM row WHERE entity IN (SELECT id FROM entity WHERE person = ?1) \
                           AND target = ?2 AND key < ?3 ORDER BY key DESC LIMIT ?4) \
         ORDER BY row.key DESC",
        columns()
    ))?
    .query_map(&wanted[..], found)?
    .collect()
}

/// Without a look at any text: the days are in the keys.
pub(super) fn days_of(db: &Connection, person: i64, limit: usize) -> rusqlite::Result<Vec<String>> {
    let mut keys = db.prepare_cached(
        "SELECT key FROM row WHERE entity IN (SELECT id FROM entity WHERE person = ?1) AND target = ?2 \
         ORDER BY key DESC LIMIT ?3",
    )?;
    let keys = keys.query_map(
        params![person, Target::Statements as i64, count(limit)],
        |row| row.get(0),
    )?;
    let days = keys.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(days
        .into_iter()
        .filter_map(|key| date_of(day_of_key(key)))
        .collect())
}
