//! A short name for a row's matter, in the words of the texts.

use crate::points::Point;
use crate::rows::Kin;
use crate::table::lines;

const LEADS: &str = include_str!("../data/leads.txt");

/// A label has at most this many words.
const LONGEST: usize = 9;
/// It does not end in one of these.
const LOOSE: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "to",
    "in",
    "on",
    "for",
    "and",
    "or",
    "with",
    "by",
    "at",
    "from",
    "as",
    "that",
    "which",
    "who",
    "their",
    "its",
    "his",
    "her",
    "our",
    "is",
    "are",
    "was",
    "were",
    "be",
    "will",
    "would",
    "has",
    "have",
    "between",
    "towards",
    "toward",
    "into",
    "including",
];

/// The label of the point nearest to all others of the row; of several as near, of the first.
pub(crate) fn label(points: &[Point], kin: &Kin, row: &[usize]) -> String {
    let nearness = |&a: &usize| -> f32 {
        row.iter()
            .filter(|&&b| b != a)
            .map(|&b| kin.of_pair(a, b).likeness)
            .sum()
    };
    let named = |n: &usize| points[*n].label.is_some();
    let best = row.iter().copied().max_by(|a, b| {
        (named(a).cmp(&named(b)))
            .then(nearness(a).total_cmp(&nearness(b)))
            .then(b.cmp(a))
    });
    let Some(best) = best else {
        return String::new();
    };
    match &points[best].label {
        Some(label) => label.replace(" ’s", "’s").replace(" 's", "'s"),
        None => shortened(&points[best].words),
    }
}

/// The words without what leads up to the matter, cut where a phrase ends.
fn shortened(words: &str) -> String {
    let mut rest = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    loop {
        let lead = lines(LEADS).find(|lead| {
            rest.len() > lead.len()
                && rest.is_char_boundary(lead.len())
                && rest[..lead.len()].eq_ignore_ascii_case(lead)
                && rest[lead.len()..].starts_with(' ')
                && rest[lead.len()..].split_whitespace().count() >= 2
        });
        let Some(lead) = lead else { break };
        rest = rest[lead.len()..].trim_start();
    }
    let mut kept: Vec<&str> = Vec::new();
    for word in rest.split_whitespace().take(LONGEST) {
        kept.push(word);
        if word.ends_with([',', ';', ':']) && kept.len() >= 3 || word == "…" {
            break;
        }
    }
    while kept.len() > 1
        && kept.last().is_some_and(|word| {
            let bare = word
                .trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase();
            bare.is_empty() || LOOSE.contains(&bare.as_str())
        })
    {
        kept.pop();
    }
    let is_mark = |c: char| matches!(c, '"' | '“' | '”');
    let kept: Vec<String> = kept.iter().map(|word| word.replace(is_mark, "")).collect();
    let outer = |c: char| !c.is_alphanumeric() && !matches!(c, ')' | '%' | '’' | '\'');
    kept.join(" ").trim_matches(outer).to_owned()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn labels_are_short_and_end_with_a_phrase() {
        assert_eq!(
            shortened(
                "the importance of open data from all coastal radars of the two countries and their islands"
            ),
            "open data from all coastal radars"
        );
        assert_eq!(shortened("“a joint patrol,"), "joint patrol");
    }
}
