//! `verbale --version`.

use crate::error::Error;
use std::io::{self, Write};
use verbale::{Kernel, MODEL, RECORD_VERSION};

/// Prints the version; with `verbose` also what decides the records, and the kernel.
pub(crate) fn version(verbose: bool) -> Result<bool, Error> {
    let mut out = io::stdout();
    writeln!(out, "verbale {}", env!("CARGO_PKG_VERSION"))?;
    if verbose {
        let kernel = Kernel::from_env().map_err(Error::asked)?;
        let available: Vec<&str> = Kernel::available().map(Kernel::name).collect();
        writeln!(
            out,
            "records  {RECORD_VERSION}, tables {}",
            env!("VERBALE_TABLES")
        )?;
        writeln!(out, "model    {MODEL}")?;
        writeln!(out, "kernel   {kernel} of {}", available.join(", "))?;
    }
    Ok(true)
}
