//! What people, meetings and reports go by, and an entry of the log in words.

use maud::{Markup, html};
use serde_json::Value;
use std::collections::BTreeMap;
use verbale_ledger::{Change, Entry, Ledger, Storage, Subject};

use crate::pages::parts::meeting_title;

/// What reports, persons and meetings go by, for the lines of the log.
#[derive(Default)]
pub(crate) struct Names {
    /// By hash: the titles of reports.
    pub(super) reports: BTreeMap<String, String>,
    /// By number.
    persons: BTreeMap<i64, String>,
    meetings: BTreeMap<i64, String>,
}

impl Names {
    pub(super) fn of(log: &[Entry], ledger: &Ledger) -> Result<Self, verbale_ledger::Error> {
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
pub(crate) fn entry(entry: &Entry, names: &Names) -> Markup {
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

/// What sort of row an id stands for.
pub(super) fn sort(row: &str) -> &'static str {
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
