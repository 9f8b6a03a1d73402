//! Rules that stand in files, and the text as they see it.

use crate::entities::Entities;
use std::ops::Range;
use std::sync::LazyLock;
use verbale_doc::Doc;
use verbale_rules::{Match, Rules, Tree};
use verbale_text::Gap;

/// The rules of one file under `rules/`; the build has checked it.
macro_rules! rules {
    ($name:ident, $file:literal) => {
        pub(crate) static $name: LazyLock<Rules> = LazyLock::new(|| {
            Rules::parse(include_str!(concat!("../rules/", $file))).expect("the build checked it")
        });
    };
}

rules!(MEETINGS, "meetings.rules");
rules!(STATUS, "status.rules");
rules!(POSITIONS, "positions.rules");

/// A rule, and the tokens that it was found at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ground {
    pub(crate) file: &'static str,
    /// The line of the file on which the rule begins, counted from 1.
    pub(crate) line: usize,
    pub(crate) rule: &'static str,
    pub(crate) tokens: Vec<usize>,
}

impl Ground {
    /// What a match of a rule of this file rests on.
    pub(crate) fn new(file: &'static str, found: &Match<'static>) -> Self {
        Self {
            file,
            line: found.line(),
            rule: found.rule(),
            tokens: found.all_tokens(),
        }
    }
}

/// A text with its entities, for rules to be searched in.
pub(crate) struct Sentences<'p, 'a> {
    pub(crate) doc: &'p Doc<'a>,
    entities: &'p Entities,
    /// For each token the entity that it speaks of; a title right before a name speaks of the person.
    at: Vec<Option<usize>>,
}

impl<'p, 'a> Sentences<'p, 'a> {
    pub(crate) fn new(doc: &'p Doc<'a>, entities: &'p Entities) -> Self {
        let mut at: Vec<Option<usize>> = (0..doc.len()).map(|t| entities.at(t)).collect();
        for role in &doc.analysis.roles {
            let bearer = at
                .get(role.end)
                .copied()
                .flatten()
                .filter(|&e| entities.is_person(e));
            if bearer.is_some() {
                at[role.clone()].fill(bearer);
            }
        }
        // "Prime Minister Karl Olsen", where the model saw no title.
        for name in (1..at.len()).rev() {
            let person = at[name].filter(|&e| entities.is_person(e));
            let titles = doc.is_capitalized(name - 1)
                && doc.analysis.tokens[name].gap == Gap::Space
                && !doc.is_punctuation(name - 1);
            if person.is_some() && titles && at[name - 1].is_none() {
                at[name - 1] = person;
            }
        }
        Self { doc, entities, at }
    }
}

impl Tree for Sentences<'_, '_> {
    fn lemma(&self, token: usize) -> &str {
        self.doc.lemma(token)
    }

    fn lower(&self, token: usize) -> &str {
        self.doc.lower(token)
    }

    fn upos(&self, token: usize) -> &str {
        self.doc.upos(token).name()
    }

    fn head(&self, token: usize) -> Option<usize> {
        self.doc.syntax(token).head
    }

    fn relation(&self, token: usize) -> &str {
        self.doc.deprel(token).name()
    }

    fn children(&self, token: usize) -> Vec<usize> {
        self.doc.tree.children(token).collect()
    }

    fn is_introduced_by(&self, token: usize, prepositions: &[String]) -> bool {
        let mut introducers = self.doc.introducers(token);
        introducers.any(|t| prepositions.iter().any(|word| word == self.doc.lower(t)))
    }

    fn sentence(&self, token: usize) -> Range<usize> {
        self.doc
            .sentence(token)
            .map_or(token..token + 1, Clone::clone)
    }

    fn kind(&self, token: usize) -> Option<&str> {
        let entity = self.at[token]?;
        Some(self.entities.list[entity].kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{entities, roles, sides, speakers, statements};

    /// Every example beside a rule, read by the real model.
    fn check(file: &str, rules: &Rules) {
        let reader = verbale_model::Reader::new();
        let mut wrong = Vec::new();
        for example in rules.examples() {
            let analysis = reader.read(example.text);
            let doc = Doc::new(example.text, &analysis);
            let mut entities = entities::named(&doc, &[]);
            roles::add(&doc, &mut entities);
            sides::add(&doc, sides::Publisher::default(), &mut entities);
            speakers::resolve(&doc, &statements::statements(&doc), &mut entities);
            let tree = Sentences::new(&doc, &entities);
            let found = (0..doc.len())
                .any(|token| rules.at(&tree, token).any(|m| m.rule() == example.rule));
            if found != example.found {
                wrong.push(format!(
                    "{file}:{}: rule {} is {}found in: {}",
                    example.line,
                    example.rule,
                    if found { "" } else { "not " },
                    example.text
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_examples_beside_the_rules_hold() {
        check("meetings.rules", &MEETINGS);
        check("status.rules", &STATUS);
    }

    #[test]
    fn the_examples_of_positions_hold() {
        check("positions.rules", &POSITIONS);
    }
}
