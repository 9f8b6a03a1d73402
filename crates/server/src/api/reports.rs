//! Reports: added, read, listed, compared, and all of them at once.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;
use verbale_ledger::{Found, Reviewed, Stats, Storage, Target};
use verbale_schema::{Dossier, Record};

use super::incoming::{json_line, kind, one_record, stream};
use super::lists::{Page, Paging, found};
use crate::accounts::{MOST_REPORTS, side_by_side};
use crate::input::{self, Told, Upload};
use crate::problem::Problem;
use crate::state::App;

/// The reports, newest first.
#[utoipa::path(get, path = "/reports", tag = "reports", params(Paging),
    responses((status = 200, body = Page<Found>)))]
pub(super) async fn list_reports(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Found>>, Problem> {
    found(&app, String::new(), Some(Target::Reports), paging).await
}

/// Reads a report and keeps it with its record.
///
/// The body is plain text, HTML, one report as JSON (`{"text": …}`), a form with a text or a file, or
/// JSON lines: then the records come as JSON lines, one for each line and in their order, and a line
/// that cannot be read gives a problem. What a form or a line tells of its report goes before the query.
/// One report has at most 250,000 characters.
#[utoipa::path(post, path = "/reports", tag = "reports", params(Told),
    request_body(content((String = "text/plain"), (String = "text/html"), (Object = "application/json"),
        (Upload = "multipart/form-data"), (String = "application/x-ndjson"))),
    responses((status = 201, description = "Kept", body = Reviewed),
        (status = 200, description = "There already; or, for JSON lines, a stream of records",
            content((Reviewed = "application/json"), (Reviewed = "application/x-ndjson")))))]
pub(super) async fn add_report(
    State(app): State<App>,
    Query(told): Query<Told>,
    request: Request,
) -> Result<Response, Problem> {
    let Some(kind) = kind(request.headers())? else {
        if told.id.is_some() {
            return Err(Problem::bad("id: each line has its own"));
        }
        return Ok(stream(app, request.into_body(), told));
    };
    let record = one_record(&app, kind, request, told).await?;
    let hash = record.document.sha256.clone();
    let new = input::keep(&app, record).await?;
    let mut response = reviewed(&app, hash.clone()).await?;
    if new {
        *response.status_mut() = StatusCode::CREATED;
    }
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/reports/{hash}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// Reads a report and keeps nothing.
#[utoipa::path(post, path = "/read", tag = "reports", params(Told),
    request_body(content((String = "text/plain"), (String = "text/html"), (Object = "application/json"),
        (Upload = "multipart/form-data"))),
    responses((status = 200, body = Record)))]
pub(super) async fn read_report(
    State(app): State<App>,
    Query(told): Query<Told>,
    request: Request,
) -> Result<Json<Record>, Problem> {
    let kind = kind(request.headers())?.ok_or_else(|| {
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send one report: JSON lines go to /reports",
        )
    })?;
    one_record(&app, kind, request, told).await.map(Json)
}

/// A record as it stands, with its tag.
async fn reviewed(app: &App, hash: String) -> Result<Response, Problem> {
    let reviewed = app.pool.ask(move |ledger| ledger.record(&hash)).await?;
    let tag = format!("\"r{}\"", reviewed.review.revision);
    let mut response = Json(reviewed).into_response();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The record of a report, as it stands: what the machine read with what people corrected.
#[utoipa::path(get, path = "/reports/{sha256}", tag = "reports",
    params(("sha256" = String, Path, pattern = "^[0-9a-fA-F]{8,64}$", description = "The hash of the report's text, or its first 8 or more digits")),
    responses((status = 200, body = Reviewed), (status = 304, description = "As the client has it")))]
pub(super) async fn one_report(
    State(app): State<App>,
    Path(hash): Path<String>,
) -> Result<Response, Problem> {
    reviewed(&app, hash).await
}

/// All records as they stand, in the order in which they came, as JSON lines.
#[utoipa::path(get, path = "/export", tag = "reports",
    responses((status = 200, description = "A stream of records", content_type = "application/x-ndjson", body = Reviewed)))]
pub(super) async fn export(State(app): State<App>) -> Response {
    let (out, lines) = mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    tokio::spawn(async move {
        let mut after = 0;
        loop {
            let batch = app
                .pool
                .ask(move |ledger| ledger.hashes(after, None, 100))
                .await;
            let Ok(batch) = batch else { return };
            let Some((last, _)) = batch.last() else {
                return;
            };
            after = *last;
            for (_, hash) in batch {
                let line = app
                    .pool
                    .ask(move |ledger| ledger.record(&hash))
                    .await
                    .and_then(|record| json_line(&record));
                // A stream cannot change its status: one that breaks off has no proper end.
                let line = line.map_err(|problem| std::io::Error::other(problem.detail));
                let broken = line.is_err();
                if out.send(line).await.is_err() || broken {
                    return;
                }
            }
        }
    });
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson")];
    (headers, Body::from_stream(ReceiverStream::new(lines))).into_response()
}

/// How much is kept.
#[utoipa::path(get, path = "/stats", tag = "reports", responses((status = 200, body = Stats)))]
pub(super) async fn stats(State(app): State<App>) -> Result<Json<Stats>, Problem> {
    app.pool.ask(|ledger| ledger.stats()).await.map(Json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Compared {
    /// The hashes of the reports, or their first 8 or more digits, with commas between.
    reports: String,
}

/// Reports about one meeting side by side.
#[utoipa::path(get, path = "/dossier", tag = "reports", params(Compared),
    responses((status = 200, body = Dossier)))]
pub(super) async fn dossier(
    State(app): State<App>,
    Query(compared): Query<Compared>,
) -> Result<Json<Dossier>, Problem> {
    let hashes: Vec<String> = compared
        .reports
        .split(',')
        .map(|hash| hash.trim().to_owned())
        .collect();
    if hashes.len() > MOST_REPORTS {
        let most = format!("at most {MOST_REPORTS} reports fit side by side");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, most));
    }
    let records = app
        .pool
        .ask(move |ledger| {
            let records = hashes.iter().map(|hash| Ok(ledger.record(hash)?.record));
            records.collect::<Result<Vec<Record>, verbale_ledger::Error>>()
        })
        .await?;
    side_by_side(&app, records).await.map(Json)
}
