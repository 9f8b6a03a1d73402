//! `verbale`: reports in, records and dossiers out.

mod args;
mod commands;
mod console;
mod error;
mod output;
mod parallel;
mod reports;
mod tables;

use args::Args;
use clap::Parser;
use console::complain;
use error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Some input could not be read; everything else came out.
const INCOMPLETE: u8 = 1;
/// The arguments make no sense, or the output cannot be written. Clap's own code for usage.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let args = match Args::try_parse().and_then(Args::checked) {
        Ok(args) => args,
        // What is asked for is the help, or nothing that makes sense.
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(FAILED);
            let shown = error.print().and_then(|()| io::stdout().flush());
            return shown.map_or_else(|error| failed(&error.into()), |()| ExitCode::from(code));
        }
    };
    match commands::run(args.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(INCOMPLETE),
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> ExitCode {
    match error {
        // Whoever reads the output has seen enough: `verbale read … | head`.
        Error::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        error => {
            complain(error);
            ExitCode::from(FAILED)
        }
    }
}
