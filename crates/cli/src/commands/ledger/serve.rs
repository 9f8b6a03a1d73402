//! `verbale serve`.

use super::open::{maker, open, open_kept, place};
use crate::args::Serve;
use crate::error::Error;
use std::io::{self, Write};
use std::sync::Arc;
use verbale::{Clauses, Pipeline, Record, Report};
use verbale_server::{Read, Server};

/// What the server reads with.
struct Reads(Pipeline);

impl Read for Reads {
    fn record(&self, report: Report) -> Result<Record, String> {
        self.0.read(report).map_err(|error| error.to_string())
    }

    fn clauses(&self, text: &str) -> Option<Clauses> {
        Some(self.0.clauses(text))
    }
}

pub(super) fn run(args: &Serve) -> Result<bool, Error> {
    let named = args.which.file();
    // The user's own is made when it is not there: reports can be added in the browser. A name that leads
    // to none is a slip.
    match named {
        Some(_) => open_kept(named)?,
        None => open(named)?,
    };
    let server = Server {
        file: place(named)?,
        listen: args.listen,
        maker: maker(),
        read: Arc::new(Reads(Pipeline::new())),
    };
    server
        .run(|address| {
            // Whoever started it may be a script that waits for this line.
            let mut out = io::stdout().lock();
            writeln!(
                out,
                "Serving {} at http://{address}/",
                server.file.display()
            )?;
            out.flush()
        })
        .map_err(Error::asked)?;
    Ok(true)
}
