//! One report, its rows, and its meetings.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use verbale_ledger::{Found, Query, Reviewed, Storage, Verdict};
use verbale_schema::{Meeting, Record, Span};
use verbale_view::Frame;

use super::{bar, date, head, page, percent, quoted, result, review, search_link, short};
use crate::problem::Problem;
use crate::serve::App;

async fn reviewed(app: &App, hash: String) -> Result<Reviewed, Problem> {
    app.pool.ask(move |ledger| ledger.record(&hash)).await
}

fn title(record: &Record) -> &str {
    record
        .document
        .title
        .as_deref()
        .unwrap_or(&record.document.id)
}

/// The report with its statements marked, in this site's frame.
pub(super) async fn report(
    State(app): State<App>,
    Path(hash): Path<String>,
) -> Result<Response, Problem> {
    let Reviewed { record, review } = reviewed(&app, hash).await?;
    let own = short(&record.document.sha256);
    let judged = review
        .rows
        .iter()
        .filter(|judged| judged.verdict != Verdict::Rejected)
        .count();
    let top = html! {
        section.ledger.framed aria-label="This site" {
            div.bar { (bar("")) }
            p.under {
                a href=(format!("/report/{own}/rows")) {
                    "Rows and corrections" @if judged > 0 { " (" (judged) " looked at)" }
                }
                @for meeting in &record.meetings {
                    a href=(format!("/meeting/{own}/{}", meeting.id)) { (meeting.kind) @if let Some(place) = &meeting.place { ", " (place.span.text) } }
                }
                a href=(format!("/api/v1/reports/{own}")) { "JSON" }
            }
        }
    };
    let frame = Frame {
        head: &head().into_string(),
        top: &top.into_string(),
    };
    let page = verbale_view::html_framed(&record, frame);
    let (style, script) = verbale_view::hashes();
    let policy = format!(
        "default-src 'none'; style-src 'self' {style}; script-src 'self' {script}; img-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = Html(page).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// All rows of a report, what people made of them, and the log.
pub(super) async fn rows(
    State(app): State<App>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Html<String>, Problem> {
    let asked = hash.clone();
    let log = app
        .pool
        .ask(move |ledger| ledger.log(Some(&asked), None, 100))
        .await?;
    let reviewed = reviewed(&app, hash).await?;
    let record = &reviewed.record;
    let own = short(&record.document.sha256);
    let name = |id: &Option<String>| {
        id.as_deref()
            .and_then(|id| record.entity(id))
            .map(|entity| entity.name.clone())
    };
    let line = |id: &str, confidence: Option<f32>, what: Markup| {
        row_line(&reviewed, own, id, confidence, &what)
    };
    let body = html! {
        h1 { (title(record)) }
        p.under {
            a href=(format!("/report/{own}")) { "The report" }
            span { "Read by " (reviewed.review.model) ", rules " (reviewed.review.rules) }
        }
        @if !record.meetings.is_empty() {
            h2 { "Meetings" }
            ul.rows { @for meeting in &record.meetings {
                (line(&meeting.id, Some(meeting.confidence), html! {
                    a href=(format!("/meeting/{own}/{}", meeting.id)) { (meeting.status) " " (meeting.kind) }
                    ": " (spoken(&meeting.evidence))
                }))
            } }
        }
        @if !record.statements.is_empty() {
            h2 { "Statements" }
            ul.rows { @for statement in &record.statements {
                (line(&statement.id, Some(statement.confidence), html! {
                    strong { (name(&statement.speaker).unwrap_or_else(|| spoken(&statement.source))) } " "
                    span.label { (statement.act) } ": " (spoken(&statement.content))
                }))
            } }
        }
        @if !record.positions.is_empty() {
            h2 { "Positions" }
            ul.rows { @for position in &record.positions {
                @let topic = record.topics.iter().find(|topic| topic.id == position.topic);
                (line(&position.id, Some(position.confidence), html! {
                    strong { (name(&position.party).unwrap_or_else(|| "The report".to_owned())) } " "
                    span.label.(position.stance) { (position.stance) } " "
                    @if let Some(topic) = topic { (topic.label) }
                    ": " (spoken(&position.evidence))
                }))
            } }
        }
        @if !record.entities.is_empty() {
            h2 { "People and others" }
            ul.rows { @for entity in &record.entities {
                (line(&entity.id, None, html! {
                    strong { (entity.name) } " " @if let Some(side) = &entity.side { span.side { (side) } " " }
                    span.soft { (entity.kind) ", " (entity.mentions.len()) @if entity.mentions.len() == 1 { " mention" } @else { " mentions" } }
                }))
            } }
        }
        @let rejected: Vec<_> = reviewed.review.rows.iter().filter(|judged| judged.verdict == Verdict::Rejected).collect();
        @if !rejected.is_empty() {
            h2 { "Rejected or merged" }
            ul.rows { @for judged in rejected {
                li id=(judged.row) { code { (judged.row) } " by " (judged.by) @if let Some(why) = &judged.why { ": " (why) } }
            } }
        }
        @if !log.is_empty() {
            h2 { "Corrections" }
            (review::entries(&log, &headers, &format!("/report/{own}/rows")))
        }
    };
    Ok(page(title(record), "", body))
}

fn row_line(
    reviewed: &Reviewed,
    own: &str,
    id: &str,
    confidence: Option<f32>,
    what: &Markup,
) -> Markup {
    html! {
        li id=(id) {
            (what)
            p.state {
                @match (reviewed.review.of(id), confidence) {
                    (Some(judged), _) => span.verdict title=(judged.at) { (judged.verdict.as_str()) " by " (judged.by) },
                    (None, Some(confidence)) => span.soft { "read by machine, " (percent(confidence)) },
                    (None, None) => span.soft { "read by machine" },
                }
                a href=(format!("/review?report={own}&row={id}")) aria-label=(format!("Correct {id}")) { "Correct" }
            }
        }
    }
}

fn spoken(spans: &[Span]) -> String {
    let words: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    words.join(" … ")
}

/// How many other reports of a meeting are shown.
const OTHERS: usize = 20;

/// A meeting: its people, sessions, sources, and what was held on each matter.
pub(super) async fn meeting(
    State(app): State<App>,
    Path((hash, row)): Path<(String, String)>,
) -> Result<Html<String>, Problem> {
    let Reviewed { record, .. } = reviewed(&app, hash).await?;
    let own = short(&record.document.sha256).to_owned();
    let Some(meeting) = record.meetings.iter().find(|meeting| meeting.id == row) else {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            format!("the report has no meeting {row}"),
        ));
    };
    let others = match alike(&record, meeting) {
        Some(query) => {
            let found = app
                .pool
                .ask(move |ledger| ledger.find(&query, None, OTHERS))
                .await?;
            let other = |found: &Found| found.source.sha256 != record.document.sha256;
            found.into_iter().filter(other).collect()
        }
        None => Vec::new(),
    };
    let place = meeting.place.as_ref().map(|place| place.span.text.clone());
    let heading = match &place {
        Some(place) => format!("{} in {place}", capital(meeting.kind.as_str())),
        None => capital(meeting.kind.as_str()),
    };
    let words = |id: &str| format!("/report/{own}#w-{id}");
    let sessions = record
        .meetings
        .iter()
        .filter(|other| other.part_of.as_ref() == Some(&meeting.id));
    let sessions: Vec<&Meeting> = sessions.collect();
    let said: Vec<_> = record
        .statements
        .iter()
        .filter(|s| s.occasion.as_ref() == Some(&meeting.id))
        .collect();
    let body = html! {
        h1 { (heading) }
        dl.facts {
            dt { "Status" } dd { (meeting.status) }
            @if let Some(when) = &meeting.date {
                dt { "Date" } dd { @if let Some(value) = &when.value { time datetime=(value) { (date(value)) } " " } span.soft { "“" (when.span.text) "”" } }
            }
            @if let Some(place) = &place { dt { "Place" } dd { a href=(search_link(&format!("in:meetings meeting:{}", quoted(place)))) { (place) } } }
            @if let Some(duration) = &meeting.duration { dt { "Duration" } dd { "“" (duration.span.text) "”" } }
            @if let Some(format) = &meeting.format { dt { "Format" } dd { (format.value) } }
            @if let Some(reason) = &meeting.reason {
                dt { "Reason" } dd { @if reason.given { "“" (reason.span.text) "”" } @else { "none given: “" (reason.span.text) "”" } }
            }
            @if let Some(whole) = &meeting.part_of { dt { "Part of" } dd { a href=(format!("/meeting/{own}/{whole}")) { "the whole meeting" } } }
        }
        @if !meeting.participants.is_empty() {
            h2 { "People" }
            ul.people { @for one in &meeting.participants {
                @let name = record.entity(&one.entity).map_or(one.span.text.as_str(), |entity| &entity.name);
                li {
                    a href=(format!("/persons?name={}", super::encoded(name))) { (name) }
                    @if let Some(side) = &one.side { " " span.side { (side) } }
                    @if let Some(capacity) = one.capacity { " " span.soft { (capacity) } }
                }
            } }
        }
        @if !sessions.is_empty() {
            h2 { "Sessions" }
            ul { @for session in sessions { li { a href=(format!("/meeting/{own}/{}", session.id)) { (session.status) " " (session.kind) } ": " (spoken(&session.evidence)) } } }
        }
        @if !said.is_empty() {
            h2 { "Said there" }
            ul.rows { @for statement in said {
                @let who = statement.speaker.as_deref().and_then(|id| record.entity(id)).map_or_else(|| spoken(&statement.source), |e| e.name.clone());
                li { strong { (who) } " " span.label { (statement.act) } ": "
                    a href=(format!("/report/{own}#t{}", statement.id.trim_start_matches('s'))) { (spoken(&statement.content)) } }
            } }
        }
        h2 { "Sources" }
        article.result {
            h3 { a href=(words(&meeting.id)) { (title(&record)) } }
            @for span in &meeting.evidence { blockquote { mark { (span.text) } } }
            p.source {
                @if let Some(publisher) = &record.document.publisher { span { (publisher) } }
                @if let Some(published) = &record.document.published { time datetime=(published) { (date(published)) } }
                a href=(format!("/review?report={own}&row={}", meeting.id)) { "Correct" }
            }
        }
        @if !others.is_empty() {
            h2 { "Reports that may tell of the same" }
            p.soft { "Same date, and people of the same names." }
            @for found in &others { (result(found)) }
        }
    };
    Ok(page(&heading, "", body))
}

/// Other reports' meetings on the same date that two of the same people take part in.
fn alike(record: &Record, meeting: &Meeting) -> Option<Query> {
    let date = meeting.date.as_ref()?.value.as_ref()?;
    let names = meeting
        .participants
        .iter()
        .filter_map(|one| record.entity(&one.entity));
    let surnames: Vec<&str> = names
        .filter_map(|entity| entity.name.split_whitespace().last())
        .collect();
    let [first, second, ..] = surnames[..] else {
        return None;
    };
    let terms = [date, first, second].map(|word| format!("meeting:{}", quoted(word)));
    format!("in:meetings {}", terms.join(" ")).parse().ok()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
