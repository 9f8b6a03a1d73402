//! What a form of a row says, as a change of the row.

use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use verbale_ledger::{Change, Reviewed, Signature, is_row};
use verbale_schema::{Meeting, Record};

use super::form::GAP;
use crate::auth::{Who, signature};
use crate::pages::layout::page;
use crate::pages::parts::back;
use crate::pages::problem::{heading, told};
use crate::problem::Problem;
use crate::state::App;

/// A correction by form.
pub(crate) async fn correct(
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
        (told(problem))
        p { a.button href=(place) { "Look at the row again" } }
        @if form.iter().any(|(_, value)| value == "edit") {
            h2 { "What you entered" }
            dl { @for (name, value) in entered { dt { (name) } dd { (value) } } }
        }
    };
    (problem.status(), page(heading(problem), "", body)).into_response()
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
