//! What rules find (`rules/positions.rules`): silences, outcomes, conditions.

use crate::entities::Entities;
use crate::grammar::{POSITIONS, Sentences};
use crate::passage::Passage;
use crate::speakers::Resolver;
use verbale_model::Tokens;
use verbale_schema::Stance;

/// A rule found at a verb.
#[derive(Clone, Debug)]
pub(crate) struct Ruled {
    pub(crate) anchor: usize,
    pub(crate) stance: Stance,
    pub(crate) party: Party,
    /// The words for what a condition waits on.
    pub(crate) on: Vec<usize>,
}

/// Whose position a rule says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// The subject's.
    Subject,
    /// Everyone's whom the subject names.
    Each,
    /// The report's own voice.
    Report,
}

/// What the rules find, in the order of the text.
pub(crate) fn find(passage: &Passage, entities: &Entities) -> Vec<Ruled> {
    let tree = Sentences::new(passage, entities);
    (0..passage.len())
        .filter_map(|anchor| {
            let found = POSITIONS.at(&tree, anchor).next()?;
            Some(Ruled {
                anchor,
                stance: found.word("stance")?.parse().ok()?,
                party: match found.word("party") {
                    Some("each") => Party::Each,
                    Some("report") => Party::Report,
                    _ => Party::Subject,
                },
                on: found.tokens("on").collect(),
            })
        })
        .collect()
}

/// The parties of a rule's position; none for the report.
pub(super) fn parties(
    passage: &Passage,
    entities: &mut Entities,
    ruled: &Ruled,
) -> Vec<Option<usize>> {
    if ruled.party == Party::Report {
        return vec![None];
    }
    let Some(subject) = subject(passage, ruled.anchor) else {
        return vec![None];
    };
    let Some(party) = (Resolver { passage, entities }).source(&subject) else {
        return Vec::new();
    };
    let members = &entities.list[party].members;
    if ruled.party == Party::Each && !members.is_empty() {
        return members.iter().copied().map(Some).collect();
    }
    vec![Some(party)]
}

/// How many verbs up a subject is looked for.
const REACH: usize = 3;

/// The subject of a verb or of the verb that it hangs on; none of a passive.
fn subject(passage: &Passage, verb: usize) -> Option<Tokens> {
    let sentence = passage.sentence(verb)?;
    let mut at = verb;
    for _ in 0..REACH {
        let mut children = sentence
            .clone()
            .filter(|&t| passage.syntax(t).head == Some(at));
        if children.clone().any(|t| passage.is_passive_auxiliary(t)) {
            return None;
        }
        if let Some(subject) = children.find(|&t| passage.syntax(t).relation == "nsubj") {
            return Some(passage.subtree(subject, sentence));
        }
        let syntax = passage.syntax(at);
        if !matches!(
            syntax.relation,
            "xcomp" | "advcl" | "conj" | "acl" | "parataxis"
        ) {
            return None;
        }
        at = syntax.head?;
    }
    None
}

/// The words of the clause of a verb: what hangs on it, without clauses beside it.
pub(super) fn clause(passage: &Passage, verb: usize) -> Tokens {
    let Some(sentence) = passage.sentence(verb) else {
        return verb..verb + 1;
    };
    let apart = |t: usize| {
        let syntax = passage.syntax(t);
        let concedes = || {
            sentence.clone().any(|m| {
                passage.syntax(m).head == Some(t)
                    && passage.syntax(m).relation == "mark"
                    && matches!(
                        passage.lower(m).as_str(),
                        "though" | "although" | "while" | "as"
                    )
            })
        };
        syntax.head == Some(verb)
            && match syntax.relation {
                "conj" | "parataxis" | "cc" | "discourse" => true,
                "advcl" => concedes(),
                "mark" => {
                    t + 1 < sentence.end && matches!(passage.lower(t).as_str(), "that" | "as")
                }
                _ => false,
            }
    };
    let own = |token: usize| {
        let mut at = token;
        for _ in 0..sentence.len() {
            if at == verb {
                return true;
            }
            if apart(at) {
                return false;
            }
            match passage.syntax(at).head {
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    };
    let inner = |t: usize| own(t) || passage.is_punctuation(t);
    let mut words = verb..verb + 1;
    while words.start > sentence.start && inner(words.start - 1) {
        words.start -= 1;
    }
    while words.end < sentence.end && inner(words.end) {
        words.end += 1;
    }
    while words.start < verb && passage.is_punctuation(words.start) {
        words.start += 1;
    }
    while words.end > verb + 1 && passage.is_punctuation(words.end - 1) {
        words.end -= 1;
    }
    words
}
