//! The dossier: accounts of one meeting side by side.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{MeetingKind, MeetingStatus, Span, Stance, number};

vocabulary! {
    /// The version of the contract that a dossier keeps.
    pub enum DossierVersion {
        /// The first version.
        V1 = "verbale-dossier/1",
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
    /// Those with a voice of their own, in the order of the documents.
    #[serde(default)]
    pub sides: Vec<Side>,
    /// The matters, in the order of the texts.
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
    /// What kind of encounter it is.
    pub kind: MeetingKind,
    /// What became of it.
    pub status: MeetingStatus,
    /// When, where the reports agree.
    pub date: Option<String>,
    /// Where, where they agree.
    pub place: Option<String>,
    /// For how long, where they agree.
    pub duration: Option<String>,
    /// Who took part, by any report.
    #[serde(default)]
    pub participants: Vec<Attendee>,
    /// What the reports tell differently.
    #[serde(default)]
    pub disagreements: Vec<Disagreement>,
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

/// Something that the reports tell differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disagreement {
    /// `kind`, `date`, `place`, `duration` or `initiative`.
    pub field: String,
    /// What is told, and by which reports.
    #[serde(default)]
    pub values: Vec<Told>,
}

/// One of the things told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Told {
    /// The value, as the record has it.
    pub value: String,
    /// The reports that tell it so.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Their words for it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// A party with a voice of its own in the reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Side {
    /// A country's ISO 3166-1 alpha-3 code, a name, or `joint`.
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
    /// The matter, in a few words of the texts.
    pub topic: String,
    /// One cell a side, in the order of the sides.
    #[serde(default)]
    pub cells: Vec<Cell>,
    /// What the narrators of news reports say of it in their own voice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub narrator: Vec<Evidence>,
    /// How the sides compare.
    pub verdict: Verdict,
    /// Why, of two sides or more that speak.
    pub reason: Option<VerdictReason>,
    /// The probability that the cells are about one matter and the verdict is right; written with
    /// at most three decimals.
    #[serde(serialize_with = "number::probability")]
    pub confidence: f32,
    /// Whether the verdict is too close to call.
    pub unsure: bool,
}

/// What one side says of a matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cell {
    /// The side's id.
    pub side: String,
    /// Where it stands.
    pub stance: CellStance,
    /// Its words, by document and place.
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
        /// The side's texts, read whole, never raise it.
        Unmentioned = "unmentioned",
        /// What was read does not raise it, and the side's texts were not read whole.
        Unknown = "unknown",
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
    /// How the sides compare on a matter.
    pub enum Verdict {
        /// All say the same.
        Agreed = "agreed",
        /// They speak of it differently.
        Differ = "differ",
        /// Not all speak of it.
        OneSided = "one-sided",
    }
}

vocabulary! {
    /// What makes a verdict.
    pub enum VerdictReason {
        /// The same, in nearly the same words.
        SameWords = "same words",
        /// The same, in other words.
        SameSense = "same sense",
        /// One affirms what another denies, demands or makes conditional.
        Stance = "another stance",
        /// One has a negation where another has none.
        Negation = "a negation",
        /// Other figures.
        Figure = "another figure",
        /// Other dates.
        Date = "another date",
        /// One has a condition that the other does not have.
        Condition = "another condition",
        /// Other parties, bodies or places are named.
        Names = "other names",
        /// One only mentions what the other endorses.
        Emphasis = "mentioned, not endorsed",
        /// Other particulars.
        Particulars = "other particulars",
    }
}
