//! Searches, and those that are saved.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::{Found, SavedSearch, Storage};

use super::lists::{Page, Paging, found, limit};
use crate::auth::{Who, signature};
use crate::problem::Problem;
use crate::state::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The query, as in the search box: `speaker:"Ana Verrin" act:deny date:2025-08`.
    #[serde(default)]
    q: String,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 200)]
    #[serde(default, deserialize_with = "limit")]
    limit: Option<usize>,
}

/// Finds rows by words and fields, newest first.
#[utoipa::path(get, path = "/search", tag = "search", params(Asked),
    responses((status = 200, body = Page<Found>)))]
pub(super) async fn search(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<Found>>, Problem> {
    let Asked { q, cursor, limit } = asked;
    found(&app, q, None, Paging { cursor, limit }).await
}

/// The searches saved under a name. Each is a feed, at `/searches/{name}/feed.atom` and `feed.json`.
#[utoipa::path(get, path = "/searches", tag = "search", responses((status = 200, body = Vec<SavedSearch>)))]
pub(super) async fn searches(State(app): State<App>) -> Result<Json<Vec<SavedSearch>>, Problem> {
    app.pool.ask(|ledger| ledger.searches()).await.map(Json)
}

/// A search to be saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct NewSearch {
    /// Its name, 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it asks for, as in the search box.
    query: String,
    /// Who saves it; not needed with a token, whose holder it is.
    #[serde(default)]
    by: Option<String>,
}

/// Saves a search under a name.
#[utoipa::path(post, path = "/searches", tag = "search", request_body = NewSearch,
    responses((status = 201, description = "Saved", body = SavedSearch)))]
pub(super) async fn save_search(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Json(new): Json<NewSearch>,
) -> Result<(StatusCode, Json<SavedSearch>), Problem> {
    let NewSearch { name, query, by } = new;
    let signed = signature(&who, by, None)?;
    let saved = app
        .pool
        .change(move |ledger| ledger.save_search(&name, &query, &signed));
    Ok((StatusCode::CREATED, Json(saved.await?)))
}

/// Takes a saved search away.
#[utoipa::path(delete, path = "/searches/{name}", tag = "search", params(("name" = String, Path)),
    responses((status = 204, description = "Gone")))]
pub(super) async fn forget_search(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let asked = name.clone();
    let gone = app.pool.change(move |ledger| ledger.forget_search(&asked));
    if gone.await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        let detail = format!("there is no search named {name:?}");
        Err(Problem::new(StatusCode::NOT_FOUND, detail))
    }
}
