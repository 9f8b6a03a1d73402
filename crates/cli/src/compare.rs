//! `verbale compare`.

use crate::args::{Compare, DossierFormat, Format, Read};
use crate::complain;
use crate::ordered::for_each;
use crate::read::{inputs, read, show, threads};
use anstream::AutoStream;
use indicatif::ProgressBar;
use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use verbale_compare::{Group, Input, compare, group};
use verbale_ingest::{Input as Place, Report, reports, reports_from_bytes};
use verbale_model::Reader;
use verbale_schema::Record;
use verbale_view::TextStyle;

/// As much of an input as is looked at to tell records from reports.
const HEAD: u64 = 4 << 10;
/// How long a run may take before its progress is shown.
const SHORT: Duration = Duration::from_secs(1);
/// The width of text where there is no terminal.
const WIDTH: usize = 100;

/// A report or the record of one.
enum Item {
    Report(Box<Report>),
    Record(Box<Record>),
}

/// Compares everything that was asked for; `false` if some input could not be read.
pub(crate) fn run(args: &Compare) -> io::Result<bool> {
    let (records, complete) = records(args);
    if records.is_empty() {
        complain("nothing to compare: give two accounts of a meeting, or one news report");
        return Ok(false);
    }
    let mut out = io::stdout().lock();
    let shown = if args.group {
        let only: Vec<Record> = records.into_iter().map(|input| input.record).collect();
        grouped(&only, &group(&only), args.format)
    } else {
        let dossier = compare(&records);
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
fn records(args: &Compare) -> (Vec<Input>, bool) {
    let settings = Read {
        files: args.files.clone(),
        format: Format::Jsonl,
        published: args.published.clone(),
        publisher: args.publisher.clone(),
        threads: args.threads,
        no_text: false,
        selectors: false,
    };
    let reader = Reader::new();
    let places = inputs(&args.files);
    let items = places.iter().flat_map(|place| {
        let name = match place {
            Place::File(path) => path.display().to_string(),
            _ => "-".to_owned(),
        };
        items(place).map(move |item| (name.clone(), item))
    });
    let work = |(name, item): (String, Result<Item, String>)| {
        let record = match item? {
            Item::Record(record) => *record,
            Item::Report(report) => read(&reader, *report, &settings)?,
        };
        let given = |key: &str| {
            args.side
                .iter()
                .find(|(file, _)| file == key)
                .map(|(_, side)| side.clone())
        };
        let side = given(&record.document.id).or_else(|| given(&name));
        Ok::<Input, String>(Input { record, side })
    };
    let progress = ProgressBar::hidden();
    let started = Instant::now();
    let (mut out, mut complete) = (Vec::new(), true);
    let sink = |done: Result<Input, String>| {
        progress.inc(1);
        if progress.is_hidden() && started.elapsed() >= SHORT {
            show(&progress);
        }
        match done {
            Ok(input) => out.push(input),
            Err(message) => {
                complete = false;
                progress.suspend(|| complain(&message));
            }
        }
        Ok::<(), std::convert::Infallible>(())
    };
    let Ok(()) = for_each(items, threads(&settings), work, sink);
    progress.finish_and_clear();
    (out, complete)
}

/// What is in an input: records where it begins as `verbale read` writes them, else reports.
fn items(place: &Place) -> Box<dyn Iterator<Item = Result<Item, String>> + Send> {
    let report = |found: Result<Report, verbale_ingest::Error>| {
        found
            .map(|report| Item::Report(Box::new(report)))
            .map_err(|error| error.to_string())
    };
    match place {
        Place::File(path) => match records_in(path) {
            Some(text) => record_items(&path.display().to_string(), &text),
            None => Box::new(reports(place).map(report)),
        },
        _ => {
            let mut bytes = Vec::new();
            if let Err(error) = io::stdin().lock().read_to_end(&mut bytes) {
                let message = format!("standard input cannot be read ({error}): try again");
                return Box::new(std::iter::once(Err(message)));
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
fn record_items(name: &str, text: &str) -> Box<dyn Iterator<Item = Result<Item, String>> + Send> {
    let item = |record: Record| Item::Record(Box::new(record));
    if let Ok(records) = serde_json::from_str::<Vec<Record>>(text) {
        return Box::new(records.into_iter().map(move |r| Ok(item(r))));
    }
    if let Ok(record) = serde_json::from_str::<Record>(text) {
        return Box::new(std::iter::once(Ok(item(record))));
    }
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let read = |(n, line): (usize, &str)| {
        serde_json::from_str::<Record>(line).map(item).map_err(|error| {
            format!("{name}, line {}: not a record ({error}): read the report again or leave it out", n + 1)
        })
    };
    Box::new(lines.map(read).collect::<Vec<_>>().into_iter())
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
            let row = |member: &verbale_compare::Member| {
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
