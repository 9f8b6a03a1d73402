//! What points are called: the words that name their matters.

use crate::table::lines;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use verbale_embed::Clauses;
use verbale_text::Span;

/// Words that name nothing, and in which no label ends.
static LOOSE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("../data/loose.txt")).collect());

/// How likely a word is one of a name, where no model told it.
const UNTOLD: f32 = 0.5;

/// The crude stems of a point's words, each with the probability that it is one of the name of the point's matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Name(BTreeMap<String, f32>);

impl Name {
    /// The name of what stands in `spans`.
    pub(crate) fn of(text: &Text<'_>, spans: &[Span], clauses: Option<&Clauses>) -> Self {
        let mut out: BTreeMap<String, f32> = BTreeMap::new();
        for token in text.tokens_in(spans) {
            let Some(stem) = stem(text.tokens[token].span.of(text.text)) else {
                continue;
            };
            let told = clauses.and_then(|clauses| clauses.naming.get(token).copied());
            let known = out.entry(stem).or_default();
            *known = known.max(told.unwrap_or(UNTOLD));
        }
        Self(out)
    }

    /// How well a label agrees with the name: the F that its words are expected to have.
    pub(crate) fn agreement(&self, label: &str) -> f32 {
        let stems: BTreeSet<String> = label
            .split(|c: char| !c.is_alphanumeric())
            .filter_map(stem)
            .collect();
        let hits: f32 = stems.iter().filter_map(|stem| self.0.get(stem)).sum();
        let expected: f32 = self.0.values().sum();
        2.0 * hits / (stems.len() as f32 + expected.max(1.0))
    }
}

/// The most words of a label, and how many its author thinks of at least.
const LONGEST: usize = 6;
const EXPECTED: f32 = 2.5;

/// The words in a row that name best what stands in `spans`.
pub(crate) fn phrase(text: &Text<'_>, spans: &[Span], clauses: Option<&Clauses>) -> String {
    let word = |token: usize| text.tokens[token].span.of(text.text);
    let likely = |token: usize| {
        let told = clauses.and_then(|clauses| clauses.naming.get(token).copied());
        stem(word(token)).map(|_| told.unwrap_or(UNTOLD))
    };
    let mut best: Option<(f32, Span)> = None;
    for &span in spans {
        let tokens: Vec<Option<f32>> = text.tokens_in(&[span]).into_iter().map(likely).collect();
        let own: Vec<Span> = text
            .tokens_in(&[span])
            .into_iter()
            .map(|t| text.tokens[t].span)
            .collect();
        let expected = tokens.iter().flatten().sum::<f32>().max(EXPECTED);
        for start in (0..tokens.len()).filter(|&n| tokens[n].is_some()) {
            for end in (start..tokens.len().min(start + LONGEST)).filter(|&n| tokens[n].is_some()) {
                let inner = tokens[start..=end].iter().flatten();
                let (number, hits) = inner.fold((0.0, 0.0), |(n, sum), p| (n + 1.0, sum + p));
                let agreement = 2.0 * hits / (number + expected);
                if best.is_none_or(|(most, _)| agreement > most) {
                    best = Some((agreement, own[start].cover(own[end])));
                }
            }
        }
    }
    best.map_or_else(String::new, |(_, span)| span.of(text.text).to_owned())
}

/// How many points each stem is one of.
#[derive(Debug)]
pub(crate) struct Rarity<'n> {
    seen: HashMap<&'n str, usize>,
    count: f32,
}

impl<'n> Rarity<'n> {
    pub(crate) fn of(names: impl Iterator<Item = &'n Name>) -> Self {
        let (mut seen, mut count) = (HashMap::new(), 0.0);
        for name in names {
            count += 1.0;
            name.0
                .keys()
                .for_each(|stem| *seen.entry(stem.as_str()).or_default() += 1);
        }
        Self { seen, count }
    }

    /// From 0, a word of all points, to 1.
    fn weight(&self, stem: &str) -> f32 {
        let seen = self.seen.get(stem).copied().unwrap_or(1) as f32;
        libm::logf((self.count + 1.0) / seen) / libm::logf(self.count + 1.0)
    }

    /// How much of the shorter of two names stands in the other, from 0 to 1: words by their rarity, and by how likely
    /// they are of the name.
    pub(crate) fn share(&self, a: &Name, b: &Name) -> f32 {
        let whole =
            |name: &Name| -> f32 { name.0.iter().map(|(stem, p)| p * self.weight(stem)).sum() };
        let common =
            a.0.iter()
                .filter_map(|(stem, p)| Some(p.min(*b.0.get(stem)?) * self.weight(stem)));
        let lighter = whole(a).min(whole(b));
        if lighter > 0.0 {
            common.sum::<f32>() / lighter
        } else {
            0.0
        }
    }
}

/// The crude stem of a word that may be one of a name.
fn stem(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let may_name = lower.starts_with(char::is_alphanumeric) && !LOOSE.contains(lower.as_str());
    may_name.then(|| verbale_lexicon::stem(&lower))
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_schema::Document;

    fn name(words: &str) -> Name {
        let json = serde_json::json!({"id": "a", "sha256": "", "length": words.len(), "language": "en", "text": words});
        let document: Document = serde_json::from_value(json).unwrap();
        let text = Text::of(&document);
        Name::of(&text, &[Span::new(0, words.len())], None)
    }

    #[test]
    fn words_that_few_points_have_tell_more() {
        let names = ["the ferry fees", "harbour fees", "ferry fees", "fees"].map(name);
        let rarity = Rarity::of(names.iter());
        assert!(rarity.share(&names[0], &names[2]) > 0.9);
        let (ferry, harbour) = (
            rarity.share(&names[0], &names[2]),
            rarity.share(&names[0], &names[1]),
        );
        assert!(ferry > harbour + 0.3, "{ferry} {harbour}");
    }

    #[test]
    fn a_label_agrees_with_the_words_it_names() {
        let fees = name("the fees of the harbour at the strait");
        assert!(fees.agreement("harbour fees") > fees.agreement("the ferry"));
        assert_eq!(fees.agreement(""), 0.0);
    }
}
