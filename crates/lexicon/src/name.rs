//! Well-known names of places and organisations, and the nouns that say what a name names.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::forms::Forms;
use crate::table::{Fault, Table, built};

const NAMES: Table = Table {
    file: "names.tsv",
    text: include_str!("../data/names.tsv"),
};
const HEADS: Table = Table {
    file: "name_heads.tsv",
    text: include_str!("../data/name_heads.tsv"),
};
const PARTICLES: Table = Table {
    file: "particles.tsv",
    text: include_str!("../data/particles.tsv"),
};

/// What a well-known name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// A company, newspaper, party, service, club.
    Organization,
    /// A region, city, sea, river, mountain.
    Place,
}

/// What names are whose head is a certain noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameHead {
    /// Organisations: "Northern University".
    Organization,
    /// Places: "Long Lake".
    Place,
    /// Things that are neither, nor persons: "the Lakeside Agreement".
    Neither,
}

/// What `form` names, if it is well known; countries and the bodies of [`organization`](crate::organization()) are not
/// among the names.
///
/// Case, "the" and capitals count as in [`country`](crate::country()).
///
/// ```
/// use verbale_lexicon::{Named, well_known};
///
/// assert_eq!(well_known("the Black Sea"), Some(Named::Place));
/// assert_eq!(well_known("Reuters"), Some(Named::Organization));
/// assert_eq!(well_known("apple"), None);
/// ```
#[must_use]
pub fn well_known(form: &str) -> Option<Named> {
    KNOWN.get(form)
}

/// What a name is that ends in `noun`, as it is spelt there: "Court" of "Supreme Court".
///
/// ```
/// use verbale_lexicon::{NameHead, head_at_end};
///
/// assert_eq!(head_at_end("Court"), Some(NameHead::Organization));
/// assert_eq!(head_at_end("court"), None);
/// ```
#[must_use]
pub fn head_at_end(noun: &str) -> Option<NameHead> {
    NOUNS.at_end.get(noun).copied()
}

/// What a name is whose `noun` stands before "of": "Court" of "Court of Appeal".
#[must_use]
pub fn head_before_of(noun: &str) -> Option<NameHead> {
    NOUNS.before_of.get(noun).copied()
}

/// What a name is right before which `noun` stands: "Hurricane" of "Hurricane Dora".
#[must_use]
pub fn head_before(noun: &str) -> Option<NameHead> {
    NOUNS.before.get(noun).copied()
}

/// Whether `word` stands between the parts of persons' names: "bin", "van".
#[must_use]
pub fn is_particle(word: &str) -> bool {
    PARTICLE.contains(word)
}

static KNOWN: LazyLock<Forms<Named>> = LazyLock::new(|| built(read_names()));
static NOUNS: LazyLock<Nouns> = LazyLock::new(|| built(read_heads()));
static PARTICLE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| built(read_particles()));

pub(crate) struct Nouns {
    at_end: HashMap<&'static str, NameHead>,
    before_of: HashMap<&'static str, NameHead>,
    before: HashMap<&'static str, NameHead>,
}

pub(crate) fn read_names() -> Result<Forms<Named>, Fault> {
    let kinds = [
        ("organization", Named::Organization),
        ("place", Named::Place),
    ];
    let mut names = Forms::new();
    for row in NAMES.rows::<2>()? {
        let kind = row.code(0, &kinds)?;
        for form in row.list(1) {
            names.enter(&row, form, kind)?;
        }
    }
    Ok(names)
}

pub(crate) fn read_heads() -> Result<Nouns, Fault> {
    let kinds = [
        ("organization", NameHead::Organization),
        ("place", NameHead::Place),
        ("neither", NameHead::Neither),
    ];
    let mut nouns = Nouns {
        at_end: HashMap::new(),
        before_of: HashMap::new(),
        before: HashMap::new(),
    };
    for row in HEADS.rows::<3>()? {
        let kind = row.code(0, &kinds)?;
        for noun in row.list(2) {
            let map = match row.cells[1] {
                "last" => &mut nouns.at_end,
                "of" => &mut nouns.before_of,
                "first" => &mut nouns.before,
                other => return Err(row.fault(format!("unknown code {other:?} in column 2"))),
            };
            row.enter(map, noun, kind)?;
        }
    }
    Ok(nouns)
}

pub(crate) fn read_particles() -> Result<HashSet<&'static str>, Fault> {
    let mut particles = HashMap::new();
    for row in PARTICLES.rows::<1>()? {
        row.enter(&mut particles, row.cells[0], ())?;
    }
    Ok(particles.into_keys().collect())
}
