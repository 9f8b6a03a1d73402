//! The commands. Each gives `false` if some of it could not be done.

mod compare;
mod explain;
mod ledger;
mod manual;
mod read;
mod version;

pub(crate) use version::version;

use crate::args::Command;
use crate::error::Error;

pub(crate) fn run(command: Command) -> Result<bool, Error> {
    // Said here, and not where the model is loaded: a library goes on with another kernel.
    verbale::Kernel::from_env().map_err(Error::asked)?;
    match command {
        Command::Read(args) => read::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Ledger(command) => ledger::run(command),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man => manual::page(),
    }
}
