//! What positions are about: labels from the text's own words, and which matters are the same.

use crate::passage::Passage;
use std::collections::BTreeSet;
use verbale_lexicon::{act, attitude};
use verbale_model::{Tokens, Upos};

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
    let own: Vec<usize> = words
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| hangs_on(passage, t, matter, inside))
        .filter(|&t| !passage.is_punctuation(t) || passage.is_possessive(t))
        .collect();
    let own = without_function_words(passage, own, matter);
    let kept = &own[..whole(passage, &own, matter)];
    let mut out = String::new();
    for (n, &token) in kept.iter().enumerate() {
        let tied = passage.analysis.tokens[token].gap == verbale_text::Gap::None;
        if n > 0 && !(tied && kept[n - 1] + 1 == token) {
            out.push(' ');
        }
        if n == 0 && passage.syntax(token).upos != Upos::Propn {
            out.push_str(&passage.lower(token));
        } else {
            out.push_str(passage.word(token));
        }
    }
    let lemmas = kept
        .iter()
        .filter(|&&t| {
            matches!(
                passage.syntax(t).upos,
                Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj
            )
        })
        .map(|&t| passage.lemma(t).to_owned())
        .collect();
    (out, lemmas)
}

/// How many words that only show an attitude ("his support for …") lie above the matter at most.
const WRAPPED: usize = 4;

/// The head of the matter: below words that only tell the attitude to it.
fn matter(passage: &Passage, inside: impl Fn(usize) -> bool, root: usize) -> usize {
    let mut at = root;
    for _ in 0..WRAPPED {
        let lemma = passage.lemma(at);
        let wraps = attitude(lemma).is_some() || act(&[lemma]).is_some();
        let Some(sentence) = passage.sentence(at).filter(|_| wraps) else {
            break;
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
                        && syntax.upos != Upos::Pron
                })
            });
        match below {
            Some(below) => at = below,
            None => break,
        }
    }
    at
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
    (2..=most).rev().find(|&n| closed(n)).unwrap_or(most)
}
