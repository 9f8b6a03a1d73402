//! `verbale add`.

use super::open::{maker, now, open, open_to_read, place};
use crate::args::Add;
use crate::error::Error;
use crate::reports;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use verbale::{Pipeline, Record, Report};
use verbale_ledger::Storage;

pub(super) fn run(args: &Add) -> Result<bool, Error> {
    let named = args.which.file();
    let mut ledger = open(named)?;
    // Whether a text is there is asked while another is being written.
    let known = Mutex::new(open_to_read(named)?);
    let pipeline = Pipeline::new().with_options(args.reading.options());
    let work = move |report: Report| -> Result<Option<Record>, Error> {
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_kept = known.kept(&report.sha256())?.is_some();
        drop(known);
        if is_kept {
            return Ok(None);
        }
        Ok(Some(pipeline.read(report)?))
    };
    let maker = maker();
    let (mut new, mut old) = (0_u64, 0_u64);
    let complete = reports::each(
        reports::all(&args.files, args.reading.columns()),
        args.reading.threads(),
        work,
        |record| {
            let is_new = match record {
                Some(record) => ledger.add(&record, &maker, &now())?,
                None => false,
            };
            *(if is_new { &mut new } else { &mut old }) += 1;
            Ok(())
        },
    )?;
    let there = match old {
        0 => String::new(),
        1 => ", 1 was there already".to_owned(),
        n => format!(", {n} were there already"),
    };
    let file = place(named)?;
    let reports = if new == 1 { "report" } else { "reports" };
    writeln!(
        io::stdout(),
        "{new} {reports} added to {}{there}",
        file.display()
    )?;
    Ok(complete)
}
