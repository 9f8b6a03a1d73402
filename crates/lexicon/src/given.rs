//! The gender of given names, for pronouns.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "given_names.tsv",
    text: include_str!("../data/given_names.tsv"),
};

/// Whom a given name is usually borne by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Men: "he".
    Male,
    /// Women: "she".
    Female,
    /// Both, or men in one language and women in another ("Andrea", "Jean").
    Either,
}

/// Who bears the given name, or `None` for names not in the table.
///
/// The name begins with a capital or stands in capitals throughout; of a double name ("Jean-Claude") the first part
/// decides where the whole is not in the table.
///
/// ```
/// use verbale_lexicon::{Gender, gender};
///
/// assert_eq!(gender("Vladimir"), Some(Gender::Male));
/// assert_eq!(gender("Annalena"), Some(Gender::Female));
/// ```
#[must_use]
pub fn gender(given: &str) -> Option<Gender> {
    if let Some(gender) = NAMES.get(given) {
        return Some(*gender);
    }
    if let Some((first, _)) = given.split_once('-') {
        return gender(first);
    }
    let shouted = given.chars().count() > 1 && given.chars().all(char::is_uppercase);
    shouted
        .then(|| NAMES.get(capitalised(given).as_str()).copied())
        .flatten()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .into_iter()
        .chain(letters.flat_map(char::to_lowercase))
        .collect()
}

static NAMES: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<HashMap<&'static str, Gender>, Fault> {
    let mut names = HashMap::new();
    for row in TABLE.rows::<2>()? {
        let gender = row.code(
            1,
            &[
                ("m", Gender::Male),
                ("f", Gender::Female),
                ("u", Gender::Either),
            ],
        )?;
        if !row.cells[0].starts_with(char::is_uppercase) {
            return Err(row.fault("a name begins with a capital"));
        }
        row.enter(&mut names, row.cells[0], gender)?;
    }
    Ok(names)
}
