//! Names that the model left out or cut, found by given names, titles and what the text has elsewhere.

use super::{SURE, are_two, is_initial, is_no_name, known, names_something, same_sentence};
use std::collections::{HashMap, HashSet};
use verbale_doc::{Doc, Upos};
use verbale_lexicon::{
    TitleKind, country, gender, head_at_end, head_before_of, is_particle, time_word, title,
};
use verbale_model::{Name, NameKind};
use verbale_text::Gap;

/// The most words of a name that only its title tells.
const LONGEST_TITLED: usize = 3;

/// Capitalised words that are a name elsewhere in the text.
pub(super) fn with_repeated(doc: &Doc, names: &mut Vec<Name>) {
    let mut covered = vec![false; doc.len()];
    let mut single: HashMap<&str, NameKind> = HashMap::new();
    for name in names.iter() {
        covered[name.tokens.clone()].fill(true);
        let word = doc.phrase(&name.tokens);
        let descriptive = head_at_end(word).or_else(|| head_before_of(word)).is_some();
        if name.tokens.len() == 1 && name.score >= SURE && !descriptive {
            single.insert(word, name.kind);
        }
    }
    for token in (0..doc.len()).filter(|&t| !covered[t]) {
        let proper = doc.is_capitalized(token) && doc.upos(token) == Upos::Propn;
        let Some(&kind) = single.get(doc.word(token)).filter(|_| proper) else {
            continue;
        };
        let name = Name {
            tokens: token..token + 1,
            kind,
            score: 1.0,
        };
        if names_something(doc, &name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// Given names that the model left out, with the name that follows: "Sean" before "Hannity", and
/// "Colin Powell" where it found neither.
pub(super) fn with_given_names(doc: &Doc, names: &mut Vec<Name>) {
    // In order; what is added stands after them.
    let found = names.len();
    let mut covered = vec![false; doc.len() + 1];
    for name in names.iter() {
        covered[name.tokens.clone()].fill(true);
    }
    let proper = |t: usize| {
        t < doc.len() && doc.is_capitalized(t) && doc.upos(t) == Upos::Propn && !is_no_name(doc, t)
    };
    for given in 0..doc.len() {
        // "Luiz | da | Costa".
        let mut next = given + 1;
        while is_particle(doc.word(next)) && next < given + 3 && !covered[next.min(doc.len())] {
            next += 1;
        }
        if next >= doc.len()
            || covered[given]
            || !same_sentence(doc, given, next)
            || !proper(given)
            || !proper(next)
            || gender(doc.word(given)).is_none()
            || doc.analysis.tokens[next].gap != Gap::Space
        {
            continue;
        }
        let follows = names[..found]
            .binary_search_by_key(&next, |name| name.tokens.start)
            .ok()
            .filter(|&n| names[n].kind == NameKind::Person);
        match follows {
            Some(n) => names[n].tokens.start = given,
            None if !covered[next] && known(doc.word(next)).is_none() => {
                covered[next] = true;
                names.push(Name {
                    tokens: given..next + 1,
                    kind: NameKind::Person,
                    score: 1.0,
                });
            }
            None => {}
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// Names that the model left out after a title ("President Olsen"), or cut at an initial ("Anna K. |
/// Berg").
pub(super) fn with_titled(doc: &Doc, names: &mut Vec<Name>) {
    let mut covered = vec![false; doc.len() + 1];
    for name in names.iter() {
        covered[name.tokens.clone()].fill(true);
    }
    let free = |covered: &[bool], t: usize| {
        t < doc.len()
            && !covered[t]
            && doc.analysis.tokens[t].gap == Gap::Space
            && doc.is_capitalized(t)
            && doc.upos(t) == Upos::Propn
            && doc.word(t).chars().any(char::is_lowercase)
            && !is_no_name(doc, t)
            && known(doc.word(t)).is_none()
    };
    for name in names.iter_mut() {
        let end = name.tokens.end;
        let cut = name.kind == NameKind::Person && is_initial(doc.word(end - 1));
        if cut && free(&covered, end) {
            name.tokens.end += 1;
            covered[end] = true;
        }
    }
    // A word that also stands without a capital is hardly a name.
    let common: HashSet<&str> = (0..doc.len())
        .map(|t| doc.word(t))
        .filter(|word| word.starts_with(char::is_lowercase))
        .collect();
    let part = |covered: &[bool], t: usize| {
        free(covered, t) && !common.contains(doc.lower(t)) && time_word(doc.lower(t)).is_none()
    };
    for name in names
        .iter_mut()
        .filter(|name| name.kind == NameKind::Person)
    {
        let (start, end) = (name.tokens.start, name.tokens.end);
        let titled =
            start > 0 && is_no_name(doc, start - 1) && country(doc.word(start - 1)).is_none();
        let one_more =
            part(&covered, end) && !free(&covered, end + 1) && same_sentence(doc, start, end);
        if titled && name.tokens.len() == 1 && one_more {
            name.tokens.end += 1;
            covered[end] = true;
        }
    }
    for token in 1..doc.len() {
        let office = doc.is_capitalized(token - 1)
            && title(doc.lower(token - 1)).is_some_and(|t| t.kind == TitleKind::Office);
        if !office || !free(&covered, token) {
            continue;
        }
        let whole = (token..doc.len())
            .find(|&t| !part(&covered, t))
            .unwrap_or(doc.len());
        let end = whole.max(token + 1);
        if !free(&covered, end) && !covered[end] && end - token <= LONGEST_TITLED {
            covered[token..end].fill(true);
            names.push(Name {
                tokens: token..end,
                kind: NameKind::Person,
                score: 1.0,
            });
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// Bare surnames of persons whose whole names the text has elsewhere.
pub(super) fn with_surnames(doc: &Doc, names: &mut Vec<Name>) {
    let mut covered = vec![false; doc.len()];
    let mut surnames: HashSet<&str> = HashSet::new();
    for name in names.iter() {
        covered[name.tokens.clone()].fill(true);
        if name.kind == NameKind::Person && name.tokens.len() > 1 {
            surnames.insert(doc.word(name.tokens.end - 1));
        }
    }
    for token in (0..doc.len()).filter(|&t| !covered[t]) {
        let word = doc.word(token);
        if surnames.contains(word)
            && word.len() > 2
            && doc.upos(token) == Upos::Propn
            && doc.is_capitalized(token)
        {
            names.push(Name {
                tokens: token..token + 1,
                kind: NameKind::Person,
                score: 1.0,
            });
        }
    }
    names.sort_by_key(|name| name.tokens.start);
}

/// Parts of a person's name that stand right beside each other, or at a hyphen, are one name.
pub(super) fn joined(doc: &Doc, names: impl Iterator<Item = Name>) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    // "Yury | Ushakov": what follows a bare given name is the surname, whatever it was taken for.
    let surname = |last: &Name, name: &Name| {
        last.tokens.len() == 1
            && same_sentence(doc, last.tokens.start, name.tokens.start)
            && last.tokens.end == name.tokens.start
            && name.tokens.len() == 1
            && gender(doc.word(last.tokens.start)).is_some()
            && known(doc.word(name.tokens.start)).is_none()
            && doc.upos(name.tokens.start) == Upos::Propn
    };
    for name in names {
        match out.last_mut() {
            Some(last)
                if last.kind == NameKind::Person
                    && (name.kind == NameKind::Person || surname(last, &name))
                    && (last.tokens.end == name.tokens.start
                        && (last.tokens.len() == 1
                            || is_initial(doc.word(last.tokens.end - 1)))
                        && doc.analysis.tokens[name.tokens.start].gap == Gap::Space
                        && same_sentence(doc, last.tokens.start, name.tokens.start)
                        || last.tokens.end + 1 == name.tokens.start
                            && doc.word(last.tokens.end) == "-"
                            && !are_two(doc, last.tokens.end - 1, name.tokens.start)) =>
            {
                last.tokens.end = name.tokens.end;
            }
            _ => out.push(name),
        }
    }
    out
}
