//! Correction, one row after another, and the log of it.

use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use verbale_ledger::{
    Change, Cursor, Entry, Ledger, Reviewed, Signature, Storage, Subject, is_row,
};
use verbale_schema::{
    Act, Certainty, EntityKind, Meeting, MeetingKind, MeetingStatus, Record, Span, Stance,
};

use super::{back, meeting_name, meeting_title, moment, name_of, page, percent, short, signing};
use crate::api::signature;
use crate::auth::Who;
use crate::problem::Problem;
use crate::serve::App;

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

/// What sort of row an id stands for.
fn sort(row: &str) -> &'static str {
    match row.as_bytes().first() {
        Some(b's') => "Statement",
        Some(b'p') => "Position",
        Some(b'm') => "Meeting",
        Some(b'e') => "Name",
        Some(b't') => "Matter",
        Some(b'd') => "Report",
        _ => "Row",
    }
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

fn choice(
    label: &str,
    name: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
) -> Markup {
    html! {
        label { (label) " " select name=(name) {
            @for (value, shown) in options { option value=(value) selected[value == chosen] { (shown) } }
        } }
    }
}

fn words_of<T: ToString + Copy>(all: &[T]) -> Vec<(String, String)> {
    all.iter()
        .map(|word| (word.to_string(), word.to_string()))
        .collect()
}

fn entities(record: &Record, none: &str) -> Vec<(String, String)> {
    let all = record
        .entities
        .iter()
        .map(|entity| (entity.id.clone(), entity.name.clone()));
    [(String::new(), none.to_owned())]
        .into_iter()
        .chain(all)
        .collect()
}

/// Words that do not stand together have a line with this between them.
const GAP: &str = "…";

/// The words of some spans, to be put right: each part on lines of its own.
fn words(label: &str, name: &str, spans: &[Span]) -> Markup {
    let parts: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    let rows = parts.iter().map(|part| part.len() / 80 + 1).sum::<usize>() + parts.len();
    html! {
        label {
            (label) " " span.soft { "as they stand in the report; parts with a line “…” between" }
            textarea name=(name) rows=(rows.min(12)) { (parts.join(&format!("\n{GAP}\n"))) }
        }
    }
}

/// A value, and the words in the report that tell it.
fn told_value(label: &str, name: &str, value: Option<&str>, span: Option<&Span>) -> Markup {
    html! {
        div.fields {
            label { (label) " " input name=(name) value=(value.unwrap_or_default()) autocomplete="off"; }
            label { "in the words " input name=(format!("{name}-words")) value=(span.map_or("", |span| &span.text)) autocomplete="off"; }
        }
    }
}

/// The fields of a row that can be set on a page.
fn fields(record: &Record, row: &str) -> Markup {
    let given = |id: &Option<String>| id.clone().unwrap_or_default();
    let meetings = |none: &str, own: &str| {
        let others = record.meetings.iter().filter(|meeting| meeting.id != own);
        let named = others.map(|m| {
            let words = m.evidence.first().map_or("", |span| &span.text);
            (
                m.id.clone(),
                format!("{}: {words}", meeting_name(m.status, m.kind)),
            )
        });
        let none = (String::new(), none.to_owned());
        std::iter::once(none).chain(named).collect::<Vec<_>>()
    };
    html! {
        @if row == "d" {
            @let document = &record.document;
            label { "Title " input name="title" value=(document.title.as_deref().unwrap_or_default()); }
            label { "Publisher " input name="publisher" value=(document.publisher.as_deref().unwrap_or_default()); }
            label { "Published " span.soft { "2025-08-16, or with the time; relative dates follow with verbale reread --all" }
                input name="published" value=(document.published.as_deref().unwrap_or_default()); }
            label { "Address " input type="url" name="url" value=(document.url.as_deref().unwrap_or_default()); }
        }
        @if let Some(topic) = record.topics.iter().find(|t| t.id == row) {
            label { "Matter " input name="label" value=(topic.label) required; }
        }
        @if let Some(statement) = record.statements.iter().find(|s| s.id == row) {
            (choice("Speaker", "speaker", entities(record, "no one named"), &given(&statement.speaker)))
            (choice("Act", "act", words_of(Act::ALL), statement.act.as_str()))
            (choice("Was it said?", "negated", [("false".to_owned(), "said".to_owned()), ("true".to_owned(), "the report says that it was not said".to_owned())], if statement.negated { "true" } else { "false" }))
            (choice("Certainty", "certainty", words_of(Certainty::ALL), statement.certainty.as_str()))
            (choice("Said to", "addressee", entities(record, "no one named"), &given(&statement.addressee)))
            (choice("Said at", "occasion", meetings("no meeting named", ""), &given(&statement.occasion)))
            (words("What is said,", "content", &statement.content))
            (words("Words for the source,", "source", &statement.source))
            (words("Words for saying it,", "cue", &statement.cue))
        }
        @if let Some(position) = record.positions.iter().find(|p| p.id == row) {
            (choice("Party", "party", entities(record, "the report itself"), &given(&position.party)))
            (choice("Stance", "stance", words_of(Stance::ALL), position.stance.as_str()))
            (choice("Matter", "topic", record.topics.iter().map(|t| (t.id.clone(), t.label.clone())), &position.topic))
            (words("Words that show it,", "evidence", &position.evidence))
        }
        @if let Some(meeting) = record.meetings.iter().find(|m| m.id == row) {
            (choice("Kind", "kind", words_of(MeetingKind::ALL), meeting.kind.as_str()))
            (choice("Status", "status", words_of(MeetingStatus::ALL), meeting.status.as_str()))
            @let date = meeting.date.as_ref();
            (told_value("Date (2025-08-15)", "date", date.and_then(|d| d.value.as_deref()), date.map(|d| &d.span)))
            @let duration = meeting.duration.as_ref();
            (told_value("Duration (PT3H)", "duration", duration.and_then(|d| d.value.as_deref()), duration.map(|d| &d.span)))
            div.fields {
                (choice("Place", "place", entities(record, "none named"), &meeting.place.as_ref().map(|p| p.entity.clone()).unwrap_or_default()))
                label { "in the words " input name="place-words" value=(meeting.place.as_ref().map_or("", |p| &p.span.text)) autocomplete="off"; }
            }
            (choice("Session of", "part_of", meetings("no other meeting", row), &given(&meeting.part_of)))
            fieldset {
                legend { "Who took part" }
                input type="hidden" name="participant" value="";
                @for entity in record.entities.iter().filter(|e| e.kind != EntityKind::Place) {
                    @let is_there = meeting.participants.iter().any(|p| p.entity == entity.id);
                    label.check { input type="checkbox" name="participant" value=(entity.id) checked[is_there]; " " (entity.name) }
                }
            }
            (words("Words that tell of it,", "evidence", &meeting.evidence))
        }
        @if let Some(entity) = record.entity(row) {
            label { "Name " input name="name" value=(entity.name) required; }
            label { "Side " span.soft { "a country or an organisation" } input name="side" value=(entity.side.as_deref().unwrap_or_default()); }
            (choice("Kind", "kind", words_of(EntityKind::ALL), entity.kind.as_str()))
        }
    }
}

fn merge_and_split(
    record: &Record,
    row: &str,
    action: &str,
    hidden: &Markup,
    signing: &Markup,
) -> Markup {
    let (others, parts): (Vec<(String, String)>, Vec<&Span>) =
        if let Some(entity) = record.entity(row) {
            let others = record.entities.iter().filter(|other| other.id != row);
            (
                others.map(|e| (e.id.clone(), e.name.clone())).collect(),
                entity.mentions.iter().map(|m| &m.span).collect(),
            )
        } else if let Some(meeting) = record.meetings.iter().find(|m| m.id == row) {
            let others = record.meetings.iter().filter(|other| other.id != row);
            (
                others
                    .map(|m| {
                        (
                            m.id.clone(),
                            format!("{}, {}", meeting_name(m.status, m.kind), m.id),
                        )
                    })
                    .collect(),
                meeting.evidence.iter().collect(),
            )
        } else {
            return Markup::default();
        };
    html! {
        @if !others.is_empty() {
            form.card method="post" action=(action) {
                (hidden) input type="hidden" name="do" value="merge";
                (choice("The same as", "into", others, ""))
                (signing)
                p.buttons { button { "Merge" } }
            }
        }
        @if parts.len() > 1 {
            form.card method="post" action=(action) {
                (hidden) input type="hidden" name="do" value="split";
                fieldset { legend { "These are another" }
                    @for span in parts { label.check { input type="checkbox" name="start" value=(span.start); " " (span.text) " " span.soft { "at " (span.start) } } }
                }
                (signing)
                p.buttons { button { "Split" } }
            }
        }
    }
}

/// A correction by form.
pub(super) async fn correct(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path((hash, row)): Path<(String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let field = |name: &str| {
        form.iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
    };
    let seen = field("seen")
        .and_then(|seen| seen.parse().ok())
        .ok_or_else(|| Problem::bad("seen: which revision?"))?;
    let signed = signature(&who, field("by"), field("why"))?;
    let (name, next) = (signed.by.clone(), field("next").unwrap_or_default());
    if !is_row(&row) {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            format!("{row:?} is no row"),
        ));
    }
    let place = format!("/review?report={hash}&row={row}");
    let done = made(&app, &hash, &row, seen, &form, signed).await;
    match done {
        Ok(()) => Ok(back(&next, &name)),
        Err(problem) => Ok(not_saved(&problem, &place, &form)),
    }
}

/// Makes the change that a form asks for.
async fn made(
    app: &App,
    hash: &str,
    row: &str,
    seen: i64,
    form: &[(String, String)],
    signed: Signature,
) -> Result<(), Problem> {
    let (hash, row) = (hash.to_owned(), row.to_owned());
    let field = |name: &str| {
        let mut all = form.iter().filter(|(field, _)| field == name);
        all.next().map(|(_, value)| value.clone())
    };
    let change = match field("do").unwrap_or_default().as_str() {
        "accept" => Change::Accept,
        "reject" => Change::Reject,
        "merge" => Change::Merge {
            into: field("into").unwrap_or_default(),
        },
        "split" => {
            let starts = form
                .iter()
                .filter(|(name, _)| name == "start")
                .filter_map(|(_, start)| start.parse().ok());
            Change::Split {
                starts: starts.collect(),
            }
        }
        "edit" => {
            let hash = hash.clone();
            let reviewed = app.pool.ask(move |ledger| ledger.record(&hash)).await?;
            Change::Edit {
                set: edit(&reviewed, &row, form)?,
            }
        }
        _ => return Err(Problem::bad("accept, reject or edit?")),
    };
    app.pool
        .change(move |ledger| ledger.correct(&hash, seen, &row, &change, &signed))
        .await
        .map(|_| ())
}

/// Why a change was not saved, and what was entered, so that it is not lost.
fn not_saved(problem: &Problem, place: &str, form: &[(String, String)]) -> Response {
    let entered = form.iter().filter(|(name, value)| {
        !value.is_empty() && !matches!(name.as_str(), "seen" | "next" | "do" | "by" | "participant")
    });
    let body = html! {
        (super::told(problem))
        p { a.button href=(place) { "Look at the row again" } }
        @if form.iter().any(|(_, value)| value == "edit") {
            h2 { "What you entered" }
            dl { @for (name, value) in entered { dt { (name) } dd { (value) } } }
        }
    };
    (problem.status(), page(super::heading(problem), "", body)).into_response()
}

/// Of the fields of a form those that differ from the row.
fn edit(
    reviewed: &Reviewed,
    row: &str,
    form: &[(String, String)],
) -> Result<Map<String, Value>, Problem> {
    let record = &reviewed.record;
    let text = record.document.text.as_deref().unwrap_or_default();
    let old = as_json(record, row);
    let field = |name: &str| {
        let mut all = form.iter().filter(|(field, _)| field == name);
        all.next().map(|(_, value)| value.trim())
    };
    let given = |name: &str| Some(field(name)?).filter(|value| !value.is_empty());
    // Where a row stands, for words that stand in the text more than once.
    let near = ["content", "evidence"]
        .iter()
        .find_map(|list| start(&old[*list][0]))
        .unwrap_or(0);
    let near_told = |name: &str| start(&old[name]["span"]).unwrap_or(near);
    let mut set = Map::new();
    for (name, value) in form {
        let value = value.trim();
        match name.as_str() {
            "speaker" | "addressee" | "occasion" | "party" | "side" | "part_of" | "title"
            | "publisher" | "published" | "url" => {
                let value = Some(value).filter(|value| !value.is_empty());
                set.insert(name.clone(), json!(value));
            }
            "act" | "certainty" | "stance" | "topic" | "kind" | "status" | "name" | "label" => {
                set.insert(name.clone(), json!(value));
            }
            "negated" => _ = set.insert(name.clone(), json!(value == "true")),
            "content" | "evidence" | "source" | "cue" => {
                set.insert(name.clone(), parts(text, value, &old[name.as_str()], near)?);
            }
            "date" | "duration" => {
                let value = match given(&format!("{name}-words")) {
                    Some(words) => {
                        json!({"value": given(name), "span": found(text, words, near_told(name))?})
                    }
                    None if given(name).is_some() => return Err(no_words(name)),
                    None => Value::Null,
                };
                set.insert(name.clone(), value);
            }
            "place" => {
                let value = match (given("place"), given("place-words")) {
                    (Some(entity), Some(words)) => {
                        json!({"entity": entity, "span": found(text, words, near_told(name))?})
                    }
                    (Some(_), None) => return Err(no_words(name)),
                    _ => Value::Null,
                };
                set.insert(name.clone(), value);
            }
            _ => {}
        }
    }
    if let Some(meeting) = record.meetings.iter().find(|meeting| meeting.id == row)
        && form.iter().any(|(name, _)| name == "participant")
    {
        let chosen = form.iter().filter(|(name, _)| name == "participant");
        let chosen: BTreeSet<&str> = chosen.map(|(_, id)| id.as_str()).collect();
        set.insert(
            "participants".to_owned(),
            present(record, meeting, &chosen, near),
        );
    }
    set.retain(|name, value| old[name.as_str()] != *value);
    if row.starts_with('s') && set.contains_key("content") {
        // Quotations that the new words do not have are none of theirs.
        let within = |span: &&Value| {
            let parts = set["content"].as_array().into_iter().flatten();
            let (start, end) = (span["start"].as_u64(), span["end"].as_u64());
            parts
                .into_iter()
                .any(|part| part["start"].as_u64() <= start && end <= part["end"].as_u64())
        };
        let quoted = old["quoted"].as_array().into_iter().flatten();
        let quoted = quoted.filter(within).cloned().collect();
        set.insert("quoted".to_owned(), quoted);
    }
    Ok(set)
}

/// A row as the record has it.
fn as_json(record: &Record, row: &str) -> Value {
    fn of<T: serde::Serialize>(row: Option<&T>) -> Option<Value> {
        serde_json::to_value(row?).ok()
    }
    let found = match row.as_bytes().first() {
        Some(b's') => of(record.statements.iter().find(|s| s.id == row)),
        Some(b'p') => of(record.positions.iter().find(|p| p.id == row)),
        Some(b'm') => of(record.meetings.iter().find(|m| m.id == row)),
        Some(b't') => of(record.topics.iter().find(|t| t.id == row)),
        Some(b'd') => of(Some(&record.document)),
        _ => of(record.entity(row)),
    };
    found.unwrap_or(Value::Null)
}

fn no_words(name: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        format!("{name}: give the words in the report that tell it"),
    )
}

/// The participants of a meeting: those that it has and are chosen, and others that are chosen, where
/// the report names them nearest to it.
fn present(record: &Record, meeting: &Meeting, chosen: &BTreeSet<&str>, near: usize) -> Value {
    let old = meeting.participants.iter();
    let mut all: Vec<Value> = old
        .filter(|one| chosen.contains(one.entity.as_str()))
        .map(|one| json!(one))
        .collect();
    for entity in record
        .entities
        .iter()
        .filter(|e| chosen.contains(e.id.as_str()))
    {
        let is_there = meeting
            .participants
            .iter()
            .any(|one| one.entity == entity.id);
        let spans = entity.mentions.iter().map(|mention| &mention.span);
        let span = spans.min_by_key(|span| span.start.abs_diff(near));
        if let (false, Some(span)) = (is_there, span) {
            all.push(
                json!({"entity": entity.id, "side": entity.side, "capacity": null, "span": span}),
            );
        }
    }
    all.sort_by_key(|one| one["span"]["start"].as_u64());
    Value::Array(all)
}

/// Where a span begins.
fn start(span: &Value) -> Option<usize> {
    usize::try_from(span["start"].as_u64()?).ok()
}

/// The spans of words, each part of them on lines of its own, and nearest to where it was.
fn parts(text: &str, words: &str, old: &Value, near: usize) -> Result<Value, Problem> {
    // A form's line ends are not the text's.
    let words = words.replace("\r\n", "\n");
    let lines: Vec<&str> = words.split('\n').collect();
    let parts = lines.split(|line| matches!(line.trim(), GAP | "..."));
    let parts = parts.map(|part| part.join("\n").trim().to_owned());
    let (mut near, mut spans) = (near, Vec::new());
    for (place, part) in parts.filter(|part| !part.is_empty()).enumerate() {
        let span = found(text, &part, start(&old[place]).unwrap_or(near))?;
        near = start(&span).unwrap_or(near);
        spans.push(span);
    }
    Ok(Value::Array(spans))
}

/// The span of some words.
fn found(text: &str, words: &str, near: usize) -> Result<Value, Problem> {
    let (start, end) = nearest(text, words, near).ok_or_else(|| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("“{words}” does not stand in the report so: copy the words from it"),
        )
    })?;
    Ok(json!({"start": start, "end": end, "text": words}))
}

/// Where some words stand in a text, in code points; of several places the nearest to `near`.
fn nearest(text: &str, words: &str, near: usize) -> Option<(usize, usize)> {
    if words.is_empty() {
        return None;
    }
    let length = words.chars().count();
    let (mut byte, mut place) = (0, 0);
    let starts = text.match_indices(words).map(|(at, _)| {
        place += text[byte..at].chars().count();
        byte = at;
        place
    });
    starts
        .min_by_key(|start| start.abs_diff(near))
        .map(|start| (start, start + length))
}

/// What reports, persons and meetings go by, for the lines of the log.
#[derive(Default)]
pub(super) struct Names {
    /// By hash: the titles of reports.
    reports: BTreeMap<String, String>,
    /// By number.
    persons: BTreeMap<i64, String>,
    meetings: BTreeMap<i64, String>,
}

impl Names {
    fn of(log: &[Entry], ledger: &Ledger) -> Result<Self, verbale_ledger::Error> {
        let mut names = Self::default();
        for entry in log {
            if let Some(hash) = &entry.report
                && !names.reports.contains_key(hash)
                && let Some(kept) = ledger.kept(hash)?
            {
                let document = kept.record.document;
                let title = document.title.unwrap_or(document.id);
                names.reports.insert(hash.clone(), title);
            }
            let Some(subject) = Subject::of(&entry.row) else {
                continue;
            };
            let other = match entry.change {
                Change::Join { into } => Some(into),
                Change::Distinct { from } => Some(from),
                _ => None,
            };
            match subject {
                Subject::Person(id) => {
                    for id in other.into_iter().chain([id]) {
                        let person = ledger.person(id)?;
                        names.persons.extend(person.map(|person| (id, person.name)));
                    }
                }
                Subject::Meeting(id) => {
                    for id in other.into_iter().chain([id]) {
                        let title = |kept: verbale_ledger::KeptMeeting| {
                            (id, meeting_title(&kept.label, kept.matter.as_deref()))
                        };
                        names.meetings.extend(ledger.meeting(id)?.map(title));
                    }
                }
            }
        }
        Ok(names)
    }
}

/// One line of the log in words.
pub(super) fn entry(entry: &Entry, names: &Names) -> Markup {
    let row = html! { (sort(&entry.row).to_lowercase()) " " (entry.row) };
    let one = |other| across(entry, other, names);
    html! {
        p.told.undone[entry.undone] {
            @match &entry.change {
                Change::Edit { set } => {
                    "Edited " (row) ": "
                    @for (place, (field, value)) in set.iter().enumerate() {
                        @if place > 0 { ", " }
                        @let old = entry.before.as_ref().map(|row| &row[field.as_str()]);
                        (field) " " @if let Some(old) = old { del { (brief(old)) } " " } ins { (brief(value)) }
                    }
                }
                Change::Merge { into } => { "Merged " (row) " into " (into) }
                Change::Undo { entry } => { "Took back " a href=(format!("/log#entry-{entry}")) { "entry " (entry) } }
                Change::Join { into } => { "Joined " (one(None)) " with " (one(Some(*into))) }
                Change::Distinct { from } => { "Kept apart " (one(None)) " and " (one(Some(*from))) }
                Change::Part { name, .. } => { "Parted “" (name) "” from " (one(None)) }
                Change::Accept => { "Accepted " (row) }
                Change::Reject => { "Rejected " (row) }
                Change::Split { .. } => { "Split " (row) }
            }
            @if let Some(words) = words_before(entry) { ": " span.soft { (words) } }
        }
    }
}

/// The words that a row stood on, where an entry is not about them.
fn words_before(entry: &Entry) -> Option<String> {
    let fields: &[&str] = match entry.change {
        Change::Accept | Change::Reject | Change::Merge { .. } => &["name", "content", "evidence"],
        _ => return None,
    };
    let before = entry.before.as_ref()?;
    let value = fields.iter().find_map(|field| before.get(field))?;
    Some(brief(value)).filter(|words| !words.is_empty())
}

/// The person or the meeting that an entry is about, or another of the same sort.
fn across(entry: &Entry, other: Option<i64>, names: &Names) -> Markup {
    let (sort, own, known) = match Subject::of(&entry.row) {
        Some(Subject::Person(id)) => ("person", id, &names.persons),
        Some(Subject::Meeting(id)) => ("meeting", id, &names.meetings),
        None => return html! { (entry.row) },
    };
    let id = other.unwrap_or(own);
    html! {
        a href=(format!("/{sort}/{id}")) {
            @match known.get(&id) {
                Some(name) => (name),
                None => { (sort) " " (id) },
            }
        }
    }
}

/// A field's value in a few words.
fn brief(value: &Value) -> String {
    let words = match value {
        Value::String(word) => word.clone(),
        Value::Null => "none".to_owned(),
        Value::Array(spans) => {
            let texts: Vec<&str> = spans
                .iter()
                .filter_map(|span| span["text"].as_str())
                .collect();
            texts.join(" … ")
        }
        other => other["span"]["text"]
            .as_str()
            .map_or_else(|| other.to_string(), str::to_owned),
    };
    if words.chars().count() > 120 {
        words.chars().take(119).chain(['…']).collect()
    } else {
        words
    }
}

/// Lines of the log, each with its undo.
pub(super) fn entries(log: &[Entry], headers: &HeaderMap, next: &str, names: &Names) -> Markup {
    let name = name_of(
        &Who {
            name: None,
            role: verbale_ledger::Role::Read,
        },
        headers,
    )
    .unwrap_or_default();
    html! {
        ul.log { @for line in log {
            li #(format!("entry-{}", line.id)) {
                (entry(line, names))
                p.source {
                    span { "Entry " (line.id) }
                    span { (line.signed.by) }
                    time datetime=(line.signed.at) { (moment(&line.signed.at)) }
                    @if let Some(why) = &line.signed.why { span { "“" (why) "”" } }
                    @if line.undone { span { "taken back" } }
                    @if let Some(report) = &line.report {
                        a href=(format!("/report/{}/rows#{}", short(report), line.row)) {
                            (names.reports.get(report).map_or("The row", String::as_str))
                        }
                    }
                }
                @if !line.undone {
                    form.undo method="post" action=(format!("/log/{}/undo", line.id)) {
                        input type="hidden" name="next" value=(next);
                        @if !name.is_empty() { input type="hidden" name="by" value=(name); }
                        button aria-label=(format!("Undo entry {}", line.id)) { "Undo" }
                    }
                }
            }
        } }
    }
}

const ENTRIES: usize = 60;

#[derive(Deserialize)]
pub(super) struct Paging {
    cursor: Option<i64>,
}

pub(super) async fn log(
    State(app): State<App>,
    headers: HeaderMap,
    Query(paging): Query<Paging>,
) -> Result<Html<String>, Problem> {
    let (log, next, names) = app
        .pool
        .ask(move |ledger| {
            let mut log = ledger.log(None, paging.cursor, ENTRIES + 1)?;
            let next = (log.len() > ENTRIES).then(|| log[ENTRIES - 1].id);
            log.truncate(ENTRIES);
            let names = Names::of(&log, ledger)?;
            Ok((log, next, names))
        })
        .await?;
    let body = html! {
        h1 { "Log of corrections" }
        @if log.is_empty() { p { "No one has corrected anything yet. " a href="/review" { "Begin with what is least certain" } } }
        (entries(&log, &headers, "/log", &names))
        (super::more("/log", next))
    };
    Ok(page("Log", "", body))
}

#[derive(Deserialize)]
pub(super) struct Undo {
    next: String,
    by: Option<String>,
}

pub(super) async fn undo(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(entry): Path<i64>,
    Form(form): Form<Undo>,
) -> Result<Response, Problem> {
    let signed = signature(&who, form.by, None)?;
    let name = signed.by.clone();
    app.pool
        .change(move |ledger| ledger.undo(entry, &signed))
        .await?;
    Ok(back(&form.next, &name))
}
