//! The phrase of a clause that names what it is about.
//!
//! The model tells of every word how likely it is one of the name that an analyst would write in the margin. Of all noun
//! phrases of a clause the one is taken whose words are expected to agree best with that name (in F, the harmonic mean of
//! the shares of both that agree).

use verbale_doc::{Doc, Tokens, Upos};

/// The most words of a name.
const LONGEST: usize = 6;

/// How many words a name has at least, as its author thinks of it: a clause whose words are all unlikely is no reason
/// to take the shortest phrase.
const EXPECTED: f32 = 2.5;

/// The noun phrase among `words` that names best what they are about; none where no noun stands in them.
pub(super) fn name(doc: &Doc, words: &[Tokens]) -> Option<Tokens> {
    let likely = |t: usize| doc.analysis.clauses.naming.get(t).copied().unwrap_or(0.5);
    let telling = words
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| can_name(doc, t));
    let expected = telling.map(likely).sum::<f32>().max(EXPECTED);
    let mut best: Option<(f32, Tokens)> = None;
    for piece in words {
        for start in piece.clone().filter(|&t| can_begin(doc, t)) {
            for end in start + 1..=piece.end {
                if !may_hold(doc, end - 1) || count(doc, &(start..end)) > LONGEST {
                    break;
                }
                let phrase = start..end;
                if !is_noun_phrase(doc, &phrase) {
                    continue;
                }
                let own = phrase.clone().filter(|&t| can_name(doc, t));
                let (number, hits) = own.fold((0.0, 0.0), |(n, sum), t| (n + 1.0, sum + likely(t)));
                let agreement = 2.0 * hits / (number + expected);
                if best.as_ref().is_none_or(|(most, _)| agreement > *most) {
                    best = Some((agreement, phrase));
                }
            }
        }
    }
    best.map(|(_, phrase)| phrase)
}

/// Whether a word can tell one matter from another.
pub(super) fn can_name(doc: &Doc, token: usize) -> bool {
    let small = matches!(
        doc.upos(token),
        Upos::Adp
            | Upos::Aux
            | Upos::Cconj
            | Upos::Det
            | Upos::Part
            | Upos::Pron
            | Upos::Punct
            | Upos::Sconj
    );
    !small && !doc.is_punctuation(token)
}

/// Whether a phrase may begin or end with the word.
fn can_begin(doc: &Doc, token: usize) -> bool {
    can_name(doc, token) && doc.upos(token) != Upos::Adv
}

/// Whether a word may stand in a noun phrase.
fn may_hold(doc: &Doc, token: usize) -> bool {
    match doc.upos(token) {
        Upos::Pron | Upos::Aux | Upos::Sconj | Upos::Intj => false,
        Upos::Punct => {
            matches!(doc.word(token), "-" | "–" | "’" | "'" | "/") || doc.is_possessive(token)
        }
        // A verb stands in one as "joint fighting", "planned sale", "the need to withdraw".
        _ => true,
    }
}

/// Whether the words hang together on one noun, and nothing is cut off that they end with.
fn is_noun_phrase(doc: &Doc, phrase: &Tokens) -> bool {
    let last = phrase.end - 1;
    let ends = can_begin(doc, last) && !is_cut(doc, phrase);
    let mut tops = phrase.clone().filter(|&t| {
        let head = doc.syntax(t).head;
        head.is_none_or(|head| !phrase.contains(&head))
    });
    let (Some(top), None) = (tops.next(), tops.next()) else {
        return false;
    };
    ends && matches!(doc.upos(top), Upos::Noun | Upos::Propn)
        && phrase.clone().all(|t| {
            doc.upos(t) != Upos::Verb
                || t != top && !doc.tree.children(t).any(|c| doc.upos(c) == Upos::Aux)
        })
}

/// Whether the last word needs the one after it: "prisoner" of "prisoner-of-war", "Ukraine" of "Ukraine's accession".
fn is_cut(doc: &Doc, phrase: &Tokens) -> bool {
    let next = phrase.end;
    let before = phrase.start.wrapping_sub(1);
    let tied = |t: usize| {
        doc.analysis
            .tokens
            .get(t)
            .is_some_and(|token| token.gap == verbale_text::Gap::None)
    };
    let hyphen = |t: usize| matches!(doc.word(t), "-" | "–");
    tied(next) && (hyphen(next) || doc.is_possessive(next))
        || phrase.start > 0 && tied(phrase.start) && hyphen(before)
}

/// How many words, as they are written, the tokens make.
fn count(doc: &Doc, tokens: &Tokens) -> usize {
    let tied = |t: usize| doc.analysis.tokens[t].gap == verbale_text::Gap::None;
    1 + tokens.clone().skip(1).filter(|&t| !tied(t)).count()
}
