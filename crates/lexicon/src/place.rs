//! Cities and states, as hints that a word may be a place.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "places.tsv",
    text: include_str!("../data/places.tsv"),
};

/// Whether `form` is the name of a larger city or a state of the USA. It may be a surname as well; countries are not
/// among them.
///
/// ```
/// use verbale_lexicon::is_place;
///
/// assert!(is_place("Vladivostok") && !is_place("Finland"));
/// ```
#[must_use]
pub fn is_place(form: &str) -> bool {
    PLACES.contains(form)
}

static PLACES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<HashSet<&'static str>, Fault> {
    let mut places = HashSet::new();
    for row in TABLE.rows::<1>()? {
        if !row.cells[0].starts_with(char::is_uppercase) {
            return Err(row.fault("a place begins with a capital"));
        }
        if !places.insert(row.cells[0]) {
            return Err(row.fault("stands in the table already"));
        }
    }
    Ok(places)
}
