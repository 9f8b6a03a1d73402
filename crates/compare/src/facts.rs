//! What the reports tell of their meeting, field by field, and whether it can all be true.

use crate::Input;
use crate::account::Account;
use crate::encounter::taking_part;
use crate::places::may_be_one_place;
use crate::table::lines;
use crate::text::Text;
use std::collections::BTreeMap;
use verbale_lexicon::{may_be_one, side_in};
use verbale_schema::{
    EntityKind, Evidence, Fact, FactField, FactValue, Meeting, MeetingKind, MeetingStatus, Record,
    Span as JsonSpan,
};

const INITIATIVE: &str = include_str!("../data/initiative.txt");
/// As far from such words the name of the side stands, in bytes.
const BESIDE: usize = 60;

/// The reports of a dossier as the facts are taken from them.
pub(crate) struct Reports<'a> {
    pub(crate) inputs: &'a [&'a Input],
    pub(crate) accounts: &'a [Account],
    pub(crate) texts: &'a [Text<'a>],
    pub(crate) ids: &'a [String],
}

/// What the reports tell of the meeting that each is about: `mains` has it by the number of the report, `documents` all
/// reports that count.
pub(crate) fn facts(
    reports: &Reports<'_>,
    mains: &[(usize, &Meeting)],
    documents: &[usize],
) -> Vec<Fact> {
    let mut told = Told::default();
    for &(n, meeting) in mains {
        told.meeting(n, &reports.inputs[n].record, meeting);
    }
    for &n in documents {
        if let Some((side, span)) = initiative(&reports.texts[n]) {
            told.add(FactField::Initiative, n, side, &span);
        }
    }
    FactField::ALL
        .iter()
        .filter_map(|&field| told.fact(field, reports))
        .collect()
}

/// A value, the report that tells it, and its words.
struct Value {
    value: String,
    document: usize,
    span: JsonSpan,
}

/// What is told of each field, in the order of the reports.
#[derive(Default)]
struct Told(BTreeMap<FactField, Vec<Value>>);

impl Told {
    fn add(&mut self, field: FactField, document: usize, value: String, span: &JsonSpan) {
        self.0.entry(field).or_default().push(Value {
            value,
            document,
            span: span.clone(),
        });
    }

    fn meeting(&mut self, n: usize, record: &Record, meeting: &Meeting) {
        if let Some(span) = meeting.evidence.first() {
            self.add(FactField::Kind, n, meeting.kind.to_string(), span);
            self.add(FactField::Status, n, meeting.status.to_string(), span);
        }
        if let Some(date) = &meeting.date
            && let Some(value) = &date.value
        {
            self.add(FactField::Date, n, value.clone(), &date.span);
        }
        if let Some(place) = &meeting.place {
            let entity = record.entity(&place.entity);
            let name = entity.map_or_else(|| place.span.text.clone(), |e| e.name.clone());
            self.add(FactField::Place, n, name, &place.span);
        }
        if let Some(duration) = &meeting.duration
            && let Some(value) = &duration.value
        {
            self.add(FactField::Duration, n, value.clone(), &duration.span);
        }
        if let Some(format) = &meeting.format {
            self.add(FactField::Format, n, format.value.clone(), &format.span);
        }
        for participant in &meeting.participants {
            let all = taking_part(record, participant).into_iter();
            for entity in all.filter(|e| e.kind != EntityKind::Group) {
                self.add(
                    FactField::Participants,
                    n,
                    entity.name.clone(),
                    &participant.span,
                );
            }
        }
    }

    fn fact(&self, field: FactField, reports: &Reports<'_>) -> Option<Fact> {
        let told = self.0.get(&field)?;
        let mut values: Vec<FactValue> = Vec::new();
        for one in told {
            let evidence = Evidence {
                document: reports.ids[one.document].clone(),
                span: one.span.clone(),
            };
            match values
                .iter_mut()
                .find(|known| is_same(field, &known.value, &one.value))
            {
                Some(known) => {
                    if is_fuller(field, &one.value, &known.value) {
                        known.value.clone_from(&one.value);
                        known.text.clone_from(&one.span.text);
                    }
                    if !known.evidence.contains(&evidence) {
                        known.evidence.push(evidence);
                    }
                }
                None => values.push(FactValue {
                    value: one.value.clone(),
                    text: one.span.text.clone(),
                    evidence: vec![evidence],
                }),
            }
        }
        Some(Fact {
            field,
            agree: !is_disputed(field, told, reports),
            values,
        })
    }
}

/// Whether two tellers cannot both be right. Where one alone tells several such values, it tells of several meetings or
/// days, and nobody disagrees.
fn is_disputed(field: FactField, told: &[Value], reports: &Reports<'_>) -> bool {
    let teller = |n: usize| teller(reports.inputs[n], &reports.accounts[n]);
    let pairs = || {
        let pairs = told.iter().flat_map(|a| told.iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| conflict(field, &a.value, &b.value))
    };
    let of_several = pairs().any(|(a, b)| teller(a.document) == teller(b.document));
    // What was planned may have been called off since.
    let later = |a: &Value, b: &Value| {
        field != FactField::Status
            || day(reports.inputs[a.document]) == day(reports.inputs[b.document])
    };
    !of_several && pairs().any(|(a, b)| later(a, b))
}

/// Who tells what a report tells: its side, or its publisher.
fn teller<'a>(input: &'a Input, account: &'a Account) -> &'a str {
    let document = &input.record.document;
    let by = account.side.as_deref().or(document.publisher.as_deref());
    by.unwrap_or(&document.id)
}

fn day(input: &Input) -> Option<&str> {
    input
        .record
        .document
        .published
        .as_deref()
        .and_then(|date| date.get(..10))
}

/// Whether two values say the same, the one perhaps in more detail.
fn is_same(field: FactField, a: &str, b: &str) -> bool {
    match field {
        FactField::Date => a == b || a.starts_with(b) || b.starts_with(a),
        FactField::Place => a == b || may_be_one_place(a, b) && (a.contains(b) || b.contains(a)),
        FactField::Participants => may_be_one(a, b),
        _ => a == b,
    }
}

/// Whether a value that says the same as another says more.
fn is_fuller(field: FactField, value: &str, known: &str) -> bool {
    matches!(
        field,
        FactField::Date | FactField::Participants | FactField::Place
    ) && value.len() > known.len()
}

/// Whether two values cannot both be right.
fn conflict(field: FactField, a: &str, b: &str) -> bool {
    match field {
        // Finer kinds are a matter of words: only by telephone or in person is one of fact.
        FactField::Kind => {
            let call = MeetingKind::Call.as_str();
            (a == call) != (b == call)
        }
        FactField::Status => {
            let is_off = |status: &str| {
                let off = [
                    MeetingStatus::Cancelled,
                    MeetingStatus::Postponed,
                    MeetingStatus::Refused,
                ];
                off.iter().any(|off| off.as_str() == status)
            };
            is_off(a) != is_off(b)
        }
        FactField::Date => !may_be_one_date(a, b),
        FactField::Place => !may_be_one_place(a, b),
        FactField::Duration | FactField::Format | FactField::Initiative => a != b,
        // One names more of those present than another.
        FactField::Participants => false,
    }
}

/// Whether two dates may both be right: one is part of the other ("2025-08", "2025-08-15", "2025-08-14/2025-08-16").
fn may_be_one_date(a: &str, b: &str) -> bool {
    let within = |whole: &str, day: &str| {
        whole
            .split_once('/')
            .is_some_and(|(start, end)| start <= day && day <= end)
    };
    a.contains(b) || b.contains(a) || within(a, b) || within(b, a)
}

/// Who called whom, by a report's words.
fn initiative(text: &Text<'_>) -> Option<(String, JsonSpan)> {
    let words = lines(INITIATIVE).flat_map(|words| text.text.match_indices(words));
    let mut found: Vec<(usize, &str)> = words.collect();
    found.sort_unstable();
    found.into_iter().find_map(|(at, words)| {
        let before = text.text.floor_char_boundary(at.saturating_sub(BESIDE));
        let end = text
            .text
            .floor_char_boundary((at + words.len() + BESIDE).min(text.text.len()));
        let after_words = at + words.len();
        let side = if words.starts_with(['\'', '’', 's']) {
            let tail: Vec<&str> = text.text[before..at].rsplit(' ').take(3).collect();
            let phrase: Vec<&str> = tail.into_iter().rev().collect();
            side_in(&phrase.join(" "))
        } else {
            side_in(&text.text[after_words..end])
        };
        let span = text.public(verbale_text::Span::new(at, after_words));
        Some((side?.to_owned(), span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_conflict_only_where_they_cannot_both_be_right() {
        let conflicts = [
            (FactField::Kind, "call", "talks"),
            (FactField::Date, "2031-05-03", "2031-05-04"),
            (FactField::Duration, "PT40M", "PT2H"),
            (FactField::Status, "held", "cancelled"),
            (FactField::Place, "Oslo", "Reykjavik"),
        ];
        for (field, a, b) in conflicts {
            assert!(conflict(field, a, b), "{field}: {a}, {b}");
        }
        let compatible = [
            (FactField::Kind, "summit", "talks"),
            (FactField::Date, "2031-05", "2031-05-04"),
            (FactField::Date, "2031-05-03/2031-05-05", "2031-05-04"),
            (FactField::Status, "held", "planned"),
            (FactField::Place, "Norway", "Oslo"),
            (FactField::Participants, "Ana Verrin", "Jonas Hauge"),
        ];
        for (field, a, b) in compatible {
            assert!(!conflict(field, a, b), "{field}: {a}, {b}");
        }
    }
}
