//! `verbale differences`.

use super::open::open_to_read;
use super::print::shown;
use crate::args::{Differences, DifferencesFormat, Listing};
use crate::error::Error;
use serde::Serialize;
use std::io;
use verbale::schema::Difference;
use verbale::{Account, Pipeline, differences};
use verbale_ledger::{KeptMeeting, Ledger, Sqlite, Storage};

/// How many meetings are asked for at once.
const BATCH: usize = 50;
/// How many reports of a meeting are compared.
const MOST_REPORTS: usize = 12;

/// A difference, with the meeting that it is about.
#[derive(Serialize)]
struct Found {
    /// The number of the meeting.
    id: i64,
    /// Its day.
    date: Option<String>,
    #[serde(flatten)]
    difference: Difference,
}

pub(super) fn run(args: &Differences) -> Result<bool, Error> {
    let ledger = open_to_read(args.which.file())?;
    let pipeline = Pipeline::new();
    let mut found: Vec<Found> = Vec::new();
    let mut skip = 0;
    while found.len() < args.limit {
        let meetings = ledger.meetings(true, skip, BATCH)?;
        if meetings.is_empty() {
            break;
        }
        skip += meetings.len();
        for meeting in meetings.iter().filter(|meeting| is_of(args, meeting)) {
            let here = of_meeting(&ledger, &pipeline, meeting)?.into_iter();
            found.extend(here.filter(|one| is_wanted(args, &one.difference)));
        }
    }
    found.truncate(args.limit);
    match args.format {
        DifferencesFormat::Text => shown(Listing::Text, &found, lines),
        DifferencesFormat::Json => shown(Listing::Json, &found, lines),
        DifferencesFormat::Jsonl => shown(Listing::Jsonl, &found, lines),
        DifferencesFormat::Csv => sheet(&found),
    }
}

/// The differences between the reports of a meeting, the surest first.
fn of_meeting(
    ledger: &Ledger<Sqlite>,
    pipeline: &Pipeline,
    meeting: &KeptMeeting,
) -> Result<Vec<Found>, Error> {
    let mut told = ledger.told_in(meeting.id, usize::MAX)?;
    told.sort_by_key(|one| !one.main);
    told.dedup_by(|a, b| a.sha256 == b.sha256);
    let mut accounts = Vec::new();
    for one in told.iter().take(MOST_REPORTS) {
        let record = ledger.record(&one.sha256)?.record;
        accounts.push(Account { record, side: None });
    }
    let found = differences(&pipeline.side_by_side(&accounts)).into_iter();
    let with_meeting = found.map(|difference| Found {
        id: meeting.id,
        date: meeting.date.clone(),
        difference,
    });
    Ok(with_meeting.collect())
}

/// Whether the meeting was on one of the days asked for.
fn is_of(args: &Differences, meeting: &KeptMeeting) -> bool {
    let Some(wanted) = &args.date else {
        return true;
    };
    let Some(date) = &meeting.date else {
        return false;
    };
    match wanted.split_once("..") {
        Some((first, last)) => {
            let day = date.get(..first.len().min(date.len())).unwrap_or(date);
            let end = date.get(..last.len().min(date.len())).unwrap_or(date);
            (first.is_empty() || first <= day) && (last.is_empty() || end <= last)
        }
        None => date.starts_with(wanted.as_str()),
    }
}

/// Whether the difference is one of a side and on a topic asked for.
fn is_wanted(args: &Differences, difference: &Difference) -> bool {
    let of_side = |wanted: &String| {
        let sides = difference
            .told
            .iter()
            .filter_map(|told| told.side.as_deref());
        let mut names = sides.flat_map(|side| [side.to_owned(), verbale_view::side_name(side)]);
        names.any(|name| name.eq_ignore_ascii_case(wanted))
    };
    let on_topic = |wanted: &String| {
        let about = difference.topic.clone().into_iter();
        let about = about.chain(difference.field.map(|field| field.to_string()));
        let words = difference.told.iter().flat_map(|told| &told.evidence);
        let words = words.map(|evidence| evidence.span.text.clone());
        let all = about
            .chain(words)
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        wanted
            .to_lowercase()
            .split_whitespace()
            .all(|word| all.contains(word))
    };
    args.side.as_ref().is_none_or(of_side) && args.topic.as_ref().is_none_or(on_topic)
}

/// What a difference is about: the matter, or the fact.
fn about(difference: &Difference) -> String {
    let field = difference.field.map(|field| field.to_string());
    difference.topic.clone().or(field).unwrap_or_default()
}

fn lines(found: &Found) -> Vec<String> {
    let difference = &found.difference;
    let why = difference
        .why
        .map_or_else(String::new, |why| format!(" ({why})"));
    let sure = format!("{:.2}", difference.confidence);
    let meeting = difference.meeting.as_deref().unwrap_or("a meeting");
    let mut out = vec![
        format!("{:>6}  {}{why} · {sure}", found.id, about(difference)),
        format!("        {meeting}"),
    ];
    for told in &difference.told {
        let who = match (&told.side, told.stance) {
            (Some(side), Some(stance)) => format!(
                "{} {}",
                verbale_view::side_name(side),
                verbale_view::stance(stance)
            ),
            _ => told.value.clone().unwrap_or_default(),
        };
        let words = told
            .evidence
            .first()
            .map_or("", |evidence| &evidence.span.text);
        out.push(format!("        {who}: {words}"));
    }
    out
}

/// A line for each thing told.
fn sheet(found: &[Found]) -> Result<bool, Error> {
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    out.write_record([
        "meeting",
        "date",
        "title",
        "about",
        "why",
        "confidence",
        "side",
        "stance",
        "value",
        "document",
        "start",
        "end",
        "words",
    ])
    .map_err(io::Error::from)?;
    for one in found {
        let difference = &one.difference;
        for told in &difference.told {
            for evidence in &told.evidence {
                let span = &evidence.span;
                out.write_record([
                    one.id.to_string(),
                    one.date.clone().unwrap_or_default(),
                    difference.meeting.clone().unwrap_or_default(),
                    about(difference),
                    difference
                        .why
                        .map_or_else(String::new, |why| why.to_string()),
                    format!("{:.3}", difference.confidence),
                    told.side.clone().unwrap_or_default(),
                    told.stance
                        .map_or_else(String::new, |stance| stance.to_string()),
                    told.value.clone().unwrap_or_default(),
                    evidence.document.clone(),
                    span.start.to_string(),
                    span.end.to_string(),
                    span.text.clone(),
                ])
                .map_err(io::Error::from)?;
            }
        }
    }
    out.flush()?;
    Ok(true)
}
