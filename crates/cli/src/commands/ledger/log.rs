//! `verbale log`.

use super::open::open_to_read;
use super::print::{BOLD, DIM, PLAIN, folded, list, wrapped};
use crate::args::{Listing, Log};
use crate::error::Error;
use anstream::AutoStream;
use std::io::{self, Write};
use verbale_ledger::{Change, Entry, Storage, Subject};

pub(super) fn run(args: &Log) -> Result<bool, Error> {
    let ledger = open_to_read(args.which.file())?;
    if let Some(report) = &args.report {
        // A hash of nothing is a slip, not an empty log.
        ledger.record(report)?;
    }
    let log = ledger.log(args.report.as_deref(), None, args.limit)?;
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
