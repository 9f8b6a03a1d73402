//! Words as the search index has them: of several ways to write a word, one.
//!
//! Case, accents, and the endings of words are the index's own business. What it would keep apart is
//! brought together here, in the texts that are indexed and in what is asked for alike.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

/// Letters that have no mark to be left off, and what is written for them.
static LETTERS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../data/letters.tsv"))
        .filter_map(|row| {
            Some((
                row.split_once('\t')?.0.chars().next()?,
                row.split_once('\t')?.1,
            ))
        })
        .collect()
});

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(Spellings::read);

#[derive(Default)]
struct Spellings {
    /// Two words that are also one.
    whole: HashSet<(&'static str, &'static str)>,
    /// What a hyphen is left off after.
    begin: HashSet<&'static str>,
    /// Abbreviations that in small letters are other words.
    capitals: HashMap<&'static str, &'static str>,
}

impl Spellings {
    fn read() -> Self {
        let mut spellings = Self::default();
        for row in rows(include_str!("../../data/spellings.tsv")) {
            match row.split('\t').collect::<Vec<_>>()[..] {
                ["whole", words, _] => spellings.whole.extend(words.split_once(' ')),
                ["begin", word, _] => _ = spellings.begin.insert(word),
                ["capitals", word, token] => _ = spellings.capitals.insert(word, token),
                _ => unreachable!("{row:?} is no row of spellings.tsv"),
            }
        }
        spellings
    }

    /// Whether two words, in small letters, are also written as one.
    fn are_one(&self, a: &str, b: &str) -> bool {
        self.whole.contains(&(a, b))
            || b.strip_suffix('s')
                .is_some_and(|b| self.whole.contains(&(a, b)))
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A letter as those write it who have not got it, if it is one that is no other with a mark.
pub(crate) fn letter(c: char) -> Option<&'static str> {
    // Nearly all are plain.
    if c.is_ascii() {
        return None;
    }
    LETTERS.get(&c).copied()
}

/// A text for the index. After its words come those that it may be asked for by as well.
pub(crate) fn indexed(text: &str) -> String {
    let Plain { mut words, also } = plain(text);
    for one in also {
        words.push(' ');
        words.push_str(&one);
    }
    words
}

/// What is looked for in the index when `words` are asked for: any of these.
pub(crate) fn asked(words: &str) -> Vec<String> {
    let Plain { words: plain, .. } = plain(words);
    let mut any = vec![plain];
    let parts = parts(words);
    let [first, rest @ ..] = &parts[..] else {
        return any;
    };
    if rest.is_empty() {
        // "us" may be "US", typed without care; "US" is not "us".
        let loud = first.word.to_uppercase();
        if loud != first.word {
            any.extend(
                SPELLINGS
                    .capitals
                    .get(loud.as_str())
                    .map(|&token| token.to_owned()),
            );
        }
    } else if rest.len() < 3 && rest.iter().all(|part| part.after.is_one_of(&["-", " "])) {
        // A text may have them as one word.
        let one: String = parts.iter().map(|part| folded(part.word)).collect();
        if !any.contains(&one) {
            any.push(one);
        }
    }
    any
}

/// A text with its words in the one way to write them.
struct Plain {
    words: String,
    /// Words that it may be asked for by as well.
    also: Vec<String>,
}

/// A run of letters and digits, and what stands between it and the one before.
struct Part<'a> {
    after: &'a str,
    word: &'a str,
}

trait OneOf {
    fn is_one_of(&self, others: &[&str]) -> bool;
}

impl OneOf for str {
    fn is_one_of(&self, others: &[&str]) -> bool {
        others.contains(&self)
    }
}

impl Part<'_> {
    fn is_letter(&self) -> bool {
        let mut letters = self.word.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    }

    fn is_hyphenated(&self) -> bool {
        self.after.is_one_of(&["-", "\u{2010}", "\u{2011}"])
    }
}

fn parts(text: &str) -> Vec<Part<'_>> {
    // A hyphen that shows only at the end of a line is part of its word.
    let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == '\u{ad}';
    let mut parts = Vec::new();
    let mut end = 0;
    while let Some(start) = text[end..].find(inside) {
        let after = &text[end..end + start];
        let start = end + start;
        end = text[start..]
            .find(|c| !inside(c))
            .map_or(text.len(), |length| start + length);
        let word = &text[start..end];
        parts.push(Part { after, word });
    }
    parts
}

fn folded(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars().filter(|c| *c != '\u{ad}') {
        match letter(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain
}

fn plain(text: &str) -> Plain {
    let parts = parts(text);
    let mut plain = Plain {
        words: String::with_capacity(text.len()),
        also: Vec::new(),
    };
    let mut next = 0;
    while next < parts.len() {
        if next > 0 {
            plain.words.push(' ');
        }
        next += plain.word(&parts[next..]);
    }
    plain
}

impl Plain {
    /// Takes up the word that some parts begin with. Gives the number of parts that it is made of.
    fn word(&mut self, parts: &[Part<'_>]) -> usize {
        let first = &parts[0];
        // "N.A.T.O."
        let dotted = parts[1..]
            .iter()
            .take_while(|part| part.after == "." && part.is_letter())
            .count();
        if dotted > 0 && first.is_letter() {
            let letters: String = parts[..=dotted].iter().map(|part| part.word).collect();
            self.push(&letters);
            return dotted + 1;
        }
        if let Some(second) = parts.get(1) {
            let (a, b) = (
                folded(first.word).to_lowercase(),
                folded(second.word).to_lowercase(),
            );
            let is_hyphenated = second.is_hyphenated();
            if (is_hyphenated || second.after == " ") && SPELLINGS.are_one(&a, &b) {
                self.push(&format!("{a}{b}"));
                self.also.extend([a, b]);
                return 2;
            }
            if is_hyphenated && SPELLINGS.begin.contains(a.as_str()) {
                self.push(&format!("{a}{b}"));
                self.also.push(b);
                return 2;
            }
        }
        self.push(first.word);
        // "high-level", "S-400", no two names. The later parts are words of their own as well.
        let more = parts[1..]
            .iter()
            .take_while(|part| part.is_hyphenated() && !part.word.starts_with(char::is_uppercase))
            .count();
        if more > 0 && !first.is_hyphenated() {
            let one = parts[..=more].iter().map(|part| folded(part.word));
            self.also.push(one.collect());
        }
        1
    }

    fn push(&mut self, word: &str) {
        match SPELLINGS.capitals.get(word) {
            Some(token) => self.words.push_str(token),
            None => self.words.push_str(&folded(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text is found by what is asked for: as the index does it, but for the endings of words.
    fn finds(query: &str, text: &str) -> bool {
        let text = format!(" {} ", indexed(text).to_lowercase());
        let any = asked(query);
        any.iter()
            .any(|words| text.contains(&format!(" {} ", words.to_lowercase())))
    }

    #[test]
    fn one_word_is_written_in_several_ways() {
        let ways = [
            &["ceasefire", "cease-fire", "cease fire", "Cease‑Fire"][..],
            &["peacekeepers", "peace-keepers", "peace keepers"],
            &["cooperation", "co-operation", "Co-operation"],
            &["NATO", "N.A.T.O.", "N.A.T.O"],
            &["US", "U.S.", "USA", "U.S.A."],
            &["Łukasz", "Lukasz"],
            &["Straße", "Strasse"],
            &["S-400", "S400", "S 400"],
            &["harbour", "har\u{ad}bour"],
        ];
        for same in ways {
            for (asked, told) in same.iter().flat_map(|a| same.iter().map(move |b| (a, b))) {
                // Of "S 400" no one can say that it is one word before someone asks.
                if (*told, asked.contains([' ', '-'])) != ("S 400", false) {
                    assert!(finds(asked, told), "{asked} in {told}");
                }
            }
        }
    }

    #[test]
    fn what_stands_there_is_found_as_it_stands() {
        for (asked, told) in [
            ("high-level talks", "The high-level talks began."),
            ("level", "The high-level talks began."),
            ("fire", "A cease-fire holds."),
            ("operation", "A co-operation agreement"),
            ("a cease-fire holds", "A ceasefire holds."),
            ("sanctions", "U.S.-led sanctions"),
            ("us", "let us go"),
            ("us", "the U.S. envoy"),
            ("Ana Verrin", "Ana Verrin's"),
            ("Russian", "Finnish-Russian talks"),
        ] {
            assert!(finds(asked, told), "{asked} in {told}");
        }
        for (asked, told) in [
            ("US", "let us go"),
            ("WHO", "those who go"),
            ("operation", "cooperation"),
        ] {
            assert!(!finds(asked, told), "{asked} in {told}");
        }
    }
}
