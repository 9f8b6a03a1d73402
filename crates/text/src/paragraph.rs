//! Paragraphs: lines of text, and lines put together again where a text was wrapped at a width.
//!
//! A line break ends a paragraph unless a program or a typist put it there because the line was
//! full: the next word would not have fitted. Texts are taken to be wrapped in this way where lines
//! break off in the middle of a sentence, and most of those that do are full.

use crate::Span;
use crate::token::{Gap, gap_of, is_blank, is_break};
use crate::wordlist;
use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Widths at which text is wrapped, in characters. Shorter lines are verse, lists or captions,
/// longer ones are paragraphs.
const WIDTHS: RangeInclusive<usize> = 40..=120;

/// How long the label of a speaker may be, in characters.
const LABEL: usize = 40;

/// Words after which a sentence goes on.
static LEADING_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../data/leading_words.txt")));

/// The paragraphs of `text` that hold anything, trimmed.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let blocks = || lines.chunk_by(|_, next| next.gap == Gap::Line);
    // What one block of lines shows holds for those that are too short to show it.
    let usual = blocks()
        .filter_map(|block| wrapped_at(text, block, widest(block)))
        .max();
    let mut out = Vec::new();
    for block in blocks() {
        let widest = widest(block);
        let width = wrapped_at(text, block, widest).or_else(|| {
            let usual = usual.filter(|&usual| widest <= usual)?;
            (!block
                .windows(2)
                .any(|pair| breaks_off(text, &pair[0], &pair[1])))
            .then_some(usual)
        });
        let joins = |last: &Line, next: &Line| {
            width.is_some_and(|width| goes_on(text, last, next, width))
                || parts_word(text, last, next)
        };
        for lines in block.chunk_by(joins) {
            out.push(lines[0].span.cover(lines[lines.len() - 1].span));
        }
    }
    out
}

/// A line that holds anything.
struct Line {
    /// Without the blanks around it.
    span: Span,
    /// What stands between it and the line before.
    gap: Gap,
    /// Blanks before it, in characters.
    indent: usize,
    /// Where it ends, in characters from the margin.
    width: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(is_break) {
        let content = line.trim_matches(is_blank);
        if !content.is_empty() {
            let lead = line.find(|c| !is_blank(c)).unwrap_or(0);
            let span = Span::new(start + lead, start + lead + content.len());
            let gap = match out.last() {
                Some(last) => gap_of(&text[last.span.end.bytes()..span.start.bytes()]),
                None => Gap::Paragraph,
            };
            let indent = line[..lead].chars().count();
            out.push(Line {
                span,
                gap,
                indent,
                width: indent + content.chars().count(),
            });
        }
        start += line.len();
    }
    out
}

fn widest(block: &[Line]) -> usize {
    block.iter().map(|line| line.width).max().unwrap_or(0)
}

/// The width, if a block of lines was wrapped at it: lines break off in the middle of a sentence, and most that do are
/// full.
fn wrapped_at(text: &str, block: &[Line], width: usize) -> Option<usize> {
    if !WIDTHS.contains(&width) {
        return None;
    }
    let broken: Vec<bool> = block
        .windows(2)
        .filter(|pair| breaks_off(text, &pair[0], &pair[1]))
        .map(|pair| fills(text, &pair[0], &pair[1], width))
        .collect();
    let full = broken.iter().filter(|&&full| full).count();
    (full * 2 > broken.len()).then_some(width)
}

/// Whether `next`, in a block wrapped at `width`, goes on with the paragraph of `last`.
fn goes_on(text: &str, last: &Line, next: &Line, width: usize) -> bool {
    let words = next.span.of(text);
    let indented = next.indent > last.indent && !is_item(last.span.of(text));
    fills(text, last, next, width) && !indented && !is_item(words) && !is_turn(words)
}

/// Whether the first word of `next` would not have fitted on `last`, or goes on from there.
fn fills(text: &str, last: &Line, next: &Line, width: usize) -> bool {
    let word = next
        .span
        .of(text)
        .chars()
        .take_while(|&c| !is_blank(c))
        .take(width)
        .count();
    parts_word(text, last, next) || last.width + 1 + word > width
}

/// Whether a word goes on over the end of `last`: "har-⏎bour".
fn parts_word(text: &str, last: &Line, next: &Line) -> bool {
    // A shorter line is an item of a list, or a verse.
    const SHORTEST: usize = 10;
    let word = last.span.of(text).strip_suffix(['-', '\u{ad}', '\u{2010}']);
    last.width >= SHORTEST
        && word.is_some_and(|word| word.ends_with(char::is_alphabetic))
        && next.span.of(text).starts_with(char::is_lowercase)
}

/// Whether a sentence plainly runs over the end of `last`.
fn breaks_off(text: &str, last: &Line, next: &Line) -> bool {
    let words = last.span.of(text);
    let stops = words.ends_with(['.', '!', '?', ':', ';', '…', '"', '”', '’', ')']);
    let leads_on = words.ends_with(',')
        || words
            .split(is_blank)
            .next_back()
            .is_some_and(|word| LEADING_WORDS.contains(word));
    !stops && (leads_on || next.span.of(text).starts_with(char::is_lowercase))
}

/// Whether a line starts with the mark of a list: "- ", "• ", "3. ", "(b) ".
fn is_item(line: &str) -> bool {
    let Some(mark) = line
        .split(is_blank)
        .next()
        .filter(|mark| mark.len() < line.len())
    else {
        return false;
    };
    let number = mark.trim_start_matches('(').trim_end_matches([')', '.']);
    let short = match number.chars().count() {
        1 => number.chars().all(char::is_alphanumeric),
        2 => number.chars().all(|c| c.is_ascii_digit()),
        _ => false,
    };
    matches!(mark, "-" | "*" | "o")
        || mark.chars().all(is_bullet)
        || short && number.len() < mark.len()
}

/// Whether a line starts with the name of who speaks: "Q:", "MR. SMITH:", "President Macron:".
fn is_turn(line: &str) -> bool {
    let Some((name, after)) = line.split_once(':') else {
        return false;
    };
    let label = name.chars().take(LABEL + 1).count() <= LABEL && after.starts_with(is_blank);
    label
        && name
            .split(is_blank)
            .all(|word| word.starts_with(|c: char| c.is_uppercase() || c == '('))
}

/// Marks that only stand before the items of a list.
pub(crate) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '●' | '○' | '◦' | '▪' | '■' | '□' | '‣' | '⁃' | '►' | '▶' | '➤'
    )
}
