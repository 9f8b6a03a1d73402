//! Searches as feeds: of any query, and of those saved under a name.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};
use verbale_ledger::{Found, News, Storage};

use super::parts::{encoded, search_link, short};
use crate::problem::Problem;
use crate::state::App;

const ENTRIES: usize = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// The addresses of a query's feeds: Atom, JSON.
pub(super) fn of_query(q: &str) -> (String, String) {
    let q = encoded(q);
    (format!("/feed.atom?q={q}"), format!("/feed.json?q={q}"))
}

/// The addresses of a saved search's feeds: Atom, JSON.
pub(super) fn of_saved(name: &str) -> (String, String) {
    let place = format!("/searches/{}", encoded(name));
    (format!("{place}/feed.atom"), format!("{place}/feed.json"))
}

/// The feeds, as a browser or a reader of feeds finds them in a page's head.
pub(super) fn links(title: &str, (atom, json): &(String, String)) -> Markup {
    html! {
        link rel="alternate" type="application/atom+xml" title=(title) href=(atom);
        link rel="alternate" type="application/feed+json" title=(title) href=(json);
    }
}

/// What a feed has to tell.
struct Feed {
    title: String,
    /// Its own address on this site.
    place: String,
    /// The page with the same results.
    page: String,
    /// What came last first.
    news: Vec<News>,
}

impl Feed {
    async fn of(app: &App, title: String, place: String, query: &str) -> Result<Self, Problem> {
        let asked: verbale_ledger::Query = query.parse()?;
        let news = app.pool.ask(move |ledger| ledger.news(&asked, ENTRIES));
        Ok(Self {
            title,
            place,
            page: search_link(query),
            news: news.await?,
        })
    }
}

async fn of_saved_search(
    app: &App,
    name: String,
    place: impl Fn((String, String)) -> String,
) -> Result<Feed, Problem> {
    let asked = name.clone();
    let search = app.pool.ask(move |ledger| ledger.search_named(&asked));
    let search = search.await?;
    Feed::of(app, search.name, place(of_saved(&name)), &search.query).await
}

pub(super) async fn atom(
    State(app): State<App>,
    headers: HeaderMap,
    Query(Asked { q }): Query<Asked>,
) -> Result<Response, Problem> {
    let feed = Feed::of(&app, format!("Verbale: {q}"), of_query(&q).0, &q).await?;
    Ok(as_atom(&feed, &headers))
}

pub(super) async fn json(
    State(app): State<App>,
    headers: HeaderMap,
    Query(Asked { q }): Query<Asked>,
) -> Result<Response, Problem> {
    let feed = Feed::of(&app, format!("Verbale: {q}"), of_query(&q).1, &q).await?;
    Ok(as_json(&feed, &headers))
}

pub(super) async fn saved_atom(
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let feed = of_saved_search(&app, name, |(atom, _)| atom).await?;
    Ok(as_atom(&feed, &headers))
}

pub(super) async fn saved_json(
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let feed = of_saved_search(&app, name, |(_, json)| json).await?;
    Ok(as_json(&feed, &headers))
}

/// The site as the client called it, or the server before this one that the client knows.
fn site(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let by_tls = headers
        .get("x-forwarded-proto")
        .is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"));
    format!("{}://{host}", if by_tls { "https" } else { "http" })
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

fn as_atom(told: &Feed, headers: &HeaderMap) -> Response {
    let site = site(headers);
    let updated = told
        .news
        .iter()
        .map(|news| news.updated.as_str())
        .max()
        .unwrap_or("1970-01-01T00:00:00Z");
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { (plain(&told.title)) }
            id { (site) (told.place) }
            (atom_link("self", &site, &told.place))
            (atom_link("alternate", &site, &told.page))
            updated { (updated) }
            author { name { "Verbale" } }
            @for News { found, updated } in &told.news {
                entry {
                    title { (plain(&title(found))) }
                    id { (name(found)) }
                    (atom_link("alternate", "", &link(&site, found)))
                    published { (found.source.added) }
                    updated { (updated) }
                    summary { (plain(&found.words)) }
                }
            }
        }
    };
    (
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")],
        feed.into_string(),
    )
        .into_response()
}

/// A link as XML has it: `html!` would leave it open.
fn atom_link(rel: &str, site: &str, place: &str) -> Markup {
    html! { (PreEscaped("<link rel=\"")) (rel) (PreEscaped("\" href=\"")) (site) (place) (PreEscaped("\"/>")) }
}

/// Without the control characters that XML cannot hold.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

/// A feed as <https://jsonfeed.org/version/1.1> has it.
#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: String,
    content_text: &'a str,
    date_published: &'a str,
    date_modified: &'a str,
    #[serde(rename = "_verbale")]
    found: &'a Found,
}

fn as_json(told: &Feed, headers: &HeaderMap) -> Response {
    let site = site(headers);
    let items = told.news.iter().map(|News { found, updated }| Item {
        id: name(found),
        url: link(&site, found),
        title: title(found),
        content_text: &found.words,
        date_published: &found.source.added,
        date_modified: updated,
        found,
    });
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &told.title,
        home_page_url: format!("{site}{}", told.page),
        feed_url: format!("{site}{}", told.place),
        items: items.collect(),
    };
    let kind = HeaderValue::from_static("application/feed+json");
    let mut response = Json(feed).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
