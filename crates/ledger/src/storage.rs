//! What the ledger asks of the place where it keeps things.

use std::path::Path;

use serde::Serialize;
use verbale_schema::Record;

use crate::entry::{Change, Context, Entry, Signature, Subject};
use crate::search::index::{Index, Target};
use crate::{Cursor, Error, Query};

/// What made a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// The name and version of the model.
    pub model: String,
    /// The version of the rules.
    pub rules: String,
}

/// A report as it is kept: the machine's latest reading, and the log of its corrections.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The machine's record, with its text.
    pub record: Record,
    /// The number of the reading.
    pub reading: i64,
    /// The report's revision that the reading made.
    pub read_at: i64,
    /// What read it.
    pub maker: Maker,
    /// When it was read.
    pub made: String,
    /// One more with every correction and every new reading.
    pub revision: i64,
    /// The corrections, oldest first, those taken back marked.
    pub log: Vec<Entry>,
}

/// A correction, before it has its place in the log.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The row.
    pub row: &'a str,
    /// What is done to it.
    pub change: &'a Change,
    /// Who does it.
    pub signed: &'a Signature,
    /// The row as it stands before.
    pub before: Option<&'a serde_json::Value>,
    /// What the ids mean.
    pub context: &'a Context,
}

/// What is added to a report.
#[derive(Clone, Copy, Debug)]
pub enum Amendment<'a> {
    /// A correction.
    Entry(NewEntry<'a>),
    /// A new reading.
    Reading {
        /// The record with its text.
        record: &'a Record,
        /// What made it.
        maker: &'a Maker,
        /// When.
        at: &'a str,
    },
}

/// Code points shown before and after the words of a result, where the text has as many.
pub const AROUND: usize = 120;

/// One result of a search: a row, its words in their surroundings, and where they come from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    /// Its place in the list: give it back as the cursor to go on after it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub cursor: Cursor,
    /// The list it is a row of: `report`, `meeting`, `statement` or `position`.
    pub kind: &'static str,
    /// The row's id in its record; empty for a report.
    pub row: String,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The number of the person who speaks, where it is one.
    pub person: Option<i64>,
    /// The number of the meeting across reports, where the row is a meeting.
    pub meeting: Option<i64>,
    /// The side spoken for.
    pub side: Option<String>,
    /// The act, the stance, or what became of which kind of meeting.
    pub label: String,
    /// What a position is on; a meeting's place and people.
    pub matter: Option<String>,
    /// The text just before the words, after … where more stands before it.
    pub before: String,
    /// The words, with … where the text has others between them; the beginning of them if there are
    /// very many.
    pub words: String,
    /// The text just after the words, with … where it goes on.
    pub after: String,
    /// Where the words stand in the report's text; nowhere, if it is the report that was found.
    pub spans: Vec<Place>,
    /// The probability that the row is right.
    pub confidence: f32,
    /// What a person made of it; none when no one looked.
    pub verdict: Option<String>,
    /// Where the row comes from.
    #[serde(flatten)]
    pub source: Source,
}

/// A result as news.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// The row.
    pub found: Found,
    /// When it came into the ledger, or when a person last changed it.
    pub updated: String,
}

/// Where words stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = FoundAt))]
pub struct Place {
    /// The code points before them.
    pub start: usize,
    /// The code points up to their end.
    pub end: usize,
}

/// The report that a row comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = FoundIn))]
pub struct Source {
    /// The hash of its text.
    pub sha256: String,
    /// What it goes by in its collection.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it came into the ledger.
    pub added: String,
}

/// A person across reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The side acted for.
    pub side: Option<String>,
    /// Whether it is known by a full name and a side. If not, it is a name that may be several
    /// people's.
    pub certain: bool,
    /// How many reports name it.
    pub reports: i64,
    /// How many statements are its own.
    pub statements: i64,
}

/// A report that names a person, and by which name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedIn {
    /// The name of the entity in the report's record.
    pub name: String,
    /// The hash of the report's text.
    pub sha256: String,
    /// The report's headline, or what it goes by.
    pub title: String,
    /// When it was published.
    pub published: Option<String>,
}

/// Two persons that may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Doubt {
    /// The one known better.
    pub person: Person,
    /// The one that may be the same.
    pub other: Person,
    /// Why they may be, and why it is not certain.
    pub why: String,
}

/// A meeting across reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptMeeting {
    /// Its number: that of the part which stands for all.
    pub id: i64,
    /// What became of it and its kind: `held summit`.
    pub label: String,
    /// Its place and people.
    pub matter: Option<String>,
    /// Its day, else that of the report.
    pub date: Option<String>,
    /// How many reports tell of it.
    pub reports: i64,
    /// The hash of the text of the report that stands for all.
    pub sha256: String,
    /// Its row in that report's record.
    pub row: String,
}

/// A report that tells of a meeting, and in which row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToldIn {
    /// The meeting's row in the report's record.
    pub row: String,
    /// Whether the report is mainly about it.
    pub main: bool,
    /// The hash of the report's text.
    pub sha256: String,
    /// The report's headline, or what it goes by.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<String>,
}

/// Two meetings that may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeetingDoubt {
    /// The one kept first.
    pub meeting: KeptMeeting,
    /// The one that may be the same.
    pub other: KeptMeeting,
    /// Why they may be, and why it is not certain.
    pub why: String,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Reports.
    pub reports: i64,
    /// Statements that stand: those that a person rejected do not.
    pub statements: i64,
    /// Meetings.
    pub meetings: i64,
    /// Positions.
    pub positions: i64,
    /// Persons, those joined counting as one.
    pub persons: i64,
}

/// A search that someone gave a name, to come back to and to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// What it asks for, in the language of queries.
    pub query: String,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: String,
}

/// What a token lets its bearer do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// See the server's figures, and nothing of what the ledger holds but how much it is.
    Metrics,
    /// Read.
    Read,
    /// Add reports and correct records.
    Edit,
    /// All.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Metrics, Self::Read, Self::Edit, Self::Admin];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Read => "read",
            Self::Edit => "edit",
            Self::Admin => "admin",
        }
    }

    /// The role that a word is for.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Who holds a token. Of the token itself only the hash is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The name that corrections are signed with.
    pub name: String,
    /// What the token is good for.
    pub role: Role,
    /// When it was made.
    pub made: String,
}

/// A place where reports, readings and the log are kept and found again. Each method is one
/// transaction: all of it is done, or nothing.
pub trait Storage {
    /// Keeps a report with its first record; `false` when its text is there already.
    fn put(
        &mut self,
        record: &Record,
        maker: &Maker,
        at: &str,
        index: &Index,
    ) -> Result<bool, Error>;
    /// Adds to a report and indexes what has become of it, if its revision is still `expected`.
    /// Gives the new revision and the number of the entry.
    fn amend(
        &mut self,
        sha256: &str,
        expected: i64,
        amendment: &Amendment<'_>,
        index: &Index,
    ) -> Result<Option<(i64, i64)>, Error>;
    /// The report whose hash begins so, if there is exactly one.
    fn kept(&self, hash: &str) -> Result<Option<Kept>, Error>;
    /// The rows that a query asks for, newest first, after `cursor`.
    fn find(
        &self,
        query: &Query,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Found>, Error>;
    /// The rows that a query asks for, those that came into the ledger last first.
    fn news(&self, query: &Query, limit: usize) -> Result<Vec<News>, Error>;
    /// How many rows a query asks for: `most`, if there are more.
    fn count(&self, query: &Query, most: usize) -> Result<usize, Error>;
    /// How many rows the query would find in the other lists, up to `most`: those lists that have any.
    fn elsewhere(&self, query: &Query, most: usize) -> Result<Vec<(Target, usize)>, Error> {
        let mut lists = Vec::new();
        for target in Target::ALL {
            let other = query.clone().on(target);
            if target != query.target() && other.check().is_ok() {
                lists.push((target, self.count(&other, most)?));
            }
        }
        lists.retain(|(_, rows)| *rows > 0);
        Ok(lists)
    }
    /// The rows that no person has looked at, the least certain first, after `cursor`.
    fn unsure(
        &self,
        target: Option<Target>,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Found>, Error>;
    /// The log, newest first, of all or of one report, before an entry.
    fn log(
        &self,
        report: Option<&str>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Entry>, Error>;
    /// An entry of the log.
    fn entry(&self, id: i64) -> Result<Option<Entry>, Error>;
    /// Adds an entry about persons or meetings across reports, and does what it says.
    fn settle(
        &mut self,
        subject: Subject,
        change: &Change,
        signed: &Signature,
    ) -> Result<i64, Error>;
    /// A person, whatever it was joined with.
    fn person(&self, id: i64) -> Result<Option<Person>, Error>;
    /// Persons whose name has these words, those with most statements first.
    fn persons(&self, name: &str, skip: usize, limit: usize) -> Result<Vec<Person>, Error>;
    /// What a person said and holds, newest first.
    fn words_of(
        &self,
        person: i64,
        target: Target,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Found>, Error>;
    /// The dates of the reports with what a person said, one for each statement, newest first.
    fn days_of(&self, person: i64, limit: usize) -> Result<Vec<String>, Error>;
    /// The reports that name a person, newest first.
    fn named_in(&self, person: i64, limit: usize) -> Result<Vec<NamedIn>, Error>;
    /// Persons that may be one.
    fn doubts(&self, limit: usize) -> Result<Vec<Doubt>, Error>;
    /// Meetings across reports, the latest first, after `skip`; only those that several reports
    /// tell of, if so asked.
    fn meetings(&self, several: bool, skip: usize, limit: usize)
    -> Result<Vec<KeptMeeting>, Error>;
    /// The whole that the meeting of this number is a part of.
    fn meeting(&self, id: i64) -> Result<Option<KeptMeeting>, Error>;
    /// Other meetings of about the same days, the nearest first: those that may be the same.
    fn meetings_near(&self, id: i64, limit: usize) -> Result<Vec<KeptMeeting>, Error>;
    /// The number of the meeting that is this row of this report's record.
    fn meeting_of(&self, hash: &str, row: &str) -> Result<Option<i64>, Error>;
    /// The reports that tell of a meeting, by date.
    fn told_in(&self, meeting: i64, limit: usize) -> Result<Vec<ToldIn>, Error>;
    /// Meetings that may be one, the latest first.
    fn meeting_doubts(&self, limit: usize) -> Result<Vec<MeetingDoubt>, Error>;
    /// The hashes of the reports after `after` (in the order they came), those not read by `maker`
    /// if one is named.
    fn hashes(
        &self,
        after: i64,
        not_by: Option<&Maker>,
        limit: usize,
    ) -> Result<Vec<(i64, String)>, Error>;
    /// How much is kept.
    fn stats(&self) -> Result<Stats, Error>;
    /// What is damaged: a line each.
    fn damage(&self) -> Result<Vec<String>, Error>;
    /// Copies all of it as it stands to a new file.
    fn backup(&self, file: &Path) -> Result<(), Error>;
    /// Keeps a search under its name, which must not be taken.
    fn put_search(&mut self, search: &SavedSearch) -> Result<(), Error>;
    /// All saved searches, by name.
    fn searches(&self) -> Result<Vec<SavedSearch>, Error>;
    /// Takes a saved search away; `false` if there is none of this name.
    fn forget_search(&mut self, name: &str) -> Result<bool, Error>;
    /// Keeps the hash of a token; the holder must not have one.
    fn grant(&mut self, hash: &str, holder: &Holder) -> Result<(), Error>;
    /// The holder of the token with this hash.
    fn holder(&self, hash: &str) -> Result<Option<Holder>, Error>;
    /// All who hold tokens.
    fn holders(&self) -> Result<Vec<Holder>, Error>;
    /// Takes a holder's token back; `false` if there is none.
    fn revoke(&mut self, name: &str) -> Result<bool, Error>;
}
