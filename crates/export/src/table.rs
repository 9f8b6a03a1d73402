//! The tables and their columns, in the order in which they are written.

use verbale_schema::{Document, Entity, Meeting, Participant, Position, Record, Statement};

use crate::Judged;
use crate::column::{Column, ColumnInfo, Kind, Row, Value, list, places, words};

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The reports that were read.
    Documents,
    /// The people, and the bodies, countries, places and groups.
    People,
    /// Who said what.
    Statements,
    /// Who met whom.
    Meetings,
    /// Where everybody stands.
    Positions,
    /// What people made of the rows of the others.
    Reviews,
}

impl Table {
    /// The tables of records, in the order in which their rows refer to one another.
    pub const OF_RECORDS: &[Self] = &[
        Self::Documents,
        Self::People,
        Self::Statements,
        Self::Meetings,
        Self::Positions,
    ];

    /// The tables of records that people may have reviewed.
    pub const ALL: &[Self] = &[
        Self::Documents,
        Self::People,
        Self::Statements,
        Self::Meetings,
        Self::Positions,
        Self::Reviews,
    ];

    /// The name of the table and of its file, without an extension.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::People => "people",
            Self::Statements => "statements",
            Self::Meetings => "meetings",
            Self::Positions => "positions",
            Self::Reviews => "reviews",
        }
    }

    /// What one row is.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Documents => "One row for each report, also where nothing was found in it.",
            Self::People => {
                "One row for each person, and for each organisation, country, place and group that \
                 the report names, so that whatever speaks, meets or takes a position has its row."
            }
            Self::Statements => "One row for each statement.",
            Self::Meetings => "One row for each meeting, its sessions among them.",
            Self::Positions => "One row for what one party holds on one matter.",
            Self::Reviews => {
                "Only from a ledger: one row for each row of the other tables that a person looked at. \
                 All others stand as the machine read them; rejected ones stand in no other table."
            }
        }
    }

    /// The columns in their order.
    #[must_use]
    pub fn columns(self) -> Vec<ColumnInfo> {
        fn infos<T>(columns: &[Column<T>]) -> Vec<ColumnInfo> {
            let keys = key::<T>();
            keys.iter()
                .chain(columns)
                .map(|column| column.info)
                .collect()
        }
        match self {
            Self::Documents => infos(DOCUMENTS),
            Self::People => infos(PEOPLE),
            Self::Statements => infos(STATEMENTS),
            Self::Meetings => infos(MEETINGS),
            Self::Positions => infos(POSITIONS),
            Self::Reviews => infos(REVIEWS),
        }
    }

    /// The rows of a record, each with a value for every column.
    pub(crate) fn rows<'r>(
        self,
        record: &'r Record,
        judged: &'r [Judged],
        report: i64,
    ) -> Vec<Vec<Value<'r>>> {
        fn rows<'a, T>(
            columns: &[Column<T>],
            items: &'a [T],
            record: &'a Record,
            report: i64,
        ) -> Vec<Vec<Value<'a>>> {
            let keys = key::<T>();
            let row = |item| {
                let row = Row {
                    report,
                    record,
                    row: item,
                };
                let columns = keys.iter().chain(columns);
                columns.map(|column| (column.value)(&row)).collect()
            };
            items.iter().map(row).collect()
        }
        match self {
            Self::Documents => rows(
                DOCUMENTS,
                std::slice::from_ref(&record.document),
                record,
                report,
            ),
            Self::People => rows(PEOPLE, &record.entities, record, report),
            Self::Statements => rows(STATEMENTS, &record.statements, record, report),
            Self::Meetings => rows(MEETINGS, &record.meetings, record, report),
            Self::Positions => rows(POSITIONS, &record.positions, record, report),
            Self::Reviews => rows(REVIEWS, judged, record, report),
        }
    }
}

const fn column<T>(
    name: &'static str,
    kind: Kind,
    about: &'static str,
    value: for<'a> fn(&Row<'a, T>) -> Value<'a>,
) -> Column<T> {
    Column {
        info: ColumnInfo { name, kind, about },
        value,
    }
}

/// The columns that every table begins with.
fn key<T>() -> [Column<T>; 2] {
    [
        column(
            "report",
            Kind::Integer,
            "The number of the report in the run, from 1: the key that joins the tables.",
            |r| r.report.into(),
        ),
        column(
            "document",
            Kind::Text,
            "The name the report goes by in its collection.",
            |r| (&r.record.document.id).into(),
        ),
    ]
}

fn name<'a>(record: &'a Record, id: Option<&str>) -> Option<&'a str> {
    Some(record.entity(id?)?.name.as_str())
}

fn side<'a>(record: &'a Record, id: Option<&str>) -> Option<&'a str> {
    record.entity(id?)?.side.as_deref()
}

/// The sides of participants: for this meeting, or failing that those of the entities.
fn side_at<'a>(record: &'a Record, participant: &'a Participant) -> Option<&'a str> {
    let here = participant.side.as_deref();
    here.or_else(|| side(record, Some(&participant.entity)))
}

#[rustfmt::skip] // A table.
const DOCUMENTS: &[Column<Document>] = &[
    column("title", Kind::Text, "Its headline.", |r| r.row.title.as_ref().into()),
    column("publisher", Kind::Text, "Who published it.", |r| r.row.publisher.as_ref().into()),
    column("url", Kind::Text, "Where it was published.", |r| r.row.url.as_ref().into()),
    column("published", Kind::Text, "When: an RFC 3339 date or date-time.", |r| r.row.published.as_ref().into()),
    column("language", Kind::Text, "Its language, as a BCP 47 tag.", |r| r.row.language.as_ref().into()),
    column("sha256", Kind::Text, "The SHA-256 of its text in UTF-8.", |r| (&r.row.sha256).into()),
    column("length", Kind::Integer, "The length of its text in code points.", |r| r.row.length.into()),
    column("warnings", Kind::Text, "The codes of what should be distrusted, as a list.", |r| list(r.record.warnings.iter().map(|w| Some(w.code.as_str()))).into()),
];

#[rustfmt::skip] // A table.
const PEOPLE: &[Column<Entity>] = &[
    column("entity", Kind::Text, "Its id within the report.", |r| (&r.row.id).into()),
    column("kind", Kind::Text, "`person`, `organization`, `country`, `place`, `group` or `other`.", |r| r.row.kind.as_str().into()),
    column("name", Kind::Text, "The fullest form in the text, titles left off.", |r| (&r.row.name).into()),
    column("side", Kind::Text, "The country acted for (ISO 3166-1 alpha-3) or an organisation's name.", |r| r.row.side.as_ref().into()),
    column("roles", Kind::Text, "The titles as worded, as a list.", |r| list(r.row.roles.iter().map(|role| Some(role.title.as_str()))).into()),
    column("role_spans", Kind::Text, "The places of the roles, one each.", |r| places(r.row.roles.iter().map(|role| &role.span)).into()),
    column("members", Kind::Text, "Of a group: the entity ids of its members, as a list.", |r| list(r.row.members.iter().map(|id| Some(id.as_str()))).into()),
    column("mentions", Kind::Integer, "How often the text speaks of it.", |r| r.row.mentions.len().into()),
    column("mention_spans", Kind::Text, "Where.", |r| places(r.row.mentions.iter().map(|mention| &mention.span)).into()),
];

#[rustfmt::skip] // A table.
const STATEMENTS: &[Column<Statement>] = &[
    column("statement", Kind::Text, "Its id within the report.", |r| (&r.row.id).into()),
    column("speaker", Kind::Text, "The entity id of the one behind the source; null when unnamed.", |r| r.row.speaker.as_ref().into()),
    column("speaker_name", Kind::Text, "The speaker's name.", |r| name(r.record, r.row.speaker.as_deref()).into()),
    column("speaker_side", Kind::Text, "The speaker's side.", |r| side(r.record, r.row.speaker.as_deref()).into()),
    column("source", Kind::Text, "The words for the source.", |r| words(&r.row.source).into()),
    column("source_spans", Kind::Text, "Their places.", |r| places(&r.row.source).into()),
    column("cue", Kind::Text, "The words that signal the attribution.", |r| words(&r.row.cue).into()),
    column("cue_spans", Kind::Text, "Their places.", |r| places(&r.row.cue).into()),
    column("content", Kind::Text, "What is said.", |r| words(&r.row.content).into()),
    column("content_spans", Kind::Text, "Its places.", |r| places(&r.row.content).into()),
    column("quoted", Kind::Text, "The parts of the content in quote marks.", |r| words(&r.row.quoted).into()),
    column("quoted_spans", Kind::Text, "Their places.", |r| places(&r.row.quoted).into()),
    column("mode", Kind::Text, "`direct`, `indirect` or `mixed`.", |r| r.row.mode.as_str().into()),
    column("act", Kind::Text, "What the speaker does in saying it: `say`, `deny`, `promise` …", |r| r.row.act.as_str().into()),
    column("negated", Kind::Boolean, "Whether the text says that this was *not* said.", |r| r.row.negated.into()),
    column("certainty", Kind::Text, "`certain`, `probable`, `possible` or `unknown`.", |r| r.row.certainty.as_str().into()),
    column("addressee", Kind::Text, "The entity id of the one told.", |r| r.row.addressee.as_ref().into()),
    column("addressee_name", Kind::Text, "The name of the one told.", |r| name(r.record, r.row.addressee.as_deref()).into()),
    column("occasion", Kind::Text, "The id of the meeting at which it was said.", |r| r.row.occasion.as_ref().into()),
    column("confidence", Kind::Number, "The probability that the row is right.", |r| r.row.confidence.into()),
];

#[rustfmt::skip] // A table.
const MEETINGS: &[Column<Meeting>] = &[
    column("meeting", Kind::Text, "Its id within the report.", |r| (&r.row.id).into()),
    column("kind", Kind::Text, "`summit`, `talks`, `call`, `visit`, `conference`, `session`, `signing`, `meal`, `interview`, `press` or `other`.", |r| r.row.kind.as_str().into()),
    column("status", Kind::Text, "`held`, `ongoing`, `planned`, `proposed`, `cancelled`, `postponed` or `refused`.", |r| r.row.status.as_str().into()),
    column("participants", Kind::Text, "The entity ids of those who took part, as a list.", |r| list(r.row.participants.iter().map(|p| Some(p.entity.as_str()))).into()),
    column("participant_names", Kind::Text, "Their names, one each.", |r| list(r.row.participants.iter().map(|p| name(r.record, Some(&p.entity)))).into()),
    column("participant_sides", Kind::Text, "Their sides, one each; an entry may be empty.", |r| list(r.row.participants.iter().map(|p| side_at(r.record, p))).into()),
    column("participant_capacities", Kind::Text, "`principal`, `aide`, `host`, `mediator` or `interviewer`, one each; an entry may be empty.", |r| list(r.row.participants.iter().map(|p| p.capacity.map(|c| c.as_str()))).into()),
    column("participant_spans", Kind::Text, "Where the text names them, one each.", |r| places(r.row.participants.iter().map(|p| &p.span)).into()),
    column("place", Kind::Text, "The entity id of the place.", |r| r.row.place.as_ref().map(|place| &place.entity).into()),
    column("place_name", Kind::Text, "The name of the place.", |r| name(r.record, r.row.place.as_ref().map(|place| place.entity.as_str())).into()),
    column("place_spans", Kind::Text, "Where the text names it.", |r| places(r.row.place.iter().map(|place| &place.span)).into()),
    column("date", Kind::Text, "An ISO 8601 date, month or interval; null when the words are vague.", |r| r.row.date.as_ref().and_then(|date| date.value.as_ref()).into()),
    column("date_words", Kind::Text, "The words for the date.", |r| words(r.row.date.iter().map(|date| &date.span)).into()),
    column("date_spans", Kind::Text, "Their place.", |r| places(r.row.date.iter().map(|date| &date.span)).into()),
    column("duration", Kind::Text, "An ISO 8601 duration (`PT3H`); null when the words are vague.", |r| r.row.duration.as_ref().and_then(|time| time.value.as_ref()).into()),
    column("duration_words", Kind::Text, "The words for the duration.", |r| words(r.row.duration.iter().map(|time| &time.span)).into()),
    column("duration_spans", Kind::Text, "Their place.", |r| places(r.row.duration.iter().map(|time| &time.span)).into()),
    column("format", Kind::Text, "How many sat on each side: `3+3`.", |r| r.row.format.as_ref().map(|format| &format.value).into()),
    column("format_spans", Kind::Text, "Where the text says so.", |r| places(r.row.format.iter().map(|format| &format.span)).into()),
    column("part_of", Kind::Text, "The id of the meeting that this is a session of.", |r| r.row.part_of.as_ref().into()),
    column("reason_given", Kind::Boolean, "Of a meeting called off: whether the report says why; null when it does not speak of a reason.", |r| r.row.reason.as_ref().map(|reason| reason.given).into()),
    column("reason_words", Kind::Text, "The words that say so.", |r| words(r.row.reason.iter().map(|reason| &reason.span)).into()),
    column("reason_spans", Kind::Text, "Their place.", |r| places(r.row.reason.iter().map(|reason| &reason.span)).into()),
    column("evidence", Kind::Text, "The words that tell of the meeting.", |r| words(&r.row.evidence).into()),
    column("evidence_spans", Kind::Text, "Their places.", |r| places(&r.row.evidence).into()),
    column("confidence", Kind::Number, "The probability that the row is right.", |r| r.row.confidence.into()),
];

#[rustfmt::skip] // A table.
const POSITIONS: &[Column<Position>] = &[
    column("position", Kind::Text, "Its id within the report.", |r| (&r.row.id).into()),
    column("party", Kind::Text, "The entity id of the party; null for the report's own voice.", |r| r.row.party.as_ref().into()),
    column("party_name", Kind::Text, "The party's name.", |r| name(r.record, r.row.party.as_deref()).into()),
    column("party_side", Kind::Text, "The party's side.", |r| side(r.record, r.row.party.as_deref()).into()),
    column("topic", Kind::Text, "The id of the matter within the report.", |r| (&r.row.topic).into()),
    column("topic_label", Kind::Text, "The matter in a few words.", |r| r.record.topics.iter().find(|topic| topic.id == r.row.topic).map(|topic| &topic.label).into()),
    column("stance", Kind::Text, "`affirms`, `commits`, `demands`, `discusses`, `conditional`, `rejects`, `criticises`, `denies` or `silent`.", |r| r.row.stance.as_str().into()),
    column("depends_on", Kind::Text, "The entity ids of those a conditional position waits on, as a list.", |r| list(r.row.depends_on.iter().map(|id| Some(id.as_str()))).into()),
    column("depends_on_names", Kind::Text, "Their names, one each.", |r| list(r.row.depends_on.iter().map(|id| name(r.record, Some(id)))).into()),
    column("statement", Kind::Text, "The id of the statement that the position was taken in.", |r| r.row.statement.as_ref().into()),
    column("evidence", Kind::Text, "The words that show it.", |r| words(&r.row.evidence).into()),
    column("evidence_spans", Kind::Text, "Their places.", |r| places(&r.row.evidence).into()),
    column("confidence", Kind::Number, "The probability that the row is right.", |r| r.row.confidence.into()),
];

#[rustfmt::skip] // A table.
const REVIEWS: &[Column<Judged>] = &[
    column("row", Kind::Text, "The id of the row within the report: `s4`, `m1`, `p2`, `e3`.", |r| (&r.row.row).into()),
    column("verdict", Kind::Text, "`confirmed`, `edited` or `rejected`.", |r| r.row.verdict.into()),
    column("by", Kind::Text, "Who said so last.", |r| (&r.row.by).into()),
    column("at", Kind::Text, "When, in UTC.", |r| (&r.row.at).into()),
    column("why", Kind::Text, "Why.", |r| r.row.why.as_ref().into()),
];
