use serde::{Deserialize, Serialize};

use crate::{Span, number, vocabulary::vocabulary};

/// A matter that parties hold positions on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Topic {
    /// `t1`, `t2` … in the order of the text.
    pub id: String,
    /// A name for it, in a few words.
    pub label: String,
}

/// What one party holds on one matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// `p1`, `p2` … in the order of the text.
    pub id: String,
    /// The entity whose position it is; none for the report's own voice.
    pub party: Option<String>,
    /// The topic's id.
    pub topic: String,
    /// Where the party stands.
    pub stance: Stance,
    /// The id of the statement that it was taken in.
    pub statement: Option<String>,
    /// The ids of the entities that a conditional position waits on.
    #[serde(default)]
    pub depends_on: Vec<String>,
    /// The words that show it.
    #[serde(default)]
    pub evidence: Vec<Span>,
    /// The probability that this row is right; written with at most three decimals.
    #[serde(serialize_with = "number::probability")]
    pub confidence: f32,
}

vocabulary! {
    /// Where a party stands on a matter.
    pub enum Stance {
        /// Says it is so, supports it, commits to it.
        Affirms = "affirms",
        /// Says it is not so, refuses it.
        Denies = "denies",
        /// Calls on another to act.
        Demands = "demands",
        /// Makes it depend on something or someone.
        Conditional = "conditional",
        /// The text itself says that the party did not speak of it.
        Silent = "silent",
    }
}
