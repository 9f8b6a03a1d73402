//! Reports as JSON: an object a line, or a document of one or several.

use std::mem;

use serde_json::Value;

use crate::Reports;
use crate::encoding::{Decoded, decode};
use crate::error::{Error, brief};
use crate::format::{Format, has_report_line, start};
use crate::html;
use crate::published::{parse_count, parse_loosely};
use crate::report::{Report, Warning};
use crate::source::{MAX_BYTES, Source};

/// The report that a JSON object is, or what is wrong with it.
pub(crate) fn report(value: Value, default_id: String) -> Result<Report, String> {
    let Value::Object(mut fields) = value else {
        return Err(format!("it is {}, not an object", kind(&value)));
    };
    let text = match fields.remove("text") {
        None | Some(Value::Null) => return Err("it has no \"text\"".to_owned()),
        Some(Value::String(text)) => text,
        Some(other) => return Err(format!("its \"text\" is {}, not a string", kind(&other))),
    };
    let mut report = Report::new(default_id, String::new());
    report.text = match html::prose_of_fragment(&text) {
        Some(prose) => {
            report.warn("html", "the text was HTML: its tags were left out");
            prose
        }
        None => without_mark(text),
    };
    let published = fields.remove("published");
    let mut field = |name: &str| {
        let value = string(fields.remove(name)?);
        if let Err(kind) = value {
            report.warn(
                "field",
                format!("its \"{name}\" is {kind}, not a string: it is left out"),
            );
        }
        value
            .ok()
            .map(without_mark)
            .filter(|value| !value.trim().is_empty())
    };
    let (id, title) = (field("id"), field("title"));
    let (publisher, url) = (field("publisher"), field("url"));
    if let Some(id) = id {
        report.id = id;
    }
    (report.title, report.publisher, report.url) = (title, publisher, url);
    set_published(&mut report, published);
    Ok(report)
}

/// Text, numbers and truth values as text; nothing as empty text; the kind of anything else.
fn string(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Null => Ok(String::new()),
        other => Err(kind(&other)),
    }
}

/// Texts glued together from files keep their byte order marks.
fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

fn set_published(report: &mut Report, published: Option<Value>) {
    let (given, read) = match &published {
        Some(Value::String(date)) if !date.trim().is_empty() => (date.clone(), parse_loosely(date)),
        Some(Value::Number(number)) => (number.to_string(), number.as_i64().and_then(parse_count)),
        _ => return,
    };
    if read.is_none() {
        let message = format!(
            "\"{}\" is no date that can be read: write it like 2025-08-16 or 2025-08-16T09:30:00Z",
            brief(&given)
        );
        report.warn("published", message);
    }
    report.published = read;
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

/// Reads JSON. Halves of characters, which programs leave that cut text at a length, are read as U+FFFD.
fn parse(text: &str) -> Result<(Value, Option<Warning>), serde_json::Error> {
    match serde_json::from_str(text) {
        Ok(value) => Ok((value, None)),
        Err(error) => {
            let Some(mended) = without_half_characters(text) else {
                return Err(error);
            };
            let message = "half a character (a lone surrogate) was replaced by U+FFFD";
            Ok((
                serde_json::from_str(&mended)?,
                Some(Warning::new("encoding", message)),
            ))
        }
    }
}

/// JSON in which the escapes of lone surrogates are U+FFFD, if there are any.
fn without_half_characters(text: &str) -> Option<String> {
    let unit = |at: usize| -> Option<u16> {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    const ESCAPE: usize = 6;
    let mut out = String::with_capacity(text.len());
    let mut lone = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let pair = unit(at).zip(unit(at + ESCAPE));
        let len = match (unit(at), pair) {
            (Some(0xD800..=0xDBFF), Some((_, 0xDC00..=0xDFFF))) => 2 * ESCAPE,
            (Some(0xD800..=0xDFFF), _) => {
                lone = true;
                out.push(char::REPLACEMENT_CHARACTER);
                at += ESCAPE;
                continue;
            }
            // An escaped backslash is no start of an escape.
            _ if text[at..].starts_with("\\\\") => 2,
            _ => c.len_utf8(),
        };
        out.push_str(&text[at..at + len]);
        at += len;
    }
    lone.then_some(out)
}

/// On each line a JSON object that is a report.
pub(crate) struct JsonLines;

impl Format for JsonLines {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        match &*source.extension {
            "jsonl" | "ndjson" => true,
            "json" | "html" | "htm" | "xhtml" => false,
            _ => start(head).starts_with(b"{") && has_report_line(start(head)),
        }
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        Ok(Reports::new(Lines::new(source)))
    }
}

/// A JSON object that is a report, or an array of them.
pub(crate) struct Json;

impl Format for Json {
    fn is(&self, _: &[u8], source: &Source) -> bool {
        source.extension == "json"
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        document(source)
    }
}

/// What starts as JSON does, but also as "[Applause]" does.
pub(crate) struct MaybeJson;

impl Format for MaybeJson {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        !matches!(&*source.extension, "html" | "htm" | "xhtml")
            && matches!(start(head).first(), Some(b'{' | b'['))
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        document_or_text(source)
    }
}

/// The reports of a source with one on each line.
struct Lines {
    source: Source,
    line: Vec<u8>,
    /// Of the last line read, from 1.
    number: u64,
    broken: bool,
}

impl Lines {
    fn new(source: Source) -> Self {
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
        let (value, mended) =
            parse(decoded.text.trim_end()).map_err(|error| not_json(&place, error))?;
        let report = report(value, format!("{}:{number}", self.source.stem))
            .map_err(|wrong| not_a_report(&place, &wrong))?;
        Ok(report
            .with_warnings([self.source.warning.clone(), decoded.warning, mended])
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
fn document(mut source: Source) -> Result<Reports, Error> {
    let Decoded { text, warning } = decode(source.read_text()?, None);
    match parse(&text) {
        Ok((value, mended)) => reports(value, &source, warning.or(mended)),
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
fn document_or_text(mut source: Source) -> Result<Reports, Error> {
    let Decoded { text, warning } = decode(source.read_text()?, None);
    match parse(&text) {
        Ok((value, mended)) if is_reports(&value) => reports(value, &source, warning.or(mended)),
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
