//! The weights of the two regressions, read once.

use crate::table::rows;
use std::collections::HashMap;
use std::sync::LazyLock;

static WEIGHTS: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    let number = |[name, value]: [&'static str; 2]| {
        let weight = value.parse();
        (
            name,
            weight.unwrap_or_else(|_| panic!("{name} is no number: {value:?}")),
        )
    };
    rows::<2>(include_str!("../data/matching.tsv"))
        .map(number)
        .collect()
});

/// A weight by its name.
///
/// # Panics
/// If the table has no such name; every name is written in this crate.
pub(crate) fn weight(name: &str) -> f32 {
    weight_if_known(name).unwrap_or_else(|| panic!("no weight {name:?} in the table"))
}

/// A weight whose name is made of what was found.
pub(crate) fn weight_if_known(name: &str) -> Option<f32> {
    WEIGHTS.get(name).copied()
}
