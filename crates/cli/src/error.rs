//! Why a command did not do, or not wholly, what it was asked to.

use std::fmt;
use std::io;

/// A failure. Shown with `{}`, it is one line.
#[derive(Debug)]
pub(crate) enum Error {
    /// The output cannot be written.
    Output(io::Error),
    /// An input holds no report.
    Ingest(verbale::ingest::Error),
    /// A report is not read.
    Read(verbale::Error),
    /// The ledger refuses.
    Ledger(verbale_ledger::Error),
    /// One result does not fit beside those that came out before.
    Surplus(&'static str),
    /// Anything else that the user must put right.
    Asked(String),
}

impl Error {
    pub(crate) fn asked(message: impl fmt::Display) -> Self {
        Self::Asked(message.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
            Self::Ingest(error) => error.fmt(f),
            Self::Read(error) => error.fmt(f),
            Self::Ledger(error) => error.fmt(f),
            Self::Surplus(message) => f.write_str(message),
            Self::Asked(message) => f.write_str(message),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}

impl From<verbale::ingest::Error> for Error {
    fn from(error: verbale::ingest::Error) -> Self {
        Self::Ingest(error)
    }
}

impl From<verbale::Error> for Error {
    fn from(error: verbale::Error) -> Self {
        Self::Read(error)
    }
}

impl From<verbale_ledger::Error> for Error {
    fn from(error: verbale_ledger::Error) -> Self {
        Self::Ledger(error)
    }
}
