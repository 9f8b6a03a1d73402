//! The rows of a record, found, put back and pointed elsewhere by their ids.

use serde_json::Value;
use verbale_schema::{Document, Entity, Meeting, Position, Record, Span, Statement, Topic};

/// The row that stands for the report itself.
pub(crate) const DOCUMENT: &str = "d";

/// The lists of a record that a person can correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The report itself: what is told of it beside its text.
    Document,
    Entity,
    Statement,
    Meeting,
    Topic,
    Position,
}

impl Kind {
    /// The list that a row's id belongs to.
    pub(crate) fn of(id: &str) -> Option<Self> {
        if id == DOCUMENT {
            return Some(Self::Document);
        }
        match id.as_bytes().first()? {
            b'e' => Some(Self::Entity),
            b's' => Some(Self::Statement),
            b'm' => Some(Self::Meeting),
            b't' => Some(Self::Topic),
            b'p' => Some(Self::Position),
            _ => None,
        }
    }

    /// The fields that an edit may set.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["title", "publisher", "url", "published"],
            Self::Entity => &["kind", "name", "side"],
            Self::Statement => &[
                "speaker",
                "source",
                "cue",
                "content",
                "quoted",
                "mode",
                "act",
                "negated",
                "certainty",
                "addressee",
                "occasion",
            ],
            Self::Meeting => &[
                "kind",
                "status",
                "participants",
                "place",
                "date",
                "duration",
                "format",
                "part_of",
                "reason",
                "evidence",
            ],
            Self::Topic => &["label"],
            Self::Position => &[
                "party",
                "topic",
                "stance",
                "statement",
                "depends_on",
                "evidence",
            ],
        }
    }
}

/// The rows of a record as JSON, taken out and put back by id.
pub(super) struct Rows<'a> {
    pub(super) record: &'a mut Record,
}

/// A row of a record as JSON, by its id.
pub(super) fn row_of(record: &Record, id: &str) -> Option<Value> {
    let value = match Kind::of(id)? {
        Kind::Document => serde_json::to_value(Document {
            text: None,
            ..record.document.clone()
        }),
        Kind::Entity => serde_json::to_value(record.entities.iter().find(|e| e.id == id)?),
        Kind::Statement => serde_json::to_value(record.statements.iter().find(|s| s.id == id)?),
        Kind::Meeting => serde_json::to_value(record.meetings.iter().find(|m| m.id == id)?),
        Kind::Topic => serde_json::to_value(record.topics.iter().find(|t| t.id == id)?),
        Kind::Position => serde_json::to_value(record.positions.iter().find(|p| p.id == id)?),
    };
    value.ok()
}

impl Rows<'_> {
    pub(super) fn get(&self, id: &str) -> Option<Value> {
        row_of(self.record, id)
    }

    /// Puts a row in the place of the one with its id; a new one, or one that stands on other words
    /// now, where it belongs in the order of the text.
    pub(super) fn put(&mut self, id: &str, row: Value) -> Result<(), serde_json::Error> {
        let record = &mut *self.record;
        match Kind::of(id) {
            Some(Kind::Document) => {
                let text = record.document.text.take();
                record.document = Document {
                    text,
                    ..serde_json::from_value(row)?
                };
            }
            Some(Kind::Entity) => put_in_order(&mut record.entities, serde_json::from_value(row)?),
            Some(Kind::Statement) => {
                put_in_order(&mut record.statements, serde_json::from_value(row)?);
            }
            Some(Kind::Meeting) => put_in_order(&mut record.meetings, serde_json::from_value(row)?),
            Some(Kind::Topic) => {
                let mut topic: Topic = serde_json::from_value(row)?;
                // A label of a person's own words stands nowhere in the text.
                topic.span = topic
                    .span
                    .filter(|span| is_worded(&topic.label, &span.text));
                put_in_order(&mut record.topics, topic);
            }
            Some(Kind::Position) => {
                put_in_order(&mut record.positions, serde_json::from_value(row)?);
            }
            None => {}
        }
        Ok(())
    }

    /// The ids of a list, in its order.
    pub(super) fn ids(&self, kind: Kind) -> Vec<String> {
        let record = &*self.record;
        match kind {
            Kind::Document => vec![DOCUMENT.to_owned()],
            Kind::Entity => record.entities.iter().map(|e| e.id.clone()).collect(),
            Kind::Statement => record.statements.iter().map(|s| s.id.clone()).collect(),
            Kind::Meeting => record.meetings.iter().map(|m| m.id.clone()).collect(),
            Kind::Topic => record.topics.iter().map(|t| t.id.clone()).collect(),
            Kind::Position => record.positions.iter().map(|p| p.id.clone()).collect(),
        }
    }

    /// Takes a row out, and what points to it. Gives the rows that make no sense without it and went
    /// too, save those that are to be kept.
    pub(super) fn remove(&mut self, id: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
        let record = &mut *self.record;
        let mut gone = Vec::new();
        let mut drop_positions = |positions: &mut Vec<Position>, of: &dyn Fn(&Position) -> bool| {
            positions.retain(|position| {
                let goes = of(position);
                if goes {
                    gone.push(position.id.clone());
                }
                !goes
            });
        };
        let clear = |field: &mut Option<String>| {
            if field.as_deref() == Some(id) {
                *field = None;
            }
        };
        match Kind::of(id) {
            Some(Kind::Entity) => {
                record.entities.retain(|e| e.id != id);
                for entity in &mut record.entities {
                    entity.members.retain(|member| member != id);
                }
                for statement in &mut record.statements {
                    clear(&mut statement.speaker);
                    clear(&mut statement.addressee);
                }
                for meeting in &mut record.meetings {
                    meeting.participants.retain(|p| p.entity != id);
                    if meeting
                        .place
                        .as_ref()
                        .is_some_and(|place| place.entity == id)
                    {
                        meeting.place = None;
                    }
                }
                // Without its party a position would be the report's own.
                drop_positions(&mut record.positions, &|p| p.party.as_deref() == Some(id));
                for position in &mut record.positions {
                    position.depends_on.retain(|other| other != id);
                }
            }
            Some(Kind::Statement) => {
                record.statements.retain(|s| s.id != id);
                // What was taken in it was not taken, unless a person has seen that it was.
                drop_positions(&mut record.positions, &|p| {
                    p.statement.as_deref() == Some(id) && !keep(&p.id)
                });
                record
                    .positions
                    .iter_mut()
                    .for_each(|p| clear(&mut p.statement));
            }
            Some(Kind::Meeting) => {
                record.meetings.retain(|m| m.id != id);
                record
                    .statements
                    .iter_mut()
                    .for_each(|s| clear(&mut s.occasion));
                record
                    .meetings
                    .iter_mut()
                    .for_each(|m| clear(&mut m.part_of));
            }
            Some(Kind::Topic) => {
                record.topics.retain(|t| t.id != id);
                drop_positions(&mut record.positions, &|p| p.topic == id);
            }
            Some(Kind::Position) => record.positions.retain(|p| p.id != id),
            Some(Kind::Document) | None => {}
        }
        gone
    }

    /// Lets rows that say the same as the changed one follow it: the positions taken in a statement
    /// are those of its speaker, and who takes part for a side has it from the entity.
    pub(super) fn follow(&mut self, before: &Value, after: &Value) {
        let record = &mut *self.record;
        let text = |row: &Value, field: &str| row[field].as_str().map(str::to_owned);
        let id = after["id"].as_str().unwrap_or_default();
        match Kind::of(id) {
            Some(Kind::Statement) => {
                let (old, new) = (text(before, "speaker"), text(after, "speaker"));
                let taken = record.positions.iter_mut();
                for position in taken.filter(|p| p.statement.as_deref() == Some(id)) {
                    if position.party == old && old != new {
                        position.party.clone_from(&new);
                    }
                }
            }
            Some(Kind::Entity) => {
                let (old, new) = (text(before, "side"), text(after, "side"));
                let participants = record.meetings.iter_mut().flat_map(|m| &mut m.participants);
                for participant in participants.filter(|p| p.entity == id) {
                    if participant.side == old && old != new {
                        participant.side.clone_from(&new);
                    }
                }
            }
            _ => {}
        }
    }

    /// Everything that points to `from` points to `to`.
    pub(super) fn redirect(&mut self, from: &str, to: &str) {
        let record = &mut *self.record;
        let turn = |field: &mut String| {
            if field == from {
                to.clone_into(field);
            }
        };
        for entity in &mut record.entities {
            entity.members.iter_mut().for_each(turn);
        }
        for statement in &mut record.statements {
            let fields = [
                &mut statement.speaker,
                &mut statement.addressee,
                &mut statement.occasion,
            ];
            fields.into_iter().flatten().for_each(turn);
        }
        for meeting in &mut record.meetings {
            meeting
                .participants
                .iter_mut()
                .for_each(|p| turn(&mut p.entity));
            meeting
                .place
                .iter_mut()
                .for_each(|place| turn(&mut place.entity));
            meeting.part_of.iter_mut().for_each(turn);
        }
        for position in &mut record.positions {
            position.party.iter_mut().for_each(turn);
            position.depends_on.iter_mut().for_each(turn);
        }
    }

    pub(super) fn next_id(&self, kind: Kind) -> String {
        let letter = match kind {
            Kind::Document => 'd',
            Kind::Entity => 'e',
            Kind::Statement => 's',
            Kind::Meeting => 'm',
            Kind::Topic => 't',
            Kind::Position => 'p',
        };
        let ids = self.ids(kind);
        let last = ids
            .iter()
            .filter_map(|id| id[1..].parse::<u64>().ok())
            .max();
        format!("{letter}{}", last.unwrap_or(0) + 1)
    }
}

/// A row of one of the lists.
pub(super) trait Listed {
    fn id(&self) -> &str;
    /// Where its words begin; none of rows that stand on none.
    fn begins(&self) -> Option<usize>;
}

macro_rules! listed {
    ($row:ty, $spans:expr) => {
        impl Listed for $row {
            fn id(&self) -> &str {
                &self.id
            }

            fn begins(&self) -> Option<usize> {
                let spans: fn(&Self) -> Vec<&Span> = $spans;
                spans(self).into_iter().map(|span| span.start).min()
            }
        }
    };
}

listed!(Entity, |e| e.mentions.iter().map(|m| &m.span).collect());
listed!(Statement, |s| s.content.iter().chain(&s.cue).collect());
listed!(Meeting, |m| m.evidence.iter().collect());
listed!(Topic, |_| Vec::new());
listed!(Position, |p| p.evidence.iter().collect());

/// Whether a label is made of these words of the text.
fn is_worded(label: &str, words: &str) -> bool {
    let folded = words.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.to_lowercase() == label.to_lowercase()
}

/// Puts a row where it was, and if that is not its place in the text, before the first that begins
/// later.
pub(super) fn put_in_order<T: Listed>(list: &mut Vec<T>, row: T) {
    let own = row.begins();
    let fits = |list: &[T], at: usize| {
        let before = at.checked_sub(1).and_then(|at| list[at].begins());
        let after = list.get(at).and_then(Listed::begins);
        own.is_none()
            || (before.is_none_or(|before| Some(before) <= own)
                && after.is_none_or(|after| own <= Some(after)))
    };
    let old = list.iter().position(|other| other.id() == row.id());
    if let Some(old) = old {
        list.remove(old);
    }
    let later = |other: &T| own.is_some() && other.begins() > own;
    let at = match old {
        Some(old) if fits(list, old) => old,
        _ => list.iter().position(later).unwrap_or(list.len()),
    };
    list.insert(at, row);
}
