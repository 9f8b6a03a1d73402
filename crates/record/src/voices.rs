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
        if let Some(quoted) = quoted_one(doc, entities, &statements[at], source) {
            told[at].speaker = Some(quoted);
        }
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

/// "Ida Moe, who said": the one named right before; "the agency quoted Moe as saying": who stands between.
fn quoted_one(
    doc: &Doc,
    entities: &Entities,
    statement: &Statement,
    source: &Tokens,
) -> Option<Resolved> {
    let person = |t: usize| entities.at(t).filter(|&e| entities.is_person(e));
    if source.len() == 1 && doc.lower(source.start) == "who" {
        let mut before = source.start.checked_sub(1)?;
        if doc.word(before) == "," {
            before = before.checked_sub(1)?;
        }
        return Some(Resolved::by(
            person(before)?,
            "named before \"who\"",
            &(before..before + 1),
        ));
    }
    let mut cue = statement.cue.first()?.clone();
    let verb = cue.find(|&t| matches!(doc.lemma(t), "quote" | "cite"))?;
    let sentence = doc.sentence(verb)?;
    let passive = verb > sentence.start && doc.lemma(verb - 1) == "be";
    let mut after = verb + 1..sentence.end.min(verb + CITED);
    let as_saying = after.find(|&t| doc.lower(t) == "as" && doc.lower(t + 1) == "saying")?;
    let named = (verb + 1..as_saying)
        .find(|&t| person(t).is_some())
        .filter(|_| !passive)?;
    Some(Resolved::by(
        person(named)?,
        "quoted by another",
        &(named..named + 1),
    ))
}

/// How far "as saying" stands from "quoted", in tokens.
const CITED: usize = 12;

/// Whether words stand in quote marks.
pub(crate) fn is_quoted(doc: &Doc, tokens: &Tokens) -> bool {
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
    // "A Twitter account" is not Twitter's.
    let of_maker = doc.lemma(head) != "account";
    if let Some(found) = named(&resolver, source.start..head).filter(|_| of_maker) {
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
        let group = parties(doc, entities, &statements[at])?;
        let members = entities.list[group].members.iter();
        let sides: HashSet<&str> = members.filter_map(|&e| entities.list[e].side()).collect();
        return (sides.len() > 1).then(|| Resolved::by(group, "those who met", source));
    }
    let definite = matches!(doc.lower(source.start), "the" | "this" | "that");
    let noun = doc.lemma(head);
    let made = |&n: &usize| told[n].speaker.is_some() && gives_out(doc, &statements[n], noun);
    let before = (0..at).rev().filter(|_| definite).find(made)?;
    let entity = told[before].speaker()?;
    Some(Resolved::by(
        entity,
        "who made the statement told before",
        source,
    ))
}

/// How far "in" stands before "statement", in tokens.
const IN_A: usize = 4;

/// Whether a statement is made in one of that name, or by it: "said in a statement", "the statement said".
fn gives_out(doc: &Doc, statement: &Statement, noun: &str) -> bool {
    let is_noun = |&t: &usize| doc.lemma(t) == noun;
    if statement
        .source
        .iter()
        .cloned()
        .flatten()
        .any(|t| is_noun(&t))
    {
        return true;
    }
    let cue = statement.cue.first();
    let Some(sentence) = cue.and_then(|cue| doc.sentence(cue.start)) else {
        return false;
    };
    let said = |t: usize| statement.content.iter().any(|piece| piece.contains(&t));
    sentence.clone().filter(is_noun).any(|t| {
        let mut before = t.saturating_sub(IN_A).max(sentence.start)..t;
        !said(t) && before.any(|t| doc.lower(t) == "in")
    })
}
