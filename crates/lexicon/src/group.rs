//! Phrases for several parties that speak or act as one.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::country::country;
use crate::table::{Fault, Table, YES_NO, built};

const TABLE: Table = Table {
    file: "groups.tsv",
    text: include_str!("../data/groups.tsv"),
};

/// What the members of a group are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Members {
    /// Heads of state or government: "the two presidents".
    Leaders,
    /// Ministers and others below them: "both foreign ministers".
    Ministers,
    /// Parties to talks: "the sides".
    Sides,
    /// "Both countries".
    Countries,
    /// Bodies: "the two delegations".
    Bodies,
    /// People of any sort: "they", "the pair".
    People,
}

/// Whether the phrase is for two or more who speak or act as one. See [`joint`].
#[must_use]
pub fn is_joint(phrase: &str) -> bool {
    joint(phrase).is_some()
}

/// What the members are of the group that `phrase` is for, or `None` if it is for none.
///
/// Besides fixed phrases ("the pair", "they"): a determiner for two or more and a plural ("both sides", "the two
/// presidents"), two countries and a plural ("the Finnish and Russian foreign ministers"), and the leaders or others
/// of two sides ("leaders of both countries", "the two countries' leaders"). Case counts in countries only.
///
/// ```
/// use verbale_lexicon::{Members, is_joint, joint};
///
/// assert_eq!(joint("The two presidents"), Some(Members::Leaders));
/// assert!(!is_joint("the president"));
/// ```
#[must_use]
pub fn joint(phrase: &str) -> Option<Members> {
    let phrase = phrase.trim();
    let lower = phrase.to_ascii_lowercase();
    GROUPS
        .simple(phrase, &lower)
        .or_else(|| GROUPS.of_joint(phrase, &lower))
}

/// Whether nothing but "the" stands before `rest`, the end of `lower`.
fn is_the(lower: &str, rest: &str) -> bool {
    lower[..lower.len() - rest.len()].trim_end() == "the"
}

static GROUPS: LazyLock<Groups> = LazyLock::new(|| built(read()));

pub(crate) struct Groups {
    /// Complete phrases.
    phrases: HashMap<&'static str, Members>,
    /// Plural nouns.
    heads: HashMap<&'static str, Head>,
    /// What says that there are two or more ("both", "the two"), the longest first.
    determiners: Vec<&'static str>,
}

#[derive(Clone, Copy)]
struct Head {
    members: Members,
    /// Whether "the" is enough before it: "the sides" are those of the talks, "the officials" may be anyone.
    with_the: bool,
}

impl Groups {
    /// A phrase that is not put together from two: all but "the leaders of both countries".
    fn simple(&self, phrase: &str, lower: &str) -> Option<Members> {
        if let Some(members) = self.phrases.get(lower) {
            return Some(*members);
        }
        let (counts, rest) = self.determiner(lower);
        let head = self.heads.get(rest);
        head.filter(|head| counts || (head.with_the && is_the(lower, rest)))
            .map(|head| head.members)
            .or_else(|| self.of_two_countries(&phrase[lower.len() - rest.len()..], rest))
    }

    /// Whether a determiner for two or more leads, and what follows it or a plain "the".
    fn determiner<'p>(&self, lower: &'p str) -> (bool, &'p str) {
        let after = |word: &str| {
            lower
                .strip_prefix(word)
                .and_then(|rest| rest.strip_prefix(' '))
        };
        match self
            .determiners
            .iter()
            .find_map(|determiner| after(determiner))
        {
            Some(rest) => (true, rest),
            None => (false, after("the").unwrap_or(lower)),
        }
    }

    /// "Russian and American presidents".
    fn of_two_countries(&self, rest: &str, lower: &str) -> Option<Members> {
        let (_, after) = lower.split_once(" and ")?;
        let mut second_ends = after
            .match_indices(' ')
            .map(|(space, _)| lower.len() - after.len() + space);
        let end = second_ends.find(|end| self.heads.contains_key(&lower[end + 1..]))?;
        let (first, second) = rest[..end].split_once(" and ")?;
        let (first, second) = (country(first)?.0, country(second)?.0);
        (first != second).then(|| self.heads[&lower[end + 1..]].members)
    }

    /// "The leaders of both countries", "the two countries' leaders".
    fn of_joint(&self, phrase: &str, lower: &str) -> Option<Members> {
        let (head, whole) = match lower.find(" of ") {
            Some(of) => (lower[..of].trim_start_matches("the "), of + 4..lower.len()),
            None => {
                let apostrophe = lower.find(['\'', '’'])?;
                let head = lower[apostrophe..].trim_start_matches(['\'', '’', ' ']);
                (head, 0..lower[..apostrophe].trim_end().len())
            }
        };
        let head = self.heads.get(head)?;
        self.simple(&phrase[whole.clone()], &lower[whole])
            .map(|_| head.members)
    }
}

pub(crate) fn read() -> Result<Groups, Fault> {
    let members = [
        ("leaders", Members::Leaders),
        ("ministers", Members::Ministers),
        ("sides", Members::Sides),
        ("countries", Members::Countries),
        ("bodies", Members::Bodies),
        ("people", Members::People),
    ];
    let mut groups = Groups {
        phrases: HashMap::new(),
        heads: HashMap::new(),
        determiners: Vec::new(),
    };
    for row in TABLE.rows::<4>()? {
        let [form, part, ..] = row.cells;
        match part {
            "determiner" => groups.determiners.push(form),
            "phrase" => row.enter(&mut groups.phrases, form, row.code(2, &members)?)?,
            "head" => {
                let head = Head {
                    members: row.code(2, &members)?,
                    with_the: row.code(3, YES_NO)?,
                };
                row.enter(&mut groups.heads, form, head)?;
            }
            _ => return Err(row.fault(format!("unknown code {part:?} in column 2"))),
        }
    }
    groups
        .determiners
        .sort_by_key(|determiner| std::cmp::Reverse(determiner.len()));
    Ok(groups)
}
