//! The record as it stands: what the machine read, and what people made of it.
//!
//! Nothing is overwritten. The machine's reading stays as it is, and the log is applied to it from
//! its first entry to its last ([`apply`]). Each entry finds its row by the words it stands on
//! ([`locate`]), so corrections outlive a new reading.

mod apply;
mod check;
mod context;
mod locate;
mod merge;
mod normalize;
mod rows;
mod split;

use serde::{Deserialize, Serialize};
use verbale_schema::Record;

pub(crate) use apply::apply;
pub(crate) use check::check;
pub(crate) use context::{context, pointed, shown};
pub(crate) use normalize::tidied;
pub(crate) use rows::{DOCUMENT, Kind};

/// What people have made of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// One more with every correction and every new reading.
    pub revision: i64,
    /// The model that read the report.
    pub model: String,
    /// The rules that read it.
    pub rules: String,
    /// When it was read.
    pub made: String,
    /// The rows that a person has judged. All others are the machine's reading, not yet looked at.
    pub rows: Vec<Judgement>,
}

/// What a person made of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Judgement {
    /// The row's id. A rejected or merged row is in none of the record's lists.
    pub row: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Who said so last.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub why: Option<String>,
    /// The entry of the log.
    pub entry: i64,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RowVerdict))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A person found it right.
    Confirmed,
    /// A person put it right.
    Edited,
    /// A person found it wrong.
    Rejected,
    /// A person found that another row is the same, and has its words now.
    Merged,
}

impl Verdict {
    /// The word for it, as in the JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Edited => "edited",
            Self::Rejected => "rejected",
            Self::Merged => "merged",
        }
    }
}

impl Review {
    /// What a person made of a row, if anyone looked at it.
    #[must_use]
    pub fn of(&self, row: &str) -> Option<&Judgement> {
        self.rows.iter().find(|judged| judged.row == row)
    }
}

/// A record with its review: the JSON of the record, and the field `review`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reviewed {
    /// The record as it stands.
    #[serde(flatten)]
    pub record: Record,
    /// What people made of it.
    pub review: Review,
}
