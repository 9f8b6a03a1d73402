//! Countries, and the words by which English news calls them, their people and their governments.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::forms::Forms;
use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "countries.tsv",
    text: include_str!("../data/countries.tsv"),
};

/// A country's ISO 3166-1 alpha-3 code ("FIN"), or `XKX` for Kosovo. Only codes in the table exist.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alpha3(&'static str);

impl Alpha3 {
    /// The three capital letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The country with this code, if there is one.
    #[must_use]
    pub fn of(code: &str) -> Option<Alpha3> {
        COUNTRIES
            .names
            .get_key_value(code)
            .map(|(code, _)| Alpha3(code))
    }
}

impl fmt::Display for Alpha3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Alpha3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How a word stands for a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// One of its names: "Finland", "the UK".
    Name,
    /// "Finnish". A word that is also the people's ("American") is of this kind.
    Adjective,
    /// Its people: "a Finn", "Russians".
    Demonym,
    /// Its capital, or another city whose name news uses for the government: "Helsinki", "The Hague".
    Capital,
    /// A building, street or department that stands for its government: "the Kremlin", "Downing Street".
    Seat,
}

/// The country that `form` names and how, or `None` if it names none.
///
/// The form is a whole name without possessive "'s". Case counts ("US" is not "us"), except that names of more than
/// three letters may stand in capitals throughout. A leading "the" does not count. Where news uses one word for two
/// countries the table has the one that is usually meant: "Georgia" is the country, "Congo" is the one with Kinshasa.
///
/// ```
/// use verbale_lexicon::{NameKind, country};
///
/// let (code, kind) = country("the Kremlin").unwrap();
/// assert_eq!((code.as_str(), kind), ("RUS", NameKind::Seat));
/// assert_eq!(country("us"), None);
/// ```
#[must_use]
pub fn country(form: &str) -> Option<(Alpha3, NameKind)> {
    COUNTRIES.forms.get(form)
}

/// The country's short English name, as news has it: "Russia", "Ivory Coast".
#[must_use]
pub fn country_name(code: Alpha3) -> &'static str {
    COUNTRIES.names[code.0]
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| built(read()));

pub(crate) struct Countries {
    names: HashMap<&'static str, &'static str>,
    forms: Forms<(Alpha3, NameKind)>,
}

pub(crate) fn read() -> Result<Countries, Fault> {
    let mut countries = Countries {
        names: HashMap::new(),
        forms: Forms::new(),
    };
    for row in TABLE.rows::<7>()? {
        let [code, name, ..] = row.cells;
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(row.fault(format!("{code:?} is no alpha-3 code")));
        }
        row.enter(&mut countries.names, code, name)?;
        let kinds = [
            NameKind::Name,
            NameKind::Name,
            NameKind::Adjective,
            NameKind::Demonym,
            NameKind::Capital,
            NameKind::Seat,
        ];
        for (column, kind) in (1..).zip(kinds) {
            for form in row.list(column) {
                countries.forms.enter(&row, form, (Alpha3(code), kind))?;
            }
        }
    }
    Ok(countries)
}
