//! When two names may be one person's.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as it is compared: without accents, case, dots, initials and "Jr.".
///
/// "Joseph R. Biden, Jr." and "Joseph Biden" are the same words.
pub(crate) fn key(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
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
/// the one is a part of the other, or they differ only in spelling.
pub(crate) fn may_be_one(a: &str, b: &str) -> bool {
    let words = |name: &str| name.split(' ').map(sound).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.last() == long.last() && short.iter().all(|word| long.contains(word))
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
    }
}
