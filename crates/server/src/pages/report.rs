//! A report's pages: its record, and its rows with what people made of them.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use verbale_ledger::{Judgement, Reviewed, Storage, Verdict};
use verbale_schema::{Record, Span};
use verbale_view::Frame;

use super::layout::{bar, head, page};
use super::parts::{date, meeting_name, percent, short};
use super::review;
use crate::problem::Problem;
use crate::state::App;

async fn reviewed(app: &App, hash: String) -> Result<Reviewed, Problem> {
    app.pool.ask(move |ledger| ledger.record(&hash)).await
}

pub(super) fn title(record: &Record) -> &str {
    record
        .document
        .title
        .as_deref()
        .unwrap_or(&record.document.id)
}

/// How many of its meetings a report leads to from its top.
const LINKED: usize = 5;

/// The report with its statements marked, in this site's frame.
pub(super) async fn report(
    State(app): State<App>,
    Path(hash): Path<String>,
) -> Result<Response, Problem> {
    let Reviewed { record, review } = reviewed(&app, hash).await?;
    let own = short(&record.document.sha256);
    let checked: BTreeMap<String, String> = review
        .rows
        .iter()
        .filter(|judged| !is_gone(judged.verdict))
        .map(|judged| (judged.row.clone(), checked_by(judged)))
        .collect();
    let judged = checked.len();
    let top = html! {
        section.ledger.framed aria-label="This site" {
            div.bar { (bar("", "")) }
            p.under {
                a href=(format!("/report/{own}/rows")) {
                    "Rows and corrections" @if judged > 0 { " (" (judged) " looked at)" }
                }
                @for meeting in record.meetings.iter().take(LINKED) {
                    a href=(format!("/meeting/{own}/{}", meeting.id)) {
                        (meeting_name(meeting.status, meeting.kind)) @if let Some(place) = &meeting.place { " in " (place.span.text) }
                    }
                }
                @if record.meetings.len() > LINKED {
                    a href=(format!("/report/{own}/rows")) { "and " (record.meetings.len() - LINKED) " more" }
                }
                a href=(format!("/api/v1/reports/{own}")) { "JSON" }
            }
        }
    };
    Ok(framed(&top, |frame| {
        let checked = Some(&checked);
        verbale_view::html_framed(&record, Frame { checked, ..frame })
    }))
}

/// Whether the row is in none of the record's lists.
fn is_gone(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Rejected | Verdict::Merged)
}

/// What a person made of a row.
pub(super) fn checked_by(judged: &Judgement) -> String {
    format!("{} by {}", judged.verdict.as_str(), judged.by)
}

/// A page of the view in this site's frame, with its style and script let in.
pub(super) fn framed(top: &Markup, page: impl FnOnce(Frame<'_>) -> String) -> Response {
    let page = page(Frame {
        head: &head().into_string(),
        top: &top.clone().into_string(),
        checked: None,
    });
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
    response
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
    let body = html! {
        h1 { (title(record)) }
        p.under {
            a href=(format!("/report/{own}")) { "The report" }
            span { "Read by " (reviewed.review.model) ", rules " (reviewed.review.rules) }
        }
        h2 { "The report" }
        ul.rows {
            (row_line(&reviewed, own, "d", None, &html! {
                strong { (title(record)) }
                @if let Some(publisher) = &record.document.publisher { ", " (publisher) }
                ", " @match &record.document.published {
                    Some(published) => time datetime=(published) { (date(published)) },
                    None => span.doubtful { "without a date" },
                }
            }))
        }
        (row_lists(&reviewed, own))
        @let rejected: Vec<_> = reviewed.review.rows.iter().filter(|judged| is_gone(judged.verdict)).collect();
        @if !rejected.is_empty() {
            h2 { "Rejected or merged" }
            ul.rows { @for judged in rejected {
                li id=(judged.row) { div.told { code { (judged.row) } " " (checked_by(judged)) @if let Some(why) = &judged.why { ": “" (why) "”" } } }
            } }
        }
        @if !log.is_empty() {
            h2 { "Corrections" }
            (review::entries(&log, &headers, &format!("/report/{own}/rows"), &review::Names::default()))
        }
    };
    Ok(page(title(record), "", body))
}

/// The rows of a record, list by list.
fn row_lists(reviewed: &Reviewed, own: &str) -> Markup {
    let record = &reviewed.record;
    let name = |id: &Option<String>| {
        id.as_deref()
            .and_then(|id| record.entity(id))
            .map(|entity| entity.name.clone())
    };
    let line = |id: &str, confidence: Option<f32>, what: Markup| {
        row_line(reviewed, own, id, confidence, &what)
    };
    html! {
        @if !record.meetings.is_empty() {
            h2 { "Meetings" }
            ul.rows { @for meeting in &record.meetings {
                (line(&meeting.id, Some(meeting.confidence), html! {
                    a href=(format!("/meeting/{own}/{}", meeting.id)) { (meeting_name(meeting.status, meeting.kind)) }
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
        @if !record.topics.is_empty() {
            h2 { "Matters" }
            ul.rows { @for topic in &record.topics {
                (line(&topic.id, None, html! {
                    a href=(format!("/matter?q={}", super::parts::encoded(&topic.label))) { (topic.label) }
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
    }
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
            div.told { (what) }
            p.state {
                @match (reviewed.review.of(id), confidence) {
                    (Some(judged), _) => span.verdict title=(judged.at) { (checked_by(judged)) },
                    (None, Some(confidence)) => span.soft { "read by machine, " (percent(confidence)) },
                    (None, None) => span.soft { "read by machine" },
                }
                a href=(format!("/review?report={own}&row={id}")) aria-label=(format!("Correct {id}")) { "Correct" }
            }
        }
    }
}

pub(super) fn spoken(spans: &[Span]) -> String {
    let words: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    words.join(" … ")
}
