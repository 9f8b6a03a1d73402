//! `verbale ledger`, `verbale token` and `verbale serve`.

use super::args::{Listing, Records, Serve, Task, Token, TokenRole, TokenTask, Upkeep};
use super::{failed, maker, now, open, open_kept, open_to_read, place};
use crate::args::{self, Read};
use crate::complain;
use crate::read;
use crate::tables::Tables;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use verbale_export::{Format, Judged, Table};
use verbale_ledger::{Error, Holder, Ledger, Reviewed, Role, Storage};
use verbale_model::Reader;
use verbale_server::{Server, new_token};

pub(super) fn run(args: &Upkeep) -> io::Result<bool> {
    let ledger = open_to_read(args.which.ledger.as_deref())?;
    match &args.task {
        Task::Check => check(&ledger),
        Task::Backup { file } => ledger.backup(file).map_err(failed).map(|()| true),
        Task::Export { folder, format } => export(&ledger, folder, *format).map(|()| true),
        Task::Stats { format } => stats(&ledger, *format).map(|()| true),
    }
}

fn check(ledger: &Ledger) -> io::Result<bool> {
    let damage = ledger.damage().map_err(failed)?;
    for line in &damage {
        complain(line);
    }
    if damage.is_empty() {
        writeln!(io::stdout(), "The ledger is sound.")?;
    }
    Ok(damage.is_empty())
}

fn stats(ledger: &Ledger, format: Listing) -> io::Result<()> {
    let stats = ledger.stats().map_err(failed)?;
    let mut out = io::stdout().lock();
    match format {
        Listing::Text => {
            for (name, count) in [
                ("reports", stats.reports),
                ("statements", stats.statements),
                ("meetings", stats.meetings),
                ("positions", stats.positions),
                ("persons", stats.persons),
            ] {
                writeln!(out, "{count:>10} {name}")?;
            }
        }
        Listing::Json => writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?,
        Listing::Jsonl => writeln!(out, "{}", serde_json::to_string(&stats)?)?,
    }
    Ok(())
}

/// How many reports or entries are asked for at once.
const BATCH: usize = 500;

fn export(ledger: &Ledger, folder: &Path, format: Records) -> io::Result<()> {
    let say = |error: io::Error| failed(format!("{} cannot be written: {error}", folder.display()));
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(failed(format!(
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
    for search in ledger.searches().map_err(failed)? {
        json_line(&mut file, &search).map_err(say)?;
    }
    file.flush().map_err(say)?;
    let mut file = BufWriter::new(File::create(folder.join("log.jsonl")).map_err(say)?);
    let mut before = None;
    loop {
        let batch = ledger.log(None, before, BATCH).map_err(failed)?;
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
    mut take: impl FnMut(&Reviewed) -> io::Result<()>,
) -> io::Result<()> {
    let mut after = 0;
    loop {
        let batch = ledger.hashes(after, None, BATCH).map_err(failed)?;
        let Some((last, _)) = batch.last() else {
            return Ok(());
        };
        after = *last;
        for (_, hash) in batch {
            take(&ledger.record(&hash).map_err(failed)?)?;
        }
    }
}

fn export_files(
    ledger: &Ledger,
    folder: &Path,
    say: impl Fn(io::Error) -> io::Error,
) -> io::Result<()> {
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
    say: impl Fn(io::Error) -> io::Error,
) -> io::Result<()> {
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
    batch: impl Fn(usize) -> Result<Vec<T>, Error>,
    told: impl Fn(&T) -> Result<Vec<R>, Error>,
    say: impl Fn(io::Error) -> io::Error,
) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(file).map_err(&say)?);
    for skip in (0..).step_by(BATCH) {
        let items = batch(skip).map_err(failed)?;
        for one in &items {
            let told = &told(one).map_err(failed)?;
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

fn export_tables(ledger: &Ledger, folder: &Path, format: Format) -> io::Result<()> {
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
        tables.write(&reviewed.record, &judged.collect::<Vec<_>>())
    })?;
    tables.finish()
}

pub(super) fn token(args: &Token) -> io::Result<bool> {
    let named = args.which.ledger.as_deref();
    match &args.task {
        TokenTask::Add { name, role } => {
            let role = match role {
                TokenRole::Metrics => Role::Metrics,
                TokenRole::Read => Role::Read,
                TokenRole::Edit => Role::Edit,
                TokenRole::Admin => Role::Admin,
            };
            let (token, hash) = new_token().map_err(failed)?;
            let holder = Holder {
                name: name.clone(),
                role,
                made: now(),
            };
            open_kept(named)?.grant(&hash, &holder).map_err(failed)?;
            writeln!(io::stdout(), "{token}")?;
            Ok(true)
        }
        TokenTask::List => {
            let holders = open_to_read(named)?.holders().map_err(failed)?;
            let mut out = io::stdout().lock();
            for holder in holders {
                writeln!(
                    out,
                    "{:<7}  {}  {}",
                    holder.role.as_str(),
                    holder.made,
                    holder.name
                )?;
            }
            Ok(true)
        }
        TokenTask::Revoke { name } => {
            let gone = open_kept(named)?.revoke(name).map_err(failed)?;
            if !gone {
                complain(&format!("{name} holds no token: see verbale token list"));
            }
            Ok(gone)
        }
    }
}

pub(super) fn serve(asked: &Serve) -> io::Result<bool> {
    let named = asked.which.ledger.as_deref();
    // The user's own is made when it is not there: reports can be added in the browser. A name that leads
    // to none is a slip.
    match named {
        Some(_) => open_kept(named)?,
        None => open(named)?,
    };
    let reader = Reader::new();
    let options = Read {
        files: Vec::new(),
        format: args::Format::Json,
        published: None,
        publisher: None,
        threads: None,
        no_text: false,
        selectors: false,
        out: None,
    };
    let server = Server {
        file: place(named)?,
        listen: asked.listen,
        maker: maker(),
        read: Arc::new(move |report| read::read(&reader, report, &options)),
    };
    server
        .run(|address| {
            // Whoever started it may be a script that waits for this line.
            let mut out = io::stdout().lock();
            writeln!(
                out,
                "Serving {} at http://{address}/",
                server.file.display()
            )?;
            out.flush()
        })
        .map_err(failed)?;
    Ok(true)
}
