//! What the ids of a record mean: names, labels and words.

use std::collections::BTreeMap;

use serde_json::Value;
use verbale_schema::{Record, Span};

use super::Reviewed;
use super::check::references;
use super::rows::row_of;
use crate::entry::Context;

/// What the ids in a record stand for, to find them again in another reading.
pub(crate) fn context(record: &Record, reading: i64) -> Context {
    let words = |spans: &[Span]| spans.first().map(|span| span.text.clone());
    let mut names = BTreeMap::new();
    names.extend(
        record
            .entities
            .iter()
            .map(|e| (e.id.clone(), e.name.clone())),
    );
    names.extend(
        record
            .topics
            .iter()
            .map(|t| (t.id.clone(), t.label.clone())),
    );
    names.extend(
        record
            .meetings
            .iter()
            .filter_map(|m| Some((m.id.clone(), words(&m.evidence)?))),
    );
    names.extend(
        record
            .statements
            .iter()
            .filter_map(|s| Some((s.id.clone(), words(&s.content)?))),
    );
    Context { reading, names }
}

/// A row as a person sees it: with the names, labels and words of what it points to. None if it is not
/// there.
pub(crate) fn shown(reviewed: &Reviewed, row: &str) -> Option<Value> {
    fn spell(value: &mut Value, names: &BTreeMap<String, String>, sides: &BTreeMap<&str, &str>) {
        match value {
            Value::String(id) => {
                if let Some(name) = names.get(id.as_str()) {
                    let side = sides.get(id.as_str()).copied().unwrap_or_default();
                    *id = format!("{name} {side}");
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| spell(item, names, sides)),
            Value::Object(fields) => {
                for (field, value) in fields {
                    if !matches!(field.as_str(), "text" | "name" | "label" | "id") {
                        spell(value, names, sides);
                    }
                }
            }
            _ => {}
        }
    }
    let mut value = row_of(&reviewed.record, row)?;
    let entities = reviewed.record.entities.iter();
    let sides = entities
        .filter_map(|e| Some((e.id.as_str(), e.side.as_deref()?)))
        .collect();
    spell(&mut value, &context(&reviewed.record, 0).names, &sides);
    Some(value)
}

/// The rows that a row points to.
pub(crate) fn pointed(reviewed: &Reviewed, row: &str) -> Vec<String> {
    let Some(Value::Object(fields)) = row_of(&reviewed.record, row) else {
        return Vec::new();
    };
    let ids = fields
        .iter()
        .flat_map(|(field, value)| references(field, value));
    ids.map(str::to_owned).collect()
}
