//! Accounts of one meeting, found in the ledger and put side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use verbale_compare::{Input, compare, group};
use verbale_ledger::{Error, Ledger, Query, Storage};
use verbale_schema::{Dossier, Meeting, Record};

use crate::problem::Problem;
use crate::serve::App;

/// How many other reports are looked at, and how many reports a dossier may have.
const LOOKED_AT: usize = 40;
pub(crate) const MOST_REPORTS: usize = 12;
/// Days before and after a report in which others may tell of its meeting.
const DAYS: i64 = 3;

/// The reports that tell of the meeting that `record` tells of, itself among them, as the comparison
/// groups them.
pub(crate) fn of_one_meeting(
    ledger: &Ledger,
    record: &Record,
    meeting: &Meeting,
) -> Result<Vec<Record>, Error> {
    let mut records = vec![record.clone()];
    let mut seen = BTreeSet::from([record.document.sha256.clone()]);
    if let Some(query) = candidates(record, meeting) {
        for found in ledger.find(&query, None, LOOKED_AT)? {
            if seen.insert(found.source.sha256.clone()) {
                records.push(ledger.record(&found.source.sha256)?.record);
            }
        }
    }
    let groups = group(&records);
    let own = groups
        .into_iter()
        .find(|group| group.members.iter().any(|member| member.record == 0));
    let Some(own) = own else {
        records.truncate(1);
        return Ok(records);
    };
    let places = own.members.into_iter().map(|member| member.record);
    Ok(places
        .filter_map(|place| records.get(place).cloned())
        .take(MOST_REPORTS)
        .collect())
}

/// Meetings in reports of the same days in which two of the same people take part.
fn candidates(record: &Record, meeting: &Meeting) -> Option<Query> {
    let published: Date = record
        .document
        .published
        .as_deref()?
        .get(..10)?
        .parse()
        .ok()?;
    let first = published.checked_sub(DAYS.days()).ok()?;
    let last = published.checked_add(DAYS.days()).ok()?;
    let names = meeting
        .participants
        .iter()
        .filter_map(|one| record.entity(&one.entity));
    let mut last_names = names.filter_map(|entity| entity.name.split_whitespace().last());
    let terms = [last_names.next()?, last_names.next()?]
        .map(|name| format!("meeting:\"{}\"", name.replace('"', " ")));
    format!("in:meetings date:{first}..{last} {}", terms.join(" "))
        .parse()
        .ok()
}

/// The reports side by side, when it is their turn.
pub(crate) async fn side_by_side(app: &App, records: Vec<Record>) -> Result<Dossier, Problem> {
    let turn = Arc::clone(&app.reading)
        .acquire_owned()
        .await
        .map_err(|_| Problem::closing())?;
    let dossier = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let inputs: Vec<Input> = records
            .into_iter()
            .map(|record| Input { record, side: None })
            .collect();
        compare(&inputs)
    });
    dossier.await.map_err(|_| Problem::defect())
}
