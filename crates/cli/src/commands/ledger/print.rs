//! How what a ledger has is printed.

use crate::args::Listing;
use crate::error::Error;
use anstream::AutoStream;
use serde::Serialize;
use std::io::{self, Write};

/// The width of text where there is no terminal, or a wider one.
const WIDTH: usize = 100;

pub(super) const BOLD: &str = "\u{1b}[1m";

pub(super) const DIM: &str = "\u{1b}[2m";

pub(super) const PLAIN: &str = "\u{1b}[0m";

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

/// A list as text, a few lines an item, or as JSON.
pub(super) fn shown<T: Serialize>(
    format: Listing,
    items: &[T],
    lines: impl Fn(&T) -> Vec<String>,
) -> Result<bool, Error> {
    if format != Listing::Text {
        list(format, items)?;
        return Ok(true);
    }
    let mut out = AutoStream::auto(io::stdout().lock());
    if items.is_empty() {
        writeln!(out, "None.")?;
    }
    for item in items {
        let lines = lines(item);
        let several = lines.len() > 1;
        for line in lines {
            let (number, rest) = line.split_at_checked(8).unwrap_or((&line, ""));
            wrapped(&mut out, "", &format!("{number}{}", folded(rest)))?;
        }
        if several {
            writeln!(out)?;
        }
    }
    Ok(true)
}

pub(super) fn counted(count: i64, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
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
