//! Word pieces: how a token becomes the encoder's input.
//!
//! The vocabulary is that of BERT uncased (30,522 pieces). A token is lower-cased, its accents are
//! taken off, it is cut at punctuation, and each part is covered greedily with the longest piece.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The id of a piece in the vocabulary.
pub type PieceId = u32;

/// The piece at the start of every window.
pub const CLS: PieceId = 101;
/// The piece at the end of every window.
pub const SEP: PieceId = 102;
const UNKNOWN: PieceId = 100;

/// Parts longer than this are not cut but unknown: they are no words.
const LONGEST_PART: usize = 64;
/// The most pieces that one token may take, so that a window always has room for one.
const MOST_PIECES: usize = 48;

struct Vocabulary {
    first: HashMap<&'static [u8], PieceId, BuildHasherDefault<Fnv>>,
    inner: HashMap<&'static [u8], PieceId, BuildHasherDefault<Fnv>>,
    longest: usize,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary {
        first: HashMap::default(),
        inner: HashMap::default(),
        longest: 0,
    };
    for (id, piece) in (0..).zip(include_str!("../data/vocab.txt").lines()) {
        match piece.strip_prefix("##") {
            Some(inner) if !inner.is_empty() => vocabulary.inner.insert(inner.as_bytes(), id),
            _ => vocabulary.first.insert(piece.as_bytes(), id),
        };
        vocabulary.longest = vocabulary.longest.max(piece.len());
    }
    vocabulary
});

/// FNV-1a: pieces are a few bytes long, where it beats the keyed hash of the standard library, and
/// the vocabulary is ours, so no one can choose colliding keys.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Appends the pieces of `word` to `out`: at least one.
pub fn pieces(word: &str, out: &mut Vec<PieceId>) {
    let start = out.len();
    let mut part = String::with_capacity(word.len());
    for c in word
        .nfd()
        .filter(|&c| !is_combining_mark(c) && !is_format(c))
        .flat_map(char::to_lowercase)
    {
        if c.is_alphanumeric() && !is_ideograph(c) {
            part.push(c);
        } else {
            cover(&part, out);
            part.clear();
            cover(c.encode_utf8(&mut [0; 4]), out);
        }
    }
    cover(&part, out);
    if out.len() == start {
        out.push(UNKNOWN);
    }
    out.truncate(start + MOST_PIECES);
}

/// Whether `word`, in whatever case, is a piece of its own: a common word of the language or a well-known name.
#[must_use]
pub fn is_word(word: &str) -> bool {
    VOCABULARY
        .first
        .contains_key(word.to_lowercase().as_bytes())
}

/// Covers one part, letters or a single mark, with the longest pieces from left to right.
fn cover(part: &str, out: &mut Vec<PieceId>) {
    if part.is_empty() {
        return;
    }
    let start = out.len();
    let mut rest = part.as_bytes();
    let mut table = &VOCABULARY.first;
    while !rest.is_empty() && part.len() <= LONGEST_PART {
        let longest = rest.len().min(VOCABULARY.longest);
        let Some((len, id)) = (1..=longest)
            .rev()
            .find_map(|n| table.get(&rest[..n]).map(|&id| (n, id)))
        else {
            break;
        };
        out.push(id);
        rest = &rest[len..];
        table = &VOCABULARY.inner;
    }
    if !rest.is_empty() {
        out.truncate(start);
        out.push(UNKNOWN);
    }
}

/// Invisible characters that are no part of a word's spelling.
fn is_format(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(word: &str) -> String {
        let names: Vec<&str> = include_str!("../data/vocab.txt").lines().collect();
        let mut ids = Vec::new();
        pieces(word, &mut ids);
        ids.iter()
            .map(|&id| names[id as usize])
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn words_are_cut_as_the_vocabulary_expects() {
        assert_eq!(shown("Summit"), "summit");
        assert_eq!(shown("Zelenskyy"), "ze ##len ##sky ##y");
        assert_eq!(shown("U.S."), "u . s .");
        assert_eq!(shown("Élysée"), "ely ##see");
        assert_eq!(shown("n't"), "n ' t");
        assert_eq!(shown("“"), "“");
        assert_eq!(shown("co\u{ad}operate"), "cooperate");
        assert_eq!(shown("🤝"), "[UNK]");
        assert_eq!(shown(&"x".repeat(200)), "[UNK]");
        assert_eq!(shown("中国"), "中 国");
    }
}
