//! The dossier: accounts of one meeting side by side.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{MeetingKind, MeetingStatus, Span, Stance, number};

vocabulary! {
    /// The version of the contract that a dossier keeps.
    pub enum DossierVersion {
        /// The second version: nine stances, facts by field, the narrator as a side.
        V2 = "verbale-dossier/2",
    }
}

/// Several reports about one meeting, compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dossier {
    /// The version of this contract.
    pub schema: DossierVersion,
    /// The reports, copies left out, by date and id.
    #[serde(default)]
    pub documents: Vec<Source>,
    /// The meeting that they are about; none where no report tells of one.
    pub meeting: Option<Encounter>,
    /// Those with a voice of their own, in the order of the documents; the narrator of news reports last.
    #[serde(default)]
    pub sides: Vec<Side>,
    /// The matters: those on which sides differ, then those that one speaks of, then those on which they agree.
    #[serde(default)]
    pub rows: Vec<Row>,
    /// What the reader should distrust: the reports' own warnings, with the report's id before each.
    #[serde(default)]
    pub warnings: Vec<crate::Warning>,
}

/// A report of a dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// Its id; made unique where two reports had the same.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<String>,
    /// The SHA-256 of its text.
    pub sha256: String,
    /// What kind of account it is.
    pub account: AccountKind,
    /// The agency that its credit line names, if one does.
    pub agency: Option<String>,
    /// The ids of copies of the same text; they count for nothing.
    #[serde(default)]
    pub copies: Vec<String>,
    /// The ids of earlier or shorter versions of the same text; they count for nothing.
    #[serde(default)]
    pub versions: Vec<String>,
    /// The text that spans count in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

vocabulary! {
    /// Whose account a report is.
    pub enum AccountKind {
        /// One government or body speaks, whatever it reports of others.
        Official = "official",
        /// Several parties speak with one voice.
        Joint = "joint",
        /// Each speaker speaks for a side.
        Transcript = "transcript",
        /// Each quoted party has a voice; the report is the narrator.
        News = "news",
    }
}

/// The meeting of a dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Encounter {
    /// What to call it: who or whose sides met, where and when.
    pub title: String,
    /// What kind of encounter it is.
    pub kind: MeetingKind,
    /// What became of it.
    pub status: MeetingStatus,
    /// Who took part, by any report.
    #[serde(default)]
    pub participants: Vec<Attendee>,
    /// What the reports tell of it, field by field.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

/// One who took part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attendee {
    /// The fullest name that a report gives.
    pub name: String,
    /// The side acted for.
    pub side: Option<String>,
}

/// What the reports tell of one field of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact {
    /// What of the meeting it is about.
    pub field: FactField,
    /// Whether all that is told can be true at once.
    pub agree: bool,
    /// What is told: one value where the reports agree, else one for each account that differs.
    #[serde(default)]
    pub values: Vec<FactValue>,
}

/// One of the things told of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactValue {
    /// The value as records have it: a kind, a status, an ISO 8601 date or duration, a place's name, a side's id.
    pub value: String,
    /// The first words that tell it.
    pub text: String,
    /// All words that tell it, by report.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

vocabulary! {
    /// What of a meeting a fact is about.
    pub enum FactField {
        /// What kind of encounter it is.
        Kind = "kind",
        /// What became of it.
        Status = "status",
        /// When it was held.
        Date = "date",
        /// Where.
        Place = "place",
        /// For how long.
        Duration = "duration",
        /// How many sat on each side.
        Format = "format",
        /// Who took part.
        Participants = "participants",
        /// Who asked for it.
        Initiative = "initiative",
    }
}

/// A party with a voice of its own in the reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Side {
    /// A country's ISO 3166-1 alpha-3 code, a name, `joint`, or `narrator` for the outlets' own voice.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// The reports in which it speaks.
    #[serde(default)]
    pub documents: Vec<String>,
}

/// One matter, and what each side says of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Row {
    /// The matter: a label of one to six words, as in records.
    pub topic: String,
    /// One cell a side, in the order of the sides.
    #[serde(default)]
    pub cells: Vec<Cell>,
    /// What those say of it who are no side: analysts, relatives, media.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voices: Vec<Voice>,
    /// How the sides that speak compare; the narrator and the silent are not counted.
    pub verdict: Verdict,
    /// What differs; none where nothing does, or where it is none of these.
    pub why: Option<Why>,
    /// The probability that the cells are about one matter and the verdict is right; written with
    /// at most three decimals.
    #[serde(serialize_with = "number::probability")]
    pub confidence: f32,
}

/// What one who is no side says of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Voice {
    /// The name as the reports give it.
    pub name: String,
    /// The words.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// What one side says of a matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cell {
    /// The side's id.
    pub side: String,
    /// Where it stands.
    pub stance: CellStance,
    /// Its words: the clause that shows the stance best, then the others by document and place.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// How it moved, where the side's reports are of several days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub course: Vec<Step>,
}

/// Words of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// The report's id.
    pub document: String,
    /// The words.
    pub span: Span,
}

/// One day of a side's course on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// The day of the report.
    pub date: String,
    /// What happened.
    pub change: Change,
    /// Where the side stands by it.
    pub stance: CellStance,
    /// The words; none where the matter was dropped.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

vocabulary! {
    /// How a side's words on a matter moved from one day to another.
    pub enum Change {
        /// Said for the first time.
        First = "first",
        /// Said again in the same sense.
        Kept = "kept",
        /// Said in another sense.
        Changed = "changed",
        /// Said before, and not any more.
        Dropped = "dropped",
    }
}

vocabulary! {
    /// Where a side stands on a matter.
    pub enum CellStance {
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
        /// The side's texts, read whole, never raise it, and have none of its names, numbers and nouns.
        Unmentioned = "unmentioned",
        /// No clause on it was found, and one may be there.
        Unclear = "unclear",
    }
}

impl From<Stance> for CellStance {
    fn from(stance: Stance) -> Self {
        match stance {
            Stance::Affirms => Self::Affirms,
            Stance::Commits => Self::Commits,
            Stance::Demands => Self::Demands,
            Stance::Discusses => Self::Discusses,
            Stance::Conditional => Self::Conditional,
            Stance::Rejects => Self::Rejects,
            Stance::Criticises => Self::Criticises,
            Stance::Denies => Self::Denies,
            Stance::Silent => Self::Silent,
        }
    }
}

vocabulary! {
    /// How the sides that speak of a matter compare.
    pub enum Verdict {
        /// All say the same.
        Agreed = "agreed",
        /// They speak of it differently.
        Differ = "differ",
        /// One alone speaks of it.
        OneSided = "one-sided",
    }
}

vocabulary! {
    /// What differs between sides.
    pub enum Why {
        /// One affirms or does what another refuses, demands or blames; a word against its opposite.
        Stance = "stance",
        /// Another number.
        Number = "number",
        /// Another date.
        Date = "date",
        /// A condition that another does not have.
        Condition = "condition",
        /// One only mentions what another has a stance on.
        Emphasis = "emphasis",
        /// One tells of a thing that there is not by another.
        Existence = "existence",
    }
}
