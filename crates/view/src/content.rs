//! The words of a statement, taken apart for display.

use verbale_schema::{Span, Statement};

/// A piece of a statement's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words that stand in quote marks.
    Quoted(&'a str),
    /// Words that do not.
    Plain(&'a str),
    /// Source and cue stand here in the text.
    Gap,
}

/// The content of a statement, in the order of the text.
pub(crate) fn pieces(statement: &Statement) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for span in &statement.content {
        if !pieces.is_empty() {
            pieces.push(Piece::Gap);
        }
        cut_at_quotes(span, &statement.quoted, &mut pieces);
    }
    pieces
}

/// Cuts the words of `span` wherever a quotation begins or ends.
fn cut_at_quotes<'a>(span: &'a Span, quoted: &[Span], pieces: &mut Vec<Piece<'a>>) {
    let is_quoted = |place: usize| quoted.iter().any(|q| (q.start..q.end).contains(&place));
    let mut chars = span.text.char_indices().zip(span.start..).peekable();
    while let Some(((start, _), place)) = chars.next() {
        let inside = is_quoted(place);
        while chars
            .next_if(|&(_, next)| is_quoted(next) == inside)
            .is_some()
        {}
        let end = chars.peek().map_or(span.text.len(), |&((byte, _), _)| byte);
        let words = &span.text[start..end];
        pieces.push(if inside {
            Piece::Quoted(words)
        } else {
            Piece::Plain(words)
        });
    }
}

/// The words of several spans in a row, what stands between them left out.
pub(crate) fn joined(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| span.text.as_str())
        .collect::<Vec<_>>()
        .join(" … ")
}

/// Line breaks, tabs and control characters become spaces, and runs of spaces one: the words as
/// they read on one line. Nothing is left that a terminal would take for a command, nor what would
/// show them in another order.
pub(crate) fn folded(words: &str) -> String {
    let mut folded = String::with_capacity(words.len());
    for c in words.chars() {
        let c = if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            ' '
        } else {
            c
        };
        if c != ' ' || !folded.ends_with(' ') {
            folded.push(c);
        }
    }
    folded
}

/// The words of several spans in a row on one line: those that fit into so many characters, and of
/// the first as much as does.
pub(crate) fn excerpt(spans: &[Span], most: usize) -> String {
    let mut excerpt = String::new();
    for span in spans {
        let words = folded(&span.text);
        let words = words.trim();
        if excerpt.is_empty() {
            excerpt = cut(words, most);
        } else if excerpt.chars().count() + 3 + words.chars().count() <= most {
            excerpt.push_str(" … ");
            excerpt.push_str(words);
        } else if !excerpt.ends_with('…') {
            excerpt.push_str(" …");
            break;
        }
    }
    excerpt
}

/// The first words of `words` that fit into so many characters; an ellipsis where some are left out.
fn cut(words: &str, most: usize) -> String {
    let Some((end, _)) = words.char_indices().nth(most) else {
        return words.to_owned();
    };
    let head = &words[..end];
    let whole = head.rfind(' ').map_or(head, |space| &head[..space]);
    format!(
        "{} …",
        whole.trim_end_matches([',', ';', ':', '–', '—', ' '])
    )
}
