//! The commands that work on a ledger.

mod across;
mod add;
mod args;
mod show;
mod upkeep;

pub(crate) use args::Keep;

use crate::complain;
use etcetera::BaseStrategy;
use std::fmt;
use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};
use verbale_ledger::{Ledger, Maker};

/// Why a command on a ledger failed, in one line.
#[derive(Debug)]
pub(crate) struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

fn failed(message: impl fmt::Display) -> io::Error {
    io::Error::other(Failed(message.to_string()))
}

/// Does what the command says; `false` if some of it could not be done.
pub(crate) fn run(command: Keep) -> io::Result<bool> {
    match command {
        Keep::Add(args) => add::add(args),
        Keep::Reread(args) => add::reread(&args),
        Keep::Search(args) => show::search(&args),
        Keep::Searches(args) => across::searches(&args),
        Keep::Log(args) => show::log(&args),
        Keep::Persons(args) => across::persons(&args),
        Keep::Meetings(args) => across::meetings(&args),
        Keep::Undo(args) => across::undo(&args),
        Keep::Ledger(args) => upkeep::run(&args),
        Keep::Token(args) => upkeep::token(&args),
        Keep::Serve(args) => upkeep::serve(&args),
    }
}

/// What makes records in this program.
fn maker() -> Maker {
    Maker {
        model: verbale_model::MODEL.to_owned(),
        rules: env!("VERBALE_RULES").to_owned(),
    }
}

/// Now, in UTC to the second.
fn now() -> String {
    let now = jiff::Timestamp::now();
    let second = jiff::Timestamp::from_second(now.as_second());
    second.unwrap_or(now).to_string()
}

/// The ledger that was named, or the user's own.
fn place(named: Option<&Path>) -> io::Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let base = etcetera::choose_base_strategy()
        .map_err(|_| failed("no home folder is known: name a ledger with --ledger"))?;
    Ok(base.data_dir().join("verbale").join("verbale.db"))
}

/// Opens a ledger to write to it, and makes it if there is none.
fn open(named: Option<&Path>) -> io::Result<Ledger> {
    let file = place(named)?;
    if let (None, Some(folder)) = (named, file.parent()) {
        let mut new = DirBuilder::new();
        new.recursive(true);
        // What is kept there is no one else's business.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut new, 0o700);
        new.create(folder)
            .map_err(|error| failed(format!("{} cannot be made: {error}", folder.display())))?;
    }
    announce(&file);
    Ledger::open(&file).map_err(failed)
}

/// Says why it takes a while to open an older ledger.
fn announce(file: &Path) {
    if Ledger::is_older(file) {
        complain(&format!(
            "{} is an older version's: it is indexed anew, once",
            file.display()
        ));
    }
}

/// Opens a ledger that is there, to write to it.
fn open_kept(named: Option<&Path>) -> io::Result<Ledger> {
    open_to_read(named)?;
    open(named)
}

/// Opens a ledger that is there.
fn open_to_read(named: Option<&Path>) -> io::Result<Ledger> {
    let file = place(named)?;
    announce(&file);
    Ledger::open_to_read(&file).map_err(failed)
}
