//! Why a row stands in the record: the rules that made it, with the words that each was found at, what the model saw, and
//! what the learned decisions weighed.

use crate::grammar::Ground;
use crate::meetings::Meeting;
use crate::positions::{Position, linear};
use crate::statements::Statement;
use crate::{Options, Read};
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
    /// Words that give a meeting one of its parts.
    Words {
        /// Which: "place", "date", "duration", "format".
        part: &'static str,
        /// What they stand for.
        value: String,
        /// The words.
        words: Vec<Span>,
    },
}

/// The rows of `record` whose words stand at the code point `at`, in the order of meetings, statements, positions.
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
                reasons: words.meeting(meeting, row),
            });
        }
    }
    for (row, statement) in record.statements.iter().zip(&read.statements) {
        if here(&row.source) || here(&row.cue) || here(&row.content) {
            let speaker = row.speaker.as_deref().and_then(|id| record.entity(id));
            let speaker = speaker.map_or("nobody named", |e| e.name.as_str());
            out.push(Explanation {
                row: row.id.clone(),
                says: format!("{}, by {speaker}", row.act),
                words: row.content.clone(),
                reasons: words.statement(statement),
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
    (record, out)
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

    fn rule(&self, ground: &Ground) -> Reason {
        Reason::Rule {
            file: ground.file,
            line: ground.line,
            rule: ground.rule,
            words: ground
                .tokens
                .iter()
                .map(|&t| self.span(&(t..t + 1)))
                .collect(),
        }
    }

    fn meeting(&self, meeting: &Meeting, row: &verbale_schema::Meeting) -> Vec<Reason> {
        let mut out: Vec<Reason> = meeting.grounds.iter().map(|g| self.rule(g)).collect();
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
        if let Some(date) = &row.date {
            part("date", date.value.clone(), &date.span);
        }
        if let Some(place) = &row.place {
            part("place", Some(place.span.text.clone()), &place.span);
        }
        if let Some(duration) = &row.duration {
            part("duration", duration.value.clone(), &duration.span);
        }
        if let Some(format) = &row.format {
            part("format", Some(format.value.clone()), &format.span);
        }
        out
    }

    fn statement(&self, statement: &Statement) -> Vec<Reason> {
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
        out
    }

    fn position(&self, position: &Position, statements: &[Statement]) -> Vec<Reason> {
        let mut out: Vec<Reason> = position.ground.iter().map(|g| self.rule(g)).collect();
        if position.features.is_empty() {
            return out;
        }
        let decision = linear::decide(&position.features);
        out.push(Reason::Learned {
            value: "position".to_owned(),
            probability: decision.position,
            features: linear::weightiest(&position.features, None),
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
                features: linear::weightiest(&position.features, Some(position.stance)),
            });
        }
        out
    }
}
