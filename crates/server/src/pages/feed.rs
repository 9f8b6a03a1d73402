//! A saved search, as a feed.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{PreEscaped, html};
use serde::Deserialize;
use serde_json::json;
use verbale_ledger::{Found, Storage};

use super::{encoded, short};
use crate::problem::Problem;
use crate::serve::App;

const ENTRIES: usize = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

async fn found(app: &App, q: &str) -> Result<Vec<Found>, Problem> {
    let query: verbale_ledger::Query = q.parse()?;
    app.pool
        .ask(move |ledger| ledger.find(&query, None, ENTRIES))
        .await
}

/// The site as the client called it.
fn site(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    format!("http://{host}")
}

fn title(found: &Found) -> String {
    let who = found.speaker.as_deref().unwrap_or("The report");
    let what = found
        .matter
        .as_deref()
        .map(|matter| format!(" – {matter}"))
        .unwrap_or_default();
    match found.kind {
        "report" => found
            .source
            .title
            .clone()
            .unwrap_or_else(|| found.source.id.clone()),
        "meeting" => format!("{} – {}", found.label, found.words),
        _ => format!("{who}: {}{what}", found.label),
    }
}

/// Rows keep their names: what was seen once is not news again.
fn name(found: &Found) -> String {
    format!("urn:verbale:{}:{}", found.source.sha256, found.row)
}

fn link(site: &str, found: &Found) -> String {
    let row = if found.row.is_empty() {
        String::new()
    } else {
        format!("/rows#{}", found.row)
    };
    format!("{site}/report/{}{row}", short(&found.source.sha256))
}

pub(super) async fn atom(
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = found(&app, &asked.q).await?;
    let site = site(&headers);
    let updated = found
        .iter()
        .map(|found| found.source.added.as_str())
        .max()
        .unwrap_or("1970-01-01T00:00:00Z");
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { "Verbale: " (plain(&asked.q)) }
            id { (format!("{site}/feed.atom?q={}", encoded(&asked.q))) }
            updated { (updated) }
            author { name { "Verbale" } }
            @for found in &found {
                entry {
                    title { (plain(&title(found))) }
                    id { (name(found)) }
                    (PreEscaped("<link href=\"")) (link(&site, found)) (PreEscaped("\"/>"))
                    updated { (found.source.added) }
                    summary { (plain(&found.words)) }
                }
            }
        }
    };
    Ok((
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")],
        feed.into_string(),
    )
        .into_response())
}

/// Without the control characters that XML cannot hold.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

pub(super) async fn json(
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = found(&app, &asked.q).await?;
    let site = site(&headers);
    let items: Vec<_> = found
        .iter()
        .map(|found| {
            json!({
                "id": name(found),
                "url": link(&site, found),
                "title": title(found),
                "content_text": found.words,
                "date_published": found.source.added,
                "_verbale": found,
            })
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": format!("Verbale: {}", asked.q),
        "feed_url": format!("{site}/feed.json?q={}", encoded(&asked.q)),
        "items": items,
    });
    let mut response = Json(feed).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/feed+json"),
    );
    Ok(response)
}
