//! The record: what Verbale gives back for one report, as the public JSON has it.
//!
//! These types are the contract with everything that reads records, and nothing else: they hold
//! no logic beyond their own shape. Fields are written in the order of the structs, so the same
//! record is always the same bytes.
//!
//! - Offsets count **Unicode code points** from the start of [`Document::text`], half-open.
//! - Every list stands in the order of the text.
//! - Ids (`e1`, `s1`, `m1`, `p1`, `t1`) are local to one record.
//! - `null` and the empty list mean that the text is silent.
//! - Fields that a reader of this version does not know are passed over.

mod difference;
mod document;
mod dossier;
mod entity;
mod meeting;
mod number;
mod position;
mod span;
mod statement;
mod vocabulary;

pub use difference::{Account, Difference};
pub use document::{Document, Warning};
pub use dossier::{
    AccountKind, Attendee, Cell, CellStance, Change, Dossier, DossierVersion, Encounter, Evidence,
    Fact, FactField, FactValue, Row, Side, Source, Step, Verdict, Voice, Why,
};
pub use entity::{Entity, EntityKind, Mention, MentionForm, Role};
pub use meeting::{
    Capacity, Date, Duration, Format, Meeting, MeetingKind, MeetingStatus, Participant, Place,
    Reason,
};
pub use position::{Position, Stance, Topic};
pub use span::{Span, TextQuoteSelector};
pub use statement::{Act, Certainty, Mode, Statement};
pub use vocabulary::UnknownWord;

use serde::{Deserialize, Serialize};

vocabulary::vocabulary! {
    /// The version of the contract that a record keeps. Another version's record is refused.
    pub enum Version {
        /// The second version: nine stances, and topics with the place of their words.
        V2 = "verbale/2",
    }
}

/// One report as Verbale read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Record {
    /// The version of this contract.
    pub schema: Version,
    /// The report itself.
    pub document: Document,
    /// The people, bodies, countries, places and groups that the report names or describes.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// Who said what.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// Who met whom.
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    /// The matters that the positions are about.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// What each party holds on each matter.
    #[serde(default)]
    pub positions: Vec<Position>,
    /// What the reader should distrust.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

impl Record {
    /// The entity with this id, if the record has one.
    #[must_use]
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        // As a rule `e12` is the twelfth: a record with thousands is not searched for each.
        let place = id.get(1..).and_then(|number| number.parse::<usize>().ok());
        let likely = place.and_then(|place| self.entities.get(place.checked_sub(1)?));
        likely
            .filter(|entity| entity.id == id)
            .or_else(|| self.entities.iter().find(|entity| entity.id == id))
    }
}
