//! The key of a row is its place in time: a list by key is a list by date, and a range of dates is
//! a range of keys.

use jiff::civil::Date;

use crate::Error;

/// Bits for the report's number, and for the row within it. Days since the year 1 take the rest.
const REPORT_BITS: u32 = 23;
const ROW_BITS: u32 = 20;
const LAST_ROW: i64 = (1 << ROW_BITS) - 1;

/// Days from the beginning of the year 1 to the date that an RFC 3339 date or date-time begins
/// with; 0 where there is none.
pub(crate) fn day(published: Option<&str>) -> i64 {
    published
        .and_then(|published| published.get(..10))
        .and_then(|date| date.parse::<Date>().ok())
        .map_or(0, day_of)
}

pub(crate) fn day_of(date: Date) -> i64 {
    let start = jiff::civil::date(1, 1, 1);
    start
        .until(date)
        .map_or(0, |span| i64::from(span.get_days()) + 1)
        .max(0)
}

/// The date of a day; none of day 0.
pub(crate) fn date_of(day: i64) -> Option<String> {
    let since = i32::try_from(day).ok().filter(|day| *day > 0)?;
    let date = jiff::civil::date(1, 1, 1).checked_add(jiff::Span::new().try_days(since - 1).ok()?);
    date.ok().map(|date| date.to_string())
}

/// The first day of the month that a day is in; 0 of day 0.
pub(crate) fn month_of(day: i64) -> i64 {
    let date = date_of(day).and_then(|date| date.parse::<Date>().ok());
    date.map_or(0, |date| day_of(date.first_of_month()))
}

/// The key of the `row`-th row of a report. Newest first means descending; within a report the
/// first row has the highest key, so that descending is also the order of the text.
///
/// # Errors
///
/// When the ledger or the report has more than keys can tell apart (8 million reports, a million
/// rows in one).
pub(crate) fn key(day: i64, report: i64, row: usize) -> Result<i64, Error> {
    let row = i64::try_from(row).unwrap_or(i64::MAX);
    if report >= 1 << REPORT_BITS || row > LAST_ROW {
        return Err(Error::invalid(
            "more reports, or more rows in one report, than a ledger holds: begin another ledger",
        ));
    }
    Ok(first_of(day) | report << ROW_BITS | (LAST_ROW - row))
}

/// The day that a key is of.
pub(crate) fn day_of_key(key: i64) -> i64 {
    key >> (REPORT_BITS + ROW_BITS)
}

/// The part of a key that tells which report came when, in SQL.
pub(crate) fn arrival_of(key: &str) -> String {
    format!("({key} >> {ROW_BITS} & {})", (1 << REPORT_BITS) - 1)
}

/// The same in SQL as [`report_of_key`].
pub(crate) fn report_of(key: &str) -> String {
    format!("({key} | {LAST_ROW})")
}

/// The key of the report that the row of a key is in.
pub(crate) fn report_of_key(key: i64) -> i64 {
    key | LAST_ROW
}

/// The lowest key that a row of the report with this key may have.
pub(crate) fn lowest_of_report(key: i64) -> i64 {
    key & !LAST_ROW
}

/// The lowest key of a day.
pub(crate) fn first_of(day: i64) -> i64 {
    day << (REPORT_BITS + ROW_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_descend_by_date_and_then_in_the_order_of_the_text() {
        let early = day(Some("2025-08-15"));
        let late = day(Some("2025-08-16T10:00:00Z"));
        assert_eq!(late, early + 1);
        let keys = [
            key(late, 3, 0).unwrap(),
            key(late, 3, 1).unwrap(),
            key(early, 9, 0).unwrap(),
            key(day(None), 10, 0).unwrap(),
        ];
        assert!(keys.is_sorted_by(|a, b| a > b), "{keys:?}");
        assert_eq!(report_of_key(keys[1]), keys[0]);
        assert!(lowest_of_report(keys[0]) < keys[1] && lowest_of_report(keys[0]) > keys[2]);
        assert!((first_of(late)..first_of(late + 1)).contains(&keys[1]));
    }
}
