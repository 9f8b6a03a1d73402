//! What of a record is searched: its rows, each with the words it is found by.

use std::collections::BTreeSet;

use verbale_lexicon::{Alpha3, country_name, organization};
use verbale_schema::{Entity, EntityKind, Meeting, Position, Record, Span, Statement};

use crate::identity::meetings::{Met, met};
use crate::identity::{name, office};
use crate::review::Reviewed;

/// A list that results are rows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// Whole reports.
    Reports,
    /// Meetings.
    Meetings,
    /// Statements.
    Statements,
    /// Positions.
    Positions,
}

impl Target {
    /// Every list.
    pub const ALL: [Self; 4] = [
        Self::Reports,
        Self::Meetings,
        Self::Statements,
        Self::Positions,
    ];

    /// The word for it in queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Meetings => "meetings",
            Self::Statements => "statements",
            Self::Positions => "positions",
        }
    }
}

/// A row of a record as the storage indexes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The list it belongs to.
    pub target: Target,
    /// Its id in the record; empty for the report itself.
    pub local: String,
    /// The entity who speaks or holds the position, by its id in the record; of a speaker by office
    /// only, the statement's.
    pub entity: Option<String>,
    /// Who speaks, for display.
    pub speaker: Option<String>,
    /// The side spoken for.
    pub side: Option<String>,
    /// The act, the stance, or the kind and status.
    pub label: String,
    /// What a position is on; a meeting's place and people.
    pub matter: Option<String>,
    /// Where its words stand in the text, in code points: one after another, some of them apart.
    pub spans: Vec<(usize, usize)>,
    /// The meetings that it is of or was said at, by their ids in the record.
    pub meetings: Vec<String>,
    /// The probability that it is right.
    pub confidence: f32,
    /// What a person made of it: empty when no one looked.
    pub verdict: &'static str,
    /// The words that it is found by.
    pub found_by: FoundBy,
}

/// The words that a row is found by, a field each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundBy {
    /// Its words in the text.
    pub words: String,
    /// Names and roles of the speaker.
    pub speaker: String,
    /// Code and name of the side.
    pub side: String,
    /// The act.
    pub act: String,
    /// The stance.
    pub stance: String,
    /// What it is about.
    pub matter: String,
    /// The meeting's kind, place, date and people.
    pub meeting: String,
    /// Who published the report.
    pub publisher: String,
}

/// Someone a report names, as persons across reports are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The entity's id in the record.
    pub local: String,
    /// What it is.
    pub kind: EntityKind,
    /// Its name.
    pub name: String,
    /// The side acted for.
    pub side: Option<String>,
    /// An office that only one person of the side holds at a time.
    pub office: Option<Office>,
}

/// By which office someone is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The office.
    pub office: &'static str,
    /// What the report calls it.
    pub title: String,
    /// Whether it is all that the report says of the person: "the Russian president".
    pub only: bool,
}

/// What lists tell of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<String>,
}

/// All of a record that is indexed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// The report itself.
    pub about: About,
    /// The entities, and speakers without a name whose office is told: those have the ids of their
    /// statements.
    pub named: Vec<Named>,
    /// The meetings, as they are found again in other reports.
    pub met: Vec<Met>,
    /// The rows, the report's own first, then meetings, statements and positions.
    pub rows: Vec<Row>,
}

/// What is indexed of a record that has its text.
pub(crate) fn index(reviewed: &Reviewed) -> Index {
    let record = &reviewed.record;
    let rows = Rows::of(reviewed);
    let report = rows.report();
    let meetings = record.meetings.iter().zip(&rows.meeting_words);
    let meetings = meetings.map(|(meeting, words)| rows.meeting(&report, meeting, words));
    let statements = record.statements.iter();
    let statements = statements.map(|statement| rows.statement(&report, statement));
    let positions = record.positions.iter();
    let positions = positions.map(|position| rows.position(position));
    let rest: Vec<Row> = meetings.chain(statements).chain(positions).collect();
    let named = record.entities.iter().map(|entity| Named {
        local: entity.id.clone(),
        kind: entity.kind,
        name: entity.name.clone(),
        side: entity.side.clone(),
        office: office(entity),
    });
    let unnamed = record.statements.iter().filter_map(by_office);
    let document = &record.document;
    Index {
        about: About {
            title: document.title.clone(),
            publisher: document.publisher.clone(),
            url: document.url.clone(),
            published: document.published.clone(),
        },
        named: named.chain(unnamed).collect(),
        met: met(record),
        rows: std::iter::once(report).chain(rest).collect(),
    }
}

/// A record, with what the rows of its index have in common.
struct Rows<'a> {
    reviewed: &'a Reviewed,
    record: &'a Record,
    publisher: String,
    /// The words that find each meeting.
    meeting_words: Vec<String>,
    /// The ids of the meetings.
    meetings: Vec<String>,
}

impl<'a> Rows<'a> {
    fn of(reviewed: &'a Reviewed) -> Self {
        let record = &reviewed.record;
        let meetings = record.meetings.iter();
        Self {
            reviewed,
            record,
            publisher: record.document.publisher.clone().unwrap_or_default(),
            meeting_words: meetings.clone().map(|m| meeting_words(record, m)).collect(),
            meetings: meetings.map(|m| m.id.clone()).collect(),
        }
    }

    fn verdict(&self, id: &str) -> &'static str {
        let judged = self.reviewed.review.of(id);
        judged.map_or("", |judged| judged.verdict.as_str())
    }

    fn entity(&self, id: Option<&String>) -> Option<&'a Entity> {
        self.record.entity(id?)
    }

    fn label(&self, topic: &str) -> Option<String> {
        let topic = self.record.topics.iter().find(|t| t.id == topic)?;
        Some(topic.label.clone())
    }

    /// The row of the report itself.
    fn report(&self) -> Row {
        let document = &self.record.document;
        let title = document.title.as_deref().unwrap_or_default();
        let text = document.text.as_deref().unwrap_or_default();
        Row {
            target: Target::Reports,
            local: String::new(),
            entity: None,
            speaker: None,
            side: None,
            label: String::new(),
            matter: None,
            spans: Vec::new(),
            meetings: self.meetings.clone(),
            confidence: 1.0,
            verdict: "",
            found_by: FoundBy {
                words: format!("{title}\n{text}"),
                meeting: self.meeting_words.join("\n"),
                publisher: self.publisher.clone(),
                ..FoundBy::default()
            },
        }
    }

    fn meeting(&self, report: &Row, meeting: &Meeting, words: &str) -> Row {
        let participants = meeting.participants.iter();
        let sides: BTreeSet<&str> = participants.filter_map(|p| p.side.as_deref()).collect();
        let sides: Vec<String> = sides.into_iter().map(side_words).collect();
        let matter = place_and_people(self.record, meeting);
        Row {
            target: Target::Meetings,
            local: meeting.id.clone(),
            label: format!("{} {}", meeting.status, meeting.kind),
            matter: Some(matter).filter(|words| !words.is_empty()),
            spans: places(&meeting.evidence),
            meetings: vec![meeting.id.clone()],
            confidence: meeting.confidence,
            verdict: self.verdict(&meeting.id),
            found_by: FoundBy {
                words: spoken(&meeting.evidence),
                side: sides.join(" "),
                meeting: words.to_owned(),
                publisher: self.publisher.clone(),
                ..FoundBy::default()
            },
            ..report.clone()
        }
    }

    fn statement(&self, report: &Row, statement: &Statement) -> Row {
        let speaker = self.entity(statement.speaker.as_ref());
        let source = spoken(&statement.source);
        let by_office = by_office(statement);
        let side = match &by_office {
            Some(named) => named.side.clone(),
            None => speaker.and_then(|speaker| speaker.side.clone()),
        };
        let occasion = statement.occasion.as_ref();
        let occasion = self.meetings.iter().position(|id| Some(id) == occasion);
        let positions = self.record.positions.iter();
        let held = positions.filter(|p| p.statement.as_ref() == Some(&statement.id));
        let stances: Vec<String> = held.clone().map(|p| p.stance.to_string()).collect();
        let matters: Vec<String> = held.filter_map(|p| self.label(&p.topic)).collect();
        let own = |speaker: &Entity| speaker.id.clone();
        Row {
            target: Target::Statements,
            local: statement.id.clone(),
            entity: speaker
                .map(own)
                .or_else(|| by_office.as_ref().map(|named| named.local.clone())),
            speaker: speaker
                .map(|s| s.name.clone())
                .or(Some(source.clone()).filter(|s| !s.is_empty())),
            label: statement.act.to_string(),
            spans: places(&statement.content),
            meetings: occasion.map_or_else(
                || self.meetings.clone(),
                |meeting| vec![self.meetings[meeting].clone()],
            ),
            confidence: statement.confidence,
            verdict: self.verdict(&statement.id),
            found_by: FoundBy {
                words: spoken(&statement.content),
                speaker: speaker.map_or(source, |speaker| speaker_words(self.record, speaker)),
                side: side.as_deref().map(side_words).unwrap_or_default(),
                act: statement.act.to_string(),
                stance: stances.join(" "),
                matter: matters.join("\n"),
                // Where the text does not say at which meeting, it was said around all of them.
                meeting: occasion.map_or_else(
                    || self.meeting_words.join("\n"),
                    |meeting| self.meeting_words[meeting].clone(),
                ),
                publisher: self.publisher.clone(),
            },
            side,
            ..report.clone()
        }
    }

    fn position(&self, position: &Position) -> Row {
        let party = self.entity(position.party.as_ref());
        let side = party.and_then(|party| party.side.clone());
        let matter = self.label(&position.topic);
        let mut statements = self.record.statements.iter();
        let said = statements.find(|s| Some(&s.id) == position.statement.as_ref());
        Row {
            target: Target::Positions,
            local: position.id.clone(),
            entity: party.map(|party| party.id.clone()),
            speaker: party.map(|party| party.name.clone()),
            label: position.stance.to_string(),
            spans: places(&position.evidence),
            meetings: self.meetings.clone(),
            confidence: position.confidence,
            verdict: self.verdict(&position.id),
            found_by: FoundBy {
                words: spoken(&position.evidence),
                speaker: party
                    .map(|party| speaker_words(self.record, party))
                    .unwrap_or_default(),
                side: side.as_deref().map(side_words).unwrap_or_default(),
                act: said.map(|s| s.act.to_string()).unwrap_or_default(),
                stance: position.stance.to_string(),
                matter: matter.clone().unwrap_or_default(),
                meeting: self.meeting_words.join("\n"),
                publisher: self.publisher.clone(),
            },
            matter,
            side,
        }
    }
}

fn office(entity: &Entity) -> Option<Office> {
    if entity.kind != EntityKind::Person {
        return None;
    }
    entity.side.as_ref()?;
    let mut known = entity.roles.iter().filter_map(|role| {
        Some(Office {
            office: office::of_title(&role.title)?,
            title: role.title.clone(),
            only: false,
        })
    });
    known.next()
}

/// A speaker whom the report calls by an office and a side, and never by name.
fn by_office(statement: &Statement) -> Option<Named> {
    let [source] = &statement.source[..] else {
        return None;
    };
    if statement.speaker.is_some() {
        return None;
    }
    let (side, office) = office::of_phrase(&source.text)?;
    Some(Named {
        local: statement.id.clone(),
        kind: EntityKind::Person,
        name: source.text.clone(),
        side: Some(side),
        office: Some(Office {
            office,
            title: source.text.clone(),
            only: true,
        }),
    })
}

fn spoken(spans: &[Span]) -> String {
    let words: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    words.join(" ")
}

/// Where spans stand in the text, those that touch as one.
fn places(spans: &[Span]) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = spans.iter().map(|span| (span.start, span.end)).collect();
    places.sort_unstable();
    places.dedup_by(|next, one| {
        let touch = next.0 <= one.1;
        if touch {
            one.1 = one.1.max(next.1);
        }
        touch
    });
    places
}

/// A side's code with its country's name, so that either finds it; of other sides the short name.
fn side_words(side: &str) -> String {
    match Alpha3::of(side) {
        Some(code) => format!("{side} {}", country_name(code)),
        None => organization(side).unwrap_or(side).to_owned(),
    }
}

fn speaker_words(record: &Record, speaker: &Entity) -> String {
    let members = speaker.members.iter().filter_map(|id| record.entity(id));
    let mut words = vec![speaker.name.as_str()];
    // "Joseph Biden" finds "Joseph R. Biden, Jr.".
    let key = name::key(&speaker.name);
    if speaker.kind == EntityKind::Person && key != speaker.name.to_lowercase() {
        words.push(&key);
    }
    words.extend(members.map(|member| member.name.as_str()));
    words.extend(speaker.roles.iter().map(|role| role.title.as_str()));
    words.join("\n")
}

fn meeting_words(record: &Record, meeting: &Meeting) -> String {
    let mut words = vec![meeting.kind.to_string(), meeting.status.to_string()];
    words.extend(meeting.place.iter().map(|place| place.span.text.clone()));
    words.extend(meeting.date.iter().filter_map(|date| date.value.clone()));
    let people = meeting.participants.iter();
    words.extend(people.map(|p| {
        record
            .entity(&p.entity)
            .map_or(&p.span.text, |e| &e.name)
            .clone()
    }));
    words.join("\n")
}

/// How many people of a meeting are named in a list.
const NAMED: usize = 4;

fn place_and_people(record: &Record, meeting: &Meeting) -> String {
    let people = meeting.participants.iter();
    let names = people.map(|p| {
        record
            .entity(&p.entity)
            .map_or(p.span.text.as_str(), |e| &e.name)
    });
    let mut names: Vec<&str> = names.collect();
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("…");
    }
    let place = meeting
        .place
        .iter()
        .map(|place| format!("in {}", place.span.text));
    let people = Some(names.join(", ")).filter(|names| !names.is_empty());
    place.chain(people).collect::<Vec<_>>().join(": ")
}
