//! What rules find (`rules/positions.rules`): silences, outcomes, conditions.

use crate::entities::{Entities, Entity};
use crate::grammar::{Ground, POSITIONS, Sentences};
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
    /// The head of the words for what it is about, if the rule tells.
    pub(crate) matter: Option<usize>,
    /// The words for what a condition waits on.
    pub(crate) on: Vec<usize>,
    pub(crate) ground: Ground,
}

impl Ruled {
    /// Whether it says of the clause or phrase with this root that it waits on something.
    pub(crate) fn conditions(&self, passage: &Passage, root: usize) -> bool {
        let syntax = passage.syntax(self.anchor);
        let below = syntax.head == Some(root)
            && matches!(syntax.relation, "obj" | "obl" | "ccomp" | "xcomp");
        let beside = syntax.head.is_some() && syntax.head == passage.syntax(root).head;
        self.stance == Stance::Conditional && (self.anchor == root || below || beside)
    }
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
                matter: found.tokens("matter").next(),
                on: found.tokens("on").collect(),
                ground: Ground::new("positions.rules", &found),
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
    let Some(party) = Resolver::new(passage, entities).source(&subject) else {
        return Vec::new();
    };
    each(entities, ruled, party)
}

/// The party, or each of its members where the rule says it of each; of "neither country", the last two
/// named.
pub(super) fn each(entities: &Entities, ruled: &Ruled, party: usize) -> Vec<Option<usize>> {
    if ruled.party != Party::Each {
        return vec![Some(party)];
    }
    let Entity { kind, members, .. } = &entities.list[party];
    if !members.is_empty() {
        return members.iter().copied().map(Some).collect();
    }
    let other = (0..ruled.anchor)
        .rev()
        .filter_map(|t| entities.at(t))
        .find(|&e| e != party && entities.list[e].kind == *kind);
    [Some(party), other]
        .into_iter()
        .flatten()
        .map(Some)
        .collect()
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
                "conj" | "parataxis" | "discourse" => true,
                "cc" => passage.lower(t) != "neither",
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
    let concession = |t: usize| {
        matches!(
            passage.lower(t).as_str(),
            "though" | "although" | "while" | "whereas"
        ) && passage.word(t - 1) == ","
    };
    let inner = |t: usize| (own(t) || passage.is_punctuation(t)) && !concession(t);
    let first = sentence
        .clone()
        .find(|&t| own(t) && !passage.is_punctuation(t))
        .unwrap_or(verb);
    let mut words = first.min(verb)..verb + 1;
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
