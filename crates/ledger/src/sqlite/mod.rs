//! The ledger in one SQLite file.

mod file;
mod log;
mod meetings;
mod news;
mod people;
mod reports;
mod schema;
mod search;
mod trouble;

use std::path::{Path, PathBuf};

use rusqlite::{
    Connection, OptionalExtension, Row as SqlRow, Transaction, TransactionBehavior, params,
};
use verbale_schema::Record;

use crate::entry::{Change, Entry, Signature, Subject};
use crate::key::day;
use crate::search::index::{Index, Target};
use crate::storage::{
    Amendment, Doubt, Found, Holder, Kept, KeptMeeting, Maker, MeetingDoubt, NamedIn, News, Person,
    Role, SavedSearch, Stats, Storage, ToldIn,
};
use crate::{Cursor, Error, ErrorKind, Query};
use log::{ENTRY, UNDONE, entry, log_entry};
use reports::{index_again, index_report, insert_reading, kept, report_number};
use trouble::{Trouble, fault};

/// Steps of SQLite's machine from one look at whether the answer is still wanted to the next.
const STEPS_BETWEEN_LOOKS: i32 = 1000;

/// A ledger's file, opened.
#[derive(Debug)]
pub struct Sqlite {
    db: Connection,
    place: PathBuf,
}

impl Sqlite {
    /// Opens a file, and makes it if there is none: one that only its owner may read.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or made, is no ledger, or is a newer program's.
    pub fn open(file: &Path) -> Result<Self, Error> {
        let place = file.display().to_string();
        file::make(file);
        let mut db = file::connect(file)?;
        // Before anything is written to what may be something else.
        schema::check(&db, &place)?;
        // Readers do not wait for the writer, and the writer not for them.
        file::log_ahead(&db).map_err(|error| fault(error, &place))?;
        schema::migrate(&mut db, &place, index_again)?;
        Ok(Self {
            db,
            place: file.to_owned(),
        })
    }

    /// Opens a file that is there, only to read it; an older program's is brought up to date.
    ///
    /// # Errors
    ///
    /// When there is no such file, it is no ledger, or is another version's.
    pub fn open_to_read(file: &Path) -> Result<Self, Error> {
        if !file.exists() {
            return Err(Error::new(
                ErrorKind::Storage,
                format!(
                    "{}: there is no such ledger: make it with verbale add",
                    file.display()
                ),
            ));
        }
        let read = Self {
            db: file::connect_to_read(file)?,
            place: file.to_owned(),
        };
        match schema::check(&read.db, &read.name())? {
            0 => Err(Error::new(
                ErrorKind::Storage,
                format!("{} is empty: fill it with verbale add", file.display()),
            )),
            version if version < schema::latest() => Self::open(file),
            _ => Ok(read),
        }
    }

    /// Whether a file is the ledger of an older program. To open it brings it up to date, which may
    /// take a while.
    #[must_use]
    pub fn is_older(file: &Path) -> bool {
        let version = || schema::check(&file::connect_to_read(file).ok()?, "").ok();
        file.exists() && version().is_some_and(|version| (1..schema::latest()).contains(&version))
    }

    /// From now on what the file is asked ends, with [`ErrorKind::Stopped`], once `is_over` says so: it
    /// is looked at about every millisecond.
    ///
    /// # Errors
    ///
    /// When there is no memory left for it.
    pub fn stop_when(
        &mut self,
        is_over: impl FnMut() -> bool + Send + 'static,
    ) -> Result<(), Error> {
        self.db
            .progress_handler(STEPS_BETWEEN_LOOKS, Some(is_over))
            .map_err(|error| fault(error, &self.place.display().to_string()))
    }

    /// Lets the file grow no further, as a full disk would: for tests.
    ///
    /// # Errors
    ///
    /// When the file cannot be asked for its size.
    #[doc(hidden)]
    pub fn limit_pages(&self) -> Result<(), Error> {
        self.ask(|db| {
            let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
            db.pragma_update(None, "max_page_count", pages + 1)
        })
    }

    fn name(&self) -> String {
        self.place.display().to_string()
    }

    /// Runs a question, and says in which file it failed.
    fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        question(&self.db).map_err(|error| fault(error, &self.name()))
    }

    /// Runs work of which all is done or nothing.
    fn work<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Trouble>,
    ) -> Result<T, Error> {
        let name = self.name();
        let run = || -> Result<T, Trouble> {
            let transaction = self
                .db
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|trouble| trouble.told(&name))
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("rows and changes are plain data")
}

/// JSON that this program wrote into the file.
fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

impl Storage for Sqlite {
    fn put(
        &mut self,
        record: &Record,
        maker: &Maker,
        at: &str,
        index: &Index,
    ) -> Result<bool, Error> {
        self.work(|db| {
            let document = &record.document;
            let day = day(document.published.as_deref());
            let new = db
                .prepare_cached(
                    "INSERT INTO report (sha256, name, title, publisher, url, published, language, \
                     length, text, day, added, revision) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1) ON CONFLICT (sha256) DO NOTHING",
                )?
                .execute(params![
                    document.sha256,
                    document.id,
                    document.title,
                    document.publisher,
                    document.url,
                    document.published,
                    document.language,
                    i64::try_from(document.length).unwrap_or(i64::MAX),
                    document.text.as_deref().unwrap_or_default(),
                    day,
                    at
                ])?;
            if new == 0 {
                return Ok(false);
            }
            let report = db.last_insert_rowid();
            insert_reading(db, report, 1, record, maker, at)?;
            index_report(db, report, index)?;
            Ok(true)
        })
    }

    fn amend(
        &mut self,
        sha256: &str,
        expected: i64,
        amendment: &Amendment<'_>,
        index: &Index,
    ) -> Result<Option<(i64, i64)>, Error> {
        self.work(|db| {
            let moved = db
                .query_row(
                    "UPDATE report SET revision = revision + 1 WHERE sha256 = ?1 AND revision = ?2 \
                     RETURNING id, revision",
                    params![sha256, expected],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            let Some((report, revision)) = moved else {
                return Ok(None);
            };
            let entry = match amendment {
                Amendment::Entry(entry) => log_entry(db, Some(report), revision, entry)?,
                Amendment::Reading { record, maker, at } => {
                    insert_reading(db, report, revision, record, maker, at)?;
                    0
                }
            };
            index_report(db, report, index)?;
            Ok(Some((revision, entry)))
        })
    }

    fn kept(&self, hash: &str) -> Result<Option<Kept>, Error> {
        self.ask(|db| {
            let Some(report) = report_number(db, hash)? else {
                return Ok(None);
            };
            kept(db, report).map(Some)
        })
    }

    fn find(
        &self,
        query: &Query,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        query.check()?;
        self.ask(|db| search::find(db, query, cursor, limit))
    }

    fn count(&self, query: &Query, most: usize) -> Result<usize, Error> {
        query.check()?;
        self.ask(|db| search::count_rows(db, query, most))
    }

    fn news(&self, query: &Query, limit: usize) -> Result<Vec<News>, Error> {
        query.check()?;
        self.ask(|db| news::news(db, query, limit))
    }

    fn unsure(
        &self,
        target: Option<Target>,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        self.ask(|db| search::unsure(db, target, cursor, limit))
    }

    fn log(
        &self,
        report: Option<&str>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Entry>, Error> {
        self.ask(|db| {
            let number = match report {
                Some(hash) => match report_number(db, hash)? {
                    Some(number) => Some(number),
                    None => return Ok(Vec::new()),
                },
                None => None,
            };
            db.prepare_cached(&format!(
                "{UNDONE} {ENTRY} WHERE (?1 IS NULL OR log.report = ?1) AND log.id < ?2 \
                 ORDER BY log.id DESC LIMIT ?3"
            ))?
            .query_map(
                params![number, before.unwrap_or(i64::MAX), count(limit)],
                entry,
            )?
            .collect()
        })
    }

    fn entry(&self, id: i64) -> Result<Option<Entry>, Error> {
        self.ask(|db| {
            db.prepare_cached(&format!("{UNDONE} {ENTRY} WHERE log.id = ?1"))?
                .query_row([id], entry)
                .optional()
        })
    }

    fn settle(
        &mut self,
        subject: Subject,
        change: &Change,
        signed: &Signature,
    ) -> Result<i64, Error> {
        self.work(|db| match subject {
            Subject::Person(id) => people::settle(db, id, change, signed),
            Subject::Meeting(id) => meetings::settle(db, id, change, signed),
        })
    }

    fn person(&self, id: i64) -> Result<Option<Person>, Error> {
        self.ask(|db| people::person(db, id))
    }

    fn persons(&self, name: &str, skip: usize, limit: usize) -> Result<Vec<Person>, Error> {
        self.ask(|db| people::persons(db, name, skip, limit))
    }

    fn words_of(
        &self,
        person: i64,
        target: Target,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        self.ask(|db| search::words_of(db, person, target, cursor, limit))
    }

    fn days_of(&self, person: i64, limit: usize) -> Result<Vec<String>, Error> {
        self.ask(|db| search::days_of(db, person, limit))
    }

    fn named_in(&self, person: i64, limit: usize) -> Result<Vec<NamedIn>, Error> {
        self.ask(|db| people::named_in(db, person, limit))
    }

    fn doubts(&self, limit: usize) -> Result<Vec<Doubt>, Error> {
        self.ask(|db| people::doubts(db, limit))
    }

    fn meetings(
        &self,
        several: bool,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<KeptMeeting>, Error> {
        self.ask(|db| meetings::meetings(db, several, skip, limit))
    }

    fn meeting(&self, id: i64) -> Result<Option<KeptMeeting>, Error> {
        self.ask(|db| meetings::meeting(db, id))
    }

    fn meetings_near(&self, id: i64, limit: usize) -> Result<Vec<KeptMeeting>, Error> {
        self.ask(|db| meetings::near(db, id, limit))
    }

    fn meeting_of(&self, hash: &str, row: &str) -> Result<Option<i64>, Error> {
        self.ask(|db| meetings::meeting_of(db, hash, row))
    }

    fn told_in(&self, meeting: i64, limit: usize) -> Result<Vec<ToldIn>, Error> {
        self.ask(|db| meetings::told_in(db, meeting, limit))
    }

    fn meeting_doubts(&self, limit: usize) -> Result<Vec<MeetingDoubt>, Error> {
        self.ask(|db| meetings::doubts(db, limit))
    }

    fn hashes(
        &self,
        after: i64,
        not_by: Option<&Maker>,
        limit: usize,
    ) -> Result<Vec<(i64, String)>, Error> {
        self.ask(|db| {
            db.prepare_cached(
                "SELECT id, sha256 FROM report WHERE id > ?1 AND (?2 IS NULL OR NOT EXISTS ( \
                   SELECT 1 FROM reading WHERE reading.id = (SELECT max(id) FROM reading WHERE report = report.id) \
                   AND model = ?2 AND rules = ?3)) ORDER BY id LIMIT ?4",
            )?
            .query_map(
                params![after, not_by.map(|m| &m.model), not_by.map(|m| &m.rules), count(limit)],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?
            .collect()
        })
    }

    fn stats(&self) -> Result<Stats, Error> {
        self.ask(|db| {
            let rows = |target: Target| {
                db.prepare_cached("SELECT rows FROM tally WHERE target = ?1")?
                    .query_row([target as i64], |row| row.get(0))
            };
            Ok(Stats {
                reports: rows(Target::Reports)?,
                statements: rows(Target::Statements)?,
                meetings: rows(Target::Meetings)?,
                positions: rows(Target::Positions)?,
                persons: db.query_row(
                    "SELECT count(*) FROM person WHERE joined IS NULL AND reports > 0",
                    [],
                    |row| row.get(0),
                )?,
            })
        })
    }

    fn damage(&self) -> Result<Vec<String>, Error> {
        self.ask(|db| {
            let lines = |sql: &str| -> rusqlite::Result<Vec<String>> {
                db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
            };
            let mut damage = lines("PRAGMA integrity_check")?;
            damage.retain(|line| line != "ok");
            damage.extend(lines(
                "SELECT 'a row of ' || \"table\" || ' points to nothing' FROM pragma_foreign_key_check",
            )?);
            damage.extend(lines(
                "SELECT 'report ' || sha256 || ' has no record' FROM report \
                 WHERE NOT EXISTS (SELECT 1 FROM reading WHERE reading.report = report.id)",
            )?);
            damage.extend(lines(
                "SELECT 'report ' || sha256 || ' is not indexed' FROM report \
                 WHERE NOT EXISTS (SELECT 1 FROM row WHERE row.report = report.id AND target = 0)",
            )?);
            for target in Target::ALL {
                let (rows, words): (i64, i64) = db.query_row(
                    &format!(
                        "SELECT (SELECT count(*) FROM row WHERE target = ?1), (SELECT count(*) FROM {}_docsize)",
                        search::table(target)
                    ),
                    [target as i64],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?;
                if rows != words {
                    damage.push(format!(
                        "{rows} {}, but the search index has {words}",
                        target.as_str()
                    ));
                }
            }
            damage.extend(lines(
                "SELECT 'the count of list ' || target || ' is wrong' FROM tally \
                 WHERE rows <> (SELECT count(*) FROM row WHERE row.target = tally.target)",
            )?);
            damage.extend(lines(
                "WITH told AS MATERIALIZED (SELECT person, count(DISTINCT report) AS reports FROM entity \
                   WHERE person IS NOT NULL GROUP BY person), \
                 said AS MATERIALIZED (SELECT person, count(*) AS statements FROM row \
                   CROSS JOIN entity ON entity.id = row.entity WHERE row.target = 2 GROUP BY person) \
                 SELECT 'the counts of person ' || id || ' are wrong' FROM person \
                 LEFT JOIN told ON told.person = person.id LEFT JOIN said ON said.person = person.id \
                 WHERE person.reports <> coalesce(told.reports, 0) \
                 OR person.statements <> coalesce(said.statements, 0)",
            )?);
            damage.extend(lines(
                "SELECT 'report ' || sha256 || ' has a meeting without a number' FROM row \
                 JOIN report ON report.id = row.report WHERE row.target = 1 AND NOT EXISTS \
                 (SELECT 1 FROM meeting WHERE meeting.report = row.report AND meeting.local = row.local)",
            )?);
            damage.extend(lines(
                "SELECT 'the count of meeting ' || whole.id || ' is wrong' FROM meeting whole \
                 WHERE reports <> (SELECT count(DISTINCT part.report) FROM meeting part \
                                   WHERE part.whole = whole.id AND part.local <> '')",
            )?);
            Ok(damage)
        })
    }

    fn backup(&self, file: &Path) -> Result<(), Error> {
        if file.exists() {
            return Err(Error::new(
                ErrorKind::Storage,
                format!(
                    "{} is there already: name a new file for the backup",
                    file.display()
                ),
            ));
        }
        // Under another name until it is whole.
        let part = file.with_added_extension("part");
        file::make(&part);
        let copy = self
            .db
            .execute("VACUUM INTO ?1", [part.to_string_lossy()])
            .map_err(|error| fault(error, &part.display().to_string()));
        let copied = copy.and_then(|_| {
            std::fs::rename(&part, file).map_err(|error| {
                Error::new(
                    ErrorKind::Storage,
                    format!("{} cannot be written: {error}", file.display()),
                )
            })
        });
        if copied.is_err() {
            // What failed half-way is of no use to anyone.
            let _ = std::fs::remove_file(&part);
        }
        copied
    }

    fn put_search(&mut self, search: &SavedSearch) -> Result<(), Error> {
        let SavedSearch {
            name,
            query,
            by,
            at,
        } = search;
        self.work(|db| {
            let new = db.execute(
                "INSERT INTO search (name, query, by, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![name, query, by, at],
            )?;
            if new == 0 {
                let message = format!("there is a search named {name:?}: forget it first, or choose another name");
                return Err(Error::invalid(message).into());
            }
            Ok(())
        })
    }

    fn searches(&self) -> Result<Vec<SavedSearch>, Error> {
        self.ask(|db| {
            db.prepare_cached("SELECT name, query, by, at FROM search ORDER BY name")?
                .query_map([], |row| {
                    Ok(SavedSearch {
                        name: row.get(0)?,
                        query: row.get(1)?,
                        by: row.get(2)?,
                        at: row.get(3)?,
                    })
                })?
                .collect()
        })
    }

    fn forget_search(&mut self, name: &str) -> Result<bool, Error> {
        self.work(|db| Ok(db.execute("DELETE FROM search WHERE name = ?1", [name])? > 0))
    }

    fn grant(&mut self, hash: &str, holder: &Holder) -> Result<(), Error> {
        self.work(|db| {
            let new = db.execute(
                "INSERT INTO token (hash, name, role, made) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![hash, holder.name, holder.role.as_str(), holder.made],
            )?;
            if new == 0 {
                let message = format!("{} has a token: take it back first", holder.name);
                return Err(Error::invalid(message).into());
            }
            Ok(())
        })
    }

    fn holder(&self, hash: &str) -> Result<Option<Holder>, Error> {
        self.ask(|db| {
            db.prepare_cached("SELECT name, role, made FROM token WHERE hash = ?1")?
                .query_row([hash], holder)
                .optional()
        })
    }

    fn holders(&self) -> Result<Vec<Holder>, Error> {
        self.ask(|db| {
            db.prepare("SELECT name, role, made FROM token ORDER BY name")?
                .query_map([], holder)?
                .collect()
        })
    }

    fn revoke(&mut self, name: &str) -> Result<bool, Error> {
        self.work(|db| Ok(db.execute("DELETE FROM token WHERE name = ?1", [name])? > 0))
    }
}

fn holder(row: &SqlRow<'_>) -> rusqlite::Result<Holder> {
    Ok(Holder {
        name: row.get(0)?,
        // A role that this version does not know is no right to anything but reading.
        role: Role::of(&row.get::<_, String>(1)?).unwrap_or(Role::Read),
        made: row.get(2)?,
    })
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
