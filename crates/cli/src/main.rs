//! `verbale`: reports in, records and dossiers out.

mod args;
mod compare;
mod explain;
mod keep;
mod ordered;
mod output;
mod read;
mod tables;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
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
            return shown.map_or_else(unwritten, |()| ExitCode::from(code));
        }
    };
    let done = match args.command {
        Command::Read(args) => read::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Keep(command) => keep::run(command),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "verbale", &mut script);
            print(&script)
        }
        Command::Man => manual().and_then(|page| print(&page)),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(INCOMPLETE),
        Err(error) if error.get_ref().is_some_and(|own| own.is::<keep::Failed>()) => {
            complain(&error.to_string());
            ExitCode::from(FAILED)
        }
        Err(error) => unwritten(error),
    }
}

fn print(output: &[u8]) -> io::Result<bool> {
    let mut out = io::stdout();
    out.write_all(output)?;
    out.flush()?;
    Ok(true)
}

fn unwritten(error: io::Error) -> ExitCode {
    // Whoever reads the output has seen enough: `verbale read … | head`.
    if error.kind() == io::ErrorKind::BrokenPipe {
        return ExitCode::SUCCESS;
    }
    complain(&format!("cannot write the output: {error}"));
    ExitCode::from(FAILED)
}

/// One manual page with every command's options.
fn manual() -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let command = Args::command();
    let whole = clap_mangen::Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    for sub in command.get_subcommands() {
        writeln!(page, ".SH \"VERBALE {}\"", sub.get_name().to_uppercase())?;
        let sub =
            clap_mangen::Man::new(sub.clone().bin_name(format!("verbale {}", sub.get_name())));
        sub.render_description_section(&mut page)?;
        sub.render_options_section(&mut page)?;
    }
    whole.render_extra_section(&mut page)?;
    Ok(page)
}

/// Tells the user on standard error what went wrong, in one line. A closed standard error is no
/// reason to stop.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr(), "verbale: {message}");
}
