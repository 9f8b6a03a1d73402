//! `verbale reread`.

use super::open::{maker, now, open, open_to_read};
use crate::args::Reread;
use crate::error::Error;
use crate::reports;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use verbale::Pipeline;
use verbale_ledger::Storage;

/// How many hashes are asked for at once.
const BATCH: usize = 500;

pub(super) fn run(args: &Reread) -> Result<bool, Error> {
    let named = args.which.file();
    open_to_read(named)?;
    let mut ledger = open(named)?;
    let kept = Arc::new(Mutex::new(open_to_read(named)?));
    let pipeline = Pipeline::new();
    let maker = maker();
    let wanted = (!args.all).then_some(&maker);
    let (mut done, mut complete, mut after) = (0_u64, true, 0);
    loop {
        let batch = ledger.hashes(after, wanted, BATCH)?;
        let Some((last, _)) = batch.last() else { break };
        after = *last;
        let (kept, pipeline) = (Arc::clone(&kept), pipeline.clone());
        let work = move |hash: String| {
            let storage = kept.lock().unwrap_or_else(PoisonError::into_inner);
            // A date that a person put right is what relative dates are counted from.
            let old = storage.record(&hash)?;
            drop(storage);
            Ok(pipeline.reread(old.record)?)
        };
        let hashes = batch.into_iter().map(|(_, hash)| Ok(hash));
        complete &= reports::each(hashes, args.threads(), work, |record| {
            ledger.reread(&record, &maker, &now())?;
            done += 1;
            Ok(())
        })?;
    }
    let reports = if done == 1 { "report" } else { "reports" };
    writeln!(io::stdout(), "{done} {reports} read anew")?;
    Ok(complete)
}
