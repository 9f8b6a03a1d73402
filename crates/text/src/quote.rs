//! Quotations: the stretches of text that stand in quote marks.
//!
//! Double marks of every style open and close each other ("“…\"" happens), because mixed styles
//! are common in copy that went through several editors. An apostrophe is a quote mark only where
//! one opens before a word and another closes after one in the same paragraph. A quotation that is
//! not closed ends with its paragraph; when the next paragraph opens with a mark again, it goes on
//! there.

use crate::paragraph::paragraphs;
use crate::{Span, wordlist};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A stretch of text in quote marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the closing mark, both included.
    pub span: Span,
    /// How many quotations enclose this one.
    pub depth: u8,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Whether it goes on with the quotation that the paragraph before left open.
    pub continues: bool,
}

/// Words that an apostrophe starts: "’em", "’90s" is told by its digits.
static ELISIONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| wordlist::in_any_case(include_str!("../data/elisions.txt")));

/// The quotations of `text` in the order of their opening marks; nested ones after their outer.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    let mut out: Vec<Quotation> = Vec::new();
    let mut left_open = false;
    for paragraph in paragraphs(text) {
        let first = out.len();
        in_paragraph(text, paragraph, &mut out);
        let opens_here = out
            .get(first)
            .is_some_and(|q| q.span.start == paragraph.start);
        if left_open && opens_here {
            out[first].continues = true;
        }
        left_open = out[first..].iter().any(|q| q.depth == 0 && !q.closed);
    }
    out
}

fn in_paragraph(text: &str, paragraph: Span, out: &mut Vec<Quotation>) {
    let end = paragraph.end.bytes();
    let marks = marks(text, paragraph);
    let ahead = singles_ahead(&marks);
    let last_closer = marks.iter().rposition(Mark::surely_closes);
    let mut open: Vec<(Kind, usize)> = Vec::new();
    for (n, mark) in marks.iter().enumerate() {
        let innermost = open.last().map(|&(kind, _)| kind);
        // Marks of one kind never stand directly in each other but for double ones of known shape,
        // so a double one is open if the innermost or the one around it is.
        let inside = open
            .iter()
            .rev()
            .take(2)
            .any(|&(kind, _)| kind == Kind::Double);
        let opens = match mark.kind {
            Kind::Double => mark.opens_double(inside, innermost),
            Kind::Single => {
                innermost != Some(Kind::Single) && mark.opens_single() && last_closer > Some(n)
            }
        };
        if opens {
            open.push((mark.kind, out.len()));
            let depth = u8::try_from(open.len() - 1).unwrap_or(u8::MAX);
            out.push(Quotation {
                span: Span::new(mark.at, end),
                depth,
                closed: false,
                continues: false,
            });
            continue;
        }
        let closes = match mark.kind {
            Kind::Double => inside,
            Kind::Single => {
                let possessive = mark.is_possessive() && ahead[n] == Some(Role::Closes);
                innermost == Some(Kind::Single) && mark.closes_single() && !possessive
            }
        };
        // A closing double mark also ends a single one left open inside it.
        while closes && let Some((kind, index)) = open.pop() {
            let start = out[index].span.start.bytes();
            if kind == mark.kind {
                out[index].span = Span::new(start, mark.end);
                out[index].closed = true;
                break;
            }
            out[index].span = Span::new(start, mark.at);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Double,
    Single,
}

/// What a mark does beyond doubt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
}

/// A quote mark or apostrophe and what stands around it in its paragraph.
struct Mark<'t> {
    kind: Kind,
    shape: char,
    at: usize,
    end: usize,
    before: Option<char>,
    /// The rest of the paragraph.
    rest: &'t str,
}

/// How typewriters and treebanks write quote marks: ``so''.
const TYPED_OPEN: &str = "``";
const TYPED_CLOSE: &str = "''";

/// The mark that a pair of typed ones at the start of `rest` stands for.
fn typed_mark(rest: &str) -> Option<char> {
    if rest.starts_with(TYPED_OPEN) {
        return Some('〝');
    }
    rest.starts_with(TYPED_CLOSE).then_some('」')
}

/// The quote marks and apostrophes of a paragraph.
fn marks(text: &str, paragraph: Span) -> Vec<Mark<'_>> {
    let mut out = Vec::new();
    let words = paragraph.of(text);
    let typed = words.contains(TYPED_OPEN);
    let mut before = None;
    let mut after_pair = 0;
    for (at, shape) in words.char_indices() {
        if at < after_pair {
            before = Some(shape);
            continue;
        }
        if let Some(shape) = typed.then(|| typed_mark(&words[at..])).flatten() {
            after_pair = at + TYPED_OPEN.len();
            out.push(Mark {
                kind: Kind::Double,
                shape,
                at: paragraph.start.bytes() + at,
                end: paragraph.start.bytes() + after_pair,
                before,
                rest: &words[after_pair..],
            });
            continue;
        }
        let kind = match shape {
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '〝' | '〞' | '「' | '」' | '『'
            | '』' => Some(Kind::Double),
            '\'' | '‘' | '’' | '‚' | '‛' | '‹' | '›' => Some(Kind::Single),
            _ => None,
        };
        if let Some(kind) = kind {
            let rest = &words[at + shape.len_utf8()..];
            let at = paragraph.start.bytes() + at;
            out.push(Mark {
                kind,
                shape,
                at,
                end: at + shape.len_utf8(),
                before,
                rest,
            });
        }
        before = Some(shape);
    }
    out
}

/// For each mark, what the next single mark after it does whose role is beyond doubt.
fn singles_ahead(marks: &[Mark]) -> Vec<Option<Role>> {
    let mut ahead = vec![None; marks.len()];
    let mut role = None;
    for (n, mark) in marks.iter().enumerate().rev() {
        ahead[n] = role;
        if mark.surely_closes() {
            role = Some(Role::Closes);
        } else if mark.kind == Kind::Single && mark.opens_single() {
            role = Some(Role::Opens);
        }
    }
    ahead
}

impl Mark<'_> {
    fn after(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Whether the mark stands where a word may start.
    fn starts(&self) -> bool {
        self.before
            .is_none_or(|c| c.is_whitespace() || is_opener(c))
    }

    /// Whether the mark stands where a word may end.
    fn ends(&self) -> bool {
        self.after()
            .is_none_or(|c| c.is_whitespace() || is_closer(c))
    }

    /// Whether a double mark opens: by its shape where the shape tells, else by what stands around
    /// it. `inside` says whether a double mark is open, `innermost` which kind was opened last.
    fn opens_double(&self, inside: bool, innermost: Option<Kind>) -> bool {
        let (starts, ends) = (self.starts(), self.ends());
        match self.shape {
            '„' | '‟' | '〝' | '「' | '『' => true,
            '」' | '』' => false,
            // Also close: „Zitat“, »Zitat«.
            '“' | '«' => !(inside && ends && !starts),
            '”' | '»' | '〞' => !inside && starts && !ends,
            // A double inside a single inside a double is rare; a double inside a double is a closing.
            _ if inside => innermost == Some(Kind::Single) && starts && !ends,
            _ => !ends || starts && self.after().is_some(),
        }
    }

    /// Whether a single mark may open: before a word that is not written with an apostrophe.
    fn opens_single(&self) -> bool {
        let before_word = self
            .after()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '[' | '(' | '…' | '.' | '"' | '“'));
        let shaped =
            matches!(self.shape, '‘' | '‚' | '‛' | '‹') || self.shape == '\'' && !self.elides();
        shaped && before_word && self.starts()
    }

    /// Whether the mark stands for letters left out: "'em", "'90s".
    fn elides(&self) -> bool {
        let digits = self
            .rest
            .bytes()
            .take_while(u8::is_ascii_digit)
            .take(3)
            .count();
        let end = self
            .rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(self.rest.len());
        digits == 2 || ELISIONS.contains(&self.rest[..end])
    }

    /// Whether a single mark may close: after a word.
    fn closes_single(&self) -> bool {
        self.before.is_some_and(|c| !c.is_whitespace())
            && self.after().is_none_or(|c| !c.is_alphanumeric())
    }

    /// Whether the mark may be that of a possessive: "the ministers' talks".
    fn is_possessive(&self) -> bool {
        matches!(self.before, Some('s' | 'S')) && self.after() == Some(' ')
    }

    /// Whether a single mark closes a quotation if one is open.
    fn surely_closes(&self) -> bool {
        self.kind == Kind::Single
            && self.closes_single()
            && !self.is_possessive()
            && !self.opens_single()
    }
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '—'
            | '–'
            | '-'
            | '/'
            | '"'
            | '“'
            | '„'
            | '«'
            | '‘'
            | '\''
            | ':'
            | '\u{feff}'
            | '\u{200b}'
    )
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '.'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '—'
            | '–'
            | '…'
            | '"'
            | '”'
            | '»'
            | '’'
            | '\''
            | '\u{200b}'
    )
}
