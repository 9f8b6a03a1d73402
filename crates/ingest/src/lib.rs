//! Inputs turned into reports: files and standard input holding plain text,
//! web pages or JSON lines, in whatever encoding they come.
//!
//! A [`Report`] is a text with what its source says about it. Reading is
//! lenient with what is in a file (odd input gives a report with
//! [warnings](Warning)) and strict about the file itself: one that is missing,
//! that is no text, or whose JSON is broken gives an [`Error`].
//!
//! ```
//! let lines = concat!(
//!     r#"{"id": "a", "text": "The minister said no."}"#, "\n",
//!     r#"{"id": "b", "text": 7}"#, "\n",
//!     r#"{"text": "The envoy said yes."}"#, "\n",
//! );
//! let reports: Vec<_> = verbale_ingest::reports_from_bytes("week.jsonl", lines).collect();
//!
//! assert_eq!(reports[0].as_ref().unwrap().text, "The minister said no.");
//! assert!(reports[1].as_ref().unwrap_err().to_string().starts_with("week.jsonl, line 2: "));
//! assert_eq!(reports[2].as_ref().unwrap().id, "week:3");
//! ```

mod encoding;
mod error;
mod format;
mod html;
mod json;
mod language;
mod published;
mod report;
mod source;

use std::io::Cursor;
use std::iter;
use std::path::PathBuf;

pub use error::Error;
pub use published::parse_published;
pub use report::{Report, Warning, sha256_hex};

use format::Format;
use source::Source;

/// Where reports are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file: plain text, a web page, JSON or JSON lines.
    File(PathBuf),
    /// Standard input, holding what a file may hold.
    Stdin,
}

/// The reports of one input, in their order; made by [`reports`].
///
/// An `Err` among JSON lines or array items speaks of that one item: those
/// after it still come.
pub struct Reports(Box<dyn Iterator<Item = Result<Report, Error>> + Send>);

impl Reports {
    fn new(reports: impl Iterator<Item = Result<Report, Error>> + Send + 'static) -> Self {
        Self(Box::new(reports))
    }

    fn one(report: Report) -> Self {
        Self::new(iter::once(Ok(report)))
    }
}

impl Iterator for Reports {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Reads the reports of an input.
///
/// JSON lines are read one by one as the iterator is advanced; anything else is
/// read whole when its first report is asked for.
pub fn reports(input: &Input) -> Reports {
    let input = input.clone();
    lazily(move || match input {
        Input::File(path) => Source::file(&path),
        Input::Stdin => Ok(Source::stdin()),
    })
}

/// Reads the reports in bytes at hand as if they came from a file called `name`.
pub fn reports_from_bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Reports {
    let (name, bytes) = (PathBuf::from(name), bytes.into());
    lazily(move || Ok(Source::named(&name, Cursor::new(bytes))))
}

/// Opens and reads the source when the first report is asked for.
fn lazily(open: impl FnOnce() -> Result<Source, Error> + Send + 'static) -> Reports {
    Reports::new(
        iter::once_with(|| match open().and_then(read) {
            Ok(reports) => reports,
            Err(error) => Reports::new(iter::once(Err(error))),
        })
        .flatten(),
    )
}

fn read(mut source: Source) -> Result<Reports, Error> {
    let head = source.head()?;
    match Format::of(&head, &source)? {
        Format::JsonLines => Ok(Reports::new(json::Lines::new(source))),
        Format::Json => json::document(source),
        Format::MaybeJson => json::document_or_text(source),
        Format::Html => Ok(Reports::one(html::report(source)?)),
        Format::Text => Ok(Reports::one(text(source)?)),
    }
}

fn text(mut source: Source) -> Result<Report, Error> {
    let decoded = encoding::decode(source.read_text()?, None);
    Ok(Report::new(source.stem, decoded.text)
        .with_warnings([source.warning, decoded.warning])
        .inspected())
}
