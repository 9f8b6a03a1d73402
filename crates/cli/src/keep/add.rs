//! `verbale add` and `verbale reread`.

use super::args::{Add, Reread};
use super::{failed, maker, now, open, open_to_read, place};
use crate::args::{Format, Read};
use crate::complain;
use crate::ordered::for_each;
use crate::read;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use verbale_ingest::Report;
use verbale_ledger::Storage;
use verbale_model::Reader;
use verbale_schema::Record;

pub(super) fn add(args: Add) -> io::Result<bool> {
    let Add {
        which,
        files,
        published,
        publisher,
        threads,
    } = args;
    let named = which.ledger.as_deref();
    let mut ledger = open(named)?;
    // Whether a text is there is asked while another is being written.
    let known = Mutex::new(open_to_read(named)?);
    let reader = Reader::new();
    let args = Read {
        files,
        format: Format::Jsonl,
        published,
        publisher,
        threads,
        no_text: false,
        selectors: false,
        out: None,
    };
    let asked = args.clone();
    let work = move |report: Report| -> Result<Option<Record>, String> {
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_kept = known
            .kept(&report.sha256())
            .map_err(|error| error.to_string())?
            .is_some();
        drop(known);
        if is_kept {
            return Ok(None);
        }
        read::read(&reader, report, &asked).map(Some)
    };
    let maker = maker();
    let (mut new, mut old) = (0_u64, 0_u64);
    let complete = read::each(&args, work, |record| {
        let added = match record {
            Some(record) => ledger.add(&record, &maker, &now()),
            None => Ok(false),
        };
        Ok(match added {
            Ok(true) => {
                new += 1;
                Ok(())
            }
            Ok(false) => {
                old += 1;
                Ok(())
            }
            Err(error) => Err(failed(error)),
        })
    })?;
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

/// How many hashes are asked for at once.
const BATCH: usize = 500;

pub(super) fn reread(args: &Reread) -> io::Result<bool> {
    let named = args.which.ledger.as_deref();
    open_to_read(named)?;
    let mut ledger = open(named)?;
    let kept = Arc::new(Mutex::new(open_to_read(named)?));
    let reader = Arc::new(Reader::new());
    let options = Read {
        files: Vec::new(),
        format: Format::Jsonl,
        published: None,
        publisher: None,
        threads: args.threads,
        no_text: false,
        selectors: false,
        out: None,
    };
    let maker = maker();
    let wanted = (!args.all).then_some(&maker);
    let (mut done, mut complete, mut after) = (0_u64, true, 0);
    loop {
        let batch = ledger.hashes(after, wanted, BATCH).map_err(failed)?;
        let Some((last, _)) = batch.last() else { break };
        after = *last;
        let (kept, reader, asked) = (Arc::clone(&kept), Arc::clone(&reader), options.clone());
        let work = move |(_, hash): (i64, String)| -> Result<Record, String> {
            let storage = kept.lock().unwrap_or_else(PoisonError::into_inner);
            // A date that a person put right is what relative dates are counted from.
            let old = storage.record(&hash).map_err(|error| error.to_string())?;
            drop(storage);
            anew(&reader, old.record, &asked)
        };
        for_each(batch.into_iter(), read::threads(&options), work, |record| {
            match record {
                Ok(record) => {
                    ledger.reread(&record, &maker, &now()).map_err(failed)?;
                    done += 1;
                }
                Err(message) => {
                    complete = false;
                    complain(&message);
                }
            }
            Ok::<(), io::Error>(())
        })?;
    }
    let reports = if done == 1 { "report" } else { "reports" };
    writeln!(io::stdout(), "{done} {reports} read anew")?;
    Ok(complete)
}

/// A record made anew from its text. What the text's source was warned of still holds.
fn anew(reader: &Reader, old: Record, options: &Read) -> Result<Record, String> {
    let document = old.document;
    let report = Report {
        id: document.id,
        title: document.title,
        publisher: document.publisher,
        url: document.url,
        published: document.published,
        language: document.language,
        text: document.text.unwrap_or_default(),
        warnings: Vec::new(),
    };
    let mut record = read::read(reader, report, options)?;
    let kept = old
        .warnings
        .into_iter()
        .filter(|old| !record.warnings.contains(old));
    let kept: Vec<_> = kept.collect();
    record.warnings.splice(0..0, kept);
    Ok(record)
}
