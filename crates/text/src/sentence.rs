//! Sentences.
//!
//! A sentence ends with its paragraph, or after a full stop, question mark, exclamation mark or
//! ellipsis, closing quote marks and brackets included, when what follows can start one. The rules
//! below are about the places where that is not so, or not all.

use crate::Span;
use crate::paragraph::{is_bullet, paragraphs};
use crate::token::{Gap, Token};
use crate::wordlist;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// A sentence: a run of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens, as places in the list that [`crate::tokens`] gave.
    pub tokens: Range<usize>,
    /// From its first token to its last.
    pub span: Span,
}

/// Words that, with a capital, start a sentence even after an abbreviation.
static STARTERS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../data/starters.txt")));

/// Verbs that name the speaker of a quotation just closed.
static SPEECH_VERBS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../data/speech_verbs.txt")));

/// Abbreviations that lead to what follows, so that no sentence ends with them; lower-cased,
/// without the last full stop.
static LEADING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../data/leading_abbreviations.txt")));

static MONTHS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../data/months.txt")));

/// How many closing or opening marks in a row are looked through.
const MARKS: usize = 5;

/// How many tokens a dateline has at most.
const DATELINE: usize = 14;

/// How many words stand between a quotation and the verb of its speaker at most.
const SPEAKER: usize = 7;

/// How many words in capitals make the label of a speaker at most ("THE VICE PRESIDENT:").
const LABEL: usize = 3;

/// The sentences of `text`, whose tokens are `tokens`; every token lies in exactly one.
#[must_use]
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut paragraph_starts = paragraphs(text).into_iter().map(|p| p.start).peekable();
    let mut here = Place {
        text,
        tokens,
        first: 0,
        paragraph: 0,
    };
    for at in 0..=tokens.len() {
        let paragraph_starts_here = match tokens.get(at) {
            Some(token) => {
                std::iter::from_fn(|| paragraph_starts.next_if(|&start| start <= token.span.start))
                    .count()
                    > 0
            }
            None => true,
        };
        if at > here.first && (paragraph_starts_here || here.ends_before(at)) {
            let span = tokens[here.first].span.cover(tokens[at - 1].span);
            out.push(Sentence {
                tokens: here.first..at,
                span,
            });
            here.first = at;
        }
        if paragraph_starts_here {
            here.paragraph = at;
        }
    }
    out
}

/// A sentence that is being read.
struct Place<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The first token of the sentence.
    first: usize,
    /// The first token of its paragraph.
    paragraph: usize,
}

impl<'t> Place<'t> {
    /// Whether the sentence ends before token `at` of the same paragraph.
    fn ends_before(&self, at: usize) -> bool {
        if self.starts_item(at) {
            return true;
        }
        let Some(stop) = self.stop_before(at) else {
            return false;
        };
        let next = self.past_openers(at);
        let word = self.word(next);
        let dash =
            is_dash(word) && stop + 1 == at && self.word(next + 1).starts_with(char::is_uppercase);
        if !(can_start(word) || dash)
            || self.is_reference(at)
            || self.is_number(stop)
            || self.is_dateline(stop, at)
        {
            return false;
        }
        if self.gap(at) == Gap::None {
            // A space was lost between two sentences: "talks.The".
            return STARTERS.contains(word);
        }
        if is_abbreviation(self.word(stop)) {
            let bracket = (stop + 1..at).any(|i| matches!(self.word(i), ")" | "]"));
            return STARTERS.contains(word) && !bracket && !leads_on(self.word(stop));
        }
        if is_small(word) {
            let remark = self.word(at) == "(" && self.word(stop) == ".";
            return stop + 1 == at && (remark || next == at && self.is_written_small(stop));
        }
        !self.is_attributed(stop, at)
    }

    fn word(&self, at: usize) -> &'t str {
        self.tokens
            .get(at)
            .map_or("", |token| token.span.of(self.text))
    }

    fn gap(&self, at: usize) -> Gap {
        self.tokens
            .get(at)
            .map_or(Gap::Paragraph, |token| token.gap)
    }

    /// Whether an item of a list or a turn of a transcript starts at `at`, whatever is before:
    /// "• …", "Q: …", "MR. SMITH: …".
    fn starts_item(&self, at: usize) -> bool {
        if self.gap(at) == Gap::None {
            return false;
        }
        let word = self.word(at);
        let label = (at..at + SPEAKER)
            .take_while(|&i| is_capitals(self.word(i)))
            .count();
        let colon = self.word(at + label) == ":" && self.gap(at + label) == Gap::None;
        let named = word == "Q" && label == 1
            || (2..=LABEL).contains(&label) && !is_capitals(self.word(at - 1));
        word.chars().all(is_bullet) || colon && named
    }

    /// The mark or abbreviation that may end the sentence before `at`, looking back over what
    /// closes: quote marks, brackets, and numbers of footnotes ("[12]").
    fn stop_before(&self, at: usize) -> Option<usize> {
        let mut stop = at - 1;
        for _ in 0..MARKS {
            let word = self.word(stop);
            if is_stop(word) || is_abbreviation(word) {
                return Some(stop);
            }
            let back = if stop >= self.first + 3 && self.is_reference(stop - 2) {
                3
            } else {
                1
            };
            let spaced = back == 1 && self.gap(stop) != Gap::None;
            if !is_closer(word) || spaced || stop < self.first + back {
                return None;
            }
            stop -= back;
        }
        None
    }

    /// The first token from `at` that is no opening mark.
    fn past_openers(&self, at: usize) -> usize {
        let mut next = at;
        while next < at + MARKS && is_opener(self.word(next)) && self.gap(next + 1) == Gap::None {
            next += 1;
        }
        next
    }

    /// Whether the number of a footnote stands at `at`.
    fn is_reference(&self, at: usize) -> bool {
        self.word(at) == "["
            && self.word(at + 2) == "]"
            && self.word(at + 1).bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether all before the full stop at `stop` is the number of an item ("2.", "IV.", "(b)"), or
    /// nothing, so that the stop itself begins the sentence ("... and then").
    fn is_number(&self, stop: usize) -> bool {
        let mut before = self.first..stop + 1;
        let number =
            before.find(|&i| !is_opener(self.word(i)) && !self.word(i).chars().all(is_bullet));
        let number = number.map_or("", |i| self.word(i).trim_end_matches('.'));
        before.all(|i| matches!(self.word(i), "." | ")"))
            && (number.split('.').all(|part| {
                !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())
            }) || number.len() == 1 && number.bytes().all(|b| b.is_ascii_alphabetic())
                || number.len() <= 4 && number.bytes().all(|b| matches!(b, b'I' | b'V' | b'X')))
    }

    /// Whether the full stop at `stop` is one of a dateline: "KYIV. Aug 16 (…", "MOSCOW, August 15. /TASS/. …".
    fn is_dateline(&self, stop: usize, at: usize) -> bool {
        let place = self.word(self.first);
        let short = self.first == self.paragraph && stop - self.first <= DATELINE;
        is_capitals(place)
            && place.len() > 1
            && short
            && (self.word(at) == "/"
                || stop > self.first && self.word(stop - 1) == "/"
                || MONTHS.contains(self.word(at)))
    }

    /// Whether the sentence, which ends with the mark at `stop`, is written without capitals.
    fn is_written_small(&self, stop: usize) -> bool {
        let small = self.word(self.first).starts_with(char::is_lowercase);
        small && matches!(self.word(stop), "." | "?" | "!")
    }

    /// Whether the marks at `stop` close a quoted question, outcry or pause whose speaker is named
    /// at `at`: “Is it over?” Dr. Lang asked.
    fn is_attributed(&self, stop: usize, at: usize) -> bool {
        let quoted = (stop + 1..at).any(|i| is_quote(self.word(i)));
        if !quoted
            || self.word(stop) == "."
            || STARTERS.contains(self.word(at)) && self.word(at) != "I"
        {
            return false;
        }
        for i in at..at + SPEAKER {
            let word = self.word(i);
            if SPEECH_VERBS.contains(word) {
                return true;
            }
            // A name, or a word within one: "Kremlin spokesman Orlov".
            let named = |word: &str| word.starts_with(char::is_uppercase);
            if !(named(word)
                || word.starts_with(char::is_alphabetic) && named(self.word(i + 1))
                || word == "-")
            {
                return false;
            }
        }
        false
    }
}

/// Marks that end a sentence.
fn is_stop(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉'))
}

/// A word with its full stop: "U.S.", "Gen.", "p.m.".
fn is_abbreviation(word: &str) -> bool {
    word.ends_with('.') && word.starts_with(char::is_alphabetic)
}

fn leads_on(abbreviation: &str) -> bool {
    LEADING.contains(abbreviation.trim_end_matches('.').to_lowercase().as_str())
}

fn is_capitals(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_uppercase() || c == '.')
}

/// Whether `word` is written small, unlike "iPhone".
fn is_small(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !word.contains(char::is_uppercase)
}

/// Whether a sentence can start with `word`: not with a mark that goes on with one.
fn can_start(word: &str) -> bool {
    !word.starts_with([
        ',', ';', ':', '.', '…', '!', '?', ')', ']', '-', '–', '—', '”', '»',
    ])
}

fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "--" | "–" | "—")
}

fn is_quote(word: &str) -> bool {
    matches!(
        word,
        "\"" | "“" | "”" | "’" | "'" | "''" | "»" | "«" | "›" | "‘"
    )
}

fn is_closer(word: &str) -> bool {
    is_quote(word) || matches!(word, ")" | "]" | "}")
}

fn is_opener(word: &str) -> bool {
    matches!(
        word,
        "\"" | "“"
            | "„"
            | "‟"
            | "‘"
            | "'"
            | "‚"
            | "«"
            | "»"
            | "‹"
            | "``"
            | "("
            | "["
            | "{"
            | "¿"
            | "¡"
            | "#"
    )
}
