//! Reports as JSON: an object a line, or a document of one or several.

use std::mem;

use serde_json::Value;

use crate::Reports;
use crate::encoding::{Decoded, decode};
use crate::error::{Error, brief};
use crate::format::has_report_line;
use crate::published::parse_published;
use crate::report::{Report, Warning};
use crate::source::{MAX_BYTES, Source};

/// The report that a JSON object is, or what is wrong with it.
fn report(value: Value, default_id: String) -> Result<Report, String> {
    let Value::Object(mut fields) = value else {
        return Err(format!("it is {}, not an object", kind(&value)));
    };
    let mut field = |name: &str| match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(value) => Err(format!("its \"{name}\" is {}, not a string", kind(&value))),
    };
    let text = field("text")?.ok_or("it has no \"text\"")?;
    let id = filled(field("id")?).unwrap_or(default_id);
    let mut report = Report::new(id, text);
    report.title = filled(field("title")?);
    report.publisher = filled(field("publisher")?);
    report.url = filled(field("url")?);
    match filled(field("published")?).as_deref().map(parse_published) {
        Some(Ok(published)) => report.published = Some(published),
        Some(Err(error)) => report.warn("published", error.to_string()),
        None => {}
    }
    Ok(report)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Many programs write "" for a field they have nothing for.
fn filled(field: Option<String>) -> Option<String> {
    field.filter(|value| !value.trim().is_empty())
}

/// The reports of a source with one on each line.
pub(crate) struct Lines {
    source: Source,
    line: Vec<u8>,
    /// Of the last line read, from 1.
    number: u64,
    broken: bool,
}

impl Lines {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            line: Vec::new(),
            number: 0,
            broken: false,
        }
    }

    fn report(&mut self) -> Result<Report, Error> {
        let number = self.number;
        let place = format!("{}, line {number}", self.source.name);
        if self.line.len() as u64 > MAX_BYTES {
            let most = MAX_BYTES >> 20;
            return Err(Error::new(format_args!(
                "{place}: the line is longer than {most} MiB: split its report"
            )));
        }
        let decoded = decode(mem::take(&mut self.line), None);
        let value = serde_json::from_str(decoded.text.trim_end())
            .map_err(|error| not_json(&place, error))?;
        let report = report(value, format!("{}:{number}", self.source.stem))
            .map_err(|wrong| not_a_report(&place, &wrong))?;
        Ok(report
            .with_warnings([self.source.warning.clone(), decoded.warning])
            .inspected())
    }
}

impl Iterator for Lines {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.broken {
            self.line.clear();
            if let Err(error) = self.source.line(&mut self.line) {
                self.broken = true;
                return Some(Err(error));
            }
            if self.line.is_empty() {
                return None;
            }
            self.number += 1;
            if !is_blank(&self.line) {
                return Some(self.report());
            }
        }
        None
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(line)
        .trim_ascii()
        .is_empty()
}

/// The reports of a source that is called JSON.
pub(crate) fn document(mut source: Source) -> Result<Reports, Error> {
    let Decoded { text, warning } = decode(source.read_text()?, None);
    match serde_json::from_str(&text) {
        Ok(value) => reports(value, &source, warning),
        // JSON lines that are called JSON.
        Err(_) if has_report_line(text.as_bytes()) => {
            source.warning = source.warning.or(warning);
            source.unread(text);
            Ok(Reports::new(Lines::new(source)))
        }
        Err(error) => Err(not_json(&source.name, error)),
    }
}

/// The reports of a source that starts as JSON does; the report that it is
/// itself, as plain text, where it does not go on so.
pub(crate) fn document_or_text(mut source: Source) -> Result<Reports, Error> {
    let Decoded { text, warning } = decode(source.read_text()?, None);
    match serde_json::from_str(&text) {
        Ok(value) if is_reports(&value) => reports(value, &source, warning),
        _ => Ok(Reports::one(
            Report::new(source.stem, text)
                .with_warnings([source.warning, warning])
                .inspected(),
        )),
    }
}

fn is_reports(value: &Value) -> bool {
    match value {
        Value::Array(items) => {
            !items.is_empty() && items.iter().all(|item| item.get("text").is_some())
        }
        _ => value.get("text").is_some(),
    }
}

fn reports(value: Value, source: &Source, warning: Option<Warning>) -> Result<Reports, Error> {
    let warnings = [source.warning.clone(), warning];
    let finish = move |value, id, place: &str| {
        let report = report(value, id).map_err(|wrong| not_a_report(place, &wrong))?;
        Ok(report.with_warnings(warnings.clone()).inspected())
    };
    let (name, stem) = (source.name.clone(), source.stem.clone());
    match value {
        Value::Array(items) => Ok(Reports::new((1..).zip(items).map(
            move |(number, value)| {
                let place = format!("{name}, item {number}");
                finish(value, format!("{stem}:{number}"), &place)
            },
        ))),
        value => finish(value, stem, &name).map(Reports::one),
    }
}

fn not_json(place: &str, error: serde_json::Error) -> Error {
    let what = error.to_string();
    // Its line 1 is the only one, or is not that of the file.
    let what = match what.rsplit_once(" at line 1 ") {
        Some((what, column)) => format!("{what} at {column}"),
        None => what,
    };
    let what = brief(&what);
    Error::new(format_args!(
        "{place}: broken JSON ({what}): correct it or leave it out"
    ))
    .with_source(error)
}

fn not_a_report(place: &str, wrong: &str) -> Error {
    Error::new(format_args!(
        "{place}: not a report ({wrong}): make it {{\"text\": \"…\"}} or leave it out"
    ))
}
