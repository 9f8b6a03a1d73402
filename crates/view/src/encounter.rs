//! The meetings of a record: the one it is about, its sessions, and the others.

use verbale_lexicon::MONTHS;
use verbale_schema::{
    Capacity, Duration, Meeting, MeetingKind, MeetingStatus, Participant, Record,
};

use crate::{
    content::folded,
    side::{entity_name, is_body, side_name, titles},
};

/// The meetings of a record in the order in which a reader wants them.
#[derive(Debug)]
pub(crate) struct Meetings<'a> {
    /// The meeting that the report is about.
    pub(crate) main: Numbered<'a>,
    /// Its sessions, and theirs, in the order of the record.
    pub(crate) sessions: Vec<Numbered<'a>>,
    /// All other meetings, in the order of the record.
    pub(crate) others: Vec<Numbered<'a>>,
}

/// A meeting with its place in the record's list.
pub(crate) type Numbered<'a> = (usize, &'a Meeting);

/// What it counts for a meeting to be the first that the text tells of: news says first what it is
/// about.
const FIRST: usize = 3;
/// What it counts for a meeting to have come about.
const HELD: usize = 2;

/// The meetings of a record; none if it has none.
///
/// The main one is that which most is told of: by its participants, the words that tell of it, its
/// sessions and the statements made at it, with something added for being told of first and for
/// having come about. An interview or an appearance before the press is the main one only where
/// there is nothing else. Of equals, the first is.
pub(crate) fn meetings(record: &Record) -> Option<Meetings<'_>> {
    let all: Vec<Numbered<'_>> = record.meetings.iter().enumerate().collect();
    let whole = |meeting: &Meeting| match &meeting.part_of {
        Some(id) => !record.meetings.iter().any(|other| other.id == *id),
        None => true,
    };
    let start = |meeting: &Meeting| meeting.evidence.iter().map(|span| span.start).min();
    let first = record.meetings.iter().filter_map(start).min();
    let weight = |meeting: &Meeting| {
        let statements = record.statements.iter();
        let made_there =
            statements.filter(|statement| statement.occasion.as_deref() == Some(&meeting.id));
        let held = matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing);
        meeting.participants.len()
            + meeting.evidence.len()
            + made_there.count()
            + sessions(record, meeting).len()
            + FIRST * usize::from(first.is_some() && start(meeting) == first)
            + HELD * usize::from(held)
    };
    let occasion =
        |meeting: &Meeting| matches!(meeting.kind, MeetingKind::Interview | MeetingKind::Press);
    let main = all
        .iter()
        .copied()
        // Where each is a session of another, all are wrong about it.
        .filter(|(_, meeting)| whole(meeting) || !record.meetings.iter().any(whole))
        .rev()
        .max_by_key(|(_, meeting)| (!occasion(meeting), weight(meeting)))?;
    let sessions = sessions(record, main.1);
    let others = all
        .into_iter()
        .filter(|(index, _)| *index != main.0 && !sessions.iter().any(|(own, _)| own == index))
        .collect();
    Some(Meetings {
        main,
        sessions,
        others,
    })
}

/// The sessions of a meeting, and theirs.
fn sessions<'a>(record: &'a Record, meeting: &Meeting) -> Vec<Numbered<'a>> {
    let mut ids = vec![meeting.id.as_str()];
    loop {
        let known = ids.len();
        for session in &record.meetings {
            let inside = session
                .part_of
                .as_deref()
                .is_some_and(|id| ids.contains(&id));
            if inside && !ids.contains(&session.id.as_str()) {
                ids.push(&session.id);
            }
        }
        if ids.len() == known {
            break;
        }
    }
    record
        .meetings
        .iter()
        .enumerate()
        .filter(|(_, session)| session.id != meeting.id && ids.contains(&session.id.as_str()))
        .collect()
}

/// What a meeting is called by its kind.
#[must_use]
pub fn kind_name(kind: MeetingKind) -> &'static str {
    match kind {
        MeetingKind::Summit => "Summit",
        MeetingKind::Talks => "Talks",
        MeetingKind::Call => "Call",
        MeetingKind::Visit => "Visit",
        MeetingKind::Conference => "Conference",
        MeetingKind::Session => "Session",
        MeetingKind::Signing => "Signing",
        MeetingKind::Meal => "Meal",
        MeetingKind::Interview => "Interview",
        MeetingKind::Press => "Press appearance",
        MeetingKind::Other => "Meeting",
    }
}

/// Whether a meeting did not come about as it was meant to.
pub(crate) fn called_off(status: MeetingStatus) -> bool {
    matches!(
        status,
        MeetingStatus::Cancelled | MeetingStatus::Postponed | MeetingStatus::Refused
    )
}

/// Whether the report says why a meeting was called off, in few words.
pub(crate) fn reason(meeting: &Meeting) -> Option<&'static str> {
    match &meeting.reason {
        Some(reason) if reason.given => Some("reason given"),
        Some(_) => Some("no reason given"),
        None => called_off(meeting.status).then_some("no reason found"),
    }
}

/// A calendar value for people: an interval has its two ends.
pub(crate) fn date(value: &str) -> String {
    folded(&value.replace('/', " to "))
}

/// A calendar value as a page shows it: "16 August 2025", "August 2025", or an interval with its two
/// ends; the time of a day is left out. What is no such value stays as it stands.
#[must_use]
pub fn day(value: &str) -> String {
    let ends: Vec<String> = value
        .split('/')
        .map(|end| written_out(end).unwrap_or_else(|| folded(end)))
        .collect();
    ends.join(" to ")
}

fn written_out(value: &str) -> Option<String> {
    let (day, _time) = value.split_once('T').unwrap_or((value, ""));
    let mut parts = day.splitn(3, '-');
    let year: u16 = parts.next()?.parse().ok()?;
    let month: usize = parts.next()?.parse().ok()?;
    let name = MONTHS.get(month.checked_sub(1)?)?;
    match parts.next() {
        Some(day) => {
            let day: u8 = day.parse().ok()?;
            Some(format!("{day} {name} {year}"))
        }
        None => Some(format!("{name} {year}")),
    }
}

/// An ISO 8601 duration for people ("1 hour 30 minutes"); as it stands if it is no such duration.
pub(crate) fn duration(value: &str) -> String {
    spelled_out(value).unwrap_or_else(|| folded(value))
}

fn spelled_out(value: &str) -> Option<String> {
    let (days, time) = match value.strip_prefix('P')?.split_once('T') {
        Some((days, time)) => (days, time),
        None => (value.strip_prefix('P')?, ""),
    };
    let mut parts = Vec::new();
    for (amounts, units) in [
        (
            days,
            [('Y', "year"), ('M', "month"), ('W', "week"), ('D', "day")].as_slice(),
        ),
        (
            time,
            [('H', "hour"), ('M', "minute"), ('S', "second")].as_slice(),
        ),
    ] {
        for amount in amounts.split_inclusive(|c: char| c.is_ascii_alphabetic()) {
            let unit = amount.chars().last()?;
            let number = amount.trim_end_matches(unit);
            let (_, name) = units.iter().find(|(letter, _)| *letter == unit)?;
            number.parse::<f64>().ok()?;
            let s = if number == "1" { "" } else { "s" };
            parts.push(format!("{number} {name}{s}"));
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// How long a meeting lasted, in figures or failing that in the report's words.
pub(crate) fn length(given: &Duration) -> String {
    given
        .value
        .as_deref()
        .map_or_else(|| quoted(&given.span.text), duration)
}

/// Words of the report, in quote marks.
pub(crate) fn quoted(words: &str) -> String {
    format!("“{}”", folded(words).trim())
}

/// Those who take part for one side.
#[derive(Debug)]
pub(crate) struct Delegation<'a> {
    /// The side's name; none where the record has none.
    pub(crate) name: Option<String>,
    /// The state or the body itself, where it is named as taking part, with its place in the list.
    pub(crate) body: Option<(usize, &'a Participant)>,
    /// Those who come for it.
    pub(crate) guests: Vec<Guest>,
}

impl Delegation<'_> {
    /// What it goes by.
    pub(crate) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("no side told")
    }
}

/// One who takes part.
#[derive(Debug)]
pub(crate) struct Guest {
    /// The place in the meeting's list.
    pub(crate) index: usize,
    pub(crate) name: String,
    /// Titles, and what for where that is not to speak for the side.
    pub(crate) particulars: Vec<String>,
}

/// The participants of a meeting by side, in the order of the record; those without a side last.
pub(crate) fn delegations<'a>(record: &Record, meeting: &'a Meeting) -> Vec<Delegation<'a>> {
    let mut delegations: Vec<Delegation<'a>> = Vec::new();
    for (index, participant) in meeting.participants.iter().enumerate() {
        let entity = record.entity(&participant.entity);
        let side = participant
            .side
            .as_deref()
            .or_else(|| entity?.side.as_deref());
        let body = entity.is_some_and(is_body);
        let own = entity.map_or_else(|| folded(&participant.span.text), entity_name);
        let name = side.map(side_name).or_else(|| body.then(|| own.clone()));
        let place = delegations.iter().position(|known| known.name == name);
        let delegation = match place {
            Some(place) => &mut delegations[place],
            None => {
                delegations.push(Delegation {
                    name: name.clone(),
                    body: None,
                    guests: Vec::new(),
                });
                delegations.last_mut().expect("one was just put there")
            }
        };
        let stands_for_all = body && (side.is_none() || entity.is_some_and(is_state));
        if stands_for_all || name.as_ref() == Some(&own) {
            delegation.body.get_or_insert((index, participant));
            continue;
        }
        let mut particulars = entity.map(titles).unwrap_or_default();
        particulars.extend(
            participant
                .capacity
                .filter(|capacity| *capacity != Capacity::Principal)
                .map(|capacity| capacity.to_string()),
        );
        delegation.guests.push(Guest {
            index,
            name: own,
            particulars,
        });
    }
    delegations.sort_by_key(|delegation| delegation.name.is_none());
    delegations
}

fn is_state(entity: &verbale_schema::Entity) -> bool {
    entity.kind == verbale_schema::EntityKind::Country
}

/// Who takes part, in few words: the first names and how many more there are.
pub(crate) fn company(record: &Record, meeting: &Meeting) -> Option<String> {
    const NAMED: usize = 3;
    let mut names: Vec<String> = Vec::new();
    for participant in &meeting.participants {
        let name = record
            .entity(&participant.entity)
            .map_or_else(|| folded(&participant.span.text), entity_name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let mut company = names.join(", ");
    if more > 0 {
        company.push_str(&format!(" and {more} more"));
    }
    (!company.is_empty()).then_some(company)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spelled_out() {
        for (value, expected) in [
            ("PT3H", "3 hours"),
            ("PT1H30M", "1 hour 30 minutes"),
            ("P2D", "2 days"),
            ("P1DT12H", "1 day 12 hours"),
            ("PT0.5H", "0.5 hours"),
            ("P", "P"),
            ("PTH", "PTH"),
            ("three", "three"),
        ] {
            assert_eq!(duration(value), expected);
        }
    }

    #[test]
    fn an_interval_has_two_ends() {
        assert_eq!(date("2031-06-08/2031-06-14"), "2031-06-08 to 2031-06-14");
        assert_eq!(date("2031-06"), "2031-06");
    }

    #[test]
    fn days_are_written_out() {
        for (value, expected) in [
            ("2031-06-08", "8 June 2031"),
            ("2031-06-08T22:30:00+02:00", "8 June 2031"),
            ("2031-12", "December 2031"),
            ("2031-06-08/2031-06-14", "8 June 2031 to 14 June 2031"),
            ("2031", "2031"),
            ("2031-13-01", "2031-13-01"),
            ("2031-00", "2031-00"),
            ("2031-W20", "2031-W20"),
            ("tomorrow", "tomorrow"),
        ] {
            assert_eq!(day(value), expected);
        }
    }
}
