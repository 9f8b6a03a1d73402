//! From the inner types to the public record: tokens become spans in code points, entities get
//! their ids in the order of the text. The one place where the two meet.

use crate::Options;
use crate::entities::{Entities, Entity};
use crate::meetings::{Meeting, Participant};
use crate::passes::Read;
use crate::positions::Position;
use crate::positions::candidates::Candidate;
use crate::positions::topic::Clause;
use crate::positions::topics::{label_of, matter};
use crate::speakers::Told;
use crate::statements::Statement;
use verbale_doc::{Doc, Tokens};
use verbale_schema as json;
use verbale_text::{CodePoints, Span};

/// How many characters of context a quote selector shows on either side.
const CONTEXT: usize = 32;

pub(crate) fn record(
    document: json::Document,
    doc: &Doc,
    read: &Read,
    options: Options,
) -> json::Record {
    let Read {
        entities,
        statements,
        told,
        meetings,
        occasions,
        positions,
        ..
    } = read;
    let publisher = Publisher {
        doc,
        points: CodePoints::new(doc.text),
        options,
    };
    let ids = ids(entities);
    let mut rows: Vec<(usize, json::Entity)> = entities
        .list
        .iter()
        .enumerate()
        .map(|(at, entity)| (ids[at], publisher.entity(ids[at], entity, entities, &ids)))
        .collect();
    rows.sort_by_key(|&(id, _)| id);
    json::Record {
        schema: json::Version::V2,
        document,
        entities: rows.into_iter().map(|(_, row)| row).collect(),
        statements: statements
            .iter()
            .zip(told)
            .zip(occasions.iter().copied())
            .enumerate()
            .map(|(n, ((statement, told), occasion))| json::Statement {
                occasion: occasion.map(meeting_id),
                ..publisher.statement(n, statement, told, &ids)
            })
            .collect(),
        meetings: meetings
            .iter()
            .enumerate()
            .map(|(n, meeting)| publisher.meeting(n, meeting, entities, &ids))
            .collect(),
        topics: positions
            .topics
            .iter()
            .enumerate()
            .map(|(n, topic)| json::Topic {
                id: topic_id(n),
                label: topic.label.clone(),
                span: Some(publisher.tokens(&topic.tokens)),
            })
            .collect(),
        positions: positions
            .list
            .iter()
            .enumerate()
            .map(|(n, position)| publisher.position(n, position, &ids))
            .collect(),
        warnings: left_open(doc),
    }
}

/// A warning where a quotation is never closed: whose its words are is a guess. One that goes on in the next paragraph is
/// left open rightly.
fn left_open(doc: &Doc) -> Vec<json::Warning> {
    let quotations = &doc.analysis.quotations;
    let outer: Vec<_> = quotations.iter().filter(|q| q.depth == 0).collect();
    let goes_on = |at: usize| outer.get(at + 1).is_some_and(|next| next.continues);
    let open = (0..outer.len()).find(|&at| !outer[at].closed && !goes_on(at));
    let warning = |at: usize| {
        let begins = doc.text[outer[at].span.start.bytes()..].chars().take(40);
        json::Warning {
            code: "unclosed-quotation".to_owned(),
            message: format!(
                "A quote mark is never closed ({}…): see in the text where the words end.",
                begins.collect::<String>().trim()
            ),
        }
    };
    open.map(warning).into_iter().collect()
}

/// The record without positions, and the candidates for them.
pub(crate) fn candidates(
    document: json::Document,
    doc: &Doc,
    read: &Read,
    candidates: &[Candidate],
) -> (json::Record, Vec<crate::Candidate>) {
    let options = Options::default();
    let publisher = Publisher {
        doc,
        points: CodePoints::new(doc.text),
        options,
    };
    let ids = ids(&read.entities);
    let candidates = candidates
        .iter()
        .map(|candidate| {
            let clause = Clause {
                pieces: candidate.segment.pieces.clone(),
                root: candidate.segment.root,
                is_ruled: false,
            };
            let label = label_of(doc, &clause);
            let matter = matter(doc, &clause.pieces, &label);
            crate::Candidate {
                party: candidate.party.map(|party| entity_id(ids[party])),
                evidence: publisher.all(&candidate.evidence),
                features: candidate.features.clone(),
                clause: candidate.clause.clone(),
                label: publisher.tokens(&label),
                name: matter.name.into_iter().collect(),
                words: matter.words.into_iter().collect(),
                sentence: matter.sentence,
            }
        })
        .collect();
    let record = record(document, doc, read, options);
    (record, candidates)
}

/// The number of each entity, counted from 1 in the order of first mention.
fn ids(entities: &Entities) -> Vec<usize> {
    // A group that the text has no words for stands where its first member does.
    let first = |e: &Entity| {
        let members = e.members.iter().map(|&m| &entities.list[m]);
        let bearers = [e].into_iter().chain(members);
        bearers
            .map(|e| &e.mentions)
            .find(|mentions| !mentions.is_empty())
            .and_then(|mentions| {
                mentions
                    .iter()
                    .map(|m| (m.tokens.start, m.tokens.end))
                    .min()
            })
            .unwrap_or_default()
    };
    let mut order: Vec<usize> = (0..entities.list.len()).collect();
    order.sort_by_key(|&at| (first(&entities.list[at]), at));
    let mut ids = vec![0; order.len()];
    for (n, at) in order.into_iter().enumerate() {
        ids[at] = n + 1;
    }
    ids
}

/// The entities in the order of their ids.
pub(crate) fn in_order(entities: &Entities) -> impl Iterator<Item = &Entity> {
    let ids = ids(entities);
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|&at| ids[at]);
    order.into_iter().map(|at| &entities.list[at])
}

struct Publisher<'p, 'a> {
    doc: &'p Doc<'a>,
    points: CodePoints<'a>,
    options: Options,
}

impl Publisher<'_, '_> {
    fn span(&self, span: Span) -> json::Span {
        let text = self.doc.text;
        json::Span {
            start: self.points.at(span.start),
            end: self.points.at(span.end),
            text: span.of(text).to_owned(),
            selector: self.options.selectors.then(|| selector(text, span)),
        }
    }

    fn tokens(&self, tokens: &Tokens) -> json::Span {
        self.span(self.doc.span(tokens))
    }

    fn all(&self, pieces: &[Tokens]) -> Vec<json::Span> {
        pieces.iter().map(|piece| self.tokens(piece)).collect()
    }

    /// The words of an entity's name; of a group that the text has no words for, its members' names.
    fn name(&self, entity: &Entity, entities: &Entities) -> String {
        if let Some(full) = &entity.full {
            return full.clone();
        }
        if entity.mentions.is_empty() {
            let members = entity.members.iter();
            let names: Vec<String> = members
                .map(|&m| self.name(&entities.list[m], entities))
                .collect();
            return names.join(" and ");
        }
        let words = self.doc.phrase(&entity.name).split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    }

    fn entity(
        &self,
        id: usize,
        entity: &Entity,
        entities: &Entities,
        ids: &[usize],
    ) -> json::Entity {
        let mut mentions: Vec<&crate::entities::Mention> = entity.mentions.iter().collect();
        mentions.sort_by_key(|m| (m.tokens.start, m.tokens.end));
        json::Entity {
            id: entity_id(id),
            kind: entity.kind,
            name: self.name(entity, entities),
            side: entity.side().map(str::to_owned),
            roles: entity
                .roles
                .iter()
                .map(|role| json::Role {
                    title: role.title(self.doc),
                    span: self.tokens(&role.span()),
                })
                .collect(),
            mentions: mentions
                .into_iter()
                .map(|m| json::Mention {
                    span: self.tokens(&m.tokens),
                    form: m.form,
                })
                .collect(),
            members: entity.members.iter().map(|&m| entity_id(ids[m])).collect(),
        }
    }

    fn meeting(
        &self,
        n: usize,
        meeting: &Meeting,
        entities: &Entities,
        ids: &[usize],
    ) -> json::Meeting {
        let participant = |p: &Participant| json::Participant {
            entity: entity_id(ids[p.entity]),
            side: entities.list[p.entity].side().map(str::to_owned),
            capacity: p.capacity,
            span: self.tokens(&p.tokens),
        };
        json::Meeting {
            id: meeting_id(n),
            kind: meeting.kind,
            status: meeting.status,
            participants: meeting.participants.iter().map(participant).collect(),
            place: meeting.place.as_ref().map(|place| json::Place {
                entity: entity_id(ids[place.entity]),
                span: self.tokens(&place.tokens),
            }),
            date: meeting.date.as_ref().map(|date| json::Date {
                value: date.value.clone(),
                span: self.tokens(&date.tokens),
            }),
            duration: meeting.duration.as_ref().map(|duration| json::Duration {
                value: duration.value.clone(),
                span: self.tokens(&duration.tokens),
            }),
            format: meeting.format.as_ref().map(|(value, tokens)| json::Format {
                value: value.clone(),
                span: self.tokens(tokens),
            }),
            part_of: meeting.part_of.as_ref().map(|of| meeting_id(of.meeting)),
            reason: meeting.reason.as_ref().map(|(given, tokens)| json::Reason {
                given: *given,
                span: self.tokens(tokens),
            }),
            evidence: self.all(&meeting.evidence),
            confidence: meeting.confidence,
        }
    }

    fn statement(
        &self,
        n: usize,
        statement: &Statement,
        told: &Told,
        ids: &[usize],
    ) -> json::Statement {
        let entity = |at: Option<usize>| at.map(|at| entity_id(ids[at]));
        json::Statement {
            id: statement_id(n),
            speaker: entity(told.speaker()),
            source: self.all(&statement.source),
            cue: self.all(&statement.cue),
            content: self.all(&statement.content),
            quoted: statement
                .quoted
                .iter()
                .map(|&span| self.span(span))
                .collect(),
            mode: statement.mode,
            act: statement
                .act
                .as_str()
                .parse()
                .expect("the lexicon's acts are the record's"),
            negated: statement.negated,
            certainty: certainty(statement.certainty),
            addressee: entity(told.addressee()),
            occasion: None,
            confidence: statement.confidence,
        }
    }

    fn position(&self, n: usize, position: &Position, ids: &[usize]) -> json::Position {
        let waits_on = position.depends_on.iter();
        json::Position {
            id: format!("p{}", n + 1),
            party: position.party.map(|party| entity_id(ids[party])),
            topic: topic_id(position.topic),
            stance: position.stance,
            statement: position.statement.map(statement_id),
            depends_on: waits_on.map(|&e| entity_id(ids[e])).collect(),
            evidence: self.all(&position.evidence),
            confidence: position.confidence,
        }
    }
}

fn topic_id(n: usize) -> String {
    format!("t{}", n + 1)
}

fn statement_id(n: usize) -> String {
    format!("s{}", n + 1)
}

fn entity_id(n: usize) -> String {
    format!("e{n}")
}

/// The id of a meeting, its number counted from 0.
fn meeting_id(n: usize) -> String {
    format!("m{}", n + 1)
}

fn certainty(certainty: verbale_lexicon::Certainty) -> json::Certainty {
    use verbale_lexicon::Certainty as Inner;
    match certainty {
        Inner::Certain => json::Certainty::Certain,
        Inner::Probable => json::Certainty::Probable,
        Inner::Possible => json::Certainty::Possible,
        Inner::Unknown => json::Certainty::Unknown,
    }
}

fn selector(text: &str, span: Span) -> json::TextQuoteSelector {
    let before = &text[..span.start.bytes()];
    let after = &text[span.end.bytes()..];
    let prefix = before
        .char_indices()
        .rev()
        .nth(CONTEXT - 1)
        .map_or(0, |(at, _)| at);
    json::TextQuoteSelector {
        exact: span.of(text).to_owned(),
        prefix: before[prefix..].to_owned(),
        suffix: after.chars().take(CONTEXT).collect(),
    }
}
