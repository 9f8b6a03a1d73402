//! The ledger for many at once: some to read, one to write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use verbale_ledger::{Error, Ledger};

use crate::problem::Problem;

/// How many may ask the ledger at once; the others wait.
const READERS: usize = 6;
/// An answer that takes longer is given up: others wait for their turn.
const LONGEST: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(crate) struct Pool(Arc<Inner>);

struct Inner {
    readers: Mutex<Vec<Ledger>>,
    free: Arc<Semaphore>,
    writer: Mutex<Ledger>,
    writing: Arc<Semaphore>,
}

impl Pool {
    pub(crate) fn open(file: &Path) -> Result<Self, Error> {
        let writer = Ledger::open(file)?;
        let readers = (0..READERS)
            .map(|_| Ledger::open_to_read(file))
            .collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Inner {
            readers: Mutex::new(readers),
            free: Arc::new(Semaphore::new(READERS)),
            writer: Mutex::new(writer),
            writing: Arc::new(Semaphore::new(1)),
        })))
    }

    /// Asks the ledger, on a thread that may wait for the disk. What no one waits for any more ends.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = turn(&self.0.free).await?;
        let asker = Asker::default();
        let is_gone = Arc::clone(&asker.is_gone);
        let inner = Arc::clone(&self.0);
        let answer = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let take = || inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
            // There is one for each turn.
            let mut reader = take().pop().ok_or_else(Problem::defect)?;
            let end = Instant::now() + LONGEST;
            // A panic is a defect of one question; the reader is given back all the same.
            let answer = catch_unwind(AssertUnwindSafe(|| {
                let is_over = move || is_gone.load(Ordering::Relaxed) || Instant::now() > end;
                reader.stop_when(is_over)?;
                question(&reader)
            }));
            take().push(reader);
            let answer = answer.map_err(|_| Problem::defect())?;
            answer.map_err(Problem::from)
        });
        answer.await.unwrap_or_else(|_| Err(Problem::defect()))
    }

    /// Changes the ledger. Changes come one after another, and each is made to its end.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = turn(&self.0.writing).await?;
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            change(&mut inner.writer.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(done) => done.map_err(Problem::from),
            Err(_) => Err(Problem::defect()),
        }
    }
}

/// A turn belongs to the work, not to the one who waits for it: a client that goes away leaves the work
/// behind.
async fn turn(of: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = Arc::clone(of).acquire_owned();
    turn.await.map_err(|_| Problem::closing())
}

/// The one who waits for an answer.
#[derive(Default)]
struct Asker {
    is_gone: Arc<AtomicBool>,
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.is_gone.store(true, Ordering::Relaxed);
    }
}
