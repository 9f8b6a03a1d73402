//! Inputs turned into reports: files, folders and standard input holding plain
//! text, web pages, JSON lines, documents, mail or archives of these, in whatever
//! encoding they come.
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

mod archive;
mod compressed;
mod damage;
mod encoding;
mod error;
mod folder;
mod format;
mod html;
mod json;
mod language;
mod mail;
mod office;
mod published;
mod report;
mod source;
mod table;

use std::io::Cursor;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::Error;
pub use published::parse_published;
pub use report::{Report, Warning, sha256_hex};
pub use table::{Columns, FIELDS};

use source::Source;

/// Where reports are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file: plain text, a web page, JSON or JSON lines, a table, a Word or OpenDocument text,
    /// a message or a mailbox, or any of these compressed or in an archive; a folder with such
    /// files, or a pattern that leads to some ("2025/*.html").
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

    fn failed(error: Error) -> Self {
        Self::new(iter::once(Err(error)))
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
/// JSON lines are read one by one as the iterator is advanced, and so are the
/// files of a folder or a zip archive; anything else is read whole when its first
/// report is asked for.
pub fn reports(input: &Input) -> Reports {
    reports_with(input, &Columns::default())
}

/// Reads the reports of an input, in whose tables these columns hold the reports' fields.
pub fn reports_with(input: &Input, columns: &Columns) -> Reports {
    let columns = Arc::new(columns.clone());
    match input {
        Input::Stdin => lazily(columns, || Ok(Source::stdin())),
        Input::File(path) if path.is_dir() => {
            let path = path.clone();
            Reports::new(iter::once_with(move || in_folder(&path, columns)).flatten())
        }
        Input::File(path) => match folder::matching(path) {
            Some(found) => Reports::new(
                found
                    .into_iter()
                    .flat_map(move |path| reports_with(&Input::File(path), &columns)),
            ),
            None => in_file(path.clone(), columns),
        },
    }
}

fn in_folder(path: &Path, columns: Arc<Columns>) -> Reports {
    let mut files = folder::files(path).peekable();
    if files.peek().is_none() {
        return Reports::failed(Error::new(format_args!(
            "{} is a folder without files that may hold a report: check the path",
            path.display()
        )));
    }
    Reports::new(files.flat_map(move |file| match file {
        Ok(path) => in_file(path, Arc::clone(&columns)),
        Err(error) => Reports::failed(error),
    }))
}

fn in_file(path: PathBuf, columns: Arc<Columns>) -> Reports {
    lazily(columns, move || Source::file(&path))
}

/// Reads the reports in bytes at hand as if they came from a file called `name`.
pub fn reports_from_bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Reports {
    let (name, bytes) = (PathBuf::from(name), bytes.into());
    lazily(Arc::default(), move || {
        Ok(Source::named(&name, Cursor::new(bytes)))
    })
}

/// Opens and reads the source when the first report is asked for.
fn lazily(
    columns: Arc<Columns>,
    open: impl FnOnce() -> Result<Source, Error> + Send + 'static,
) -> Reports {
    let read = move || format::read(open()?.with_columns(columns));
    Reports::new(iter::once_with(|| read().unwrap_or_else(Reports::failed)).flatten())
}
