//! Whose account a report is.

use crate::table::rows;
use crate::text::Text;
use std::collections::BTreeSet;
use verbale_lexicon::{Alpha3, country_name, may_be_one, publisher_side, side_named};
use verbale_schema::{AccountKind, Entity, EntityKind, Record};

const OFFICIAL: &str = include_str!("../data/official.tsv");

/// The most words of a title and a name before a turn.
const LONGEST_TURN: usize = 12;
/// This many turns ("President Verrin: …") make a transcript.
const TURNS: usize = 3;

/// So many statements of one side, and none of another, make a report that side's account.
const VOICE: usize = 3;

/// The id of the side that several parties make together.
pub(crate) const JOINT: &str = "joint";

/// Whose account a report is: the kind, and the one side it speaks for, if it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) kind: AccountKind,
    pub(crate) side: Option<String>,
}

/// Whose account the report is, by what the user says, its title, its publisher and its first words.
pub(crate) fn account(record: &Record, text: &Text<'_>, given: Option<&str>) -> Account {
    let official = |side: &str| Account {
        kind: AccountKind::Official,
        side: Some(side.to_owned()),
    };
    let voices = |kind| Account { kind, side: None };
    match given {
        Some(side) if side.eq_ignore_ascii_case("news") => return voices(AccountKind::News),
        Some(side) if side.eq_ignore_ascii_case(JOINT) => return joint(),
        Some(side) => return official(&side_id(side)),
        None => {}
    }
    let document = &record.document;
    let title = document
        .title
        .as_deref()
        .unwrap_or(&text.text[..text.title_end])
        .trim()
        .to_lowercase();
    if begins(&title, "joint") {
        return joint();
    }
    if is_transcript(text.text, record) {
        return voices(AccountKind::Transcript);
    }
    let publisher = document.publisher.as_deref().unwrap_or_default();
    if let Some(side) = publisher_side(publisher, document.url.as_deref()) {
        return official(side);
    }
    if begins(&title, "readout")
        && let Some(side) = first_side(record, text)
    {
        return official(&side);
    }
    if publisher.is_empty()
        && document.url.is_none()
        && let Some(side) = one_voice(record)
    {
        return official(&side);
    }
    voices(AccountKind::News)
}

/// The one side that speaks in a report by itself, if nobody of another side or of none does: several together may.
fn one_voice(record: &Record) -> Option<String> {
    let mut own: BTreeSet<&str> = BTreeSet::new();
    let mut alone = 0;
    for statement in &record.statements {
        let speaker = record.entity(statement.speaker.as_deref()?)?;
        if speaker.members.is_empty() {
            own.insert(speaker.side.as_deref()?);
            alone += 1;
        }
    }
    let side = own.pop_first()?;
    (own.is_empty() && alone >= VOICE).then(|| side.to_owned())
}

fn joint() -> Account {
    Account {
        kind: AccountKind::Joint,
        side: Some(JOINT.to_owned()),
    }
}

/// The id of a side as a user may write it: "Russia", "rus" and "Moscow" are `RUS`.
pub(crate) fn side_id(words: &str) -> String {
    let words = words.trim();
    side_named(words).map_or_else(|| words.to_owned(), str::to_owned)
}

/// The name to show for a side.
pub(crate) fn side_name(id: &str) -> String {
    Alpha3::of(id).map_or_else(|| id.to_owned(), |code| country_name(code).to_owned())
}

fn begins(title: &str, kind: &str) -> bool {
    rows::<2>(OFFICIAL).any(|[known, words]| known == kind && title.starts_with(words))
}

/// The side of the first one named in the title who has a side.
fn first_side(record: &Record, text: &Text<'_>) -> Option<String> {
    let title_end = text.text[..text.title_end].chars().count();
    record
        .entities
        .iter()
        .filter_map(|entity| {
            let first = entity.mentions.iter().map(|m| m.span.start).min()?;
            (first < title_end).then_some((first, entity.side.as_ref()?))
        })
        .min()
        .map(|(_, side)| side.clone())
}

/// Whether the text is a list of turns: a name, a colon, what was said. Two turns are enough where both
/// speakers are people whom the record knows.
fn is_transcript(text: &str, record: &Record) -> bool {
    let speakers: Vec<&str> = text
        .match_indices(": ")
        .filter_map(|(at, _)| speaker(&text[..at]))
        .collect();
    let different: BTreeSet<&str> = speakers.iter().copied().collect();
    let known = |name: &&&str| {
        let last = name.split_whitespace().last();
        people(record).any(|person| person.name.split_whitespace().last() == last)
    };
    let turns = speakers.len() >= TURNS && different.len() >= 2 && different.len() < speakers.len();
    turns || different.iter().filter(known).count() >= 2
}

/// The name that the words before a colon end with, if it stands alone: a title and a name.
fn speaker(before: &str) -> Option<&str> {
    let start = before
        .rfind(['\n', '.', '?', '!', '…', '”', '"', '*'])
        .map_or(0, |stop| {
            stop + before[stop..].chars().next().map_or(1, char::len_utf8)
        });
    // "President of Chile Elena Marchetti (translated)".
    let name = before[start..].trim();
    let name = name.split_once('(').map_or(name, |(name, _)| name.trim());
    let words: Vec<&str> = name.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let is_name =
        |w: &&str| w.starts_with(char::is_uppercase) || matches!(*w, "of" | "the" | "and" | "for");
    ((1..=LONGEST_TURN).contains(&words.len()) && words.iter().all(is_name)).then_some(name)
}

/// The sides of people whose own report does not tell them: by name, from the other reports and from
/// who is left over.
#[derive(Debug, Default)]
pub(crate) struct KnownSides(Vec<(String, String)>);

impl KnownSides {
    /// What the reports tell together.
    pub(crate) fn of(records: &[&Record]) -> Self {
        let mut known = Vec::new();
        for record in records {
            for entity in people(record) {
                if let Some(side) = &entity.side {
                    known.push((entity.name.clone(), side.clone()));
                }
            }
        }
        for record in records {
            known.extend(left_over(record));
        }
        Self(known)
    }

    pub(crate) fn side(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| may_be_one(known, name));
        found.map(|(_, side)| side.as_str())
    }
}

fn people(record: &Record) -> impl Iterator<Item = &Entity> {
    record
        .entities
        .iter()
        .filter(|entity| entity.kind == EntityKind::Person)
}

/// Where one speaker alone has no side, and one of the sides whose people the report names alone has
/// no speaker, the two belong together: "X met Y. Y's side was joined by the minister of B".
fn left_over(record: &Record) -> Option<(String, String)> {
    let speaks = |entity: &Entity| {
        let by = |id: &String| {
            let member = |group: &Entity| group.id == *id && group.members.contains(&entity.id);
            *id == entity.id || record.entities.iter().any(member)
        };
        record
            .statements
            .iter()
            .any(|s| s.speaker.as_ref().is_some_and(by))
    };
    let takes_part = |entity: &Entity| {
        let meets = |id: &String| {
            let member = |group: &Entity| group.id == *id && group.members.contains(&entity.id);
            *id == entity.id || record.entities.iter().any(member)
        };
        record
            .meetings
            .iter()
            .any(|m| m.participants.iter().any(|p| meets(&p.entity)))
    };
    let mut alone = people(record).filter(|e| e.side.is_none() && speaks(e) && takes_part(e));
    let person = alone.next()?;
    let named: BTreeSet<&String> = people(record)
        .filter(|e| takes_part(e))
        .filter_map(|e| e.side.as_ref())
        .collect();
    let speaking: BTreeSet<&String> = people(record)
        .filter(|e| speaks(e))
        .filter_map(|e| e.side.as_ref())
        .collect();
    let mut left = named.difference(&speaking);
    let side = left.next()?;
    (alone.next().is_none() && left.next().is_none())
        .then(|| (person.name.clone(), (*side).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_begins_with_a_name() {
        let talk = "Talks were held.*** President of Iceland Ana Verrin";
        assert_eq!(speaker(talk), Some("President of Iceland Ana Verrin"));
        let chair = "Thank you. Chair of the League, President of Iceland Ana Verrin (translated)";
        assert_eq!(
            speaker(chair),
            Some("Chair of the League, President of Iceland Ana Verrin")
        );
        for sentence in [
            "He made one point",
            "She added",
            "The ministers agreed on three things",
        ] {
            assert_eq!(speaker(sentence), None, "{sentence}");
        }
    }
}
