//! When two names are one person's: in one text, and in texts by different hands.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nickname::is_nickname;
use crate::table::{Fault, Table, built};

const LETTERS: Table = Table {
    file: "letters.tsv",
    text: include_str!("../data/letters.tsv"),
};

static PLAIN: LazyLock<HashMap<char, char>> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<HashMap<char, char>, Fault> {
    let mut letters = HashMap::new();
    for row in LETTERS.rows::<2>()? {
        let only = |column: usize| {
            let mut chars = row.cells[column].chars();
            match (chars.next(), chars.next()) {
                (Some(letter), None) => Ok(letter),
                _ => Err(row.fault("a cell has one letter")),
            }
        };
        let (letter, plain) = (only(0)?, only(1)?);
        row.enter(&mut letters, letter, plain)?;
    }
    Ok(letters)
}

/// Whether `form` can be a shorter form of the name `full` in the same text: the same surname, and given names that
/// agree. Both are words in lower case.
///
/// ```
/// use verbale_lexicon::shortens;
///
/// let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
/// assert!(shortens(&words("bob marsh"), &words("robert j marsh jr")));
/// assert!(!shortens(&words("anna marsh"), &words("robert marsh")));
/// ```
#[must_use]
pub fn shortens(form: &[String], full: &[String]) -> bool {
    let (a, b) = (surname(form), surname(full));
    if form.is_empty() || full.is_empty() {
        return false;
    }
    if form.len() == 1 {
        return form[0] == full[b] || full.len() > 1 && form[0] == full[0];
    }
    let agree = form[0] == full[0]
        || is_nickname(&form[0], &full[0])
        || is_nickname(&full[0], &form[0])
        || form[0].chars().next() == full[0].chars().next()
            && (form[0].len() <= 2 || full[0].len() <= 2);
    // "Zelensky" is "Zelenskyy": endings are romanised in several ways.
    let ending = |word: &str| word.trim_end_matches(['y', 'i', 'j']).len();
    let alike = form[a] == full[b]
        || form[0] == full[0] && {
            let (x, y) = (ending(&form[a]), ending(&full[b]));
            x > 3 && x == y && form[a][..x] == full[b][..y]
        };
    alike && (agree || form[..a].iter().all(|w| full.contains(w)))
}

/// The place of the surname among a name's words: the last that is no "Jr" or "III".
#[must_use]
pub fn surname(words: &[String]) -> usize {
    let is_suffix = |word: &str| matches!(word, "jr" | "sr" | "ii" | "iii" | "iv");
    words.iter().rposition(|w| !is_suffix(w)).unwrap_or(0)
}

/// Whether names in two texts may be one person's: the last words are the same, spelled as may be, and given names
/// begin alike.
///
/// ```
/// use verbale_lexicon::may_be_one;
///
/// assert!(may_be_one("Oleksiy Danylenkiy", "Danylenkyy"));
/// assert!(!may_be_one("Anna Berg", "Karl Berg"));
/// ```
#[must_use]
pub fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b) = (folded_name(a), folded_name(b));
    a.last().is_some()
        && a.last() == b.last()
        && (a.len() == 1 || b.len() == 1 || a[0].chars().next() == b[0].chars().next())
}

/// The words of a name without what spellings differ in: accents, doubled letters, the ends of romanised names.
#[must_use]
pub fn folded_name(name: &str) -> Vec<String> {
    let plain = |c: char| PLAIN.get(&c).copied().unwrap_or(c);
    name.split(|c: char| !c.is_alphanumeric())
        .map(|word| {
            let plain: String = word.to_lowercase().chars().map(plain).collect();
            let mut word = String::new();
            for c in plain
                .replace("iy", "y")
                .replace("ii", "y")
                .replace("yi", "y")
                .chars()
            {
                if !word.ends_with(c) {
                    word.push(c);
                }
            }
            word
        })
        .filter(|word| !word.is_empty() && !matches!(word.as_str(), "jr" | "sr"))
        .filter(|word| word.len() > 1 || name.len() < 3)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shortens;

    fn same(short: &str, full: &str) -> bool {
        let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
        shortens(&words(short), &words(full))
    }

    #[test]
    fn one_person_has_several_names() {
        for (short, full) in [
            ("marsh", "robert marsh"),
            ("bob marsh", "robert j marsh jr"),
            ("r marsh", "robert marsh"),
            ("oleksiy danylenky", "oleksiy danylenkyy"),
        ] {
            assert!(same(short, full), "{short} is {full}");
        }
        for (other, full) in [
            ("anna marsh", "robert marsh"),
            ("bob marsh", "rupert marsh"),
            ("anna berg", "anna bergey"),
        ] {
            assert!(!same(other, full), "{other} is not {full}");
        }
    }
}
