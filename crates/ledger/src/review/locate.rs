//! A row of an older reading in a newer one.

use serde_json::Value;
use verbale_schema::{Meeting, Statement};

use super::rows::{Kind, Rows};
use crate::entry::Context;

/// The row that stands on the words on which `before` stood, if there is one.
pub(super) fn locate(rows: &Rows<'_>, kind: Kind, before: &Value) -> Option<String> {
    let anchor = anchor(kind, before);
    let party = |row: &Value| row.get("party").cloned();
    let score = |id: &String| {
        let row = rows.get(id)?;
        let same_party = kind != Kind::Position || party(&row) == party(before);
        let score = match kind {
            Kind::Document => 1.0,
            Kind::Topic => f64::from(u8::from(row["label"] == before["label"])),
            Kind::Entity if row["name"] == before["name"] => 1.0,
            _ => overlap(&anchor, &self::anchor(kind, &row)),
        };
        Some((score + if same_party { 0.01 } else { 0.0 }, id.clone()))
    };
    let ids = rows.ids(kind);
    let best = ids
        .iter()
        .filter_map(score)
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.5).then_some(best.1)
}

/// The stretches of text that a row stands on.
fn anchor(kind: Kind, row: &Value) -> Vec<(u64, u64)> {
    let fields: &[&str] = match kind {
        Kind::Statement => &["cue", "content"],
        Kind::Meeting | Kind::Position => &["evidence"],
        Kind::Entity => &["mentions"],
        Kind::Document | Kind::Topic => &[],
    };
    let spans = fields
        .iter()
        .filter_map(|field| row[field].as_array())
        .flatten();
    let place = |span: &Value| {
        let span = span.get("span").unwrap_or(span);
        Some((span["start"].as_u64()?, span["end"].as_u64()?))
    };
    spans.filter_map(place).collect()
}

/// How much of what either covers both cover.
fn overlap(a: &[(u64, u64)], b: &[(u64, u64)]) -> f64 {
    let size = |spans: &[(u64, u64)]| spans.iter().map(|s| s.1 - s.0).sum::<u64>();
    let common: u64 = a
        .iter()
        .flat_map(|a| {
            b.iter()
                .map(move |b| a.1.min(b.1).saturating_sub(a.0.max(b.0)))
        })
        .sum();
    let all = (size(a) + size(b)).saturating_sub(common);
    if all == 0 {
        0.0
    } else {
        common as f64 / all as f64
    }
}

/// Ids that meant something in an older reading, as the ids that mean it now.
pub(super) fn translate(rows: &Rows<'_>, context: &Context, value: &mut Value) {
    match value {
        Value::String(id) => {
            if let Some(name) = context.names.get(id.as_str())
                && let Some(kind) = Kind::of(id)
                && let Some(now) = named(rows, kind, name)
            {
                *id = now;
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| translate(rows, context, item)),
        Value::Object(fields) => {
            for (name, field) in fields {
                if !matches!(name.as_str(), "text" | "name" | "label" | "title" | "id") {
                    translate(rows, context, field);
                }
            }
        }
        _ => {}
    }
}

/// The entity or topic that goes by a name.
pub(super) fn named(rows: &Rows<'_>, kind: Kind, name: &str) -> Option<String> {
    match kind {
        Kind::Entity => Some(
            rows.record
                .entities
                .iter()
                .find(|e| e.name == name)?
                .id
                .clone(),
        ),
        Kind::Topic => Some(
            rows.record
                .topics
                .iter()
                .find(|t| t.label == name)?
                .id
                .clone(),
        ),
        Kind::Meeting => {
            let told = |m: &&Meeting| m.evidence.first().is_some_and(|span| span.text == name);
            Some(rows.record.meetings.iter().find(told)?.id.clone())
        }
        Kind::Statement => {
            let said = |s: &&Statement| s.content.first().is_some_and(|span| span.text == name);
            Some(rows.record.statements.iter().find(said)?.id.clone())
        }
        Kind::Document | Kind::Position => None,
    }
}
