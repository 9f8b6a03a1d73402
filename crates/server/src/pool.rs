//! The ledger for many at once: some to read, one to write.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use verbale_ledger::{Error, Ledger};

use crate::problem::Problem;

/// How many may ask the ledger at once; the others wait.
const READERS: usize = 6;

#[derive(Clone)]
pub(crate) struct Pool(Arc<Inner>);

struct Inner {
    readers: Mutex<Vec<Ledger>>,
    free: Semaphore,
    writer: Mutex<Ledger>,
    writing: Semaphore,
}

impl Pool {
    pub(crate) fn open(file: &Path) -> Result<Self, Error> {
        let writer = Ledger::open(file)?;
        let readers = (0..READERS)
            .map(|_| Ledger::open_to_read(file))
            .collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Inner {
            readers: Mutex::new(readers),
            free: Semaphore::new(READERS),
            writer: Mutex::new(writer),
            writing: Semaphore::new(1),
        })))
    }

    /// Asks the ledger, on a thread that may wait for the disk.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let inner = Arc::clone(&self.0);
        let _turn = self
            .0
            .free
            .acquire()
            .await
            .map_err(|_| Problem::closing())?;
        let answer = tokio::task::spawn_blocking(move || {
            let take = || inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
            let reader = take().pop();
            let Some(reader) = reader else {
                return Ok(Err(Problem::closing()));
            };
            // A panic is a defect of one question; the reader is given back all the same.
            let answer =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| question(&reader)));
            take().push(reader);
            answer.map(|answer| answer.map_err(Problem::from))
        });
        match answer.await {
            Ok(Ok(answer)) => answer,
            _ => Err(Problem::defect()),
        }
    }

    /// Changes the ledger. Changes come one after another.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let inner = Arc::clone(&self.0);
        let _turn = self
            .0
            .writing
            .acquire()
            .await
            .map_err(|_| Problem::closing())?;
        let done = tokio::task::spawn_blocking(move || {
            change(&mut inner.writer.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(done) => done.map_err(Problem::from),
            Err(_) => Err(Problem::defect()),
        }
    }
}
