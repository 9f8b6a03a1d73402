//! When two names may be one person's.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use verbale_lexicon::is_nickname;

use crate::search::normalize::letter;

/// A name as it is compared: without accents, case, dots, initials and "Jr.".
///
/// "Joseph R. Biden, Jr." and "Joseph Biden" are the same words.
pub(crate) fn key(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        match letter(c) {
            Some(plain) => letters.push_str(plain),
            None => letters.push(c),
        }
    }
    let plain: String = letters
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| {
            if matches!(c, '’' | 'ʼ' | '`') {
                '\''
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '‑'))
        .filter(|word| !word.is_empty())
        .collect();
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| word.chars().count() > 1 && !matches!(*word, "jr" | "sr" | "ii" | "iii"))
        .collect();
    if kept.is_empty() { words } else { kept }.join(" ")
}

/// Whether a name (as [`key`] gives it) has a given name and a surname.
pub(crate) fn is_full(key: &str) -> bool {
    key.contains(' ')
}

/// The last word of a name as it sounds: names that are spelled in several ways in English
/// ("Zelensky", "Zelenskyy") come out the same.
pub(crate) fn surname(key: &str) -> String {
    sound(key.rsplit(' ').next().unwrap_or(key))
}

/// A word without what differs between ways to write it in Latin letters.
fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    for c in word.chars() {
        let c = match c {
            'y' | 'j' => 'i',
            'w' => 'v',
            '\'' => continue,
            c => c,
        };
        if !sound.ends_with(c) {
            sound.push(c);
        }
    }
    sound
}

/// Whether two different names (as [`key`] gives them) with the same surname may be one person's:
/// they differ only in spelling and in short forms of given names, or in what one of them leaves out.
pub(crate) fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (Some((surname, given)), Some((other, of))) = (short.split_last(), long.split_last())
    else {
        return false;
    };
    sound(surname) == sound(other)
        && given
            .iter()
            .all(|name| of.iter().any(|other| is_form(name, other)))
}

/// Whether two full names of one surname, as [`key`] gives them, differ so little that they are one
/// person's if there is no other: their first given names are one.
pub(crate) fn is_one(a: &str, b: &str) -> bool {
    let first = |name| str::split_once(name, ' ').map(|(first, _)| first);
    let same = first(a).zip(first(b));
    same.is_some_and(|(a, b)| is_form(a, b)) && may_be_one(a, b)
}

/// Whether the first given name of a full name is a short form of that of another.
pub(crate) fn is_short_of(a: &str, b: &str) -> bool {
    let first = |name| str::split_once(name, ' ').map(|(first, _)| first);
    first(a)
        .zip(first(b))
        .is_some_and(|(a, b)| is_nickname(a, b))
}

/// Whether two given names are one, or spellings of one, or one is a short form of the other.
fn is_form(a: &str, b: &str) -> bool {
    sound(a) == sound(b) || is_nickname(a, b) || is_nickname(b, a)
}

/// Of two names of one person, as reports write them, whether the first tells more and is the one to
/// show. It does not depend on which came first.
pub(crate) fn is_fuller(name: &str, than: &str) -> bool {
    let rank = |name: &str| {
        let words = name.split_whitespace().count();
        let is_shouted = !name.chars().any(char::is_lowercase);
        let marks = name.chars().filter(|c| !c.is_ascii()).count();
        (!is_shouted, words, marks, name.len())
    };
    (rank(name), name) > (rank(than), than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_accents_and_suffixes_are_left_off() {
        assert_eq!(key("Joseph R. Biden, Jr."), "joseph biden");
        assert_eq!(key("Andrés Pérez"), "andres perez");
        assert_eq!(key("X"), "x");
    }

    #[test]
    fn spellings_of_one_surname_sound_the_same() {
        let sound = |name| surname(&key(name));
        assert_eq!(sound("Volodymyr Zelenskyy"), sound("Zelensky"));
        assert_eq!(sound("Zelenskiy"), sound("Zelensky"));
        assert_ne!(sound("Tellmann"), sound("Verrin"));
    }

    #[test]
    fn a_part_or_a_spelling_may_be_one_another_given_name_not() {
        assert!(may_be_one("zelensky", "volodymyr zelenskyy"));
        assert!(may_be_one("volodymyr zelensky", "volodymyr zelenskyy"));
        assert!(!may_be_one("ana verrin", "oskar verrin"));
        assert!(may_be_one("bob marsh", "robert marsh"));
        assert!(is_one("bob marsh", "robert james marsh"));
        assert!(is_one("sergei danylenko", "sergey danylenko"));
        assert!(!is_one("marsh", "robert marsh"));
        assert!(!is_one("james marsh", "robert james marsh"));
    }

    #[test]
    fn letters_of_other_alphabets_are_written_as_far_as_they_go() {
        assert_eq!(key("Łukasz Größe"), "lukasz grosse");
        assert_eq!(key("Þóra Sæbø"), "thora saebo");
    }

    #[test]
    fn the_fuller_name_is_shown_whichever_came_first() {
        assert!(is_fuller("Ana L. Verrin", "Ana Verrin"));
        assert!(!is_fuller("Ana Verrin", "Ana L. Verrin"));
        assert!(is_fuller("Ana Verrin", "ANA L VERRIN"));
        assert!(is_fuller("Andrés Pérez", "Andres Perez"));
    }
}
