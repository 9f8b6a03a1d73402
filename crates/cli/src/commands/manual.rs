//! `verbale completions` and `verbale man`.

use crate::args::Args;
use crate::error::Error;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::{self, Write};

pub(super) fn completions(shell: Shell) -> Result<bool, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "verbale", &mut script);
    print(&script)
}

/// One manual page with every command's options.
pub(super) fn page() -> Result<bool, Error> {
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
    print(&page)
}

fn print(output: &[u8]) -> Result<bool, Error> {
    let mut out = io::stdout();
    out.write_all(output)?;
    out.flush()?;
    Ok(true)
}
