//! Copies and versions of one text: found by MinHash over word shingles, settled by aligning the
//! words.

use crate::Input;
use crate::account::Account;
use crate::table::lines;
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
/// Of a version, at least this share of the shorter text stands in the longer.
const VERSION: f32 = 0.8;
/// Shorter texts are too much alike by chance.
const SHORTEST: usize = 40;
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

/// How two texts are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Copy,
    Version,
}

/// The reports that count, in their order. Of versions the latest counts, of copies the first.
pub(crate) fn originals(inputs: &[&Input], accounts: &[Account]) -> Vec<Original> {
    let texts: Vec<&str> = inputs
        .iter()
        .map(|i| i.record.document.text.as_deref().unwrap_or_default())
        .collect();
    let mut kept: Vec<Option<Original>> = texts
        .iter()
        .enumerate()
        .map(|(document, text)| {
            Some(Original {
                document,
                copies: Vec::new(),
                versions: Vec::new(),
                agency: agency(text),
            })
        })
        .collect();
    for (a, b, relation) in related(&texts) {
        // Two governments may use the same formulas, and each means its own.
        if let (Some(x), Some(y)) = (&accounts[a].side, &accounts[b].side)
            && x != y
        {
            continue;
        }
        let find = |n: usize| {
            kept.iter().position(|original| {
                original.as_ref().is_some_and(|o| {
                    o.document == n || o.copies.contains(&n) || o.versions.contains(&n)
                })
            })
        };
        let (Some(first), Some(second)) = (find(a), find(b)) else {
            continue;
        };
        if first == second {
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

/// The pairs of texts that are copies or versions of one another, by number, the lower first.
pub(crate) fn related(texts: &[&str]) -> Vec<(usize, usize, Relation)> {
    let words: Vec<Vec<u64>> = texts.iter().map(|text| hashed_words(text)).collect();
    let mut buckets: HashMap<(usize, u64), Vec<usize>> = HashMap::new();
    for (n, words) in words.iter().enumerate() {
        let sketch = sketch(words);
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
        .collect();
    out.sort_by_key(|&(a, b, relation)| (relation == Relation::Version, a, b));
    out
}

/// How two texts are related, by the words of each that stand in the other in runs.
fn relation(a: &[u64], b: &[u64]) -> Option<Relation> {
    if a == b && !a.is_empty() {
        return Some(Relation::Copy);
    }
    if a.len().min(b.len()) < SHORTEST {
        return None;
    }
    let (of_a, of_b) = (covered(a, b), covered(b, a));
    if of_a >= COPY && of_b >= COPY {
        Some(Relation::Copy)
    } else {
        let of_shorter = if a.len() <= b.len() { of_a } else { of_b };
        (of_shorter >= VERSION).then_some(Relation::Version)
    }
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

/// The words in lower case, each as a number.
fn hashed_words(text: &str) -> Vec<u64> {
    tokens(text)
        .iter()
        .map(|token| token.span.of(text))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| {
            word.to_lowercase()
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                })
        })
        .collect()
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
        related(&[STORY, other])
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
    fn another_story_about_the_same_is_no_copy() {
        let other = "The island states have settled their quarrel over fishing quotas, their foreign ministers said \
            in Harbour City. Each side may now catch 40,000 tons a year; patrol boats may call at both ports. Votes \
            in the two parliaments are planned for June, where the opposition wants to stop the treaty.";
        assert_eq!(related_to_story(other), None);
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
