//! Whether the sides that speak of a matter say the same.

use crate::points::Point;
use crate::points::is_conditional;
use crate::rows::{Kin, sigmoid};
use crate::table::{lines, parameter};
use std::collections::BTreeSet;
use verbale_lexicon::{TimeWord, time_word};
use verbale_schema::{CellStance, Verdict, VerdictReason};

const COMPLAINTS: &str = include_str!("../data/complaints.txt");
const HALTS: &str = include_str!("../data/halts.txt");
const MATCHING: &str = include_str!("../data/matching.tsv");

/// Between these probabilities of agreement the verdict is too close to call.
const UNSURE: std::ops::Range<f32> = 0.4..0.6;
/// Clauses that share this much of their words say it in the same words.
const SAME_WORDS: f32 = 0.6;

/// A verdict with its reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) reason: Option<VerdictReason>,
    pub(crate) confidence: f32,
    pub(crate) unsure: bool,
}

/// Compares what the sides say; `cells` has each speaking side's stance and points.
pub(crate) fn judge(
    points: &[Point],
    kin: &Kin,
    cells: &[(CellStance, Vec<usize>)],
    all_speak: bool,
) -> Judgement {
    if !all_speak || cells.len() < 2 {
        return Judgement {
            verdict: Verdict::OneSided,
            reason: None,
            confidence: 1.0,
            unsure: false,
        };
    }
    // As the two sides that agree least do.
    let mut least: Option<Judgement> = None;
    for (n, a) in cells.iter().enumerate() {
        for b in &cells[n + 1..] {
            let judgement = judge_pair(points, kin, a, b);
            let is_less = |known: &Judgement| agreement(&judgement) < agreement(known);
            if least.as_ref().is_none_or(is_less) {
                least = Some(judgement);
            }
        }
    }
    least.unwrap_or_else(|| unreachable!("two cells make a pair"))
}

fn agreement(judgement: &Judgement) -> f32 {
    match judgement.verdict {
        Verdict::Agreed => judgement.confidence,
        _ => 1.0 - judgement.confidence,
    }
}

fn judge_pair(
    points: &[Point],
    kin: &Kin,
    (stance, left): &(CellStance, Vec<usize>),
    (other, right): &(CellStance, Vec<usize>),
) -> Judgement {
    let words = |numbers: &[usize]| -> Vec<&str> {
        numbers.iter().map(|&n| points[n].words.as_str()).collect()
    };
    let (left_words, right_words) = (words(left).join(" "), words(right).join(" "));
    let one_complains =
        *stance == CellStance::Denies && is_complaint(&left_words) != is_complaint(&right_words);
    if !same_stance((*stance, &left_words), (*other, &right_words)) || one_complains {
        let conditional = [stance, other].contains(&&CellStance::Conditional);
        let reason = if conditional {
            VerdictReason::Condition
        } else {
            VerdictReason::Stance
        };
        return Judgement {
            verdict: Verdict::Differ,
            reason: Some(reason),
            confidence: 0.8,
            unsure: false,
        };
    }
    let get = |name| parameter(MATCHING, name);
    let mut best = crate::rows::Kinship::default();
    for &a in left {
        for &b in right {
            let kinship = kin.of_pair(a, b);
            if kinship.likeness + kinship.overlap > best.likeness + best.overlap {
                best = kinship;
            }
        }
    }
    let mentioned = |numbers: &[usize]| numbers.iter().all(|&n| points[n].mentioned);
    let emphasis = mentioned(left) != mentioned(right);
    let (a, b) = (figures(&left_words), figures(&right_words));
    let figure = !a.is_empty() && !b.is_empty() && a.is_disjoint(&b);
    let (c, d) = (dates(&left_words), dates(&right_words));
    let date = !c.is_empty() && !d.is_empty() && c.is_disjoint(&d);
    let condition = is_conditional(&left_words) != is_conditional(&right_words);
    let negation = is_negated(&left_words) != is_negated(&right_words);
    let term = |on: bool, name| if on { get(name) } else { 0.0 };
    let same = sigmoid(
        get("agreed.bias")
            + get("agreed.likeness") * best.likeness
            + get("agreed.overlap") * best.overlap
            + term(emphasis, "agreed.mentioned")
            + term(figure, "agreed.figure")
            + term(date, "agreed.date")
            + term(condition, "agreed.condition")
            + term(negation, "agreed.negation"),
    );
    // Two refusals agree only if they refuse the same, and words in common do not show that.
    let unsure = UNSURE.contains(&same) || *stance == CellStance::Denies;
    if same >= 0.5 {
        let reason = if best.overlap >= SAME_WORDS {
            VerdictReason::SameWords
        } else {
            VerdictReason::SameSense
        };
        return Judgement {
            verdict: Verdict::Agreed,
            reason: Some(reason),
            confidence: same,
            unsure,
        };
    }
    let reason = if figure {
        VerdictReason::Figure
    } else if date {
        VerdictReason::Date
    } else if condition {
        VerdictReason::Condition
    } else if negation {
        VerdictReason::Negation
    } else if emphasis {
        VerdictReason::Emphasis
    } else {
        VerdictReason::Particulars
    };
    Judgement {
        verdict: Verdict::Differ,
        reason: Some(reason),
        confidence: 1.0 - same,
        unsure,
    }
}

/// The figures in some words.
fn figures(words: &str) -> BTreeSet<&str> {
    words
        .split(|c: char| !(c.is_alphanumeric() || c == '.' || c == ',' || c == '%'))
        .map(|word| word.trim_matches(['.', ',']))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
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

/// Whether two sides take one stance: the same, or the one refuses what the other wants to end.
fn same_stance(left: (CellStance, &str), right: (CellStance, &str)) -> bool {
    let ends = |(stance, words): (CellStance, &str), (other, _): (CellStance, &str)| {
        stance == CellStance::Demands && other == CellStance::Denies && has_one_of(HALTS, words)
    };
    left.0 == right.0 || ends(left, right) || ends(right, left)
}

/// Whether the words name a complaint.
fn is_complaint(words: &str) -> bool {
    has_one_of(COMPLAINTS, words)
}

/// Whether one of the words is in a list.
fn has_one_of(list: &'static str, words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    words.any(|word| lines(list).any(|known| word.eq_ignore_ascii_case(known)))
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
        let (demands, denies) = (CellStance::Demands, CellStance::Denies);
        let patrols = (denies, "the armed patrols in the strait");
        assert!(same_stance(
            (demands, "the league must stop its patrols"),
            patrols
        ));
        assert!(same_stance(
            patrols,
            (demands, "the league to end its patrols")
        ));
        assert!(!same_stance(
            (demands, "the league must double its patrols"),
            patrols
        ));
        assert!(!same_stance(
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
}
