//! The words for meetings, and what became of what they name.

use crate::entities::Entities;
use crate::grammar::{Ground, MEETINGS, STATUS, Sentences};
use crate::passage::Passage;
use verbale_model::{Tokens, Upos};
use verbale_rules::Tree;
use verbale_schema::{MeetingKind, MeetingStatus};

/// A word for a meeting.
#[derive(Debug)]
pub(super) struct Mention {
    pub(super) anchor: usize,
    /// The verb of the clause that tells of it: the anchor itself, or the verb above.
    pub(super) verb: Option<usize>,
    /// None for words that only point back to a meeting.
    pub(super) kind: Option<MeetingKind>,
    pub(super) status: MeetingStatus,
    /// Heads of the phrases that name who takes part and where, as the rule gives them.
    pub(super) who: Vec<usize>,
    pub(super) place: Option<usize>,
    /// With whom others came, of a word that says so.
    pub(super) principal: Option<usize>,
    pub(super) sentence: Tokens,
    pub(super) grounds: Vec<Ground>,
}

/// The mentions of meetings in a text, in its order.
pub(super) fn find(passage: &Passage, entities: &Entities) -> Vec<Mention> {
    let tree = Sentences::new(passage, entities);
    let mut found = Vec::new();
    for anchor in 0..passage.len() {
        let Some(rule) = MEETINGS.at(&tree, anchor).next() else {
            continue;
        };
        let Some(sentence) = passage.sentence(anchor).cloned() else {
            continue;
        };
        let verb = clause_verb(passage, anchor);
        let Some((status, ground)) = status(&tree, anchor, verb) else {
            continue;
        };
        let mut grounds = vec![Ground::new("meetings.rules", &rule)];
        grounds.extend(ground);
        found.push(Mention {
            anchor,
            verb,
            kind: rule.word("kind").and_then(|kind| kind.parse().ok()),
            status,
            who: rule.tokens("who").collect(),
            place: rule.tokens("place").next(),
            principal: rule.tokens("principal").next(),
            sentence,
            grounds,
        });
    }
    found
}

/// The first of the nouns that `token` is coordinated with.
fn first_conjunct(passage: &Passage, mut token: usize) -> usize {
    for _ in 0..passage.len() {
        let syntax = passage.syntax(token);
        match syntax.head {
            Some(head) if syntax.relation == "conj" || is_coordinated(passage, token) => {
                token = head;
            }
            _ => break,
        }
    }
    token
}

/// Whether a noun taken to belong to another one stands beside it: "the summit in Riga and the forum".
fn is_coordinated(passage: &Passage, token: usize) -> bool {
    passage.syntax(token).relation == "nmod"
        && (token.saturating_sub(4)..token)
            .any(|t| passage.syntax(t).head == Some(token) && passage.syntax(t).relation == "cc")
}

/// The verb of the clause in which a word for a meeting stands: itself, or the verb that it depends on.
pub(super) fn clause_verb(passage: &Passage, anchor: usize) -> Option<usize> {
    let is_verb = |t: usize| matches!(passage.syntax(t).upos, Upos::Verb);
    if is_verb(anchor) {
        return Some(anchor);
    }
    let mut at = first_conjunct(passage, anchor);
    for _ in 0..4 {
        let syntax = passage.syntax(at);
        // What a noun is said to be in a clause of its own ("who is on a visit") has no verb.
        if at != anchor
            && !matches!(
                syntax.relation,
                "nmod" | "compound" | "obl" | "nsubj" | "obj" | "conj"
            )
        {
            return None;
        }
        at = syntax.head?;
        if is_verb(at) {
            return Some(at);
        }
    }
    None
}

/// What became of a meeting; `None` where the text says that there is none.
fn status(
    tree: &Sentences,
    anchor: usize,
    verb: Option<usize>,
) -> Option<(MeetingStatus, Option<Ground>)> {
    let passage = tree.passage;
    let first = first_conjunct(passage, anchor);
    let mut places = vec![anchor];
    if first != anchor {
        places.push(first);
    }
    // The verb above tells of a noun only when the noun is its subject or object.
    let governs = matches!(tree.relation(first), "nsubj" | "obj" | "conj" | "xcomp");
    places.extend(verb.filter(|&v| v != anchor && governs));
    let found = places
        .into_iter()
        .filter_map(|place| STATUS.at(tree, place).next())
        .min_by_key(verbale_rules::Match::number);
    let Some(found) = found else {
        return Some((MeetingStatus::Held, None));
    };
    let ground = Ground::new("status.rules", &found);
    let status = found
        .word("status")
        .and_then(|status| status.parse().ok())?;
    Some((status, Some(ground)))
}
