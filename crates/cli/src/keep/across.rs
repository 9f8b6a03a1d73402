//! `verbale persons`, `verbale meetings` and `verbale undo`: who and what is meant across reports; and
//! `verbale searches`.

use super::args::{
    Decide, Listing, Meetings, MeetingsTask, Persons, PersonsTask, Searches, SearchesTask, Sign,
    Undo, Which,
};
use super::show::{folded, list, wrapped};
use super::{failed, now, open, open_to_read};
use crate::complain;
use anstream::AutoStream;
use std::io::{self, Write};
use verbale_ledger::{Change, KeptMeeting, Person, Signature, Storage, Subject};

pub(super) fn persons(args: &Persons) -> io::Result<bool> {
    let named = args.which.ledger.as_deref();
    match &args.task {
        PersonsTask::List {
            name,
            limit,
            format,
        } => {
            let persons = open_to_read(named)?.persons(&name.join(" "), 0, *limit);
            let persons = persons.map_err(failed)?;
            shown(*format, &persons, |person| vec![about(person)])
        }
        PersonsTask::Doubts { limit, format } => {
            let doubts = open_to_read(named)?.doubts(*limit).map_err(failed)?;
            shown(*format, &doubts, |doubt| {
                vec![
                    about(&doubt.other),
                    about(&doubt.person),
                    format!("        {}", doubt.why),
                ]
            })
        }
        PersonsTask::Decide(decide) => decided(&args.which, decide, Subject::Person),
    }
}

pub(super) fn meetings(args: &Meetings) -> io::Result<bool> {
    let named = args.which.ledger.as_deref();
    match &args.task {
        MeetingsTask::List {
            several,
            limit,
            format,
        } => {
            let meetings = open_to_read(named)?.meetings(*several, 0, *limit);
            let meetings = meetings.map_err(failed)?;
            shown(*format, &meetings, |meeting| vec![told(meeting)])
        }
        MeetingsTask::Show { id, format } => {
            let ledger = open_to_read(named)?;
            let meeting = ledger.meeting(*id).map_err(failed)?;
            let meeting = meeting.ok_or_else(|| failed(format!("there is no meeting {id}")))?;
            let reports = ledger.told_in(*id, usize::MAX).map_err(failed)?;
            if *format == Listing::Text {
                shown(*format, &[meeting], |meeting| vec![told(meeting)])?;
            }
            shown(*format, &reports, |one| {
                let parts = [one.publisher.as_deref(), one.published.as_deref()];
                let mut parts: Vec<&str> = parts.into_iter().flatten().collect();
                parts.push(&one.title);
                let hash = &one.sha256[..one.sha256.len().min(12)];
                vec![format!("        {hash} {}  {}", one.row, parts.join(" · "))]
            })
        }
        MeetingsTask::Doubts { limit, format } => {
            let doubts = open_to_read(named)?.meeting_doubts(*limit);
            shown(*format, &doubts.map_err(failed)?, |doubt| {
                vec![
                    told(&doubt.other),
                    told(&doubt.meeting),
                    format!("        {}", doubt.why),
                ]
            })
        }
        MeetingsTask::Decide(decide) => decided(&args.which, decide, Subject::Meeting),
    }
}

pub(super) fn undo(args: &Undo) -> io::Result<bool> {
    let named = args.which.ledger.as_deref();
    open_to_read(named)?;
    let signed = signed(&args.sign)?;
    let entry = open(named)?.undo(args.entry, &signed).map_err(failed)?;
    writeln!(io::stdout(), "entry {entry} takes back {}", args.entry)?;
    Ok(true)
}

fn decided(which: &Which, decide: &Decide, subject: fn(i64) -> Subject) -> io::Result<bool> {
    let (id, change, sign) = match decide {
        Decide::Join { id, into, sign } => (*id, Change::Join { into: *into }, sign),
        Decide::Distinct { id, from, sign } => (*id, Change::Distinct { from: *from }, sign),
        Decide::Part {
            id,
            report,
            name,
            sign,
        } => {
            let (report, name) = (report.clone(), name.clone());
            (
                *id,
                Change::Part {
                    report,
                    name,
                    own: 0,
                },
                sign,
            )
        }
    };
    let named = which.ledger.as_deref();
    open_to_read(named)?;
    let signed = signed(sign)?;
    let entry = open(named)?.settle(subject(id), &change, &signed);
    let entry = entry.map_err(failed)?;
    writeln!(
        io::stdout(),
        "entry {entry} (verbale undo {entry} takes it back)"
    )?;
    Ok(true)
}

pub(super) fn searches(args: &Searches) -> io::Result<bool> {
    let named = args.which.ledger.as_deref();
    match &args.task {
        SearchesTask::List { format } => {
            let searches = open_to_read(named)?.searches().map_err(failed)?;
            shown(*format, &searches, |search| {
                let who = format!("{} · {}", search.by, search.at);
                vec![
                    search.name.clone(),
                    format!("        {}", search.query),
                    format!("        {who}"),
                ]
            })
        }
        SearchesTask::Save { name, query, by } => {
            open_to_read(named)?;
            let signed = signed(&Sign {
                by: by.clone(),
                why: None,
            })?;
            let saved = open(named)?.save_search(name, &query.join(" "), &signed);
            saved.map_err(failed).map(|_| true)
        }
        SearchesTask::Forget { name } => {
            open_to_read(named)?;
            let gone = open(named)?.forget_search(name).map_err(failed)?;
            if !gone {
                complain(&format!(
                    "there is no search named {name:?}: see verbale searches list"
                ));
            }
            Ok(gone)
        }
    }
}

/// The signature of a decision: the name that was given, or that of the user.
fn signed(sign: &Sign) -> io::Result<Signature> {
    let user = || {
        let names = ["USER", "USERNAME"].into_iter();
        names
            .filter_map(|name| std::env::var(name).ok())
            .find(|name| !name.is_empty())
    };
    let by = sign.by.clone().or_else(user);
    Ok(Signature {
        by: by.ok_or_else(|| failed("say who decides: --by NAME"))?,
        at: now(),
        why: sign.why.clone(),
    })
}

/// A list as text, a few lines an item, or as JSON.
fn shown<T: serde::Serialize>(
    format: Listing,
    items: &[T],
    lines: impl Fn(&T) -> Vec<String>,
) -> io::Result<bool> {
    if format != Listing::Text {
        list(format, items)?;
        return Ok(true);
    }
    let mut out = AutoStream::auto(io::stdout().lock());
    if items.is_empty() {
        writeln!(out, "None.")?;
    }
    for item in items {
        let lines = lines(item);
        let several = lines.len() > 1;
        for line in lines {
            let (number, rest) = line.split_at_checked(8).unwrap_or((&line, ""));
            wrapped(&mut out, "", &format!("{number}{}", folded(rest)))?;
        }
        if several {
            writeln!(out)?;
        }
    }
    Ok(true)
}

fn about(person: &Person) -> String {
    let mut parts = vec![person.name.clone()];
    parts.extend(person.side.clone());
    parts.push(counted(person.statements, "statement"));
    parts.push(counted(person.reports, "report"));
    format!("{:>6}  {}", person.id, parts.join(" · "))
}

fn told(meeting: &KeptMeeting) -> String {
    let mut parts = vec![meeting.label.clone()];
    parts.extend(meeting.matter.clone());
    parts.extend(meeting.date.clone());
    parts.push(counted(meeting.reports, "report"));
    format!("{:>6}  {}", meeting.id, parts.join(" · "))
}

fn counted(count: i64, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
