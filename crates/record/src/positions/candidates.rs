//! Candidates: every segment of every statement, with the party that would hold it, the words that
//! would show it, and what the learned decisions see of it.

use super::features::{Surroundings, features};
use super::party::{Party, publisher_country};
use super::ruled::Ruled;
use super::segments::{Link, Segment, is_clause, segments};
use crate::entities::Entities;
use crate::passage::Passage;
use crate::speakers::Told;
use crate::statements::Statement;
use std::collections::BTreeSet;
use verbale_model::{Tokens, Upos};

/// A segment of a statement that may be a position.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) statement: usize,
    pub(crate) party: Option<usize>,
    pub(crate) segment: Segment,
    pub(crate) evidence: Vec<Tokens>,
    pub(crate) features: Vec<String>,
    /// The lemmas of its content words.
    pub(crate) lemmas: BTreeSet<String>,
}

/// The candidates of all statements, in their order.
pub(crate) fn candidates(
    passage: &Passage,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    publisher: Option<&str>,
    rules: &[Ruled],
) -> Vec<Candidate> {
    let country = publisher_country(entities, publisher);
    let mut out: Vec<Candidate> = Vec::new();
    for (n, (statement, told)) in statements.iter().zip(told).enumerate() {
        let mut parties = Party {
            passage,
            entities,
            country,
        };
        let party = parties.of(statement, told.speaker);
        for segment in segments(passage, &statement.content) {
            out.push(Candidate {
                statement: n,
                party,
                evidence: evidence(passage, statement, &segment),
                lemmas: content_lemmas(passage, &segment),
                segment,
                features: Vec::new(),
            });
        }
    }
    let official = publisher.and_then(crate::sides::publisher_side);
    for at in 0..out.len() {
        let candidate = &out[at];
        let of = |other: &&Candidate| other.statement == candidate.statement;
        let first = out[..at].iter().rev().take_while(of).count();
        let around = Surroundings {
            entities,
            rules,
            official,
            nth: first,
            of: first + out[at..].iter().take_while(of).count(),
            previous: (first > 0).then(|| &out[at - 1].segment),
            earlier: most_shared(candidate, &out[..at]),
            later: most_shared(candidate, &out[at + 1..]),
        };
        out[at].features = features(
            passage,
            &statements[candidate.statement],
            candidate,
            &around,
        );
    }
    out
}

/// The largest share of the candidate's content lemmas that another of the same party has.
fn most_shared(candidate: &Candidate, others: &[Candidate]) -> f32 {
    let own = candidate.lemmas.len().max(1) as f32;
    others
        .iter()
        .filter(|other| other.party == candidate.party)
        .map(|other| candidate.lemmas.intersection(&other.lemmas).count() as f32 / own)
        .fold(0.0, f32::max)
}

fn content_lemmas(passage: &Passage, segment: &Segment) -> BTreeSet<String> {
    segment
        .tokens()
        .filter(|&t| {
            matches!(
                passage.syntax(t).upos,
                Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj
            )
        })
        .map(|t| passage.lemma(t).to_owned())
        .collect()
}

/// How far a cue may stand from a phrase that is shown together with it: "thanked *the President of
/// Finland* for his support".
const REACH: usize = 12;

/// The words that show the position: a clause by itself, a phrase ("his concern about …") with the cue
/// before it.
fn evidence(passage: &Passage, statement: &Statement, segment: &Segment) -> Vec<Tokens> {
    let alone = segment.pieces.clone();
    let [only] = &alone[..] else { return alone };
    let Some(sentence) = passage.sentence(segment.root) else {
        return alone;
    };
    let is_phrase = !is_clause(passage, segment.root, sentence)
        || passage.word(only.start).eq_ignore_ascii_case("to");
    let cue = statement
        .cue
        .iter()
        .filter(|cue| cue.end <= only.start && only.start - cue.end <= REACH)
        .find(|cue| sentence.contains(&cue.start));
    match cue {
        Some(cue) if segment.link == Link::First && is_phrase => {
            vec![cue.start..only.end]
        }
        _ => alone,
    }
}
