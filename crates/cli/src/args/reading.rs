//! How reports are read, as several commands are told.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use verbale::ReadOptions;
use verbale::ingest::{Columns, FIELDS};

/// More threads than this only cost memory, on any machine.
const MOST_THREADS: usize = 256;

/// How reports are read.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Reading {
    /// When the reports were published (2025-08-16 or RFC 3339), where they do not say it
    #[arg(long, value_name = "DATE", value_parser = published)]
    pub(crate) published: Option<String>,

    /// Who published the reports, where they do not say it
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,

    /// Which column of a table (CSV) holds a field of its reports: text, title, publisher, url,
    /// published or id. May be given several times
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = column)]
    pub(crate) column: Vec<(String, String)>,

    /// How many reports to read at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

impl Reading {
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            published: self.published.clone(),
            publisher: self.publisher.clone(),
            ..ReadOptions::default()
        }
    }

    pub(crate) fn columns(&self) -> Columns {
        self.column.iter().cloned().collect()
    }

    pub(crate) fn threads(&self) -> usize {
        threads(self.threads)
    }
}

/// How many reports to read at once.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked
        .or_else(|| available_parallelism().ok())
        .map_or(1, NonZeroUsize::get)
        .min(MOST_THREADS)
}

/// A field and its column as `--column` takes them.
fn column(given: &str) -> Result<(String, String), String> {
    match given.split_once('=') {
        Some((field, column)) if FIELDS.contains(&field) && !column.trim().is_empty() => {
            Ok((field.to_owned(), column.trim().to_owned()))
        }
        _ => Err(format!(
            "write it as FIELD=COLUMN, e.g. text=body; fields are {}",
            FIELDS.join(", ")
        )),
    }
}

/// A date as `--published` takes it.
pub(super) fn published(date: &str) -> Result<String, verbale::ingest::Error> {
    verbale::ingest::parse_published(date)
}
