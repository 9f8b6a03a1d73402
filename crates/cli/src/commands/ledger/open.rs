//! A ledger opened, and what is written into it beside the records.

use crate::console::complain;
use crate::error::Error;
use etcetera::BaseStrategy;
use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use verbale_ledger::{Ledger, Maker};

/// What makes records in this program: the model, and the version of what is decided on it with that of
/// the tables it is decided by.
pub(super) fn maker() -> Maker {
    Maker {
        model: verbale::MODEL.to_owned(),
        rules: format!("{}-{}", verbale::RECORD_VERSION, env!("VERBALE_TABLES")),
    }
}

/// Now, in UTC to the second.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    let second = jiff::Timestamp::from_second(now.as_second());
    second.unwrap_or(now).to_string()
}

/// The ledger that was named, or the user's own.
pub(super) fn place(named: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let base = etcetera::choose_base_strategy()
        .map_err(|_| Error::asked("no home folder is known: name a ledger with --ledger"))?;
    Ok(base.data_dir().join("verbale").join("verbale.db"))
}

/// Opens a ledger to write to it, and makes it if there is none.
pub(super) fn open(named: Option<&Path>) -> Result<Ledger, Error> {
    let file = place(named)?;
    if let (None, Some(folder)) = (named, file.parent()) {
        let mut new = DirBuilder::new();
        new.recursive(true);
        // What is kept there is no one else's business.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut new, 0o700);
        new.create(folder).map_err(|error| {
            Error::asked(format!("{} cannot be made: {error}", folder.display()))
        })?;
    }
    announce(&file);
    Ledger::open(&file).map_err(Error::from)
}

/// Says why it takes a while to open an older ledger.
fn announce(file: &Path) {
    if Ledger::is_older(file) {
        complain(format!(
            "{} is an older version's: it is indexed anew, once",
            file.display()
        ));
    }
}

/// Opens a ledger that is there, to write to it.
pub(super) fn open_kept(named: Option<&Path>) -> Result<Ledger, Error> {
    open_to_read(named)?;
    open(named)
}

/// Opens a ledger that is there.
pub(super) fn open_to_read(named: Option<&Path>) -> Result<Ledger, Error> {
    let file = place(named)?;
    announce(&file);
    Ledger::open_to_read(&file).map_err(Error::from)
}
