//! Whose "we" it is, and whose "the statement": sources that no name or pronoun in the text resolves, but that the
//! heading, the publisher or an earlier source does.

use crate::entities::{Entities, Entity, Side};
use crate::passes::Source;
use crate::speakers::{Resolver, Told, parties};
use crate::statements::Statement;
use crate::why::{Resolved, Why};
use std::collections::HashSet;
use std::sync::LazyLock;
use verbale_doc::Doc;
use verbale_model::Tokens;
use verbale_schema::{EntityKind, MentionForm};

/// Nouns for what somebody gives out.
static STATEMENT_NOUNS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/statement_nouns.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// How many paragraphs say who meets: the heading and the first of the text.
const OPENING: usize = 2;

/// Finds the speakers of statements that have none yet.
pub(crate) fn resolve(
    source: &Source,
    statements: &[Statement],
    told: &mut [Told],
    entities: &mut Entities,
) {
    let doc = source.doc;
    let authors = Authors::of(source);
    for at in 0..statements.len() {
        let [source] = &statements[at].source[..] else {
            continue;
        };
        if told[at].speaker.is_some() || is_quoted(doc, source) {
            continue;
        }
        let head = doc.head(source);
        let by_author = |entity: Option<usize>| {
            entity.map(|entity| Resolved::by(entity, "who writes the release", source))
        };
        told[at].speaker = match doc.lower(head) {
            "i" | "my" | "me" => by_author(authors.one(entities, source)),
            "we" | "our" | "us" => by_author(authors.all(entities, source)),
            _ if STATEMENT_NOUNS.contains(doc.lemma(head)) => {
                maker(doc, statements, told, entities, at, head)
            }
            _ => None,
        };
    }
}

fn is_quoted(doc: &Doc, tokens: &Tokens) -> bool {
    let span = doc.span(tokens);
    doc.analysis
        .quotations
        .iter()
        .any(|q| q.span.contains(span))
}

/// Who writes: an official publisher, alone or with whom it met.
struct Authors<'p> {
    doc: &'p Doc<'p>,
    /// The publisher and its side, if it speaks for a country or body.
    publisher: Option<(&'p str, &'static str)>,
    /// The tokens of the heading and the first paragraph.
    opening: Tokens,
}

impl<'p> Authors<'p> {
    fn of(source: &Source<'p>) -> Self {
        let doc = source.doc;
        let publisher = source.document.publisher.as_deref();
        let end = verbale_text::paragraphs(doc.text)
            .into_iter()
            .take(OPENING)
            .next_back()
            .map_or(0, |p| p.end.bytes());
        Self {
            doc,
            publisher: publisher.and_then(|name| Some((name, source.official?))),
            opening: 0..doc
                .analysis
                .tokens
                .partition_point(|t| t.span.start.bytes() < end),
        }
    }

    /// "I" in a release is its publisher.
    fn one(&self, entities: &mut Entities, source: &Tokens) -> Option<usize> {
        let (publisher, side) = self.publisher?;
        let name = publisher.split(" (").next().unwrap_or(publisher).trim();
        let bare = name
            .trim_start_matches("The ")
            .trim_start_matches("the ")
            .to_lowercase();
        let doc = self.doc;
        let same = |e: &Entity| {
            let is = |tokens: &Tokens| doc.phrase(tokens).to_lowercase() == bare;
            is(&e.name)
                || e.roles.iter().any(|role| is(&role.tokens))
                || e.full.as_deref() == Some(name)
        };
        let known = entities.list.iter().position(same);
        if let Some(known) = known {
            let why = Why::step("who writes the release", source.clone());
            entities.mention(known, source.clone(), MentionForm::Pronoun, why);
            return Some(known);
        }
        let mut entity = Entity::new(
            EntityKind::Organization,
            source.clone(),
            MentionForm::Pronoun,
        );
        entity.full = Some(name.to_owned());
        entity.side = Some(Side {
            value: side.to_owned(),
            why: Why::bare("its publisher speaks for this side"),
        });
        Some(entities.push(entity))
    }

    /// "We" is the publisher too, or those who met as far as its release opens with a meeting.
    fn all(&self, entities: &mut Entities, source: &Tokens) -> Option<usize> {
        let (_, side) = self.publisher?;
        let doc = self.doc;
        let together = self
            .opening
            .clone()
            .any(|t| TOGETHER.contains(&doc.lemma(t)));
        let other = self
            .opening
            .clone()
            .filter_map(|t| entities.at(t))
            .find(|&e| {
                let entity = &entities.list[e];
                let speaks = matches!(entity.kind, EntityKind::Person | EntityKind::Country);
                speaks && entity.side().is_some_and(|own| own != side)
            });
        match other.filter(|_| together) {
            Some(other) => {
                let own = entities.list.iter().position(|e| {
                    e.side() == Some(side)
                        && matches!(e.kind, EntityKind::Person | EntityKind::Country)
                });
                let own = own.or_else(|| self.one(entities, source))?;
                Some(entities.together(vec![own, other]))
            }
            None => self.one(entities, source),
        }
    }
}

/// Words of a heading that say that several speak or met.
const TOGETHER: [&str; 8] = [
    "joint",
    "meet",
    "meeting",
    "talk",
    "summit",
    "visit",
    "trilateral",
    "bilateral",
];

/// Who made the statement that a source is: who is named in it ("a White House statement", "a statement by the
/// ministry"), those who meet for a joint one, or whoever spoke in the last one before.
fn maker(
    doc: &Doc,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    at: usize,
    head: usize,
) -> Option<Resolved> {
    let source = statements[at].source.first()?;
    let mut resolver = Resolver::new(doc, entities);
    let named = |resolver: &Resolver, tokens: Tokens| {
        tokens
            .rev()
            .find_map(|t| resolver.entities.at(t))
            .filter(|&e| {
                !matches!(
                    resolver.entities.list[e].kind,
                    EntityKind::Place | EntityKind::Other
                ) || resolver.entities.list[e].country.is_some()
            })
    };
    if let Some(found) = named(&resolver, source.start..head) {
        let step = "named beside its statement";
        return Some(Resolved::by(resolver.acting(found), step, source));
    }
    let by = (head..source.end).find(|&t| matches!(doc.lower(t), "by" | "from" | "of"));
    if let Some(by) = by.filter(|by| by + 1 < source.end) {
        return resolver.source(&(by + 1..source.end));
    }
    // "The ministry's account".
    if let Some(possessive) = (source.start..head).find(|&t| doc.is_possessive(t))
        && possessive > source.start
    {
        return resolver.source(&(source.start..possessive));
    }
    if (source.start..head).any(|t| doc.lower(t) == "joint") {
        let parties = parties(doc, entities, &statements[at])?;
        return Some(Resolved::by(parties, "those who met", source));
    }
    let definite = matches!(doc.lower(source.start), "the" | "this" | "that");
    let same = |s: &Statement| {
        let mut frame = s
            .source
            .iter()
            .chain(&s.cue)
            .filter_map(|tokens| doc.sentence(tokens.start))
            .flat_map(Clone::clone);
        frame.any(|t| doc.lemma(t) == doc.lemma(head) && !s.content.iter().any(|c| c.contains(&t)))
    };
    (0..at)
        .rev()
        .filter(|_| definite)
        .find(|&n| told[n].speaker.is_some() && same(&statements[n]))
        .and_then(|n| told[n].speaker())
        .map(|entity| Resolved::by(entity, "who made the statement told before", source))
}
