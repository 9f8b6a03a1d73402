//! Linear models over named features, their weights read from a table.

use std::collections::HashMap;
use std::iter;
use std::sync::LazyLock;
use verbale_embed::Clause;
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

/// Stands for what the model tells of a candidate: the log-odds that it is a position, the log-probability of the stance.
const MODEL: &str = "model";

/// The weights of each feature, by decision.
struct Weights(HashMap<&'static str, [f32; DECISIONS]>);

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    read(TABLE).unwrap_or_else(|fault| unreachable!("checked by a test: positions.tsv:{fault}"))
});

/// Decides on a candidate with these features, of which the model tells so much.
pub(crate) fn decide(features: &[String], clause: Option<&Clause>) -> Decision {
    let mut sums = [0.0f32; DECISIONS];
    for feature in [ALWAYS]
        .into_iter()
        .chain(features.iter().map(String::as_str))
    {
        if let Some(weights) = WEIGHTS.0.get(feature) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight;
            }
        }
    }
    if let (Some(clause), Some(weights)) = (clause, WEIGHTS.0.get(MODEL)) {
        let told = iter::once(&clause.position).chain(&clause.stances);
        for ((sum, weight), value) in sums.iter_mut().zip(weights).zip(told) {
            *sum += weight * value;
        }
    }
    let [position, stances @ ..] = sums;
    let most = stances.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = stances.iter().map(|sum| libm::expf(sum - most)).sum();
    let stance = Stance::ALL
        .iter()
        .copied()
        .zip(stances)
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

/// The features that count most for a position being one, or (with a stance) for that stance, each with what it adds.
pub(crate) fn weightiest(
    features: &[String],
    clause: Option<&Clause>,
    stance: Option<Stance>,
) -> Vec<(String, f32)> {
    let column = stance.map_or(0, |stance| {
        1 + Stance::ALL.iter().position(|s| *s == stance).unwrap_or(0)
    });
    let told = clause.map(|clause| match column {
        0 => clause.position,
        _ => clause.stances[column - 1],
    });
    let named = features.iter().map(|f| (f.as_str(), 1.0));
    let mut weighed: Vec<(String, f32)> = named
        .chain(told.map(|value| (MODEL, value)))
        .filter_map(|(f, value)| Some((f.to_owned(), value * WEIGHTS.0.get(f)?[column])))
        .filter(|(_, weight)| *weight != 0.0)
        .collect();
    weighed.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    weighed.truncate(TOLD);
    weighed
}

/// Reads rows of a decision (`position` or a stance), a feature and its weight.
fn read(table: &'static str) -> Result<Weights, String> {
    let mut out: HashMap<&'static str, [f32; DECISIONS]> = HashMap::new();
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
            stance => {
                let known = Stance::ALL.iter().position(|s| s.as_str() == stance);
                1 + known.ok_or_else(|| fault("neither \"position\" nor a stance"))?
            }
        };
        let weight: f32 = weight
            .parse()
            .map_err(|_| fault("the weight is no number"))?;
        let cell = &mut out.entry(feature).or_default()[column];
        if *cell != 0.0 {
            return Err(fault("stands in the table already"));
        }
        *cell = weight;
    }
    Ok(Weights(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let weights = read(TABLE).unwrap();
        assert!(weights.0[ALWAYS].iter().all(|weight| *weight != 0.0));
        assert!(weights.0[MODEL].iter().all(|weight| *weight > 0.0));
    }

    #[test]
    fn the_model_has_the_stances_in_their_order() {
        let names: Vec<&str> = Stance::ALL.iter().map(|stance| stance.as_str()).collect();
        assert_eq!(verbale_model::Reader::stances(), names);
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
