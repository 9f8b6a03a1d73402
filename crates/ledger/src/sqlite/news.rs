//! What a search finds, in the order in which it came into the ledger.

use rusqlite::{Connection, params};

use super::count;
use super::search::{SOURCES, columns, expression, found, keys, table};
use crate::key::{arrival_of, report_of};
use crate::search::query::Query;
use crate::storage::News;

/// Reports have their numbers in the order in which they came, and keys have these numbers in them: what
/// came last is found without a look at any row but those that are told.
pub(super) fn news(db: &Connection, query: &Query, limit: usize) -> rusqlite::Result<Vec<News>> {
    let (from, end) = keys(query, None);
    let (asked, keys) = if query.is_without_words() {
        let target = query.target() as i64;
        let keys = "SELECT key FROM row INDEXED BY row_report WHERE +target = ?1 AND key >= ?2 AND key < ?3 \
                    ORDER BY report DESC LIMIT ?4";
        (target.into(), keys.to_owned())
    } else {
        // What is asked of a report's rows is found there, and the report told.
        let target = query.rows().unwrap_or(query.target());
        let key = match query.rows() {
            Some(_) => format!("DISTINCT {}", report_of("rowid")),
            None => "rowid".to_owned(),
        };
        let keys = format!(
            "SELECT {key} FROM {table} WHERE {table} MATCH ?1 AND rowid >= ?2 AND rowid < ?3 \
             ORDER BY {} DESC, rowid DESC LIMIT ?4",
            arrival_of("rowid"),
            table = table(target)
        );
        (
            rusqlite::types::Value::from(expression(db, query, target)?),
            keys,
        )
    };
    let mut news = db.prepare_cached(&format!(
        "SELECT {}, max(report.added, coalesce((SELECT max(at) FROM log \
                                               WHERE log.report = row.report AND log.row = row.local), '')) \
         FROM row {SOURCES} WHERE row.key IN ({keys}) ORDER BY row.report DESC, row.key DESC",
        columns()
    ))?;
    let updated = news.column_count() - 1;
    let news = news.query_map(params![asked, from, end, count(limit)], |row| {
        Ok(News {
            found: found(row)?,
            updated: row.get(updated)?,
        })
    });
    news?.collect()
}
