//! `verbale search`.

use super::open::open_to_read;
use super::print::{BOLD, DIM, PLAIN, folded, list, wrapped};
use crate::args::{Listing, Search};
use crate::error::Error;
use anstream::AutoStream;
use std::io::{self, Write};
use verbale_ledger::{Found, Query, Storage, Target};

/// Fewer results than this may not be all that there is of what was meant.
const FEW: usize = 5;

/// Rows of other lists are counted up to this.
const MANY: usize = 100;

pub(super) fn run(args: &Search) -> Result<bool, Error> {
    let ledger = open_to_read(args.which.file())?;
    let query = match &args.saved {
        Some(name) => ledger.search_named(name)?.query,
        None => args.query.join(" "),
    };
    let query: Query = query.parse()?;
    let found = ledger.find(&query, None, args.limit)?;
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
            let elsewhere = ledger.elsewhere(&query, MANY)?;
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
