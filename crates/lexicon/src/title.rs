//! Titles and offices that stand before, after or instead of a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Fault, Table, YES_NO, built};

const TITLES: Table = Table {
    file: "titles.tsv",
    text: include_str!("../data/titles.tsv"),
};
const MODIFIERS: Table = Table {
    file: "modifiers.tsv",
    text: include_str!("../data/modifiers.tsv"),
};

/// A word or phrase that titles a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Title {
    /// What sort of title it is.
    pub kind: TitleKind,
    /// Whether who bears it speaks or acts for a country: a president, a foreign minister, a king; not a former
    /// president, a chief executive or the host of a programme. Always `false` for honorifics and modifiers.
    pub acts_for_country: bool,
}

/// Sorts of titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TitleKind {
    /// Courtesy, no role: "Mr", "Dame", "His Excellency".
    Honorific,
    /// A post held: "president", "envoy", "chief executive".
    Office,
    /// A military or police rank: "general", "Lt. Col.".
    Rank,
    /// An occupation: "professor", "analyst", "correspondent".
    Profession,
    /// No title by itself, it changes the one it stands before: "former", "deputy".
    Modifier,
}

/// The title that `phrase` is, or `None` if it is none.
///
/// The phrase is in lower case and in the singular: "foreign minister", "lt. gen.", "ex-president". Modifiers before
/// a title are taken into account: a "deputy foreign minister" acts for a country, a "former foreign minister" does
/// not.
///
/// ```
/// use verbale_lexicon::{TitleKind, title};
///
/// let minister = title("deputy foreign minister").unwrap();
/// assert_eq!((minister.kind, minister.acts_for_country), (TitleKind::Office, true));
/// assert!(!title("former president").unwrap().acts_for_country);
/// ```
#[must_use]
pub fn title(phrase: &str) -> Option<Title> {
    let lexicon = &*LEXICON;
    if lexicon.in_office.contains_key(phrase) && !lexicon.titles.contains_key(phrase) {
        return Some(Title {
            kind: TitleKind::Modifier,
            acts_for_country: false,
        });
    }
    let mut rest = phrase;
    let mut in_office = true;
    loop {
        if let Some(title) = lexicon.titles.get(rest) {
            return Some(Title {
                acts_for_country: title.acts_for_country && in_office,
                ..*title
            });
        }
        let (modifier, titled) = rest.split_once([' ', '-'])?;
        in_office &= *lexicon.in_office.get(modifier)?;
        rest = titled;
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| built(read()));

pub(crate) struct Lexicon {
    titles: HashMap<&'static str, Title>,
    /// Modifiers, and whether who is titled with them has the office.
    in_office: HashMap<&'static str, bool>,
}

pub(crate) fn read() -> Result<Lexicon, Fault> {
    let kinds = [
        ("honorific", TitleKind::Honorific),
        ("office", TitleKind::Office),
        ("rank", TitleKind::Rank),
        ("profession", TitleKind::Profession),
    ];
    let mut lexicon = Lexicon {
        titles: HashMap::new(),
        in_office: HashMap::new(),
    };
    for row in TITLES.rows::<3>()? {
        let title = Title {
            kind: row.code(1, &kinds)?,
            acts_for_country: row.code(2, YES_NO)?,
        };
        row.lower_case(0)?;
        row.enter(&mut lexicon.titles, row.cells[0], title)?;
    }
    for row in MODIFIERS.rows::<2>()? {
        row.lower_case(0)?;
        row.enter(&mut lexicon.in_office, row.cells[0], row.code(1, YES_NO)?)?;
    }
    Ok(lexicon)
}
