//! A ledger over HTTP: an API for programs under `/api/v1`, and pages for people.
//!
//! Nothing here knows how a report is read: whoever starts the server brings that along. On the
//! machine's own address everyone is let in; on any other, only who has a token.

mod accounts;
mod api;
mod auth;
mod guard;
mod input;
mod metrics;
mod pages;
mod pool;
mod problem;
mod serve;
mod state;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use verbale_compare::Clauses;
use verbale_ingest::Report;
use verbale_ledger::Maker;
use verbale_schema::Record;

pub use auth::new_token;

/// What reads for the server, which knows no model.
pub trait Read: Send + Sync {
    /// The record of a report, or in one line why there is none.
    ///
    /// # Errors
    ///
    /// When the report cannot be read.
    fn record(&self, report: Report) -> Result<Record, String>;

    /// What a model tells of a text's clauses, to put accounts side by side; nothing without one.
    fn clauses(&self, _text: &str) -> Option<Clauses> {
        None
    }
}

impl<R: Fn(Report) -> Result<Record, String> + Send + Sync> Read for R {
    fn record(&self, report: Report) -> Result<Record, String> {
        self(report)
    }
}

/// A server, ready to run.
#[derive(Clone)]
pub struct Server {
    /// The ledger's file.
    pub file: PathBuf,
    /// The address to listen on. Other than on a loopback address, everyone needs a token.
    pub listen: SocketAddr,
    /// What makes the records.
    pub maker: Maker,
    /// How a report is read.
    pub read: Arc<dyn Read>,
}

impl Server {
    /// Serves until the process is asked to stop (an interrupt or a termination signal); what is
    /// being answered then is answered first. `ready` is told the address.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be opened, the address cannot be listened on, or it is open to others
    /// and no one has a token.
    pub fn run(&self, ready: impl FnOnce(SocketAddr) -> io::Result<()>) -> io::Result<()> {
        serve::run(self, ready)
    }
}
