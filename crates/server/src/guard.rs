//! What every request passes through: who is let in, how problems look, what browsers may do.

use std::any::Any;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::StreamExt as _;
use sha2::{Digest, Sha256};
use verbale_ledger::{Role, Storage};

use crate::auth::{COOKIE, Shown, Who, cookie, hash};
use crate::pages;
use crate::problem::Problem;
use crate::state::App;

/// What browsers may load and run: only what this server gives them, never what stands in a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How long a client may take between two pieces of a body.
const SLOW: Duration = Duration::from_secs(10);
/// How long an answer may take to begin.
const LONG: Duration = Duration::from_secs(60);

pub(crate) async fn missing(uri: Uri) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at {}", uri.path()),
    )
}

pub(crate) async fn wrong_method(method: Method) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{method} means nothing here"),
    )
}

pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    Problem::defect().into_response()
}

/// Cuts off what takes too long: a body that stops coming, an answer that does not begin.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let is_stalled = Arc::new(AtomicBool::new(false));
    let stalled = Arc::clone(&is_stalled);
    let request = request.map(|body| {
        let pieces = tokio_stream::StreamExt::timeout(body.into_data_stream(), SLOW);
        Body::from_stream(pieces.map(move |piece| {
            piece.unwrap_or_else(|_| {
                stalled.store(true, Ordering::Relaxed);
                Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))
            })
        }))
    });
    match tokio::time::timeout(LONG, next.run(request)).await {
        Ok(refused) if is_stalled.load(Ordering::Relaxed) && !refused.status().is_success() => {
            let detail = "the body stopped coming: send it again, without a pause";
            Problem::new(StatusCode::REQUEST_TIMEOUT, detail).into_response()
        }
        Ok(response) => response,
        Err(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "the answer took too long: ask for less at once, or try again later",
        )
        .into_response(),
    }
}

/// Lets in who may ask for this.
pub(crate) async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (headers, path) = (request.headers(), request.uri().path());
    // A page of another site that has its name point here could otherwise read the ledger.
    if app.own && !names_this_machine(headers) {
        return Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server only answers to localhost",
        )
        .into_response();
    }
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !safe && comes_from_elsewhere(headers) {
        return Problem::new(StatusCode::FORBIDDEN, "the request comes from another site")
            .into_response();
    }
    let public = matches!(path, "/health" | "/login") || path.starts_with("/static/");
    let needed = match path {
        "/metrics" => Role::Metrics,
        "/api/v1/read" => Role::Read,
        _ if safe => Role::Read,
        "/logout" => Role::Read,
        _ => Role::Edit,
    };
    let who = match who(&app, headers).await {
        Ok(who) => who,
        Err(problem) => return problem.into_response(),
    };
    match who {
        Some(who) if who.role >= needed => {
            request.extensions_mut().insert(who);
        }
        _ if public => {}
        Some(who) => {
            let detail = format!(
                "the role {:?} is not enough: {:?} is needed",
                who.role.as_str(),
                needed.as_str()
            );
            return Problem::new(StatusCode::FORBIDDEN, detail).into_response();
        }
        None if safe && wants_page(headers, path) => return Redirect::to("/login").into_response(),
        None => {
            // Readers of feeds send a password when they are asked for one. Browsers would ask whoever
            // sits before them, who is to log in by the page instead.
            let ask = if path.ends_with("/feed.atom") || path.ends_with("/feed.json") {
                "Basic realm=\"Verbale: the password is a token\", charset=\"UTF-8\""
            } else {
                "Bearer"
            };
            let mut response = Problem::new(
                StatusCode::UNAUTHORIZED,
                "a token is needed: send it as Authorization: Bearer …, or as the password of any name",
            )
            .into_response();
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(ask));
            return response;
        }
    }
    next.run(request).await
}

/// The one who asks, by token or by cookie; none if neither is known.
async fn who(app: &App, headers: &HeaderMap) -> Result<Option<Who>, Problem> {
    let by_cookie = || app.sessions.token_hash(cookie(headers, COOKIE)?);
    let shown = Shown::by(headers);
    let is_bearer = matches!(shown, Some(Shown::Bearer(_)));
    let hashes: Vec<String> = match shown {
        Some(Shown::Bearer(token)) => vec![hash(&token)],
        // A password may be meant for a server before this one.
        Some(Shown::Password(token)) => [Some(hash(&token)), by_cookie()]
            .into_iter()
            .flatten()
            .collect(),
        None => by_cookie().into_iter().collect(),
    };
    let holder = if hashes.is_empty() {
        None
    } else {
        // Asked anew each time: a token that is taken back is worth nothing at once.
        let asked = app.pool.ask(move |ledger| {
            let holders = hashes.iter().map(|hash| ledger.holder(hash));
            holders.filter_map(Result::transpose).next().transpose()
        });
        asked.await?
    };
    let who = holder.map(|holder| Who {
        name: Some(holder.name),
        role: holder.role,
    });
    let anyone = Who {
        name: None,
        role: Role::Admin,
    };
    Ok(who.or((app.own && !is_bearer).then_some(anyone)))
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
    else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

/// Whether a browser says that a page of another site is behind the request.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => false,
        Some(_) => true,
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (None, _) => false,
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_none_or(|(_, site)| site != host),
            (Some(_), None) => true,
        },
    }
}

fn wants_page(headers: &HeaderMap, path: &str) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    let is_page = !path.starts_with("/api/") || path == "/api/v1/docs";
    is_page && accept.is_some_and(|accept| accept.contains("text/html"))
}

/// The largest answer that is tagged: what is larger comes as a stream.
const MOST_TAGGED: usize = 4 << 20;

/// Tags answers, and sends none that the client has.
pub(crate) async fn cache(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let mut response = next.run(request).await;
    if !safe || response.status() != StatusCode::OK {
        return response;
    }
    if response.headers().get(header::ETAG).is_none() {
        let size = http_body_size(response.body());
        let Some(true) = size.map(|size| size <= MOST_TAGGED) else {
            return response;
        };
        let (parts, body) = response.into_parts();
        let Ok(bytes) = to_bytes(body, MOST_TAGGED).await else {
            return Problem::defect().into_response();
        };
        let tag: String = Sha256::digest(&bytes)
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        response = Response::from_parts(parts, Body::from(bytes));
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
            response.headers_mut().insert(header::ETAG, tag);
        }
    }
    let tag = response
        .headers()
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok());
    let has = |known: &HeaderValue| {
        let known = known.to_str().unwrap_or_default();
        known
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || Some(one.trim_start_matches("W/")) == tag)
    };
    if known.as_ref().is_some_and(has) {
        let (mut parts, _) = response.into_parts();
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    response
}

/// The size of a body that is there as a whole.
fn http_body_size(body: &Body) -> Option<usize> {
    use axum::body::HttpBody;
    usize::try_from(body.size_hint().exact()?).ok()
}

/// What parts of the framework say, and how people say it.
const WORDS: &[(&str, &str)] = &[
    ("Failed to deserialize query string: ", ""),
    ("Failed to deserialize form: ", ""),
    ("Failed to deserialize form body: ", ""),
    (
        "Failed to deserialize the JSON body into the target type: ",
        "",
    ),
    (
        "Failed to parse the request body as JSON: ",
        "the body is no JSON: ",
    ),
    ("Invalid URL: ", ""),
    ("Cannot parse ", ""),
    (" to a `i64`", " is no number"),
    ("invalid digit found in string", "write a whole number"),
    (
        "cannot parse integer from empty string",
        "write a whole number",
    ),
    (
        "provided string was not `true` or `false`",
        "write true or false",
    ),
    ("missing field ", "this is missing: "),
    ("unknown field ", "there is no field "),
    ("unknown variant ", "there is no choice "),
    ("duplicate field ", "this is given twice: "),
    ("invalid type: ", "this does not fit: "),
    ("expected i64", "expected a whole number"),
    ("expected usize", "expected a whole number"),
];

fn plain(words: &str) -> String {
    WORDS
        .iter()
        .fold(words.to_owned(), |words, (theirs, ours)| {
            words.replace(theirs, ours)
        })
}

/// Gives problems the form that fits the client, and answers the headers that keep browsers safe.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let page = wants_page(request.headers(), &path);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let mut response = next.run(request).await;
    let status = response.status();
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if (status.is_client_error() || status.is_server_error()) && !is_page {
        let problem = match response.extensions_mut().remove::<Problem>() {
            Some(problem) => problem,
            // What a part of the framework refused, in its own words.
            None => {
                let (parts, body) = response.into_parts();
                let words = to_bytes(body, 4096).await.unwrap_or_default();
                response = Response::from_parts(parts, Body::empty());
                Problem::new(status, plain(&String::from_utf8_lossy(&words)))
            }
        };
        let headers = response.headers().clone();
        response = if page {
            pages::problem(&problem)
        } else {
            problem.into_response()
        };
        for name in [header::WWW_AUTHENTICATE, header::ALLOW, header::RETRY_AFTER] {
            if let Some(value) = headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(header::CACHE_CONTROL, "private, no-cache");
    app.metrics
        .answered(method.as_str(), &route, status.as_u16(), started.elapsed());
    response
}
