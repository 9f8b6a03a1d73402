//! Words: a tokenizer for news English that cuts as the English UD treebanks do.
//!
//! Clitics stand apart ("Putin|'s", "did|n't"), hyphenated compounds are cut at the hyphen but for
//! prefixes ("five|-|on|-|five", "pre-war"), abbreviations keep their full stop ("U.S.", "Gen.").
//! White space, byte-order marks and zero-width spaces belong to no token; soft hyphens and
//! combining marks belong to the word they stand in.

use crate::Span;
use crate::wordlist;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// Nothing: the two are written together.
    None,
    /// White space within a line.
    Space,
    /// One line break.
    Line,
    /// A blank line, or the start of the text.
    Paragraph,
}

/// A word, number or mark of punctuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What parts it from the token before.
    pub gap: Gap,
}

/// Words that keep a full stop, without it. Those written small count in any case ("gen.",
/// "GEN."), those with a capital only as they stand or in capitals ("Ill.", not "ill.").
static ABBREVIATIONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| wordlist::in_any_case(include_str!("../data/abbreviations.txt")));

/// Abbreviations only before a number ("No. 2", "p. 7"), written likewise.
static NUMBER_ABBREVIATIONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| wordlist::in_any_case(include_str!("../data/number_abbreviations.txt")));

/// First parts of a compound after which the hyphen does not cut ("pre-war").
static PREFIXES: LazyLock<HashSet<String>> =
    LazyLock::new(|| wordlist::in_any_case(include_str!("../data/prefixes.txt")));

/// Last parts of the names of web sites ("example.org").
static DOMAINS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../data/domains.txt")));

/// The tokens of `text`, in order, none of them empty and none overlapping.
///
/// Every character that is not white space, a byte-order mark or a zero-width space lies in
/// exactly one token.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut gap = Gap::Paragraph;
    let mut rest = 0;
    while rest < text.len() {
        let space = text[rest..]
            .find(|c| !is_blank(c))
            .unwrap_or(text.len() - rest);
        if space > 0 && !out.is_empty() {
            gap = gap_of(&text[rest..rest + space]);
        }
        rest += space;
        let end = text[rest..].find(is_blank).map_or(text.len(), |n| rest + n);
        if end > rest {
            let first = out.len();
            Chunk {
                text,
                start: rest,
                end,
                no_address: rest,
                out: &mut out,
            }
            .cut();
            out[first].gap = gap;
        }
        rest = end;
    }
    out
}

pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// What a stretch of blanks between two tokens is.
pub(crate) fn gap_of(blank: &str) -> Gap {
    let breaks = blank.chars().filter(|&c| is_break(c)).count() - blank.matches("\r\n").count();
    match breaks {
        0 if blank.chars().any(char::is_whitespace) => Gap::Space,
        0 => Gap::None,
        1 if !blank.contains('\u{2029}') => Gap::Line,
        _ => Gap::Paragraph,
    }
}

/// Line breaks, old and new; a carriage return and a line feed make one.
pub(crate) fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// A stretch of text without blanks, to be cut into tokens.
struct Chunk<'t, 'o> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Before this place no e-mail address starts.
    no_address: usize,
    out: &'o mut Vec<Token>,
}

impl Chunk<'_, '_> {
    fn cut(mut self) {
        while self.start < self.end {
            let len = self.next_len();
            if !self.cut_special(len) {
                self.push(len);
            }
        }
    }

    fn push(&mut self, len: usize) {
        self.out.push(Token {
            span: Span::new(self.start, self.start + len),
            gap: Gap::None,
        });
        self.start += len;
    }

    fn rest(&self) -> &str {
        &self.text[self.start..self.end]
    }

    /// The length of the token at the front of the chunk.
    fn next_len(&mut self) -> usize {
        if let Some(len) = self.address_len() {
            return len;
        }
        let rest = self.rest();
        let mut chars = rest.chars();
        let Some(first) = chars.next() else { return 0 };
        if is_word(first) {
            return self.word_len();
        }
        if matches!(
            first,
            '.' | '-' | '!' | '?' | '*' | '=' | '_' | '~' | '\u{2026}'
        ) {
            let run: usize = rest
                .chars()
                .take_while(|&c| c == first)
                .map(char::len_utf8)
                .sum();
            // "?!" stays two marks, "..." and "--" are one.
            return run;
        }
        if matches!(first, '\'' | '’') {
            return clitic_len(rest)
                .unwrap_or_else(|| decade_len(rest).unwrap_or(first.len_utf8()));
        }
        if first == '#' || first == '@' {
            let name: usize = chars
                .clone()
                .take_while(|&c| is_word(c) || c == '_')
                .map(char::len_utf8)
                .sum();
            if name > 0 && chars.next().is_some_and(char::is_alphabetic) {
                return 1 + name;
            }
        }
        // A symbol with what modifies it: variation selectors, joiners, combining marks, and the
        // symbol that a joiner ties to it.
        let mut len = first.len_utf8();
        let mut joined = false;
        for c in rest[len..].chars() {
            if !(joined || is_mark(c) || c == '\u{200d}' || is_emoji_modifier(c)) {
                break;
            }
            joined = c == '\u{200d}';
            len += c.len_utf8();
        }
        len
    }

    /// The length of a web address or an e-mail address at the front.
    fn address_len(&mut self) -> Option<usize> {
        let rest = &self.text[self.start..self.end];
        if matches!(rest.as_bytes()[0], b'h' | b'H' | b'w' | b'W')
            && let Some(len) = web_address_len(rest)
        {
            return Some(len);
        }
        if self.start < self.no_address {
            return None;
        }
        let name = rest.find(|c| !in_mail_address(c)).unwrap_or(rest.len());
        // Whatever is found out here holds for every token up to the sign.
        self.no_address = self.start + name + 1;
        let after = rest[name..].strip_prefix('@')?;
        let host = after.find(|c| !in_mail_address(c)).unwrap_or(after.len());
        let end = after[host..]
            .find(|c| !trails_address(c))
            .map_or(after.len(), |n| host + n);
        let host = after[..end].trim_end_matches(trails_address);
        let whole = end == after.len() || after[end..].starts_with(ends_address);
        let plain = host.contains('.') && host.chars().all(in_mail_address);
        (name > 0 && whole && plain).then_some(name + 1 + host.len())
    }

    /// The length of the word at the front: letters, digits, and the marks that join them.
    fn word_len(&self) -> usize {
        let rest = self.rest();
        let mut len = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|&(_, c)| c);
            let joins = match c {
                _ if is_word(c) || c == '_' => true,
                '.' => {
                    next.is_some_and(is_word) && dotted(&rest[..at], &rest[at + 1..])
                        || self.keeps_stop(&rest[..at], at + 1)
                }
                ',' => {
                    rest[..at].ends_with(|c: char| c.is_ascii_digit()) && thousands(&rest[at + 1..])
                }
                ':' | '/' => {
                    rest[..at].ends_with(|c: char| c.is_ascii_digit())
                        && next.is_some_and(|c| c.is_ascii_digit())
                }
                '&' => {
                    rest[..at].chars().all(char::is_uppercase)
                        && next.is_some_and(char::is_uppercase)
                }
                '\'' | '’' => next.is_some_and(is_word) && clitic_len(&rest[at..]).is_none(),
                '-' => next.is_some_and(is_word) && PREFIXES.contains(&rest[..at]),
                _ => false,
            };
            if !joins {
                break;
            }
            len = at + c.len_utf8();
        }
        len
    }

    /// Whether the full stop after `word` belongs to it; `after` is the stop's end in the chunk.
    fn keeps_stop(&self, word: &str, after: usize) -> bool {
        let ends = self.rest()[after..]
            .chars()
            .next()
            .is_none_or(|c| !is_word(c));
        if !ends {
            return false;
        }
        let initial =
            word.chars().count() == 1 && word.chars().all(|c| c.is_uppercase() && c != 'I');
        let dotted = word.contains('.')
            && word
                .split('.')
                .all(|part| (1..=2).contains(&part.chars().count()));
        initial
            || dotted && word.chars().any(char::is_alphabetic)
            || ABBREVIATIONS.contains(word)
            || NUMBER_ABBREVIATIONS.contains(word) && self.number_follows(after)
    }

    fn number_follows(&self, after: usize) -> bool {
        self.text[self.start + after..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    }

    /// Cuts what is written as one word and is two: "don't", "cannot", "gonna".
    fn cut_special(&mut self, len: usize) -> bool {
        let word = &self.rest()[..len];
        let negated = ["n't", "n’t"]
            .into_iter()
            .find(|end| ends_with_ignoring_case(word, end));
        let first = match negated {
            Some(end) => len - end.len(),
            None if ["cannot", "gonna", "gotta", "wanna"]
                .iter()
                .any(|w| word.eq_ignore_ascii_case(w)) =>
            {
                3
            }
            None => 0,
        };
        if first == 0 {
            return false;
        }
        self.push(first);
        self.push(len - first);
        true
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c, '\u{ad}' | '\u{200c}')
}

/// Combining marks: they belong to the character before.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f
        | 0x900..=0x903 | 0x93a..=0x94f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff
        | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f)
}

fn is_emoji_modifier(c: char) -> bool {
    matches!(c as u32, 0x1f3fb..=0x1f3ff | 0xe0020..=0xe007f)
}

/// A clitic at the front of `rest` ("'s", "’ll"), if no longer word stands there.
fn clitic_len(rest: &str) -> Option<usize> {
    let mark = rest.chars().next()?.len_utf8();
    let tail = &rest[mark..];
    let word: usize = tail
        .chars()
        .take_while(|&c| is_word(c))
        .map(char::len_utf8)
        .sum();
    let clitic = ["s", "re", "ve", "ll", "d", "m"]
        .iter()
        .any(|c| tail[..word].eq_ignore_ascii_case(c));
    clitic.then_some(mark + word)
}

/// A shortened decade at the front of `rest`: "’90s".
fn decade_len(rest: &str) -> Option<usize> {
    let mark = rest.chars().next()?.len_utf8();
    let tail = &rest.as_bytes()[mark..];
    let decade =
        tail.len() >= 3 && tail[0].is_ascii_digit() && tail[1].is_ascii_digit() && tail[2] == b's';
    decade.then_some(mark + 3)
}

/// Whether a full stop between `before` and `after` joins them: "U.S", "3.5", "p.m", "example.org".
fn dotted(before: &str, after: &str) -> bool {
    let last = before.rsplit('.').next().unwrap_or(before);
    let next = &after[..after.find(|c| !is_word(c)).unwrap_or(after.len())];
    let short =
        |word: &str| word.chars().take(3).count() <= 2 && word.chars().all(char::is_alphabetic);
    let digits = before.ends_with(|c: char| c.is_ascii_digit())
        && after.starts_with(|c: char| c.is_ascii_digit());
    let initials = short(last) && (short(next) || next.chars().take(2).count() == 1);
    digits || initials || DOMAINS.contains(next)
}

/// Whether `after` a comma goes on as a number: exactly three digits, then no digit.
fn thousands(after: &str) -> bool {
    let digits = after.chars().take_while(char::is_ascii_digit).count();
    digits == 3
}

/// The length of a web address at the front of `rest`.
fn web_address_len(rest: &str) -> Option<usize> {
    let starts = |scheme: &str| {
        rest.get(..scheme.len())
            .is_some_and(|front| front.eq_ignore_ascii_case(scheme))
    };
    let scheme = ["http://", "https://", "www."]
        .into_iter()
        .find(|scheme| starts(scheme))?;
    let end = rest.find(ends_address).unwrap_or(rest.len());
    let len = rest[..end].trim_end_matches(trails_address).len();
    (rest.len() > scheme.len() && len > 0).then_some(len)
}

/// Marks that stand around an address.
fn ends_address(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '”' | '<' | '>' | '(' | ')' | '[' | ']' | '’' | ','
    )
}

/// Marks that belong to the sentence if an address ends with them.
fn trails_address(c: char) -> bool {
    matches!(c, '.' | ':' | ';' | '!' | '?' | '\'' | '…' | '—' | '–')
}

fn in_mail_address(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

fn ends_with_ignoring_case(word: &str, end: &str) -> bool {
    word.len()
        .checked_sub(end.len())
        .and_then(|at| word.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}
