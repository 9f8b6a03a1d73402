use serde::{Deserialize, Serialize};

use crate::{CellStance, Evidence, FactField, Why, number};

/// Where accounts of one meeting differ: a matter on which sides do, or a fact that is disputed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// What the meeting is called.
    pub meeting: Option<String>,
    /// The matter, in a few words; none of a fact.
    pub topic: Option<String>,
    /// The fact; none of a matter.
    pub field: Option<FactField>,
    /// What differs, of a matter.
    pub why: Option<Why>,
    /// What is told, by side of a matter and by value of a fact.
    #[serde(default)]
    pub told: Vec<Account>,
    /// The probability that it is a difference; written with at most three decimals.
    #[serde(serialize_with = "number::probability")]
    pub confidence: f32,
}

/// One of the things told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// The side's id; none of a fact.
    pub side: Option<String>,
    /// Where the side stands; none of a fact.
    pub stance: Option<CellStance>,
    /// The value of a fact, as records have it; none of a matter.
    pub value: Option<String>,
    /// The words, by report.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}
