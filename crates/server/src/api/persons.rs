//! Persons across reports.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::{Change, Doubt, Found, Person, Storage, Subject, Target};

use super::corrections::whole_change;
use super::lists::{Page, Paging, counted, limit, page};
use crate::auth::{Who, signature};
use crate::problem::Problem;
use crate::state::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ByName {
    /// Words of the name; nothing for all.
    #[serde(default)]
    name: String,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 200)]
    #[serde(default, deserialize_with = "limit")]
    limit: Option<usize>,
}

/// Persons across reports, those with most statements first.
#[utoipa::path(get, path = "/persons", tag = "persons", params(ByName), responses((status = 200, body = Page<Person>)))]
pub(super) async fn persons(
    State(app): State<App>,
    Query(asked): Query<ByName>,
) -> Result<Json<Page<Person>>, Problem> {
    let ByName {
        name,
        cursor,
        limit,
    } = asked;
    let paging = Paging { cursor, limit };
    counted(&app, &paging, move |ledger, skip, limit| {
        ledger.persons(&name, skip, limit)
    })
    .await
}

/// A person.
#[utoipa::path(get, path = "/persons/{id}", tag = "persons", params(("id" = i64, Path)),
    responses((status = 200, body = Person)))]
pub(super) async fn one_person(
    State(app): State<App>,
    Path(id): Path<i64>,
) -> Result<Json<Person>, Problem> {
    let person = app.pool.ask(move |ledger| ledger.person(id)).await?;
    person
        .map(Json)
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("there is no person {id}")))
}

/// What a person said, newest first.
#[utoipa::path(get, path = "/persons/{id}/statements", tag = "persons", params(("id" = i64, Path), Paging),
    responses((status = 200, body = Page<Found>)))]
pub(super) async fn person_words(
    State(app): State<App>,
    Path(id): Path<i64>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Found>>, Problem> {
    let (cursor, limit) = (paging.cursor()?, paging.limit());
    let items = app
        .pool
        .ask(move |ledger| ledger.words_of(id, Target::Statements, cursor, limit + 1))
        .await?;
    Ok(page(items, limit, |found| found.cursor))
}

/// Persons that may be one, and why they may be.
#[utoipa::path(get, path = "/doubts", tag = "persons", params(Paging), responses((status = 200, body = Page<Doubt>)))]
pub(super) async fn doubts(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Doubt>>, Problem> {
    counted(&app, &paging, |ledger, skip, limit| {
        let doubts = ledger.doubts(skip.saturating_add(limit))?;
        Ok(doubts.into_iter().skip(skip).collect())
    })
    .await
}

/// A decision about persons or meetings across reports.
#[derive(Deserialize, ToSchema)]
#[serde(expecting = "an object")]
pub(super) struct Decision {
    #[serde(flatten, deserialize_with = "whole_change")]
    pub(super) change: Change,
    /// The name of the one who corrects; not needed with a token, whose holder it is.
    #[serde(default)]
    pub(super) by: Option<String>,
    /// Why.
    #[serde(default)]
    pub(super) why: Option<String>,
}

/// Joins a person with another (`join`), says that two are not one (`distinct`), or parts the one
/// meant in a report from it (`part`; `own` may be 0).
#[utoipa::path(post, path = "/persons/{id}/decisions", tag = "persons", params(("id" = i64, Path)), request_body = Decision,
    responses((status = 200, description = "The number of the log's entry", body = i64, content_type = "application/json")))]
pub(super) async fn settle(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<i64>,
    Json(decision): Json<Decision>,
) -> Result<Json<i64>, Problem> {
    let signed = signature(&who, decision.by, decision.why)?;
    let change = decided(decision.change)?;
    app.pool
        .change(move |ledger| ledger.settle(Subject::Person(id), &change, &signed))
        .await
        .map(Json)
}

/// Other changes are made to rows of a record.
pub(super) fn decided(change: Change) -> Result<Change, Problem> {
    match change {
        Change::Join { .. } | Change::Distinct { .. } | Change::Part { .. } => Ok(change),
        _ => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "only join, distinct and part can be decided here",
        )),
    }
}
