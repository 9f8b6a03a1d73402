//! International bodies and other organisations that speak for themselves.

use std::sync::LazyLock;

use crate::forms::Forms;
use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "organizations.tsv",
    text: include_str!("../data/organizations.tsv"),
};

/// The short name of the organisation that `form` names: "EU" for "the European Union" and "Brussels".
///
/// Case, "the" and capitals count as in [`country`](crate::country()). A city that is both a country's capital and
/// an organisation's seat is found in both tables; the text around it must decide.
///
/// ```
/// use verbale_lexicon::organization;
///
/// assert_eq!(organization("the United Nations"), Some("UN"));
/// assert_eq!(organization("who"), None);
/// ```
#[must_use]
pub fn organization(form: &str) -> Option<&'static str> {
    ORGANIZATIONS.get(form)
}

static ORGANIZATIONS: LazyLock<Forms<&'static str>> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<Forms<&'static str>, Fault> {
    let mut organizations = Forms::new();
    for row in TABLE.rows::<3>()? {
        let canonical = row.cells[0];
        for form in row.list(0).chain(row.list(1)).chain(row.list(2)) {
            organizations.enter(&row, form, canonical)?;
        }
    }
    Ok(organizations)
}
