//! How reports are read, as several commands are told.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use verbale::ReadOptions;

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

/// A date as `--published` takes it.
pub(super) fn published(date: &str) -> Result<String, verbale::ingest::Error> {
    verbale::ingest::parse_published(date)
}
