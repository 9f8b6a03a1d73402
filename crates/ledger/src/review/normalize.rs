//! The values of an edit as the record has them.

use serde_json::Value;
use verbale_lexicon::{Alpha3, country};

use super::rows::Kind;
use crate::Error;
use crate::entry::Change;

/// The values of an edit as the record has them: names without spaces around, countries by their
/// code, spans in the order of the text.
///
/// # Errors
///
/// When a value is none that the record could have.
pub(crate) fn tidied(row: &str, change: &Change) -> Result<Change, Error> {
    let mut change = change.clone();
    let (Some(kind), Change::Edit { set }) = (Kind::of(row), &mut change) else {
        return Ok(change);
    };
    for (field, value) in set {
        match (kind, field.as_str()) {
            (Kind::Entity, "name") | (Kind::Topic, "label") => {
                let words = value.as_str().map(str::trim).unwrap_or_default();
                if words.is_empty() || words.contains(char::is_control) {
                    return Err(Error::invalid(format!("{field} needs words")));
                }
                *value = Value::from(words);
            }
            (Kind::Document, _) => {
                let words = value.as_str().map(str::trim).unwrap_or_default();
                let when = || {
                    words.parse::<jiff::Timestamp>().is_ok() || is_date(words) && words.len() == 10
                };
                if field == "published" && !words.is_empty() && !when() {
                    return Err(Error::invalid(format!(
                        "{words:?} is no RFC 3339 date: write it like 2025-08-16 or 2025-08-16T09:30:00Z"
                    )));
                }
                if words.contains(char::is_control) {
                    return Err(Error::invalid(format!("{field} goes on one line")));
                }
                *value = Some(words).filter(|words| !words.is_empty()).into();
            }
            (Kind::Entity, "side") => {
                let words = value.as_str().map(str::trim).unwrap_or_default();
                if words.contains(char::is_control) {
                    return Err(Error::invalid("side: a country or an organisation's name"));
                }
                let upper = words.to_uppercase();
                let named = |words: &str| Some(country(words)?.0);
                let code = Alpha3::of(&upper)
                    .or_else(|| named(words))
                    .or_else(|| named(&titled(words)));
                *value = match code {
                    Some(code) => Value::from(code.as_str()),
                    None if words.is_empty() => Value::Null,
                    None => Value::from(words),
                };
            }
            (_, "source" | "cue" | "content" | "quoted" | "evidence") => ordered(field, value)?,
            (_, "date" | "duration") => {
                let told = value["value"].as_str();
                let fits = match field.as_str() {
                    "date" => is_date,
                    _ => {
                        |words: &str| words.starts_with('P') && words.parse::<jiff::Span>().is_ok()
                    }
                };
                if let Some(told) = told.filter(|told| !fits(told)) {
                    return Err(Error::invalid(format!(
                        "{told:?} is no ISO 8601 {field}: write a date like 2025-08-15, 2025-08 or \
                         2025-08-15/2025-08-17, a duration like PT3H"
                    )));
                }
            }
            _ => {}
        }
    }
    Ok(change)
}

/// Each word with a capital, as names of countries are written.
fn titled(words: &str) -> String {
    let titled = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    words.split(' ').map(titled).collect::<Vec<_>>().join(" ")
}

/// Sorts spans.
///
/// # Errors
///
/// When two of them overlap.
fn ordered(field: &str, spans: &mut Value) -> Result<(), Error> {
    let Some(spans) = spans.as_array_mut() else {
        return Ok(());
    };
    let end = |span: &Value, name: &str| span[name].as_u64().unwrap_or_default();
    spans.sort_by_key(|span| (end(span, "start"), end(span, "end")));
    let overlap = spans
        .windows(2)
        .any(|pair| end(&pair[1], "start") < end(&pair[0], "end"));
    if overlap {
        return Err(Error::invalid(format!("spans of {field} overlap")));
    }
    Ok(())
}

/// Whether words are a date, a month, a year, or two of them with a stroke between.
fn is_date(words: &str) -> bool {
    let is_one = |words: &str| {
        let whole = match words.len() {
            4 => format!("{words}-01-01"),
            7 => format!("{words}-01"),
            _ => words.to_owned(),
        };
        whole.len() == 10 && whole.parse::<jiff::civil::Date>().is_ok()
    };
    match words.split_once('/') {
        Some((from, to)) => is_one(from) && is_one(to) && from <= to,
        None => is_one(words),
    }
}
