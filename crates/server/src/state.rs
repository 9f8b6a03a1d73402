//! What every answer has at hand.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use verbale_ledger::Maker;

use crate::Read;
use crate::auth::Sessions;
use crate::metrics::Metrics;
use crate::pool::Pool;

/// What every answer has at hand.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) pool: Pool,
    pub(crate) read: Arc<dyn Read>,
    pub(crate) reading: Arc<Semaphore>,
    pub(crate) maker: Maker,
    pub(crate) sessions: Sessions,
    pub(crate) metrics: Metrics,
    /// Whether only this machine can ask, so that no one needs a token.
    pub(crate) own: bool,
}

impl App {
    pub(crate) fn new(
        file: &Path,
        maker: Maker,
        read: Arc<dyn Read>,
        own: bool,
    ) -> io::Result<Self> {
        let cores = available_parallelism().map_or(1, usize::from);
        Ok(Self {
            pool: Pool::open(file).map_err(|error| io::Error::other(error.to_string()))?,
            read,
            reading: Arc::new(Semaphore::new(cores)),
            maker,
            sessions: Sessions::default(),
            metrics: Metrics::new(),
            own,
        })
    }
}

/// Now, in UTC to the second.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    let second = jiff::Timestamp::from_second(now.as_second());
    second.unwrap_or(now).to_string()
}
