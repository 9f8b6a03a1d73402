//! Amounts that words tell: a number and what it counts.

use crate::table::rows;

const NUMBERS: &str = include_str!("../data/numbers.tsv");

/// How many words after a number tell what it counts.
const UNIT: usize = 2;

/// A number with the words after it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Amount {
    pub(crate) value: f64,
    /// The lemmas of the words that tell what is counted; `%` and currencies among them.
    units: Vec<String>,
}

impl Amount {
    /// Whether both count the same thing.
    pub(crate) fn counts_the_same(&self, other: &Self) -> bool {
        self.units.iter().any(|unit| other.units.contains(unit))
    }
}

/// The amounts in some words. Years are dates and no amounts; "one" is seldom a number.
pub(crate) fn amounts(words: &str) -> Vec<Amount> {
    let all: Vec<&str> = words
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '-' | '–' | '—' | '(' | ')' | '"' | '“' | '”')
        })
        .map(|word| word.trim_matches([',', '.', ';', ':', '!', '?']))
        .filter(|word| !word.is_empty())
        .collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let Some((mut value, sign)) = number(all[at]) else {
            at += 1;
            continue;
        };
        at += 1;
        while let Some(factor) = all.get(at).and_then(|word| multiplier(word)) {
            value *= factor;
            at += 1;
        }
        let next = all[at..].iter().take(UNIT);
        let named = next.take_while(|word| number(word).is_none() && !is_small(word));
        let units = named.map(|word| verbale_lexicon::lemma(&word.to_lowercase(), None));
        out.push(Amount {
            value,
            units: sign.map(str::to_owned).into_iter().chain(units).collect(),
        });
    }
    out
}

/// Whether a word only joins others.
fn is_small(word: &str) -> bool {
    word.chars().all(char::is_lowercase) && word.len() <= 3 && word != "men"
}

/// A number in figures or letters, with the sign of a currency or per cent beside it.
fn number(word: &str) -> Option<(f64, Option<&'static str>)> {
    let lower = word.to_lowercase();
    if let Some([_, value]) = rows::<2>(NUMBERS).find(|[known, _]| *known == lower) {
        let value = value.parse().ok()?;
        return (value < 100.0).then_some((value, None));
    }
    let sign = ["$", "€", "£", "¥", "%"]
        .into_iter()
        .find(|sign| word.contains(sign));
    let figures: String = word
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .trim_end_matches('%')
        .replace(',', "");
    let value: f64 = figures.parse().ok()?;
    let is_year = sign.is_none()
        && figures.len() == 4
        && (1900.0..2100.0).contains(&value)
        && !word.contains(',');
    (!is_year).then_some((value, sign))
}

/// "Hundred", "million": what a number before it is multiplied by.
fn multiplier(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    let [_, value] = rows::<2>(NUMBERS).find(|[known, _]| *known == lower)?;
    let value: f64 = value.parse().ok()?;
    (value >= 100.0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::amounts;

    #[test]
    fn numbers_are_read_in_figures_and_letters() {
        let values = |words: &str| -> Vec<f64> { amounts(words).iter().map(|a| a.value).collect() };
        assert_eq!(
            values("some 1,200 boats and nine thousand men"),
            [1200.0, 9000.0]
        );
        assert_eq!(values("$2.5 million in 2031"), [2_500_000.0]);
        assert_eq!(values("a three-hour talk, 40% of them"), [3.0, 40.0]);
        assert!(values("one of them").is_empty());
    }
}
