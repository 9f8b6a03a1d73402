//! Positions: what each party holds on each matter.
//!
//! Every segment of a statement is a candidate ([`candidates`]); learned decisions over named
//! features ([`features`], [`linear`]) tell which candidates are positions and what their stance is.

pub(crate) mod candidates;
mod features;
mod linear;
mod party;
mod segments;
mod topics;

use crate::entities::Entities;
use crate::passage::Passage;
use crate::speakers::Told;
use crate::statements::Statement;
use candidates::{Candidate, candidates};
use verbale_model::Tokens;
use verbale_schema::Stance;

/// From this probability on a candidate is a position.
const LEAST: f32 = 0.4;

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
}

/// The positions of a text, in its order, and the labels of what they are about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Positions {
    pub(crate) topics: Vec<String>,
    pub(crate) list: Vec<Position>,
}

/// The positions of a text. Adds the groups that hold some.
pub(crate) fn positions(
    passage: &Passage,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    publisher: Option<&str>,
) -> Positions {
    let candidates = candidates(passage, statements, told, entities, publisher);
    let mut out = Positions::default();
    for candidate in &candidates {
        let decision = linear::decide(&candidate.features);
        if candidate.party.is_none() || decision.position < LEAST {
            continue;
        }
        let label = topics::label(passage, &candidate.segment);
        let topic = out.topics.iter().position(|known| *known == label);
        let topic = topic.unwrap_or_else(|| {
            out.topics.push(label);
            out.topics.len() - 1
        });
        let (stance, probability) = decision.stance;
        out.list.push(Position {
            party: candidate.party,
            topic,
            stance,
            statement: Some(candidate.statement),
            depends_on: depends_on(candidate, stance, entities),
            evidence: candidate.evidence.clone(),
            confidence: decision.position * probability,
        });
    }
    out
}

/// The others whose act a conditional position waits on: those that its words name.
fn depends_on(candidate: &Candidate, stance: Stance, entities: &Entities) -> Vec<usize> {
    let mut out = Vec::new();
    if stance != Stance::Conditional {
        return out;
    }
    for entity in candidate.segment.tokens().filter_map(|t| entities.at(t)) {
        if Some(entity) != candidate.party && !out.contains(&entity) {
            out.push(entity);
        }
    }
    out
}
