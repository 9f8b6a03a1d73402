//! The command line: what can be asked for, what the help says of it, and what it means to the library.

mod ledger;
mod reading;

pub(crate) use ledger::*;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use reading::{Reading, published};
use std::path::{Path, PathBuf};
use verbale::ReadOptions;

const EXIT_CODES: &str = "Exit codes:
  0  everything was read
  1  some input could not be read: each has a line on standard error, all others came out
  2  the arguments make no sense, or the output cannot be written";

const ENVIRONMENT: &str = "Environment:
  VERBALE_KERNEL  the kernel that runs the model: portable, avx2, avxvnni, avx512vnni or neon, as far as the processor
                  has it; without it the fastest. All give the same bytes: it is for tests and for reports of errors";

#[derive(Debug, Parser)]
#[command(name = "verbale", version, about, long_about = None, after_help = EXIT_CODES)]
#[command(disable_version_flag = true, arg_required_else_help = true)]
#[command(args_conflicts_with_subcommands = true, after_long_help = format!("{EXIT_CODES}\n\n{ENVIRONMENT}"))]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Print the version
    #[arg(short = 'V', long)]
    pub(crate) version: bool,

    /// With --version: the model and the kernel (the processor's instructions) too
    #[arg(long, requires = "version")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports: who said what, to whom, in which words
    Read(Read),
    /// Compare accounts of one meeting: who says what, matter by matter
    Compare(Compare),
    /// Explain a place in a report: which rules and which words made the rows that stand on it
    Explain(Explain),
    #[command(flatten)]
    Ledger(LedgerCommand),
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
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Read {
    /// Plain text, HTML pages, JSON lines {"id", "title", "publisher", "url", "published", "text"},
    /// tables (CSV), Word and OpenDocument texts, mail; any of them compressed (.gz, .zst) or in an archive
    /// (.zip, .tar); folders and patterns ("2025/*.html"); "-" or nothing is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// The directory for the tables of --format csv and parquet; it is made if there is none
    #[arg(long, value_name = "DIR", required_if_eq_any([("format", "csv"), ("format", "parquet")]))]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Leave the report's text out of the record
    #[arg(long)]
    pub(crate) no_text: bool,

    /// Give every span a W3C TextQuoteSelector (exact, prefix, suffix), by which other tools find
    /// it again
    #[arg(long)]
    pub(crate) selectors: bool,
}

impl Read {
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            selectors: self.selectors,
            keep_text: !self.no_text,
            ..self.reading.options()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading: the meeting, what each side says, who said what
    Text,
    /// One record as a JSON object, several as an array
    Json,
    /// One record a line
    Jsonl,
    /// One report as a self-contained page
    Html,
    /// documents.csv, people.csv, statements.csv, meetings.csv and positions.csv
    Csv,
    /// The same tables as Parquet files
    Parquet,
}

/// Shows why rows stand in the record of a report: each rule with its file, its line and the words it
/// was found at, what the model marked, and what the learned decisions weighed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Explain {
    /// One report, as `verbale read` takes it; "-" or nothing is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// A place in the report's text: a character's number from 0, as the spans of the record have it
    #[arg(long, value_name = "OFFSET")]
    pub(crate) at: usize,

    /// The report with this id, where the file has several
    #[arg(long)]
    pub(crate) id: Option<String>,

    /// What to print
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub(crate) format: ExplainFormat,

    /// When the report was published (2025-08-16 or RFC 3339), where it does not say it
    #[arg(long, value_name = "DATE", value_parser = published)]
    pub(crate) published: Option<String>,

    /// Who published the report, where it does not say it
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
}

impl Explain {
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            published: self.published.clone(),
            publisher: self.publisher.clone(),
            ..ReadOptions::default()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For reading
    Text,
    /// An array of rows with their reasons
    Json,
}

impl Args {
    /// The arguments, or what is wrong with them taken together.
    pub(crate) fn checked(self) -> Result<Self, clap::Error> {
        let Some(Command::Read(read)) = &self.command else {
            return Ok(self);
        };
        let wrong = |kind, message: &str| {
            let mut command = Args::command();
            // Its usage is that of the subcommand.
            command.build();
            let command = command.find_subcommand_mut("read");
            Err(match command {
                Some(command) => command.error(kind, message),
                None => clap::Error::raw(kind, message),
            })
        };
        let stdin = read.files.iter().filter(|file| *file == Path::new("-"));
        if stdin.count() > 1 {
            let message = "\"-\" is named twice, and standard input can be read once";
            return wrong(ErrorKind::ArgumentConflict, message);
        }
        if read.out.is_some() && !matches!(read.format, Format::Csv | Format::Parquet) {
            let message =
                "--out is for --format csv and parquet: send others to a file with > FILE";
            return wrong(ErrorKind::ArgumentConflict, message);
        }
        Ok(self)
    }
}

/// Puts several accounts of one meeting side by side: what each side says of every matter, what only
/// one says, and where they differ, each cell with the very words. One news report is enough: the
/// parties that it quotes are the sides.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Compare {
    /// What `verbale read` takes, and records that it gave (--format json or jsonl); "-" or nothing
    /// is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = DossierFormat::Text)]
    pub(crate) format: DossierFormat,

    /// Whose account a file (or the report with this id) is: a country's code or name, a body's
    /// name, "joint" or "news". May be given several times
    #[arg(long, value_name = "FILE=SIDE", value_parser = side)]
    pub(crate) side: Vec<(String, String)>,

    /// Find which of the reports are about the same meeting, instead of comparing them
    #[arg(long)]
    pub(crate) group: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DossierFormat {
    /// For reading: the sides, and the matters that they speak of
    Text,
    /// The dossier as a JSON object
    Json,
    /// A self-contained page: the matters above, the texts side by side below
    Html,
    /// For pasting into a story
    Md,
    /// For a sheet: one line a cell
    Csv,
}

fn side(given: &str) -> Result<(String, String), String> {
    match given.rsplit_once('=') {
        Some((file, side)) if !file.is_empty() && !side.trim().is_empty() => {
            Ok((file.to_owned(), side.trim().to_owned()))
        }
        _ => Err("write it as FILE=SIDE, e.g. readout.txt=RUS".to_owned()),
    }
}
