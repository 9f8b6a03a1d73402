//! The log: who changed what, when and why. Entries are only ever added.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a person does to one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RowChange))]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Change {
    /// It is right as it stands.
    Accept,
    /// It is wrong, and leaves the record.
    Reject,
    /// Fields get other values. A span may be given without its text.
    Edit {
        /// The fields by name, as in the record.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        set: Map<String, Value>,
    },
    /// An entity or a meeting is the same as another of the record, and becomes part of it.
    Merge {
        /// The id of the other.
        into: String,
    },
    /// Some mentions of an entity, or some of a meeting's evidence, belong to another: a new one.
    Split {
        /// Where the spans that leave begin, in code points.
        starts: Vec<usize>,
    },
    /// An earlier entry is taken back.
    Undo {
        /// Its number.
        entry: i64,
    },
    /// Two persons, or two meetings, are one.
    Join {
        /// The number of the one that stays.
        into: i64,
    },
    /// Two persons, or two meetings, are not one, whatever they have in common.
    Distinct {
        /// The number of the other.
        from: i64,
    },
    /// The one meant in a report is not this one but one of its own.
    Part {
        /// The hash of the report's text.
        #[serde(rename = "in", alias = "report")]
        report: String,
        /// The entity's name in that report, or the meeting's row in its record.
        name: String,
        /// The number of the one that it is from now on; 0 in a request.
        #[serde(default)]
        own: i64,
    },
}

impl Change {
    /// The word for it, as in the JSON.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Edit { .. } => "edit",
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Undo { .. } => "undo",
            Self::Join { .. } => "join",
            Self::Distinct { .. } => "distinct",
            Self::Part { .. } => "part",
        }
    }
}

/// What an entry of the log is about that is no row of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The person of a number.
    Person(i64),
    /// The meeting of a number.
    Meeting(i64),
}

impl Subject {
    /// What the row of an entry that is about no one report names.
    #[must_use]
    pub fn of(row: &str) -> Option<Self> {
        match row.strip_prefix("meeting ") {
            Some(number) => number.parse().ok().map(Self::Meeting),
            None => row.parse().ok().map(Self::Person),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(number) => write!(f, "{number}"),
            Self::Meeting(number) => write!(f, "meeting {number}"),
        }
    }
}

/// Who makes a change, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signature {
    /// The person's name.
    pub by: String,
    /// When, as an RFC 3339 date-time.
    pub at: String,
    /// Why, in the person's words.
    pub why: Option<String>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its number: later entries have higher ones.
    pub id: i64,
    /// The hash of the text of the report that it is about; none when it is about persons or
    /// meetings across reports.
    pub report: Option<String>,
    /// The row: an id of the record, the number of a person, or `meeting` and a number.
    pub row: String,
    /// What was done.
    #[serde(flatten)]
    pub change: Change,
    /// Who did it, when and why.
    #[serde(flatten)]
    pub signed: Signature,
    /// Whether a later entry takes it back.
    pub undone: bool,
    /// The row as it stood before.
    pub before: Option<Value>,
    /// The report's revision that this made; 0 when it is about no one report.
    pub revision: i64,
    /// What the ids in the change meant when it was made.
    #[serde(skip)]
    pub context: Context,
}

/// The reading that an entry was made on, and what the ids that it uses stood for there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Context {
    /// The number of the reading.
    pub reading: i64,
    /// The names of entities and the labels of topics by their ids.
    pub names: BTreeMap<String, String>,
}

/// Marks the entries that are taken back: an entry is, when an undo of it stands.
pub(crate) fn mark_undone(log: &mut [Entry]) {
    let mut undone = BTreeSet::new();
    for entry in log.iter().rev() {
        if let Change::Undo { entry: target } = entry.change
            && !undone.contains(&entry.id)
        {
            undone.insert(target);
        }
    }
    for entry in log {
        entry.undone = undone.contains(&entry.id);
    }
}
