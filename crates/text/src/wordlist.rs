//! Word lists: a word a line, `#` before a comment.

use std::collections::HashSet;

/// The words of a list, as they stand.
pub(crate) fn words(file: &'static str) -> HashSet<&'static str> {
    lines(file).collect()
}

/// The words of a list as they may be written: one that has a capital as it stands or in capitals,
/// one without also with a first capital.
pub(crate) fn in_any_case(file: &'static str) -> HashSet<String> {
    let mut out = HashSet::new();
    for word in lines(file) {
        out.extend([word.to_owned(), word.to_uppercase()]);
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            out.insert(first.to_uppercase().chain(letters).collect());
        }
    }
    out
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_in_the_list_is_a_capital_in_the_text() {
        let words = in_any_case("# places\nIll\n\n# titles\ngen\n");
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        assert_eq!(words, ["GEN", "Gen", "ILL", "Ill", "gen"]);
    }
}
