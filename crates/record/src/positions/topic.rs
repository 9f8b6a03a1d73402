//! Which words name the matter of a clause: a noun phrase of one to six words.

use std::collections::HashSet;
use std::sync::LazyLock;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{act, attitude, time_word};

/// Verbs that say of a matter only that it is there.
static EMPTY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/empty_verbs.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The most words of a label.
const LONGEST: usize = 6;

/// How many words that only show an attitude ("his support for …") lie above the matter at most.
const WRAPPED: usize = 4;

/// How many clauses lie between a clause and the noun that names its matter at most.
const DEEPEST: usize = 4;

/// By which relations the matter hangs on a word that only shows an attitude, the likeliest first.
const BELOW: &[Deprel] = &[
    Deprel::Obj,
    Deprel::Ccomp,
    Deprel::Xcomp,
    Deprel::Nmod,
    Deprel::Obl,
    Deprel::Acl,
];

/// By which relations a noun that names a clause's matter hangs on its verb, the likeliest first.
const NAMING: &[Deprel] = &[
    Deprel::Obj,
    Deprel::Nsubj,
    Deprel::Obl,
    Deprel::Nmod,
    Deprel::Xcomp,
    Deprel::Ccomp,
    Deprel::Csubj,
    Deprel::Advcl,
    Deprel::Acl,
    Deprel::Conj,
    Deprel::Parataxis,
];

/// How what belongs to a noun phrase hangs on its nouns.
const PHRASE: &[Deprel] = &[
    Deprel::Amod,
    Deprel::Compound,
    Deprel::Flat,
    Deprel::Nmod,
    Deprel::Nummod,
    Deprel::Case,
    Deprel::Det,
    Deprel::Conj,
    Deprel::Cc,
    Deprel::Goeswith,
];

/// A clause or phrase that takes a position.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// Its words, in the order of the text.
    pub(crate) pieces: Vec<Tokens>,
    /// The word that the others hang on.
    pub(crate) root: usize,
    /// Whether a rule tells what it is about: `root`.
    pub(crate) is_ruled: bool,
}

impl Clause {
    fn contains(&self, token: usize) -> bool {
        self.pieces.iter().any(|piece| piece.contains(&token))
    }

    fn tokens(&self) -> impl Iterator<Item = usize> + '_ {
        self.pieces.iter().flat_map(Clone::clone)
    }
}

/// The words that name what a clause is about: a noun phrase in it without articles and relative clauses; in a clause
/// without any noun ("it is terrible") the last one before it.
pub(super) fn label(doc: &Doc, clause: &Clause) -> Tokens {
    let matter = matter(doc, clause);
    let named = came_about(doc, clause, matter)
        .or_else(|| {
            // A common noun tells more of a matter than the name of who or where.
            [Upos::Noun, Upos::Propn].into_iter().find_map(|tag| {
                let under = |head| noun_under(doc, clause, head, tag, DEEPEST);
                under(matter).or_else(|| under(clause.root))
            })
        })
        .or_else(|| clause.tokens().find(|&t| names(doc, t)));
    let before = || {
        let first = clause.pieces.first().map_or(clause.root, |p| p.start);
        (0..first).rev().find(|&t| names(doc, t))
    };
    match named.or_else(before) {
        Some(noun) => phrase(doc, noun),
        None => clause.root..clause.root + 1,
    }
}

/// Whether a word may name a matter: a noun that tells no time.
fn names(doc: &Doc, token: usize) -> bool {
    is_noun(doc, token) && time_word(doc.lower(token)).is_none() && !doc.is_punctuation(token)
}

fn is_noun(doc: &Doc, token: usize) -> bool {
    matches!(doc.upos(token), Upos::Noun | Upos::Propn)
}

/// The head of the matter: below words that only tell the attitude to it.
fn matter(doc: &Doc, clause: &Clause) -> usize {
    let mut at = clause.root;
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
                    && clause.contains(t)
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
fn came_about(doc: &Doc, clause: &Clause, verb: usize) -> Option<usize> {
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
        .find(|&t| doc.deprel(t) == relation && is_noun(doc, t) && clause.contains(t))
}

/// "Ukraine's" of "Ukraine's support".
fn is_owner(doc: &Doc, token: usize) -> bool {
    doc.upos(token) == Upos::Pron || token + 1 < doc.len() && doc.is_possessive(token + 1)
}

/// The noun of a clause that its matter goes by: its object, what it says something of, or one in a clause below; of a
/// name only where nothing but names is asked for.
fn noun_under(doc: &Doc, clause: &Clause, head: usize, tag: Upos, depth: usize) -> Option<usize> {
    let inside = |t: &usize| clause.contains(*t);
    let children = || doc.tree.children(head).filter(inside);
    if names(doc, head) && clause.contains(head) {
        // "The programme is a threat": the programme.
        let said_of = children()
            .any(|t| doc.deprel(t) == Deprel::Cop)
            .then(|| doc.subject(head))
            .flatten();
        let subject = said_of.filter(|&t| doc.upos(t) == Upos::Noun && names(doc, t) && inside(&t));
        return Some(subject.unwrap_or(head)).filter(|&t| doc.upos(t) == tag);
    }
    // Who acts is named as the party or beside it, and is the matter only where nothing else is.
    let acts = |t: usize| doc.deprel(t) == Deprel::Nsubj && doc.upos(t) == Upos::Propn;
    let own = NAMING.iter().find_map(|relation| {
        let mut by = children().filter(|&t| doc.deprel(t) == *relation && !acts(t));
        by.find_map(|t| {
            let leads = depth > 0 && !matches!(doc.upos(t), Upos::Pron | Upos::Num);
            leads
                .then(|| noun_under(doc, clause, t, tag, depth - 1))
                .flatten()
        })
    });
    own.or_else(|| children().find(|&t| acts(t) && names(doc, t) && tag == Upos::Propn))
}

/// The noun phrase around a noun, without articles before it and relative clauses behind it, cut to six words where no
/// word is left hanging on one that is cut off.
fn phrase(doc: &Doc, noun: usize) -> Tokens {
    let belongs = |t: usize| belongs(doc, noun, t);
    let mut start = noun;
    while start > 0 && belongs(start - 1) {
        start -= 1;
    }
    while start < noun && opens_nothing(doc, start, noun) {
        start += 1;
    }
    while words(doc, &(start..noun + 1)) > LONGEST {
        start += 1;
    }
    let mut end = noun + 1;
    let mut whole = end;
    while end < doc.len() && belongs(end) && words(doc, &(start..end + 1)) <= LONGEST {
        end += 1;
        let inner = (noun + 1..end).all(|t| {
            let head = doc.syntax(t).head;
            head.is_some_and(|head| (start..end).contains(&head))
        });
        if inner {
            whole = end;
        }
    }
    start..whole
}

/// Whether a word belongs to the phrase of a noun, and stands in no clause of its own there.
fn belongs(doc: &Doc, noun: usize, token: usize) -> bool {
    if !doc.tree.hangs_on(token, noun) || doc.is_punctuation(token) && !ties(doc, token) {
        return false;
    }
    let mut at = token;
    while at != noun {
        let is_part = PHRASE.contains(&doc.deprel(at))
            || at == token && ties(doc, token)
            || is_of_purpose(doc, at);
        // A coordinated verb or a list of names is no part of the name.
        let is_clause =
            doc.deprel(at) == Deprel::Conj && !is_noun(doc, at) && doc.upos(at) != Upos::Adj;
        if !is_part || is_clause {
            return false;
        }
        match doc.syntax(at).head {
            Some(head) => at = head,
            None => return false,
        }
    }
    true
}

/// Whether a word is the verb of what a noun is for, or what hangs on one: "a decision *to sever* the *cable*".
fn is_of_purpose(doc: &Doc, token: usize) -> bool {
    let to = |verb: usize| {
        let mut before = doc.tree.children(verb).take_while(|&t| t < verb);
        doc.deprel(verb) == Deprel::Acl && before.any(|t| doc.lower(t) == "to")
    };
    let above = doc.syntax(token).head;
    to(token)
        || above.is_some_and(to)
            && matches!(doc.deprel(token), Deprel::Mark | Deprel::Obj | Deprel::Obl)
}

/// Whether a mark stands without white space between two words: "tit-for-tat".
fn ties(doc: &Doc, token: usize) -> bool {
    let tokens = &doc.analysis.tokens;
    let touches = |t: usize| {
        tokens
            .get(t)
            .is_some_and(|t| t.gap == verbale_text::Gap::None)
    };
    doc.is_possessive(token)
        || matches!(doc.word(token), "-" | "–" | "/") && touches(token) && touches(token + 1)
}

/// Whether a word before a noun names nothing: articles, possessives, prepositions.
fn opens_nothing(doc: &Doc, token: usize, noun: usize) -> bool {
    token != noun
        && (matches!(
            doc.upos(token),
            Upos::Det | Upos::Pron | Upos::Adp | Upos::Sconj | Upos::Cconj | Upos::Part
        ) || doc.is_punctuation(token)
            || doc.is_possessive(token))
}

/// How many words a reader sees.
fn words(doc: &Doc, tokens: &Tokens) -> usize {
    let all = tokens.clone();
    all.filter(|&t| !doc.is_punctuation(t) && !doc.is_possessive(t))
        .count()
}
