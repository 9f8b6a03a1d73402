//! Texts damaged on their way: read in the wrong encoding and saved again, or with entities left in.

use std::sync::LazyLock;

use encoding_rs::WINDOWS_1252;
use html_escape::decode_html_entities;

use crate::report::Warning;

/// A text may have been damaged twice, hardly ever more often.
const ROUNDS: usize = 2;

/// Mends what is sure to be damage, and tells what was mended.
pub(crate) fn mend(text: &mut String) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if repeat(text, without_entities) {
        let message = "HTML entities (\"&rsquo;\") were left in the text: read as their characters";
        warnings.push(Warning::new("entities", message));
    }
    if repeat(text, decoded_again) {
        let message = "UTF-8 that had been read as windows-1252 (\"â€™\") was read anew as UTF-8";
        warnings.push(Warning::new("encoding", message));
    }
    warnings
}

fn repeat(text: &mut String, mended: impl Fn(&str) -> Option<String>) -> bool {
    (0..ROUNDS)
        .take_while(|_| {
            let better = mended(text);
            let found = better.is_some();
            if let Some(better) = better {
                *text = better;
            }
            found
        })
        .count()
        > 0
}

/// The text with its entities as characters, if it has any.
fn without_entities(text: &str) -> Option<String> {
    text.contains('&').then_some(())?;
    let decoded = decode_html_entities(text);
    (decoded != text).then(|| decoded.into_owned())
}

/// The text in which every run of characters that is UTF-8 read as windows-1252 is what it was, if there is one. Words
/// as they are meant have no such runs: a letter of more than one byte would have to be followed by certain marks.
fn decoded_again(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(first) = rest.chars().next() {
        let (c, len) = match character(rest) {
            Some(mended) => {
                found = true;
                mended
            }
            None => (first, first.len_utf8()),
        };
        out.push(c);
        rest = &rest[len..];
    }
    found.then_some(out)
}

/// The character whose bytes in UTF-8 the text starts with, read as windows-1252, and how long they are there.
fn character(text: &str) -> Option<(char, usize)> {
    let lead = byte(text.chars().next()?)?;
    let count = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    let mut len = 0;
    for (at, c) in text.chars().take(count).enumerate() {
        bytes[at] = byte(c)?;
        len += c.len_utf8();
    }
    let c = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    Some((c, len))
}

/// The byte above ASCII that windows-1252 reads as this character; that of a control character is its number, as Latin-1
/// has it.
fn byte(c: char) -> Option<u8> {
    static HIGH: LazyLock<Vec<char>> = LazyLock::new(|| {
        let bytes: Vec<u8> = (0x80..=0xFF).collect();
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        text.chars().collect()
    });
    match c {
        '\0'..='\u{7f}' => None,
        '\u{80}'..='\u{9f}' => u8::try_from(u32::from(c)).ok(),
        _ => (0x80..=0xFF)
            .zip(&*HIGH)
            .find_map(|(byte, &high)| (high == c).then_some(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (String, usize) {
        let mut text = text.to_owned();
        let warnings = mend(&mut text).len();
        (text, warnings)
    }

    #[test]
    fn what_is_whole_stays() {
        for text in [
            "She didn’t go – “no”, said Zoé.",
            "Â and Ã are letters; São Paulo; NÃO; 5 £; naïve",
            "Smith & Sons; AT&T; a &c; x&y;",
            "Президент сказал: нет. 中文",
        ] {
            assert_eq!(mended(text), (text.to_owned(), 0));
        }
    }

    #[test]
    fn what_was_read_in_the_wrong_encoding_is_read_anew() {
        for text in ["“No”, said Zoé – she didn’t go. 😀", "Łódź, Kovač, ½ £"] {
            let bytes = text.as_bytes();
            let (once, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            let (twice, _) = WINDOWS_1252.decode_without_bom_handling(once.as_bytes());
            let latin: String = bytes.iter().copied().map(char::from).collect();
            for damaged in [&*once, &*twice, &latin] {
                assert_ne!(damaged, text);
                assert_eq!(mended(damaged), (text.to_owned(), 1), "{damaged}");
            }
        }
        // Only a part of it was damaged.
        assert_eq!(mended("Zoé and RenÃ©").0, "Zoé and René");
    }

    #[test]
    fn entities_are_characters() {
        let text = "Ren&eacute;&#8217;s &quot;yes&quot; &amp;amp; AT&amp;T";
        assert_eq!(mended(text), ("René’s \"yes\" & AT&T".to_owned(), 1));
    }
}
