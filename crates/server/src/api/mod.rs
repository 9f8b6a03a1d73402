//! The API: `/api/v1`, described in OpenAPI 3.1 by the code itself.
#![allow(
    unused_qualifications,
    reason = "the descriptions repeat the paths of their parameters"
)]

mod corrections;
mod incoming;
mod lists;
mod meetings;
mod openapi;
mod persons;
mod reports;
mod search;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use verbale_ledger::Storage;

use crate::problem::Problem;
use crate::state::App;
use openapi::{Description, complete, known};

fn described() -> (Router<App>, utoipa::openapi::OpenApi) {
    let api = OpenApiRouter::new()
        .routes(routes!(reports::list_reports, reports::add_report))
        .routes(routes!(reports::one_report))
        .routes(routes!(corrections::report_log))
        .routes(routes!(corrections::correct))
        .routes(routes!(reports::read_report))
        .routes(routes!(search::search))
        .routes(routes!(search::searches, search::save_search))
        .routes(routes!(search::forget_search))
        .routes(routes!(corrections::review))
        .routes(routes!(corrections::log))
        .routes(routes!(corrections::undo))
        .routes(routes!(persons::persons))
        .routes(routes!(persons::one_person))
        .routes(routes!(persons::person_words))
        .routes(routes!(persons::settle))
        .routes(routes!(persons::doubts))
        .routes(routes!(meetings::meetings))
        .routes(routes!(meetings::one_meeting))
        .routes(routes!(meetings::meeting_dossier))
        .routes(routes!(meetings::settle_meeting))
        .routes(routes!(meetings::meeting_doubts))
        .routes(routes!(reports::export))
        .routes(routes!(reports::dossier))
        .routes(routes!(reports::stats));
    let (router, mut openapi) = OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", api)
        .split_for_parts();
    complete(&mut openapi);
    (router.layer(from_fn(known)), openapi)
}

/// The description, as it is served.
pub(crate) static OPENAPI: LazyLock<String> = LazyLock::new(|| {
    described()
        .1
        .to_pretty_json()
        .expect("the description is plain data")
});

pub(crate) fn router() -> Router<App> {
    described()
        .0
        .route("/api/v1/openapi.json", get(served))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
}

async fn served() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        OPENAPI.as_str(),
    )
}

async fn health(State(app): State<App>) -> Result<&'static str, Problem> {
    app.pool.ask(|ledger| ledger.hashes(0, None, 1)).await?;
    Ok("ok\n")
}

async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let stats = app.pool.ask(|ledger| ledger.stats()).await?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], app.metrics.text(&stats)).into_response())
}
