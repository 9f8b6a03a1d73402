//! Whose "we" it is, and whose "the statement": sources that no name or pronoun in the text resolves, but that the
//! heading, the publisher or an earlier source does.

use crate::entities::{Entities, Entity};
use crate::passage::Passage;
use crate::sides::publisher_side;
use crate::speakers::{Resolver, Told, parties};
use crate::statements::Statement;
use std::collections::HashSet;
use std::sync::LazyLock;
use verbale_model::Tokens;
use verbale_schema::{Document, EntityKind, MentionForm};

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
    passage: &Passage,
    document: &Document,
    statements: &[Statement],
    told: &mut [Told],
    entities: &mut Entities,
) {
    let authors = Authors::of(passage, document);
    for at in 0..statements.len() {
        let [source] = &statements[at].source[..] else {
            continue;
        };
        if let Some(quoted) = relative(passage, entities, source)
            .or_else(|| cited(passage, entities, &statements[at]))
        {
            told[at].speaker = Some(quoted);
        }
        if told[at].speaker.is_some() || is_quoted(passage, source) {
            continue;
        }
        let head = passage.head(source);
        told[at].speaker = match passage.lower(head).as_str() {
            "i" | "my" | "me" => authors.one(entities, source),
            "we" | "our" | "us" => authors.all(entities, source),
            _ if STATEMENT_NOUNS.contains(passage.lemma(head)) => {
                maker(passage, statements, told, entities, at, head)
            }
            _ => None,
        };
    }
}

/// "Ida Moe, who said": the one named right before.
fn relative(passage: &Passage, entities: &Entities, source: &Tokens) -> Option<usize> {
    if source.len() != 1 || passage.lower(source.start) != "who" {
        return None;
    }
    let mut before = source.start.checked_sub(1)?;
    if passage.word(before) == "," {
        before = before.checked_sub(1)?;
    }
    entities.at(before).filter(|&e| entities.is_person(e))
}

/// "The agency quoted Moe as saying": the person between the verb and "as".
fn cited(passage: &Passage, entities: &Entities, statement: &Statement) -> Option<usize> {
    let cue = statement.cue.first()?;
    let verb = cue
        .clone()
        .find(|&t| matches!(passage.lemma(t), "quote" | "cite"))?;
    let sentence = passage.sentence(verb)?;
    let passive = verb > sentence.start && passage.lemma(verb - 1) == "be";
    let mut after = verb + 1..sentence.end.min(verb + CITED);
    let as_saying =
        after.find(|&t| passage.lower(t) == "as" && passage.lower(t + 1) == "saying")?;
    let mut named = (verb + 1..as_saying).filter_map(|t| entities.at(t));
    named.find(|&e| !passive && entities.is_person(e))
}

/// How far "as saying" stands from "quoted", in tokens.
const CITED: usize = 12;

fn is_quoted(passage: &Passage, tokens: &Tokens) -> bool {
    let span = passage.span(tokens);
    passage
        .analysis
        .quotations
        .iter()
        .any(|q| q.span.contains(span))
}

/// Who writes: an official publisher, alone or with whom it met.
struct Authors<'p, 'a> {
    passage: &'p Passage<'a>,
    /// The publisher and its side, if it speaks for a country or body.
    publisher: Option<(&'p str, &'static str)>,
    /// The tokens of the heading and the first paragraph.
    opening: Tokens,
}

impl<'p, 'a> Authors<'p, 'a> {
    fn of(passage: &'p Passage<'a>, document: &'p Document) -> Self {
        let publisher = document.publisher.as_deref();
        let end = verbale_text::paragraphs(passage.text)
            .into_iter()
            .take(OPENING)
            .next_back()
            .map_or(0, |p| p.end.bytes());
        Self {
            passage,
            publisher: publisher.and_then(|name| Some((name, publisher_side(name)?))),
            opening: 0..passage
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
        let passage = self.passage;
        let same = |e: &Entity| {
            let is = |tokens: &Tokens| passage.phrase(tokens).to_lowercase() == bare;
            is(&e.name) || e.roles.iter().any(is) || e.full.as_deref() == Some(name)
        };
        let known = entities.list.iter().position(same);
        if let Some(known) = known {
            entities.mention(known, source.clone(), MentionForm::Pronoun);
            return Some(known);
        }
        let mut entity = Entity::new(
            EntityKind::Organization,
            source.clone(),
            MentionForm::Pronoun,
        );
        entity.full = Some(name.to_owned());
        entity.side = Some(side.to_owned());
        Some(entities.push(entity))
    }

    /// "We" is the publisher too, or those who met as far as its release opens with a meeting.
    fn all(&self, entities: &mut Entities, source: &Tokens) -> Option<usize> {
        let (_, side) = self.publisher?;
        let passage = self.passage;
        let together = self
            .opening
            .clone()
            .any(|t| TOGETHER.contains(&passage.lemma(t)));
        let other = self
            .opening
            .clone()
            .filter_map(|t| entities.at(t))
            .find(|&e| {
                let entity = &entities.list[e];
                let speaks = matches!(entity.kind, EntityKind::Person | EntityKind::Country);
                speaks && entity.side.as_deref().is_some_and(|own| own != side)
            });
        match other.filter(|_| together) {
            Some(other) => {
                let own = entities.list.iter().position(|e| {
                    e.side.as_deref() == Some(side)
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
    passage: &Passage,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    at: usize,
    head: usize,
) -> Option<usize> {
    let source = statements[at].source.first()?;
    let mut resolver = Resolver::new(passage, entities);
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
    let of_maker = passage.lemma(head) != "account";
    if let Some(found) = named(&resolver, source.start..head).filter(|_| of_maker) {
        return Some(resolver.acting(found));
    }
    let by =
        (head..source.end).find(|&t| matches!(passage.lower(t).as_str(), "by" | "from" | "of"));
    if let Some(by) = by.filter(|by| by + 1 < source.end) {
        return resolver.source(&(by + 1..source.end));
    }
    // "The ministry's account".
    if let Some(possessive) = (source.start..head).find(|&t| passage.is_possessive(t))
        && possessive > source.start
    {
        return resolver.source(&(source.start..possessive));
    }
    if (source.start..head).any(|t| passage.lower(t) == "joint") {
        let group = parties(passage, entities, &statements[at])?;
        let members = entities.list[group].members.iter();
        let mut sides: Vec<&String> = members
            .filter_map(|&e| entities.list[e].side.as_ref())
            .collect();
        sides.sort();
        sides.dedup();
        return (sides.len() > 1).then_some(group);
    }
    let definite = matches!(
        passage.lower(source.start).as_str(),
        "the" | "this" | "that"
    );
    let before = (0..at).rev().filter(|_| definite);
    let before = before.filter(|&n| told[n].speaker.is_some());
    before
        .into_iter()
        .find(|&n| gives_out(passage, &statements[n], passage.lemma(head)))
        .and_then(|n| told[n].speaker)
}

/// How far "in" stands before "statement", in tokens.
const IN_A: usize = 4;

/// Whether a statement is made in one of that name, or by it: "said in a statement", "the statement said".
fn gives_out(passage: &Passage, statement: &Statement, noun: &str) -> bool {
    let is_noun = |&t: &usize| passage.lemma(t) == noun;
    if statement
        .source
        .iter()
        .any(|source| source.clone().any(|t| is_noun(&t)))
    {
        return true;
    }
    let Some(sentence) = statement
        .cue
        .first()
        .and_then(|cue| passage.sentence(cue.start))
    else {
        return false;
    };
    let said = |t: usize| statement.content.iter().any(|piece| piece.contains(&t));
    sentence.clone().filter(is_noun).any(|t| {
        let before = t.saturating_sub(IN_A).max(sentence.start)..t;
        !said(t) && before.clone().any(|t| passage.lower(t) == "in")
    })
}
