//! Whose position a statement's content is.

use crate::entities::{Entities, Entity};
use crate::sides::named_sides;
use crate::speakers::parties;
use crate::statements::Statement;
use std::collections::HashSet;
use std::sync::LazyLock;
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::{Act, joint};
use verbale_schema::{EntityKind, MentionForm};

/// Nouns for what those who meet do or sign together.
static OCCASIONS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/occasions.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The most words in a description that names a party: "leaders of Jewish organizations".
const LONGEST: usize = 8;

/// The entity that is the country of this code, if the text names it.
pub(crate) fn country(entities: &Entities, side: &str) -> Option<usize> {
    entities
        .list
        .iter()
        .position(|e| e.kind == EntityKind::Country && e.side() == Some(side))
}

pub(crate) struct Party<'p, 'a, 'e> {
    pub(crate) doc: &'p Doc<'a>,
    pub(crate) entities: &'e mut Entities,
    /// The country that speaks where a readout names nobody: "it was noted".
    pub(crate) country: Option<usize>,
}

impl Party<'_, '_, '_> {
    /// The party of a statement by `speaker`. What is agreed on without a speaker, is so by those who
    /// meet; what a readout says of nobody, its publisher's country says; and those who have no name are a
    /// party by their description.
    pub(crate) fn of(&mut self, statement: &Statement, speaker: Option<usize>) -> Option<usize> {
        if speaker.is_some() {
            return speaker;
        }
        let source = statement.source.first().filter(|s| !self.is_expletive(s));
        match source {
            Some(source) => self.unnamed(statement, source),
            None if matches!(statement.act, Act::Agree | Act::Discuss) => {
                parties(self.doc, self.entities, statement).or(self.country)
            }
            None => self.country,
        }
    }

    /// "It was agreed", "there is".
    fn is_expletive(&self, source: &Tokens) -> bool {
        source.len() == 1 && matches!(self.doc.lower(source.start), "it" | "there")
    }

    fn unnamed(&mut self, statement: &Statement, source: &Tokens) -> Option<usize> {
        let doc = self.doc;
        let head = doc.head(source);
        if doc.upos(head) == Upos::Pron {
            return None;
        }
        let lemma = doc.lemma(head);
        if OCCASIONS.contains(lemma) || joint(doc.phrase(source)).is_some() {
            return parties(doc, self.entities, statement);
        }
        let plural = lemma != doc.lower(head);
        let words = &doc.analysis.tokens[source.clone()];
        let side = named_sides(doc.text, words).first().map(|(_, side)| *side);
        // "US officials" speak for their country, and so do those of a government in its own readout.
        if let Some(known) = side.and_then(|side| country(self.entities, side)) {
            return Some(known);
        }
        if lemma == "official" && self.country.is_some() {
            return self.country;
        }
        if !plural || source.len() > LONGEST {
            return None;
        }
        let phrase = doc.phrase(source);
        let same = |e: &Entity| e.kind == EntityKind::Other && doc.phrase(&e.name) == phrase;
        let known = self.entities.list.iter().position(same);
        Some(known.unwrap_or_else(|| {
            let entity = Entity::new(EntityKind::Other, source.clone(), MentionForm::Description);
            self.entities.push(entity)
        }))
    }
}
