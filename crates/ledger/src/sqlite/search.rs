//! Queries as SQL. Every field is a column of a full-text index, one for each list, whose row numbers
//! are places in time, so that any query is one walk from the newest row to the oldest that stops at
//! the limit.

use rusqlite::{Connection, Row as SqlRow, ToSql, params};

use super::{count, parsed, people};
use crate::Cursor;
use crate::key::{date_of, day_of_key, first_of, lowest_of_report, report_of_key};
use crate::search::index::{Row, Target};
use crate::search::normalize;
use crate::search::query::{Field, Query, Term, Value};
use crate::storage::{AROUND, Found, Place, Source};

/// Code points shown of the words of a result, at most.
const WORDS: i64 = 600;
/// How far apart the parts of a row's words may stand to be shown together.
const APART: i64 = 4 * WORDS;

/// The columns that [`found`] reads.
pub(super) fn columns() -> String {
    format!(
        "row.key, row.target, row.local, row.speaker, entity.person, \
         CASE row.target WHEN 1 THEN (SELECT whole FROM meeting WHERE meeting.report = row.report \
                                      AND meeting.local = row.local) END, \
         row.side, row.label, row.matter, \
         substr(report.text, max(row.start - {AROUND}, 0) + 1, min(row.start, {AROUND})), \
         substr(report.text, row.start + 1, \
                CASE row.target WHEN 0 THEN 2 * {AROUND} ELSE min(row.stop - row.start, \
                CASE WHEN row.parts IS NULL THEN {WORDS} ELSE {APART} END) END), \
         CASE WHEN row.target > 0 AND row.stop - row.start <= \
                   CASE WHEN row.parts IS NULL THEN {WORDS} ELSE {APART} END \
              THEN substr(report.text, row.stop + 1, {AROUND}) ELSE '' END, \
         row.confidence, row.verdict, report.sha256, report.name, report.title, report.publisher, \
         report.published, report.added, row.start, row.stop, row.parts"
    )
}

pub(super) const SOURCES: &str =
    "CROSS JOIN report ON report.id = row.report LEFT JOIN entity ON entity.id = row.entity";

pub(super) fn found(row: &SqlRow<'_>) -> rusqlite::Result<Found> {
    let verdict: String = row.get(13)?;
    let target: i64 = row.get(1)?;
    let passage: String = row.get(10)?;
    let place = |column| Ok::<_, rusqlite::Error>(number(row.get(column)?));
    let whole = (place(20)?, place(21)?);
    let spans = match row.get::<_, Option<String>>(22)? {
        Some(parts) => parsed(&parts)?,
        None if target == Target::Reports as i64 => Vec::new(),
        None => vec![whole],
    };
    Ok(Found {
        cursor: Cursor {
            key: row.get(0)?,
            confidence: row.get(12)?,
        },
        kind: match target {
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
        before: from_whole_word(row.get(9)?),
        words: match spans.len() {
            0 | 1 => passage,
            _ => in_parts(&passage, whole.0, &spans),
        },
        after: to_whole_word(row.get(11)?),
        spans: spans
            .into_iter()
            .map(|(start, end)| Place { start, end })
            .collect(),
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

/// Text before a row's words, from the first whole word on where it was cut.
fn from_whole_word(text: String) -> String {
    let is_cut = text.chars().count() == AROUND;
    match text.find(char::is_whitespace) {
        Some(end) if is_cut => format!("… {}", text[end..].trim_start()),
        _ => text,
    }
}

/// Text after a row's words, up to the last whole word where it was cut.
fn to_whole_word(text: String) -> String {
    let is_cut = text.chars().count() == AROUND;
    match text.rfind(char::is_whitespace) {
        Some(start) if is_cut => format!("{}\u{a0}…", text[..start].trim_end()),
        _ => text,
    }
}

/// A count, or a place in a text, as the file has it.
fn number(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

/// The words in some spans of a text of which `passage` begins at `start`, without what stands between
/// them.
fn in_parts(passage: &str, start: usize, spans: &[(usize, usize)]) -> String {
    let mut letters = passage.chars();
    let mut at = start;
    let mut parts = Vec::new();
    for (from, to) in spans {
        let skipped = from.saturating_sub(at);
        let part: String = letters.by_ref().skip(skipped).take(to - from).collect();
        parts.push(part);
        at = *to;
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" … ")
}

/// The full-text index of a list.
pub(super) fn table(target: Target) -> &'static str {
    match target {
        Target::Reports => "found_reports",
        Target::Meetings => "found_meetings",
        Target::Statements => "found_statements",
        Target::Positions => "found_positions",
    }
}

/// Indexes a row of a report, with the number of the person that its speaker is by name.
pub(super) fn enter(
    db: &Connection,
    key: i64,
    report: i64,
    row: &Row,
    own: Option<i64>,
) -> rusqlite::Result<()> {
    let found_by = &row.found_by;
    let mut speaker = normalize::indexed(&found_by.speaker);
    if let Some(own) = own {
        speaker.push(' ');
        speaker.push_str(&people::token(own));
    }
    let mut meeting = normalize::indexed(&found_by.meeting);
    for local in &row.meetings {
        meeting.push(' ');
        meeting.push_str(&meeting_token(report, local));
    }
    db.prepare_cached(&format!(
        "INSERT INTO {} (rowid, words, speaker, side, act, stance, matter, meeting, publisher, list) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '{ALL}')",
        table(row.target)
    ))?
    .execute(params![
        key,
        normalize::indexed(&found_by.words),
        speaker,
        normalize::indexed(&found_by.side),
        found_by.act,
        found_by.stance,
        normalize::indexed(&found_by.matter),
        meeting,
        normalize::indexed(&found_by.publisher)
    ])?;
    Ok(())
}

/// The word that every row is found by.
const ALL: &str = "all";

/// The word that stands for a report's meeting in the index.
fn meeting_token(report: i64, local: &str) -> String {
    format!("report{report}{local}")
}

/// The keys that a query's dates allow, before a cursor: the first and the one after the last.
pub(super) fn keys(query: &Query, cursor: Option<i64>) -> (i64, i64) {
    let (from, end) = query.days;
    let end = end.map(first_of);
    // Reports without a date are in no range of dates.
    let from = from.or(end.and(Some(1))).map_or(0, first_of);
    let cursor = match (query.rows(), cursor) {
        // The rows of the cursor's report have lower keys than the report.
        (Some(_), Some(cursor)) => Some(lowest_of_report(cursor)),
        (_, cursor) => cursor,
    };
    let last = i64::MAX;
    (from, end.unwrap_or(last).min(cursor.unwrap_or(last)))
}

pub(super) fn find(
    db: &Connection,
    query: &Query,
    cursor: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<Found>> {
    let (from, end) = keys(query, cursor.map(|cursor| cursor.key));
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
    if query.rows().is_some() {
        let mut report = db.prepare_cached(&format!(
            "SELECT {} FROM row {SOURCES} WHERE row.key = ?1",
            columns()
        ))?;
        let reports = reports_by_rows(db, query, (from, end), limit)?;
        return reports
            .into_iter()
            .map(|key| report.query_row([key], found))
            .collect();
    }
    let target = query.target();
    db.prepare_cached(&format!(
        "SELECT {} FROM {table} found CROSS JOIN row ON row.key = found.rowid {SOURCES} \
         WHERE {table} MATCH ?1 AND found.rowid >= ?2 AND found.rowid < ?3 \
         ORDER BY found.rowid DESC LIMIT ?4",
        columns(),
        table = table(target)
    ))?
    .query_map(
        params![expression(db, query, target)?, from, end, count(limit)],
        found,
    )?
    .collect()
}

/// The keys of the reports with a row that a query asks for.
fn reports_by_rows(
    db: &Connection,
    query: &Query,
    (from, end): (i64, i64),
    limit: usize,
) -> rusqlite::Result<Vec<i64>> {
    let target = query.rows().unwrap_or(query.target());
    let mut rows = db.prepare_cached(&format!(
        "SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid >= ?2 AND rowid < ?3 \
         ORDER BY rowid DESC",
        table = table(target)
    ))?;
    let mut rows = rows.query(params![expression(db, query, target)?, from, end])?;
    let mut reports: Vec<i64> = Vec::new();
    // A report's rows follow one another.
    while reports.len() < limit
        && let Some(row) = rows.next()?
    {
        let report = report_of_key(row.get(0)?);
        if reports.last() != Some(&report) {
            reports.push(report);
        }
    }
    Ok(reports)
}

pub(super) fn count_rows(db: &Connection, query: &Query, most: usize) -> rusqlite::Result<usize> {
    let (from, end) = keys(query, None);
    let target = query.target();
    if query.is_without_words() {
        return db
            .prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM row WHERE target = ?1 AND key >= ?2 AND key < ?3 LIMIT ?4)",
            )?
            .query_row(params![target as i64, from, end, count(most)], |row| row.get(0).map(number));
    }
    if query.rows().is_some() {
        return Ok(reports_by_rows(db, query, (from, end), most)?.len());
    }
    db.prepare_cached(&format!(
        "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ?1 AND rowid >= ?2 AND rowid < ?3 LIMIT ?4)",
        table = table(target)
    ))?
    .query_row(
        params![expression(db, query, target)?, from, end, count(most)],
        |row| row.get(0).map(number),
    )
}

/// The query in the language of the full-text index of a list.
pub(super) fn expression(
    db: &Connection,
    query: &Query,
    target: Target,
) -> rusqlite::Result<String> {
    let mut all = Vec::new();
    for term in &query.terms {
        all.push(term_expression(db, term, target)?);
    }
    if all.is_empty() {
        all.push(format!("list : {ALL}"));
    }
    let mut expression = all.join(" AND ");
    for term in &query.not {
        expression = format!("({expression}) NOT {}", term_expression(db, term, target)?);
    }
    Ok(expression)
}

fn term_expression(db: &Connection, term: &Term, target: Target) -> rusqlite::Result<String> {
    let mut any = Vec::new();
    for value in &term.any {
        match (value, term.field) {
            (Value::Words { words, begun }, field) => {
                let plain = normalize::asked(words);
                any.extend(plain.iter().map(|words| phrase(words, *begun)));
                if field == Field::Speaker {
                    // Persons that were joined go by each other's names.
                    let joined = people::joined_by_name(db, words)?;
                    any.extend(
                        joined
                            .into_iter()
                            .map(|own| phrase(&people::token(own), false)),
                    );
                }
            }
            (Value::Number(id), Field::Speaker) => {
                let all = people::parts(db, *id)?;
                any.extend(
                    all.into_iter()
                        .map(|own| phrase(&people::token(own), false)),
                );
            }
            (Value::Number(id), _) => {
                let mut all = db.prepare_cached(
                    "SELECT report, local FROM meeting WHERE local <> '' AND whole = \
                     (SELECT whole FROM meeting WHERE id = ?1)",
                )?;
                let all = all.query_map([id], |row| {
                    let local: String = row.get(1)?;
                    Ok(phrase(&meeting_token(row.get(0)?, &local), false))
                })?;
                any.extend(all.collect::<rusqlite::Result<Vec<_>>>()?);
            }
        }
    }
    if any.is_empty() {
        // No one and nothing has this number: a word that no row has.
        any.push(phrase("nothing0nobody", false));
    }
    Ok(format!(
        "{} : ({})",
        fields(term.field, target),
        any.join(" OR ")
    ))
}

/// The columns that a field is looked for in: plain words in all words that a result shows.
fn fields(field: Field, target: Target) -> &'static str {
    match (field, target) {
        (Field::Words, Target::Reports) => "words",
        (Field::Words, Target::Meetings) => "{words meeting}",
        (Field::Words, Target::Statements) => "{words speaker}",
        (Field::Words, Target::Positions) => "{words speaker matter}",
        (field, _) => field.as_str(),
    }
}

/// In quotes no sign means anything but itself.
fn phrase(words: &str, begun: bool) -> String {
    let star = if begun { " *" } else { "" };
    format!("\"{}\"{star}", words.replace(['"', '\0'], " "))
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
