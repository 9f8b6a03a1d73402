//! What a column is, and what stands in it.

use std::{borrow::Cow, fmt};

use verbale_schema::{Record, Span};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, in UTF-8.
    Text,
    /// A whole number; 64 bits in Parquet.
    Integer,
    /// A number; a double in Parquet.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// The kind in one word, as the documentation has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}

/// A column as its readers know it.
#[derive(Clone, Copy, Debug)]
pub struct ColumnInfo {
    /// Its name in the file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What that means, in Markdown.
    pub about: &'static str,
}

/// A column with the way to its values, in a table whose rows are made from `T`.
pub(crate) struct Column<T: 'static> {
    pub(crate) info: ColumnInfo,
    pub(crate) value: for<'a> fn(&Row<'a, T>) -> Value<'a>,
}

/// What a row is made from.
pub(crate) struct Row<'a, T> {
    /// The number of the report in the run, from 1.
    pub(crate) report: i64,
    pub(crate) record: &'a Record,
    pub(crate) row: &'a T,
}

/// What stands in one field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// The report does not tell.
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Boolean(bool),
}

/// As it stands in CSV.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(words) => f.write_str(words),
            Self::Integer(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(whether) => whether.fmt(f),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(words: &'a str) -> Self {
        Self::Text(words.into())
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(words: &'a String) -> Self {
        Self::Text(words.into())
    }
}

/// No words are nothing told.
impl From<String> for Value<'_> {
    fn from(words: String) -> Self {
        if words.is_empty() {
            Self::Null
        } else {
            Self::Text(words.into())
        }
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Self::Null, Self::Integer)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// A probability, with at most three decimals as in the JSON.
impl From<f32> for Value<'_> {
    fn from(number: f32) -> Self {
        Self::Number((f64::from(number) * 1000.0).round() / 1000.0)
    }
}

impl From<bool> for Value<'_> {
    fn from(whether: bool) -> Self {
        Self::Boolean(whether)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The words of several spans in a row.
pub(crate) fn words<'a>(spans: impl IntoIterator<Item = &'a Span>) -> String {
    let words: Vec<&str> = spans.into_iter().map(|span| span.text.as_str()).collect();
    words.join(" … ")
}

/// The places of several spans: `12-31 40-52`.
pub(crate) fn places<'a>(spans: impl IntoIterator<Item = &'a Span>) -> String {
    let places: Vec<String> = spans
        .into_iter()
        .map(|span| format!("{}-{}", span.start, span.end))
        .collect();
    places.join(" ")
}

/// A list with an entry for each item, an empty one where nothing is told of it; none for no items.
pub(crate) fn list<'a>(entries: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let entries: Vec<&str> = entries.into_iter().map(Option::unwrap_or_default).collect();
    entries.join("; ")
}
