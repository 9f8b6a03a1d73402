//! The record as it stands: what the machine read, and what people made of it.
//!
//! Nothing is overwritten. The machine's reading stays as it is, and the log is applied to it from
//! its first entry to its last. Each entry finds its row by the words it stands on, so corrections
//! outlive a new reading.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use verbale_lexicon::{Alpha3, country};
use verbale_schema::{Document, Entity, Meeting, Position, Record, Span, Statement, Topic};

use crate::entry::{Change, Context, Entry};
use crate::{Error, ErrorKind};

/// What people have made of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// One more with every correction and every new reading.
    pub revision: i64,
    /// The model that read the report.
    pub model: String,
    /// The rules that read it.
    pub rules: String,
    /// When it was read.
    pub made: String,
    /// The rows that a person has judged. All others are the machine's reading, not yet looked at.
    pub rows: Vec<Judgement>,
}

/// What a person made of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Judgement {
    /// The row's id. A rejected or merged row is in none of the record's lists.
    pub row: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Who said so last.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub why: Option<String>,
    /// The entry of the log.
    pub entry: i64,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RowVerdict))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A person found it right.
    Confirmed,
    /// A person put it right.
    Edited,
    /// A person found it wrong.
    Rejected,
    /// A person found that another row is the same, and has its words now.
    Merged,
}

impl Verdict {
    /// The word for it, as in the JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Edited => "edited",
            Self::Rejected => "rejected",
            Self::Merged => "merged",
        }
    }
}

impl Review {
    /// What a person made of a row, if anyone looked at it.
    #[must_use]
    pub fn of(&self, row: &str) -> Option<&Judgement> {
        self.rows.iter().find(|judged| judged.row == row)
    }
}

/// A record with its review: the JSON of the record, and the field `review`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reviewed {
    /// The record as it stands.
    #[serde(flatten)]
    pub record: Record,
    /// What people made of it.
    pub review: Review,
}

/// The row that stands for the report itself.
pub(crate) const DOCUMENT: &str = "d";

/// The lists of a record that a person can correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The report itself: what is told of it beside its text.
    Document,
    Entity,
    Statement,
    Meeting,
    Topic,
    Position,
}

impl Kind {
    /// The list that a row's id belongs to.
    pub(crate) fn of(id: &str) -> Option<Self> {
        if id == DOCUMENT {
            return Some(Self::Document);
        }
        match id.as_bytes().first()? {
            b'e' => Some(Self::Entity),
            b's' => Some(Self::Statement),
            b'm' => Some(Self::Meeting),
            b't' => Some(Self::Topic),
            b'p' => Some(Self::Position),
            _ => None,
        }
    }

    /// The fields that an edit may set.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["title", "publisher", "url", "published"],
            Self::Entity => &["kind", "name", "side"],
            Self::Statement => &[
                "speaker",
                "source",
                "cue",
                "content",
                "quoted",
                "mode",
                "act",
                "negated",
                "certainty",
                "addressee",
                "occasion",
            ],
            Self::Meeting => &[
                "kind",
                "status",
                "participants",
                "place",
                "date",
                "duration",
                "format",
                "part_of",
                "reason",
                "evidence",
            ],
            Self::Topic => &["label"],
            Self::Position => &[
                "party",
                "topic",
                "stance",
                "statement",
                "depends_on",
                "evidence",
            ],
        }
    }
}

/// The rows of a record as JSON, taken out and put back by id.
struct Rows<'a> {
    record: &'a mut Record,
}

/// A row of a record as JSON, by its id.
fn row_of(record: &Record, id: &str) -> Option<Value> {
    let value = match Kind::of(id)? {
        Kind::Document => serde_json::to_value(Document {
            text: None,
            ..record.document.clone()
        }),
        Kind::Entity => serde_json::to_value(record.entities.iter().find(|e| e.id == id)?),
        Kind::Statement => serde_json::to_value(record.statements.iter().find(|s| s.id == id)?),
        Kind::Meeting => serde_json::to_value(record.meetings.iter().find(|m| m.id == id)?),
        Kind::Topic => serde_json::to_value(record.topics.iter().find(|t| t.id == id)?),
        Kind::Position => serde_json::to_value(record.positions.iter().find(|p| p.id == id)?),
    };
    value.ok()
}

impl Rows<'_> {
    fn get(&self, id: &str) -> Option<Value> {
        row_of(self.record, id)
    }

    /// Puts a row in the place of the one with its id; a new one, or one that stands on other words
    /// now, where it belongs in the order of the text.
    fn put(&mut self, id: &str, row: Value) -> Result<(), serde_json::Error> {
        let record = &mut *self.record;
        match Kind::of(id) {
            Some(Kind::Document) => {
                let text = record.document.text.take();
                record.document = Document {
                    text,
                    ..serde_json::from_value(row)?
                };
            }
            Some(Kind::Entity) => put_in_order(&mut record.entities, serde_json::from_value(row)?),
            Some(Kind::Statement) => {
                put_in_order(&mut record.statements, serde_json::from_value(row)?);
            }
            Some(Kind::Meeting) => put_in_order(&mut record.meetings, serde_json::from_value(row)?),
            Some(Kind::Topic) => put_in_order(&mut record.topics, serde_json::from_value(row)?),
            Some(Kind::Position) => {
                put_in_order(&mut record.positions, serde_json::from_value(row)?);
            }
            None => {}
        }
        Ok(())
    }

    /// The ids of a list, in its order.
    fn ids(&self, kind: Kind) -> Vec<String> {
        let record = &*self.record;
        match kind {
            Kind::Document => vec![DOCUMENT.to_owned()],
            Kind::Entity => record.entities.iter().map(|e| e.id.clone()).collect(),
            Kind::Statement => record.statements.iter().map(|s| s.id.clone()).collect(),
            Kind::Meeting => record.meetings.iter().map(|m| m.id.clone()).collect(),
            Kind::Topic => record.topics.iter().map(|t| t.id.clone()).collect(),
            Kind::Position => record.positions.iter().map(|p| p.id.clone()).collect(),
        }
    }

    /// Takes a row out, and what points to it. Gives the rows that make no sense without it and went
    /// too, save those that are to be kept.
    fn remove(&mut self, id: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
        let record = &mut *self.record;
        let mut gone = Vec::new();
        let mut drop_positions = |positions: &mut Vec<Position>, of: &dyn Fn(&Position) -> bool| {
            positions.retain(|position| {
                let goes = of(position);
                if goes {
                    gone.push(position.id.clone());
                }
                !goes
            });
        };
        let clear = |field: &mut Option<String>| {
            if field.as_deref() == Some(id) {
                *field = None;
            }
        };
        match Kind::of(id) {
            Some(Kind::Entity) => {
                record.entities.retain(|e| e.id != id);
                for entity in &mut record.entities {
                    entity.members.retain(|member| member != id);
                }
                for statement in &mut record.statements {
                    clear(&mut statement.speaker);
                    clear(&mut statement.addressee);
                }
                for meeting in &mut record.meetings {
                    meeting.participants.retain(|p| p.entity != id);
                    if meeting
                        .place
                        .as_ref()
                        .is_some_and(|place| place.entity == id)
                    {
                        meeting.place = None;
                    }
                }
                // Without its party a position would be the report's own.
                drop_positions(&mut record.positions, &|p| p.party.as_deref() == Some(id));
                for position in &mut record.positions {
                    position.depends_on.retain(|other| other != id);
                }
            }
            Some(Kind::Statement) => {
                record.statements.retain(|s| s.id != id);
                // What was taken in it was not taken, unless a person has seen that it was.
                drop_positions(&mut record.positions, &|p| {
                    p.statement.as_deref() == Some(id) && !keep(&p.id)
                });
                record
                    .positions
                    .iter_mut()
                    .for_each(|p| clear(&mut p.statement));
            }
            Some(Kind::Meeting) => {
                record.meetings.retain(|m| m.id != id);
                record
                    .statements
                    .iter_mut()
                    .for_each(|s| clear(&mut s.occasion));
                record
                    .meetings
                    .iter_mut()
                    .for_each(|m| clear(&mut m.part_of));
            }
            Some(Kind::Topic) => {
                record.topics.retain(|t| t.id != id);
                drop_positions(&mut record.positions, &|p| p.topic == id);
            }
            Some(Kind::Position) => record.positions.retain(|p| p.id != id),
            Some(Kind::Document) | None => {}
        }
        gone
    }

    /// Lets rows that say the same as the changed one follow it: the positions taken in a statement
    /// are those of its speaker, and who takes part for a side has it from the entity.
    fn follow(&mut self, before: &Value, after: &Value) {
        let record = &mut *self.record;
        let text = |row: &Value, field: &str| row[field].as_str().map(str::to_owned);
        let id = after["id"].as_str().unwrap_or_default();
        match Kind::of(id) {
            Some(Kind::Statement) => {
                let (old, new) = (text(before, "speaker"), text(after, "speaker"));
                let taken = record.positions.iter_mut();
                for position in taken.filter(|p| p.statement.as_deref() == Some(id)) {
                    if position.party == old && old != new {
                        position.party.clone_from(&new);
                    }
                }
            }
            Some(Kind::Entity) => {
                let (old, new) = (text(before, "side"), text(after, "side"));
                let participants = record.meetings.iter_mut().flat_map(|m| &mut m.participants);
                for participant in participants.filter(|p| p.entity == id) {
                    if participant.side == old && old != new {
                        participant.side.clone_from(&new);
                    }
                }
            }
            _ => {}
        }
    }

    /// Everything that points to `from` points to `to`.
    fn redirect(&mut self, from: &str, to: &str) {
        let record = &mut *self.record;
        let turn = |field: &mut String| {
            if field == from {
                to.clone_into(field);
            }
        };
        for entity in &mut record.entities {
            entity.members.iter_mut().for_each(turn);
        }
        for statement in &mut record.statements {
            let fields = [
                &mut statement.speaker,
                &mut statement.addressee,
                &mut statement.occasion,
            ];
            fields.into_iter().flatten().for_each(turn);
        }
        for meeting in &mut record.meetings {
            meeting
                .participants
                .iter_mut()
                .for_each(|p| turn(&mut p.entity));
            meeting
                .place
                .iter_mut()
                .for_each(|place| turn(&mut place.entity));
            meeting.part_of.iter_mut().for_each(turn);
        }
        for position in &mut record.positions {
            position.party.iter_mut().for_each(turn);
            position.depends_on.iter_mut().for_each(turn);
        }
    }

    fn next_id(&self, kind: Kind) -> String {
        let letter = match kind {
            Kind::Document => 'd',
            Kind::Entity => 'e',
            Kind::Statement => 's',
            Kind::Meeting => 'm',
            Kind::Topic => 't',
            Kind::Position => 'p',
        };
        let ids = self.ids(kind);
        let last = ids
            .iter()
            .filter_map(|id| id[1..].parse::<u64>().ok())
            .max();
        format!("{letter}{}", last.unwrap_or(0) + 1)
    }
}

/// A row of one of the lists.
trait Listed {
    fn id(&self) -> &str;
    /// Where its words begin; none of rows that stand on none.
    fn begins(&self) -> Option<usize>;
}

macro_rules! listed {
    ($row:ty, $spans:expr) => {
        impl Listed for $row {
            fn id(&self) -> &str {
                &self.id
            }

            fn begins(&self) -> Option<usize> {
                let spans: fn(&Self) -> Vec<&Span> = $spans;
                spans(self).into_iter().map(|span| span.start).min()
            }
        }
    };
}

listed!(Entity, |e| e.mentions.iter().map(|m| &m.span).collect());
listed!(Statement, |s| s.content.iter().chain(&s.cue).collect());
listed!(Meeting, |m| m.evidence.iter().collect());
listed!(Topic, |_| Vec::new());
listed!(Position, |p| p.evidence.iter().collect());

/// Puts a row where it was, and if that is not its place in the text, before the first that begins
/// later.
fn put_in_order<T: Listed>(list: &mut Vec<T>, row: T) {
    let own = row.begins();
    let fits = |list: &[T], at: usize| {
        let before = at.checked_sub(1).and_then(|at| list[at].begins());
        let after = list.get(at).and_then(Listed::begins);
        own.is_none()
            || (before.is_none_or(|before| Some(before) <= own)
                && after.is_none_or(|after| own <= Some(after)))
    };
    let old = list.iter().position(|other| other.id() == row.id());
    if let Some(old) = old {
        list.remove(old);
    }
    let later = |other: &T| own.is_some() && other.begins() > own;
    let at = match old {
        Some(old) if fits(list, old) => old,
        _ => list.iter().position(later).unwrap_or(list.len()),
    };
    list.insert(at, row);
}

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
            let id = rows.next_id(kind);
            let mut row = before.clone();
            translate(&rows, &mut row);
            row["id"] = Value::from(id.clone());
            if rows.put(&id, row).is_err() {
                return;
            }
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
            let Value::Object(set) = set else { return };
            let Some(before) = rows.get(&id) else { return };
            let Ok(row) = edited(&text, before.clone(), set) else {
                return;
            };
            if rows.put(&id, row.clone()).is_err() {
                return;
            }
            rows.follow(&before, &row);
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
fn edited(text: &str, mut row: Value, set: Map<String, Value>) -> Result<Value, String> {
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
pub(crate) fn slice(text: &str, start: usize, end: usize) -> Option<&str> {
    let mut places = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()]);
    let from = places.nth(start)?;
    let to = places.nth(end.checked_sub(start + 1)?)?;
    Some(&text[from..to])
}

/// The row that stands on the words on which `before` stood, if there is one.
fn locate(rows: &Rows<'_>, kind: Kind, before: &Value) -> Option<String> {
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
fn translate(rows: &Rows<'_>, context: &Context, value: &mut Value) {
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
fn named(rows: &Rows<'_>, kind: Kind, name: &str) -> Option<String> {
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

fn merge(rows: &mut Rows<'_>, kind: Kind, id: &str, into: &str) {
    match kind {
        Kind::Entity => {
            let entities = &mut rows.record.entities;
            let Some(place) = entities.iter().position(|e| e.id == id) else {
                return;
            };
            let gone = entities.remove(place);
            if let Some(stays) = entities.iter_mut().find(|e| e.id == into) {
                stays.mentions.extend(gone.mentions);
                stays.mentions.sort_by_key(|m| (m.span.start, m.span.end));
                stays.mentions.dedup();
                stays.roles.extend(gone.roles);
                stays.roles.sort_by_key(|r| (r.span.start, r.span.end));
                stays.roles.dedup();
                stays.side = stays.side.take().or(gone.side);
                let stays = stays.clone();
                put_in_order(entities, stays);
            }
        }
        Kind::Meeting => {
            let meetings = &mut rows.record.meetings;
            let Some(place) = meetings.iter().position(|m| m.id == id) else {
                return;
            };
            let gone = meetings.remove(place);
            if let Some(stays) = meetings.iter_mut().find(|m| m.id == into) {
                for participant in gone.participants {
                    if !stays
                        .participants
                        .iter()
                        .any(|p| p.entity == participant.entity)
                    {
                        stays.participants.push(participant);
                    }
                }
                stays
                    .participants
                    .sort_by_key(|p| (p.span.start, p.span.end));
                stays.evidence.extend(gone.evidence);
                stays.evidence.sort_by_key(|span| (span.start, span.end));
                stays.evidence.dedup();
                stays.place = stays.place.take().or(gone.place);
                stays.date = stays.date.take().or(gone.date);
                stays.duration = stays.duration.take().or(gone.duration);
                stays.format = stays.format.take().or(gone.format);
                stays.reason = stays.reason.take().or(gone.reason);
                // A session of itself it cannot be.
                stays.part_of = stays.part_of.take().filter(|whole| whole != id);
                let stays = stays.clone();
                put_in_order(meetings, stays);
            }
        }
        _ => return,
    }
    rows.redirect(id, into);
}

/// Moves some spans to a row of their own, whose id is given back; none if all or no spans go.
fn split(rows: &mut Rows<'_>, kind: Kind, id: &str, starts: &[usize]) -> Option<String> {
    let own = rows.next_id(kind);
    match kind {
        Kind::Entity => {
            let entity = rows.record.entities.iter_mut().find(|e| e.id == id)?;
            let (go, stay): (Vec<_>, Vec<_>) = entity
                .mentions
                .drain(..)
                .partition(|mention| starts.contains(&mention.span.start));
            if go.is_empty() || stay.is_empty() {
                entity.mentions = if go.is_empty() { stay } else { go };
                return None;
            }
            let name = go
                .iter()
                .map(|m| &m.span.text)
                .max_by_key(|text| text.chars().count())?;
            let new = Entity {
                id: own.clone(),
                name: name.clone(),
                roles: Vec::new(),
                members: Vec::new(),
                mentions: go.clone(),
                ..entity.clone()
            };
            entity.mentions = stay;
            let stayed = entity.clone();
            put_in_order(&mut rows.record.entities, stayed);
            put_in_order(&mut rows.record.entities, new);
            // What is said or done by the words that left is said or done by the new one.
            let inside = |span: &Span| {
                go.iter()
                    .any(|m| span.start <= m.span.start && m.span.end <= span.end)
            };
            for statement in &mut rows.record.statements {
                if statement.speaker.as_deref() == Some(id) && statement.source.iter().any(inside) {
                    statement.speaker = Some(own.clone());
                    let taken = rows.record.positions.iter_mut();
                    for position in taken.filter(|p| p.statement.as_ref() == Some(&statement.id)) {
                        if position.party.as_deref() == Some(id) {
                            position.party = Some(own.clone());
                        }
                    }
                }
            }
            for participant in rows
                .record
                .meetings
                .iter_mut()
                .flat_map(|m| &mut m.participants)
            {
                if participant.entity == id && inside(&participant.span) {
                    participant.entity.clone_from(&own);
                }
            }
        }
        Kind::Meeting => {
            let meeting = rows.record.meetings.iter_mut().find(|m| m.id == id)?;
            let (go, stay): (Vec<_>, Vec<_>) = meeting
                .evidence
                .drain(..)
                .partition(|span| starts.contains(&span.start));
            if go.is_empty() || stay.is_empty() {
                meeting.evidence = if go.is_empty() { stay } else { go };
                return None;
            }
            let inside = |span: &Span| {
                go.iter()
                    .any(|e| e.start <= span.start && span.end <= e.end)
            };
            let (theirs, ours) = meeting
                .participants
                .drain(..)
                .partition(|p| inside(&p.span));
            let mut new = meeting.clone();
            meeting.participants = ours;
            meeting.evidence = stay;
            new.id.clone_from(&own);
            new.participants = theirs;
            new.place = new.place.filter(|place| inside(&place.span));
            new.date = new.date.filter(|date| inside(&date.span));
            new.duration = new.duration.filter(|duration| inside(&duration.span));
            new.format = new.format.filter(|format| inside(&format.span));
            new.reason = new.reason.filter(|reason| inside(&reason.span));
            new.evidence = go;
            let stayed = meeting.clone();
            put_in_order(&mut rows.record.meetings, stayed);
            put_in_order(&mut rows.record.meetings, new);
        }
        _ => return None,
    }
    Some(own)
}

/// Checks that a change fits the record, and gives the row as it stands before it.
///
/// # Errors
///
/// When the row is not there, or the change does not fit it.
pub(crate) fn check(current: &Reviewed, row: &str, change: &Change) -> Result<Value, Error> {
    let missing = |id: &str| Error::missing(format!("the record has no row {id:?}: reload it"));
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
        Change::Edit { set } => {
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
            let after = edited(&text, before.clone(), set.clone())
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
            sound(&rows, kind, row, &after)?;
        }
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

/// The list that the ids in a field are of.
fn referred(field: &str) -> Kind {
    match field {
        "occasion" | "part_of" => Kind::Meeting,
        "topic" => Kind::Topic,
        "statement" => Kind::Statement,
        _ => Kind::Entity,
    }
}

/// The values of an edit as the record has them: names without spaces around, countries by their
/// code, spans in the order of the text.
///
/// # Errors
///
/// When a value is none that the record could have.
pub(crate) fn tidied(row: &str, change: &Change) -> Result<Change, Error> {
    let mut change = change.clone();
    let (Some(kind), Change::Edit { set }) = (Kind::of(row), &mut change) else {
        return Ok(change);
    };
    for (field, value) in set {
        match (kind, field.as_str()) {
            (Kind::Entity, "name") | (Kind::Topic, "label") => {
                let words = value.as_str().map(str::trim).unwrap_or_default();
                if words.is_empty() || words.contains(char::is_control) {
                    return Err(Error::invalid(format!("{field} needs words")));
                }
                *value = Value::from(words);
            }
            (Kind::Document, _) => {
                let words = value.as_str().map(str::trim).unwrap_or_default();
                let when = || {
                    words.parse::<jiff::Timestamp>().is_ok() || is_date(words) && words.len() == 10
                };
                if field == "published" && !words.is_empty() && !when() {
                    return Err(Error::invalid(format!(
                        "{words:?} is no RFC 3339 date: write it like 2025-08-16 or 2025-08-16T09:30:00Z"
                    )));
                }
                if words.contains(char::is_control) {
                    return Err(Error::invalid(format!("{field} goes on one line")));
                }
                *value = Some(words).filter(|words| !words.is_empty()).into();
            }
            (Kind::Entity, "side") => {
                let words = value.as_str().map(str::trim).unwrap_or_default();
                if words.contains(char::is_control) {
                    return Err(Error::invalid("side: a country or an organisation's name"));
                }
                let upper = words.to_uppercase();
                let named = |words: &str| Some(country(words)?.0);
                let code = Alpha3::of(&upper)
                    .or_else(|| named(words))
                    .or_else(|| named(&titled(words)));
                *value = match code {
                    Some(code) => Value::from(code.as_str()),
                    None if words.is_empty() => Value::Null,
                    None => Value::from(words),
                };
            }
            (_, "source" | "cue" | "content" | "quoted" | "evidence") => ordered(field, value)?,
            (_, "date" | "duration") => {
                let told = value["value"].as_str();
                let fits = match field.as_str() {
                    "date" => is_date,
                    _ => {
                        |words: &str| words.starts_with('P') && words.parse::<jiff::Span>().is_ok()
                    }
                };
                if let Some(told) = told.filter(|told| !fits(told)) {
                    return Err(Error::invalid(format!(
                        "{told:?} is no ISO 8601 {field}: write a date like 2025-08-15, 2025-08 or \
                         2025-08-15/2025-08-17, a duration like PT3H"
                    )));
                }
            }
            _ => {}
        }
    }
    Ok(change)
}

/// Each word with a capital, as names of countries are written.
fn titled(words: &str) -> String {
    let titled = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    words.split(' ').map(titled).collect::<Vec<_>>().join(" ")
}

/// Sorts spans.
///
/// # Errors
///
/// When two of them overlap.
fn ordered(field: &str, spans: &mut Value) -> Result<(), Error> {
    let Some(spans) = spans.as_array_mut() else {
        return Ok(());
    };
    let end = |span: &Value, name: &str| span[name].as_u64().unwrap_or_default();
    spans.sort_by_key(|span| (end(span, "start"), end(span, "end")));
    let overlap = spans
        .windows(2)
        .any(|pair| end(&pair[1], "start") < end(&pair[0], "end"));
    if overlap {
        return Err(Error::invalid(format!("spans of {field} overlap")));
    }
    Ok(())
}

/// Whether words are a date, a month, a year, or two of them with a stroke between.
fn is_date(words: &str) -> bool {
    let is_one = |words: &str| {
        let whole = match words.len() {
            4 => format!("{words}-01-01"),
            7 => format!("{words}-01"),
            _ => words.to_owned(),
        };
        whole.len() == 10 && whole.parse::<jiff::civil::Date>().is_ok()
    };
    match words.split_once('/') {
        Some((from, to)) => is_one(from) && is_one(to) && from <= to,
        None => is_one(words),
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
fn references<'a>(field: &str, value: &'a Value) -> Vec<&'a str> {
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
