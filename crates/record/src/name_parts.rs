//! Names that the model cut, or took for one: made whole or parted by what the parser and the rest of the text say.

use crate::names::{is_no_name, known};
use std::collections::HashSet;
use verbale_doc::{Deprel, Doc, Upos};
use verbale_lexicon::{gender, time_word, title};
use verbale_model::{Name, NameKind};
use verbale_text::Gap;

/// Nouns for a leader's government: "the Brandt administration" names no person.
const GOVERNMENTS: [&str; 5] = [
    "administration",
    "government",
    "era",
    "presidency",
    "regime",
];

/// Persons' names with the words that the parser takes for parts of them: "Anura Kumara | Dissanayake", "Park | Geun-hye".
pub(crate) fn with_parts(doc: &Doc, names: Vec<Name>) -> Vec<Name> {
    let mut kinds: Vec<Option<NameKind>> = vec![None; doc.len() + 1];
    for name in &names {
        kinds[name.tokens.clone()].fill(Some(name.kind));
    }
    let surnames = surnames(doc, &names);
    let mut out: Vec<Name> = Vec::with_capacity(names.len());
    for mut name in names {
        if out
            .last()
            .is_some_and(|last| name.tokens.end <= last.tokens.end)
        {
            continue;
        }
        if name.kind == NameKind::Person {
            loop {
                if is_part_after(doc, &kinds, &surnames, &name) {
                    name.tokens.end += 1;
                } else if let Some(end) = after_nickname(doc, &kinds, &name) {
                    name.tokens.end = end;
                } else {
                    break;
                }
            }
            let least = out.last().map_or(0, |last| last.tokens.end);
            while name.tokens.start > least && is_part_before(doc, &kinds, &name) {
                name.tokens.start -= 1;
            }
        }
        name.tokens.start = name
            .tokens
            .start
            .max(out.last().map_or(0, |last| last.tokens.end));
        out.push(name);
    }
    out
}

/// The last words of persons' names of several words.
fn surnames<'d>(doc: &Doc<'d>, names: &[Name]) -> HashSet<&'d str> {
    names
        .iter()
        .filter(|name| name.kind == NameKind::Person && name.tokens.len() > 1)
        .filter(|name| doc.word(name.tokens.end - 2) != "-")
        .map(|name| doc.word(name.tokens.end - 1))
        .collect()
}

/// Whether a word may be a part of a person's name.
fn may_be_part(doc: &Doc, kinds: &[Option<NameKind>], token: usize) -> bool {
    let word = doc.word(token);
    doc.upos(token) == Upos::Propn
        && doc.is_capitalized(token)
        && word.chars().any(char::is_lowercase)
        && matches!(kinds[token], None | Some(NameKind::Person))
        && !is_no_name(doc, token)
        && known(word).is_none()
        && time_word(doc.lower(token)).is_none()
        && !doc.analysis.roles.iter().any(|role| role.contains(&token))
}

fn is_part_after(
    doc: &Doc,
    kinds: &[Option<NameKind>],
    surnames: &HashSet<&str>,
    name: &Name,
) -> bool {
    let next = name.tokens.end;
    if next >= doc.len() || doc.analysis.tokens[next].gap != Gap::Space {
        return false;
    }
    let syntax = doc.syntax(next);
    let own = syntax.head.is_some_and(|head| name.tokens.contains(&head));
    let first = doc.syntax(name.tokens.start);
    let beside = first.deprel == Deprel::Flat && syntax.head.is_some() && syntax.head == first.head;
    let flat = syntax.deprel == Deprel::Flat && (own || beside);
    // "Anura | Dissanayake" in a headline, where the text has the name again.
    let again = surnames.contains(doc.word(next));
    (flat || again) && may_be_part(doc, kinds, next)
}

/// Where a name ends that goes on after a nickname: "Ida “Bee” Moe".
fn after_nickname(doc: &Doc, kinds: &[Option<NameKind>], name: &Name) -> Option<usize> {
    let open = name.tokens.end;
    let mark = |t: usize| {
        matches!(
            doc.word(t),
            "\"" | "“" | "”" | "‘" | "’" | "'" | "„" | "«" | "»" | "(" | ")"
        )
    };
    let close = (open + 2..open + 4)
        .find(|&t| mark(t))
        .filter(|_| mark(open))?;
    let spaced = |t: usize| {
        doc.analysis
            .tokens
            .get(t)
            .is_some_and(|token| token.gap == Gap::Space)
    };
    let nickname = (open + 1..close)
        .all(|t| doc.is_capitalized(t) && doc.word(t).chars().all(char::is_alphabetic));
    let goes_on = spaced(open)
        && spaced(close + 1)
        && doc.word(open) != "("
        && may_be_part(doc, kinds, close + 1);
    (nickname && goes_on).then_some(close + 2)
}

fn is_part_before(doc: &Doc, kinds: &[Option<NameKind>], name: &Name) -> bool {
    let start = name.tokens.start;
    let Some(before) = start.checked_sub(1) else {
        return false;
    };
    if doc.analysis.tokens[start].gap != Gap::Space {
        return false;
    }
    let syntax = doc.syntax(start);
    let flat = syntax.deprel == Deprel::Flat;
    let under = flat && syntax.head == Some(before);
    let other = doc.syntax(before);
    let beside = flat && other.deprel == Deprel::Flat && other.head == syntax.head;
    // What a preposition leads to is rather of the office: "Minister for Climate | Ida Moe".
    let above = before
        .checked_sub(1)
        .map(|t| doc.lower(t))
        .unwrap_or_default();
    let opens = above.is_empty() || above == "," || title(above).is_some();
    (under || beside)
        && may_be_part(doc, kinds, before)
        && (opens || gender(doc.word(before)).is_some())
}

/// "The Brandt-Olsen meeting" names two persons, "the Brandt administration" none.
pub(crate) fn parted(doc: &Doc, names: Vec<Name>) -> Vec<Name> {
    let surnames = surnames(doc, &names);
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let (start, end) = (name.tokens.start, name.tokens.end);
        let person = name.kind == NameKind::Person;
        let pair = person && name.tokens.len() == 3 && doc.word(start + 1) == "-";
        if pair && (surnames.contains(doc.word(start)) || surnames.contains(doc.word(end - 1))) {
            for token in [start, end - 1] {
                out.push(Name {
                    tokens: token..token + 1,
                    ..name.clone()
                });
            }
            continue;
        }
        let government = person
            && name.tokens.len() == 1
            && GOVERNMENTS.contains(&doc.lower(end))
            && !surnames.contains(doc.word(start));
        if !government {
            out.push(name);
        }
    }
    out
}
