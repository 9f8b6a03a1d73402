//! The fields of a row, to be put right.

use maud::{Markup, html};
use verbale_schema::{
    Act, Certainty, EntityKind, MeetingKind, MeetingStatus, Record, Span, Stance,
};

use crate::pages::parts::meeting_name;

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
pub(super) const GAP: &str = "…";

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
pub(super) fn fields(record: &Record, row: &str) -> Markup {
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

pub(super) fn merge_and_split(
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
