//! `verbale compare`.

use crate::args::{Compare, DossierFormat};
use crate::console::complain;
use crate::error::Error;
use crate::reports;
use anstream::AutoStream;
use serde::de::IgnoredAny;
use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;
use verbale::ingest::{Columns, Input as Place, Report, reports_from_bytes, reports_with};
use verbale::schema::Version;
use verbale::{Account, Group, Pipeline, Record, group};
use verbale_view::TextStyle;

/// As much of an input as is looked at to tell records from reports.
const HEAD: u64 = 4 << 10;
/// The width of text where there is no terminal.
const WIDTH: usize = 100;

/// A report or the record of one.
enum Item {
    Report(Box<Report>),
    Record(Box<Record>),
}

/// What an input holds, in its order.
type Items = Box<dyn Iterator<Item = Result<Item, Error>> + Send>;

/// Compares everything that was asked for; `false` if some input could not be read.
pub(super) fn run(args: &Compare) -> Result<bool, Error> {
    let pipeline = Pipeline::new().with_options(args.reading.options());
    let (records, complete) = records(args, &pipeline)?;
    if records.is_empty() {
        complain("nothing to compare: give two accounts of a meeting, or one news report");
        return Ok(false);
    }
    let mut out = io::stdout().lock();
    let shown = if args.group {
        let only: Vec<Record> = records.into_iter().map(|account| account.record).collect();
        grouped(&only, &group(&only), args.format)
    } else {
        let dossier = pipeline.side_by_side(&records);
        match args.format {
            DossierFormat::Json => json(&dossier),
            DossierFormat::Text => verbale_view::dossier_text(&dossier, &text_style()),
            DossierFormat::Html => verbale_view::dossier_html(&dossier),
            DossierFormat::Md => verbale_view::dossier_markdown(&dossier),
            DossierFormat::Csv => verbale_view::dossier_csv(&dossier),
        }
    };
    out.write_all(shown.as_bytes())?;
    out.flush()?;
    Ok(complete)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).expect("plain data") + "\n"
}

fn text_style() -> TextStyle {
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
    TextStyle {
        width,
        color: AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// The records of all inputs, reports read on the way, and whether all could be had.
fn records(args: &Compare, pipeline: &Pipeline) -> Result<(Vec<Account>, bool), Error> {
    let pipeline = pipeline.clone();
    let places = reports::inputs(&args.files);
    let columns = args.reading.columns();
    let items = places.into_iter().flat_map(move |place| {
        let name = match &place {
            Place::File(path) => path.display().to_string(),
            Place::Stdin => "-".to_owned(),
        };
        items(&place, &columns).map(move |item| Ok((name.clone(), item?)))
    });
    let sides = args.side.clone();
    let work = move |(name, item): (String, Item)| {
        let record = match item {
            Item::Record(record) => *record,
            Item::Report(report) => pipeline.read(*report)?,
        };
        let given = |key: &str| {
            sides
                .iter()
                .find(|(file, _)| file == key)
                .map(|(_, side)| side.clone())
        };
        let side = given(&record.document.id).or_else(|| given(&name));
        Ok(Account { record, side })
    };
    let mut accounts = Vec::new();
    let complete = reports::each(items, args.reading.threads(), work, |account| {
        accounts.push(account);
        Ok(())
    })?;
    Ok((accounts, complete))
}

/// What is in an input: records where it begins as `verbale read` writes them, else reports.
fn items(place: &Place, columns: &Columns) -> Items {
    let report = |found: Result<Report, verbale::ingest::Error>| Ok(Item::Report(Box::new(found?)));
    match place {
        Place::File(path) => match records_in(path) {
            Some(text) => record_items(&path.display().to_string(), &text),
            None => Box::new(reports_with(place, columns).map(report)),
        },
        Place::Stdin => {
            let mut bytes = Vec::new();
            if let Err(error) = io::stdin().lock().read_to_end(&mut bytes) {
                let message = format!("standard input cannot be read ({error}): try again");
                return Box::new(std::iter::once(Err(Error::Asked(message))));
            }
            match String::from_utf8(bytes) {
                Ok(text) if begins_records(text.as_bytes()) => {
                    record_items("standard input", &text)
                }
                Ok(text) => Box::new(reports_from_bytes("stdin", text).map(report)),
                Err(other) => Box::new(reports_from_bytes("stdin", other.into_bytes()).map(report)),
            }
        }
    }
}

/// The text of a file that begins with a record. A file that cannot be read is left to the ingest,
/// whose messages say why.
fn records_in(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head).ok()?;
    if !begins_records(&head) {
        return None;
    }
    file.read_to_end(&mut head).ok()?;
    String::from_utf8(head).ok()
}

fn begins_records(head: &[u8]) -> bool {
    let head = &head[..head.len().min(usize::try_from(HEAD).unwrap_or(usize::MAX))];
    let compact: Vec<u8> = head
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .take(24)
        .collect();
    let start = compact.strip_prefix(b"[").unwrap_or(&compact);
    start.starts_with(br#"{"schema":"verbale/"#)
}

/// The records in a text of JSON lines, or of one JSON value.
fn record_items(name: &str, text: &str) -> Items {
    let item = |record: Record| Item::Record(Box::new(record));
    if let Ok(records) = serde_json::from_str::<Vec<Record>>(text) {
        return Box::new(records.into_iter().map(move |r| Ok(item(r))));
    }
    match serde_json::from_str::<Record>(text) {
        Ok(record) => return Box::new(std::iter::once(Ok(item(record)))),
        Err(error) if serde_json::from_str::<IgnoredAny>(text).is_ok() => {
            let fault = Error::asked(format!("{name}: {}", no_record(text, &error)));
            return Box::new(std::iter::once(Err(fault)));
        }
        Err(_) => {}
    }
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let read = |(n, line): (usize, &str)| {
        serde_json::from_str::<Record>(line)
            .map(item)
            .map_err(|error| {
                let why = no_record(line, &error);
                Error::asked(format!("{name}, line {}: {why}", n + 1))
            })
    };
    Box::new(lines.map(read).collect::<Vec<_>>().into_iter())
}

/// Why some JSON is no record that can be compared.
fn no_record(text: &str, error: &serde_json::Error) -> String {
    #[derive(serde::Deserialize)]
    struct Versioned {
        schema: String,
    }
    let one = serde_json::from_str::<Versioned>(text).ok();
    let first = || serde_json::from_str::<Vec<Versioned>>(text).ok()?.pop();
    let own = Version::V2.as_str();
    match one.or_else(first) {
        Some(Versioned { schema }) if schema != own => format!(
            "a record of the contract {schema}, and this program writes and compares {own}: read the report again"
        ),
        _ => format!("not a record ({error}): read the report again or leave it out"),
    }
}

/// The groups as text or JSON.
fn grouped(records: &[Record], groups: &[Group], format: DossierFormat) -> String {
    #[derive(serde::Serialize)]
    struct Row<'a> {
        id: &'a str,
        part: &'a str,
        published: Option<&'a str>,
        publisher: Option<&'a str>,
        title: Option<&'a str>,
    }
    let rows: Vec<Vec<Row<'_>>> = groups
        .iter()
        .map(|group| {
            let row = |member: &verbale::Member| {
                let document = &records[member.record].document;
                Row {
                    id: &document.id,
                    part: member.part.as_str(),
                    published: document.published.as_deref(),
                    publisher: document.publisher.as_deref(),
                    title: document.title.as_deref(),
                }
            };
            group.members.iter().map(row).collect()
        })
        .collect();
    if format == DossierFormat::Json {
        return json(&rows);
    }
    let mut out = String::new();
    for (n, group) in rows.iter().enumerate() {
        out += &format!("{}meeting {}\n", if n > 0 { "\n" } else { "" }, n + 1);
        for row in group {
            let about: Vec<&str> = [row.published, row.publisher, row.title]
                .into_iter()
                .flatten()
                .collect();
            let part = if row.part == "account" {
                String::new()
            } else {
                format!(" ({})", row.part)
            };
            out += &format!("  {}{part}  {}\n", row.id, about.join(" · "));
        }
    }
    if rows.is_empty() {
        out += "no two reports are about the same meeting\n";
    }
    out
}
