//! What positions are about: labels from the text's own words, and which matters are the same.

use crate::passage::Passage;
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;
use verbale_lexicon::{act, attitude};
use verbale_model::{Tokens, Upos};

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
}

impl Topics {
    /// The place of the matter that these words are about; `root` is the word that the others hang on.
    pub(super) fn of(&mut self, passage: &Passage, words: &[Tokens], root: usize) -> usize {
        let (label, lemmas) = label(passage, words, root);
        let alike = |known: &BTreeSet<String>| {
            let common = known.intersection(&lemmas).count();
            let least = known.len().min(lemmas.len());
            common > 1 && common as f32 >= ALIKE * least as f32 || *known == lemmas
        };
        if let Some(at) = self.lemmas.iter().position(alike) {
            return at;
        }
        self.labels.push(label);
        self.lemmas.push(lemmas);
        self.labels.len() - 1
    }

    pub(super) fn into_labels(self) -> Vec<String> {
        self.labels
    }
}

/// A label of at most eight words, and the lemmas of its content words.
fn label(passage: &Passage, words: &[Tokens], root: usize) -> (String, BTreeSet<String>) {
    let inside = |t: usize| words.iter().any(|piece| piece.contains(&t));
    let matter = matter(passage, inside, root);
    // Of several clauses the first that says of a matter that it came about.
    let clauses = || {
        words.iter().flat_map(Clone::clone).filter(|&t| {
            let head = passage.syntax(t).head;
            head.is_none_or(|head| !inside(head)) && !passage.is_punctuation(t)
        })
    };
    let came = came_about(passage, inside, matter).or_else(|| {
        clauses()
            .filter(|_| !is_noun(passage, root))
            .find_map(|t| came_about(passage, inside, t))
    });
    let came_up = came.is_some();
    let matter = came.unwrap_or(matter);
    let own: Vec<usize> = words
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| {
            matter == root && !is_noun(passage, root)
                || hangs_on(passage, t, matter, |t| {
                    inside(t) && !(t != matter && passage.syntax(t).relation == "acl" && came_up)
                })
        })
        .filter(|&t| !passage.is_punctuation(t) || passage.is_possessive(t))
        .collect();
    let mut own = without_function_words(passage, after_that(passage, own), matter);
    // A lone pronoun or the like names nothing.
    if own.iter().all(|&t| !is_content(passage, t)) {
        own = words
            .iter()
            .flat_map(Clone::clone)
            .filter(|&t| !passage.is_punctuation(t))
            .collect();
    }
    let mut kept = &own[..whole(passage, &own, matter)];
    while let Some((&last, rest)) = kept.split_last()
        && !rest.is_empty()
        && !is_content(passage, last)
        && !passage.is_possessive(last)
        && last != matter
    {
        kept = rest;
    }
    // "Now": the words as they come say more.
    if kept
        .iter()
        .all(|&t| !is_noun(passage, t) && passage.syntax(t).upos != Upos::Verb)
    {
        kept = &own[..own.len().min(LONGEST)];
    }
    let mut out = String::new();
    for (n, &token) in kept.iter().enumerate() {
        let tied = passage.analysis.tokens[token].gap == verbale_text::Gap::None;
        if n > 0 && !(tied && kept[n - 1] + 1 == token) {
            out.push(' ');
        }
        let name = passage.syntax(token).upos == Upos::Propn
            || kept
                .get(1)
                .is_some_and(|&next| passage.is_capitalized(next));
        if n == 0 && !name && passage.word(token) != "I" {
            out.push_str(&passage.lower(token));
        } else {
            out.push_str(passage.word(token));
        }
    }
    let lemmas = kept
        .iter()
        .filter(|&&t| is_content(passage, t) && passage.lemma(t) != "such")
        .map(|&t| passage.lemma(t).to_owned())
        .collect();
    (out, lemmas)
}

fn is_noun(passage: &Passage, token: usize) -> bool {
    matches!(passage.syntax(token).upos, Upos::Noun | Upos::Propn)
}

fn is_content(passage: &Passage, token: usize) -> bool {
    matches!(
        passage.syntax(token).upos,
        Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj
    )
}

/// How many words that only show an attitude ("his support for …") lie above the matter at most.
const WRAPPED: usize = 4;

/// The head of the matter: below words that only tell the attitude to it.
fn matter(passage: &Passage, inside: impl Fn(usize) -> bool, root: usize) -> usize {
    let mut at = root;
    for _ in 0..WRAPPED {
        let lemma = passage.lemma(at);
        let verb = passage.syntax(at).upos == Upos::Verb;
        let Some(sentence) = passage.sentence(at) else {
            break;
        };
        // "Played down".
        let particle = sentence.clone().find(|&t| {
            passage.syntax(t).head == Some(at) && t > at && passage.syntax(t).relation == "compound"
        });
        let phrasal = particle.and_then(|t| act(&[lemma, passage.lemma(t)]));
        let wraps =
            attitude(lemma).is_some() || verb && (act(&[lemma]).is_some() || phrasal.is_some());
        if !wraps {
            break;
        }
        let complements = |t: usize| {
            sentence.clone().any(|c| {
                passage.syntax(c).head == Some(t)
                    && matches!(
                        passage.lower(c).as_str(),
                        "for" | "of" | "to" | "about" | "over" | "against" | "with" | "at"
                    )
            })
        };
        let below = ["obj", "ccomp", "xcomp", "nmod", "obl", "acl"]
            .iter()
            .find_map(|relation| {
                sentence.clone().find(|&t| {
                    let syntax = passage.syntax(t);
                    syntax.head == Some(at)
                        && syntax.relation == *relation
                        && inside(t)
                        && !is_owner(passage, t)
                        && !matches!(syntax.upos, Upos::Pron | Upos::Sconj)
                        && (verb || !matches!(syntax.relation, "nmod" | "obl") || complements(t))
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
fn came_about(passage: &Passage, inside: impl Fn(usize) -> bool, verb: usize) -> Option<usize> {
    if passage.syntax(verb).upos != Upos::Verb || !EMPTY.contains(passage.lemma(verb)) {
        return None;
    }
    let sentence = passage.sentence(verb)?;
    let child = |relation: &str| {
        sentence.clone().find(|&t| {
            let syntax = passage.syntax(t);
            syntax.head == Some(verb)
                && syntax.relation == relation
                && is_noun(passage, t)
                && inside(t)
        })
    };
    let passive = sentence
        .clone()
        .any(|t| passage.syntax(t).head == Some(verb) && passage.is_passive_auxiliary(t));
    if passive {
        child("nsubj")
    } else {
        child("obj")
    }
}

/// What follows "that" where the words begin with somebody who thinks it: "I expect that …".
fn after_that(passage: &Passage, words: Vec<usize>) -> Vec<usize> {
    let begins = words
        .first()
        .is_some_and(|&t| passage.syntax(t).upos == Upos::Pron);
    let thinks = |t: usize| {
        let lemma = passage.lemma(t);
        act(&[lemma]).is_some() || attitude(lemma).is_some()
    };
    let that = words
        .iter()
        .take(5)
        .position(|&t| passage.lower(t) == "that");
    match that {
        Some(at) if begins && words[..at].iter().any(|&t| thinks(t)) => words[at + 1..].to_vec(),
        _ => words,
    }
}

/// "Ukraine's" of "Ukraine's support".
fn is_owner(passage: &Passage, token: usize) -> bool {
    passage.syntax(token).upos == Upos::Pron
        || token + 1 < passage.len() && passage.is_possessive(token + 1)
}

fn hangs_on(passage: &Passage, token: usize, top: usize, inside: impl Fn(usize) -> bool) -> bool {
    let up = std::iter::successors(Some(token), |&t| {
        (t != top).then(|| passage.syntax(t).head).flatten()
    });
    up.take(64).take_while(|&t| inside(t)).any(|t| t == top)
}

/// The words without articles, prepositions and conjunctions at their start.
fn without_function_words(passage: &Passage, words: Vec<usize>, matter: usize) -> Vec<usize> {
    let function = |&t: &usize| {
        t != matter
            && matches!(
                passage.syntax(t).upos,
                Upos::Det | Upos::Adp | Upos::Sconj | Upos::Cconj | Upos::Part
            )
            && !passage.is_possessive(t)
    };
    let article = |&t: &usize| {
        let syntax = passage.syntax(t);
        syntax.upos == Upos::Pron && syntax.relation == "nmod" && syntax.head == Some(matter)
    };
    words
        .into_iter()
        .skip_while(|t| function(t) || article(t))
        .collect()
}

/// How many of the words make a label: as many as fit, none of them left hanging on a word that does not.
fn whole(passage: &Passage, words: &[usize], matter: usize) -> usize {
    let most = words.len().min(LONGEST);
    let closed = |count: usize| {
        let kept = &words[..count];
        kept.iter().all(|&t| {
            t == matter
                || passage
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
