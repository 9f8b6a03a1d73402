//! `verbale ledger export`.

use crate::args::Records;
use crate::error::Error;
use crate::tables::Tables;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use verbale_export::{Format, Judged, Table};
use verbale_ledger::{Ledger, Reviewed, Storage};

/// How many reports or entries are asked for at once.
const BATCH: usize = 500;

pub(super) fn run(ledger: &Ledger, folder: &Path, format: Records) -> Result<(), Error> {
    let say =
        |error: io::Error| Error::asked(format!("{} cannot be written: {error}", folder.display()));
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::asked(format!(
            "{} is not empty: name a new folder",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(say)?;
    match format {
        Records::Json => export_files(ledger, &folder.join("records"), say)?,
        Records::Csv => export_tables(ledger, folder, Format::Csv)?,
        Records::Parquet => export_tables(ledger, folder, Format::Parquet)?,
    }
    export_across(ledger, folder, say)?;
    let mut file = BufWriter::new(File::create(folder.join("searches.jsonl")).map_err(say)?);
    for search in ledger.searches()? {
        json_line(&mut file, &search).map_err(say)?;
    }
    file.flush().map_err(say)?;
    let mut file = BufWriter::new(File::create(folder.join("log.jsonl")).map_err(say)?);
    let mut before = None;
    loop {
        let batch = ledger.log(None, before, BATCH)?;
        let Some(last) = batch.last() else { break };
        before = Some(last.id);
        for entry in &batch {
            json_line(&mut file, entry).map_err(say)?;
        }
    }
    file.flush().map_err(say)
}

fn json_line(file: &mut impl Write, item: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *file, item)?;
    file.write_all(b"\n")
}

/// Hands over every record as it stands, in the order in which they came.
fn each_record(
    ledger: &Ledger,
    mut take: impl FnMut(&Reviewed) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let batch = ledger.hashes(after, None, BATCH)?;
        let Some((last, _)) = batch.last() else {
            return Ok(());
        };
        after = *last;
        for (_, hash) in batch {
            take(&ledger.record(&hash)?)?;
        }
    }
}

fn export_files(
    ledger: &Ledger,
    folder: &Path,
    say: impl Fn(io::Error) -> Error,
) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(&say)?;
    let write = |reviewed: &Reviewed| {
        // Named by the text's hash: a report's own id may be anything.
        let name = format!("{}.json", reviewed.record.document.sha256);
        let mut file = BufWriter::new(File::create(folder.join(name))?);
        serde_json::to_writer_pretty(&mut file, reviewed)?;
        file.write_all(b"\n")?;
        file.flush()
    };
    each_record(ledger, |reviewed| write(reviewed).map_err(&say))
}

/// Persons and meetings across reports: each a line, with the reports that it is in.
fn export_across(
    ledger: &Ledger,
    folder: &Path,
    say: impl Fn(io::Error) -> Error,
) -> Result<(), Error> {
    export_lines(
        &folder.join("persons.jsonl"),
        |skip| ledger.persons("", skip, BATCH),
        |person| ledger.named_in(person.id, usize::MAX),
        &say,
    )?;
    export_lines(
        &folder.join("meetings.jsonl"),
        |skip| ledger.meetings(false, skip, BATCH),
        |meeting| ledger.told_in(meeting.id, usize::MAX),
        &say,
    )
}

/// A line for each item of a list that is asked for in batches, with what tells of it.
fn export_lines<T: serde::Serialize, R: serde::Serialize>(
    file: &Path,
    batch: impl Fn(usize) -> Result<Vec<T>, verbale_ledger::Error>,
    told: impl Fn(&T) -> Result<Vec<R>, verbale_ledger::Error>,
    say: impl Fn(io::Error) -> Error,
) -> Result<(), Error> {
    let mut file = BufWriter::new(File::create(file).map_err(&say)?);
    for skip in (0..).step_by(BATCH) {
        let items = batch(skip)?;
        for one in &items {
            let told = &told(one)?;
            json_line(&mut file, &Across { one, told }).map_err(&say)?;
        }
        if items.len() < BATCH {
            break;
        }
    }
    file.flush().map_err(say)
}

/// Who or what is meant across reports, and where.
#[derive(serde::Serialize)]
struct Across<'a, T, R> {
    #[serde(flatten)]
    one: &'a T,
    told: &'a [R],
}

fn export_tables(ledger: &Ledger, folder: &Path, format: Format) -> Result<(), Error> {
    let mut tables = Tables::new(format, Table::ALL, folder)?;
    each_record(ledger, |reviewed| {
        let rows = reviewed.review.rows.iter();
        let judged = rows.map(|row| Judged {
            row: row.row.clone(),
            verdict: row.verdict.as_str(),
            by: row.by.clone(),
            at: row.at.clone(),
            why: row.why.clone(),
        });
        Ok(tables.write(&reviewed.record, &judged.collect::<Vec<_>>())?)
    })?;
    Ok(tables.finish()?)
}
