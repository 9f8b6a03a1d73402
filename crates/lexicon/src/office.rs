//! Which country an office is of by its name alone, and which countries have no such office.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "offices.tsv",
    text: include_str!("../data/offices.tsv"),
};

#[derive(Debug, Default)]
pub(crate) struct Offices {
    only: HashMap<&'static str, &'static str>,
    never: HashMap<&'static str, Vec<&'static str>>,
}

static OFFICES: LazyLock<Offices> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<Offices, Fault> {
    let mut out = Offices::default();
    for row in TABLE.rows::<3>()? {
        row.lower_case(0)?;
        match row.cells[1] {
            "only" => row.enter(&mut out.only, row.cells[0], row.cells[2])?,
            "never" => row.enter(&mut out.never, row.cells[0], row.list(2).collect())?,
            how => return Err(row.fault(format!("neither \"only\" nor \"never\": {how:?}"))),
        }
    }
    Ok(out)
}

/// The code of the country whose office this is where none is named beside it, in lower case.
///
/// ```
/// use verbale_lexicon::office_state;
///
/// assert_eq!(office_state("treasury secretary"), Some("USA"));
/// assert_eq!(office_state("foreign minister"), None);
/// ```
#[must_use]
pub fn office_state(office: &str) -> Option<&'static str> {
    OFFICES.only.get(office).copied()
}

/// Whether a country may have this office: the code of the country, the office in lower case.
///
/// ```
/// use verbale_lexicon::may_have_office;
///
/// assert!(!may_have_office("GBR", "president"));
/// assert!(may_have_office("FRA", "president"));
/// ```
#[must_use]
pub fn may_have_office(country: &str, office: &str) -> bool {
    let never = OFFICES.never.get(office);
    let other = OFFICES
        .only
        .get(office)
        .is_some_and(|only| *only != country);
    !other && never.is_none_or(|never| !never.contains(&country))
}
