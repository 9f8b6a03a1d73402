//! The API: `/api/v1`, described in OpenAPI 3.1 by the code itself.
#![allow(
    unused_qualifications,
    reason = "the descriptions repeat the paths of their parameters"
)]

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::extract::{Extension, FromRequest, MatchedPath, Multipart, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::StreamExt;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoParams, Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use verbale_ledger::{
    Change, Doubt, Entry, Error, Found, KeptMeeting, Ledger, MeetingDoubt, Person, Reviewed,
    SavedSearch, Signature, Stats, Storage, Subject, Target, ToldIn,
};
use verbale_schema::{Dossier, Record};

use crate::accounts::{MOST_REPORTS, records, side_by_side};

use crate::auth::Who;
use crate::input::{self, MOST, Told, Upload};
use crate::problem::Problem;
use crate::serve::{App, now};

/// How many items a page has at most, and when no one says how many.
const MOST_ITEMS: usize = 200;
const ITEMS: usize = 50;

#[derive(OpenApi)]
#[openapi(
    info(title = "Verbale", description = "Records of who said what, with the very words. Records and their spans are \
        those of the command `verbale read`; spans count Unicode code points. On the machine's own address no token \
        is needed."),
    modifiers(&Tokens),
    components(schemas(Problem)),
    security((), ("token" = []))
)]
struct Description;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let parts = openapi.components.get_or_insert_default();
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        parts.add_security_scheme("token", bearer);
    }
}

/// What every operation can answer, and words for answers that need none of their own.
fn complete(openapi: &mut utoipa::openapi::OpenApi) {
    let problem = |description: &str| {
        let schema = Ref::from_schema_name("Problem");
        ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", Content::new(Some(schema)))
            .build()
    };
    for path in openapi.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.delete];
        for operation in operations.into_iter().flatten() {
            let responses = &mut operation.responses.responses;
            for response in responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    response.description = "What was asked for".to_owned();
                }
            }
            for (status, description) in [
                ("4XX", "What is wrong with the request, and what to do"),
                (
                    "5XX",
                    "Why there is no answer now: 503 when it may be tried again in a moment",
                ),
            ] {
                responses.insert(status.to_owned(), problem(description).into());
            }
        }
    }
}

fn described() -> (Router<App>, utoipa::openapi::OpenApi) {
    let api = OpenApiRouter::new()
        .routes(routes!(list_reports, add_report))
        .routes(routes!(one_report))
        .routes(routes!(report_log))
        .routes(routes!(correct))
        .routes(routes!(read_report))
        .routes(routes!(search))
        .routes(routes!(searches, save_search))
        .routes(routes!(forget_search))
        .routes(routes!(review))
        .routes(routes!(log))
        .routes(routes!(undo))
        .routes(routes!(persons))
        .routes(routes!(one_person))
        .routes(routes!(person_words))
        .routes(routes!(settle))
        .routes(routes!(doubts))
        .routes(routes!(meetings))
        .routes(routes!(one_meeting))
        .routes(routes!(meeting_dossier))
        .routes(routes!(settle_meeting))
        .routes(routes!(meeting_doubts))
        .routes(routes!(export))
        .routes(routes!(dossier))
        .routes(routes!(stats));
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

/// The parameters of each operation, by its method and path.
static PARAMETERS: LazyLock<HashMap<(String, String), Vec<String>>> = LazyLock::new(|| {
    let api: Value = serde_json::from_str(&OPENAPI).unwrap_or_default();
    let mut known = HashMap::new();
    for (path, methods) in api["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let names = parameters
                .filter(|parameter| parameter["in"] == "query")
                .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned));
            known.insert((method.to_uppercase(), path.clone()), names.collect());
        }
    }
    known
});

/// Refuses parameters that an operation does not know: whoever sends them counts on something.
async fn known(path: MatchedPath, request: Request, next: Next) -> Result<Response, Problem> {
    let method = match *request.method() {
        Method::HEAD => "GET",
        ref method => method.as_str(),
    };
    let operation = (method.to_owned(), path.as_str().to_owned());
    let given = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    if let (Some(names), Ok(Query(given))) = (PARAMETERS.get(&operation), given)
        && let Some((other, _)) = given.iter().find(|(name, _)| !names.contains(name))
    {
        return Err(Problem::bad(if names.is_empty() {
            format!("there is no parameter {other:?}: none can be given here")
        } else {
            format!(
                "there is no parameter {other:?}: it may be {}",
                names.join(", ")
            )
        }));
    }
    Ok(next.run(request).await)
}

pub(crate) fn router() -> Router<App> {
    described()
        .0
        .route("/api/v1/openapi.json", get(openapi))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
}

async fn openapi() -> impl IntoResponse {
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

/// A page of a list.
#[derive(Serialize, ToSchema)]
struct Page<T: ToSchema> {
    /// The items.
    items: Vec<T>,
    /// What to give as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// How many items are asked for, as far as it is allowed.
fn limit<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    let limit = usize::deserialize(from)?;
    if (1..=MOST_ITEMS).contains(&limit) {
        Ok(Some(limit))
    } else {
        Err(D::Error::custom(format!(
            "1 to {MOST_ITEMS} can be asked for at once"
        )))
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Paging {
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many items at most: 50 unless told, and never more than 200.
    #[param(minimum = 1, maximum = 200)]
    #[serde(default, deserialize_with = "limit")]
    limit: Option<usize>,
}

impl Paging {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(ITEMS)
    }

    /// Where to go on: each list has places of its own.
    fn cursor<C: FromStr>(&self) -> Result<Option<C>, Problem> {
        let cursor = self.cursor.as_deref().map(str::parse);
        cursor.transpose().map_err(|_| {
            let detail = "cursor: no place in this list: give the `next` of its page before, or none to begin";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        })
    }

    /// For lists that are counted through.
    fn skip(&self) -> Result<usize, Problem> {
        let skip = self.cursor::<u32>()?.unwrap_or(0);
        Ok(usize::try_from(skip).unwrap_or(usize::MAX))
    }
}

/// A page of `limit` items out of at most one more, which shows whether there is a next.
fn page<T: ToSchema, C: ToString>(
    mut items: Vec<T>,
    limit: usize,
    cursor: impl Fn(&T) -> C,
) -> Json<Page<T>> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| cursor(last).to_string());
    Json(Page { items, next })
}

/// A page of a list that is counted through.
async fn counted<T: ToSchema + Send + 'static>(
    app: &App,
    paging: &Paging,
    list: impl FnOnce(&Ledger, usize, usize) -> Result<Vec<T>, Error> + Send + 'static,
) -> Result<Json<Page<T>>, Problem> {
    let (skip, limit) = (paging.skip()?, paging.limit());
    let items = app.pool.ask(move |ledger| list(ledger, skip, limit + 1));
    Ok(page(items.await?, limit, |_| skip + limit))
}

async fn found(
    app: &App,
    query: String,
    target: Option<Target>,
    paging: Paging,
) -> Result<Json<Page<Found>>, Problem> {
    let (cursor, limit) = (paging.cursor()?, paging.limit());
    let items = app
        .pool
        .ask(move |ledger| {
            let query: verbale_ledger::Query = query.parse()?;
            let query = match target {
                Some(target) => query.on(target),
                None => query,
            };
            ledger.find(&query, cursor, limit + 1)
        })
        .await?;
    Ok(page(items, limit, |found| found.cursor))
}

/// The reports, newest first.
#[utoipa::path(get, path = "/reports", tag = "reports", params(Paging),
    responses((status = 200, body = Page<Found>)))]
async fn list_reports(
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
async fn add_report(
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
async fn read_report(
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

/// How one report comes.
enum Kind {
    /// The body is the report; its name tells what it is.
    Bare(&'static str),
    /// The body is a form with the report in it.
    Form,
}

/// The record of the one report in a request.
async fn one_record(
    app: &App,
    kind: Kind,
    request: Request,
    told: Told,
) -> Result<Record, Problem> {
    let (name, bytes, told) = match kind {
        Kind::Bare(name) => (name, whole(request.into_body()).await?, told),
        Kind::Form => {
            let form = Multipart::from_request(request, app).await;
            let form = form.map_err(|error| Problem::new(error.status(), error.body_text()))?;
            let (own, text) = input::upload(form).await?;
            let (name, bytes) = text?;
            (name, bytes, own.or(told))
        }
    };
    input::read(app, bytes, name, told).await
}

/// How a report comes, by the headers; none for JSON lines.
fn kind(headers: &HeaderMap) -> Result<Option<Kind>, Problem> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("text/plain");
    let kind = kind.split(';').next().unwrap_or_default().trim();
    match kind.to_ascii_lowercase().as_str() {
        "text/plain" => Ok(Some(Kind::Bare("posted.txt"))),
        "text/html" | "application/xhtml+xml" => Ok(Some(Kind::Bare("posted.html"))),
        "application/json" => Ok(Some(Kind::Bare("posted.json"))),
        "multipart/form-data" => Ok(Some(Kind::Form)),
        "application/x-ndjson" | "application/jsonl" => Ok(None),
        other => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!(
                "{other}: send text/plain, text/html, application/json, multipart/form-data or application/x-ndjson"
            ),
        )),
    }
}

async fn whole(body: Body) -> Result<Vec<u8>, Problem> {
    let bytes = axum::body::to_bytes(body, MOST).await;
    if bytes.as_ref().is_ok_and(|bytes| bytes.is_empty()) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the body is empty: send the report in it",
        ));
    }
    bytes.map(Vec::from).map_err(|_| {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!(
                "the body has more than {} MiB: split it into its reports",
                MOST >> 20
            ),
        )
    })
}

/// JSON lines in, JSON lines out, one line at a time: a client that does not read is not read from.
fn stream(app: App, body: Body, told: Told) -> Response {
    let (out, lines) = mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    tokio::spawn(async move {
        let mut body = body.into_data_stream();
        let mut rest: Vec<u8> = Vec::new();
        let mut number = 0_u64;
        loop {
            let (line, last) = match rest.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    let after = rest.split_off(end + 1);
                    (std::mem::replace(&mut rest, after), false)
                }
                None if rest.len() > MOST => {
                    let _ = out.send(Ok(problem_line(&too_long(), number + 1))).await;
                    return;
                }
                None => match body.next().await {
                    Some(Ok(more)) => {
                        rest.extend_from_slice(&more);
                        continue;
                    }
                    // What came before a broken end is not a line.
                    Some(Err(_)) => return,
                    None => (std::mem::take(&mut rest), true),
                },
            };
            number += 1;
            if !line.trim_ascii().is_empty() {
                let made = match one_line(&app, line, told.clone()).await {
                    Ok(bytes) => bytes,
                    Err(problem) => problem_line(&problem, number),
                };
                if out.send(Ok(made)).await.is_err() {
                    return;
                }
            }
            if last {
                return;
            }
        }
    });
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson")];
    (headers, Body::from_stream(ReceiverStream::new(lines))).into_response()
}

fn too_long() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the line has more than {} MiB", MOST >> 20),
    )
}

async fn one_line(app: &App, line: Vec<u8>, told: Told) -> Result<Bytes, Problem> {
    let record = input::read(app, line, "line.json", told).await?;
    let hash = record.document.sha256.clone();
    input::keep(app, record).await?;
    let reviewed = app.pool.ask(move |ledger| ledger.record(&hash)).await?;
    json_line(&reviewed)
}

fn json_line<T: Serialize>(item: &T) -> Result<Bytes, Problem> {
    let mut bytes = serde_json::to_vec(item).map_err(|_| Problem::defect())?;
    bytes.push(b'\n');
    Ok(Bytes::from(bytes))
}

fn problem_line(problem: &Problem, line: u64) -> Bytes {
    json_line(&serde_json::json!({"problem": problem, "line": line})).unwrap_or_default()
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
async fn one_report(State(app): State<App>, Path(hash): Path<String>) -> Result<Response, Problem> {
    reviewed(&app, hash).await
}

/// Who corrected what in a report, newest first.
#[utoipa::path(get, path = "/reports/{sha256}/log", tag = "corrections", params(("sha256" = String, Path, pattern = "^[0-9a-fA-F]{8,64}$"), Paging),
    responses((status = 200, body = Page<Entry>)))]
async fn report_log(
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
struct Signing {
    /// The name of the one who corrects; not needed with a token, whose holder it is.
    #[serde(default)]
    by: Option<String>,
    /// Why.
    #[serde(default)]
    why: Option<String>,
}

/// The longest name and reason, in bytes.
const LONGEST: usize = 2000;

/// The signature of a change: the holder of the token, or whoever the client says it is.
pub(crate) fn signature(
    who: &Who,
    by: Option<String>,
    why: Option<String>,
) -> Result<Signature, Problem> {
    let given = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let by =
        who.name.clone().or(given(by)).ok_or_else(|| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "say who corrects: by")
        })?;
    let why = given(why);
    if by.len() > LONGEST || why.as_ref().is_some_and(|why| why.len() > LONGEST) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the name or the reason is too long",
        ));
    }
    Ok(Signature { by, at: now(), why })
}

/// A change of which nothing that was said is passed over: a field that can be left out without a
/// difference was not understood.
fn whole_change<'de, D: Deserializer<'de>>(from: D) -> Result<Change, D::Error> {
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
struct Correction {
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
struct Done {
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
async fn correct(
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

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
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
async fn search(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<Found>>, Problem> {
    let Asked { q, cursor, limit } = asked;
    found(&app, q, None, Paging { cursor, limit }).await
}

/// The searches saved under a name. Each is a feed, at `/searches/{name}/feed.atom` and `feed.json`.
#[utoipa::path(get, path = "/searches", tag = "search", responses((status = 200, body = Vec<SavedSearch>)))]
async fn searches(State(app): State<App>) -> Result<Json<Vec<SavedSearch>>, Problem> {
    app.pool.ask(|ledger| ledger.searches()).await.map(Json)
}

/// A search to be saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct NewSearch {
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
async fn save_search(
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
async fn forget_search(
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

/// The rows that no person has looked at, the least certain first.
#[utoipa::path(get, path = "/review", tag = "corrections", params(Paging),
    responses((status = 200, body = Page<Found>)))]
async fn review(
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
async fn log(
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
async fn undo(
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

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ByName {
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
async fn persons(
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
async fn one_person(State(app): State<App>, Path(id): Path<i64>) -> Result<Json<Person>, Problem> {
    let person = app.pool.ask(move |ledger| ledger.person(id)).await?;
    person
        .map(Json)
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("there is no person {id}")))
}

/// What a person said, newest first.
#[utoipa::path(get, path = "/persons/{id}/statements", tag = "persons", params(("id" = i64, Path), Paging),
    responses((status = 200, body = Page<Found>)))]
async fn person_words(
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
async fn doubts(
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
struct Decision {
    #[serde(flatten, deserialize_with = "whole_change")]
    change: Change,
    /// The name of the one who corrects; not needed with a token, whose holder it is.
    #[serde(default)]
    by: Option<String>,
    /// Why.
    #[serde(default)]
    why: Option<String>,
}

/// Joins a person with another (`join`), says that two are not one (`distinct`), or parts the one
/// meant in a report from it (`part`; `own` may be 0).
#[utoipa::path(post, path = "/persons/{id}/decisions", tag = "persons", params(("id" = i64, Path)), request_body = Decision,
    responses((status = 200, description = "The number of the log's entry", body = i64, content_type = "application/json")))]
async fn settle(
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
fn decided(change: Change) -> Result<Change, Problem> {
    match change {
        Change::Join { .. } | Change::Distinct { .. } | Change::Part { .. } => Ok(change),
        _ => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "only join, distinct and part can be decided here",
        )),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Meetings {
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
async fn meetings(
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
struct ToldMeeting {
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
async fn one_meeting(
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
async fn meeting_dossier(
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
async fn settle_meeting(
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
async fn meeting_doubts(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<MeetingDoubt>>, Problem> {
    counted(&app, &paging, |ledger, skip, limit| {
        let doubts = ledger.meeting_doubts(skip.saturating_add(limit))?;
        Ok(doubts.into_iter().skip(skip).collect())
    })
    .await
}

/// All records as they stand, in the order in which they came, as JSON lines.
#[utoipa::path(get, path = "/export", tag = "reports",
    responses((status = 200, description = "A stream of records", content_type = "application/x-ndjson", body = Reviewed)))]
async fn export(State(app): State<App>) -> Response {
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
async fn stats(State(app): State<App>) -> Result<Json<Stats>, Problem> {
    app.pool.ask(|ledger| ledger.stats()).await.map(Json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Compared {
    /// The hashes of the reports, or their first 8 or more digits, with commas between.
    reports: String,
}

/// Reports about one meeting side by side.
#[utoipa::path(get, path = "/dossier", tag = "reports", params(Compared),
    responses((status = 200, body = Dossier)))]
async fn dossier(
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
