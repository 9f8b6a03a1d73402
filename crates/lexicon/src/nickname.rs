//! Short forms of given names.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "nicknames.tsv",
    text: include_str!("../data/nicknames.tsv"),
};

/// Whether `short` may be a short form of the given name `full`, both in lower case: "joe" of "joseph".
///
/// ```
/// use verbale_lexicon::is_nickname;
///
/// assert!(is_nickname("alex", "alexandra"));
/// assert!(!is_nickname("alexandra", "alex"));
/// ```
#[must_use]
pub fn is_nickname(short: &str, full: &str) -> bool {
    NAMES.contains_key(&(short, full))
}

static NAMES: LazyLock<HashMap<(&'static str, &'static str), ()>> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<HashMap<(&'static str, &'static str), ()>, Fault> {
    let mut names = HashMap::new();
    for row in TABLE.rows::<2>()? {
        row.lower_case(0)?;
        row.lower_case(1)?;
        row.enter(&mut names, (row.cells[0], row.cells[1]), ())?;
    }
    Ok(names)
}
