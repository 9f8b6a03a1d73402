//! Meetings across reports.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::{KeptMeeting, MeetingDoubt, Storage, Subject, ToldIn};
use verbale_schema::Dossier;

use super::lists::{Page, Paging, counted, limit};
use super::persons::{Decision, decided};
use crate::accounts::{records, side_by_side};
use crate::auth::{Who, signature};
use crate::problem::Problem;
use crate::state::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Meetings {
    /// Only meetings that several reports tell of.
    #[serde(default)]
    several: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 200)]
    #[serde(default, deserialize_with = "limit")]
    limit: Option<usize>,
}

/// Meetings across reports, the latest first.
#[utoipa::path(get, path = "/meetings", tag = "meetings", params(Meetings), responses((status = 200, body = Page<KeptMeeting>)))]
pub(super) async fn meetings(
    State(app): State<App>,
    Query(asked): Query<Meetings>,
) -> Result<Json<Page<KeptMeeting>>, Problem> {
    let Meetings {
        several,
        cursor,
        limit,
    } = asked;
    let paging = Paging { cursor, limit };
    counted(&app, &paging, move |ledger, skip, limit| {
        ledger.meetings(several, skip, limit)
    })
    .await
}

/// A meeting with the reports that tell of it.
#[derive(Serialize, ToSchema)]
pub(super) struct ToldMeeting {
    #[serde(flatten)]
    meeting: KeptMeeting,
    /// The reports, by date.
    told: Vec<ToldIn>,
}

/// More reports of one meeting are not listed.
const MOST_TOLD: usize = 1000;

fn no_meeting(id: i64) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("there is no meeting {id}"))
}

/// A meeting, by its own number or that of any part of it.
#[utoipa::path(get, path = "/meetings/{id}", tag = "meetings", params(("id" = i64, Path)),
    responses((status = 200, body = ToldMeeting)))]
pub(super) async fn one_meeting(
    State(app): State<App>,
    Path(id): Path<i64>,
) -> Result<Json<ToldMeeting>, Problem> {
    let found = app.pool.ask(move |ledger| {
        let told = ledger.told_in(id, MOST_TOLD)?;
        Ok(ledger
            .meeting(id)?
            .map(|meeting| ToldMeeting { meeting, told }))
    });
    found.await?.map(Json).ok_or_else(|| no_meeting(id))
}

/// The reports of a meeting side by side.
#[utoipa::path(get, path = "/meetings/{id}/dossier", tag = "meetings", params(("id" = i64, Path)),
    responses((status = 200, body = Dossier)))]
pub(super) async fn meeting_dossier(
    State(app): State<App>,
    Path(id): Path<i64>,
) -> Result<Json<Dossier>, Problem> {
    let found = app
        .pool
        .ask(move |ledger| records(ledger, &ledger.told_in(id, MOST_TOLD)?))
        .await?;
    if found.is_empty() {
        return Err(no_meeting(id));
    }
    let records = found.into_iter().map(|reviewed| reviewed.record);
    side_by_side(&app, records).await.map(Json)
}

/// Joins a meeting with another (`join`), says that two are not one (`distinct`), or parts the one
/// that a report tells of from it (`part`: `name` is its row in that report's record; `own` is 0).
#[utoipa::path(post, path = "/meetings/{id}/decisions", tag = "meetings", params(("id" = i64, Path)), request_body = Decision,
    responses((status = 200, description = "The number of the log's entry", body = i64, content_type = "application/json")))]
pub(super) async fn settle_meeting(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<i64>,
    Json(decision): Json<Decision>,
) -> Result<Json<i64>, Problem> {
    let signed = signature(&who, decision.by, decision.why)?;
    let change = decided(decision.change)?;
    app.pool
        .change(move |ledger| ledger.settle(Subject::Meeting(id), &change, &signed))
        .await
        .map(Json)
}

/// Meetings that may be one, and why they may be, the latest first.
#[utoipa::path(get, path = "/doubts/meetings", tag = "meetings", params(Paging), responses((status = 200, body = Page<MeetingDoubt>)))]
pub(super) async fn meeting_doubts(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<MeetingDoubt>>, Problem> {
    counted(&app, &paging, |ledger, skip, limit| {
        let doubts = ledger.meeting_doubts(skip.saturating_add(limit))?;
        Ok(doubts.into_iter().skip(skip).collect())
    })
    .await
}
