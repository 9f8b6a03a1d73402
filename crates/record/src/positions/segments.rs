//! The parts of a statement that may each be a position of its own: its sentences, and in each
//! sentence what is coordinated.

use crate::passage::Passage;
use verbale_lexicon::{act, attitude};
use verbale_model::{Tokens, Upos};

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
pub(crate) fn segments(passage: &Passage, content: &[Tokens]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for (sentence, pieces) in by_sentence(passage, content) {
        let first = if out.is_empty() {
            Link::First
        } else {
            Link::Sentence
        };
        out.extend(of_sentence(passage, &sentence, pieces, first));
    }
    out
}

/// The pieces of a content inside each sentence that it reaches into.
fn by_sentence(passage: &Passage, content: &[Tokens]) -> Vec<(Tokens, Vec<Tokens>)> {
    let mut out: Vec<(Tokens, Vec<Tokens>)> = Vec::new();
    for piece in content {
        let mut start = piece.start;
        while start < piece.end {
            let Some(sentence) = passage.sentence(start) else {
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
            .any(|p| p.clone().any(|t| !passage.is_punctuation(t)))
    });
    out
}

fn of_sentence(
    passage: &Passage,
    sentence: &Tokens,
    pieces: Vec<Tokens>,
    first: Link,
) -> Vec<Segment> {
    let inside = |t: usize| pieces.iter().any(|p| p.contains(&t));
    let words = || pieces.iter().flat_map(Clone::clone);
    let root = root(passage, &pieces);
    let mut out = vec![Segment {
        pieces: pieces.clone(),
        root,
        link: first,
        depth: 0,
    }];
    for token in words() {
        let syntax = passage.syntax(token);
        // "That A and that B": the second hangs on the verb as the first does.
        let beside = syntax.relation == "ccomp"
            && token > root
            && syntax.head.is_some()
            && syntax.head == passage.syntax(root).head;
        let before = if beside { Some(root) } else { syntax.head };
        let Some(head) = before.filter(|&h| inside(h) && h < token) else {
            continue;
        };
        if syntax.relation != "conj" && !beside {
            continue;
        }
        let subtree = passage.subtree(token, sentence);
        // "… and that any treaty would be up to Norway": its subject may hang on the clause before.
        let and_that = (head + 1..token)
            .find(|&t| passage.syntax(t).relation == "cc" && passage.lower(t + 1) == "that");
        let start = and_that.unwrap_or(subtree.start.max(head + 1));
        let own = (start..subtree.end)
            .filter(|&t| inside(t) && !passage.is_punctuation(t))
            .filter(|&t| passage.syntax(t).relation != "cc")
            .count();
        let before = &out[out.len() - 1];
        let left = before
            .tokens()
            .filter(|&t| t < start && !passage.is_punctuation(t))
            .count();
        if own < LEAST_WORDS || left == 0 || start <= before.pieces[0].start {
            continue;
        }
        let marked = |t: usize| passage.syntax(t).relation == "mark";
        let link = if is_clause(passage, token, sentence) || subtree.clone().take(2).any(marked) {
            Link::Clause
        } else {
            Link::Phrase
        };
        let depth = depth(passage, head, root, sentence.len());
        if !beside
            && and_that.is_none()
            && !is_another_matter(passage, token, link, depth, start, sentence)
        {
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
        trim(passage, &mut segment.pieces);
        for piece in &mut segment.pieces {
            with_both_marks(passage, piece);
        }
    }
    out.retain(|segment| !segment.pieces.is_empty());
    out
}

/// Whether what is coordinated is likely a matter of its own, and no more of the same: a clause with a
/// subject ("*A* will come and *B* will go"), or a phrase that shows an attitude anew ("the need to … and
/// *the importance of* …", "his support for … and *his concern* about …").
fn is_another_matter(
    passage: &Passage,
    token: usize,
    link: Link,
    depth: usize,
    start: usize,
    sentence: &Tokens,
) -> bool {
    let has = |relation: &str| {
        sentence.clone().any(|t| {
            let syntax = passage.syntax(t);
            syntax.head == Some(token) && syntax.relation == relation
        })
    };
    match link {
        Link::Clause => {
            depth < 2 && (has("nsubj") || has("mark"))
                || depth == 0 && reports(passage, token, sentence)
        }
        _ => {
            let first = (start..token).find(|&t| passage.syntax(t).relation != "cc");
            let determined = first.is_some_and(|t| {
                !passage.is_punctuation(t)
                    && matches!(passage.syntax(t).upos, Upos::Det | Upos::Pron)
            });
            determined && attitude(passage.lemma(token)).is_some()
        }
    }
}

/// Whether a verb and the one that it is coordinated with are both reporting verbs: "*believes* that …
/// and *played down* …".
fn reports(passage: &Passage, token: usize, sentence: &Tokens) -> bool {
    let is_cue = |verb: usize| {
        let particle = sentence.clone().find(|&t| {
            passage.syntax(t).head == Some(verb) && passage.syntax(t).relation == "compound"
        });
        let lemmas = [Some(verb), particle];
        let lemmas: Vec<&str> = lemmas.iter().flatten().map(|&t| passage.lemma(t)).collect();
        act(&lemmas).is_some()
    };
    is_cue(token) && passage.syntax(token).head.is_some_and(is_cue)
}

/// The word of the pieces on which the others hang: the one nearest to the root of the sentence.
fn root(passage: &Passage, pieces: &[Tokens]) -> usize {
    let inside = |t: usize| pieces.iter().any(|p| p.contains(&t));
    let size = |top: usize| {
        pieces
            .iter()
            .flat_map(Clone::clone)
            .filter(|&t| climbs_to(passage, t, top))
            .count()
    };
    pieces
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| {
            !passage.is_punctuation(t) && passage.syntax(t).head.is_none_or(|head| !inside(head))
        })
        .max_by_key(|&t| (size(t), std::cmp::Reverse(t)))
        .unwrap_or(pieces[0].start)
}

/// The most steps that a way up a tree is followed.
const DEEPEST: usize = 64;

fn climbs_to(passage: &Passage, token: usize, top: usize) -> bool {
    let mut at = token;
    for _ in 0..DEEPEST {
        if at == top {
            return true;
        }
        match passage.syntax(at).head {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// How many steps lie between a word and the root above it.
fn depth(passage: &Passage, token: usize, root: usize, most: usize) -> usize {
    let mut at = token;
    for steps in 0..most {
        if at == root {
            return steps;
        }
        match passage.syntax(at).head {
            Some(head) => at = head,
            None => break,
        }
    }
    most
}

/// Whether a word is the head of a clause: a verb, or what has a subject or a copula.
pub(crate) fn is_clause(passage: &Passage, token: usize, sentence: &Tokens) -> bool {
    passage.syntax(token).upos == Upos::Verb
        || sentence.clone().any(|t| {
            let syntax = passage.syntax(t);
            syntax.head == Some(token) && matches!(syntax.relation, "nsubj" | "cop" | "aux")
        })
}

/// What of the pieces lies before `at`, and what from there on.
fn cut(pieces: &[Tokens], at: usize) -> (Vec<Tokens>, Vec<Tokens>) {
    let some = |range: Tokens| (!range.is_empty()).then_some(range);
    let left = pieces.iter().filter_map(|p| some(p.start..p.end.min(at)));
    let right = pieces.iter().filter_map(|p| some(p.start.max(at)..p.end));
    (left.collect(), right.collect())
}

/// Gives a piece the quote mark at its border whose other one lies inside it: "| “great progress” was made".
fn with_both_marks(passage: &Passage, piece: &mut Tokens) {
    let tokens = &passage.analysis.tokens;
    for quotation in &passage.analysis.quotations {
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
fn trim(passage: &Passage, pieces: &mut Vec<Tokens>) {
    let joins = |t: usize| {
        passage.is_punctuation(t) && passage.word(t) != "$"
            || passage.syntax(t).relation == "cc" && passage.syntax(t).upos == Upos::Cconj
    };
    let opens =
        |t: usize| joins(t) || passage.syntax(t).relation == "mark" && passage.lower(t) == "that";
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
    pieces.retain(|piece| piece.clone().any(|t| !passage.is_punctuation(t)));
}
