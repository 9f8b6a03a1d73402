//! Pages for people, rendered here and complete without a script.

mod add;
mod docs;
mod feed;
mod home;
mod meetings;
mod people;
mod plot;
mod record;
mod review;
mod search;

use std::fmt::Display;

use axum::Router;
use axum::extract::{Extension, Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use verbale_ledger::{AROUND, Found, Storage};
use verbale_schema::{MeetingKind, MeetingStatus};

use crate::auth::{COOKIE, Who, cookie, hash};
use crate::problem::Problem;
use crate::serve::App;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const ICON: &str = include_str!("icon.svg");

/// The cookie that keeps the name of who corrects, where no token tells it.
const NAME: &str = "name";

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/add", get(add::form).post(add::add))
        .route("/search", get(search::search))
        .route("/matter", get(search::matter))
        .route("/feed.atom", get(feed::atom))
        .route("/feed.json", get(feed::json))
        .route("/searches", post(search::save))
        .route("/searches/{name}", get(search::saved))
        .route("/searches/{name}/feed.atom", get(feed::saved_atom))
        .route("/searches/{name}/feed.json", get(feed::saved_json))
        .route("/searches/{name}/forget", post(search::forget))
        .route("/report/{sha256}", get(record::report))
        .route("/report/{sha256}/rows", get(record::rows))
        .route("/report/{sha256}/rows/{row}", post(review::correct))
        .route("/meeting/{sha256}/{row}", get(record::meeting))
        .route("/meeting/{sha256}/{row}/accounts", get(record::accounts))
        .route("/meeting/{id}", get(meetings::one))
        .route("/meeting/{id}/decide", post(meetings::decide))
        .route("/meetings", get(meetings::meetings))
        .route("/persons", get(people::persons))
        .route("/person/{id}", get(people::person))
        .route("/person/{id}/decide", post(people::decide))
        .route("/api/v1/docs", get(docs::docs))
        .route("/review", get(review::review))
        .route("/log", get(review::log))
        .route("/log/{entry}/undo", post(review::undo))
        .route("/login", get(login_form).post(login))
        .route("/logout", post(logout))
        .route("/static/icon.svg", get(|| file("image/svg+xml", ICON)))
        .route(
            "/static/try.js",
            get(|| file("text/javascript; charset=utf-8", docs::SCRIPT)),
        )
        .route(
            "/static/page.css",
            get(|| file("text/css; charset=utf-8", STYLE)),
        )
        .route(
            "/static/page.js",
            get(|| file("text/javascript; charset=utf-8", SCRIPT)),
        )
}

async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind)], text)
}

/// The page of a problem.
pub(crate) fn problem(problem: &Problem) -> Response {
    let body = html! {
        (told(problem))
        p { a href="/" { "To the first page" } }
    };
    (problem.status(), page(heading(problem), "", body)).into_response()
}

fn heading(problem: &Problem) -> &str {
    match problem.status() {
        StatusCode::PRECONDITION_FAILED => "Changed in the meantime",
        _ => &problem.title,
    }
}

/// What went wrong, and what others changed.
fn told(problem: &Problem) -> Markup {
    html! {
        h1 { (heading(problem)) }
        p role="alert" { (capital(&problem.detail)) }
        @if !problem.changes.is_empty() {
            h2 { "What changed" }
            ul.log { @for entry in &problem.changes { li {
                (review::entry(entry, &review::Names::default()))
                p.source {
                    span { (entry.signed.by) }
                    time datetime=(entry.signed.at) { (moment(&entry.signed.at)) }
                    @if let Some(why) = &entry.signed.why { span { "“" (why) "”" } }
                    @if let Some(report) = &entry.report {
                        a href=(format!("/review?report={}&row={}", short(report), entry.row)) { "Look again" }
                    }
                }
            } } }
        }
    }
}

/// Where the bar leads.
const PLACES: [(&str, &str); 5] = [
    ("Meetings", "/meetings"),
    ("People", "/persons"),
    ("Review", "/review"),
    ("Log", "/log"),
    ("Add", "/add"),
];

/// The bar at the top of every page. A page with the title of one of its places is that place.
fn bar(here: &str, query: &str) -> Markup {
    html! {
        nav aria-label="Ledger" {
            a.home href="/" { "Verbale" }
            @for (name, place) in PLACES {
                a href=(place) aria-current=[(name == here).then_some("page")] { (name) }
            }
        }
        form.find action="/search" role="search" {
            input type="search" name="q" value=(query) aria-label="Search" placeholder="Words or speaker:Verrin"
                maxlength="1000" autocomplete="off";
            button { "Search" }
        }
    }
}

fn head() -> Markup {
    html! {
        link rel="icon" href="/static/icon.svg";
        link rel="stylesheet" href="/static/page.css";
        script src="/static/page.js" defer {}
    }
}

/// A page in the house's frame.
fn page(title: &str, query: &str, body: Markup) -> Html<String> {
    page_with(title, query, &html! {}, body)
}

/// A page with something of its own in its head.
fn page_with(title: &str, query: &str, own: &Markup, body: Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Verbale" }
                (head())
                (own)
            }
            body.ledger {
                a.skip href="#main" { "Skip to the content" }
                header.bar { (bar(title, query)) }
                main #main tabindex="-1" { (body) }
            }
        }
    };
    Html(page.into_string())
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn search_link(query: &str) -> String {
    format!("/search?q={}", encoded(query))
}

/// A value as a query takes it.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', " "))
}

/// The first digits of a hash, as links have it.
fn short(hash: &str) -> &str {
    &hash[..hash.len().min(16)]
}

/// A date as people read it; what is no date as it is.
fn date(published: &str) -> String {
    verbale_view::day(published)
}

/// A moment of the log, in UTC, as people read it.
fn moment(at: &str) -> String {
    let time = at.split_once('T').and_then(|(_, time)| time.get(..5));
    match time {
        Some(time) => format!("{}, {time} UTC", date(at)),
        None => date(at),
    }
}

/// A number with its thousands apart.
fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::from(if n < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn count(n: i64, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {one}{s}", grouped(n))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What became of which kind of meeting, as people say it: a planned call is "Call, planned".
fn meeting_name(status: MeetingStatus, kind: MeetingKind) -> String {
    match status {
        MeetingStatus::Held => verbale_view::kind_name(kind).to_owned(),
        other => format!("{}, {other}", verbale_view::kind_name(kind)),
    }
}

/// As [`meeting_name`], of a label of the ledger: `held summit`.
fn label_name(label: &str) -> String {
    let known = label
        .split_once(' ')
        .and_then(|(status, kind)| Some(meeting_name(status.parse().ok()?, kind.parse().ok()?)));
    known.unwrap_or_else(|| capital(label))
}

/// What a meeting goes by: its kind, then its place and people.
fn meeting_title(label: &str, matter: Option<&str>) -> String {
    let name = label_name(label);
    match matter {
        // In a place, and who met there.
        Some(matter) if matter.starts_with("in ") => {
            let comma = if name.contains(',') { "," } else { "" };
            format!("{name}{comma} {matter}")
        }
        Some(matter) => format!("{name}: {matter}"),
        None => name,
    }
}

fn percent(confidence: f32) -> String {
    format!("{:.0}%", f64::from(confidence) * 100.0)
}

/// Where a row comes from, with links to its words.
fn source(found: &Found) -> Markup {
    let source = &found.source;
    let report = format!("/report/{}", short(&source.sha256));
    let place = match found.kind {
        "statement" => format!("{report}#{}", anchor('t', &found.row)),
        "position" => format!("{report}#{}", anchor('w', &found.row)),
        _ => report,
    };
    html! {
        p.source {
            @if let Some(publisher) = &source.publisher { span { (publisher) } }
            @if let Some(published) = &source.published { time datetime=(published) { (date(published)) } }
            // A report's own title stands above it.
            @if found.kind != "report" { a href=(place) { (source.title.as_deref().unwrap_or(&source.id)) } }
        }
    }
}

/// The name of a row's place in the report's page.
fn anchor(letter: char, row: &str) -> String {
    match letter {
        't' => format!("t{}", row.trim_start_matches('s')),
        _ => format!("w-{row}"),
    }
}

/// A row with its words where they stand.
fn result(found: &Found) -> Markup {
    html! {
        article.result {
            h3 {
                @match (&found.speaker, found.person) {
                    (Some(name), Some(person)) => a href=(format!("/person/{person}")) { (name) },
                    (Some(name), None) => span { (name) },
                    (None, _) if found.kind == "meeting" => {
                        a href=(format!("/meeting/{}/{}", short(&found.source.sha256), found.row)) {
                            (meeting_title(&found.label, found.matter.as_deref()))
                        }
                    }
                    (None, _) if found.kind == "report" => {
                        a href=(format!("/report/{}", short(&found.source.sha256))) {
                            (found.source.title.as_deref().unwrap_or(&found.source.id))
                        }
                    }
                    (None, _) if found.kind == "position" => span { "The report" },
                    (None, _) => span.soft { "no source named" },
                }
                @if let Some(side) = &found.side { " " span.side { (side) } }
                @if matches!(found.kind, "statement" | "position") { " " span.label.(found.label) { (found.label) } }
                @if let Some(matter) = found.matter.as_ref().filter(|_| found.kind != "meeting") {
                    " " a.matter href=(format!("/matter?q={}", encoded(matter))) { (matter) }
                }
                @match &found.verdict {
                    Some(verdict) => { " " span.verdict { (verdict) } }
                    None if found.kind != "report" && found.confidence < 0.5 => {
                        " " span.doubtful { "doubtful, " (percent(found.confidence)) }
                    }
                    None => {}
                }
            }
            (words(found))
            (source(found))
        }
    }
}

/// The words of a row in their surroundings.
fn words(found: &Found) -> Markup {
    let beginning = match found.words.rsplit_once(char::is_whitespace) {
        Some((whole, _)) if found.words.chars().count() >= 2 * AROUND => {
            format!("{}\u{a0}…", whole.trim_end())
        }
        _ => found.words.clone(),
    };
    html! {
        blockquote {
            span.around { (found.before) }
            @if found.kind == "report" { (beginning) } @else { mark { (found.words) } }
            span.around { (found.after) }
        }
    }
}

/// The link to the page after this one.
fn more(place: &str, next: Option<impl Display>) -> Markup {
    let sign = if place.contains('?') { '&' } else { '?' };
    html! {
        @if let Some(next) = next {
            p.more { a href=(format!("{place}{sign}cursor={next}")) rel="next" { "More" } }
        }
    }
}

/// The name to sign with: that of the token's holder, or the one given last.
fn name_of(who: &Who, headers: &HeaderMap) -> Option<String> {
    let kept = || {
        let name = cookie(headers, NAME)?;
        Some(percent_decode_str(name).decode_utf8_lossy().into_owned())
    };
    who.name
        .clone()
        .or_else(kept)
        .filter(|name| !name.is_empty())
}

/// The field for the name of whoever has no token that tells it.
fn name_field(who: &Who, headers: &HeaderMap) -> Markup {
    html! {
        @match &who.name {
            Some(name) => p.soft { "Signed as " (name) },
            None => label { "Your name " input name="by" required maxlength="200" autocomplete="name" value=(name_of(who, headers).unwrap_or_default()); }
        }
    }
}

/// The fields by which a change is signed.
fn signing(who: &Who, headers: &HeaderMap) -> Markup {
    html! {
        div.fields {
            (name_field(who, headers))
            label { "Why " input name="why" maxlength="1000" autocomplete="off"; }
        }
    }
}

/// Back to a page of this site, with the name kept for the next time.
fn back(place: &str, name: &str) -> Response {
    // Only ever a path of this site's own.
    let place = if place.starts_with('/')
        && !place.starts_with("//")
        && !place.contains(['\\', '\n', '\r'])
    {
        place
    } else {
        "/"
    };
    let mut response = Redirect::to(place).into_response();
    let kept = format!(
        "{NAME}={}; Path=/; SameSite=Strict; HttpOnly; Max-Age=31536000",
        encoded(name)
    );
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    response
}

async fn login_form() -> Html<String> {
    asking(None)
}

/// Asks for a token, and says what was wrong with the one before.
fn asking(wrong: Option<&str>) -> Html<String> {
    let body = html! {
        h1 { "Who are you?" }
        @if let Some(wrong) = wrong { p.alert role="alert" { (wrong) } }
        p { "This ledger is open to those who hold a token. It is made with " code { "verbale token add" } "." }
        form.card method="post" action="/login" {
            label { "Token " input type="password" name="token" required autocomplete="current-password"; }
            button { "Let me in" }
        }
    };
    page("Who are you?", "", body)
}

#[derive(Deserialize)]
struct Login {
    token: String,
}

async fn login(State(app): State<App>, Form(login): Form<Login>) -> Result<Response, Problem> {
    let shown = hash(login.token.trim());
    let asked = shown.clone();
    let holder = app.pool.ask(move |ledger| ledger.holder(&asked)).await?;
    if holder.is_none() {
        let wrong = "No one holds this token: check it, or ask for one.";
        return Ok((StatusCode::UNAUTHORIZED, asking(Some(wrong))).into_response());
    }
    let own = app.sessions.begin(shown).map_err(|_| Problem::defect())?;
    let mut response = Redirect::to("/").into_response();
    let kept = format!("{COOKIE}={own}; Path=/; SameSite=Strict; HttpOnly; Max-Age=43200");
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    Ok(response)
}

async fn logout(
    State(app): State<App>,
    Extension(_): Extension<Who>,
    headers: HeaderMap,
) -> Redirect {
    if let Some(own) = cookie(&headers, COOKIE) {
        app.sessions.end(own);
    }
    Redirect::to("/login")
}
