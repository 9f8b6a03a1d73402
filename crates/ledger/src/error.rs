use std::error::Error as StdError;
use std::fmt;

use crate::Entry;

/// Why the ledger did not do what it was asked to.
///
/// Shown with `{}`, it is one line that says what, where, and what to do.
#[derive(Debug)]
pub struct Error {
    message: String,
    kind: ErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What sort of failure an [`Error`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorKind {
    /// There is no such report, row, person or entry.
    Missing,
    /// The request makes no sense: a query that cannot be read, an edit that does not fit its row.
    Invalid,
    /// Someone else changed the row since it was last seen: these are their changes, oldest first.
    Stale(Vec<Entry>),
    /// Another program is writing and did not finish in time.
    Busy,
    /// The one who asked waits no more.
    Stopped,
    /// The ledger was written by a newer version of this program.
    Newer,
    /// The file cannot be opened, read or written.
    Storage,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind,
            source: None,
        }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Missing, message)
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// What sort of failure this is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
