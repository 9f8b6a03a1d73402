//! The commands that work on a ledger.

mod add;
mod decide;
mod differences;
mod export;
mod log;
mod maintenance;
mod meetings;
mod open;
mod persons;
mod print;
mod reread;
mod search;
mod searches;
mod serve;
mod token;

use crate::args::LedgerCommand;
use crate::error::Error;

/// Does what the command says; `false` if some of it could not be done.
pub(super) fn run(command: LedgerCommand) -> Result<bool, Error> {
    match command {
        LedgerCommand::Add(args) => add::run(&args),
        LedgerCommand::Reread(args) => reread::run(&args),
        LedgerCommand::Search(args) => search::run(&args),
        LedgerCommand::Searches(args) => searches::run(&args),
        LedgerCommand::Log(args) => log::run(&args),
        LedgerCommand::Persons(args) => persons::run(&args),
        LedgerCommand::Meetings(args) => meetings::run(&args),
        LedgerCommand::Differences(args) => differences::run(&args),
        LedgerCommand::Undo(args) => decide::undo(&args),
        LedgerCommand::Ledger(args) => maintenance::run(&args),
        LedgerCommand::Token(args) => token::run(&args),
        LedgerCommand::Serve(args) => serve::run(&args),
    }
}
