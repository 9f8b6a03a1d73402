//! Copies and versions of one text: found by MinHash over word shingles, settled by aligning the
//! words.

use crate::Input;
use crate::account::Account;
use crate::day::days;
use crate::table::lines;
use crate::text::headline;
use crate::verdict::is_date;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::collections::{HashMap, HashSet};
use verbale_text::tokens;

const AGENCIES: &str = include_str!("../data/agencies.txt");

/// Words of a shingle.
const SHINGLE: usize = 4;
/// Hashes of a sketch, in bands of [`BAND`]: texts that share half of their shingles meet in some
/// band in 99 of 100 cases.
const HASHES: usize = 96;
const BAND: usize = 3;
/// Of a copy, at least this share of either text stands in the other.
const COPY: f32 = 0.93;
/// Days within which a story is updated.
const UPDATED: i64 = 7;
/// Of a version, at least this share of the shorter text stands in the longer.
const VERSION: f32 = 0.8;
/// Shorter texts are too much alike by chance.
const SHORTEST: usize = 40;
/// A text of at least so many words may have one name for another and still be the same: an update
/// corrects.
const RENAMED: usize = 150;
/// How far into the text and from its end a credit stands.
const CREDIT: usize = 400;

/// A report that counts, with those that do not count beside it, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Original {
    pub(crate) document: usize,
    pub(crate) copies: Vec<usize>,
    pub(crate) versions: Vec<usize>,
    pub(crate) agency: Option<String>,
}

impl Original {
    /// The report with all that do not count beside it.
    fn all(&self) -> impl Iterator<Item = usize> + '_ {
        let others = self.copies.iter().chain(&self.versions).copied();
        std::iter::once(self.document).chain(others)
    }
}

/// How two texts are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same text, word for word or nearly.
    Copy,
    /// Most of the shorter text stands in the longer one.
    Version,
}

/// The reports that count, in their order. Of versions the latest counts, of copies the first.
pub(crate) fn originals(inputs: &[&Input], accounts: &[Account]) -> Vec<Original> {
    let reports: Vec<(&str, Option<&str>)> = inputs
        .iter()
        .map(|input| &input.record.document)
        .map(|d| {
            (
                d.text.as_deref().unwrap_or_default(),
                d.published.as_deref(),
            )
        })
        .collect();
    let mut kept: Vec<Option<Original>> = reports
        .iter()
        .enumerate()
        .map(|(document, (text, _))| {
            Some(Original {
                document,
                copies: Vec::new(),
                versions: Vec::new(),
                agency: agency(text),
            })
        })
        .collect();
    for (a, b, relation) in related(&reports) {
        let find = |n: usize| {
            kept.iter().position(|original| {
                original
                    .as_ref()
                    .is_some_and(|o| o.all().any(|own| own == n))
            })
        };
        let (Some(first), Some(second)) = (find(a), find(b)) else {
            continue;
        };
        // Two governments may use the same formulas, and each means its own; nor are they joined by a
        // newspaper that printed them.
        let sides = |original: &Option<Original>| -> HashSet<&String> {
            let all = original.iter().flat_map(Original::all);
            all.filter_map(|n| accounts[n].side.as_ref()).collect()
        };
        let (of_first, of_second) = (sides(&kept[first]), sides(&kept[second]));
        if first == second || of_first.union(&of_second).count() > 1 {
            continue;
        }
        // `a` stands before `b`, so it is the earlier one.
        let (stays, goes) = match relation {
            Relation::Copy => (first, second),
            Relation::Version => (second, first),
        };
        let Some(gone) = kept[goes].take() else {
            continue;
        };
        if let Some(original) = kept[stays].as_mut() {
            let list = if relation == Relation::Copy {
                &mut original.copies
            } else {
                &mut original.versions
            };
            list.push(gone.document);
            original.copies.extend(gone.copies);
            original.versions.extend(gone.versions);
            original.copies.sort_unstable();
            original.versions.sort_unstable();
            original.agency = original.agency.take().or(gone.agency);
        }
    }
    kept.into_iter().flatten().collect()
}

/// The pairs of reports that are copies or versions of one another, by number, the lower first: copies,
/// then versions. A report is its text and the day on which it was published, an RFC 3339 date.
#[must_use]
pub fn related(reports: &[(&str, Option<&str>)]) -> Vec<(usize, usize, Relation)> {
    let words: Vec<Words> = reports.iter().map(|(text, _)| Words::of(text)).collect();
    let published: Vec<Option<i64>> = reports.iter().map(|(_, day)| days((*day)?)).collect();
    // An office tells of its next call in the words of the last.
    let in_time = |a: usize, b: usize, relation| match (published[a], published[b]) {
        (Some(x), Some(y)) => relation == Relation::Copy || (x - y).abs() <= UPDATED,
        _ => true,
    };
    let mut buckets: HashMap<(usize, u64), Vec<usize>> = HashMap::new();
    for (n, words) in words.iter().enumerate() {
        let sketch = sketch(&words.hashes);
        for (band, rows) in sketch.chunks(BAND).enumerate() {
            let key = rows.iter().fold(band as u64, |key, &hash| mix(key ^ hash));
            buckets.entry((band, key)).or_default().push(n);
        }
    }
    let mut pairs: HashSet<(usize, usize)> = HashSet::new();
    for bucket in buckets.into_values() {
        // Only with those next to it: a text of a hundred copies is joined to them step by step.
        for (at, &a) in bucket.iter().enumerate() {
            pairs.extend(bucket[at + 1..].iter().take(8).map(|&b| (a, b)));
        }
    }
    let mut out: Vec<(usize, usize, Relation)> = pairs
        .into_iter()
        .filter_map(|(a, b)| Some((a, b, relation(&words[a], &words[b])?)))
        .filter(|&(a, b, relation)| in_time(a, b, relation))
        .collect();
    out.sort_by_key(|&(a, b, relation)| (relation == Relation::Version, a, b));
    out
}

/// How two texts are related, by the words of each that stand in the other in runs.
///
/// Texts in which names stand for one another's are no copies: the same office sends the same formulas
/// to different people.
fn relation(a: &Words, b: &Words) -> Option<Relation> {
    if a.hashes == b.hashes && !a.hashes.is_empty() {
        return Some(Relation::Copy);
    }
    let (length, other) = (a.hashes.len(), b.hashes.len());
    if length.min(other) < SHORTEST {
        return None;
    }
    let (of_a, of_b) = (covered(&a.hashes, &b.hashes), covered(&b.hashes, &a.hashes));
    let of_shorter = if length <= other { of_a } else { of_b };
    if of_shorter < VERSION || renamed(a, b) > length.min(other) / RENAMED {
        return None;
    }
    let is_copy = of_a >= COPY && of_b >= COPY;
    Some(if is_copy {
        Relation::Copy
    } else {
        Relation::Version
    })
}

/// At how many places a name of `b` stands where `a` has another, neither of them known to the other
/// text. A name that is only added, or left out with what was said of it, is none of these.
fn renamed(a: &Words, b: &Words) -> usize {
    let own = |words: &Words, other: &Words, range: std::ops::Range<usize>| {
        let mut names = words.hashes[range]
            .iter()
            .filter(|word| words.names.contains(word));
        names.any(|name| !other.hashes.contains(name))
    };
    capture_diff_slices(Algorithm::Patience, &a.hashes, &b.hashes)
        .into_iter()
        .filter(|change| change.tag() == DiffTag::Replace)
        .filter(|change| own(a, b, change.old_range()) && own(b, a, change.new_range()))
        .count()
}

/// The share of the words of `a` that stand in `b` in the same runs.
fn covered(a: &[u64], b: &[u64]) -> f32 {
    let runs: HashSet<&[u64]> = b.windows(SHINGLE).collect();
    let mut found = vec![false; a.len()];
    for (at, run) in a.windows(SHINGLE).enumerate() {
        if runs.contains(run) {
            found[at..at + SHINGLE].fill(true);
        }
    }
    found.iter().filter(|&&f| f).count() as f32 / a.len().max(1) as f32
}

/// The smallest hash of all shingles, for each of [`HASHES`] ways to hash.
fn sketch(words: &[u64]) -> Vec<u64> {
    let shingles: Vec<u64> = words
        .windows(SHINGLE.min(words.len()).max(1))
        .map(|run| run.iter().fold(0, |hash, &word| mix(hash ^ word)))
        .collect();
    (0..HASHES as u64)
        .map(|way| {
            let seed = mix(way + 1);
            shingles.iter().map(|&s| mix(s ^ seed)).min().unwrap_or(way)
        })
        .collect()
}

/// A text's words in lower case, each as a number, and which of them are names or numbered names.
#[derive(Default)]
struct Words {
    hashes: Vec<u64>,
    names: HashSet<u64>,
}

impl Words {
    /// The headline is left out: whoever republishes a text gives it another.
    fn of(text: &str) -> Self {
        let text = &text[headline(text)..];
        let mut out = Self::default();
        let mut opens = true;
        for token in tokens(text) {
            let word = token.span.of(text);
            if !word.chars().any(char::is_alphanumeric) {
                opens = opens || matches!(word, "." | "?" | "!" | "“" | "\"");
                continue;
            }
            let hash = word
                .to_lowercase()
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                });
            out.hashes.push(hash);
            let is_mixed =
                word.contains(|c: char| c.is_ascii_digit()) && word.contains(char::is_alphabetic);
            // An update tells of another day.
            let is_name = !opens && word.starts_with(char::is_uppercase) && !is_date(word);
            if is_mixed || is_name {
                out.names.insert(hash);
            }
            opens = false;
        }
        out
    }
}

/// SplitMix64's finalizer: every bit of the outcome depends on every bit of `x`.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The agency that a credit line names: "(AP)", "Reuters reported", "Source: TASS".
pub(crate) fn agency(text: &str) -> Option<String> {
    let head = &text[..text.floor_char_boundary(CREDIT)];
    let tail = &text[text.floor_char_boundary(text.len().saturating_sub(CREDIT))..];
    let credits = |name: &str| {
        let bracket = format!("({name})");
        let told = [
            format!("{name} reported"),
            format!("{name} reports"),
            format!("told {name}"),
        ];
        let line = [
            format!("Source: {name}"),
            format!("© {name}"),
            format!("With {name}"),
            format!("by {name}"),
        ];
        head.contains(&bracket)
            || tail.contains(&bracket)
            || line
                .iter()
                .any(|credit| tail.contains(credit) || head.contains(credit))
            || told.iter().any(|credit| text.contains(credit))
    };
    lines(AGENCIES)
        .find(|name| credits(name))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "HARBOUR CITY (AP) — The foreign ministers of the two island states signed a treaty on \
        fishing quotas on Monday after three days of talks. The treaty sets a yearly catch of 40,000 tons for each \
        side and opens both ports to patrol boats. “This is a good day for our fishermen,” said the host. The \
        parliaments are to vote in June, and the opposition in both capitals has promised to reject it.";

    fn related_to_story(other: &str) -> Option<Relation> {
        related(&[(STORY, None), (other, None)])
            .first()
            .map(|&(_, _, relation)| relation)
    }

    #[test]
    fn republished_and_retitled_texts_are_copies() {
        assert_eq!(related_to_story(STORY), Some(Relation::Copy));
        let retitled = STORY.replace("HARBOUR CITY (AP) — ", "Islands sign treaty\n\n");
        assert_eq!(related_to_story(&retitled), Some(Relation::Copy));
    }

    #[test]
    fn shortened_and_updated_texts_are_versions() {
        let shortened = &STORY[..STORY.find(" The parliaments").unwrap()];
        assert_eq!(related_to_story(shortened), Some(Relation::Version));
        let updated = format!(
            "{STORY} On Tuesday the speaker of the northern parliament said that the vote would be brought forward to \
             May, because the fishing season begins in the first days of June."
        );
        assert_eq!(related_to_story(&updated), Some(Relation::Version));
    }

    #[test]
    fn a_text_that_is_both_updated_and_retitled_is_a_version() {
        let updated = STORY
            .replace(
                "HARBOUR CITY (AP) — ",
                "Islands sign treaty; vote in May\n\n",
            )
            .replace("on Monday", "on Tuesday")
            .replace("in June", "in May")
            + " Prime Minister Holm spoke of a long road, and thanked the envoy of the northern league.";
        assert_eq!(related_to_story(&updated), Some(Relation::Version));
        let shortened = &updated[..updated.find(" The parliaments").unwrap()];
        assert_eq!(related_to_story(shortened), Some(Relation::Version));
    }

    #[test]
    fn another_story_about_the_same_is_no_copy() {
        let other = "The island states have settled their quarrel over fishing quotas, their foreign ministers said \
            in Harbour City. Each side may now catch 40,000 tons a year; patrol boats may call at both ports. Votes \
            in the two parliaments are planned for June, where the opposition wants to stop the treaty.";
        assert_eq!(related_to_story(other), None);
    }

    #[test]
    fn the_same_formula_about_others_is_no_copy() {
        let formula = |guest: &str, land: &str| {
            format!(
                "The president received {guest}, the new ambassador of {land}, in the palace on Monday. The two spoke of \
                 trade, of the ferry line and of the students who are to come in autumn. The president wished the \
                 ambassador success and asked for greetings to the head of state. Coffee was served in the blue room."
            )
        };
        let (a, b) = (
            formula("Karin Holm", "Denmark"),
            formula("Pierre Rault", "France"),
        );
        assert_eq!(related(&[(&a, None), (&b, None)]), []);
    }

    #[test]
    fn the_next_readout_in_the_words_of_the_last_is_no_update() {
        let more = STORY.replace("three days", "four days")
            + " The ministers will meet again in the autumn of the year.";
        let on = |day| related(&[(STORY, Some("2025-03-10")), (&more, Some(day))]);
        assert_eq!(on("2025-03-11"), [(0, 1, Relation::Version)]);
        assert_eq!(on("2025-05-10"), []);
    }

    #[test]
    fn credits_are_read() {
        assert_eq!(agency(STORY).as_deref(), Some("AP"));
        assert_eq!(
            agency("The ship sank, Reuters reported on Monday.").as_deref(),
            Some("Reuters")
        );
        assert_eq!(agency("The AP gear was lost."), None);
    }
}
