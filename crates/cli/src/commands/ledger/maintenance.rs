//! `verbale ledger`.

use super::export;
use super::open::open_to_read;
use crate::args::{Listing, Maintenance, Task};
use crate::console::complain;
use crate::error::Error;
use std::io::{self, Write};
use verbale_ledger::{Ledger, Storage};

pub(super) fn run(args: &Maintenance) -> Result<bool, Error> {
    let ledger = open_to_read(args.which.file())?;
    match &args.task {
        Task::Check => check(&ledger),
        Task::Backup { file } => ledger.backup(file).map_err(Error::from).map(|()| true),
        Task::Export { folder, format } => export::run(&ledger, folder, *format).map(|()| true),
        Task::Stats { format } => stats(&ledger, *format).map(|()| true),
    }
}

fn check(ledger: &Ledger) -> Result<bool, Error> {
    let damage = ledger.damage()?;
    for line in &damage {
        complain(line);
    }
    if damage.is_empty() {
        writeln!(io::stdout(), "The ledger is sound.")?;
    }
    Ok(damage.is_empty())
}

fn stats(ledger: &Ledger, format: Listing) -> Result<(), Error> {
    let stats = ledger.stats()?;
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
