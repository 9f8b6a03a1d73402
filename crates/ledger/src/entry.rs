//! The log: who changed what, when and why. Entries are only ever added.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Two persons are one.
    Join {
        /// The number of the person that stays.
        into: i64,
    },
    /// Two persons are not one, whatever their names.
    Distinct {
        /// The number of the other.
        from: i64,
    },
    /// The one meant in a report is not this person but one of their own.
    Part {
        /// The hash of the report's text.
        report: String,
        /// The entity's name in that report.
        name: String,
        /// The number of the person that the entity is from now on.
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
    /// The hash of the text of the report that it is about; none when it is about persons.
    pub report: Option<String>,
    /// The row: an id of the record, or the number of a person.
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
    /// The report's revision that this made; 0 when it is about persons.
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
