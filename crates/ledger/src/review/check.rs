//! Whether a change fits a record.

use serde_json::{Map, Value};

use super::Reviewed;
use super::apply::edited;
use super::rows::{Kind, Rows};
use super::split::split;
use crate::entry::Change;
use crate::{Error, ErrorKind};

/// Checks that a change fits the record, and gives the row as it stands before it.
///
/// # Errors
///
/// When the row is not there, or the change does not fit it.
pub(crate) fn check(current: &Reviewed, row: &str, change: &Change) -> Result<Value, Error> {
    let mut record = current.record.clone();
    let text = record.document.text.clone().unwrap_or_default();
    let mut rows = Rows {
        record: &mut record,
    };
    let before = rows.get(row).ok_or_else(|| missing(row))?;
    let kind = Kind::of(row).ok_or_else(|| missing(row))?;
    match change {
        Change::Reject if kind == Kind::Document => {
            return Err(Error::invalid(
                "a report cannot be rejected: reject its rows",
            ));
        }
        Change::Accept | Change::Reject => {}
        Change::Edit { set } => check_edit(&mut rows, kind, row, &text, set)?,
        Change::Merge { into } => {
            if !matches!(kind, Kind::Entity | Kind::Meeting) || Kind::of(into) != Some(kind) {
                return Err(Error::invalid(
                    "only two entities or two meetings can be merged",
                ));
            }
            if into == row {
                return Err(Error::invalid(format!(
                    "{row} cannot be merged with itself"
                )));
            }
            rows.get(into).ok_or_else(|| missing(into))?;
        }
        Change::Split { starts } => {
            if split(&mut rows, kind, row, starts).is_none() {
                return Err(Error::invalid(format!(
                    "{row} cannot be split so: name where some, but not all, of its mentions (or \
                     evidence) begin"
                )));
            }
        }
        Change::Undo { .. }
        | Change::Join { .. }
        | Change::Distinct { .. }
        | Change::Part { .. } => {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!("{} is not a change of one row", change.as_str()),
            ));
        }
    }
    Ok(before)
}

fn missing(id: &str) -> Error {
    Error::missing(format!("the record has no row {id:?}: reload it"))
}

/// Sets the fields, if they fit the row.
fn check_edit(
    rows: &mut Rows<'_>,
    kind: Kind,
    row: &str,
    text: &str,
    set: &Map<String, Value>,
) -> Result<(), Error> {
    let before = rows.get(row).ok_or_else(|| missing(row))?;
    if set.is_empty() {
        return Err(Error::invalid("the edit sets no field: name at least one"));
    }
    let unknown = set
        .keys()
        .find(|field| !kind.fields().contains(&field.as_str()));
    if let Some(field) = unknown {
        return Err(Error::invalid(format!(
            "{field:?} cannot be set in {row}: only {}",
            kind.fields().join(", ")
        )));
    }
    let after = edited(text, before.clone(), set.clone())
        .map_err(|wrong| Error::invalid(format!("{wrong}: correct the span")))?;
    if after == before {
        return Err(Error::invalid(format!(
            "{row} has these values already: accept it instead"
        )));
    }
    rows.put(row, after.clone())
        .map_err(|error| Error::invalid(format!("the edit does not fit {row}: {error}")))?;
    for (field, value) in set {
        for id in references(field, value) {
            if Kind::of(id) != Some(referred(field)) {
                return Err(Error::invalid(format!("{field} cannot be {id:?}")));
            }
            if rows.get(id).is_none() {
                return Err(missing(id));
            }
        }
    }
    sound(rows, kind, row, &after)
}

/// The list that the ids in a field are of.
fn referred(field: &str) -> Kind {
    match field {
        "occasion" | "part_of" => Kind::Meeting,
        "topic" => Kind::Topic,
        "statement" => Kind::Statement,
        _ => Kind::Entity,
    }
}

/// Whether a row that was edited stands on words, and no meeting is a session of itself.
fn sound(rows: &Rows<'_>, kind: Kind, row: &str, after: &Value) -> Result<(), Error> {
    let lists = ["content", "evidence"];
    if lists
        .iter()
        .any(|list| after[list].as_array().is_some_and(Vec::is_empty))
    {
        return Err(Error::invalid(format!(
            "{row} would stand on no words: reject it instead"
        )));
    }
    if kind == Kind::Meeting {
        let mut whole = after["part_of"].as_str().map(str::to_owned);
        while let Some(id) = whole {
            if id == row {
                return Err(Error::invalid(format!(
                    "{row} would be a session of itself"
                )));
            }
            let next = rows.get(&id);
            whole = next.and_then(|next| next["part_of"].as_str().map(str::to_owned));
        }
    }
    Ok(())
}

/// The ids that the value of a field points to.
pub(super) fn references<'a>(field: &str, value: &'a Value) -> Vec<&'a str> {
    match field {
        "speaker" | "addressee" | "occasion" | "party" | "topic" | "statement" | "part_of" => {
            value.as_str().into_iter().collect()
        }
        "depends_on" => value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
        "place" => value["entity"].as_str().into_iter().collect(),
        "participants" => {
            let list = value.as_array().into_iter().flatten();
            list.filter_map(|p| p["entity"].as_str()).collect()
        }
        _ => Vec::new(),
    }
}
