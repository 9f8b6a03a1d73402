//! Reports as they are kept, and their rows in the index.

use rusqlite::{Connection, params};
use verbale_schema::Record;

use super::log::{ENTRY, entry};
use super::trouble::Trouble;
use super::{count, json, meetings, parsed, people, search};
use crate::entry::mark_undone;
use crate::key::{day, key};
use crate::ledger::as_it_stands;
use crate::search::index::{About, Index, Target, index};
use crate::storage::{Kept, Maker};

pub(super) fn without_text(record: &Record) -> String {
    let mut record = record.clone();
    record.document.text = None;
    json(&record)
}

/// The number of a report whose hash begins with `hash`, if there is exactly one.
pub(super) fn report_number(db: &Connection, hash: &str) -> rusqlite::Result<Option<i64>> {
    if hash.len() < 8 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let hash = hash.to_ascii_lowercase();
    let mut query = db.prepare_cached(
        "SELECT id FROM report WHERE sha256 >= ?1 AND sha256 < ?1 || 'g' LIMIT 2",
    )?;
    let found = query
        .query_map([&hash], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(match found[..] {
        [one] => Some(one),
        _ => None,
    })
}

/// Puts the rows of a report in the place of those that it has.
pub(super) fn index_report(db: &Connection, report: i64, index: &Index) -> Result<(), Trouble> {
    let About {
        title,
        publisher,
        url,
        published,
    } = &index.about;
    let day = day(published.as_deref());
    db.prepare_cached(
        "UPDATE report SET title = ?2, publisher = ?3, url = ?4, published = ?5, day = ?6 WHERE id = ?1",
    )?
    .execute(params![report, title, publisher, url, published, day])?;
    tally(db, report, -1)?;
    for target in Target::ALL {
        db.prepare_cached(&format!(
            "DELETE FROM {} WHERE rowid IN (SELECT key FROM row WHERE report = ?1 AND target = ?2)",
            search::table(target)
        ))?
        .execute(params![report, target as i64])?;
    }
    db.prepare_cached("DELETE FROM row WHERE report = ?1")?
        .execute([report])?;
    let named = people::enter(db, report, day, &index.named)?;
    let mut row_in = db.prepare_cached(
        "INSERT INTO row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    for (place, row) in index.rows.iter().enumerate() {
        let key = key(day, report, place)?;
        let speaker = row
            .entity
            .as_ref()
            .and_then(|local| named.numbers.get(local));
        let parts = (row.spans.len() > 1).then(|| json(&row.spans));
        row_in.execute(params![
            key,
            report,
            row.target as i64,
            row.local,
            speaker.map(|(entity, _)| entity),
            row.speaker,
            row.side,
            row.label,
            row.matter,
            count(row.spans.first().map_or(0, |span| span.0)),
            count(row.spans.last().map_or(0, |span| span.1)),
            f64::from(row.confidence),
            row.verdict,
            parts
        ])?;
        search::enter(db, key, report, row, speaker.and_then(|(_, own)| *own))?;
    }
    tally(db, report, 1)?;
    people::settle_names(db, &named)?;
    people::settle_offices(db, day, &index.named, &named.numbers)?;
    meetings::enter(db, report, &index.met)
}

/// Makes all that is searched again, of every report.
pub(super) fn index_again(db: &Connection) -> Result<(), Trouble> {
    people::name_again(db)?;
    let reports: Vec<i64> = db
        .prepare("SELECT id FROM report ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for report in reports {
        let reviewed = as_it_stands(&kept(db, report)?);
        index_report(db, report, &index(&reviewed))?;
    }
    Ok(people::settle_all_names(db)?)
}

/// A report as it is kept.
pub(super) fn kept(db: &Connection, report: i64) -> rusqlite::Result<Kept> {
    let mut kept = db
        .prepare_cached(
            "SELECT reading.id, reading.revision, model, rules, made, record, text, report.revision \
             FROM reading JOIN report ON report.id = reading.report \
             WHERE reading.report = ?1 ORDER BY reading.id DESC LIMIT 1",
        )?
        .query_row([report], |row| {
            let mut record: Record = parsed(&row.get::<_, String>(5)?)?;
            record.document.text = Some(row.get(6)?);
            Ok(Kept {
                record,
                reading: row.get(0)?,
                read_at: row.get(1)?,
                maker: Maker {
                    model: row.get(2)?,
                    rules: row.get(3)?,
                },
                made: row.get(4)?,
                revision: row.get(7)?,
                log: Vec::new(),
            })
        })?;
    // Undone entries are marked here: an undo is in the log of the report that it is about.
    kept.log = db
        .prepare_cached(&format!(
            "WITH undone (entry) AS (SELECT 0 WHERE 0) {ENTRY} WHERE log.report = ?1 ORDER BY log.id"
        ))?
        .query_map([report], entry)?
        .collect::<rusqlite::Result<_>>()?;
    mark_undone(&mut kept.log);
    Ok(kept)
}

/// Adds what a report has to the counts that are kept along, or takes it away.
pub(super) fn tally(db: &Connection, report: i64, sign: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE tally SET rows = rows + ?2 * \
         (SELECT count(*) FROM row WHERE row.report = ?1 AND row.target = tally.target)",
    )?
    .execute([report, sign])?;
    people::tally(db, report, sign)
}

pub(super) fn insert_reading(
    db: &Connection,
    report: i64,
    revision: i64,
    record: &Record,
    maker: &Maker,
    at: &str,
) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO reading (report, revision, model, rules, made, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![report, revision, maker.model, maker.rules, at, without_text(record)])?;
    Ok(db.last_insert_rowid())
}
