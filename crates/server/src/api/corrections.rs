//! Corrections of rows, and the log of them.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use verbale_ledger::{Change, Entry, Found, Storage};

use super::lists::{Page, Paging, page};
use crate::auth::{Who, signature};
use crate::problem::Problem;
use crate::state::App;

/// Who corrected what in a report, newest first.
#[utoipa::path(get, path = "/reports/{sha256}/log", tag = "corrections", params(("sha256" = String, Path, pattern = "^[0-9a-fA-F]{8,64}$"), Paging),
    responses((status = 200, body = Page<Entry>)))]
pub(super) async fn report_log(
    State(app): State<App>,
    Path(hash): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Entry>>, Problem> {
    let (cursor, limit) = (paging.cursor()?, paging.limit());
    let items = app
        .pool
        .ask(move |ledger| {
            ledger.record(&hash)?;
            ledger.log(Some(&hash), cursor, limit + 1)
        })
        .await?;
    Ok(page(items, limit, |entry| entry.id))
}

/// Who corrects, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Signing {
    /// The name of the one who corrects; not needed with a token, whose holder it is.
    #[serde(default)]
    by: Option<String>,
    /// Why.
    #[serde(default)]
    why: Option<String>,
}

/// A change of which nothing that was said is passed over: a field that can be left out without a
/// difference was not understood.
pub(super) fn whole_change<'de, D: Deserializer<'de>>(from: D) -> Result<Change, D::Error> {
    let fields = Map::deserialize(from)?;
    let change = Change::deserialize(Value::Object(fields.clone())).map_err(D::Error::custom)?;
    let known = serde_json::to_value(&change).map_err(D::Error::custom)?;
    let is_passed_over = |name: &&String| {
        let mut rest = fields.clone();
        rest.remove(*name);
        known.get(*name).is_none()
            && !["by", "why"].contains(&name.as_str())
            && Change::deserialize(Value::Object(rest)).is_ok_and(|other| other == change)
    };
    match fields.keys().find(is_passed_over) {
        Some(other) => Err(D::Error::custom(format!(
            "{:?} has no field {other:?}",
            change.as_str()
        ))),
        None => Ok(change),
    }
}

/// A correction of one row.
#[derive(Deserialize, ToSchema)]
#[serde(expecting = "an object")]
pub(super) struct Correction {
    /// The row's id in the record.
    row: String,
    /// The revision of the record that was seen; not needed with `If-Match`.
    #[serde(default)]
    seen: Option<i64>,
    #[serde(flatten, deserialize_with = "whole_change")]
    change: Change,
    /// The name of the one who corrects; not needed with a token, whose holder it is.
    #[serde(default)]
    by: Option<String>,
    /// Why.
    #[serde(default)]
    why: Option<String>,
}

/// Which revision of the record was seen.
enum Seen {
    Revision(i64),
    /// `*`: whichever there is.
    Whatever,
}

impl Seen {
    /// What `If-Match` says: the latest of the record's tags that are in it.
    fn by(tags: &HeaderValue) -> Option<Self> {
        let tags = tags.to_str().ok()?;
        if tags.trim() == "*" {
            return Some(Self::Whatever);
        }
        let revision = |tag: &str| {
            tag.trim()
                .strip_prefix("\"r")?
                .strip_suffix('"')?
                .parse()
                .ok()
        };
        tags.split(',')
            .filter_map(revision)
            .max()
            .map(Self::Revision)
    }
}

/// What a correction led to.
#[derive(Serialize, ToSchema)]
pub(super) struct Done {
    /// The number of the log's entry.
    entry: i64,
    /// The record's revision from now on.
    revision: i64,
}

/// Corrects a row: accept, reject, edit, merge, split.
///
/// Give the record's tag in `If-Match`. When others changed the row since, the save is refused (412)
/// with what they changed.
#[utoipa::path(post, path = "/reports/{sha256}/corrections", tag = "corrections",
    params(("sha256" = String, Path, pattern = "^[0-9a-fA-F]{8,64}$"), ("If-Match" = Option<String>, Header, description = "The record's tag")),
    request_body = Correction,
    responses((status = 200, body = Done), (status = 412, description = "Changed since", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn correct(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    Json(correction): Json<Correction>,
) -> Result<Json<Done>, Problem> {
    let seen = match headers.get(header::IF_MATCH) {
        Some(tags) => Seen::by(tags).ok_or_else(|| {
            let detail = "If-Match: not a tag of this record";
            Problem::new(StatusCode::PRECONDITION_FAILED, detail)
        })?,
        None => correction.seen.map(Seen::Revision).ok_or_else(|| {
            let detail = "say which revision of the record was seen: If-Match, or seen";
            Problem::new(StatusCode::PRECONDITION_REQUIRED, detail)
        })?,
    };
    let signed = signature(&who, correction.by, correction.why)?;
    let done = app
        .pool
        .change(move |ledger| {
            let seen = match seen {
                Seen::Revision(revision) => revision,
                Seen::Whatever => ledger.record(&hash)?.review.revision,
            };
            ledger.correct(&hash, seen, &correction.row, &correction.change, &signed)
        })
        .await?;
    Ok(Json(Done {
        entry: done.entry,
        revision: done.revision,
    }))
}

/// The rows that no person has looked at, the least certain first.
#[utoipa::path(get, path = "/review", tag = "corrections", params(Paging),
    responses((status = 200, body = Page<Found>)))]
pub(super) async fn review(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Found>>, Problem> {
    let (cursor, limit) = (paging.cursor()?, paging.limit());
    let items = app
        .pool
        .ask(move |ledger| ledger.unsure(None, cursor, limit + 1))
        .await?;
    Ok(page(items, limit, |found| found.cursor))
}

/// Who corrected what, newest first.
#[utoipa::path(get, path = "/log", tag = "corrections", params(Paging), responses((status = 200, body = Page<Entry>)))]
pub(super) async fn log(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Entry>>, Problem> {
    let (cursor, limit) = (paging.cursor()?, paging.limit());
    let items = app
        .pool
        .ask(move |ledger| ledger.log(None, cursor, limit + 1))
        .await?;
    Ok(page(items, limit, |entry| entry.id))
}

/// Takes an entry of the log back. An undo can be taken back as well.
#[utoipa::path(post, path = "/log/{entry}/undo", tag = "corrections", params(("entry" = i64, Path)),
    request_body = Signing,
    responses((status = 200, description = "The number of the new entry", body = i64, content_type = "application/json")))]
pub(super) async fn undo(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(entry): Path<i64>,
    Json(signing): Json<Signing>,
) -> Result<Json<i64>, Problem> {
    let signed = signature(&who, signing.by, signing.why)?;
    app.pool
        .change(move |ledger| ledger.undo(entry, &signed))
        .await
        .map(Json)
}
