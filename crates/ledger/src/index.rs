//! What of a record is searched: its rows, each with the words it is found by.

use std::collections::BTreeSet;

use verbale_lexicon::{Alpha3, country_name, organization};
use verbale_schema::{Entity, EntityKind, Meeting, Record, Span, Statement};

use crate::meetings::{Met, met};
use crate::review::Reviewed;
use crate::{name, office};

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
    let text = record.document.text.as_deref().unwrap_or_default();
    let publisher = record.document.publisher.clone().unwrap_or_default();
    let every_meeting: Vec<String> = record
        .meetings
        .iter()
        .map(|m| meeting_words(record, m))
        .collect();
    let all_meetings: Vec<String> = record.meetings.iter().map(|m| m.id.clone()).collect();
    let verdict = |id: &str| {
        reviewed
            .review
            .of(id)
            .map_or("", |judged| judged.verdict.as_str())
    };
    let entity = |id: &Option<String>| id.as_deref().and_then(|id| record.entity(id));
    let labels = |topic: &str| {
        record
            .topics
            .iter()
            .find(|t| t.id == topic)
            .map(|t| t.label.clone())
    };

    let title = record.document.title.clone().unwrap_or_default();
    let mut rows = vec![Row {
        target: Target::Reports,
        local: String::new(),
        entity: None,
        speaker: None,
        side: None,
        label: String::new(),
        matter: None,
        spans: Vec::new(),
        meetings: all_meetings.clone(),
        confidence: 1.0,
        verdict: "",
        found_by: FoundBy {
            words: format!("{title}\n{text}"),
            meeting: every_meeting.join("\n"),
            publisher: publisher.clone(),
            ..FoundBy::default()
        },
    }];
    for (meeting, words) in record.meetings.iter().zip(&every_meeting) {
        let sides: BTreeSet<&str> = meeting
            .participants
            .iter()
            .filter_map(|p| p.side.as_deref())
            .collect();
        rows.push(Row {
            target: Target::Meetings,
            local: meeting.id.clone(),
            label: format!("{} {}", meeting.status, meeting.kind),
            matter: Some(place_and_people(record, meeting)).filter(|words| !words.is_empty()),
            spans: places(&meeting.evidence),
            meetings: vec![meeting.id.clone()],
            confidence: meeting.confidence,
            verdict: verdict(&meeting.id),
            found_by: FoundBy {
                words: spoken(&meeting.evidence),
                side: sides
                    .iter()
                    .map(|side| side_words(side))
                    .collect::<Vec<_>>()
                    .join(" "),
                meeting: words.clone(),
                publisher: publisher.clone(),
                ..FoundBy::default()
            },
            ..rows[0].clone()
        });
    }
    for statement in &record.statements {
        let speaker = entity(&statement.speaker);
        let source = spoken(&statement.source);
        let by_office = by_office(statement);
        let side = match &by_office {
            Some(named) => named.side.clone(),
            None => speaker.and_then(|speaker| speaker.side.clone()),
        };
        let occasion = record
            .meetings
            .iter()
            .position(|m| Some(&m.id) == statement.occasion.as_ref());
        let held: Vec<_> = record
            .positions
            .iter()
            .filter(|p| p.statement.as_ref() == Some(&statement.id))
            .collect();
        rows.push(Row {
            target: Target::Statements,
            local: statement.id.clone(),
            entity: speaker
                .map(|speaker| speaker.id.clone())
                .or_else(|| by_office.as_ref().map(|named| named.local.clone())),
            speaker: speaker
                .map(|s| s.name.clone())
                .or(Some(source.clone()).filter(|s| !s.is_empty())),
            label: statement.act.to_string(),
            spans: places(&statement.content),
            meetings: occasion.map_or_else(
                || all_meetings.clone(),
                |m| vec![record.meetings[m].id.clone()],
            ),
            confidence: statement.confidence,
            verdict: verdict(&statement.id),
            found_by: FoundBy {
                words: spoken(&statement.content),
                speaker: speaker.map_or(source, |speaker| speaker_words(record, speaker)),
                side: side.as_deref().map(side_words).unwrap_or_default(),
                act: statement.act.to_string(),
                stance: held
                    .iter()
                    .map(|p| p.stance.to_string())
                    .collect::<Vec<_>>()
                    .join(" "),
                matter: held
                    .iter()
                    .filter_map(|p| labels(&p.topic))
                    .collect::<Vec<_>>()
                    .join("\n"),
                // Where the text does not say at which meeting, it was said around all of them.
                meeting: occasion
                    .map_or_else(|| every_meeting.join("\n"), |m| every_meeting[m].clone()),
                publisher: publisher.clone(),
            },
            side,
            ..rows[0].clone()
        });
    }
    for position in &record.positions {
        let party = entity(&position.party);
        let side = party.and_then(|party| party.side.clone());
        let matter = labels(&position.topic);
        let said = record
            .statements
            .iter()
            .find(|s| Some(&s.id) == position.statement.as_ref());
        rows.push(Row {
            target: Target::Positions,
            local: position.id.clone(),
            entity: party.map(|party| party.id.clone()),
            speaker: party.map(|party| party.name.clone()),
            label: position.stance.to_string(),
            spans: places(&position.evidence),
            meetings: all_meetings.clone(),
            confidence: position.confidence,
            verdict: verdict(&position.id),
            found_by: FoundBy {
                words: spoken(&position.evidence),
                speaker: party
                    .map(|party| speaker_words(record, party))
                    .unwrap_or_default(),
                side: side.as_deref().map(side_words).unwrap_or_default(),
                act: said.map(|s| s.act.to_string()).unwrap_or_default(),
                stance: position.stance.to_string(),
                matter: matter.clone().unwrap_or_default(),
                meeting: every_meeting.join("\n"),
                publisher: publisher.clone(),
            },
            matter,
            side,
        });
    }
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
        rows,
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

pub(crate) fn whole(spans: &[Span]) -> (usize, usize) {
    let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
    let end = spans.iter().map(|span| span.end).max().unwrap_or(start);
    (start, end)
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
