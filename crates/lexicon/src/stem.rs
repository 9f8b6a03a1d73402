//! Crude stems.

/// The letters of a stem.
const LETTERS: usize = 5;

/// A crude stem, by which the words that name matters are compared: the first letters of a long word, a short one without
/// its "s"; in small letters.
#[must_use]
pub fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    match lower.char_indices().nth(LETTERS) {
        Some((end, _)) => lower[..end].to_owned(),
        None => lower.trim_end_matches('s').to_owned(),
    }
}
