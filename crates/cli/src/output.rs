//! What becomes of a record: standard output, or tables.

use crate::args::Format;
use crate::error::Error;
use crate::tables::Tables;
use anstream::AutoStream;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;
use verbale::Record;
use verbale_export::Table;
use verbale_view::TextStyle;

/// The width of text where there is no terminal.
const WIDTH: usize = 100;
/// The width of text on a terminal that is wider.
const WIDEST: usize = 120;

/// How records are to be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    format: Format,
    text: TextStyle,
}

impl Style {
    /// Text as wide as the terminal, coloured if it is one and wants colour.
    pub(crate) fn of_terminal(format: Format) -> Self {
        let width = terminal_size::terminal_size()
            .map_or(WIDTH, |(width, _)| usize::from(width.0).min(WIDEST));
        let color = AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        Self {
            format,
            text: TextStyle { width, color },
        }
    }

    /// Makes a record ready to be written, which takes most of the time and can be done by many
    /// threads.
    pub(crate) fn show(&self, record: Record) -> Shown {
        let json = |shown: serde_json::Result<String>| shown.expect("a record is plain data");
        Shown::Text(match self.format {
            Format::Text => verbale_view::text(&record, &self.text),
            Format::Html => verbale_view::html(&record),
            Format::Json => json(serde_json::to_string_pretty(&record)),
            Format::Jsonl => json(serde_json::to_string(&record)),
            Format::Csv | Format::Parquet => return Shown::Record(Box::new(record)),
        })
    }
}

/// A record ready to be written.
pub(crate) enum Shown {
    /// As it is written.
    Text(String),
    /// As the rows of tables that only the writer knows the places of.
    Record(Box<Record>),
}

/// Where records go.
pub(crate) enum Output {
    Stream(Stream),
    Tables(Tables),
}

impl Output {
    /// `directory` is for tables.
    pub(crate) fn new(format: Format, directory: Option<&Path>) -> io::Result<Self> {
        Ok(match (format, directory) {
            (Format::Csv, Some(directory)) => Self::Tables(Tables::new(
                verbale_export::Format::Csv,
                Table::OF_RECORDS,
                directory,
            )?),
            (Format::Parquet, Some(directory)) => Self::Tables(Tables::new(
                verbale_export::Format::Parquet,
                Table::OF_RECORDS,
                directory,
            )?),
            (format, _) => Self::Stream(Stream::new(format)),
        })
    }

    pub(crate) fn write(&mut self, shown: Shown) -> Result<(), Error> {
        match (self, shown) {
            (Self::Stream(stream), Shown::Text(shown)) => stream.write(&shown),
            (Self::Tables(tables), Shown::Record(record)) => Ok(tables.write(&record, &[])?),
            _ => unreachable!("both were made for one format"),
        }
    }

    /// Ends what is open.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.finish(),
            Self::Tables(tables) => tables.finish(),
        }
    }
}

/// Standard output, with what stands between records.
pub(crate) struct Stream {
    format: Format,
    out: BufWriter<StdoutLock<'static>>,
    /// A JSON record that is not written yet: whether it stands alone shows with the next.
    first: Option<String>,
    count: usize,
}

impl Stream {
    fn new(format: Format) -> Self {
        Self {
            format,
            out: BufWriter::new(io::stdout().lock()),
            first: None,
            count: 0,
        }
    }

    /// Writes one record. Each is flushed, so that a pipe sees it at once.
    fn write(&mut self, shown: &str) -> Result<(), Error> {
        if self.format == Format::Html && self.count > 0 {
            return Err(Error::Surplus(
                "--format html shows one report: read the others one by one",
            ));
        }
        self.count += 1;
        match (self.format, self.count) {
            (Format::Json, 1) => {
                self.first = Some(shown.to_owned());
                return Ok(());
            }
            (Format::Json, _) => {
                if let Some(first) = self.first.take() {
                    write!(self.out, "[\n{first}")?;
                }
                write!(self.out, ",\n{shown}")?;
            }
            (Format::Text, n) => write!(self.out, "{}{shown}", if n > 1 { "\n\n" } else { "" })?,
            (Format::Jsonl, _) => writeln!(self.out, "{shown}")?,
            (_, _) => self.out.write_all(shown.as_bytes())?,
        }
        Ok(self.out.flush()?)
    }

    /// Ends what is open.
    fn finish(mut self) -> io::Result<()> {
        match (self.format, self.first.take()) {
            (Format::Json, Some(only)) => writeln!(self.out, "{only}")?,
            (Format::Json, None) if self.count == 0 => writeln!(self.out, "[]")?,
            (Format::Json, None) if self.count > 1 => writeln!(self.out, "\n]")?,
            _ => {}
        }
        self.out.flush()
    }
}
