//! Words of dates and lengths of time.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Fault, Row, Table, built};

const TABLE: Table = Table {
    file: "calendar.tsv",
    text: include_str!("../data/calendar.tsv"),
};

/// The names of the months, in their order.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What a word of the calendar says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeWord {
    /// A month, counted from 1.
    Month(i8),
    /// A day of the week, 1 for Monday.
    Weekday(i8),
    /// A number.
    Number(u32),
    /// A unit of time.
    Unit(TimeUnit),
    /// A day, counted from the one on which it is said.
    Day(i32),
    /// A part of a day or of a month, which says nothing of the date.
    Part,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are what they are called")]
pub enum TimeUnit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// What a word in lower case says of a date or a length of time.
///
/// ```
/// use verbale_lexicon::{TimeWord, time_word};
///
/// assert_eq!(time_word("sept."), Some(TimeWord::Month(9)));
/// assert_eq!(time_word("yesterday"), Some(TimeWord::Day(-1)));
/// assert_eq!(time_word("soon"), None);
/// ```
#[must_use]
pub fn time_word(lower: &str) -> Option<TimeWord> {
    WORDS.get(lower).copied()
}

static WORDS: LazyLock<HashMap<&'static str, TimeWord>> = LazyLock::new(|| built(read()));

const UNITS: &[(&str, TimeUnit)] = &[
    ("TM", TimeUnit::Minute),
    ("TH", TimeUnit::Hour),
    ("D", TimeUnit::Day),
    ("W", TimeUnit::Week),
    ("M", TimeUnit::Month),
    ("Y", TimeUnit::Year),
];

pub(crate) fn read() -> Result<HashMap<&'static str, TimeWord>, Fault> {
    let mut words = HashMap::new();
    for row in TABLE.rows::<3>()? {
        row.lower_case(0)?;
        let word = match row.cells[1] {
            "month" => TimeWord::Month(number(&row)?),
            "weekday" => TimeWord::Weekday(number(&row)?),
            "number" => TimeWord::Number(number(&row)?),
            "day" => TimeWord::Day(number(&row)?),
            "part" => TimeWord::Part,
            "unit" => TimeWord::Unit(row.code(2, UNITS)?),
            what => return Err(row.fault(format!("no such word as a {what:?}"))),
        };
        row.enter(&mut words, row.cells[0], word)?;
    }
    Ok(words)
}

fn number<T: std::str::FromStr>(row: &Row<3>) -> Result<T, Fault> {
    let cell = row.cells[2];
    cell.parse()
        .map_err(|_| row.fault(format!("{cell:?} is no number")))
}
