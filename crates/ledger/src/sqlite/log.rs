//! The log of what people decided.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::trouble::Trouble;
use super::{json, parsed};
use crate::Error;
use crate::entry::{Change, Context, Entry, Signature, Subject};
use crate::storage::NewEntry;

pub(super) const ENTRY: &str = "SELECT log.id, report.sha256, log.row, log.change, log.by, log.at, log.why, \
    log.before, log.revision, log.context, EXISTS (SELECT 1 FROM undone WHERE undone.entry = log.id) \
    FROM log LEFT JOIN report ON report.id = log.report";

/// Which entries are taken back: those with an undo that is not itself taken back.
pub(super) const UNDONE: &str = "WITH RECURSIVE undo (id, entry, stands) AS ( \
    SELECT id, json_extract(change, '$.entry'), 1 FROM log u WHERE json_extract(change, '$.do') = 'undo' \
      AND NOT EXISTS (SELECT 1 FROM log o WHERE json_extract(o.change, '$.do') = 'undo' \
                      AND json_extract(o.change, '$.entry') = u.id) \
    UNION ALL \
    SELECT u.id, json_extract(u.change, '$.entry'), 1 - undo.stands FROM undo \
      JOIN log u ON u.id = undo.entry AND json_extract(u.change, '$.do') = 'undo'), \
    undone (entry) AS (SELECT entry FROM undo WHERE stands = 1) ";

pub(super) fn entry(row: &SqlRow<'_>) -> rusqlite::Result<Entry> {
    let before: Option<String> = row.get(7)?;
    Ok(Entry {
        id: row.get(0)?,
        report: row.get(1)?,
        row: row.get(2)?,
        change: parsed(&row.get::<_, String>(3)?)?,
        signed: Signature {
            by: row.get(4)?,
            at: row.get(5)?,
            why: row.get(6)?,
        },
        before: before.as_deref().map(parsed).transpose()?,
        revision: row.get(8)?,
        context: parsed(&row.get::<_, String>(9)?)?,
        undone: row.get(10)?,
    })
}

pub(super) fn log_entry(
    db: &Connection,
    report: Option<i64>,
    revision: i64,
    entry: &NewEntry<'_>,
) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO log (report, row, change, by, at, why, before, revision, context) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        report,
        entry.row,
        json(entry.change),
        entry.signed.by,
        entry.signed.at,
        entry.signed.why,
        entry.before.map(json),
        revision,
        json(entry.context)
    ])?;
    Ok(db.last_insert_rowid())
}

/// Logs a decision about persons or meetings across reports.
pub(super) fn log_decision(
    db: &Connection,
    subject: Subject,
    change: &Change,
    signed: &Signature,
) -> rusqlite::Result<i64> {
    log_entry(
        db,
        None,
        0,
        &NewEntry {
            row: &subject.to_string(),
            change,
            signed,
            before: None,
            context: &Context::default(),
        },
    )
}

/// What an entry about persons or meetings says: its subject and its change.
pub(super) fn decision(db: &Connection, entry: i64) -> Result<(Subject, Change), Trouble> {
    let found: Option<(String, String)> = db
        .query_row(
            "SELECT row, change FROM log WHERE id = ?1 AND report IS NULL",
            [entry],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let missing = || {
        Error::missing(format!(
            "the log has no entry {entry} about persons or meetings"
        ))
    };
    let (row, change) = found.ok_or_else(missing)?;
    let subject = Subject::of(&row).ok_or_else(missing)?;
    Ok((subject, parsed(&change)?))
}
