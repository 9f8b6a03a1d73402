//! Whether the sides that speak of a matter say the same.

use crate::numbers::{Amount, amounts};
use crate::points::{Point, is_conditional};
use crate::rows::{Kin, Kinship, sigmoid};
use crate::table::{lines, rows};
use crate::weights::{weight, weight_if_known};
use std::collections::BTreeSet;
use verbale_lexicon::{TimeWord, time_word};
use verbale_schema::{CellStance, Verdict, Why};

const BARGAINS: &str = include_str!("../data/bargains.txt");
const HALTS: &str = include_str!("../data/halts.txt");
const OPPOSITES: &str = include_str!("../data/opposites.tsv");

/// A verdict with its reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) why: Option<Why>,
    pub(crate) confidence: f32,
}

/// What one side says of a matter: where it stands, and the points that show it.
pub(crate) type Said = (CellStance, Vec<usize>);

/// Compares what the sides say that speak of a matter.
pub(crate) fn judge(points: &[Point], kin: &Kin, said: &[Said]) -> Judgement {
    if said.len() < 2 {
        return Judgement {
            verdict: Verdict::OneSided,
            why: None,
            confidence: 1.0,
        };
    }
    // As the two sides that agree least do.
    let mut least: Option<Judgement> = None;
    for (n, a) in said.iter().enumerate() {
        for b in &said[n + 1..] {
            let judgement = judge_pair(points, kin, a, b);
            let is_less = |known: &Judgement| agreement(&judgement) < agreement(known);
            if least.as_ref().is_none_or(is_less) {
                least = Some(judgement);
            }
        }
    }
    least.unwrap_or_else(|| unreachable!("two sides make a pair"))
}

fn agreement(judgement: &Judgement) -> f32 {
    match judgement.verdict {
        Verdict::Agreed => judgement.confidence,
        _ => 1.0 - judgement.confidence,
    }
}

/// What tells one side's words from another's.
struct Differences {
    number: bool,
    date: bool,
    condition: bool,
    opposite: bool,
}

impl Differences {
    fn of(left: &str, right: &str) -> Self {
        let (a, b) = (dates(left), dates(right));
        Self {
            number: conflicting(&amounts(left), &amounts(right)),
            date: !a.is_empty() && !b.is_empty() && a.is_disjoint(&b),
            condition: is_conditional(left) != is_conditional(right),
            opposite: is_negated(left) != is_negated(right) || are_opposed(left, right),
        }
    }
}

fn judge_pair(points: &[Point], kin: &Kin, a: &Said, b: &Said) -> Judgement {
    let (left, right) = (words(points, &a.1), words(points, &b.1));
    let halts =
        wants_an_end((a.0, &left), (b.0, &right)) || wants_an_end((b.0, &right), (a.0, &left));
    let (best, nearest) = nearest(kin, &a.1, &b.1);
    let told = Differences::of(&points[nearest.0].words, &points[nearest.1].words);
    let if_so = |is_so: bool, name| if is_so { weight(name) } else { 0.0 };
    let stances = if halts || a.0 == b.0 && is_refusal(a.0) {
        0.0
    } else {
        of_stances(a.0, b.0)
    };
    let same = sigmoid(
        weight("agreed.bias")
            + stances
            + weight("agreed.likeness") * best.likeness
            + weight("agreed.overlap") * best.overlap
            + if_so(told.number, "agreed.number")
            + if_so(told.date, "agreed.date")
            + if_so(told.condition, "agreed.condition")
            + if_so(told.opposite && !halts, "agreed.opposite"),
    );
    if same >= 0.5 {
        return Judgement {
            verdict: Verdict::Agreed,
            why: None,
            confidence: same,
        };
    }
    Judgement {
        verdict: Verdict::Differ,
        why: why(&told, (a.0, &left), (b.0, &right)),
        confidence: 1.0 - same,
    }
}

/// What makes the difference, the plainest first.
fn why(told: &Differences, left: (CellStance, &str), right: (CellStance, &str)) -> Option<Why> {
    let one = |stance: CellStance| (left.0 == stance) != (right.0 == stance);
    let tells_of_a_bargain = |(stance, words): (CellStance, &str)| {
        matches!(stance, CellStance::Affirms | CellStance::Commits) && has_one_of(BARGAINS, words)
    };
    if told.number {
        Some(Why::Number)
    } else if told.date {
        Some(Why::Date)
    } else if one(CellStance::Denies) && (tells_of_a_bargain(left) || tells_of_a_bargain(right)) {
        Some(Why::Existence)
    } else if one(CellStance::Conditional) {
        Some(Why::Condition)
    } else if one(CellStance::Discusses) {
        Some(Why::Emphasis)
    } else if left.0 != right.0 {
        Some(Why::Stance)
    } else if told.condition {
        Some(Why::Condition)
    } else if told.opposite {
        Some(Why::Stance)
    } else {
        None
    }
}

fn words(points: &[Point], numbers: &[usize]) -> String {
    let words: Vec<&str> = numbers.iter().map(|&n| points[n].words.as_str()).collect();
    words.join(" ")
}

/// The two points that have most in common, and what that is.
fn nearest(kin: &Kin, left: &[usize], right: &[usize]) -> (Kinship, (usize, usize)) {
    let mut best = (Kinship::default(), (left[0], right[0]));
    for &a in left {
        for &b in right {
            let kinship = kin.of_pair(a, b);
            if kinship.likeness + kinship.overlap > best.0.likeness + best.0.overlap {
                best = (kinship, (a, b));
            }
        }
    }
    best
}

/// How much two stances tell for agreement.
fn of_stances(a: CellStance, b: CellStance) -> f32 {
    let (first, second) = if a.as_str() <= b.as_str() {
        (a, b)
    } else {
        (b, a)
    };
    let name = format!("agreed.{first}.{second}");
    weight_if_known(&name).unwrap_or_else(|| weight("agreed.other"))
}

/// Whether two sets of amounts tell another number of one thing, and of none the same.
fn conflicting(left: &[Amount], right: &[Amount]) -> bool {
    let of_one_thing = || {
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| a.counts_the_same(b))
    };
    let equal = of_one_thing().any(|(a, b)| a.value == b.value);
    !equal && of_one_thing().next().is_some()
}

/// The months and days that some words name.
fn dates(words: &str) -> BTreeSet<String> {
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| is_date(word))
        .map(str::to_lowercase)
        .collect()
}

/// Whether a word names a month or a day. "May" is a month only with a capital.
pub(crate) fn is_date(word: &str) -> bool {
    let says_when = |word: TimeWord| {
        matches!(
            word,
            TimeWord::Month(_) | TimeWord::Weekday(_) | TimeWord::Day(_)
        )
    };
    word != "may" && time_word(&word.to_lowercase()).is_some_and(says_when)
}

/// Whether a side only refuses or blames: in words alike it need not be the same.
fn is_refusal(stance: CellStance) -> bool {
    matches!(
        stance,
        CellStance::Denies | CellStance::Rejects | CellStance::Criticises
    )
}

/// Whether the one demands an end to what the other refuses or blames: they are of one mind.
fn wants_an_end((stance, words): (CellStance, &str), (other, _): (CellStance, &str)) -> bool {
    stance == CellStance::Demands && is_refusal(other) && has_one_of(HALTS, words)
}

/// Whether one of the words is in a list.
fn has_one_of(list: &'static str, words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    words.any(|word| lines(list).any(|known| word.eq_ignore_ascii_case(known)))
}

/// Whether the one has a word and the other its opposite, and neither has both: "lift", "keep".
fn are_opposed(left: &str, right: &str) -> bool {
    let lemmas = |words: &str| -> BTreeSet<String> {
        let words = words.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(|word| verbale_lexicon::lemma(&word.to_lowercase(), None))
            .collect()
    };
    let (left, right) = (lemmas(left), lemmas(right));
    let only = |words: &BTreeSet<String>, own: &str, other: &str| {
        words.contains(own) && !words.contains(other)
    };
    rows::<2>(OPPOSITES).any(|[a, b]| {
        only(&left, a, b) && only(&right, b, a) || only(&left, b, a) && only(&right, a, b)
    })
}

fn is_negated(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .any(|word| {
            verbale_lexicon::is_negator(word) || word.ends_with("n't") || word.ends_with("n’t")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_refuses_a_thing_and_who_wants_its_end_are_of_one_mind() {
        let (demands, rejects) = (CellStance::Demands, CellStance::Rejects);
        let patrols = (rejects, "the armed patrols in the strait");
        assert!(wants_an_end(
            (demands, "the league must stop its patrols"),
            patrols
        ));
        assert!(wants_an_end(
            (demands, "the league to end its patrols"),
            patrols
        ));
        assert!(!wants_an_end(
            (demands, "the league must double its patrols"),
            patrols
        ));
        assert!(!wants_an_end(
            (CellStance::Affirms, "the patrols stop"),
            patrols
        ));
    }

    #[test]
    fn may_is_a_month_with_a_capital() {
        assert_eq!(
            dates("they may meet on Monday"),
            BTreeSet::from(["monday".to_owned()])
        );
        assert_eq!(dates("in May"), BTreeSet::from(["may".to_owned()]));
    }

    #[test]
    fn numbers_conflict_where_they_count_the_same() {
        let conflict = |a, b| conflicting(&amounts(a), &amounts(b));
        assert!(conflict("forty patrol boats", "60 patrol boats"));
        assert!(conflict("an aid of $5 million", "aid of $8 million"));
        assert!(!conflict("two ports and nine ferries", "two ports"));
        assert!(!conflict("forty boats", "three ports"));
        assert!(!conflict("1,200 tonnes", "1200 tonnes"));
    }

    #[test]
    fn a_word_stands_against_its_opposite() {
        assert!(are_opposed(
            "the blockade will be lifted",
            "the blockade will remain"
        ));
        assert!(are_opposed("to open the harbour", "closing the harbour"));
        assert!(!are_opposed(
            "to open or close the harbour",
            "to close the harbour"
        ));
    }
}
