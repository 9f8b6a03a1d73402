//! A text as it is read: without what only lays it out.
//!
//! Lines wrapped at a width are joined, words parted at a line end made whole, invisible marks left
//! out, spaces of all kinds made plain, spaces around every mark left out and ligatures spelt out. Whoever reads the normalised text
//! finds the same words in it however the text was set, and every span of it leads back to the
//! words of the original.

use crate::paragraph::paragraphs;
use crate::spaced::needless_blanks;
use crate::token::{is_blank, is_break};
use crate::{Offset, Span};
use std::borrow::Cow;
use std::collections::HashSet;

/// A text as it is read, and where each part of it stands in the original.
#[derive(Debug)]
pub struct Normalized<'t> {
    text: Cow<'t, str>,
    /// What was put in place of what, in order; all else is as in the original.
    changes: Vec<Change>,
}

/// A stretch that reads otherwise than it is written.
#[derive(Clone, Copy, Debug)]
struct Change {
    /// In the original; empty never.
    original: Span,
    /// In the normalised text; empty where it is left out.
    read: Span,
}

/// The text as it is read. `is_word` tells the words of the language, in whatever case: it decides
/// whether "air-⏎port" is one word or two with a hyphen where the text itself does not show it.
///
/// ```
/// use verbale_text::{Span, normalize};
///
/// let text = "She met Eva Lind-\ngren in\u{a0}Oslo.";
/// let normalized = normalize(text, |_| false);
/// assert_eq!(normalized.text(), "She met Eva Lindgren in Oslo.");
/// let name = normalized.original(Span::new(8, 20));
/// assert_eq!(name.of(text), "Eva Lind-\ngren");
/// ```
#[must_use]
pub fn normalize(text: &str, is_word: impl Fn(&str) -> bool) -> Normalized<'_> {
    let mut breaks = line_breaks(text).into_iter().peekable();
    let mut needless = needless_blanks(text).into_iter().peekable();
    let mut words = Words::new(text, is_word);
    let mut read = String::new();
    let mut changes = Vec::new();
    // The end of what is in `read`.
    let mut done = 0;
    let mut put = |original: Span, with: &str| {
        read.push_str(&text[done..original.start.bytes()]);
        let start = read.len();
        read.push_str(with);
        done = original.end.bytes();
        changes.push(Change {
            original,
            read: Span::new(start, read.len()),
        });
        done
    };
    let mut passed = 0;
    for (at, c) in text.char_indices() {
        if at < passed {
            continue;
        }
        while needless.next_if(|blank| blank.start.bytes() < at).is_some() {}
        while breaks.next_if(|b| b.blank.start.bytes() < at).is_some() {}
        // A hyphen stands before its line break.
        if let Some(blank) = needless.next_if(|blank| blank.start.bytes() == at) {
            passed = put(blank, "");
        } else if let Some(line_break) = breaks.next_if(|b| b.blank.start.bytes() == at) {
            passed = put(line_break.blank, " ");
        } else if let Some(line_break) = breaks.next_if(|b| b.hyphen == Some(at)) {
            let hyphen = Span::new(at, line_break.blank.end.bytes());
            passed = match words.parted_by(hyphen) {
                Parted::Word => put(hyphen, ""),
                Parted::Compound => put(hyphen, "-"),
            };
        } else if let Some(with) = read_as(text, at, c) {
            passed = put(Span::new(at, at + c.len_utf8()), with);
        }
    }
    let text = if changes.is_empty() {
        Cow::Borrowed(text)
    } else {
        read.push_str(&text[done..]);
        Cow::Owned(read)
    };
    Normalized { text, changes }
}

impl Normalized<'_> {
    /// The text to be read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it reads just as it is written.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.changes.is_empty()
    }

    /// Where the words of a span of the normalised text stand in the original: from the first of
    /// their characters to the last, with all that stands between them.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        let start = self.original_start(span.start.bytes());
        let end = self.original_end(span.end.bytes()).max(start);
        Span::new(start, end)
    }

    /// Where the normalised text reads what stands at a place of the original.
    #[must_use]
    pub fn read_at(&self, place: Offset) -> Offset {
        let place = place.bytes();
        let next = self
            .changes
            .partition_point(|change| change.original.start.bytes() <= place);
        let Some(change) = next.checked_sub(1).map(|at| self.changes[at]) else {
            return Offset::new(place);
        };
        if place < change.original.end.bytes() {
            return change.read.start;
        }
        Offset::new(change.read.end.bytes() + place - change.original.end.bytes())
    }

    /// Where a character begins that begins at `at` in the normalised text.
    fn original_start(&self, at: usize) -> usize {
        // What is left out before it does not belong to it.
        let next = self
            .changes
            .partition_point(|change| change.read.start.bytes() <= at);
        match next.checked_sub(1).map(|before| self.changes[before]) {
            None => at,
            Some(change) if at < change.read.end.bytes() => change.original.start.bytes(),
            Some(change) => change.original.end.bytes() + at - change.read.end.bytes(),
        }
    }

    /// Where a character ends that ends at `at` in the normalised text.
    fn original_end(&self, at: usize) -> usize {
        // What is left out after it does not belong to it.
        let next = self
            .changes
            .partition_point(|change| change.read.start.bytes() < at);
        match next.checked_sub(1).map(|before| self.changes[before]) {
            None => at,
            Some(change) if at <= change.read.end.bytes() => change.original.end.bytes(),
            Some(change) => change.original.end.bytes() + at - change.read.end.bytes(),
        }
    }
}

/// The end of a line within a paragraph.
struct LineBreak {
    /// The hyphen before it that may part a word.
    hyphen: Option<usize>,
    /// The line break with all blanks around it.
    blank: Span,
}

fn line_breaks(text: &str) -> Vec<LineBreak> {
    let mut out = Vec::new();
    for paragraph in paragraphs(text) {
        let words = paragraph.of(text);
        let mut from = 0;
        while let Some(found) = words[from..].find(is_break) {
            let before = words[..from + found].trim_end_matches(is_blank);
            let after = words[from + found..].trim_start_matches(is_blank);
            from = words.len() - after.len();
            let offset = paragraph.start.bytes();
            out.push(LineBreak {
                hyphen: hyphen_at_end(before, after).map(|at| offset + at),
                blank: Span::new(offset + before.len(), offset + from),
            });
        }
    }
    out
}

/// Where the hyphen stands with which a line ends, if a word may go on in the next line.
fn hyphen_at_end(line: &str, next: &str) -> Option<usize> {
    let word = line.strip_suffix(is_hyphen)?;
    let parts_word = word.ends_with(char::is_alphabetic) && next.starts_with(char::is_alphabetic);
    parts_word.then_some(word.len())
}

/// Hyphens, plain and soft; no dash.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}')
}

/// What a hyphen at a line end parts.
enum Parted {
    /// The halves of one word: "quar-relled".
    Word,
    /// Words that have a hyphen between them anywhere: "well-known".
    Compound,
}

/// What tells words from halves of words: the text's own words, then those of the language.
struct Words<'t, F> {
    text: &'t str,
    /// The words in the middle of lines, hyphens included, in lower case; gathered when asked for.
    seen: Option<HashSet<String>>,
    is_word: F,
}

impl<'t, F: Fn(&str) -> bool> Words<'t, F> {
    fn new(text: &'t str, is_word: F) -> Self {
        Self {
            text,
            seen: None,
            is_word,
        }
    }

    fn parted_by(&mut self, hyphen: Span) -> Parted {
        let text = self.text;
        let (before, after) = (&text[..hyphen.start.bytes()], &text[hyphen.end.bytes()..]);
        if hyphen.of(text).starts_with('\u{ad}') {
            return Parted::Word;
        }
        let first = &before[before.trim_end_matches(char::is_alphabetic).len()..];
        let second = &after[..after.len() - after.trim_start_matches(char::is_alphabetic).len()];
        // "Jean-⏎René", "Anglo-⏎Saxon", "US-⏎Russia".
        if second.starts_with(char::is_uppercase) {
            return Parted::Compound;
        }
        let joined = format!("{first}{second}").to_lowercase();
        let compound = format!("{first}-{second}").to_lowercase();
        let seen = self.seen.get_or_insert_with(|| seen(text));
        if seen.contains(&joined) {
            Parted::Word
        } else if seen.contains(&compound) {
            Parted::Compound
        } else if (self.is_word)(&joined) || !(self.is_word)(first) || !(self.is_word)(second) {
            Parted::Word
        } else {
            Parted::Compound
        }
    }
}

/// The words of a text that stand whole in a line, in lower case, with their hyphens.
fn seen(text: &str) -> HashSet<String> {
    let part_of_word = |c: char| c.is_alphabetic() || is_hyphen(c);
    text.split(|c| !part_of_word(c))
        .map(|word| word.trim_matches(is_hyphen).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// What a character is read as, if not as itself.
fn read_as(text: &str, at: usize, c: char) -> Option<&'static str> {
    match c {
        '\0'..='\u{7f}' => None,
        // No-break, thin and other spaces.
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(" "),
        // Soft hyphen, zero-width space, word joiner and byte order mark say where a line may break; the others,
        // which way the letters run.
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => Some(""),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("")
        }
        // Beside letters joiners only shape them.
        '\u{200c}' | '\u{200d}' if !joins_symbols(text, at, c) => Some(""),
        'ﬀ' => Some("ff"),
        'ﬁ' => Some("fi"),
        'ﬂ' => Some("fl"),
        'ﬃ' => Some("ffi"),
        'ﬄ' => Some("ffl"),
        'ﬅ' | 'ﬆ' => Some("st"),
        _ => None,
    }
}

/// Whether a joiner makes one symbol of two: "👩‍🚀".
fn joins_symbols(text: &str, at: usize, joiner: char) -> bool {
    let is_symbol = |c: char| c >= '\u{2190}' && !c.is_alphanumeric();
    let after = &text[at + joiner.len_utf8()..];
    text[..at].ends_with(is_symbol) && after.starts_with(is_symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_word(word: &str) -> bool {
        ["well", "known", "air", "port", "airport", "co", "operate"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    }

    fn read(text: &str) -> String {
        normalize(text, is_word).text().to_owned()
    }

    /// A paragraph that shows at which width the text is wrapped.
    const WRAPPED: &str = "The ministers of the two countries met in the old harbour on Friday and\n\
                           spoke about the ferry that has not run since the storm of last winter.";

    fn read_wrapped(text: &str) -> String {
        let whole = read(&format!("{WRAPPED}\n\n{text}"));
        whole[WRAPPED.len() + 2..].to_owned()
    }

    #[test]
    fn what_is_laid_out_plainly_is_left_alone() {
        for text in [
            "",
            "One.\n\nTwo.\n",
            "A short line\nand another",
            "👩\u{200d}🚀 – naïve",
        ] {
            let normalized = normalize(text, is_word);
            assert!(normalized.is_unchanged(), "{text}");
            assert_eq!(normalized.text(), text);
        }
    }

    #[test]
    fn invisible_marks_and_odd_spaces() {
        for (text, expected) in [
            ("Prime\u{a0}Minister\u{202f}Ode", "Prime Minister Ode"),
            ("Ra\u{ad}bin\u{200b}son", "Rabinson"),
            (
                "\u{200f}Haddad\u{200e} and \u{2067}Peretz\u{2069}",
                "Haddad and Peretz",
            ),
            ("the ﬁrst oﬃcer", "the first officer"),
            ("\u{feff}Yes", "Yes"),
        ] {
            assert_eq!(read(text), expected);
        }
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        assert_eq!(read(WRAPPED), WRAPPED.replace('\n', " "));
        assert_eq!(
            read_wrapped(
                "The chair of the harbour board, who had come by boat, told Deputy  \r\nMinister Ode to wait."
            ),
            "The chair of the harbour board, who had come by boat, told Deputy Minister Ode to wait."
        );
    }

    #[test]
    fn words_parted_at_a_line_end_are_made_whole() {
        let line = "The chair of the harbour board had come by boat";
        for (parted, expected) in [
            (
                "the long-closed air-\nport again",
                "the long-closed airport again",
            ),
            (
                "the rather well-\nknown envoy of",
                "the rather well-known envoy of",
            ),
            (
                "old Rabin-\nson of Tromsø and",
                "old Rabinson of Tromsø and",
            ),
            (
                "dear old Jean-\nRené-Marie of Tromsø and",
                "dear old Jean-René-Marie of Tromsø and",
            ),
            (
                "the far har\u{ad}\nbour of Tromsø",
                "the far harbour of Tromsø",
            ),
            (
                "the long bridge -\nthoroughly",
                "the long bridge - thoroughly",
            ),
        ] {
            let text = format!("{line} {parted}");
            assert_eq!(read_wrapped(&text), format!("{line} {expected}"));
        }
    }

    #[test]
    fn the_text_itself_tells_how_a_word_is_written() {
        let text = "They co-operate. The chair of the harbour board would rather not co-\n\
                    operate with them.";
        assert!(read_wrapped(text).ends_with("not co-operate with them."));
    }

    #[test]
    fn spans_lead_back_to_the_words() {
        let text = format!("{WRAPPED}\n\n\u{200f}Ha\u{ad}ddad\u{200e} left\u{a0}early.");
        let normalized = normalize(&text, is_word);
        for (words, original) in [
            (
                "harbour on Friday and spoke",
                "harbour on Friday and\nspoke",
            ),
            ("Haddad", "Ha\u{ad}ddad"),
            ("Haddad left", "Ha\u{ad}ddad\u{200e} left"),
            ("left early.", "left\u{a0}early."),
        ] {
            let start = normalized.text().find(words).unwrap();
            let span = normalized.original(Span::new(start, start + words.len()));
            assert_eq!(span.of(&text), original);
            assert_eq!(normalized.read_at(span.start).bytes(), start);
        }
    }
}
