//! What positions are about: labels from the text's own words, and which matters are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::iter;
use std::sync::LazyLock;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{act, attitude};

/// Verbs that say of a matter only that it is there.
static EMPTY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/empty_verbs.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The most words of a label.
const LONGEST: usize = 8;

/// A matter with at least this share of the lemmas of another, smaller one, is the same.
const ALIKE: f32 = 0.75;

/// The matters of a text, in the order in which they come up.
#[derive(Debug, Default)]
pub(super) struct Topics {
    labels: Vec<String>,
    lemmas: Vec<BTreeSet<String>>,
    /// The matters that each lemma is one of, in order.
    by_lemma: HashMap<String, Vec<usize>>,
}

impl Topics {
    /// The place of the matter that these words are about; `root` is the word that the others hang on.
    pub(super) fn of(&mut self, doc: &Doc, words: &[Tokens], root: usize) -> usize {
        let (label, lemmas) = label(doc, words, root);
        if let Some(at) = self.alike(&lemmas) {
            return at;
        }
        let at = self.labels.len();
        for lemma in &lemmas {
            self.by_lemma.entry(lemma.clone()).or_default().push(at);
        }
        self.labels.push(label);
        self.lemmas.push(lemmas);
        at
    }

    /// The first matter with most of these lemmas, or with no other.
    fn alike(&self, lemmas: &BTreeSet<String>) -> Option<usize> {
        if lemmas.is_empty() {
            return self.lemmas.iter().position(BTreeSet::is_empty);
        }
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for &at in lemmas.iter().filter_map(|l| self.by_lemma.get(l)).flatten() {
            *common.entry(at).or_default() += 1;
        }
        let is_same = |(at, common): &(usize, usize)| {
            let known = &self.lemmas[*at];
            let least = known.len().min(lemmas.len());
            *common > 1 && *common as f32 >= ALIKE * least as f32 || known == lemmas
        };
        common.into_iter().find(is_same).map(|(at, _)| at)
    }

    pub(super) fn into_labels(self) -> Vec<String> {
        self.labels
    }
}

/// A label of at most eight words, and the lemmas of its content words.
fn label(doc: &Doc, words: &[Tokens], root: usize) -> (String, BTreeSet<String>) {
    let inside = |t: usize| words.iter().any(|piece| piece.contains(&t));
    let matter = matter(doc, inside, root);
    // Of several clauses the first that says of a matter that it came about.
    let clauses = || {
        words.iter().flat_map(Clone::clone).filter(|&t| {
            let head = doc.syntax(t).head;
            head.is_none_or(|head| !inside(head)) && !doc.is_punctuation(t)
        })
    };
    let came = came_about(doc, inside, matter).or_else(|| {
        clauses()
            .filter(|_| !is_noun(doc, root))
            .find_map(|t| came_about(doc, inside, t))
    });
    let came_up = came.is_some();
    let matter = came.unwrap_or(matter);
    let own: Vec<usize> = words
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| {
            matter == root && !is_noun(doc, root)
                || hangs_on(doc, t, matter, |t| {
                    inside(t) && !(t != matter && doc.deprel(t) == Deprel::Acl && came_up)
                })
        })
        .filter(|&t| !doc.is_punctuation(t) || doc.is_possessive(t))
        .collect();
    let mut own = without_function_words(doc, after_that(doc, own), matter);
    // A lone pronoun or the like names nothing.
    if own.iter().all(|&t| !is_content(doc, t)) {
        own = words
            .iter()
            .flat_map(Clone::clone)
            .filter(|&t| !doc.is_punctuation(t))
            .collect();
    }
    let mut kept = &own[..whole(doc, &own, matter)];
    while let Some((&last, rest)) = kept.split_last()
        && !rest.is_empty()
        && !is_content(doc, last)
        && !doc.is_possessive(last)
        && last != matter
    {
        kept = rest;
    }
    // "Now": the words as they come say more.
    if kept
        .iter()
        .all(|&t| !is_noun(doc, t) && doc.upos(t) != Upos::Verb)
    {
        kept = &own[..own.len().min(LONGEST)];
    }
    let mut out = String::new();
    for (n, &token) in kept.iter().enumerate() {
        let tied = doc.analysis.tokens[token].gap == verbale_text::Gap::None;
        if n > 0 && !(tied && kept[n - 1] + 1 == token) {
            out.push(' ');
        }
        let name = doc.upos(token) == Upos::Propn
            || kept.get(1).is_some_and(|&next| doc.is_capitalized(next));
        if n == 0 && !name && doc.word(token) != "I" {
            out.push_str(doc.lower(token));
        } else {
            out.push_str(doc.word(token));
        }
    }
    let lemmas = kept
        .iter()
        .filter(|&&t| is_content(doc, t) && doc.lemma(t) != "such")
        .map(|&t| doc.lemma(t).to_owned())
        .collect();
    (out, lemmas)
}

fn is_noun(doc: &Doc, token: usize) -> bool {
    matches!(doc.upos(token), Upos::Noun | Upos::Propn)
}

fn is_content(doc: &Doc, token: usize) -> bool {
    matches!(
        doc.upos(token),
        Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj
    )
}

/// How many words that only show an attitude ("his support for …") lie above the matter at most.
const WRAPPED: usize = 4;

/// By which relations the matter hangs on such a word, the likeliest first.
const BELOW: &[Deprel] = &[
    Deprel::Obj,
    Deprel::Ccomp,
    Deprel::Xcomp,
    Deprel::Nmod,
    Deprel::Obl,
    Deprel::Acl,
];

/// The head of the matter: below words that only tell the attitude to it.
fn matter(doc: &Doc, inside: impl Fn(usize) -> bool, root: usize) -> usize {
    let mut at = root;
    for _ in 0..WRAPPED {
        let lemma = doc.lemma(at);
        let verb = doc.upos(at) == Upos::Verb;
        // "Played down".
        let particle = doc
            .tree
            .children(at)
            .find(|&t| t > at && doc.deprel(t) == Deprel::Compound);
        let phrasal = particle.and_then(|t| act(&[lemma, doc.lemma(t)]));
        let wraps =
            attitude(lemma).is_some() || verb && (act(&[lemma]).is_some() || phrasal.is_some());
        if !wraps {
            break;
        }
        let complements = |t: usize| {
            doc.tree.children(t).any(|c| {
                matches!(
                    doc.lower(c),
                    "for" | "of" | "to" | "about" | "over" | "against" | "with" | "at"
                )
            })
        };
        let below = BELOW.iter().find_map(|relation| {
            doc.tree.children(at).find(|&t| {
                let syntax = doc.syntax(t);
                syntax.deprel == *relation
                    && inside(t)
                    && !is_owner(doc, t)
                    && !matches!(syntax.upos, Upos::Pron | Upos::Sconj)
                    && (verb
                        || !matches!(syntax.deprel, Deprel::Nmod | Deprel::Obl)
                        || complements(t))
            })
        });
        match below {
            Some(below) => at = below,
            None => break,
        }
    }
    at
}

/// Of a clause that says of a matter only that it came about, the matter: "*an agreement* was reached", "they made *great
/// progress*".
fn came_about(doc: &Doc, inside: impl Fn(usize) -> bool, verb: usize) -> Option<usize> {
    if doc.upos(verb) != Upos::Verb || !EMPTY.contains(doc.lemma(verb)) {
        return None;
    }
    let relation = if doc.is_passive(verb) {
        Deprel::Nsubj
    } else {
        Deprel::Obj
    };
    doc.tree
        .children(verb)
        .find(|&t| doc.deprel(t) == relation && is_noun(doc, t) && inside(t))
}

/// What follows "that" where the words begin with somebody who thinks it: "I expect that …".
fn after_that(doc: &Doc, words: Vec<usize>) -> Vec<usize> {
    let begins = words.first().is_some_and(|&t| doc.upos(t) == Upos::Pron);
    let thinks = |t: usize| {
        let lemma = doc.lemma(t);
        act(&[lemma]).is_some() || attitude(lemma).is_some()
    };
    let that = words.iter().take(5).position(|&t| doc.lower(t) == "that");
    match that {
        Some(at) if begins && words[..at].iter().any(|&t| thinks(t)) => words[at + 1..].to_vec(),
        _ => words,
    }
}

/// "Ukraine's" of "Ukraine's support".
fn is_owner(doc: &Doc, token: usize) -> bool {
    doc.upos(token) == Upos::Pron || token + 1 < doc.len() && doc.is_possessive(token + 1)
}

fn hangs_on(doc: &Doc, token: usize, top: usize, inside: impl Fn(usize) -> bool) -> bool {
    let mut up = iter::once(token).chain(doc.tree.ancestors(token));
    up.by_ref().take_while(|&t| inside(t)).any(|t| t == top)
}

/// The words without articles, prepositions and conjunctions at their start.
fn without_function_words(doc: &Doc, words: Vec<usize>, matter: usize) -> Vec<usize> {
    let function = |&t: &usize| {
        t != matter
            && matches!(
                doc.upos(t),
                Upos::Det | Upos::Adp | Upos::Sconj | Upos::Cconj | Upos::Part
            )
            && !doc.is_possessive(t)
    };
    let article = |&t: &usize| {
        let syntax = doc.syntax(t);
        syntax.upos == Upos::Pron && syntax.deprel == Deprel::Nmod && syntax.head == Some(matter)
    };
    words
        .into_iter()
        .skip_while(|t| function(t) || article(t))
        .collect()
}

/// How many of the words make a label: as many as fit, none of them left hanging on a word that does not.
fn whole(doc: &Doc, words: &[usize], matter: usize) -> usize {
    let most = words.len().min(LONGEST);
    let closed = |count: usize| {
        let kept = &words[..count];
        kept.iter().all(|&t| {
            t == matter
                || doc
                    .syntax(t)
                    .head
                    .is_some_and(|head| kept.contains(&head) || !words.contains(&head))
        })
    };
    // What stands before a comma is mostly whole.
    let comma = || (2..=most).find(|&n| n < words.len() && words[n] > words[n - 1] + 1);
    let closed = (2..=most).rev().find(|&n| closed(n));
    closed.or_else(comma).unwrap_or(most)
}
