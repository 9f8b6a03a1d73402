//! Correction, one row after another, and the log of it.

mod edit;
mod form;
mod log;
mod names;

use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Html;
use maud::{Markup, html};
use serde::Deserialize;
use verbale_ledger::{Cursor, Storage};
use verbale_schema::{Record, Span};

use super::layout::page;
use super::parts::{meeting_name, percent, short, signing};
use crate::auth::Who;
use crate::problem::Problem;
use crate::state::App;
use form::{fields, merge_and_split};
use names::sort;

pub(super) use edit::correct;
pub(super) use log::{entries, log, undo};
pub(super) use names::{Names, entry};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// The row that the one before it in the list was.
    after: Option<Cursor>,
    report: Option<String>,
    row: Option<String>,
}

/// The row that was asked for, or else the least certain that no one has looked at.
pub(super) async fn review(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let Asked { after, report, row } = asked;
    let chosen = report.is_some();
    let found = app
        .pool
        .ask(move |ledger| {
            let (hash, row, place) = match (report, row) {
                (Some(hash), Some(row)) => (hash, row, None),
                _ => match ledger.unsure(None, after, 1)?.pop() {
                    Some(found) => (found.source.sha256, found.row, Some(found.cursor)),
                    None => return Ok(None),
                },
            };
            ledger
                .record(&hash)
                .map(|reviewed| Some((reviewed, row, place)))
        })
        .await?;
    let Some((reviewed, row, place)) = found else {
        let body = html! {
            h1 { "Review" }
            p { @if after.is_none() { "Someone has looked at every row." } @else { "There are no more. " a href="/review" { "From the start" } } }
        };
        return Ok(page("Review", "", body));
    };
    let record = &reviewed.record;
    let own = short(&record.document.sha256);
    let Some((heading, spans, confidence)) = told(record, &row) else {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            format!("the record has no row {row}: it was rejected or merged"),
        ));
    };
    // A row that is judged leaves the list: after the same one as before stands the next.
    let list = |after: Option<Cursor>| match after {
        _ if chosen => format!("/report/{own}/rows#{row}"),
        Some(after) => format!("/review?after={after}"),
        None => "/review".to_owned(),
    };
    let (next, after) = (list(after), list(place));
    let action = format!("/report/{own}/rows/{row}");
    let hidden = html! {
        input type="hidden" name="seen" value=(reviewed.review.revision);
        input type="hidden" name="next" value=(next);
    };
    let body = html! {
        p.sort { (sort(&row)) }
        h1 { (heading) }
        p.state {
            @match (reviewed.review.of(&row), confidence) {
                (Some(judged), _) => span.verdict { (judged.verdict.as_str()) " by " (judged.by) },
                (None, Some(confidence)) => span.soft { "read by machine, " (percent(confidence)) " certain" },
                (None, None) => span.soft { "read by machine" },
            }
            a href=(format!("/report/{own}")) { (record.document.title.as_deref().unwrap_or(&record.document.id)) }
        }
        div.desk {
        (passage(record.document.text.as_deref().unwrap_or_default(), &spans))
        div {
        form.card.judge method="post" action=(action) {
            (hidden)
            (signing(&who, &headers))
            p.buttons {
                button name="do" value="accept" accesskey="a" data-key="a" { "Accept " kbd { "a" } }
                button name="do" value="reject" accesskey="r" data-key="r" { "Reject " kbd { "r" } }
                a.button href=(after) data-key="n" { "Next " kbd { "n" } }
            }
        }
        details.edit {
            summary data-key="e" { "Edit " kbd { "e" } }
            form.card method="post" action=(action) {
                (hidden)
                input type="hidden" name="do" value="edit";
                (fields(record, &row))
                (signing(&who, &headers))
                p.buttons { button { "Save" } }
            }
            (merge_and_split(record, &row, &action, &hidden, &signing(&who, &headers)))
        }
        }
        }
    };
    Ok(page("Review", "", body))
}

/// What a row says, the spans it stands on, and how certain it is.
fn told(record: &Record, row: &str) -> Option<(Markup, Vec<Span>, Option<f32>)> {
    let name = |id: &Option<String>| {
        id.as_deref()
            .and_then(|id| record.entity(id))
            .map(|entity| entity.name.clone())
    };
    match row.as_bytes().first()? {
        b'd' => {
            let title = record.document.title.as_ref();
            let heading = html! { (title.unwrap_or(&record.document.id)) };
            Some((heading, Vec::new(), None))
        }
        b't' => {
            let topic = record.topics.iter().find(|topic| topic.id == row)?;
            let positions = record.positions.iter().filter(|p| p.topic == row);
            let spans = positions.flat_map(|p| p.evidence.clone());
            Some((html! { (topic.label) }, spans.collect(), None))
        }
        b's' => {
            let statement = record.statements.iter().find(|s| s.id == row)?;
            let source: Vec<&str> = statement
                .source
                .iter()
                .map(|span| span.text.as_str())
                .collect();
            let who = name(&statement.speaker)
                .or(Some(source.join(" ")).filter(|words| !words.is_empty()));
            let heading = html! { (who.unwrap_or_else(|| "No source".to_owned())) " " span.label { (statement.act) } };
            Some((
                heading,
                statement.content.clone(),
                Some(statement.confidence),
            ))
        }
        b'p' => {
            let position = record.positions.iter().find(|p| p.id == row)?;
            let topic = record
                .topics
                .iter()
                .find(|topic| topic.id == position.topic);
            let heading = html! {
                (name(&position.party).unwrap_or_else(|| "The report".to_owned())) " "
                span.label.(position.stance) { (position.stance) } " " @if let Some(topic) = topic { (topic.label) }
            };
            Some((
                heading,
                position.evidence.clone(),
                Some(position.confidence),
            ))
        }
        b'm' => {
            let meeting = record.meetings.iter().find(|m| m.id == row)?;
            let heading = html! { (meeting_name(meeting.status, meeting.kind)) };
            Some((heading, meeting.evidence.clone(), Some(meeting.confidence)))
        }
        b'e' => {
            let entity = record.entity(row)?;
            let heading = html! { (entity.name) " " span.label { (entity.kind) } @if let Some(side) = &entity.side { " " span.side { (side) } } };
            Some((
                heading,
                entity
                    .mentions
                    .iter()
                    .map(|mention| mention.span.clone())
                    .collect(),
                None,
            ))
        }
        _ => None,
    }
}

/// Code points shown around the words.
const AROUND: usize = 500;

/// The text around some spans, with the spans marked.
fn passage(text: &str, spans: &[Span]) -> Markup {
    let letters: Vec<char> = text.chars().collect();
    let mut spans: Vec<(usize, usize)> = spans
        .iter()
        .map(|span| (span.start, span.end.min(letters.len())))
        .collect();
    spans.sort_unstable();
    let Some(&(first, end)) = spans.first() else {
        return Markup::default();
    };
    // Not in the midst of a word.
    let is_space = |&at: &usize| letters.get(at).is_some_and(|letter| letter.is_whitespace());
    let from = match first.saturating_sub(AROUND) {
        0 => 0,
        from => (from..first).find(is_space).map_or(from, |at| at + 1),
    };
    let to = match end + AROUND {
        to if to >= letters.len() => letters.len(),
        to => (end..to).rev().find(is_space).unwrap_or(to),
    };
    let words = |from: usize, to: usize| {
        letters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect::<String>()
    };
    let mut at = from;
    let mut parts = Vec::new();
    for (start, end) in spans {
        let (start, end) = (start.max(at), end.min(to));
        if start < end {
            parts.push((words(at, start), words(start, end)));
            at = end;
        }
    }
    html! {
        blockquote.passage {
            @if from > 0 { "… " }
            @for (before, marked) in parts { (before) mark { (marked) } }
            (words(at, to))
            @if to < letters.len() { "\u{a0}…" }
        }
    }
}
