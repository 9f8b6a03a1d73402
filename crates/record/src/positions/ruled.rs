//! What rules find (`rules/positions.rules`): silences, outcomes, conditions.

use crate::entities::{Entities, Entity};
use crate::grammar::{Ground, POSITIONS, Sentences};
use crate::speakers::Resolver;
use crate::why::Resolved;
use verbale_doc::{Deprel, Doc, SharedSubject, Tokens};
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
    pub(crate) fn conditions(&self, doc: &Doc, root: usize) -> bool {
        let syntax = doc.syntax(self.anchor);
        let below = syntax.head == Some(root)
            && matches!(
                syntax.deprel,
                Deprel::Obj | Deprel::Obl | Deprel::Ccomp | Deprel::Xcomp
            );
        let beside = syntax.head.is_some() && syntax.head == doc.syntax(root).head;
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
pub(crate) fn find(doc: &Doc, entities: &Entities) -> Vec<Ruled> {
    let tree = Sentences::new(doc, entities);
    (0..doc.len())
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
pub(super) fn parties(doc: &Doc, entities: &mut Entities, ruled: &Ruled) -> Vec<Option<usize>> {
    if ruled.party == Party::Report {
        return vec![None];
    }
    let Some(subject) = subject(doc, ruled.anchor) else {
        return vec![None];
    };
    let Some(Resolved { entity: party, .. }) = Resolver::new(doc, entities).source(&subject) else {
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

/// The subject of a verb or of the verb that it hangs on; none of a passive.
fn subject(doc: &Doc, verb: usize) -> Option<Tokens> {
    const SHARED: SharedSubject = SharedSubject {
        through: &[
            Deprel::Xcomp,
            Deprel::Advcl,
            Deprel::Conj,
            Deprel::Acl,
            Deprel::Parataxis,
        ],
        most: 3,
    };
    let subject = doc.active_subject(verb, SHARED)?;
    Some(doc.tree.subtree(subject))
}

/// The words of the clause of a verb: what hangs on it, without clauses beside it.
pub(super) fn clause(doc: &Doc, verb: usize) -> Tokens {
    let Some(sentence) = doc.sentence(verb) else {
        return verb..verb + 1;
    };
    let apart = |t: usize| {
        let syntax = doc.syntax(t);
        let concedes = || {
            doc.tree.children(t).any(|m| {
                doc.deprel(m) == Deprel::Mark
                    && matches!(doc.lower(m), "though" | "although" | "while" | "as")
            })
        };
        syntax.head == Some(verb)
            && match syntax.deprel {
                Deprel::Conj | Deprel::Parataxis | Deprel::Discourse => true,
                Deprel::Cc => doc.lower(t) != "neither",
                Deprel::Advcl => concedes(),
                Deprel::Mark => t + 1 < sentence.end && matches!(doc.lower(t), "that" | "as"),
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
            match doc.syntax(at).head {
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    };
    let concession = |t: usize| {
        matches!(doc.lower(t), "though" | "although" | "while" | "whereas")
            && doc.word(t - 1) == ","
    };
    let inner = |t: usize| (own(t) || doc.is_punctuation(t)) && !concession(t);
    let first = sentence
        .clone()
        .find(|&t| own(t) && !doc.is_punctuation(t))
        .unwrap_or(verb);
    let mut words = first.min(verb)..verb + 1;
    while words.end < sentence.end && inner(words.end) {
        words.end += 1;
    }
    while words.start < verb && doc.is_punctuation(words.start) {
        words.start += 1;
    }
    while words.end > verb + 1 && doc.is_punctuation(words.end - 1) {
        words.end -= 1;
    }
    words
}
