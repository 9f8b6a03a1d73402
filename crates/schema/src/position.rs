use serde::{Deserialize, Serialize};

use crate::{Span, number, vocabulary::vocabulary};

/// A matter that parties hold positions on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Topic {
    /// `t1`, `t2` … in the order of the text.
    pub id: String,
    /// What an analyst would write in the margin: a noun phrase of one to six words.
    pub label: String,
    /// Where the label's words stand; none where a person worded it, or an older version did.
    #[serde(default)]
    pub span: Option<Span>,
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
    /// Where a party stands on a matter: of stances that cannot be told apart the weaker one.
    pub enum Stance {
        /// Says that it is so; values or supports a thing or a principle; thanks, hopes, welcomes.
        Affirms = "affirms",
        /// Undertakes, agrees to, plans or announces an act of its own or a joint one.
        Commits = "commits",
        /// Asks another to act or not to act; urges, invites, warns.
        Demands = "demands",
        /// Raises the matter without showing where it stands.
        Discusses = "discusses",
        /// Only if; up to another; threatens in case of.
        Conditional = "conditional",
        /// Will not do it, does not accept it, opposes it, rules it out.
        Rejects = "rejects",
        /// Blames, condemns, accuses; is concerned about another's act.
        Criticises = "criticises",
        /// Says that it is not so.
        Denies = "denies",
        /// Is said by the text not to have mentioned, explained or answered it.
        Silent = "silent",
    }
}
