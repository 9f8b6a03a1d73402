//! What a record looks like on standard output.

use crate::args::Format;
use anstream::AutoStream;
use std::io::{self, BufWriter, StdoutLock, Write};
use verbale_schema::Record;
use verbale_view::TextStyle;

/// The width of text where there is no terminal, or a wider one: longer lines read badly.
const WIDTH: usize = 100;

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
            .map_or(WIDTH, |(width, _)| usize::from(width.0).min(WIDTH));
        let color = AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        Self {
            format,
            text: TextStyle { width, color },
        }
    }

    pub(crate) fn show(&self, record: &Record) -> String {
        let json = |shown: serde_json::Result<String>| shown.expect("a record is plain data");
        match self.format {
            Format::Text => verbale_view::text(record, &self.text),
            Format::Html => verbale_view::html(record),
            Format::Json => json(serde_json::to_string_pretty(record)),
            Format::Jsonl => json(serde_json::to_string(record)),
        }
    }
}

/// Standard output, with what stands between records.
pub(crate) struct Output {
    format: Format,
    out: BufWriter<StdoutLock<'static>>,
    /// A JSON record that is not written yet: whether it stands alone shows with the next.
    first: Option<String>,
    count: usize,
}

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            out: BufWriter::new(io::stdout().lock()),
            first: None,
            count: 0,
        }
    }

    /// Whether one more record fits: a page shows one report.
    pub(crate) fn admit(&self) -> Result<(), String> {
        if self.format == Format::Html && self.count > 0 {
            return Err("--format html shows one report: read the others one by one".to_owned());
        }
        Ok(())
    }

    /// Writes one record. Each is flushed, so that a pipe sees it at once.
    pub(crate) fn write(&mut self, shown: &str) -> io::Result<()> {
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
            (Format::Html, _) => self.out.write_all(shown.as_bytes())?,
        }
        self.out.flush()
    }

    /// Ends what is open.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match (self.format, self.first.take()) {
            (Format::Json, Some(only)) => writeln!(self.out, "{only}")?,
            (Format::Json, None) if self.count == 0 => writeln!(self.out, "[]")?,
            (Format::Json, None) if self.count > 1 => writeln!(self.out, "\n]")?,
            _ => {}
        }
        self.out.flush()
    }
}
