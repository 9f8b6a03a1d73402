//! Meetings across reports. Each report's meeting keeps a number of its own; those that the machine
//! or people take for one are linked, and a whole is what the links hold together.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use verbale_compare::group;
use verbale_schema::Record;

use super::count;
use super::log::{decision, log_decision};
use super::reports::{kept, report_number};
use super::trouble::Trouble;
use crate::Error;
use crate::entry::{Change, Signature, Subject};
use crate::identity::meetings::{Apart, Link, Met, are_unlike, wholes, why_one};
use crate::key::date_of;
use crate::ledger::as_it_stands;
use crate::storage::{KeptMeeting, MeetingDoubt, ToldIn};

/// Reports of one meeting lie so many days apart at most.
const LAG: i64 = 1;
/// How many meetings near a new one are looked at.
const NEAR: usize = 40;

/// Puts the meetings of a report in the place of those it has, and finds the reports of the same.
pub(super) fn enter(db: &Connection, report: i64, met: &[Met]) -> Result<(), Trouble> {
    let mut old: Vec<(i64, i64, i64)> = db
        .prepare_cached("SELECT id, start, stop FROM meeting WHERE report = ?1 ORDER BY id")?
        .query_map([report], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut touched: BTreeSet<i64> = old.iter().map(|(id, ..)| *id).collect();
    for id in &touched {
        forget(db, *id)?;
    }
    let mut main = None;
    let mut numbers = Vec::new();
    for one in met {
        let (start, stop) = (count(one.span.0), count(one.span.1));
        // A new reading may number its rows otherwise: the words tell which is which.
        let known = old
            .iter()
            .position(|(_, first, end)| *first < stop && start < *end);
        let known = known.map(|place| old.remove(place).0);
        let day = one.day;
        let id = match known {
            Some(id) => {
                db.prepare_cached(
                    "UPDATE meeting SET local = ?2, start = ?3, stop = ?4, day = ?5, main = ?6 WHERE id = ?1",
                )?
                .execute(params![id, one.local, start, stop, day, one.main])?;
                id
            }
            None => {
                db.prepare_cached(
                    "INSERT INTO meeting (report, local, start, stop, day, main) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![report, one.local, start, stop, day, one.main])?;
                db.last_insert_rowid()
            }
        };
        let mut key_in = db.prepare_cached(
            "INSERT INTO meeting_key (key, day, meeting, common) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (key, common) in &one.keys {
            key_in.execute(params![key, day, id, *common as i64])?;
        }
        if one.main {
            main = Some(id);
        }
        numbers.push(id);
    }
    for (id, ..) in old {
        db.prepare_cached("UPDATE meeting SET local = '', main = 0 WHERE id = ?1")?
            .execute([id])?;
    }
    touched.extend(numbers);
    if let Some(main) = main {
        touched.extend(regroup(db, main)?);
    }
    gather(db, touched)
}

/// Forgets what the machine made of a meeting.
fn forget(db: &Connection, id: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM meeting_key WHERE meeting = ?1")?
        .execute([id])?;
    db.prepare_cached("DELETE FROM meeting_link WHERE entry IS NULL AND (a = ?1 OR b = ?1)")?
        .execute([id])?;
    Ok(())
}

/// Lets the comparison group the reports around one meeting anew. Gives the meetings looked at.
fn regroup(db: &Connection, main: i64) -> Result<BTreeSet<i64>, Trouble> {
    // Those that have most in common first.
    let near: Vec<i64> = db
        .prepare_cached(
            "SELECT other.meeting FROM meeting_key own JOIN meeting_key other ON other.key = own.key \
             AND other.day BETWEEN own.day - ?2 AND own.day + ?2 JOIN meeting ON meeting.id = other.meeting \
             WHERE own.meeting = ?1 AND meeting.main = 1 AND other.meeting <> ?1 \
               AND (own.common < 2 OR own.common = 3 OR other.common = 3) \
             GROUP BY other.meeting ORDER BY count(*) DESC, other.meeting DESC LIMIT ?3",
        )?
        .query_map(params![main, LAG, count(NEAR)], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if near.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut all = BTreeSet::from([main]);
    let mut parts = db.prepare_cached(
        "SELECT id FROM meeting WHERE main = 1 AND whole = (SELECT whole FROM meeting WHERE id = ?1)",
    )?;
    for id in near {
        all.insert(id);
        if all.len() < NEAR {
            let whole = parts.query_map([id], |row| row.get(0))?;
            all.extend(whole.collect::<rusqlite::Result<Vec<i64>>>()?);
        }
    }
    let mut report_of = db.prepare_cached("SELECT report FROM meeting WHERE id = ?1")?;
    let mut records: Vec<(i64, Record)> = Vec::new();
    for id in &all {
        let report = report_of.query_row([id], |row| row.get(0))?;
        records.push((*id, as_it_stands(&kept(db, report)?).record));
    }
    let (numbers, records): (Vec<i64>, Vec<Record>) = records.into_iter().unzip();
    for a in &all {
        let mut links =
            db.prepare_cached("SELECT b FROM meeting_link WHERE a = ?1 AND entry IS NULL")?;
        let linked: Vec<i64> = links
            .query_map([a], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for b in linked.iter().filter(|b| all.contains(b)) {
            db.prepare_cached(
                "DELETE FROM meeting_link WHERE a = ?1 AND b = ?2 AND entry IS NULL",
            )?
            .execute([a, b])?;
        }
    }
    for group in group(&records) {
        // Each with each: when people part one of them, the others still hold together.
        let members = group.members.iter().map(|member| numbers[member.record]);
        let members: Vec<i64> = members.collect();
        for (place, one) in members.iter().enumerate() {
            for other in &members[place + 1..] {
                db.prepare_cached("INSERT INTO meeting_link (a, b) VALUES (?1, ?2)")?
                    .execute([one, other])?;
            }
        }
    }
    Ok(all)
}

/// Makes wholes of all that links hold together, around some meetings.
fn gather(db: &Connection, around: BTreeSet<i64>) -> Result<(), Trouble> {
    let mut all: BTreeMap<i64, (i64, bool)> = BTreeMap::new();
    let mut links: Vec<Link> = Vec::new();
    let mut open: Vec<i64> = around.into_iter().collect();
    while let Some(id) = open.pop() {
        if all.contains_key(&id) {
            continue;
        }
        let (report, there, whole): (i64, bool, Option<i64>) = db
            .prepare_cached("SELECT report, local <> '', whole FROM meeting WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        all.insert(id, (report, there));
        let mut parts = db.prepare_cached("SELECT id FROM meeting WHERE whole = ?1")?;
        let parts = parts.query_map([whole], |row| row.get(0))?;
        open.extend(parts.collect::<rusqlite::Result<Vec<i64>>>()?);
        let mut own =
            db.prepare_cached("SELECT a, b, entry FROM meeting_link WHERE a = ?1 OR b = ?1")?;
        let own = own.query_map([id], |row| {
            Ok(Link {
                a: row.get(0)?,
                b: row.get(1)?,
                entry: row.get(2)?,
            })
        })?;
        for link in own {
            let link = link?;
            open.extend([link.a, link.b]);
            if link.a == id {
                links.push(link);
            }
        }
    }
    let mut apart: Vec<Apart> = Vec::new();
    for id in all.keys() {
        let mut own = db.prepare_cached("SELECT a, b, entry FROM meeting_apart WHERE a = ?1")?;
        let own = own.query_map([id], |row| {
            Ok(Apart {
                a: row.get(0)?,
                b: row.get(1)?,
                entry: row.get(2)?,
            })
        })?;
        apart.extend(own.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    for parts in wholes(all.keys().copied(), links, &apart).values() {
        let reports: BTreeSet<i64> = parts
            .iter()
            .filter_map(|id| all[id].1.then_some(all[id].0))
            .collect();
        let stands = parts.iter().find(|id| all[id].1).unwrap_or(&parts[0]);
        for id in parts {
            let told = if id == stands { reports.len() } else { 0 };
            db.prepare_cached("UPDATE meeting SET whole = ?2, reports = ?3 WHERE id = ?1")?
                .execute(params![id, stands, count(told)])?;
        }
    }
    Ok(())
}

/// Logs a decision about a meeting and does what it says.
pub(super) fn settle(
    db: &Connection,
    meeting: i64,
    change: &Change,
    signed: &Signature,
) -> Result<i64, Trouble> {
    let whole = |id: i64| -> Result<i64, Trouble> {
        let found = db
            .prepare_cached("SELECT whole FROM meeting WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        found.ok_or_else(|| Error::missing(format!("there is no meeting {id}")).into())
    };
    let own = whole(meeting)?;
    let mut change = change.clone();
    match &mut change {
        Change::Join { into: other } | Change::Distinct { from: other } => {
            if whole(*other)? == own {
                return Err(Error::invalid(
                    "these are one meeting already: reload the page, or part a report from it",
                )
                .into());
            }
        }
        Change::Part {
            report,
            name,
            own: part,
        } => {
            let number = match report_number(db, report)? {
                Some(number) => meeting_in(db, number, name)?,
                None => None,
            };
            let number = number.filter(|number| whole(*number).is_ok_and(|whole| whole == own));
            let Some(number) = number else {
                return Err(Error::missing(format!(
                    "that report has no row {name:?} that tells of this meeting"
                ))
                .into());
            };
            if others(db, number)?.is_empty() {
                return Err(Error::invalid("no other report tells of this meeting").into());
            }
            *part = number;
        }
        Change::Undo { .. } => {}
        _ => {
            return Err(Error::invalid("meetings take join, distinct and part").into());
        }
    }
    let entry = log_decision(db, Subject::Meeting(meeting), &change, signed)?;
    carry_out(db, entry, meeting, &change)?;
    Ok(entry)
}

/// The other parts of the whole that a meeting is a part of.
fn others(db: &Connection, id: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT id FROM meeting WHERE id <> ?1 AND whole = (SELECT whole FROM meeting WHERE id = ?1)",
    )?
    .query_map([id], |row| row.get(0))?
    .collect()
}

fn carry_out(db: &Connection, entry: i64, meeting: i64, change: &Change) -> Result<(), Trouble> {
    let apart = |a: i64, b: i64| {
        db.execute(
            "INSERT INTO meeting_apart (a, b, entry) VALUES (?1, ?2, ?3)",
            [a, b, entry],
        )
    };
    let touched = match change {
        Change::Join { into } => {
            db.execute(
                "INSERT INTO meeting_link (a, b, entry) VALUES (?1, ?2, ?3)",
                [meeting, *into, entry],
            )?;
            [meeting, *into]
        }
        Change::Distinct { from } => {
            apart(meeting, *from)?;
            [meeting, *from]
        }
        Change::Part { own, .. } => {
            for other in others(db, *own)? {
                apart(*own, other)?;
            }
            [meeting, *own]
        }
        Change::Undo { entry: undone } => return take_back(db, *undone),
        _ => return Ok(()),
    };
    gather(db, BTreeSet::from(touched))
}

/// Takes back what an entry about meetings did; an undo taken back is what it undid, done again.
fn take_back(db: &Connection, entry: i64) -> Result<(), Trouble> {
    let (subject, change) = decision(db, entry)?;
    let Subject::Meeting(meeting) = subject else {
        return Err(Error::missing(format!("entry {entry} is about no meeting")).into());
    };
    if let Change::Undo { entry: other } = change {
        let (_, change) = decision(db, other)?;
        return carry_out(db, other, meeting, &change);
    }
    let mut touched = BTreeSet::from([meeting]);
    for table in ["meeting_link", "meeting_apart"] {
        let mut pairs = db.prepare(&format!("SELECT a, b FROM {table} WHERE entry = ?1"))?;
        let pairs =
            pairs.query_map([entry], |row| Ok::<[i64; 2], _>([row.get(0)?, row.get(1)?]))?;
        for pair in pairs {
            touched.extend(pair?);
        }
        db.execute(&format!("DELETE FROM {table} WHERE entry = ?1"), [entry])?;
    }
    // What was parted may be one for the machine still: its links were never taken away.
    gather(db, touched)
}

/// From a few meetings to their rows, never the other way round.
const MEETING: &str = "SELECT meeting.id, row.label, row.matter, meeting.day, meeting.reports, report.sha256, \
     meeting.local FROM meeting CROSS JOIN report ON report.id = meeting.report \
     CROSS JOIN row ON row.report = meeting.report AND row.target = 1 AND row.local = meeting.local";

fn read(row: &SqlRow<'_>) -> rusqlite::Result<KeptMeeting> {
    Ok(KeptMeeting {
        id: row.get(0)?,
        label: row.get(1)?,
        matter: row.get(2)?,
        date: date_of(row.get(3)?),
        reports: row.get(4)?,
        sha256: row.get(5)?,
        row: row.get(6)?,
    })
}

pub(super) fn meetings(
    db: &Connection,
    several: bool,
    skip: usize,
    limit: usize,
) -> rusqlite::Result<Vec<KeptMeeting>> {
    let least = if several { 2 } else { 1 };
    db.prepare_cached(&format!(
        "{MEETING} WHERE meeting.id IN (SELECT id FROM meeting WHERE reports > 0 AND reports >= ?1 \
         ORDER BY day DESC, id DESC LIMIT ?3 OFFSET ?2) ORDER BY meeting.day DESC, meeting.id DESC"
    ))?
    .query_map(params![least, count(skip), count(limit)], read)?
    .collect()
}

pub(super) fn meeting(db: &Connection, id: i64) -> rusqlite::Result<Option<KeptMeeting>> {
    db.prepare_cached(&format!(
        "{MEETING} WHERE meeting.id = (SELECT whole FROM meeting WHERE id = ?1)"
    ))?
    .query_row([id], read)
    .optional()
}

/// Days before and after a meeting in which another report may place it.
const DAYS: i64 = 3;

pub(super) fn near(db: &Connection, id: i64, limit: usize) -> rusqlite::Result<Vec<KeptMeeting>> {
    let Some((whole, day)) = db
        .prepare_cached(
            "SELECT id, day FROM meeting WHERE id = (SELECT whole FROM meeting WHERE id = ?1)",
        )?
        .query_row([id], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?
    else {
        return Ok(Vec::new());
    };
    db.prepare_cached(&format!(
        "{MEETING} WHERE meeting.id IN (SELECT id FROM meeting WHERE reports > 0 AND id <> ?1 \
         AND day BETWEEN ?2 - {DAYS} AND ?2 + {DAYS} ORDER BY abs(day - ?2), id DESC LIMIT ?3) \
         ORDER BY abs(meeting.day - ?2), meeting.id DESC"
    ))?
    .query_map(params![whole, day, count(limit)], read)?
    .collect()
}

pub(super) fn meeting_of(
    db: &Connection,
    hash: &str,
    local: &str,
) -> rusqlite::Result<Option<i64>> {
    match report_number(db, hash)? {
        Some(report) if !local.is_empty() => meeting_in(db, report, local),
        _ => Ok(None),
    }
}

fn meeting_in(db: &Connection, report: i64, local: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM meeting WHERE report = ?1 AND local = ?2")?
        .query_row(params![report, local], |row| row.get(0))
        .optional()
}

pub(super) fn told_in(
    db: &Connection,
    meeting: i64,
    limit: usize,
) -> rusqlite::Result<Vec<ToldIn>> {
    db.prepare_cached(
        "SELECT local, main, sha256, coalesce(title, name), publisher, published FROM meeting \
         JOIN report ON report.id = meeting.report \
         WHERE whole = (SELECT whole FROM meeting WHERE id = ?1) AND local <> '' \
         ORDER BY report.day, report.id, meeting.id LIMIT ?2",
    )?
    .query_map(params![meeting, count(limit)], |row| {
        Ok(ToldIn {
            row: row.get(0)?,
            main: row.get(1)?,
            sha256: row.get(2)?,
            title: row.get(3)?,
            publisher: row.get(4)?,
            published: row.get(5)?,
        })
    })?
    .collect()
}

/// Meetings of the same people on about the same day that nothing joins, the latest first, less
/// those of which someone has said that they are two, or that one report tells of as two.
pub(super) fn doubts(db: &Connection, limit: usize) -> rusqlite::Result<Vec<MeetingDoubt>> {
    let mut pairs = db.prepare_cached(
        "SELECT m.whole, n.whole, k.key, k.day - j.day FROM meeting_key k \
         CROSS JOIN meeting_key j ON j.key = k.key AND j.day BETWEEN k.day - ?1 AND k.day AND j.common = 0 \
           AND (j.day < k.day OR j.meeting < k.meeting) \
         JOIN meeting m ON m.id = j.meeting JOIN meeting n ON n.id = k.meeting \
         WHERE k.common = 0 AND m.whole <> n.whole AND m.report <> n.report \
           AND NOT EXISTS (SELECT 1 FROM meeting_apart JOIN meeting x ON x.id = a JOIN meeting y ON y.id = b \
             WHERE (x.whole = m.whole AND y.whole = n.whole) OR (x.whole = n.whole AND y.whole = m.whole)) \
           AND NOT EXISTS (SELECT 1 FROM meeting x JOIN meeting y ON y.report = x.report \
             WHERE x.whole = m.whole AND y.whole = n.whole AND x.local <> '' AND y.local <> '') \
         ORDER BY k.day DESC, k.meeting DESC",
    )?;
    let mut pairs = pairs.query([LAG])?;
    let mut seen = BTreeSet::new();
    let mut doubts = Vec::new();
    while let Some(pair) = pairs.next()? {
        let (a, b): (i64, i64) = (pair.get(0)?, pair.get(1)?);
        if !seen.insert((a.min(b), a.max(b))) {
            continue;
        }
        let (Some(one), Some(other)) = (meeting(db, a)?, meeting(db, b)?) else {
            continue;
        };
        if are_unlike(&one, &other) {
            continue;
        }
        let key: String = pair.get(2)?;
        doubts.push(MeetingDoubt {
            why: why(db, &key, pair.get(3)?, &one, &other)?,
            meeting: one,
            other,
        });
        if doubts.len() == limit {
            break;
        }
    }
    Ok(doubts)
}

/// In words what speaks for two meetings being one, and what against it, by the records of the reports.
fn why(
    db: &Connection,
    key: &str,
    days: i64,
    one: &KeptMeeting,
    other: &KeptMeeting,
) -> rusqlite::Result<String> {
    let record = |meeting: &KeptMeeting| -> rusqlite::Result<Option<Record>> {
        let report = report_number(db, &meeting.sha256)?;
        let kept = report.map(|report| kept(db, report)).transpose()?;
        Ok(kept.map(|kept| as_it_stands(&kept).record))
    };
    let (first, second) = (record(one)?, record(other)?);
    Ok(why_one(
        key,
        days,
        (one, first.as_ref()),
        (other, second.as_ref()),
    ))
}
