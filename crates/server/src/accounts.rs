//! Accounts of one meeting, put side by side.

use std::sync::Arc;

use verbale_compare::{Input, compare};
use verbale_ledger::{Error, Ledger, Reviewed, ToldIn};
use verbale_schema::{Dossier, Record};

use crate::problem::Problem;
use crate::state::App;

/// How many reports a dossier may have.
pub(crate) const MOST_REPORTS: usize = 12;

/// The records of the reports that tell of a meeting, as many as fit side by side: that of the first,
/// then those that are mainly about it.
pub(crate) fn records(ledger: &Ledger, told: &[ToldIn]) -> Result<Vec<Reviewed>, Error> {
    let mut order: Vec<&ToldIn> = told.iter().collect();
    order
        .get_mut(1..)
        .into_iter()
        .for_each(|rest| rest.sort_by_key(|one| !one.main));
    let mut hashes: Vec<&str> = Vec::new();
    for one in order {
        if hashes.len() < MOST_REPORTS && !hashes.contains(&one.sha256.as_str()) {
            hashes.push(&one.sha256);
        }
    }
    hashes.iter().map(|hash| ledger.record(hash)).collect()
}

/// The reports side by side, when it is their turn.
pub(crate) async fn side_by_side(
    app: &App,
    records: impl IntoIterator<Item = Record> + Send + 'static,
) -> Result<Dossier, Problem> {
    let turn = Arc::clone(&app.reading)
        .acquire_owned()
        .await
        .map_err(|_| Problem::closing())?;
    let read = Arc::clone(&app.read);
    let dossier = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let inputs: Vec<Input> = records
            .into_iter()
            .map(|record| Input { record, side: None })
            .collect();
        compare(&inputs, &|text| read.clauses(text))
    });
    dossier.await.map_err(|_| Problem::defect())
}
