//! What can go wrong within, and what is said of it.

use rusqlite::ErrorCode;

use crate::{Error, ErrorKind};

/// What can go wrong inside a transaction.
pub(super) enum Trouble {
    Sql(rusqlite::Error),
    Own(Error),
}

impl Trouble {
    pub(super) fn told(self, place: &str) -> Error {
        match self {
            Self::Sql(error) => fault(error, place),
            Self::Own(error) => error,
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}

/// What SQLite says, in the words of someone who can do something about it.
pub(super) fn fault(error: rusqlite::Error, place: &str) -> Error {
    let (kind, message) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            ErrorKind::Busy,
            format!(
                "{place} is locked by another program that is writing: wait for it, then try again"
            ),
        ),
        Some(ErrorCode::OperationInterrupted) => (
            ErrorKind::Stopped,
            "the answer took too long: ask for less at once".to_owned(),
        ),
        Some(ErrorCode::DiskFull) => (
            ErrorKind::Storage,
            format!(
                "{place}: the disk is full: make room, then run this again; what was kept before stays"
            ),
        ),
        Some(ErrorCode::ReadOnly) => (
            ErrorKind::Storage,
            format!(
                "{place} cannot be written: allow it (chmod u+w, for its folder too) or copy it"
            ),
        ),
        Some(ErrorCode::CannotOpen) => (
            ErrorKind::Storage,
            format!(
                "{place} cannot be opened: check that it may be read, and that its folder is there and may be written"
            ),
        ),
        Some(ErrorCode::NotADatabase) => (
            ErrorKind::Storage,
            format!("{place} is no ledger: name another file with --ledger"),
        ),
        Some(ErrorCode::DatabaseCorrupt) => (
            ErrorKind::Storage,
            format!("{place} is damaged: run verbale ledger check, and go back to a backup"),
        ),
        _ => (
            ErrorKind::Storage,
            format!("{place}: {error}: check the file and its disk, then try again"),
        ),
    };
    Error::new(kind, message).with_source(error)
}
