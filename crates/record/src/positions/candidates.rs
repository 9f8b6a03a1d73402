//! Candidates: every segment of every statement, with the party that would hold it, the words that
//! would show it, and what the learned decisions see of it.

use super::features::{Surroundings, features};
use super::party::{Party, country};
use super::ruled::Ruled;
use super::segments::{Link, Segment, is_clause, segments};
use crate::entities::Entities;
use crate::speakers::Told;
use crate::statements::Statement;
use std::collections::{BTreeSet, HashMap};
use verbale_doc::{Doc, Tokens, Upos};
use verbale_embed::Clause;

/// A segment of a statement that may be a position.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) statement: usize,
    pub(crate) party: Option<usize>,
    pub(crate) segment: Segment,
    pub(crate) evidence: Vec<Tokens>,
    pub(crate) features: Vec<String>,
    /// What the model tells of the evidence; nothing where the analysis is not the model's.
    pub(crate) clause: Option<Clause>,
    /// The lemmas of its content words.
    pub(crate) lemmas: BTreeSet<String>,
}

/// The candidates of all statements, in their order.
pub(crate) fn candidates(
    doc: &Doc,
    statements: &[Statement],
    told: &[Told],
    entities: &mut Entities,
    official: Option<&'static str>,
    rules: &[Ruled],
) -> Vec<Candidate> {
    let country = official.and_then(|side| country(entities, side));
    let mut out: Vec<Candidate> = Vec::new();
    for (n, (statement, told)) in statements.iter().zip(told).enumerate() {
        let mut parties = Party {
            doc,
            entities,
            country,
        };
        let party = parties.of(statement, told.speaker());
        for segment in segments(doc, &statement.content) {
            let evidence = evidence(doc, statement, &segment);
            let words: Vec<usize> = evidence.iter().flat_map(Clone::clone).collect();
            out.push(Candidate {
                statement: n,
                party,
                clause: doc.analysis.clauses.of(&words),
                evidence,
                lemmas: content_lemmas(doc, &segment),
                segment,
                features: Vec::new(),
            });
        }
    }
    let repeated = repeated(&out);
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
            earlier: repeated[at].earlier,
            later: repeated[at].later,
        };
        out[at].features = features(doc, &statements[candidate.statement], candidate, &around);
    }
    out
}

/// The largest shares of a candidate's content lemmas that one of the same party before it has, and one after it.
#[derive(Clone, Copy, Default)]
struct Repeated {
    earlier: f32,
    later: f32,
}

/// Candidates of one party with the same content lemmas.
struct Alike<'c> {
    lemmas: &'c BTreeSet<String>,
    first: usize,
    last: usize,
}

/// How much of each candidate is said again: found by its lemmas, and once for all that are alike, so that a text that
/// repeats itself takes no longer than another.
fn repeated(candidates: &[Candidate]) -> Vec<Repeated> {
    let mut groups: Vec<Alike> = Vec::new();
    let mut known: HashMap<(Option<usize>, &BTreeSet<String>), usize> = HashMap::new();
    let mut by_lemma: HashMap<(Option<usize>, &str), Vec<usize>> = HashMap::new();
    let mut group_of = Vec::with_capacity(candidates.len());
    for (at, Candidate { party, lemmas, .. }) in candidates.iter().enumerate() {
        let group = *known.entry((*party, lemmas)).or_insert_with(|| {
            for lemma in lemmas {
                by_lemma
                    .entry((*party, lemma))
                    .or_default()
                    .push(groups.len());
            }
            groups.push(Alike {
                lemmas,
                first: at,
                last: at,
            });
            groups.len() - 1
        });
        groups[group].last = at;
        group_of.push(group);
    }
    let mut out = vec![Repeated::default(); candidates.len()];
    let mut by_group: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for (at, &group) in group_of.iter().enumerate() {
        by_group[group].push(at);
    }
    let mut shared = vec![0_usize; groups.len()];
    for (group, members) in groups.iter().zip(&by_group) {
        let party = candidates[group.first].party;
        let sharing = || {
            let lemmas = group.lemmas.iter();
            lemmas.flat_map(|lemma| &by_lemma[&(party, lemma.as_str())])
        };
        sharing().for_each(|&other| shared[other] += 1);
        for &other in sharing() {
            let share = std::mem::take(&mut shared[other]) as f32 / group.lemmas.len() as f32;
            for &at in members {
                let Repeated { earlier, later } = &mut out[at];
                if groups[other].first < at {
                    *earlier = earlier.max(share);
                }
                if groups[other].last > at {
                    *later = later.max(share);
                }
            }
        }
    }
    out
}

fn content_lemmas(doc: &Doc, segment: &Segment) -> BTreeSet<String> {
    segment
        .tokens()
        .filter(|&t| {
            matches!(
                doc.upos(t),
                Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj
            )
        })
        .map(|t| doc.lemma(t).to_owned())
        .collect()
}

/// How far a cue may stand from a phrase that is shown together with it: "thanked *the President of
/// Finland* for his support".
const REACH: usize = 12;

/// The words that show the position: a clause by itself, a phrase ("his concern about …") with the cue
/// before it.
fn evidence(doc: &Doc, statement: &Statement, segment: &Segment) -> Vec<Tokens> {
    let alone = segment.pieces.clone();
    let [only] = &alone[..] else { return alone };
    let Some(sentence) = doc.sentence(segment.root) else {
        return alone;
    };
    let is_phrase =
        !is_clause(doc, segment.root) || doc.word(only.start).eq_ignore_ascii_case("to");
    let cue = statement
        .cue
        .iter()
        .filter(|cue| cue.end <= only.start && only.start - cue.end <= REACH)
        .find(|cue| sentence.contains(&cue.start));
    match cue {
        Some(cue) if segment.link == Link::First && is_phrase => {
            std::iter::once(cue.start..only.end).collect()
        }
        _ => alone,
    }
}
