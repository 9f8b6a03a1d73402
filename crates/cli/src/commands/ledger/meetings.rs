//! `verbale meetings`.

use super::decide::decided;
use super::open::open_to_read;
use super::print::{counted, shown};
use crate::args::{Listing, Meetings, MeetingsTask};
use crate::error::Error;
use verbale_ledger::{KeptMeeting, Storage, Subject};

pub(super) fn run(args: &Meetings) -> Result<bool, Error> {
    let named = args.which.file();
    match &args.task {
        MeetingsTask::List {
            several,
            limit,
            format,
        } => {
            let meetings = open_to_read(named)?.meetings(*several, 0, *limit)?;
            shown(*format, &meetings, |meeting| vec![about(meeting)])
        }
        MeetingsTask::Show { id, format } => {
            let ledger = open_to_read(named)?;
            let meeting = ledger.meeting(*id)?;
            let meeting =
                meeting.ok_or_else(|| Error::asked(format!("there is no meeting {id}")))?;
            let reports = ledger.told_in(*id, usize::MAX)?;
            if *format == Listing::Text {
                shown(*format, &[meeting], |meeting| vec![about(meeting)])?;
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
            shown(*format, &doubts?, |doubt| {
                vec![
                    about(&doubt.other),
                    about(&doubt.meeting),
                    format!("        {}", doubt.why),
                ]
            })
        }
        MeetingsTask::Decide(decide) => decided(&args.which, decide, Subject::Meeting),
    }
}

fn about(meeting: &KeptMeeting) -> String {
    let mut parts = vec![meeting.label.clone()];
    parts.extend(meeting.matter.clone());
    parts.extend(meeting.date.clone());
    parts.push(counted(meeting.reports, "report"));
    format!("{:>6}  {}", meeting.id, parts.join(" · "))
}
