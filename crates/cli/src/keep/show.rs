//! `verbale search` and `verbale log`.

use super::args::{Listing, Log, Search};
use super::{failed, open_to_read};
use anstream::AutoStream;
use serde::Serialize;
use std::io::{self, Write};
use verbale_ledger::{Change, Entry, Found, Query, Storage, Subject, Target};

/// The width of text where there is no terminal, or a wider one.
const WIDTH: usize = 100;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

pub(super) fn search(args: &Search) -> io::Result<bool> {
    let ledger = open_to_read(args.which.ledger.as_deref())?;
    let query = match &args.saved {
        Some(name) => ledger.search_named(name).map_err(failed)?.query,
        None => args.query.join(" "),
    };
    let query: Query = query.parse().map_err(failed)?;
    let found = ledger.find(&query, None, args.limit).map_err(failed)?;
    if args.format == Listing::Text {
        let mut out = AutoStream::auto(io::stdout().lock());
        if found.is_empty() {
            writeln!(out, "Nothing found in {}.", query.target().as_str())?;
        }
        for (place, found) in found.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            result(&mut out, found)?;
        }
        if found.len() < FEW.min(args.limit) {
            let elsewhere = ledger.elsewhere(&query, MANY).map_err(failed)?;
            if !elsewhere.is_empty() {
                if !found.is_empty() {
                    writeln!(out)?;
                }
                wrapped(&mut out, "", &others(&elsewhere))?;
            }
        }
        return Ok(true);
    }
    list(args.format, &found)?;
    Ok(true)
}

/// Fewer results than this may not be all that there is of what was meant.
const FEW: usize = 5;
/// Rows of other lists are counted up to this.
const MANY: usize = 100;

/// Where else there is something, and how to ask for it.
fn others(lists: &[(Target, usize)]) -> String {
    let lists: Vec<String> = lists
        .iter()
        .map(|(target, rows)| {
            let list = target.as_str();
            let (list_of, more) = match *rows {
                1 => (list.trim_end_matches('s'), ""),
                MANY => (list, " or more"),
                _ => (list, ""),
            };
            format!("{rows}{more} {list_of} (in:{list})")
        })
        .collect();
    format!("Elsewhere: {}", lists.join(", "))
}

pub(super) fn log(args: &Log) -> io::Result<bool> {
    let ledger = open_to_read(args.which.ledger.as_deref())?;
    if let Some(report) = &args.report {
        // A hash of nothing is a slip, not an empty log.
        ledger.record(report).map_err(failed)?;
    }
    let log = ledger
        .log(args.report.as_deref(), None, args.limit)
        .map_err(failed)?;
    if args.format != Listing::Text {
        list(args.format, &log)?;
        return Ok(true);
    }
    let mut out = AutoStream::auto(io::stdout().lock());
    if log.is_empty() {
        writeln!(out, "No one has corrected anything yet.")?;
    }
    for entry in &log {
        logged(&mut out, entry)?;
    }
    Ok(true)
}

pub(super) fn list<T: Serialize>(format: Listing, items: &[T]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if format == Listing::Jsonl {
        for item in items {
            serde_json::to_writer(&mut out, item)?;
            writeln!(out)?;
        }
    } else {
        serde_json::to_writer_pretty(&mut out, items)?;
        writeln!(out)?;
    }
    out.flush()
}

fn result(out: &mut impl Write, found: &Found) -> io::Result<()> {
    let mut head: Vec<String> = Vec::new();
    head.extend(
        found
            .speaker
            .as_ref()
            .map(|name| format!("{BOLD}{}{PLAIN}", folded(name))),
    );
    head.extend(found.side.as_deref().map(folded));
    head.push(found.label.clone());
    head.extend(found.matter.as_deref().map(folded));
    head.extend(found.verdict.clone());
    head.retain(|part| !part.is_empty());
    if !head.is_empty() {
        wrapped(out, "", &head.join(" · "))?;
    }
    let (before, words, after) = (
        folded(&found.before),
        folded(&found.words),
        folded(&found.after),
    );
    // A report is found as a whole.
    let mark = if found.spans.is_empty() { "" } else { BOLD };
    wrapped(
        out,
        "  ",
        &format!("{DIM}{before}{PLAIN}{mark}{words}{PLAIN}{DIM}{after}{PLAIN}",),
    )?;
    let source = &found.source;
    let parts = [
        source.publisher.as_deref(),
        source.published.as_deref(),
        Some(source.title.as_deref().unwrap_or(&source.id)),
    ];
    let mut parts: Vec<String> = parts.into_iter().flatten().map(folded).collect();
    let row = if found.row.is_empty() {
        String::new()
    } else {
        format!("#{}", found.row)
    };
    parts.push(format!(
        "{}{row}",
        &source.sha256[..source.sha256.len().min(12)]
    ));
    wrapped(out, "  ", &format!("{DIM}{}{PLAIN}", parts.join(" · ")))
}

fn logged(out: &mut impl Write, entry: &Entry) -> io::Result<()> {
    let what = match &entry.change {
        Change::Edit { set } => {
            let set: Vec<String> = set
                .iter()
                .map(|(field, value)| format!("{field} = {value}"))
                .collect();
            format!("edit {}: {}", entry.row, set.join(", "))
        }
        Change::Merge { into } => format!("merge {} into {into}", entry.row),
        Change::Undo { entry: other } => format!("undo {other}"),
        Change::Join { into } => format!("join {} with {into}", across(entry)),
        Change::Distinct { from } => format!("{} and {from} are two", across(entry)),
        Change::Part { name, .. } => format!("part {name:?} from {}", across(entry)),
        change => format!("{} {}", change.as_str(), entry.row),
    };
    let signed = &entry.signed;
    let report = entry
        .report
        .as_deref()
        .map(|hash| format!(" · {}", &hash[..hash.len().min(12)]));
    let undone = if entry.undone { " · taken back" } else { "" };
    let line = format!(
        "{BOLD}{:>5}{PLAIN}  {}  {}  {}{DIM}{}{undone}{PLAIN}",
        entry.id,
        signed.at,
        folded(&signed.by),
        folded(&what),
        report.unwrap_or_default()
    );
    wrapped(out, "", &line)?;
    match &signed.why {
        Some(why) => wrapped(out, "       ", &format!("“{}”", folded(why))),
        None => Ok(()),
    }
}

/// The person or the meeting that an entry is about.
fn across(entry: &Entry) -> String {
    match Subject::of(&entry.row) {
        Some(Subject::Person(id)) => format!("person {id}"),
        _ => entry.row.clone(),
    }
}

pub(super) fn wrapped(out: &mut impl Write, indent: &str, text: &str) -> io::Result<()> {
    let width =
        terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0).min(WIDTH));
    let options = textwrap::Options::new(width.max(20))
        .initial_indent(indent)
        .subsequent_indent(indent);
    writeln!(out, "{}", textwrap::fill(text, options))
}

/// On one line, and with nothing that a terminal would take for a command.
pub(super) fn folded(text: &str) -> String {
    let plain = |c: char| {
        let turns = matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns { ' ' } else { c }
    };
    let plain: String = text.chars().map(plain).collect();
    let ends = |end: Option<char>| {
        if end.is_some_and(char::is_whitespace) {
            " "
        } else {
            ""
        }
    };
    let words: Vec<&str> = plain.split_whitespace().collect();
    format!(
        "{}{}{}",
        ends(plain.chars().next()),
        words.join(" "),
        ends(plain.chars().next_back())
    )
}
