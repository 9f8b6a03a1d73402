//! Which clauses of a text are on one matter.
//!
//! Pairs are scored by a small regression over what they have in common (weights in `data/matters.tsv`, fitted by
//! `training/matters.py`); clauses are put together from the surest pair on, as long as those put together are on the
//! whole more likely than not on one matter (average linkage).

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use verbale_embed::{MATTER, average_linkage};

/// What is known of the matter of a clause.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matter {
    /// The crude stems of the words that name it.
    pub(crate) name: BTreeSet<String>,
    /// Those of all its telling words.
    pub(crate) words: BTreeSet<String>,
    /// What the model tells of it; of length 1.
    pub(crate) vector: Option<[f32; MATTER]>,
    /// The number of its sentence.
    pub(crate) sentence: usize,
}

/// Beyond so many clauses only those are compared that share a word of their names: the time grows no faster than the
/// text.
const MOST: usize = 400;

/// Sentences this near to each other may go on about one matter.
const NEAR: usize = 1;

struct Weights {
    bias: f32,
    likeness: f32,
    name: f32,
    words: f32,
    near: f32,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let rows = include_str!("../../data/matters.tsv").lines();
    let rows = rows.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let all: HashMap<&str, f32> = rows
        .filter_map(|line| {
            let (name, weight) = line.split_once('\t')?;
            Some((name, weight.parse().ok()?))
        })
        .collect();
    Weights {
        bias: all["bias"],
        likeness: all["likeness"],
        name: all["name"],
        words: all["words"],
        near: all["near"],
    }
});

/// The log-odds that two clauses are on one matter.
fn odds(a: &Matter, b: &Matter) -> f32 {
    let common = a.words.intersection(&b.words).count() as f32;
    let least = a.words.len().min(b.words.len()).max(1) as f32;
    let likeness = match (&a.vector, &b.vector) {
        (Some(a), Some(b)) => verbale_embed::cosine(a, b),
        _ => 0.0,
    };
    let weights = &*WEIGHTS;
    weights.bias
        + weights.likeness * likeness
        + weights.name * agreement(&a.name, &b.name)
        + weights.words * common / least
        + if a.sentence.abs_diff(b.sentence) <= NEAR {
            weights.near
        } else {
            0.0
        }
}

/// How well two names agree: F of their stems.
pub(super) fn agreement(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    2.0 * a.intersection(b).count() as f32 / (a.len() + b.len()).max(1) as f32
}

/// For each clause the number of its matter, counted in the order in which they come up. Clauses with one name are on one
/// matter: nobody could tell two topics of one name apart.
pub(crate) fn matters(clauses: &[Matter]) -> Vec<usize> {
    let mut named: HashMap<&BTreeSet<String>, usize> = HashMap::new();
    let mut firsts: Vec<&Matter> = Vec::new();
    let name_of: Vec<usize> = clauses
        .iter()
        .map(|clause| {
            let place = *named.entry(&clause.name).or_insert(firsts.len());
            if place == firsts.len() {
                firsts.push(clause);
            }
            place
        })
        .collect();
    let of = if firsts.len() <= MOST {
        let odds: Vec<f32> = firsts
            .iter()
            .flat_map(|a| firsts.iter().map(move |b| odds(a, b)))
            .collect();
        average_linkage(firsts.len(), &odds, 0.0)
    } else {
        by_last_with_a_word(&firsts)
    };
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let number = |place: usize| {
        let next = numbers.len();
        *numbers.entry(of[place]).or_insert(next)
    };
    name_of.into_iter().map(number).collect()
}

/// For each clause the first one of its matter: that of the last clause before it with a word of its name, if the two are
/// likely on one.
fn by_last_with_a_word(clauses: &[&Matter]) -> Vec<usize> {
    let mut last: HashMap<&str, usize> = HashMap::new();
    let mut of: Vec<usize> = Vec::with_capacity(clauses.len());
    for (n, clause) in clauses.iter().enumerate() {
        let before = clause.name.iter().filter_map(|word| last.insert(word, n));
        let likeliest = before
            .map(|other| (other, odds(clauses[other], clause)))
            .filter(|(_, odds)| *odds > 0.0)
            .max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)));
        of.push(likeliest.map_or(n, |(other, _)| of[other]));
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_lexicon::stem;

    fn matter(name: &str, sentence: usize) -> Matter {
        let stems: BTreeSet<String> = name.split(' ').map(stem).collect();
        Matter {
            name: stems.clone(),
            words: stems,
            vector: None,
            sentence,
        }
    }

    #[test]
    fn clauses_with_one_name_are_on_one_matter() {
        let clauses = [
            matter("fishing quotas", 0),
            matter("the harbour fees", 9),
            matter("fishing quota", 20),
        ];
        assert_eq!(matters(&clauses), [0, 1, 0]);
    }

    #[test]
    fn many_clauses_take_no_longer_than_they_are_long() {
        let clauses: Vec<Matter> = (0..MOST * 20)
            .map(|n| matter(&format!("{} line", ["ferry", "border"][n % 2]), n))
            .collect();
        let found = matters(&clauses);
        assert_eq!(found[0], found[2]);
        assert_ne!(found[0], found[1]);
    }
}
