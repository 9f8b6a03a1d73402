//! Everything on the page that has a place in the text, and where that is.

use std::collections::HashMap;

use verbale_schema::{Record, Span};

use super::segment::{Mark, Places, Role};

/// The rows of the page and their marks in the text. The statements come first, in their order.
pub(super) struct Rows {
    /// By row: its name in the page.
    keys: Vec<String>,
    /// By row: its marks; of a statement those of its content first.
    marks: Vec<Vec<Mark>>,
    by_key: HashMap<String, usize>,
    statements: usize,
}

impl Rows {
    pub(super) fn new(record: &Record) -> Self {
        let mut rows = Self {
            keys: Vec::new(),
            marks: Vec::new(),
            by_key: HashMap::new(),
            statements: record.statements.len(),
        };
        let places = Places::new(record.document.text.as_deref().unwrap_or_default());
        for (index, statement) in record.statements.iter().enumerate() {
            let parts = [
                (Role::Content, &statement.content),
                (Role::Quoted, &statement.quoted),
                (Role::Cue, &statement.cue),
                (Role::Source, &statement.source),
            ];
            let spans = parts
                .into_iter()
                .flat_map(|(role, spans)| spans.iter().map(move |span| (role, span)));
            rows.add(statement_key(index), &places, spans);
        }
        for (index, position) in record.positions.iter().enumerate() {
            rows.evidence(position_key(index), &places, &position.evidence);
        }
        for (index, meeting) in record.meetings.iter().enumerate() {
            rows.evidence(fact_key(index, Fact::Meeting), &places, &meeting.evidence);
            let facts = [
                (Fact::Place, meeting.place.as_ref().map(|place| &place.span)),
                (Fact::Date, meeting.date.as_ref().map(|date| &date.span)),
                (
                    Fact::Length,
                    meeting.duration.as_ref().map(|time| &time.span),
                ),
                (
                    Fact::Format,
                    meeting.format.as_ref().map(|format| &format.span),
                ),
                (
                    Fact::Reason,
                    meeting.reason.as_ref().map(|reason| &reason.span),
                ),
            ];
            for (fact, span) in facts {
                rows.evidence(fact_key(index, fact), &places, span);
            }
            for (guest, participant) in meeting.participants.iter().enumerate() {
                let key = fact_key(index, Fact::Participant(guest));
                rows.evidence(key, &places, [&participant.span]);
            }
        }
        rows
    }

    fn evidence<'a>(
        &mut self,
        key: String,
        places: &Places,
        spans: impl IntoIterator<Item = &'a Span>,
    ) {
        let spans = spans.into_iter().map(|span| (Role::Evidence, span));
        self.add(key, places, spans);
    }

    fn add<'a>(
        &mut self,
        key: String,
        places: &Places,
        spans: impl Iterator<Item = (Role, &'a Span)>,
    ) {
        let row = self.keys.len();
        let marks = spans.filter_map(|(role, span)| {
            Some(Mark {
                range: places.bytes(span)?,
                role,
                row,
            })
        });
        self.marks.push(marks.collect());
        self.by_key.insert(key.clone(), row);
        self.keys.push(key);
    }

    pub(super) fn key(&self, row: usize) -> &str {
        &self.keys[row]
    }

    pub(super) fn is_statement(&self, row: usize) -> bool {
        row < self.statements
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        self.marks.concat()
    }

    /// Whether anything of the row stands in the text.
    pub(super) fn has_place(&self, key: &str) -> bool {
        self.by_key
            .get(key)
            .is_some_and(|&row| !self.marks[row].is_empty())
    }

    /// Where in the text the rows begin, with their numbers, in the order of the text. A statement
    /// begins with its content, or failing that its cue or source.
    pub(super) fn beginnings(&self) -> Vec<(usize, usize)> {
        let first = self.marks.iter().filter_map(|marks| marks.first());
        let mut beginnings: Vec<(usize, usize)> =
            first.map(|mark| (mark.range.start, mark.row)).collect();
        beginnings.sort_unstable();
        beginnings
    }
}

/// Something told of a meeting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fact {
    /// That it was held, or not.
    Meeting,
    Place,
    Date,
    Length,
    Format,
    Reason,
    /// One who took part, by the place in the list.
    Participant(usize),
}

pub(super) fn statement_key(index: usize) -> String {
    format!("s{}", index + 1)
}

pub(super) fn position_key(index: usize) -> String {
    format!("p{}", index + 1)
}

pub(super) fn fact_key(meeting: usize, fact: Fact) -> String {
    let n = meeting + 1;
    match fact {
        Fact::Meeting => format!("m{n}"),
        Fact::Place => format!("m{n}-place"),
        Fact::Date => format!("m{n}-date"),
        Fact::Length => format!("m{n}-length"),
        Fact::Format => format!("m{n}-format"),
        Fact::Reason => format!("m{n}-reason"),
        Fact::Participant(guest) => format!("m{n}-{}", guest + 1),
    }
}
