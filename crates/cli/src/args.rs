//! The command line: what can be asked for, and what the help says of it.

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const EXIT_CODES: &str = "Exit codes:
  0  everything was read
  1  some input could not be read: each has a line on standard error, all others came out
  2  the arguments make no sense, or the output cannot be written";

#[derive(Debug, Parser)]
#[command(name = "verbale", version, about, long_about = None, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports: who said what, to whom, in which words
    Read(Read),
    #[command(flatten)]
    Keep(crate::keep::Keep),
    /// Print a completion script for a shell
    Completions {
        /// The shell it is for
        shell: Shell,
    },
    /// Print the manual page (verbale man | man -l -)
    Man,
}

/// Reads news reports, official readouts and transcripts in English and gives back what they
/// record: the people and every statement, each with the very words it stands on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Read {
    /// Plain text, HTML pages, or JSON lines {"id", "title", "publisher", "url", "published",
    /// "text"}; "-" or nothing is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// When the reports were published (2025-08-16 or RFC 3339), where they do not say it
    #[arg(long, value_name = "DATE", value_parser = published)]
    pub(crate) published: Option<String>,

    /// Who published the reports, where they do not say it
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,

    /// How many reports to read at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Leave the report's text out of the record
    #[arg(long)]
    pub(crate) no_text: bool,

    /// Give every span a W3C TextQuoteSelector (exact, prefix, suffix), by which other tools find
    /// it again
    #[arg(long)]
    pub(crate) selectors: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading: the statements by speaker
    Text,
    /// One record as a JSON object, several as an array
    Json,
    /// One record a line
    Jsonl,
    /// One report as a self-contained page
    Html,
}

pub(crate) fn published(date: &str) -> Result<String, String> {
    verbale_ingest::parse_published(date).map_err(|error| error.to_string())
}
