//! Where everybody stands: matters as rows, sides as columns.

use std::{cmp::Reverse, ops::Range};

use verbale_schema::{Entity, EntityKind, Position, Record};

use crate::side::{entity_name, side_name};

/// What each side says on each matter.
#[derive(Debug)]
pub(crate) struct Stands<'a> {
    /// The columns: the sides that say most.
    pub(crate) sides: Vec<Side>,
    /// The rows: the matters that several speak to first, then in the order of the record.
    pub(crate) matters: Vec<Matter<'a>>,
}

/// A column.
#[derive(Debug)]
pub(crate) struct Side {
    /// What the side goes by; a person's name where that person alone speaks for it.
    pub(crate) name: String,
    /// Whom such a person acts for.
    pub(crate) acts_for: Option<String>,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Matter<'a> {
    pub(crate) label: &'a str,
    /// From the first column to the last, none left out.
    pub(crate) cells: Vec<Cell<'a>>,
    /// What those say who have no column, the report's own voice among them.
    pub(crate) others: Vec<Stand<'a>>,
}

/// What is said on a matter by one side, or by neighbours with one voice.
#[derive(Debug)]
pub(crate) struct Cell<'a> {
    /// The columns it takes.
    pub(crate) columns: Range<usize>,
    /// In the order of the record; none if nothing is said.
    pub(crate) stands: Vec<Stand<'a>>,
}

/// One position.
#[derive(Clone, Debug)]
pub(crate) struct Stand<'a> {
    /// Its place in the record's list.
    pub(crate) index: usize,
    pub(crate) position: &'a Position,
    /// Who takes it, where the column does not tell.
    pub(crate) party: Option<String>,
    /// Whether a column before has it too: one with several sides stands with each.
    pub(crate) repeated: bool,
}

/// Whose voice it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Voice<'a> {
    /// A side's, by its name in the record.
    Side(&'a str),
    /// An entity's that acts for no side, by its id.
    Own(&'a str),
    /// The report's.
    Report,
}

impl<'a> Stands<'a> {
    /// At most so many columns, and none at all where they would not hold half of what the parties
    /// say. The report speaks of what came of it for all, and never has a column.
    pub(crate) fn new(record: &'a Record, most: usize) -> Self {
        let said: Vec<Vec<Voice<'_>>> = record
            .positions
            .iter()
            .map(|position| voices(record, position))
            .collect();
        let mut columns = by_weight(&said);
        columns.truncate(most);
        let of_parties = said.iter().filter(|own| **own != [Voice::Report]);
        let held = of_parties
            .clone()
            .filter(|own| own.iter().any(|voice| columns.contains(voice)));
        if 2 * held.count() < of_parties.count() {
            columns.clear();
        }
        let table = Table {
            record,
            sides: columns.iter().map(|voice| side(record, voice)).collect(),
            said,
            columns,
        };
        let mut topics: Vec<&str> = Vec::new();
        for position in &record.positions {
            if !topics.contains(&position.topic.as_str()) {
                topics.push(&position.topic);
            }
        }
        topics.sort_by_key(|topic| !table.shared(topic));
        Self {
            matters: topics.iter().map(|topic| table.matter(topic)).collect(),
            sides: table.sides,
        }
    }
}

/// Who speaks in a position: its party, or the members of a group.
fn voices<'a>(record: &'a Record, position: &'a Position) -> Vec<Voice<'a>> {
    let Some(id) = position.party.as_deref() else {
        return vec![Voice::Report];
    };
    let Some(entity) = record.entity(id) else {
        return vec![Voice::Own(id)];
    };
    let mut voices: Vec<Voice<'_>> = Vec::new();
    for member in &entity.members {
        let voice = record.entity(member).map_or(Voice::Own(member), voice);
        if !voices.contains(&voice) {
            voices.push(voice);
        }
    }
    if voices.is_empty() {
        voices.push(voice(entity));
    }
    voices
}

fn voice(entity: &Entity) -> Voice<'_> {
    entity
        .side
        .as_deref()
        .map_or(Voice::Own(&entity.id), Voice::Side)
}

/// The voices of parties, those that say most first; of equals, the first to speak.
fn by_weight<'a>(said: &[Vec<Voice<'a>>]) -> Vec<Voice<'a>> {
    let mut counts: Vec<(Voice<'a>, usize)> = Vec::new();
    for voice in said
        .iter()
        .flatten()
        .filter(|voice| **voice != Voice::Report)
    {
        match counts.iter_mut().find(|(known, _)| known == voice) {
            Some((_, count)) => *count += 1,
            None => counts.push((voice.clone(), 1)),
        }
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.into_iter().map(|(voice, _)| voice).collect()
}

fn side(record: &Record, voice: &Voice<'_>) -> Side {
    let (Voice::Side(name), parties) = (voice, parties(record, voice)) else {
        let name = match *voice {
            Voice::Own(id) => record.entity(id).map_or_else(|| id.to_owned(), entity_name),
            Voice::Side(_) | Voice::Report => String::new(),
        };
        return Side {
            name,
            acts_for: None,
        };
    };
    match parties.as_slice() {
        [only] if only.kind == EntityKind::Person => Side {
            name: entity_name(only),
            acts_for: Some(side_name(name)),
        },
        _ => Side {
            name: side_name(name),
            acts_for: None,
        },
    }
}

/// The entities that take positions with this voice, the members of groups among them.
fn parties<'a>(record: &'a Record, of: &Voice<'_>) -> Vec<&'a Entity> {
    let mut parties: Vec<&Entity> = Vec::new();
    let known = |id: &String| record.entity(id);
    for position in &record.positions {
        let Some(party) = position.party.as_ref().and_then(known) else {
            continue;
        };
        let mut speaking: Vec<&Entity> = party.members.iter().filter_map(known).collect();
        if speaking.is_empty() {
            speaking.push(party);
        }
        for entity in speaking {
            if voice(entity) == *of && !parties.iter().any(|known| known.id == entity.id) {
                parties.push(entity);
            }
        }
    }
    parties
}

/// What the rows are made from.
struct Table<'a> {
    record: &'a Record,
    columns: Vec<Voice<'a>>,
    /// By column.
    sides: Vec<Side>,
    /// By position: who speaks in it.
    said: Vec<Vec<Voice<'a>>>,
}

impl<'a> Table<'a> {
    /// The positions on a topic with their places in the record's list.
    fn on(&self, topic: &str) -> impl Iterator<Item = (usize, &'a Position)> {
        let positions = self.record.positions.iter().enumerate();
        positions.filter(move |(_, position)| position.topic == topic)
    }

    /// Whether several speak to a topic.
    fn shared(&self, topic: &str) -> bool {
        let mut voices = self.on(topic).flat_map(|(index, _)| &self.said[index]);
        let first = voices.next();
        voices.any(|voice| Some(voice) != first)
    }

    fn matter(&self, topic: &'a str) -> Matter<'a> {
        let topics = &self.record.topics;
        let label = topics.iter().find(|known| known.id == topic);
        let has_column = |index: usize| {
            let mut voices = self.said[index].iter();
            voices.any(|voice| self.columns.contains(voice))
        };
        let others = self.on(topic).filter(|(index, _)| !has_column(*index));
        Matter {
            label: label.map_or(topic, |known| &known.label),
            cells: self.cells(topic),
            others: others
                .map(|(index, position)| Stand {
                    index,
                    position,
                    party: Some(self.party(position)),
                    repeated: false,
                })
                .collect(),
        }
    }

    fn cells(&self, topic: &str) -> Vec<Cell<'a>> {
        let mut cells: Vec<Cell<'a>> = Vec::new();
        for (column, voice) in self.columns.iter().enumerate() {
            let stands: Vec<Stand<'a>> = self
                .on(topic)
                .filter(|(index, _)| self.said[*index].contains(voice))
                .map(|(index, position)| Stand {
                    index,
                    position,
                    party: self.party_beside(position, column),
                    repeated: self.columns[..column]
                        .iter()
                        .any(|before| self.said[index].contains(before)),
                })
                .collect();
            match cells.last_mut() {
                // Neighbours with one voice share a cell.
                Some(cell) if !stands.is_empty() && same(&cell.stands, &stands) => {
                    cell.columns.end = column + 1;
                }
                _ => cells.push(Cell {
                    columns: column..column + 1,
                    stands,
                }),
            }
        }
        cells
    }

    /// The party of a position, unless the heading of the column tells it.
    fn party_beside(&self, position: &Position, column: usize) -> Option<String> {
        let entity = self.record.entity(position.party.as_deref()?)?;
        let state = entity.kind == EntityKind::Country && entity.side.is_some();
        let name = entity_name(entity);
        (!state && name != self.sides[column].name).then_some(name)
    }

    /// The party of a position, and whom it acts for if that is someone else.
    fn party(&self, position: &Position) -> String {
        let Some(id) = position.party.as_deref() else {
            return "The report".to_owned();
        };
        let Some(entity) = self.record.entity(id) else {
            return id.to_owned();
        };
        let name = entity_name(entity);
        match entity.side.as_deref().map(side_name) {
            Some(side) if side != name && entity.kind == EntityKind::Country => side,
            Some(side) if side != name => format!("{name} ({side})"),
            _ => name,
        }
    }
}

fn same(a: &[Stand<'_>], b: &[Stand<'_>]) -> bool {
    let indices =
        |stands: &[Stand<'_>]| -> Vec<usize> { stands.iter().map(|stand| stand.index).collect() };
    indices(a) == indices(b)
}
