//! Why a row stands in the record: the rules that made it, with the words that each was found at, what the model saw, and
//! what the learned decisions weighed.

use crate::Options;
use crate::entities::Entity;
use crate::grammar::Ground;
use crate::meetings::Meeting;
use crate::passes::Read;
use crate::positions::{Position, linear};
use crate::speakers::Told;
use crate::statements::Statement;
use crate::why::Why;
use serde::Serialize;
use verbale_doc::{Doc, Tokens};
use verbale_schema::{Document, Record, Span};
use verbale_text::CodePoints;

/// A row of a record and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Its id: "s3", "m1", "p2".
    pub row: String,
    /// What it says, in a few words: "summit, held".
    pub says: String,
    /// The words that show it.
    pub words: Vec<Span>,
    /// What made it, in the order in which it was made.
    pub reasons: Vec<Reason>,
}

/// What made a row, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Reason {
    /// A rule of a file under `crates/record/rules`.
    Rule {
        /// The file's name.
        file: &'static str,
        /// The line on which the rule begins, counted from 1.
        line: usize,
        /// The rule's name.
        rule: &'static str,
        /// The part of the row that it gives, where it is asked of one: "participant Anna Berg".
        #[serde(skip_serializing_if = "Option::is_none")]
        gives: Option<String>,
        /// The words that it was found at.
        words: Vec<Span>,
    },
    /// No rule of a file was found, and this is what holds then.
    Default {
        /// The file's name.
        file: &'static str,
        /// What holds.
        value: String,
    },
    /// The model marked these words.
    Model {
        /// As what: "source", "cue", "content".
        part: &'static str,
        /// Probability, before it is calibrated.
        probability: f32,
        /// The words.
        words: Vec<Span>,
    },
    /// The table of reporting words gives a cue its act.
    Table {
        /// The file's name.
        file: &'static str,
        /// The act and how sure the speaker is.
        value: String,
        /// The cue.
        words: Vec<Span>,
    },
    /// A decision learned from annotated reports.
    Learned {
        /// What was decided: "position", or the stance.
        value: String,
        /// Probability.
        probability: f32,
        /// The features that counted most, with their weights.
        features: Vec<(String, f32)>,
    },
    /// A step of the reading decided a part of the row.
    Step {
        /// Which: "speaker", "participant", "side", "title", "same meeting", "part of", …
        part: &'static str,
        /// What it was decided to be.
        value: String,
        /// The step, in a few words.
        step: &'static str,
        /// The words that it went by, if any.
        words: Vec<Span>,
    },
    /// The model decided a part of the row.
    Head {
        /// Which, as of a step.
        part: &'static str,
        /// What it was decided to be.
        value: String,
        /// Which head of the model: "coreference", "side".
        head: &'static str,
        /// Probability, before it is calibrated.
        probability: f32,
    },
    /// Words that give a meeting one of its parts.
    Words {
        /// Which: "format".
        part: &'static str,
        /// What they stand for.
        value: String,
        /// The words.
        words: Vec<Span>,
    },
}

/// The rows of `record` whose words stand at the code point `at`, in the order of meetings, statements, positions,
/// entities.
pub(crate) fn explain(
    document: Document,
    doc: &Doc,
    read: &Read,
    at: usize,
) -> (Record, Vec<Explanation>) {
    let record = crate::publish::record(document, doc, read, Options::default());
    let words = Words {
        doc,
        points: CodePoints::new(doc.text),
    };
    let here = |spans: &[Span]| spans.iter().any(|s| s.start <= at && at < s.end);
    let mut out = Vec::new();
    for (row, meeting) in record.meetings.iter().zip(&read.meetings) {
        if here(&row.evidence) {
            out.push(Explanation {
                row: row.id.clone(),
                says: format!("{}, {}", row.kind, row.status),
                words: row.evidence.clone(),
                reasons: words.meeting(meeting, row, &record),
            });
        }
    }
    for ((row, statement), told) in record
        .statements
        .iter()
        .zip(&read.statements)
        .zip(&read.told)
    {
        if here(&row.source) || here(&row.cue) || here(&row.content) {
            let speaker = row.speaker.as_deref().and_then(|id| record.entity(id));
            let speaker = speaker.map_or("nobody named", |e| e.name.as_str());
            out.push(Explanation {
                row: row.id.clone(),
                says: format!("{}, by {speaker}", row.act),
                words: row.content.clone(),
                reasons: words.statement(statement, told, row, &record),
            });
        }
    }
    for (row, position) in record.positions.iter().zip(&read.positions.list) {
        if here(&row.evidence) {
            let party = row.party.as_deref().and_then(|id| record.entity(id));
            let party = party.map_or("the report", |e| e.name.as_str());
            out.push(Explanation {
                row: row.id.clone(),
                says: format!("{party} {}", row.stance),
                words: row.evidence.clone(),
                reasons: words.position(position, &read.statements),
            });
        }
    }
    for (row, entity) in record
        .entities
        .iter()
        .zip(crate::publish::in_order(&read.entities))
    {
        let mentions: Vec<Span> = row.mentions.iter().map(|m| m.span.clone()).collect();
        if here(&mentions) {
            let side = row.side.as_deref().unwrap_or("no side");
            out.push(Explanation {
                row: row.id.clone(),
                says: format!("{} {}, {side}", row.kind, row.name),
                words: mentions,
                reasons: words.entity(entity, row),
            });
        }
    }
    (record, out)
}

/// The name of the entity with this id.
fn name_of<'r>(record: &'r Record, id: &str) -> &'r str {
    record.entity(id).map_or("", |entity| entity.name.as_str())
}

struct Words<'p, 'a> {
    doc: &'p Doc<'a>,
    points: CodePoints<'a>,
}

impl Words<'_, '_> {
    fn span(&self, tokens: &Tokens) -> Span {
        let span = self.doc.span(tokens);
        Span {
            start: self.points.at(span.start),
            end: self.points.at(span.end),
            text: span.of(self.doc.text).to_owned(),
            selector: None,
        }
    }

    fn all(&self, pieces: &[Tokens]) -> Vec<Span> {
        pieces.iter().map(|piece| self.span(piece)).collect()
    }

    fn rule(&self, ground: &Ground, gives: Option<String>) -> Reason {
        Reason::Rule {
            file: ground.file,
            line: ground.line,
            rule: ground.rule,
            gives,
            words: ground
                .tokens
                .iter()
                .map(|&t| self.span(&(t..t + 1)))
                .collect(),
        }
    }

    /// What decided a part of a row.
    fn why(&self, part: &'static str, value: &str, why: &Why) -> Reason {
        let value = value.to_owned();
        match why {
            Why::Rule(ground) => self.rule(ground, Some(format!("{part} {value}"))),
            Why::Head { head, probability } => Reason::Head {
                part,
                value,
                head,
                probability: *probability,
            },
            Why::Table { file, words } => Reason::Table {
                file,
                value: format!("{part} {value}"),
                words: vec![self.span(words)],
            },
            Why::Step { step, words } => Reason::Step {
                part,
                value,
                step,
                words: words.iter().map(|words| self.span(words)).collect(),
            },
        }
    }

    fn entity(&self, entity: &Entity, row: &verbale_schema::Entity) -> Vec<Reason> {
        let mut out = Vec::new();
        for mention in &entity.mentions {
            if let Some(why) = &mention.why {
                let part = mention.form.as_str();
                out.push(self.why(part, self.doc.phrase(&mention.tokens), why));
            }
        }
        for role in &entity.roles {
            out.push(self.why("title", self.doc.phrase(&role.tokens), &role.why));
        }
        if let (Some(side), Some(value)) = (&entity.side, &row.side) {
            out.push(self.why("side", value, &side.why));
        }
        out
    }

    fn meeting(
        &self,
        meeting: &Meeting,
        row: &verbale_schema::Meeting,
        record: &Record,
    ) -> Vec<Reason> {
        let mut out: Vec<Reason> = meeting.grounds.iter().map(|g| self.rule(g, None)).collect();
        if meeting.grounds.iter().all(|g| g.file != "status.rules") {
            out.push(Reason::Default {
                file: "status.rules",
                value: row.status.to_string(),
            });
        }
        let mut part = |part, value: Option<String>, span: &Span| {
            out.push(Reason::Words {
                part,
                value: value.unwrap_or_else(|| "vague".to_owned()),
                words: vec![span.clone()],
            });
        };
        if let Some(format) = &row.format {
            part("format", Some(format.value.clone()), &format.span);
        }
        for (participant, row) in meeting.participants.iter().zip(&row.participants) {
            let name = name_of(record, &row.entity);
            out.push(self.why("participant", name, &participant.why));
        }
        if let Some(place) = &meeting.place {
            let named = self.doc.phrase(&place.tokens);
            out.push(self.why("place", named, &place.why));
        }
        for (part, timed) in [("date", &meeting.date), ("duration", &meeting.duration)] {
            if let Some(timed) = timed {
                let value = timed.value.as_deref().unwrap_or("vague");
                out.push(self.why(part, value, &timed.why));
            }
        }
        for why in &meeting.merged {
            out.push(self.why("same meeting", &row.id, why));
        }
        if let (Some(whole), Some(id)) = (&meeting.part_of, &row.part_of) {
            out.push(self.why("part of", id, &whole.why));
        }
        out
    }

    fn statement(
        &self,
        statement: &Statement,
        told: &Told,
        row: &verbale_schema::Statement,
        record: &Record,
    ) -> Vec<Reason> {
        let certainty = statement.certainty_of_parts;
        let mut out = Vec::new();
        for (part, probability, pieces) in [
            ("cue", certainty.anchor, &statement.cue),
            ("source", certainty.source, &statement.source),
            ("content", certainty.content, &statement.content),
        ] {
            if !pieces.is_empty() {
                out.push(Reason::Model {
                    part,
                    probability,
                    words: self.all(pieces),
                });
            }
        }
        out.push(Reason::Table {
            file: "reporting.tsv",
            value: statement.act.as_str().to_owned(),
            words: self.all(&statement.cue),
        });
        for (part, found, id) in [
            ("speaker", &told.speaker, &row.speaker),
            ("addressee", &told.addressee, &row.addressee),
        ] {
            if let (Some(found), Some(id)) = (found, id) {
                out.push(self.why(part, name_of(record, id), &found.why));
            }
        }
        out
    }

    fn position(&self, position: &Position, statements: &[Statement]) -> Vec<Reason> {
        let mut out: Vec<Reason> = position.ground.iter().map(|g| self.rule(g, None)).collect();
        if position.features.is_empty() {
            return out;
        }
        let told = position.told.as_ref();
        let decision = linear::decide(&position.features, told);
        out.push(Reason::Learned {
            value: "position".to_owned(),
            probability: decision.position,
            features: linear::weightiest(&position.features, told, None),
        });
        let taken_in = position.statement.map(|n| &statements[n]);
        if let Some(statement) = taken_in.filter(|_| position.of_denial) {
            out.push(Reason::Table {
                file: "reporting.tsv",
                value: position.stance.to_string(),
                words: self.all(&statement.cue),
            });
        } else if position.ground.is_none() {
            out.push(Reason::Learned {
                value: position.stance.to_string(),
                probability: decision.stance.1,
                features: linear::weightiest(&position.features, told, Some(position.stance)),
            });
        }
        out
    }
}
