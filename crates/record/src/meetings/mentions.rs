//! The words for meetings, and what became of what they name.

use crate::entities::Entities;
use crate::grammar::{Ground, MEETINGS, STATUS, Sentences};
use verbale_doc::{Deprel, Doc, Tokens, Upos};
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
    /// The rule that found it, then the one that says what became of it.
    pub(super) grounds: Vec<Ground>,
}

/// The mentions of meetings in a text, in its order.
pub(super) fn find(doc: &Doc, entities: &Entities) -> Vec<Mention> {
    let tree = Sentences::new(doc, entities);
    let mut found = Vec::new();
    for anchor in 0..doc.len() {
        let Some(rule) = MEETINGS.at(&tree, anchor).next() else {
            continue;
        };
        let Some(sentence) = doc.sentence(anchor).cloned() else {
            continue;
        };
        let verb = clause_verb(doc, anchor);
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
fn first_conjunct(doc: &Doc, mut token: usize) -> usize {
    for _ in 0..doc.len() {
        let syntax = doc.syntax(token);
        match syntax.head {
            Some(head) if syntax.deprel == Deprel::Conj || is_coordinated(doc, token) => {
                token = head;
            }
            _ => break,
        }
    }
    token
}

/// Whether a noun taken to belong to another one stands beside it: "the summit in Riga and the forum".
fn is_coordinated(doc: &Doc, token: usize) -> bool {
    doc.deprel(token) == Deprel::Nmod
        && (token.saturating_sub(4)..token)
            .any(|t| doc.syntax(t).head == Some(token) && doc.deprel(t) == Deprel::Cc)
}

/// The verb of the clause in which a word for a meeting stands: itself, or the verb that it depends on.
pub(super) fn clause_verb(doc: &Doc, anchor: usize) -> Option<usize> {
    let is_verb = |t: usize| matches!(doc.upos(t), Upos::Verb);
    if is_verb(anchor) {
        return Some(anchor);
    }
    let mut at = first_conjunct(doc, anchor);
    for _ in 0..4 {
        let syntax = doc.syntax(at);
        // What a noun is said to be in a clause of its own ("who is on a visit") has no verb.
        if at != anchor
            && !matches!(
                syntax.deprel,
                Deprel::Nmod
                    | Deprel::Compound
                    | Deprel::Obl
                    | Deprel::Nsubj
                    | Deprel::Obj
                    | Deprel::Conj
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

/// Whether a verb tells what would have been: "would have met the king", "had he met the king".
fn is_unreal(doc: &Doc, verb: usize) -> bool {
    let helps = |word: &str| {
        let mut aux = doc
            .tree
            .children(verb)
            .filter(|&t| doc.deprel(t) == Deprel::Aux);
        aux.find(|&t| doc.lower(t) == word)
    };
    let would = ["would", "could", "might", "should"]
        .iter()
        .find_map(|word| helps(word));
    let have = helps("have");
    let inverted = helps("had")
        .zip(doc.subject(verb))
        .is_some_and(|(had, subject)| {
            had < subject && doc.sentence(verb).is_some_and(|s| s.start == had)
        });
    would.is_some() && have.is_some() || inverted
}

/// What became of a meeting; `None` where the text says that there is none.
fn status(
    tree: &Sentences,
    anchor: usize,
    verb: Option<usize>,
) -> Option<(MeetingStatus, Option<Ground>)> {
    let doc = tree.doc;
    if verb.is_some_and(|verb| is_unreal(doc, verb)) {
        return None;
    }
    let first = first_conjunct(doc, anchor);
    let mut places = vec![anchor];
    if first != anchor {
        places.push(first);
    }
    // The verb above tells of a noun only when the noun is its subject or object.
    let governs = matches!(
        doc.deprel(first),
        Deprel::Nsubj | Deprel::Obj | Deprel::Conj | Deprel::Xcomp
    );
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
