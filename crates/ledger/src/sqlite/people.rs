//! Persons across reports. Mentions stay apart from persons: an entity of a report has a person of
//! its own by its name, and that person may be joined with another.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use verbale_schema::EntityKind;

use super::{Trouble, count, decision, log_decision, report_number};
use crate::Error;
use crate::entry::{Change, Signature, Subject};
use crate::index::{Named, Office};
use crate::key::{date_of, month_of};
use crate::name;
use crate::storage::{Doubt, NamedIn, Person};

/// The word that stands for a person in the search index.
pub(super) fn token(own: i64) -> String {
    format!("person{own}")
}

/// By their ids in the record the numbers of entities, and of the persons that they are by name.
pub(super) type Numbers = BTreeMap<String, (i64, Option<i64>)>;

/// The entities of a report, entered.
#[derive(Default)]
pub(super) struct Entered {
    /// Their numbers.
    pub(super) numbers: Numbers,
    /// Surnames and sides of which one person more is known than before, or of which the report has or
    /// had several.
    unsettled: BTreeSet<(String, String)>,
}

/// Puts the entities of a report in the place of those it has.
pub(super) fn enter(
    db: &Connection,
    report: i64,
    day: i64,
    named: &[Named],
) -> Result<Entered, Trouble> {
    let pins: BTreeMap<String, i64> = db
        .prepare_cached("SELECT name, person FROM pin WHERE report = ?1 ORDER BY entry")?
        .query_map([report], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let before: Vec<i64> = db
        .prepare_cached("SELECT own FROM entity WHERE report = ?1 AND own IS NOT NULL")?
        .query_map([report], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    db.prepare_cached("DELETE FROM entity WHERE report = ?1")?
        .execute([report])?;
    db.prepare_cached("DELETE FROM tenure WHERE report = ?1")?
        .execute([report])?;
    let mut taken = BTreeSet::new();
    let mut entered = Entered::default();
    let mut all: BTreeSet<i64> = before.iter().copied().collect();
    let last: i64 = db.query_row("SELECT coalesce(max(id), 0) FROM person", [], |row| {
        row.get(0)
    })?;
    for entity in named {
        let own = match (entity.kind, pins.get(&entity.name)) {
            (EntityKind::Person, Some(pinned)) => Some(*pinned),
            (EntityKind::Person, None) => Some(match office_only(entity) {
                Some(office) => by_office(db, entity, office, day)?,
                None => by_name(db, entity, &before, &taken)?,
            }),
            _ => None,
        };
        taken.extend(own);
        if let (Some(own), Some(side), Some(office)) = (own, &entity.side, &entity.office)
            && !office.only
        {
            db.prepare_cached(
                "INSERT INTO tenure (report, side, office, day, person) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![report, side, office.office, day, own])?;
        }
        let person = own.map(|own| joined(db, own)).transpose()?;
        db.prepare_cached(
            "INSERT INTO entity (report, local, kind, name, side, own, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![report, entity.local, entity.kind.as_str(), entity.name, entity.side, own, person])?;
        let number = (db.last_insert_rowid(), own);
        entered.numbers.insert(entity.local.clone(), number);
    }
    all.extend(&taken);
    let mut seen = BTreeSet::new();
    for person in all {
        let group = db
            .prepare_cached(
                "SELECT surname, side FROM person WHERE id = ?1 AND certain = 1 AND office IS NULL",
            )?
            .query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some(group) = group
            && (!seen.insert(group.clone()) || person > last)
        {
            entered.unsettled.insert(group);
        }
    }
    Ok(entered)
}

/// Names anew all persons, as this program compares names.
pub(super) fn name_again(db: &Connection) -> rusqlite::Result<()> {
    let all: Vec<(i64, String)> = db
        .prepare("SELECT id, name FROM person")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut named = db.prepare(
        "UPDATE person SET key = ?2, surname = CASE WHEN office IS NULL THEN ?3 ELSE surname END WHERE id = ?1",
    )?;
    for (id, name) in all {
        let key = name::key(&name);
        named.execute(params![id, key, name::surname(&key)])?;
    }
    Ok(())
}

/// Joins those of one surname and one side whose names are forms of one name, where no other could be
/// meant: no two of them are in one report, and each is like all the others.
pub(super) fn settle_names(db: &Connection, entered: &Entered) -> rusqlite::Result<()> {
    for (surname, side) in &entered.unsettled {
        settle_surname(db, surname, side)?;
    }
    Ok(())
}

/// The same for all persons.
pub(super) fn settle_all_names(db: &Connection) -> rusqlite::Result<()> {
    let groups: Vec<(String, String)> = db
        .prepare(
            "SELECT surname, side FROM person WHERE certain = 1 AND apart = 0 AND office IS NULL \
             GROUP BY surname, side HAVING count(*) > 1",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (surname, side) in groups {
        settle_surname(db, &surname, &side)?;
    }
    Ok(())
}

/// More of one surname and side are not looked at: they are no one's spellings.
const NAMESAKES: usize = 40;

/// A person who may be another by name.
struct Namesake {
    id: i64,
    key: String,
    joined: Option<i64>,
    by_machine: bool,
}

fn settle_surname(db: &Connection, surname: &str, side: &str) -> rusqlite::Result<()> {
    let all: Vec<Namesake> = db
        .prepare_cached(
            "SELECT id, key, joined, by_machine FROM person WHERE surname = ?1 AND side = ?2 AND certain = 1 \
             AND apart = 0 AND office IS NULL AND EXISTS (SELECT 1 FROM entity WHERE own = person.id) ORDER BY id",
        )?
        .query_map([surname, side], |row| {
            Ok(Namesake {
                id: row.get(0)?,
                key: row.get(1)?,
                joined: row.get(2)?,
                by_machine: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    if !(2..=NAMESAKES).contains(&all.len()) {
        return Ok(());
    }
    let is_one = |a: &Namesake, b: &Namesake| name::is_one(&a.key, &b.key);
    let mut wholes: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    let mut left: Vec<&Namesake> = all.iter().collect();
    while let Some(first) = left.pop() {
        // All that one after another are like it.
        let mut alike = vec![first];
        let mut next = 0;
        while let Some(one) = alike.get(next).copied() {
            alike.extend(left.extract_if(.., |other| is_one(one, other)));
            next += 1;
        }
        let whole = whole_of(db, &alike)?;
        wholes.extend(alike.iter().map(|one| (one.id, whole)));
    }
    // What people joined stays.
    let is_told = |one: &Namesake| one.joined.is_some() && !one.by_machine;
    let whole = |one: &Namesake| wholes[&one.id].filter(|whole| *whole != one.id);
    let changed = all
        .iter()
        .filter(|one| !is_told(one) && whole(one) != one.joined);
    let changed: Vec<&Namesake> = changed.collect();
    // All of them first: on the way they may go round in a circle.
    for one in &changed {
        db.prepare_cached("UPDATE person SET joined = ?2, by_machine = ?3 WHERE id = ?1")?
            .execute(params![one.id, whole(one), whole(one).is_some()])?;
    }
    for one in &changed {
        gather(db, one.id)?;
        if let Some(before) = one.joined {
            recount(db, joined(db, before)?)?;
        }
    }
    let changed: Vec<i64> = changed.iter().map(|one| one.id).collect();
    offices_again(db, &changed)
}

/// The person that some of like names are, if they are one.
fn whole_of(db: &Connection, alike: &[&Namesake]) -> rusqlite::Result<Option<i64>> {
    for (n, a) in alike.iter().enumerate() {
        for b in &alike[n + 1..] {
            if !name::is_one(&a.key, &b.key) || are_two(db, a.id, b.id)? {
                return Ok(None);
            }
        }
    }
    // People may have said whom some of them are.
    let mut told = BTreeSet::new();
    for one in alike.iter().filter(|one| !one.by_machine) {
        if let Some(into) = one.joined {
            told.insert(joined_by_people(db, into)?);
        }
    }
    match (told.len(), told.first()) {
        (0, _) => {
            // The formal name, not the short form; it does not depend on which came first.
            let rank = |one: &&&Namesake| {
                let mut others = alike.iter();
                let is_short = others.any(|other| name::is_short_of(&one.key, &other.key));
                (
                    !is_short,
                    one.key.split(' ').count(),
                    one.key.len(),
                    one.key.clone(),
                )
            };
            Ok(alike.iter().max_by_key(rank).map(|one| one.id))
        }
        (1, Some(whole)) => {
            for one in alike {
                if one.id != *whole && are_two(db, one.id, *whole)? {
                    return Ok(None);
                }
            }
            Ok(Some(*whole))
        }
        _ => Ok(None),
    }
}

/// Whether people have said that these are two, or a report names both.
fn are_two(db: &Connection, a: i64, b: i64) -> rusqlite::Result<bool> {
    let told = db
        .prepare_cached(
            "SELECT 1 FROM distinct_persons WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)",
        )?
        .exists([a, b])?;
    let together = || {
        db.prepare_cached(
            "SELECT 1 FROM entity WHERE own = ?1 AND report IN (SELECT report FROM entity WHERE own = ?2) LIMIT 1",
        )?
        .exists([a, b])
    };
    Ok(told || together()?)
}

/// The person that one was joined with by people, in the end; itself if with none.
fn joined_by_people(db: &Connection, mut person: i64) -> rusqlite::Result<i64> {
    let mut step = db.prepare_cached(
        "SELECT joined FROM person WHERE id = ?1 AND by_machine = 0 AND joined IS NOT NULL",
    )?;
    while let Some(next) = step.query_row([person], |row| row.get(0)).optional()? {
        person = next;
    }
    Ok(person)
}

/// The office of someone whom the report gives no full name, but an office that only one person of
/// a side holds.
fn office_only(entity: &Named) -> Option<&Office> {
    let office = entity.office.as_ref()?;
    entity.side.as_ref()?;
    (office.only || !name::is_full(&name::key(&entity.name))).then_some(office)
}

/// The person of an office, a side, and a surname or else a month.
fn by_office(db: &Connection, entity: &Named, office: &Office, day: i64) -> rusqlite::Result<i64> {
    let side = entity.side.as_deref().unwrap_or_default();
    let month = if office.only { month_of(day) } else { 0 };
    let surname = if office.only {
        String::new()
    } else {
        name::surname(&name::key(&entity.name))
    };
    let known = db
        .prepare_cached(
            "SELECT id FROM person WHERE side = ?1 AND office = ?2 AND day = ?3 AND surname = ?4",
        )?
        .query_row(params![side, office.office, month, surname], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let name = match date_of(month) {
        Some(date) if office.only => format!("{}, {}", entity.name, &date[..7]),
        _ if office.only => entity.name.clone(),
        _ => format!("{} {}", office.title, entity.name),
    };
    db.prepare_cached(
        "INSERT INTO person (name, key, surname, side, certain, apart, office, day) \
         VALUES (?1, ?2, ?3, ?4, 0, 1, ?5, ?6)",
    )?
    .execute(params![
        name,
        name::key(&name),
        surname,
        side,
        office.office,
        month
    ])?;
    Ok(db.last_insert_rowid())
}

/// Joins persons known by an office only with those who held it, around the offices that a report
/// tells of.
pub(super) fn settle_offices(
    db: &Connection,
    day: i64,
    named: &[Named],
    numbers: &Numbers,
) -> rusqlite::Result<()> {
    let mut done = BTreeSet::new();
    for entity in named {
        let (Some(side), Some(office)) = (&entity.side, &entity.office) else {
            continue;
        };
        if numbers
            .get(&entity.local)
            .is_none_or(|(_, own)| own.is_none())
        {
            continue;
        }
        // Those of the surname first: without a name the month's may be one of them.
        if !office.only {
            let surname = name::surname(&name::key(&entity.name));
            if done.insert((side, office.office, surname.clone())) {
                join_holders(
                    db,
                    "side = ?1 AND office = ?2 AND surname = ?3 AND ?4 = ?4",
                    (side, office.office, &surname, day),
                )?;
            }
        }
        if day > 0 && done.insert((side, office.office, String::new())) {
            join_holders(
                db,
                &format!(
                    "side = ?1 AND office = ?2 AND surname = ?3 AND day BETWEEN ?4 - {SEEN} - 31 AND ?4 + {SEEN}"
                ),
                (side, office.office, "", day),
            )?;
        }
    }
    Ok(())
}

/// Joins those who are known by an office, and of whom `which` is true, each with its one holder.
fn join_holders(
    db: &Connection,
    which: &str,
    (side, office, surname, day): (&str, &str, &str, i64),
) -> rusqlite::Result<()> {
    let known: Vec<(i64, Option<i64>, bool)> = db
        .prepare_cached(&format!(
            "SELECT id, joined, by_machine FROM person WHERE {which} ORDER BY id"
        ))?
        .query_map(params![side, office, surname, day], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (id, before, by_machine) in known {
        // What people joined stays.
        if before.is_some() && !by_machine {
            continue;
        }
        let holder = match holders(db, id)?[..] {
            [one] => Some(one),
            _ => None,
        };
        if holder == before.map(|before| joined(db, before)).transpose()? {
            continue;
        }
        db.prepare_cached("UPDATE person SET joined = ?2, by_machine = ?3 WHERE id = ?1")?
            .execute(params![id, holder, holder.is_some()])?;
        gather(db, id)?;
        if let Some(before) = before {
            recount(db, joined(db, before)?)?;
        }
    }
    Ok(())
}

/// As many days before and after a month, or around a day, tell who holds an office then.
const SEEN: i64 = 31;

/// Who may be meant by an office: all of its side who are said to hold it at the time, or, where a
/// surname is told, all of the surname who ever do; less those of whom people have said that it is
/// another.
fn holders(db: &Connection, id: i64) -> rusqlite::Result<Vec<i64>> {
    let (side, office, surname, month): (String, String, String, i64) = db
        .prepare_cached("SELECT side, office, surname, day FROM person WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let all: Vec<i64> = if !surname.is_empty() {
        db.prepare_cached(
            "SELECT id FROM person p WHERE surname = ?1 AND side = ?2 AND certain = 1 AND EXISTS \
             (SELECT 1 FROM tenure WHERE side = ?2 AND office = ?3 AND person = p.id)",
        )?
        .query_map(params![surname, side, office], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?
    } else if month > 0 {
        db.prepare_cached(&format!(
            "SELECT DISTINCT person FROM tenure WHERE side = ?1 AND office = ?2 \
             AND day BETWEEN ?3 - {SEEN} AND ?3 + 31 + {SEEN}"
        ))?
        .query_map(params![side, office, month], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?
    } else {
        Vec::new()
    };
    let mut holders = BTreeSet::new();
    for one in all {
        let one = joined(db, one)?;
        let two = db
            .prepare_cached(
                "SELECT 1 FROM distinct_persons WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)",
            )?
            .exists([id, one])?;
        if one != id && !two {
            holders.insert(one);
        }
    }
    Ok(holders.into_iter().collect())
}

/// The person of an entity's name and side. Two of one name in one report are two.
fn by_name(
    db: &Connection,
    entity: &Named,
    before: &[i64],
    taken: &BTreeSet<i64>,
) -> rusqlite::Result<i64> {
    let key = name::key(&entity.name);
    let side = entity.side.as_deref().unwrap_or_default();
    let known: Vec<(i64, bool)> = db
        .prepare_cached(
            "SELECT id, apart FROM person WHERE key = ?1 AND side = ?2 AND office IS NULL ORDER BY apart, id",
        )?
        .query_map(params![key, side], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let usable =
        |(id, apart): &&(i64, bool)| !taken.contains(id) && (!apart || before.contains(id));
    if let Some((id, _)) = known.iter().find(usable) {
        let shown: String = db
            .prepare_cached("SELECT name FROM person WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if name::is_fuller(&entity.name, &shown) {
            db.prepare_cached("UPDATE person SET name = ?2 WHERE id = ?1")?
                .execute(params![id, entity.name])?;
        }
        return Ok(*id);
    }
    let apart = known.iter().any(|(_, apart)| !apart);
    new_person(db, &entity.name, side, apart)
}

fn new_person(db: &Connection, name: &str, side: &str, apart: bool) -> rusqlite::Result<i64> {
    let key = name::key(name);
    let certain = name::is_full(&key) && !side.is_empty();
    db.prepare_cached(
        "INSERT INTO person (name, key, surname, side, certain, apart) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![name, key, name::surname(&key), side, certain, apart])?;
    Ok(db.last_insert_rowid())
}

/// The person that one was joined with, in the end; itself if with none.
fn joined(db: &Connection, mut person: i64) -> rusqlite::Result<i64> {
    let mut step = db.prepare_cached("SELECT joined FROM person WHERE id = ?1")?;
    while let Some(next) = step
        .query_row([person], |row| row.get(0))
        .optional()?
        .flatten()
    {
        person = next;
    }
    Ok(person)
}

/// All who were joined with the same person as one, that person and itself among them.
pub(super) fn parts(db: &Connection, person: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "WITH RECURSIVE part (id) AS (SELECT id FROM person WHERE id = ?1 UNION SELECT person.id FROM person \
           JOIN part ON person.joined = part.id) SELECT id FROM part",
    )?
    .query_map([joined(db, person)?], |row| row.get(0))?
    .collect()
}

/// Persons joined with one whose name has the words, but whose own name has them not. Offices are no
/// names.
pub(super) fn joined_by_name(db: &Connection, words: &str) -> rusqlite::Result<Vec<i64>> {
    let words = name::key(words);
    let has = |key: &str| {
        words
            .split(' ')
            .all(|word| key.split(' ').any(|own| own == word))
    };
    let longest = words.split(' ').max_by_key(|word| word.len());
    let pattern = format!("%{}%", longest.unwrap_or_default().replace(['%', '_'], "_"));
    let mut query = db.prepare_cached(
        "SELECT id, key FROM person WHERE key LIKE ?1 AND office IS NULL AND (joined IS NOT NULL \
         OR EXISTS (SELECT 1 FROM person part WHERE part.joined = person.id))",
    )?;
    let mut named = query.query([pattern])?;
    let mut wholes = BTreeSet::new();
    while let Some(one) = named.next()? {
        if has(&one.get::<_, String>(1)?) {
            wholes.insert(joined(db, one.get(0)?)?);
        }
    }
    let mut found = Vec::new();
    let mut key = db.prepare_cached("SELECT key FROM person WHERE id = ?1")?;
    for whole in wholes {
        for part in parts(db, whole)? {
            if !has(&key.query_row([part], |row| row.get::<_, String>(0))?) {
                found.push(part);
            }
        }
    }
    Ok(found)
}

const PERSON: &str =
    "SELECT p.id, p.name, p.side, p.certain, p.reports, p.statements FROM person p";

/// Adds a report's mentions and statements to the counts of its persons, or takes them away.
pub(super) fn tally(db: &Connection, report: i64, sign: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "WITH said (person, number) AS ( \
           SELECT entity.person, count(row.key) FROM entity \
           LEFT JOIN row ON row.entity = entity.id AND row.target = 2 \
           WHERE entity.report = ?1 AND entity.person IS NOT NULL GROUP BY entity.person) \
         UPDATE person SET reports = reports + ?2, statements = statements + ?2 * said.number \
         FROM said WHERE person.id = said.person",
    )?
    .execute([report, sign])?;
    Ok(())
}

/// Counts anew what is a person's.
fn recount(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE person SET reports = (SELECT count(DISTINCT report) FROM entity WHERE person = ?1), \
           statements = (SELECT count(*) FROM entity JOIN row ON row.entity = entity.id AND row.target = 2 \
                         WHERE entity.person = ?1) WHERE id = ?1",
        [person],
    )?;
    Ok(())
}

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Person> {
    let side: String = row.get(2)?;
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        side: Some(side).filter(|side| !side.is_empty()),
        certain: row.get(3)?,
        reports: row.get(4)?,
        statements: row.get(5)?,
    })
}

pub(super) fn person(db: &Connection, id: i64) -> rusqlite::Result<Option<Person>> {
    let id = joined(db, id)?;
    db.prepare_cached(&format!("{PERSON} WHERE p.id = ?1"))?
        .query_row([id], read)
        .optional()
}

pub(super) fn persons(
    db: &Connection,
    words: &str,
    skip: usize,
    limit: usize,
) -> rusqlite::Result<Vec<Person>> {
    let words = name::key(words);
    let pattern: String = words
        .split(' ')
        .map(|word| format!("%{}", word.replace(['%', '_'], "")))
        .collect::<Vec<_>>()
        .join("");
    db.prepare_cached(&format!(
        "{PERSON} INDEXED BY person_often WHERE p.joined IS NULL AND p.reports > 0 AND (p.key LIKE ?1 \
           OR EXISTS (SELECT 1 FROM person part WHERE part.joined = p.id AND part.key LIKE ?1)) \
         ORDER BY p.statements DESC, p.reports DESC, p.id LIMIT ?3 OFFSET ?2"
    ))?
    .query_map(
        params![format!("{pattern}%"), count(skip), count(limit)],
        read,
    )?
    .collect()
}

pub(super) fn named_in(
    db: &Connection,
    person: i64,
    limit: usize,
) -> rusqlite::Result<Vec<NamedIn>> {
    let mut query = db.prepare_cached(
        // The keys of the reports' own rows are in the order of time: no report is opened to be sorted.
        "WITH latest (report, key) AS ( \
           SELECT report, key FROM row INDEXED BY row_report WHERE target = 0 \
           AND report IN (SELECT report FROM entity WHERE person = ?1) ORDER BY key DESC LIMIT ?2) \
         SELECT entity.name, sha256, coalesce(title, report.name), published FROM latest \
         CROSS JOIN entity ON entity.person = ?1 AND entity.report = latest.report \
         CROSS JOIN report ON report.id = latest.report ORDER BY latest.key DESC, entity.id LIMIT ?2",
    )?;
    query
        .query_map(params![joined(db, person)?, count(limit)], |row| {
            Ok(NamedIn {
                name: row.get(0)?,
                sha256: row.get(1)?,
                title: row.get(2)?,
                published: row.get(3)?,
            })
        })?
        .collect()
}

/// Pairs of persons that may be one, those in most reports first, less those of which someone has
/// said that they are two: persons with one surname whose sides do not speak against it, and persons
/// known by an office with each of those who may have held it.
pub(super) fn doubts(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    let mut doubts = alike(db, limit)?;
    doubts.extend(by_their_office(db, limit)?);
    doubts.sort_by_key(|doubt| std::cmp::Reverse(doubt.other.reports));
    doubts.truncate(limit);
    Ok(doubts)
}

/// Pairs with names that may be one person's.
fn alike(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    // One after another in the order of an index: the first few are found without the rest.
    let mut pairs = db.prepare_cached(
        "SELECT p.id, q.id, p.key, q.key FROM person q INDEXED BY person_named CROSS JOIN person p \
         ON p.surname = q.surname AND p.id <> q.id AND (q.side = p.side OR q.side = '' OR p.side = '') \
         WHERE p.joined IS NULL AND q.joined IS NULL AND p.reports > 0 AND q.reports > 0 \
         AND p.office IS NULL AND q.office IS NULL \
         AND (p.certain > q.certain OR (p.certain = q.certain AND p.id < q.id)) \
         AND NOT EXISTS (SELECT 1 FROM distinct_persons \
                         WHERE (a = p.id AND b = q.id) OR (a = q.id AND b = p.id)) \
         ORDER BY q.reports DESC, q.id",
    )?;
    let mut pairs = pairs.query([])?;
    let mut doubts = Vec::new();
    while let Some(pair) = pairs.next()? {
        let (a, b): (String, String) = (pair.get(2)?, pair.get(3)?);
        if !name::may_be_one(&a, &b) {
            continue;
        }
        let (Some(person), Some(other)) = (person(db, pair.get(0)?)?, person(db, pair.get(1)?)?)
        else {
            continue;
        };
        let (few, many) = if person.reports < other.reports {
            (person.id, other.id)
        } else {
            (other.id, person.id)
        };
        let together: i64 = db
            .prepare_cached(
                "SELECT count(*) FROM entity few WHERE few.person = ?1 AND EXISTS \
                 (SELECT 1 FROM entity many WHERE many.person = ?2 AND many.report = few.report)",
            )?
            .query_row([few, many], |row| row.get(0))?;
        let name = match (a == b, name::is_full(&b)) {
            (true, _) => "the same name",
            (false, true) => "a like name",
            (false, false) => "a part of the name",
        };
        let side = match (&person.side, &other.side) {
            (Some(a), Some(b)) if a == b => "the same side",
            (None, None) => "no side told",
            _ => "a side told of one only",
        };
        let against = match together {
            0 => String::new(),
            1 => ", but one report names both".to_owned(),
            n => format!(", but {n} reports name both"),
        };
        doubts.push(Doubt {
            person,
            other,
            why: format!("{name}, {side}{against}"),
        });
        if doubts.len() == limit {
            break;
        }
    }
    Ok(doubts)
}

/// Persons known by an office that several may have held.
fn by_their_office(db: &Connection, limit: usize) -> rusqlite::Result<Vec<Doubt>> {
    let mut known = db.prepare_cached(
        "SELECT id, surname <> '' FROM person INDEXED BY person_named \
         WHERE joined IS NULL AND reports > 0 AND office IS NOT NULL ORDER BY reports DESC, id",
    )?;
    let mut known = known.query([])?;
    let mut doubts = Vec::new();
    while let Some(one) = known.next()? {
        let (id, named): (i64, bool) = (one.get(0)?, one.get(1)?);
        let holders = holders(db, id)?;
        for holder in &holders {
            let (Some(person), Some(other)) = (person(db, *holder)?, person(db, id)?) else {
                continue;
            };
            let why = match (named, holders.len()) {
                (true, n) => {
                    format!("the same surname, side and office, but {n} are known with them")
                }
                (false, n) => format!("the same side and office, but {n} held it around then"),
            };
            doubts.push(Doubt { person, other, why });
        }
        if doubts.len() >= limit {
            break;
        }
    }
    Ok(doubts)
}

/// Logs a decision about a person and does what it says.
pub(super) fn settle(
    db: &Connection,
    person: i64,
    change: &Change,
    signed: &Signature,
) -> Result<i64, Trouble> {
    let there = |id: i64| -> Result<(), Trouble> {
        let found = db
            .prepare_cached("SELECT 1 FROM person WHERE id = ?1")?
            .query_row([id], |_| Ok(()))
            .optional()?;
        found.ok_or_else(|| Error::missing(format!("there is no person {id}")).into())
    };
    there(person)?;
    let mut change = change.clone();
    // The part's new person has its number only now.
    if let Change::Part { report, name, own } = &mut change {
        let number = report_number(db, report)?;
        let side: Option<Option<String>> = db
            .prepare_cached(
                "SELECT side FROM entity WHERE report = ?1 AND name = ?2 AND person = ?3",
            )?
            .query_row(params![number, &*name, joined(db, person)?], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(side) = side else {
            return Err(
                Error::missing(format!("that report has no {name:?} who is this person")).into(),
            );
        };
        *own = new_person(db, name, side.as_deref().unwrap_or_default(), true)?;
    }
    let mut subject = person;
    let is_two = matches!(change, Change::Distinct { .. });
    let mut about = vec![person];
    if let Change::Join { into } | Change::Distinct { from: into } = &mut change {
        there(*into)?;
        about.push(*into);
        let (from, to) = (joined(db, person)?, joined(db, *into)?);
        if from != to {
            // Those who are meant now, whatever they are joined with later.
            (subject, *into) = (from, to);
        } else if !is_two || person == *into || !is_by_machine(db, &[person, *into])? {
            return Err(Error::invalid("these are one person already: reload the page").into());
        }
    }
    let entry = log_decision(db, Subject::Person(subject), &change, signed)?;
    carry_out(db, entry, subject, &change)?;
    about.push(subject);
    names_again(db, &about)?;
    offices_again(db, &about)?;
    Ok(entry)
}

/// Whether the machine joined one of these with another.
fn is_by_machine(db: &Connection, persons: &[i64]) -> rusqlite::Result<bool> {
    let mut joined = db.prepare_cached(
        "SELECT 1 FROM person WHERE id = ?1 AND by_machine = 1 AND office IS NULL",
    )?;
    for person in persons {
        if joined.exists([person])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Compares again the names of some persons with others': people's decisions may have made it certain.
fn names_again(db: &Connection, persons: &[i64]) -> rusqlite::Result<()> {
    for person in persons {
        let (surname, side): (String, String) = db
            .prepare_cached("SELECT surname, side FROM person WHERE id = ?1")?
            .query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))?;
        settle_surname(db, &surname, &side)?;
    }
    Ok(())
}

/// Asks again who held the offices of some persons: people's decisions may have made it certain.
fn offices_again(db: &Connection, persons: &[i64]) -> rusqlite::Result<()> {
    for person in persons {
        let offices: Vec<(String, String)> = db
            .prepare_cached(
                "WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT person.id FROM person \
                   JOIN part ON person.joined = part.id) \
                 SELECT DISTINCT side, office FROM tenure WHERE person IN (SELECT id FROM part) \
                 UNION SELECT side, office FROM person WHERE id IN (SELECT id FROM part) AND office IS NOT NULL",
            )?
            .query_map([joined(db, *person)?], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (side, office) in offices {
            join_holders(
                db,
                "side = ?1 AND office = ?2 AND ?3 = ?3 AND ?4 = ?4",
                (&side, &office, "", 0),
            )?;
        }
    }
    Ok(())
}

fn carry_out(db: &Connection, entry: i64, person: i64, change: &Change) -> Result<(), Trouble> {
    match change {
        Change::Join { into } => {
            if joined(db, *into)? == joined(db, person)? {
                return Err(Error::invalid("these are one person already: reload the page").into());
            }
            db.execute(
                "UPDATE person SET joined = ?2, by_machine = 0 WHERE id = ?1",
                [person, *into],
            )?;
            gather(db, person)?;
        }
        Change::Distinct { from } => {
            db.execute(
                "INSERT INTO distinct_persons VALUES (?1, ?2, ?3)",
                [entry, person, *from],
            )?;
        }
        Change::Part { report, name, own } => {
            let number = report_number(db, report)?;
            db.execute(
                "INSERT INTO pin VALUES (?1, ?2, ?3, ?4)",
                params![entry, number, name, own],
            )?;
            reassign(db, number, name, *own)?;
            recount(db, joined(db, person)?)?;
        }
        Change::Undo { entry: undone } => take_back(db, *undone)?,
        _ => {}
    }
    Ok(())
}

/// Takes back what an entry about persons did.
fn take_back(db: &Connection, entry: i64) -> Result<(), Trouble> {
    let (subject, change) = decision(db, entry)?;
    let Subject::Person(person) = subject else {
        return Err(Error::missing(format!("entry {entry} is about no person")).into());
    };
    match change {
        Change::Join { into } => {
            let before: Option<i64> =
                db.query_row("SELECT joined FROM person WHERE id = ?1", [person], |row| {
                    row.get(0)
                })?;
            if before != Some(into) {
                return Err(Error::invalid("this is taken back already").into());
            }
            db.execute("UPDATE person SET joined = NULL WHERE id = ?1", [person])?;
            gather(db, person)?;
            recount(db, joined(db, into)?)?;
        }
        Change::Distinct { .. } => {
            db.execute("DELETE FROM distinct_persons WHERE entry = ?1", [entry])?;
        }
        Change::Part { report, name, own } => {
            db.execute("DELETE FROM pin WHERE entry = ?1", [entry])?;
            reassign(db, report_number(db, &report)?, &name, person)?;
            recount(db, joined(db, own)?)?;
        }
        Change::Undo { entry: other } => {
            // What was taken back is done again.
            let (_, change) = decision(db, other)?;
            carry_out(db, other, person, &change)?;
        }
        _ => {}
    }
    Ok(())
}

fn reassign(db: &Connection, report: Option<i64>, name: &str, own: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE entity SET own = ?3, person = ?4 WHERE report = ?1 AND name = ?2 AND own IS NOT NULL",
        params![report, name, own, joined(db, own)?],
    )?;
    recount(db, joined(db, own)?)
}

/// Tells the entities of a person, and of those joined with it, whom they are now.
fn gather(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.execute(
        "WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT person.id FROM person JOIN part ON person.joined = part.id) \
         UPDATE entity SET person = ?2 WHERE own IN (SELECT id FROM part)",
        params![person, joined(db, person)?],
    )?;
    recount(db, person)?;
    recount(db, joined(db, person)?)
}
