//! Meetings across reports.

use std::collections::BTreeMap;

use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use verbale_ledger::{Change, Error, KeptMeeting, Ledger, MeetingDoubt, Storage, Subject, ToldIn};

use super::layout::page;
use super::parts::{back, capital, count, date, meeting_title, short, signing};
use crate::auth::{Who, signature};
use crate::problem::Problem;
use crate::state::App;

const MEETINGS: usize = 60;
const DOUBTS: usize = 12;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    several: bool,
    #[serde(default)]
    cursor: usize,
}

pub(super) async fn meetings(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let Asked { several, cursor } = asked;
    let (mut meetings, doubts, titles) = app
        .pool
        .ask(move |ledger| {
            let doubts = if cursor == 0 {
                ledger.meeting_doubts(DOUBTS)?
            } else {
                Vec::new()
            };
            let titles = titles(ledger, &doubts)?;
            Ok((
                ledger.meetings(several, cursor, MEETINGS + 1)?,
                doubts,
                titles,
            ))
        })
        .await?;
    let next = (meetings.len() > MEETINGS).then(|| cursor.saturating_add(MEETINGS));
    meetings.truncate(MEETINGS);
    let tabs = [
        ("All", "/meetings", false),
        ("Told by several reports", "/meetings?several=true", true),
    ];
    let body = html! {
        h1 { "Meetings" }
        nav.tabs aria-label="Which meetings" {
            @for (name, place, own) in tabs {
                a href=(place) aria-current=[(own == several).then_some("true")] { (name) }
            }
        }
        @if meetings.is_empty() { p { @if several { "No meeting is told by several reports yet." } @else { "No meetings are kept yet." } } }
        ul.list.dated { @for meeting in &meetings { li { (line(meeting)) } } }
        @if let Some(next) = next {
            p.more { a rel="next" href=(format!("/meetings?several={several}&cursor={next}")) { "More" } }
        }
        @if !doubts.is_empty() {
            h2 { "One or two?" }
            p.soft { "Reports of the same people on the same days that were not taken for one meeting. They may be one, and may not." }
            @for doubt in &doubts { (decision(doubt, &titles, &who, &headers)) }
        }
    };
    Ok(page("Meetings", "", body))
}

/// A meeting in a line.
pub(super) fn line(meeting: &KeptMeeting) -> Markup {
    html! {
        a href=(format!("/meeting/{}/{}", short(&meeting.sha256), meeting.row)) {
            (meeting_title(&meeting.label, meeting.matter.as_deref()))
        }
        span.source {
            @if let Some(day) = &meeting.date { time datetime=(day) { (date(day)) } }
            span { (count(meeting.reports, "report")) }
        }
    }
}

/// The titles of the reports of doubtful meetings, by hash: what else tells two of them apart?
fn titles(ledger: &Ledger, doubts: &[MeetingDoubt]) -> Result<BTreeMap<String, String>, Error> {
    let mut titles = BTreeMap::new();
    let both = |doubt: &MeetingDoubt| [doubt.other.sha256.clone(), doubt.meeting.sha256.clone()];
    for hash in doubts.iter().flat_map(both) {
        if !titles.contains_key(&hash)
            && let Some(kept) = ledger.kept(&hash)?
        {
            let document = kept.record.document;
            titles.insert(hash, document.title.unwrap_or(document.id));
        }
    }
    Ok(titles)
}

fn decision(
    doubt: &MeetingDoubt,
    titles: &BTreeMap<String, String>,
    who: &Who,
    headers: &HeaderMap,
) -> Markup {
    let one = |meeting: &KeptMeeting| {
        html! {
            div {
                (line(meeting))
                @if let Some(title) = titles.get(&meeting.sha256) { p.soft { (title) } }
            }
        }
    };
    html! {
        form.card.doubt method="post" action=(format!("/meeting/{}/decide", doubt.other.id)) {
            div.pair { (one(&doubt.other)) (one(&doubt.meeting)) }
            p.soft { (capital(&doubt.why)) }
            input type="hidden" name="other" value=(doubt.meeting.id);
            input type="hidden" name="next" value="/meetings";
            (signing(who, headers))
            p.buttons {
                button name="do" value="join" { "One meeting" }
                button name="do" value="distinct" { "Two meetings" }
            }
        }
    }
}

/// To the page of the part that stands for all.
pub(super) async fn one(State(app): State<App>, Path(id): Path<i64>) -> Result<Redirect, Problem> {
    let found = app.pool.ask(move |ledger| ledger.meeting(id)).await?;
    let found = found
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("there is no meeting {id}")))?;
    Ok(Redirect::to(&format!(
        "/meeting/{}/{}",
        short(&found.sha256),
        found.row
    )))
}

#[derive(Deserialize)]
pub(super) struct Decision {
    r#do: String,
    other: Option<i64>,
    /// A report's hash and the meeting's row in its record, with a stroke between.
    part: Option<String>,
    next: String,
    by: Option<String>,
    why: Option<String>,
}

pub(super) async fn decide(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<i64>,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    let part = decision
        .part
        .as_deref()
        .and_then(|part| part.split_once('/'));
    let change = match (decision.r#do.as_str(), decision.other, part) {
        ("join", Some(into), _) => Change::Join { into },
        ("distinct", Some(from), _) => Change::Distinct { from },
        ("part", _, Some((report, row))) => Change::Part {
            report: report.to_owned(),
            name: row.to_owned(),
            own: 0,
        },
        _ => return Err(Problem::bad("one meeting or two?")),
    };
    let signed = signature(&who, decision.by, decision.why)?;
    let name = signed.by.clone();
    app.pool
        .change(move |ledger| ledger.settle(Subject::Meeting(id), &change, &signed))
        .await?;
    Ok(back(&decision.next, &name))
}

/// What people can say of a meeting across reports: that another is the same, that a report tells of
/// another.
pub(super) fn decisions(
    id: i64,
    own: &str,
    told: &[ToldIn],
    near: &[KeptMeeting],
    who: &Who,
    headers: &HeaderMap,
) -> Markup {
    html! {
        details {
            summary { "One meeting or two?" }
            @if told.len() > 1 {
                form.card method="post" action=(format!("/meeting/{id}/decide")) {
                    input type="hidden" name="do" value="part";
                    input type="hidden" name="next" value=(own);
                    label { "This report tells of another meeting "
                        select name="part" { @for one in told {
                            option value=(format!("{}/{}", one.sha256, one.row)) { (one.title) }
                        } }
                    }
                    (signing(who, headers))
                    p.buttons { button { "Part it" } }
                }
            }
            @if !near.is_empty() {
                form.card method="post" action=(format!("/meeting/{id}/decide")) {
                    input type="hidden" name="do" value="join";
                    input type="hidden" name="next" value=(own);
                    label { "This is the same meeting "
                        select name="other" { @for other in near {
                            option value=(other.id) {
                                (meeting_title(&other.label, other.matter.as_deref()))
                                @if let Some(day) = &other.date { ", " (date(day)) }
                            }
                        } }
                    }
                    (signing(who, headers))
                    p.buttons { button { "Join them" } }
                }
            }
        }
    }
}
