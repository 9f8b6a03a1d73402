//! What can be done with a ledger.

use std::path::Path;

use verbale_schema::Record;

use crate::entry::{Change, Entry, Signature, Subject, mark_undone};
use crate::review::{
    DOCUMENT, Kind, Review, Reviewed, apply, check, context, pointed, shown, tidied,
};
use crate::search::index::index;
use crate::storage::{Amendment, Kept, Maker, NewEntry, SavedSearch, Storage};
use crate::{Error, ErrorKind, Query, Sqlite};

/// How often a change is tried again when others change the same report at the same time.
const TRIES: usize = 20;

/// Reports with their records: kept once, found again, corrected by people.
///
/// Reading and small questions are those of the [`Storage`], which the ledger derefs to.
#[derive(Debug)]
pub struct Ledger<S = Sqlite> {
    storage: S,
}

/// The longest name of a saved search, in characters.
const LONGEST_NAME: usize = 100;

/// What a correction led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The number of the log's entry.
    pub entry: i64,
    /// The report's revision from now on.
    pub revision: i64,
}

impl Ledger<Sqlite> {
    /// Opens a ledger's file, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or made, is no ledger, or is a newer program's.
    pub fn open(file: &Path) -> Result<Self, Error> {
        Sqlite::open(file).map(Self::new)
    }

    /// Whether a file is the ledger of an older program. To open it brings it up to date, which may
    /// take a while.
    #[must_use]
    pub fn is_older(file: &Path) -> bool {
        Sqlite::is_older(file)
    }

    /// Opens a ledger that is there, and changes nothing in opening it; only an older program's is
    /// brought up to date.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it is no ledger.
    pub fn open_to_read(file: &Path) -> Result<Self, Error> {
        Sqlite::open_to_read(file).map(Self::new)
    }
}

impl<S> std::ops::Deref for Ledger<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.storage
    }
}

impl<S> std::ops::DerefMut for Ledger<S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.storage
    }
}

impl<S: Storage> Ledger<S> {
    /// A ledger in a storage.
    pub fn new(storage: S) -> Self {
        Self { storage }
    }

    /// Keeps a report with its record, which must have its text; `false` when the same text is
    /// there already.
    ///
    /// # Errors
    ///
    /// When the record lacks its text, there is nothing in it, or the storage fails.
    pub fn add(&mut self, record: &Record, maker: &Maker, at: &str) -> Result<bool, Error> {
        let Some(text) = &record.document.text else {
            return Err(Error::invalid(format!(
                "{}: the record is without its text: read it again with the text",
                record.document.id
            )));
        };
        if text.trim().is_empty() {
            return Err(Error::invalid(format!(
                "{}: there is no text in it",
                record.document.id
            )));
        }
        let reviewed = Reviewed {
            record: record.clone(),
            review: Review::default(),
        };
        self.storage.put(record, maker, at, &index(&reviewed))
    }

    /// A record as it stands, by its text's hash or the first 8 or more digits of it.
    ///
    /// # Errors
    ///
    /// When there is no such report, or the storage fails.
    pub fn record(&self, hash: &str) -> Result<Reviewed, Error> {
        Ok(as_it_stands(&self.kept_or_missing(hash)?))
    }

    fn kept_or_missing(&self, hash: &str) -> Result<Kept, Error> {
        self.storage.kept(hash)?.ok_or_else(|| {
            Error::missing(format!(
                "there is no report {hash:?}: give 8 or more digits of its hash"
            ))
        })
    }

    /// Corrects a row of a report that was last seen at revision `seen`.
    ///
    /// # Errors
    ///
    /// When others changed the row since ([`ErrorKind::Stale`], with their changes), the change
    /// does not fit the row, there is no such row or report, or the storage fails.
    pub fn correct(
        &mut self,
        hash: &str,
        seen: i64,
        row: &str,
        change: &Change,
        signed: &Signature,
    ) -> Result<Corrected, Error> {
        let change = &tidied(row, change)?;
        for _ in 0..TRIES {
            let kept = self.kept_or_missing(hash)?;
            let now = as_it_stands(&kept);
            fresh(&kept, &now, seen, row, change)?;
            let before = match change {
                Change::Undo { entry } => {
                    let at = kept.log.iter().find(|other| other.id == *entry);
                    match at {
                        Some(at) if at.undone => {
                            return Err(Error::invalid(format!(
                                "entry {entry} is taken back already"
                            )));
                        }
                        Some(_) => None,
                        None => {
                            return Err(Error::missing(format!(
                                "the report's log has no entry {entry}"
                            )));
                        }
                    }
                }
                change => Some(check(&now, row, change)?),
            };
            let context = context(&now.record, kept.reading);
            let entry = NewEntry {
                row,
                change,
                signed,
                before: before.as_ref(),
                context: &context,
            };
            let after = with_entry(&kept, &entry);
            let amendment = Amendment::Entry(entry);
            let hash = &kept.record.document.sha256;
            let done = self
                .storage
                .amend(hash, kept.revision, &amendment, &index(&after))?;
            if let Some((revision, entry)) = done {
                return Ok(Corrected { entry, revision });
            }
        }
        Err(crowded())
    }

    /// Takes an entry of the log back, about a record, about persons or about meetings.
    ///
    /// # Errors
    ///
    /// When there is no such entry, it is taken back already, or the storage fails.
    pub fn undo(&mut self, entry: i64, signed: &Signature) -> Result<i64, Error> {
        let Some(target) = self.storage.entry(entry)? else {
            return Err(Error::missing(format!("the log has no entry {entry}")));
        };
        if target.undone {
            return Err(Error::invalid(format!(
                "entry {entry} is taken back already"
            )));
        }
        let change = Change::Undo { entry };
        match &target.report {
            Some(report) => {
                let seen = self.kept_or_missing(report)?.revision;
                Ok(self
                    .correct(report, seen, &target.row, &change, signed)?
                    .entry)
            }
            None => {
                let subject = Subject::of(&target.row).ok_or_else(|| {
                    Error::invalid(format!("entry {entry} is about nothing that can be undone"))
                })?;
                self.storage.settle(subject, &change, signed)
            }
        }
    }

    /// Gives a search a name, to come back to and to follow.
    ///
    /// # Errors
    ///
    /// When the query cannot be read, the name is none or is taken, or the storage fails.
    pub fn save_search(
        &mut self,
        name: &str,
        query: &str,
        signed: &Signature,
    ) -> Result<SavedSearch, Error> {
        let (name, query) = (name.trim(), query.trim());
        query.parse::<Query>()?;
        let is_long = name.chars().count() > LONGEST_NAME;
        if name.is_empty() || is_long || name.contains(char::is_control) {
            return Err(Error::invalid(format!(
                "a search is saved under a name of 1 to {LONGEST_NAME} characters"
            )));
        }
        let search = SavedSearch {
            name: name.to_owned(),
            query: query.to_owned(),
            by: signed.by.clone(),
            at: signed.at.clone(),
        };
        self.storage.put_search(&search)?;
        Ok(search)
    }

    /// The search saved under a name.
    ///
    /// # Errors
    ///
    /// When there is none, or the storage fails.
    pub fn search_named(&self, name: &str) -> Result<SavedSearch, Error> {
        let mut all = self.storage.searches()?.into_iter();
        all.find(|search| search.name == name)
            .ok_or_else(|| Error::missing(format!("there is no search named {name:?}")))
    }

    /// Puts a new reading in the place of the machine's last one. What people corrected stays.
    ///
    /// # Errors
    ///
    /// When there is no such report, or the storage fails.
    pub fn reread(&mut self, record: &Record, maker: &Maker, at: &str) -> Result<(), Error> {
        let hash = &record.document.sha256;
        for _ in 0..TRIES {
            let kept = self.kept_or_missing(hash)?;
            let mut new = record.clone();
            new.document = kept.record.document.clone();
            // Its number is only known later; what counts is that it is no older entry's.
            let after = apply(&new, i64::MAX, &kept.log, Review::default());
            let amendment = Amendment::Reading {
                record: &new,
                maker,
                at,
            };
            if self
                .storage
                .amend(hash, kept.revision, &amendment, &index(&after))?
                .is_some()
            {
                return Ok(());
            }
        }
        Err(crowded())
    }
}

fn crowded() -> Error {
    Error::new(
        ErrorKind::Busy,
        "others keep changing this report: wait a moment, then try again",
    )
}

/// The machine's record with the log applied.
pub(crate) fn as_it_stands(kept: &Kept) -> Reviewed {
    let review = Review {
        revision: kept.revision,
        model: kept.maker.model.clone(),
        rules: kept.maker.rules.clone(),
        made: kept.made.clone(),
        rows: Vec::new(),
    };
    apply(&kept.record, kept.reading, &kept.log, review)
}

/// The machine's record with the log applied as far as it went at a revision.
fn as_it_stood(kept: &Kept, revision: i64) -> Reviewed {
    let mut kept = kept.clone();
    kept.log.retain(|entry| entry.revision <= revision);
    mark_undone(&mut kept.log);
    as_it_stands(&kept)
}

fn with_entry(kept: &Kept, entry: &NewEntry<'_>) -> Reviewed {
    let mut kept = kept.clone();
    kept.log.push(Entry {
        id: i64::MAX,
        report: Some(kept.record.document.sha256.clone()),
        row: entry.row.to_owned(),
        change: entry.change.clone(),
        signed: entry.signed.clone(),
        undone: false,
        before: entry.before.cloned(),
        revision: kept.revision + 1,
        context: entry.context.clone(),
    });
    mark_undone(&mut kept.log);
    as_it_stands(&kept)
}

/// Refuses a change to a row that others changed after revision `seen`.
fn fresh(kept: &Kept, now: &Reviewed, seen: i64, row: &str, change: &Change) -> Result<(), Error> {
    let also = match change {
        Change::Merge { into } => Some(into.as_str()),
        _ => None,
    };
    let then = as_it_stood(kept, seen);
    let mut around = vec![row.to_owned()];
    around.extend(also.map(str::to_owned));
    let changed = around
        .iter()
        .any(|row| shown(&then, row) != shown(now, row));
    // What the row points to is part of what was seen.
    for row in around.clone() {
        if changed {
            around.extend(pointed(&then, &row));
            around.extend(pointed(now, &row));
        }
    }
    let touches = |entry: &&Entry| {
        let theirs = match &entry.change {
            Change::Merge { into } => Some(into.as_str()),
            _ => None,
        };
        let rows = [Some(entry.row.as_str()), theirs];
        rows.into_iter()
            .flatten()
            .any(|other| around.iter().any(|row| row == other))
    };
    let newer = |entry: &&Entry| entry.revision > seen;
    let since: Vec<Entry> = kept
        .log
        .iter()
        .filter(newer)
        .filter(touches)
        .cloned()
        .collect();
    if let Some(last) = since.last() {
        return Err(Error::new(
            ErrorKind::Stale(since.clone()),
            format!(
                "{} changed {} ({}) since you saw {row}: reload it and look again",
                last.signed.by,
                last.row,
                last.change.as_str()
            ),
        ));
    }
    if changed {
        return Err(Error::new(
            ErrorKind::Stale(kept.log.iter().filter(newer).cloned().collect()),
            format!("{row} was changed since you saw it: reload it and look again"),
        ));
    }
    if kept.revision < seen {
        return Err(Error::invalid(format!(
            "the record has no revision {seen} yet, its latest is {}",
            kept.revision
        )));
    }
    if kept.read_at > seen {
        return Err(Error::new(
            ErrorKind::Stale(Vec::new()),
            "the report was read anew since you saw it, and its rows may be others: reload it and look again",
        ));
    }
    Ok(())
}

/// Whether a word is the id of a row that can be corrected.
#[must_use]
pub fn is_row(id: &str) -> bool {
    id == DOCUMENT || Kind::of(id).is_some() && id[1..].parse::<u32>().is_ok()
}
