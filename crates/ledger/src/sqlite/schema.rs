//! The shape of the file, in numbered steps.

use rusqlite::{Connection, TransactionBehavior};

use super::trouble::{Trouble, fault};
use crate::{Error, ErrorKind};

/// What makes a file of one version out of one of the version before.
struct Step {
    sql: &'static str,
    /// Whether what is made from readings and log has to be made again.
    is_index_old: bool,
}

/// Step `n` (from 1) makes a file of version `n`. A step that was ever released is not changed.
const STEPS: &[Step] = &[
    Step {
        sql: include_str!("1.sql"),
        is_index_old: false,
    },
    Step {
        sql: include_str!("2.sql"),
        is_index_old: true,
    },
    Step {
        sql: include_str!("3.sql"),
        is_index_old: true,
    },
    Step {
        sql: include_str!("4.sql"),
        is_index_old: false,
    },
];

/// "VRBL": tells a ledger from other SQLite files.
const APPLICATION: i64 = 0x5652_424C;

/// The version of this program's files.
pub(super) fn latest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

fn pragma(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, name, |row| row.get(0))
}

/// Brings the file to the version of this program; does nothing to one that has it. Where a step asks
/// for it, what is made from readings and log is made again, as `index` does it.
pub(super) fn migrate(
    db: &mut Connection,
    place: &str,
    index: impl FnOnce(&Connection) -> Result<(), Trouble>,
) -> Result<(), Error> {
    let latest = latest();
    let version = check(db, place)?;
    if version == latest {
        return Ok(());
    }
    let run = |db: &mut Connection| -> Result<(), Trouble> {
        let work = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have been first.
        let done = usize::try_from(pragma(&work, "user_version")?).unwrap_or(0);
        let missing = STEPS.iter().skip(done);
        for step in missing.clone() {
            work.execute_batch(step.sql)?;
        }
        if done > 0 && missing.clone().any(|step| step.is_index_old) {
            index(&work)?;
        }
        work.pragma_update(None, "application_id", APPLICATION)?;
        work.pragma_update(None, "user_version", latest)?;
        Ok(work.commit()?)
    };
    run(db).map_err(|trouble| trouble.told(place))
}

/// The version of the file, which must not be newer than this program, nor something else.
pub(super) fn check(db: &Connection, place: &str) -> Result<i64, Error> {
    let look = || -> rusqlite::Result<(i64, i64, i64)> {
        let tables = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((
            pragma(db, "user_version")?,
            pragma(db, "application_id")?,
            tables,
        ))
    };
    let (version, application, tables) = look().map_err(|error| fault(error, place))?;
    let latest = latest();
    if application != APPLICATION && (tables > 0 || application != 0) {
        return Err(Error::new(
            ErrorKind::Storage,
            format!(
                "{place} is a database of something else, no ledger: name another file with --ledger"
            ),
        ));
    }
    if version > latest {
        return Err(Error::new(
            ErrorKind::Newer,
            format!(
                "{place} was written by a newer verbale (its version is {version}, this one knows {latest}): \
                 install the newer verbale, the file is as it was"
            ),
        ));
    }
    Ok(version)
}
