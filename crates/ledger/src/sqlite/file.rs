//! The file and who may do what with it.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::trouble::fault;
use crate::Error;

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before the next try.
const PAUSE: Duration = Duration::from_millis(5);

/// Makes a file that only its owner may read: the reports are no one else's business. One that is there
/// stays as it is. What SQLite lays beside it has the same rights.
pub(super) fn make(file: &Path) {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    // Whatever is in the way of it, SQLite meets and tells.
    let _ = new.open(file);
}

/// Opens a file to write to it.
pub(super) fn connect(file: &Path) -> Result<Connection, Error> {
    attempt(file, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|error| fault(error, &file.display().to_string()))
}

/// Opens a file to read it, in a place where nothing may be written, too.
pub(super) fn connect_to_read(file: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let opened = attempt(file, flags).or_else(|error| match error.sqlite_error_code() {
        // Readers and writers know of each other by a file beside this one, which cannot be made here.
        // Where nothing is left for it to say, the file can be read as it lies.
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) if !is_being_written(file) => {
            let path = file.to_string_lossy();
            let path = path.replace('%', "%25").replace('?', "%3f");
            let address = format!("file:{}?immutable=1", path.replace('#', "%23"));
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            attempt(Path::new(&address), flags)
        }
        _ => Err(error),
    });
    opened.map_err(|error| fault(error, &file.display().to_string()))
}

/// Lets readers and the writer not wait for each other. SQLite does not wait by itself where two programs
/// change the same new file to this at once: it tells one of them that the file is in use.
pub(super) fn log_ahead(db: &Connection) -> rusqlite::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match db.pragma_update(None, "journal_mode", "wal") {
            Err(error) if is_busy(&error) && Instant::now() < end => thread::sleep(PAUSE),
            changed => return changed,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// Whether the newest changes are not in the file yet.
fn is_being_written(file: &Path) -> bool {
    let mut log = OsString::from(file);
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

fn attempt(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(PATIENCE)?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Every commit is on the disk before it is said to be done.
    db.pragma_update(None, "synchronous", "full")?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    db.set_prepared_statement_cache_capacity(64);
    // Only now the file is looked at.
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(db)
}
