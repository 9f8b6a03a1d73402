//! The parts of a statement that may each be a position of its own: its sentences, and in each
//! sentence what is coordinated.

use std::iter;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{act, attitude};

/// How a segment hangs together with what stands before it in the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Link {
    /// It begins the statement.
    First,
    /// It begins a sentence.
    Sentence,
    /// A clause coordinated with one before.
    Clause,
    /// A phrase coordinated with one before.
    Phrase,
}

impl Link {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Sentence => "sentence",
            Self::Clause => "clause",
            Self::Phrase => "phrase",
        }
    }
}

/// A part of a statement's content inside one sentence.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Its words; in several pieces where source and cue interrupt it.
    pub(crate) pieces: Vec<Tokens>,
    /// The word on which the others hang.
    pub(crate) root: usize,
    pub(crate) link: Link,
    /// How many words lie on the way from the root of the sentence's part to the word that this
    /// segment is coordinated with.
    pub(crate) depth: usize,
}

impl Segment {
    pub(crate) fn tokens(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        self.pieces.iter().flat_map(Clone::clone)
    }

    pub(crate) fn contains(&self, token: usize) -> bool {
        self.pieces.iter().any(|piece| piece.contains(&token))
    }
}

/// A coordinated phrase or clause with fewer words is no segment: "peace and security".
const LEAST_WORDS: usize = 3;

/// The segments of a content, in the order of the text.
pub(crate) fn segments(doc: &Doc, content: &[Tokens]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for (sentence, pieces) in by_sentence(doc, content) {
        let first = if out.is_empty() {
            Link::First
        } else {
            Link::Sentence
        };
        out.extend(of_sentence(doc, &sentence, pieces, first));
    }
    out
}

/// The pieces of a content inside each sentence that it reaches into.
fn by_sentence(doc: &Doc, content: &[Tokens]) -> Vec<(Tokens, Vec<Tokens>)> {
    let mut out: Vec<(Tokens, Vec<Tokens>)> = Vec::new();
    for piece in content {
        let mut start = piece.start;
        while start < piece.end {
            let Some(sentence) = doc.sentence(start) else {
                break;
            };
            let part = start..piece.end.min(sentence.end);
            start = part.end;
            match out.last_mut() {
                Some((last, pieces)) if last == sentence => pieces.push(part),
                _ => out.push((sentence.clone(), vec![part])),
            }
        }
    }
    out.retain(|(_, pieces)| {
        pieces
            .iter()
            .any(|p| p.clone().any(|t| !doc.is_punctuation(t)))
    });
    out
}

fn of_sentence(doc: &Doc, sentence: &Tokens, pieces: Vec<Tokens>, first: Link) -> Vec<Segment> {
    let inside = |t: usize| pieces.iter().any(|p| p.contains(&t));
    let words = || pieces.iter().flat_map(Clone::clone);
    let root = root(doc, &pieces);
    let mut out = vec![Segment {
        pieces: pieces.clone(),
        root,
        link: first,
        depth: 0,
    }];
    for token in words() {
        let syntax = doc.syntax(token);
        // "That A and that B": the second hangs on the verb as the first does.
        let beside = syntax.deprel == Deprel::Ccomp
            && token > root
            && syntax.head.is_some()
            && syntax.head == doc.syntax(root).head;
        let before = if beside { Some(root) } else { syntax.head };
        let Some(head) = before.filter(|&h| inside(h) && h < token) else {
            continue;
        };
        if syntax.deprel != Deprel::Conj && !beside {
            continue;
        }
        let subtree = doc.tree.subtree(token);
        // "… and that any treaty would be up to Norway": its subject may hang on the clause before.
        let and_that =
            (head + 1..token).find(|&t| doc.deprel(t) == Deprel::Cc && doc.lower(t + 1) == "that");
        let start = and_that.unwrap_or(subtree.start.max(head + 1));
        let own = (start..subtree.end)
            .filter(|&t| inside(t) && !doc.is_punctuation(t))
            .filter(|&t| doc.deprel(t) != Deprel::Cc)
            .count();
        let before = &out[out.len() - 1];
        let left = before
            .tokens()
            .filter(|&t| t < start && !doc.is_punctuation(t))
            .count();
        if own < LEAST_WORDS || left == 0 || start <= before.pieces[0].start {
            continue;
        }
        let marked = |t: usize| doc.deprel(t) == Deprel::Mark;
        let link = if is_clause(doc, token) || subtree.clone().take(2).any(marked) {
            Link::Clause
        } else {
            Link::Phrase
        };
        let depth = depth(doc, head, root, sentence.len());
        if !beside && and_that.is_none() && !is_another_matter(doc, token, link, depth, start) {
            continue;
        }
        let (left, right) = cut(&before.pieces, start);
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let last = out.len() - 1;
        out[last].pieces = left;
        out.push(Segment {
            pieces: right,
            root: token,
            link,
            depth,
        });
    }
    for segment in &mut out {
        trim(doc, &mut segment.pieces);
        for piece in &mut segment.pieces {
            with_both_marks(doc, piece);
        }
    }
    out.retain(|segment| !segment.pieces.is_empty());
    out
}

/// Whether what is coordinated is likely a matter of its own, and no more of the same: a clause with a
/// subject ("*A* will come and *B* will go"), or a phrase that shows an attitude anew ("the need to … and
/// *the importance of* …", "his support for … and *his concern* about …").
fn is_another_matter(doc: &Doc, token: usize, link: Link, depth: usize, start: usize) -> bool {
    match link {
        Link::Clause => {
            let opened = [Deprel::Nsubj, Deprel::Mark];
            depth < 2 && doc.tree.child(token, &opened).is_some()
                || depth == 0 && reports(doc, token)
        }
        _ => {
            let first = (start..token).find(|&t| doc.deprel(t) != Deprel::Cc);
            let determined = first.is_some_and(|t| {
                !doc.is_punctuation(t) && matches!(doc.upos(t), Upos::Det | Upos::Pron)
            });
            determined && attitude(doc.lemma(token)).is_some()
        }
    }
}

/// Whether a verb and the one that it is coordinated with are both reporting verbs: "*believes* that …
/// and *played down* …".
fn reports(doc: &Doc, token: usize) -> bool {
    let is_cue = |verb: usize| {
        let particle = doc.tree.child(verb, &[Deprel::Compound]);
        let lemmas = [Some(verb), particle];
        let lemmas: Vec<&str> = lemmas.iter().flatten().map(|&t| doc.lemma(t)).collect();
        act(&lemmas).is_some()
    };
    is_cue(token) && doc.syntax(token).head.is_some_and(is_cue)
}

/// The word of the pieces on which the others hang: the one nearest to the root of the sentence.
fn root(doc: &Doc, pieces: &[Tokens]) -> usize {
    let inside = |t: usize| pieces.iter().any(|p| p.contains(&t));
    let size = |top: usize| {
        pieces
            .iter()
            .flat_map(Clone::clone)
            .filter(|&t| doc.tree.hangs_on(t, top))
            .count()
    };
    pieces
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| !doc.is_punctuation(t) && doc.syntax(t).head.is_none_or(|head| !inside(head)))
        .max_by_key(|&t| (size(t), std::cmp::Reverse(t)))
        .unwrap_or(pieces[0].start)
}

/// How many steps lie between a word and the root above it.
fn depth(doc: &Doc, token: usize, root: usize, most: usize) -> usize {
    let mut way = iter::once(token).chain(doc.tree.ancestors(token));
    way.position(|t| t == root).unwrap_or(most)
}

/// Whether a word is the head of a clause: a verb, or what has a subject or a copula.
pub(crate) fn is_clause(doc: &Doc, token: usize) -> bool {
    let clausal = [Deprel::Nsubj, Deprel::Cop, Deprel::Aux];
    doc.upos(token) == Upos::Verb || doc.tree.child(token, &clausal).is_some()
}

/// What of the pieces lies before `at`, and what from there on.
fn cut(pieces: &[Tokens], at: usize) -> (Vec<Tokens>, Vec<Tokens>) {
    let some = |range: Tokens| (!range.is_empty()).then_some(range);
    let left = pieces.iter().filter_map(|p| some(p.start..p.end.min(at)));
    let right = pieces.iter().filter_map(|p| some(p.start.max(at)..p.end));
    (left.collect(), right.collect())
}

/// Gives a piece the quote mark at its border whose other one lies inside it: "| “great progress” was made".
fn with_both_marks(doc: &Doc, piece: &mut Tokens) {
    let tokens = &doc.analysis.tokens;
    for quotation in &doc.analysis.quotations {
        let (start, end) = (
            tokens[piece.start].span.start,
            tokens[piece.end - 1].span.end,
        );
        let closes = start < quotation.span.end && quotation.span.end <= end;
        let opens = start <= quotation.span.start && quotation.span.start < end;
        if closes && piece.start > 0 && tokens[piece.start - 1].span.start == quotation.span.start {
            piece.start -= 1;
        } else if opens
            && piece.end < tokens.len()
            && quotation.closed
            && tokens[piece.end].span.end == quotation.span.end
        {
            piece.end += 1;
        }
    }
}

/// Takes marks and the words that only join ("and", "that") from both ends.
fn trim(doc: &Doc, pieces: &mut Vec<Tokens>) {
    let joins = |t: usize| {
        doc.is_punctuation(t) && doc.word(t) != "$"
            || doc.deprel(t) == Deprel::Cc && doc.upos(t) == Upos::Cconj
    };
    let opens = |t: usize| joins(t) || doc.deprel(t) == Deprel::Mark && doc.lower(t) == "that";
    while let Some(first) = pieces.first_mut() {
        if first.start >= first.end {
            pieces.remove(0);
        } else if opens(first.start) {
            first.start += 1;
        } else {
            break;
        }
    }
    while let Some(last) = pieces.last_mut() {
        if last.start >= last.end {
            pieces.pop();
        } else if joins(last.end - 1) {
            last.end -= 1;
        } else {
            break;
        }
    }
    pieces.retain(|piece| piece.clone().any(|t| !doc.is_punctuation(t)));
}
