//! Positions: what each party holds on each matter.
//!
//! Every segment of a statement is a candidate ([`candidates`]); learned decisions over named
//! features ([`features`], [`linear`]) tell which candidates are positions and what their stance is.
//! Rules ([`ruled`]) find what is no statement: silences and the outcomes that the report tells.

pub(crate) mod candidates;
mod features;
pub(crate) mod linear;
mod matters;
mod naming;
mod party;
mod ruled;
mod segments;
pub(crate) mod topic;
pub(crate) mod topics;

use crate::entities::Entities;
use crate::grammar::Ground;
use crate::speakers::Told;
use crate::statements::Statement;
use candidates::{Candidate, candidates};
use ruled::Ruled;
use topic::Clause;
pub(crate) use topics::Topic;
use topics::topics;
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::Act;
use verbale_schema::{Mode, Stance};

/// From this probability on a candidate is a position.
const LEAST: f32 = 0.4;

/// The same for one that a rule says to be conditional.
const LEAST_CONDITIONAL: f32 = 0.2;

/// How often the party of a position is the right one, on the annotated documents to learn from.
const RIGHT_PARTY: f32 = 0.8;

/// How often what a rule finds is right, on the same documents.
const RULED: f32 = 0.6;

/// What one party holds on one matter; entities, statements and topics by their place in their lists.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    /// None for the report's own voice.
    pub(crate) party: Option<usize>,
    pub(crate) topic: usize,
    pub(crate) stance: Stance,
    pub(crate) statement: Option<usize>,
    pub(crate) depends_on: Vec<usize>,
    pub(crate) evidence: Vec<Tokens>,
    pub(crate) confidence: f32,
    /// The rule that found it, or that says that it is conditional.
    pub(crate) ground: Option<Ground>,
    /// Whether its stance is that of a denial to what is denied.
    pub(crate) of_denial: bool,
    /// What the learned decisions saw of it; nothing where a rule found it.
    pub(crate) features: Vec<String>,
    /// What the model tells of it.
    pub(crate) told: Option<verbale_embed::Clause>,
}

/// The positions of a text, in its order, and the matters that they are on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Positions {
    pub(crate) topics: Vec<Topic>,
    pub(crate) list: Vec<Position>,
}

/// A position before its matter is named: with the clause that takes it.
struct Found {
    position: Position,
    clause: Clause,
}

/// The positions of a text. Adds the groups that hold some.
pub(crate) fn positions(
    doc: &Doc,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    official: Option<&'static str>,
) -> Positions {
    let rules = ruled::find(doc, entities);
    let candidates = candidates(doc, statements, told, entities, official, &rules);
    let mut found = Vec::new();
    for ruled in &rules {
        found.extend(by_rule(doc, statements, told, entities, ruled));
    }
    let silent = found.len();
    for candidate in &candidates {
        let taken = found[..silent].iter().any(|other: &Found| {
            let words = &other.position.evidence;
            candidate.evidence.iter().all(|own| {
                words
                    .iter()
                    .any(|w| w.start <= own.start && own.end <= w.end)
            })
        });
        if !taken {
            let statement = &statements[candidate.statement];
            found.extend(learned(doc, candidate, statement, entities, &rules));
        }
    }
    found.sort_by_key(|f| (f.position.evidence[0].start, f.position.evidence[0].end));
    let (mut list, clauses): (Vec<Position>, Vec<Clause>) =
        found.into_iter().map(|f| (f.position, f.clause)).unzip();
    let (topics, of) = topics(doc, &clauses);
    for (position, topic) in list.iter_mut().zip(of) {
        position.topic = topic;
    }
    Positions { topics, list }
}

/// The candidates as the learned decisions see them, to train on.
pub(crate) fn seen(
    doc: &Doc,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    official: Option<&'static str>,
) -> Vec<Candidate> {
    let rules = ruled::find(doc, entities);
    candidates(doc, statements, told, entities, official, &rules)
}

/// What a rule finds, if it is a position by itself: no condition, and not in somebody's words.
fn by_rule(
    doc: &Doc,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    ruled: &Ruled,
) -> Vec<Found> {
    let inside = |pieces: &[Tokens]| pieces.iter().any(|p| p.contains(&ruled.anchor));
    // "No details were given, and no questions were taken" is nobody's words, though it has the shape of a statement.
    let says = |s: &&Statement| !(s.negated && s.source.is_empty());
    if ruled.stance == Stance::Conditional
        || statements.iter().filter(says).any(|s| inside(&s.content))
    {
        return Vec::new();
    }
    let statement = statements.iter().position(|s| inside(&s.cue));
    let speaker = statement.and_then(|s| told[s].speaker());
    let parties = match speaker {
        Some(speaker) if ruled.party != ruled::Party::Report => {
            ruled::each(entities, ruled, speaker)
        }
        _ => ruled::parties(doc, entities, ruled),
    };
    let evidence = ruled::clause(doc, ruled.anchor);
    parties
        .into_iter()
        .map(|party| Found {
            position: Position {
                party,
                topic: 0,
                stance: ruled.stance,
                statement,
                depends_on: Vec::new(),
                evidence: vec![evidence.clone()],
                confidence: RULED,
                ground: Some(ruled.ground.clone()),
                of_denial: false,
                features: Vec::new(),
                told: None,
            },
            clause: Clause {
                pieces: vec![evidence.clone()],
                root: ruled.matter.unwrap_or(ruled.anchor),
                is_ruled: true,
            },
        })
        .collect()
}

/// What the learned decisions make of a candidate.
fn learned(
    doc: &Doc,
    candidate: &Candidate,
    statement: &Statement,
    entities: &Entities,
    rules: &[Ruled],
) -> Option<Found> {
    let decision = linear::decide(&candidate.features, candidate.clause.as_ref());
    // There are too few conditions to learn from; what the rule says of the root, holds.
    let conditional = rules
        .iter()
        .find(|r| r.conditions(doc, candidate.segment.root));
    let least = if conditional.is_some() {
        LEAST_CONDITIONAL
    } else {
        LEAST
    };
    if candidate.party.is_none() || decision.position < least {
        return None;
    }
    let denial = of_denial(statement, candidate)
        .or_else(|| {
            says_none(doc, doc.head(&candidate.segment.pieces[0])).then_some(Stance::Denies)
        })
        .filter(|_| conditional.is_none());
    let (stance, probability) = match denial {
        _ if conditional.is_some() => (Stance::Conditional, RULED),
        Some(stance) => (stance, RULED),
        // "Concern about the boarding" is no support for it.
        None if decision.stance.0 == Stance::Affirms && is_against(candidate) => {
            (Stance::Criticises, RULED)
        }
        None => decision.stance,
    };
    Some(Found {
        position: Position {
            party: candidate.party,
            topic: 0,
            stance,
            statement: Some(candidate.statement),
            depends_on: depends_on(candidate, stance, entities, rules),
            evidence: candidate.evidence.clone(),
            confidence: decision.position * probability * RIGHT_PARTY,
            ground: conditional.map(|rule| rule.ground.clone()),
            of_denial: denial.is_some(),
            features: candidate.features.clone(),
            told: candidate.clause.clone(),
        },
        clause: Clause {
            pieces: candidate.segment.pieces.clone(),
            root: candidate.segment.root,
            is_ruled: false,
        },
    })
}

/// Where somebody stands who denies or rejects what the content says: there are too few such to learn
/// from. What is denied in the speaker's own words is negated there already.
fn of_denial(statement: &Statement, candidate: &Candidate) -> Option<Stance> {
    let stance = match statement.act {
        Act::Deny => Stance::Denies,
        Act::Reject => Stance::Rejects,
        _ => return None,
    };
    if statement.negated || statement.mode == Mode::Direct {
        return None;
    }
    let negated = candidate.features.iter().any(|name| name == "negated");
    Some(if negated { Stance::Affirms } else { stance })
}

/// Whether the words around a matter show that the party is against it.
fn is_against(candidate: &Candidate) -> bool {
    let against = |name: &String| {
        matches!(
            name.as_str(),
            "cue-shows=against"
                | "cue-shows=blame"
                | "above=against"
                | "above=blame"
                | "own=against"
        )
    };
    candidate.features.iter().any(against)
}

/// Whether a clause says of something that none of it came about: "no treaty had been signed", "there was no agreement".
/// What none shall do ("no ship may pass") is another thing.
fn says_none(doc: &Doc, root: usize) -> bool {
    let none = |t: usize| {
        matches!(doc.lower(t), "nothing" | "none")
            || doc.tree.children(t).any(|c| doc.lower(c) == "no")
    };
    let modal = |t: usize| {
        matches!(
            doc.lower(t),
            "will" | "would" | "shall" | "should" | "must" | "can" | "could" | "may" | "might"
        )
    };
    doc.upos(root) == Upos::Verb
        && doc.subject(root).is_some_and(none)
        && !doc.tree.children(root).take_while(|&t| t < root).any(modal)
}

/// The others whose act a conditional position waits on: those that a rule finds in its words, or else
/// those that they name.
fn depends_on(
    candidate: &Candidate,
    stance: Stance,
    entities: &Entities,
    rules: &[Ruled],
) -> Vec<usize> {
    let mut out = Vec::new();
    if stance != Stance::Conditional {
        return out;
    }
    let segment = &candidate.segment;
    let ruled = rules
        .iter()
        .filter(|r| r.stance == Stance::Conditional && segment.contains(r.anchor))
        .flat_map(|r| r.on.iter().copied());
    // "If it goes on": whoever was named last before it.
    let before = |t: usize| {
        let words = segment.tokens().take_while(|&w| w < t);
        words.filter_map(|w| entities.at(w)).last()
    };
    let named: Vec<usize> = ruled
        .filter_map(|t| entities.at(t).or_else(|| before(t)))
        .collect();
    let any = segment.tokens().filter_map(|t| entities.at(t));
    let all: Vec<usize> = if named.is_empty() {
        any.collect()
    } else {
        named
    };
    for entity in all {
        if Some(entity) != candidate.party && !out.contains(&entity) {
            out.push(entity);
        }
    }
    out
}
