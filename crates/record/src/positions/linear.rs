//! Linear models over named features, their weights read from a table.

use std::collections::HashMap;
use std::sync::LazyLock;
use verbale_schema::Stance;

/// Fitted by `training/positions.py` on what `verbale-dev positions` writes.
const TABLE: &str = include_str!("../../data/positions.tsv");

/// The feature that every candidate has.
const ALWAYS: &str = "always";

/// How many decisions there are: whether it is a position, and each stance.
const DECISIONS: usize = 1 + Stance::ALL.len();

/// What is decided of a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decision {
    /// The probability that it is a position.
    pub(crate) position: f32,
    /// The likeliest stance, if it is one, and the probability of that.
    pub(crate) stance: (Stance, f32),
}

/// A table as it was fitted.
struct Weights {
    /// The weights of each feature, by decision.
    by_feature: HashMap<&'static str, [f32; DECISIONS]>,
    /// The stances that the table has weights for; no other is ever decided on.
    stances: Vec<Stance>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    read(TABLE).unwrap_or_else(|fault| unreachable!("checked by a test: positions.tsv:{fault}"))
});

/// Decides on a candidate with these features.
pub(crate) fn decide(features: &[String]) -> Decision {
    let mut sums = [0.0f32; DECISIONS];
    for feature in [ALWAYS]
        .into_iter()
        .chain(features.iter().map(String::as_str))
    {
        if let Some(weights) = WEIGHTS.by_feature.get(feature) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight;
            }
        }
    }
    let [position, stances @ ..] = sums;
    let known: Vec<(Stance, f32)> = Stance::ALL
        .iter()
        .copied()
        .zip(stances)
        .filter(|(stance, _)| WEIGHTS.stances.contains(stance))
        .collect();
    let most = known.iter().map(|(_, sum)| *sum).fold(f32::MIN, f32::max);
    let total: f32 = known.iter().map(|(_, sum)| libm::expf(sum - most)).sum();
    let stance = known
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or((Stance::Affirms, 1.0), |(stance, sum)| {
            (stance, libm::expf(sum - most) / total)
        });
    Decision {
        position: 1.0 / (1.0 + libm::expf(-position)),
        stance,
    }
}

/// How many features are told of a decision at most.
const TOLD: usize = 5;

/// The features that count most for a position being one, or (with a stance) for that stance: name and weight.
pub(crate) fn weightiest(features: &[String], stance: Option<Stance>) -> Vec<(String, f32)> {
    let column = stance.map_or(0, |stance| {
        1 + Stance::ALL.iter().position(|s| *s == stance).unwrap_or(0)
    });
    let mut weighed: Vec<(String, f32)> = features
        .iter()
        .filter_map(|f| Some((f.clone(), WEIGHTS.by_feature.get(f.as_str())?[column])))
        .filter(|(_, weight)| *weight != 0.0)
        .collect();
    weighed.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    weighed.truncate(TOLD);
    weighed
}

/// Reads rows of a decision (`position` or a stance), a feature and its weight.
fn read(table: &'static str) -> Result<Weights, String> {
    let mut by_feature: HashMap<&'static str, [f32; DECISIONS]> = HashMap::new();
    let mut stances: Vec<Stance> = Vec::new();
    for (n, line) in table.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |what: &str| format!("{}: {what}", n + 1);
        let [decision, feature, weight] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(fault("not three columns"));
        };
        let column = match decision {
            "position" => 0,
            word => {
                let known = Stance::ALL.iter().position(|s| s.as_str() == word);
                let at = known.ok_or_else(|| fault("neither \"position\" nor a stance"))?;
                if !stances.contains(&Stance::ALL[at]) {
                    stances.push(Stance::ALL[at]);
                }
                1 + at
            }
        };
        let weight: f32 = weight
            .parse()
            .map_err(|_| fault("the weight is no number"))?;
        let cell = &mut by_feature.entry(feature).or_default()[column];
        if *cell != 0.0 {
            return Err(fault("stands in the table already"));
        }
        *cell = weight;
    }
    Ok(Weights {
        by_feature,
        stances,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let weights = read(TABLE).unwrap();
        assert!(weights.by_feature.contains_key(ALWAYS));
        assert!(weights.stances.contains(&Stance::Affirms));
    }

    #[test]
    fn a_fault_names_its_line() {
        let fault = |table| read(table).err().unwrap();
        assert_eq!(fault("# head\nposition\tact=say"), "2: not three columns");
        assert_eq!(
            fault("perhaps\tact=say\t1"),
            "1: neither \"position\" nor a stance"
        );
        assert_eq!(fault("denies\tact=say\tx"), "1: the weight is no number");
        assert_eq!(
            fault("denies\tact=say\t1\ndenies\tact=say\t2"),
            "2: stands in the table already"
        );
    }
}
