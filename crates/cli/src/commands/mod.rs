//! The commands. Each gives `false` if some of it could not be done.

mod compare;
mod explain;
mod ledger;
mod manual;
mod read;

use crate::args::Command;
use crate::error::Error;

pub(crate) fn run(command: Command) -> Result<bool, Error> {
    match command {
        Command::Read(args) => read::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Ledger(command) => ledger::run(command),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man => manual::page(),
    }
}
