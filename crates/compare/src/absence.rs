//! Whether a side's words raise a matter after all: a second, looser look where no clause on it was found.

use crate::table::lines;
use crate::weights::weight;
use std::collections::{BTreeSet, HashMap};

const FUNCTION_WORDS: &str = include_str!("../data/function_words.txt");

/// Words with fewer letters are names or numbers, or tell nothing.
const SHORTEST: usize = 3;

/// What the sides say, sentence by sentence, to look matters up in.
#[derive(Debug, Default)]
pub(crate) struct Sayings {
    by_side: HashMap<String, Vec<BTreeSet<String>>>,
    /// In how many sentences each word stands.
    seen: HashMap<String, usize>,
    sentences: usize,
}

impl Sayings {
    /// Adds a sentence of a side.
    pub(crate) fn add(&mut self, side: &str, sentence: &str) {
        let words = telling(sentence);
        for word in &words {
            *self.seen.entry(word.clone()).or_default() += 1;
        }
        self.sentences += 1;
        self.by_side.entry(side.to_owned()).or_default().push(words);
    }

    /// Whether a sentence of the side has much of what is rare among the nouns, names and numbers of a matter: `matter`
    /// is its label with the clauses on it.
    pub(crate) fn raise(&self, side: &str, matter: &str) -> bool {
        let own = self.by_side.get(side).map_or(&[][..], Vec::as_slice);
        let wanted = telling(matter);
        let whole = libm::logf(self.sentences as f32 + 1.0);
        let rarity = |word: &String| {
            let seen = self.seen.get(word).copied().unwrap_or_default();
            whole - libm::logf(seen as f32 + 1.0)
        };
        let all: f32 = wanted.iter().map(rarity).sum();
        let enough = weight("raised.words") * all;
        all > 0.0
            && own
                .iter()
                .any(|words| wanted.intersection(words).map(rarity).sum::<f32>() >= enough)
    }
}

/// The lemmas of the words that may name a matter.
pub(crate) fn telling(words: &str) -> BTreeSet<String> {
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            word.len() >= SHORTEST
                || word.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase())
        })
        .map(str::to_lowercase)
        .filter(|word| !lines(FUNCTION_WORDS).any(|known| known == word))
        .map(|word| verbale_lexicon::lemma(&word, None))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Sayings;

    #[test]
    fn a_matter_is_raised_where_its_words_stand_together() {
        let mut sayings = Sayings::default();
        sayings.add("NOR", "Norway wants the quotas for cod cut by a third.");
        sayings.add("NOR", "The harbour will stay open all winter.");
        sayings.add("ISL", "The two ministers met for an hour.");
        assert!(sayings.raise("NOR", "the cod quota"));
        assert!(sayings.raise("NOR", "harbour in winter"));
        assert!(!sayings.raise("ISL", "the cod quota"));
        assert!(!sayings.raise("NOR", "release of the crew"));
        assert!(!sayings.raise("FIN", "the cod quota"));
    }
}
