//! Accounts of one meeting side by side: records in, a [`Dossier`](verbale_schema::Dossier) out.
//!
//! - [`compare`] lines up what the sides say, matter by matter, and says where they differ.
//! - [`differences`] lists where a dossier's accounts differ.
//! - [`group`] finds in a heap of records those that are about one meeting.
//!
//! Pure: no files, clock or network. The result does not depend on the order of the records.
//! What was learned or may be changed stands in tables under `data/`.

mod absence;
mod account;
mod cells;
mod clause;
mod copies;
mod day;
mod differences;
mod dossier;
mod encounter;
mod facts;
mod grouping;
mod label;
mod name;
mod numbers;
mod opening;
mod party;
mod places;
mod points;
mod rows;
mod table;
mod text;
mod verdict;
mod weights;
mod whole;

pub use copies::{Relation, related};
pub use differences::differences;
pub use dossier::{Seen, compare, seen};
pub use encounter::main_meeting;
pub use grouping::{Group, Member, Part, group};

pub use rows::Signs;

pub use verbale_embed::Clauses;
use verbale_schema::Record;

/// What a model tells of a text's clauses; nothing where none is asked: accounts are then lined up by their words alone.
pub type Tell<'t> = dyn Fn(&str) -> Option<Clauses> + 't;

/// A record to be compared.
#[derive(Clone, Debug)]
pub struct Input {
    /// What `verbale read` gave for the report, with its text.
    pub record: Record,
    /// Whose account it is, where the user says so: a country's code or name, a body's name,
    /// `joint` or `news`.
    pub side: Option<String>,
}
