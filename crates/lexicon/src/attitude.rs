//! Words that show an attitude: for something, against it, calling for it.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "attitudes.tsv",
    text: include_str!("../data/attitudes.tsv"),
};

/// What a word shows of the attitude to what it stands with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attitude {
    /// For it: "support", "ready", "welcome".
    For,
    /// Against it: "oppose", "concern", "refusal".
    Against,
    /// Wants it done: "need", "must", "urge".
    Call,
    /// Calls it wrong or harmful: "aggression", "illegal".
    Blame,
    /// Makes it depend on something: "if", "unless".
    Condition,
    /// Tells what is left unsaid: "mention", "explanation".
    Silence,
}

impl Attitude {
    const CODES: &[(&str, Self)] = &[
        ("for", Self::For),
        ("against", Self::Against),
        ("call", Self::Call),
        ("blame", Self::Blame),
        ("condition", Self::Condition),
        ("silence", Self::Silence),
    ];

    /// Its name in the table: "for".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::CODES
            .iter()
            .find(|(_, attitude)| *attitude == self)
            .map_or("", |(code, _)| code)
    }
}

/// The attitude that a word shows, by its lemma in lower case.
///
/// ```
/// use verbale_lexicon::{Attitude, attitude};
///
/// assert_eq!(attitude("refusal"), Some(Attitude::Against));
/// assert_eq!(attitude("table"), None);
/// ```
#[must_use]
pub fn attitude(lemma: &str) -> Option<Attitude> {
    ATTITUDES.get(lemma).copied()
}

static ATTITUDES: LazyLock<HashMap<&'static str, Attitude>> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<HashMap<&'static str, Attitude>, Fault> {
    let mut out = HashMap::new();
    for row in TABLE.rows::<2>()? {
        row.lower_case(0)?;
        row.enter(&mut out, row.cells[0], row.code(1, Attitude::CODES)?)?;
    }
    Ok(out)
}
