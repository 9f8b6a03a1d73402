use serde::{Deserialize, Serialize};

use crate::{Span, number, vocabulary::vocabulary};

/// An encounter that the report tells of, or an occasion of speech.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meeting {
    /// `m1`, `m2` … in the order of the text.
    pub id: String,
    /// What kind of encounter it is.
    pub kind: MeetingKind,
    /// What became of it.
    pub status: MeetingStatus,
    /// Who took part, or is to.
    #[serde(default)]
    pub participants: Vec<Participant>,
    /// Where.
    pub place: Option<Place>,
    /// When.
    pub date: Option<Date>,
    /// For how long.
    pub duration: Option<Duration>,
    /// How many sat on each side.
    pub format: Option<Format>,
    /// The id of the meeting that this is a session of.
    pub part_of: Option<String>,
    /// Of a meeting cancelled, postponed or refused: whether the report says why.
    pub reason: Option<Reason>,
    /// The words that tell of it.
    #[serde(default)]
    pub evidence: Vec<Span>,
    /// The probability that this row is right; written with at most three decimals.
    #[serde(serialize_with = "number::probability")]
    pub confidence: f32,
}

/// One who takes part in a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Participant {
    /// The entity's id.
    pub entity: String,
    /// The side acted for here: a country's ISO 3166-1 alpha-3 code or an organisation's name.
    pub side: Option<String>,
    /// What for.
    pub capacity: Option<Capacity>,
    /// The words that name the participant here.
    pub span: Span,
}

/// Where a meeting is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// The entity's id.
    pub entity: String,
    /// The words that name the place.
    pub span: Span,
}

/// When a meeting is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Date {
    /// An ISO 8601 date (`2025-08-15`), month (`2025-08`) or interval; none when the words are
    /// vague, or relative and the report undated.
    pub value: Option<String>,
    /// The words for it.
    pub span: Span,
}

/// How long a meeting lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duration {
    /// An ISO 8601 duration (`PT3H`); none when the words are vague ("several hours").
    pub value: Option<String>,
    /// The words for it.
    pub span: Span,
}

/// How many sit on each side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Format {
    /// The numbers, joined by plus signs: `3+3`.
    pub value: String,
    /// The words for it.
    pub span: Span,
}

/// Whether the report says why a meeting was not held as planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// False when the report says that no reason was given.
    pub given: bool,
    /// The words that say so.
    pub span: Span,
}

vocabulary! {
    /// What kind of encounter a meeting is.
    pub enum MeetingKind {
        /// Leaders in person.
        Summit = "summit",
        /// Negotiations or consultations.
        Talks = "talks",
        /// By telephone or video.
        Call = "call",
        /// One side goes to the other.
        Visit = "visit",
        /// A conference.
        Conference = "conference",
        /// A body's formal sitting.
        Session = "session",
        /// The signing of a paper.
        Signing = "signing",
        /// A lunch or a dinner.
        Meal = "meal",
        /// An interview.
        Interview = "interview",
        /// A press conference, a briefing, a statement to the press.
        Press = "press",
        /// Anything else.
        Other = "other",
    }
}

vocabulary! {
    /// What became of a meeting.
    pub enum MeetingStatus {
        /// It took place.
        Held = "held",
        /// It is going on.
        Ongoing = "ongoing",
        /// It is agreed, and to come.
        Planned = "planned",
        /// One side wants it.
        Proposed = "proposed",
        /// It was called off.
        Cancelled = "cancelled",
        /// It was put off.
        Postponed = "postponed",
        /// One side would not have it.
        Refused = "refused",
    }
}

vocabulary! {
    /// What a participant is at a meeting for.
    pub enum Capacity {
        /// Speaks for a side.
        Principal = "principal",
        /// Comes with a principal.
        Aide = "aide",
        /// Receives the others.
        Host = "host",
        /// Stands between the sides.
        Mediator = "mediator",
        /// Asks the questions.
        Interviewer = "interviewer",
    }
}
