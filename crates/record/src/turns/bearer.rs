//! Who has the office that a label is: "THE PRESIDENT", by the title, by what stands before the first turn, by other
//! labels and by how those who ask call him or her.

use super::{Turn, titled};
use crate::entities::Entities;
use std::collections::HashSet;
use std::sync::LazyLock;
use verbale_doc::Doc;
use verbale_lexicon::{gender, is_particle, publisher_side, title};
use verbale_model::Tokens;
use verbale_schema::{Document, MentionForm};
use verbale_text::Voice;

/// Words of a heading that are written with a capital though they are no names.
pub(super) static HEADING_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/heading_words.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// How far into a question the one asked is addressed, in tokens.
const ADDRESS: usize = 4;

/// The most given names before a surname in a title.
const MOST_GIVEN: usize = 3;

pub(super) struct Search<'s, 'p> {
    pub(super) doc: &'s Doc<'p>,
    pub(super) document: &'s Document,
    pub(super) turns: &'s [Turn],
    /// The title, and what stands before the first turn.
    pub(super) headings: &'s [&'s str],
    /// Who speaks under each label, as far as it is known.
    pub(super) speakers: &'s [Option<usize>],
}

impl Search<'_, '_> {
    /// The person whose turn it is under a label without a name.
    pub(super) fn of(&self, entities: &mut Entities, turn: &Turn) -> Option<usize> {
        if turn.voice == Voice::Answering {
            return self.only_one(entities);
        }
        let office = office(self.doc.phrase(&turn.label));
        self.other_label(&office)
            .or_else(|| self.in_headings(entities, turn, &office))
            .or_else(|| self.addressed(entities, turn, &office))
            .or_else(|| self.of_publisher(entities, &office))
    }

    /// "A:" is the only person whom the heading names.
    fn only_one(&self, entities: &Entities) -> Option<usize> {
        let first = self.turns.first()?.label.start;
        let mut found: Vec<usize> = (0..first)
            .filter_map(|t| entities.at(t))
            .filter(|&e| entities.is_person(e))
            .collect();
        found.dedup();
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// "PRIME MINISTER BERG" is "THE PRIME MINISTER" too.
    fn other_label(&self, office: &str) -> Option<usize> {
        self.turns.iter().find_map(|turn| {
            let name = turn
                .name
                .as_ref()
                .filter(|name| name.start > turn.label.start)?;
            let before = turn.label.start..name.start;
            let own = super::bearer::office(self.doc.phrase(&before)) == office;
            // "The Prime Minister (Mr. Vane)": the name stands behind the label.
            let behind = name.start >= turn.label.end
                && super::bearer::office(self.doc.phrase(&turn.label)) == office;
            (own || behind)
                .then(|| self.speakers[turn.speaker])
                .flatten()
        })
    }

    fn in_headings(&self, entities: &mut Entities, turn: &Turn, office: &str) -> Option<usize> {
        let name = self
            .headings
            .iter()
            .find_map(|heading| named_after(heading, office))?;
        let surname = name.rsplit(' ').next()?.to_lowercase();
        let same = |e: &usize| {
            let own = self.doc.phrase(&entities.list[*e].name).to_lowercase();
            own.rsplit(char::is_whitespace).next() == Some(surname.as_str())
        };
        let persons: Vec<usize> = (0..entities.list.len())
            .filter(|&e| entities.is_person(e))
            .filter(same)
            .collect();
        let titled_so = |&&e: &&usize| self.is_called(entities, e, office);
        // Two of one surname are told apart by what they are called.
        let shared = self
            .headings
            .iter()
            .any(|heading| heading.to_lowercase().matches(&surname).count() > 1);
        let known = persons
            .iter()
            .find(titled_so)
            .or(persons.first().filter(|_| !shared))
            .copied();
        match known {
            Some(person) => {
                let own = self.doc.phrase(&entities.list[person].name);
                if name.contains(' ') && !own.contains(char::is_whitespace) {
                    entities.list[person].full = Some(name);
                }
                Some(person)
            }
            None => Some(titled(entities, &turn.label, name)),
        }
    }

    /// Whether a title stands before some mention of a person.
    fn is_called(&self, entities: &Entities, person: usize, office: &str) -> bool {
        let mut mentions = entities.list[person]
            .mentions
            .iter()
            .filter(|m| m.form == MentionForm::Name);
        mentions.any(|m| self.is_titled(&m.tokens, office))
    }

    /// Whether this title, and no longer one, stands before a name.
    fn is_titled(&self, name: &Tokens, office: &str) -> bool {
        let words = office.split(' ').count();
        let Some(start) = name.start.checked_sub(words) else {
            return false;
        };
        let phrase = |start: usize| self.doc.phrase(&(start..name.start)).to_lowercase();
        let longer = start
            .checked_sub(1)
            .is_some_and(|start| title(&phrase(start)).is_some());
        phrase(start) == office && !longer
    }

    /// "President Berg, when will you sign?" before the turn of "THE PRESIDENT".
    fn addressed(&self, entities: &Entities, turn: &Turn, office: &str) -> Option<usize> {
        self.turns.windows(2).find_map(|pair| {
            let [question, answer] = pair else {
                return None;
            };
            let start = question
                .content
                .first()
                .filter(|_| answer.speaker == turn.speaker)?
                .start;
            (start..(start + ADDRESS).min(self.doc.len())).find_map(|t| {
                let person = entities.at(t).filter(|&e| entities.is_person(e))?;
                self.is_titled(&(t..t + 1), office).then_some(person)
            })
        })
    }

    /// The only one of the publisher's side who is called so: "the President" of the White House.
    fn of_publisher(&self, entities: &Entities, office: &str) -> Option<usize> {
        title(office).filter(|title| title.acts_for_country)?;
        let (publisher, url) = (
            self.document.publisher.as_deref(),
            self.document.url.as_deref(),
        );
        let side = publisher_side(publisher.unwrap_or_default(), url)?;
        let mut found = (0..entities.list.len()).filter(|&e| {
            entities.list[e].side() == Some(side)
                && entities.is_person(e)
                && self.is_called(entities, e, office)
        });
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }
}

/// A label in lower case without its article and marks.
fn office(label: &str) -> String {
    let lower = label.to_lowercase();
    let words = lower
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric));
    let words: Vec<&str> = words
        .skip_while(|word| matches!(*word, "the" | "mr." | "mr" | "madam" | "madame"))
        .collect();
    words.join(" ")
}

/// The name that stands after an office in a heading: "Remarks by President Anna Berg in Oslo".
fn named_after(heading: &str, office: &str) -> Option<String> {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let lower: Vec<String> = words.iter().map(|w| bare(w).to_lowercase()).collect();
    let wanted: Vec<&str> = office.split(' ').collect();
    let at = (0..words.len().saturating_sub(wanted.len())).find(|&at| {
        let same = lower[at..at + wanted.len()]
            .iter()
            .zip(&wanted)
            .all(|(a, b)| a == b);
        let longer = at > 0
            && title(&format!("{} {office}", lower[at - 1])).is_some()
            && title(&lower[at - 1])
                .is_none_or(|t| t.kind != verbale_lexicon::TitleKind::Honorific);
        same && !longer && words[at + wanted.len()].starts_with(char::is_uppercase)
    })?;
    let mut name: Vec<&str> = Vec::new();
    for word in &words[at + wanted.len()..] {
        let own = bare(word);
        let part = own.starts_with(char::is_uppercase) || is_particle(own);
        if !part || name.len() > MOST_GIVEN || HEADING_WORDS.contains(own.to_lowercase().as_str()) {
            break;
        }
        name.push(own);
        if *word != own {
            break;
        }
    }
    (!name.is_empty()).then(|| name.join(" "))
}

/// The name with given names that a heading has for a surname.
pub(super) fn full_name(heading: &str, surname: &str) -> Option<String> {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let wanted = surname.to_lowercase();
    words.iter().enumerate().find_map(|(at, word)| {
        if bare(word).to_lowercase() != wanted {
            return None;
        }
        let mut start = at;
        while start > 0 && at - start < MOST_GIVEN {
            let before = words[start - 1];
            let is_name = before.starts_with(char::is_uppercase)
                && bare(before) == before
                && title(&before.to_lowercase()).is_none()
                && (start == at || is_given(before));
            if !(is_name || is_particle(before)) {
                break;
            }
            start -= 1;
        }
        let given = words[start..at]
            .iter()
            .any(|word| is_given(word) || start + 1 == at);
        let joined = words[start..at]
            .iter()
            .copied()
            .chain([bare(word)])
            .collect::<Vec<_>>()
            .join(" ");
        (start < at && given).then_some(joined)
    })
}

fn is_given(word: &str) -> bool {
    gender(word).is_some() || is_particle(word) || word.len() == 2 && word.ends_with('.')
}

/// A word of a heading without marks around it and without "'s".
pub(super) fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let word = word
        .strip_suffix("'s")
        .or(word.strip_suffix("’s"))
        .unwrap_or(word);
    // An initial keeps its full stop.
    if word.len() > 2 {
        word.trim_end_matches('.')
    } else {
        word
    }
}
