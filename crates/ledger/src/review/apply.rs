//! The log applied to a reading.

use serde_json::{Map, Value};
use verbale_schema::Record;

use super::locate::{locate, named, translate};
use super::merge::merge;
use super::rows::{Kind, Rows};
use super::split::split;
use super::{Judgement, Review, Reviewed, Verdict};
use crate::entry::{Change, Entry};

/// The record with the log applied. `record` has its text.
pub(crate) fn apply(record: &Record, reading: i64, log: &[Entry], review: Review) -> Reviewed {
    let mut reviewed = Reviewed {
        record: record.clone(),
        review,
    };
    for entry in log.iter().filter(|entry| !entry.undone) {
        step(&mut reviewed, reading, entry);
    }
    reviewed.review.rows.sort_by_key(|judged| {
        let number = judged
            .row
            .get(1..)
            .and_then(|number| number.parse::<u64>().ok());
        (Kind::of(&judged.row).map(|kind| kind as u8), number)
    });
    reviewed
}

/// Applies one entry, as far as its row is still there.
fn step(reviewed: &mut Reviewed, reading: i64, entry: &Entry) {
    let text = reviewed.record.document.text.clone().unwrap_or_default();
    let context = &entry.context;
    let mut rows = Rows {
        record: &mut reviewed.record,
    };
    let same_reading = context.reading == reading;
    let Some(kind) = Kind::of(&entry.row) else {
        return;
    };
    let Some(before) = entry.before.as_ref() else {
        return;
    };
    let found = if same_reading && rows.get(&entry.row).is_some() {
        Some(entry.row.clone())
    } else {
        locate(&rows, kind, before)
    };
    let translate = |rows: &Rows<'_>, value: &mut Value| {
        if !same_reading {
            translate(rows, context, value);
        }
    };
    let id = match (found, &entry.change) {
        (Some(id), _) => id,
        // A person vouched for a row that the new reading lacks: it stays.
        (None, Change::Accept | Change::Edit { .. }) if kind != Kind::Topic => {
            let mut row = before.clone();
            translate(&rows, &mut row);
            let Some(id) = restore(&mut rows, kind, row) else {
                return;
            };
            id
        }
        (None, _) => return,
    };
    let verdict = match &entry.change {
        Change::Accept => match reviewed.review.of(&id).map(|judged| judged.verdict) {
            Some(Verdict::Edited) => Verdict::Edited,
            _ => Verdict::Confirmed,
        },
        Change::Reject => {
            let review = &mut reviewed.review;
            for gone in rows.remove(&id, |row| review.of(row).is_some()) {
                judge(review, &gone, Verdict::Rejected, entry);
            }
            Verdict::Rejected
        }
        Change::Edit { set } => {
            let mut set = Value::Object(set.clone());
            translate(&rows, &mut set);
            if edit(&mut rows, &text, &id, set).is_none() {
                return;
            }
            Verdict::Edited
        }
        Change::Merge { into } => {
            let into = if same_reading {
                Some(into.clone())
            } else {
                context
                    .names
                    .get(into)
                    .and_then(|name| named(&rows, kind, name))
            };
            let Some(into) = into.filter(|into| *into != id && rows.get(into).is_some()) else {
                return;
            };
            merge(&mut rows, kind, &id, &into);
            judge(&mut reviewed.review, &into, Verdict::Edited, entry);
            Verdict::Merged
        }
        Change::Split { starts } => {
            let Some(own) = split(&mut rows, kind, &id, starts) else {
                return;
            };
            judge(&mut reviewed.review, &own, Verdict::Edited, entry);
            Verdict::Edited
        }
        _ => return,
    };
    judge(&mut reviewed.review, &id, verdict, entry);
}

/// Puts a row back under an id of its own, which is given back.
fn restore(rows: &mut Rows<'_>, kind: Kind, mut row: Value) -> Option<String> {
    let id = rows.next_id(kind);
    row["id"] = Value::from(id.clone());
    rows.put(&id, row).ok()?;
    Some(id)
}

/// Sets some fields of a row; none if they do not fit it.
fn edit(rows: &mut Rows<'_>, text: &str, id: &str, set: Value) -> Option<()> {
    let Value::Object(set) = set else {
        return None;
    };
    let before = rows.get(id)?;
    let row = edited(text, before.clone(), set).ok()?;
    rows.put(id, row.clone()).ok()?;
    rows.follow(&before, &row);
    Some(())
}

fn judge(review: &mut Review, row: &str, verdict: Verdict, entry: &Entry) {
    review.rows.retain(|judged| judged.row != row);
    review.rows.push(Judgement {
        row: row.to_owned(),
        verdict,
        by: entry.signed.by.clone(),
        at: entry.signed.at.clone(),
        why: entry.signed.why.clone(),
        entry: entry.id,
    });
}

/// A row with some fields set. Spans get their words from the text.
pub(super) fn edited(text: &str, mut row: Value, set: Map<String, Value>) -> Result<Value, String> {
    for (field, mut value) in set {
        fill(text, &mut value)?;
        row[field] = value;
    }
    Ok(row)
}

/// Gives every span in `value` the words that it stands for.
fn fill(text: &str, value: &mut Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| fill(text, item)),
        Value::Object(fields) => {
            let place = |name: &str| fields.get(name).and_then(Value::as_u64);
            if let (Some(start), Some(end)) = (place("start"), place("end")) {
                let words = usize::try_from(start)
                    .ok()
                    .zip(usize::try_from(end).ok())
                    .and_then(|(start, end)| slice(text, start, end))
                    .ok_or_else(|| format!("the span {start}–{end} is not within the text"))?;
                let given = fields.get("text").and_then(Value::as_str);
                if given.is_some_and(|given| given != words) {
                    return Err(format!("the text from {start} to {end} is {words:?}"));
                }
                fields.insert("text".to_owned(), Value::from(words));
            }
            fields.values_mut().try_for_each(|item| fill(text, item))
        }
        _ => Ok(()),
    }
}

/// The words from one code point to another; none where that is not a stretch of the text.
fn slice(text: &str, start: usize, end: usize) -> Option<&str> {
    let mut places = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()]);
    let from = places.nth(start)?;
    let to = places.nth(end.checked_sub(start + 1)?)?;
    Some(&text[from..to])
}
