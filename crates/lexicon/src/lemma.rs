//! Lemmas of English verbs and nouns.
//!
//! Forms that follow no rule stand in a table. For the others an ending is taken off and the stem spelled as its
//! lemma is: "planned" to "plan", "voiced" to "voice". Where a stem may have two lemmas, the one among the reporting
//! words is taken.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::reporting::{is_lemma, is_verb};
use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "irregular.tsv",
    text: include_str!("../data/irregular.tsv"),
};

/// The lemma of `word` in lower case: "say" for "said", "statement" for "Statements".
///
/// `tag` is the word's tag in the Penn Treebank ("VBD") or Universal ("VERB") set. Without one the word is taken for
/// a verb form where it can be one, then for a plural. Proper names and words that do not inflect keep their ending.
///
/// ```
/// use verbale_lexicon::lemma;
///
/// assert_eq!(lemma("swore", Some("VBD")), "swear");
/// assert_eq!(lemma("Warnings", None), "warning");
/// ```
#[must_use]
pub fn lemma(word: &str, tag: Option<&str>) -> String {
    let mut word = word.to_lowercase();
    if word.contains('’') {
        word = word.replace('’', "'");
    }
    let form = word.as_str();
    let lemma = match tag {
        Some("VB" | "NN") => None,
        Some("VERB" | "AUX" | "MD" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ") => verb(form),
        Some("NOUN" | "NNS") => noun(form),
        Some(_) => irregular(form, Part::Other),
        None => untagged(form),
    };
    lemma.unwrap_or(word)
}

fn untagged(form: &str) -> Option<String> {
    let found = [Part::Other, Part::Verb, Part::Noun]
        .into_iter()
        .find_map(|part| irregular(form, part));
    match found {
        None if is_lemma(form) => None,
        None => regular_verb(form).or_else(|| regular_noun(form)),
        found => found,
    }
}

fn verb(form: &str) -> Option<String> {
    irregular(form, Part::Verb).or_else(|| regular_verb(form))
}

fn noun(form: &str) -> Option<String> {
    irregular(form, Part::Noun).or_else(|| regular_noun(form))
}

fn regular_verb(form: &str) -> Option<String> {
    if let Some(stem) = form.strip_suffix("ied") {
        return Some(if stem.len() > 1 {
            format!("{stem}y")
        } else {
            format!("{stem}ie")
        });
    }
    let stem = form.strip_suffix("ed").or_else(|| form.strip_suffix("ing"));
    match stem {
        Some(stem) if stem.contains(is_vowel) => Some(restored(stem)),
        _ => without_s(form),
    }
}

fn regular_noun(form: &str) -> Option<String> {
    match form.strip_suffix("men") {
        Some(stem) if stem.len() > 2 => Some(format!("{stem}man")),
        _ => without_s(form),
    }
}

/// A form in -s without it: "claims", "replies", "stresses".
fn without_s(form: &str) -> Option<String> {
    let stem = form
        .strip_suffix('s')
        .filter(|stem| stem.len() > 1 && !stem.ends_with(['s', 'u', 'i', '\'']))?;
    let Some(short) = stem.strip_suffix('e').filter(|_| !is_lemma(stem)) else {
        return Some(stem.to_owned());
    };
    if let Some(root) = short.strip_suffix('i').filter(|root| root.len() > 1) {
        return Some(format!("{root}y"));
    }
    let hissing = ["ss", "x", "zz", "ch", "sh", "o"]
        .iter()
        .any(|end| short.ends_with(end));
    Some(
        if hissing || is_lemma(short) {
            short
        } else {
            stem
        }
        .to_owned(),
    )
}

/// The lemma whose stem before -ed or -ing this is.
fn restored(stem: &str) -> String {
    let with_e = || format!("{stem}e");
    let single = &stem[..stem.len() - stem.chars().next_back().map_or(0, char::len_utf8)];
    let end = End::of(stem);

    // A short stem such as "hop" would have been doubled, had it no "e" to lose.
    if end.syllables == 1 && end.single_vowel && !matches!(end.last, 'w' | 'x' | 'y') {
        return with_e();
    }
    if is_verb(stem) {
        return stem.to_owned();
    }
    if end.doubled {
        return if is_verb(single) || end.doubling() {
            single
        } else {
            stem
        }
        .to_owned();
    }
    if is_verb(&with_e()) || end.lost_e() {
        with_e()
    } else {
        stem.to_owned()
    }
}

/// How a stem ends.
struct End {
    /// Its last three letters, `' '` where it has fewer.
    third: char,
    second: char,
    last: char,
    /// Whether the last letter is a consonant that stands twice.
    doubled: bool,
    /// Whether it ends in one vowel and one consonant.
    single_vowel: bool,
    /// Groups of vowels.
    syllables: usize,
}

impl End {
    fn of(stem: &str) -> End {
        let mut letters = stem.chars().rev();
        let [last, second, third, fourth] = std::array::from_fn(|_| letters.next().unwrap_or(' '));
        // The "u" of "quote" and "guide" is no vowel.
        let vowel_before = is_vowel(third) && !(third == 'u' && matches!(fourth, 'q' | 'g'));
        let stem = stem
            .replace("qu", "q")
            .replace("gui", "gi")
            .replace("gue", "ge");
        let syllables = stem
            .split(|c| !is_vowel(c))
            .filter(|vowels| !vowels.is_empty())
            .count();
        End {
            third,
            second,
            last,
            doubled: last == second && !is_vowel(last),
            single_vowel: !is_vowel(last) && is_vowel(second) && !vowel_before,
            syllables,
        }
    }

    /// Whether the last consonant stands twice only before the ending: "plann", "controll", but not "stress", "recall".
    fn doubling(&self) -> bool {
        match self.last {
            's' | 'f' | 'z' => false,
            'l' => self.syllables > 1 && !matches!(self.third, 'a' | 'i' | 'u'),
            _ => true,
        }
    }

    /// Whether the lemma has an "e" after the stem, going by how English spells stems that end so.
    fn lost_e(&self) -> bool {
        match (self.second, self.last) {
            (_, 'c' | 'v' | 'z' | 'u' | 'e') => true,
            (second, 's') => is_vowel(second) || matches!(second, 'r' | 'n' | 'l' | 'p'),
            ('d' | 'r' | 'l', 'g') => true,
            ('n', 'g') => matches!(self.third, 'a' | 'e' | 'u'),
            ('b' | 'c' | 'd' | 'f' | 'g' | 'k' | 'p' | 's' | 't' | 'z', 'l') => true,
            ('t', 'r') => true,
            ('a', 't') if matches!(self.third, 'i' | 'u') => true,
            _ if !self.single_vowel => false,
            (_, 'g' | 'k' | 'd' | 'b') => true,
            (vowel, 'l') => matches!(vowel, 'i' | 'o' | 'u'),
            (vowel, 'r') => matches!(vowel, 'a' | 'i' | 'u'),
            (vowel, 't') => matches!(vowel, 'a' | 'o' | 'u'),
            (vowel, 'p') => vowel == 'a',
            (vowel, 'm') => matches!(vowel, 'i' | 'u'),
            (vowel, 'n') => matches!(vowel, 'i' | 'u'),
            _ => false,
        }
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// What a form of the table must be for the row to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Verb,
    Noun,
    /// Neither, though it may look like one ("during").
    Other,
}

fn irregular(form: &str, part: Part) -> Option<String> {
    IRREGULAR
        .get(&(form, part))
        .map(|lemma| (*lemma).to_owned())
}

pub(crate) type Irregular = HashMap<(&'static str, Part), &'static str>;

static IRREGULAR: LazyLock<Irregular> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<Irregular, Fault> {
    let parts = [
        ("verb", Part::Verb),
        ("noun", Part::Noun),
        ("other", Part::Other),
    ];
    let mut irregular = HashMap::new();
    for row in TABLE.rows::<3>()? {
        let [form, lemma, _] = row.cells;
        row.enter(&mut irregular, (form, row.code(2, &parts)?), lemma)?;
    }
    Ok(irregular)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_only_what_the_rules_do_not_find() {
        let by_rule = |form, part| match part {
            Part::Verb => regular_verb(form),
            Part::Noun => regular_noun(form),
            Part::Other => None,
        };
        let mut needless: Vec<_> = IRREGULAR
            .iter()
            .filter(|((form, part), lemma)| by_rule(form, *part).as_deref() == Some(**lemma))
            .collect();
        needless.sort_unstable_by_key(|(key, _)| key.0);
        assert!(needless.is_empty(), "{needless:?}");
    }
}
