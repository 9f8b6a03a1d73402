//! Reports as they come in, and records as they go out, line by line.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use verbale_schema::Record;

use crate::input::{self, MOST, Told};
use crate::problem::Problem;
use crate::state::App;

/// How one report comes.
pub(super) enum Kind {
    /// The body is the report; its name tells what it is.
    Bare(&'static str),
    /// The body is a form with the report in it.
    Form,
}

/// The record of the one report in a request.
pub(super) async fn one_record(
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
pub(super) fn kind(headers: &HeaderMap) -> Result<Option<Kind>, Problem> {
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
pub(super) fn stream(app: App, body: Body, told: Told) -> Response {
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

pub(super) fn json_line<T: Serialize>(item: &T) -> Result<Bytes, Problem> {
    let mut bytes = serde_json::to_vec(item).map_err(|_| Problem::defect())?;
    bytes.push(b'\n');
    Ok(Bytes::from(bytes))
}

fn problem_line(problem: &Problem, line: u64) -> Bytes {
    json_line(&serde_json::json!({"problem": problem, "line": line})).unwrap_or_default()
}
