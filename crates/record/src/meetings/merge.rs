//! Mentions of one meeting put together, and sessions under their meeting.

use super::arguments::Told;
use super::{Meeting, Participant};
use crate::entities::Entities;
use crate::passage::Passage;
use verbale_lexicon::{Members, joint};
use verbale_schema::{EntityKind, MeetingKind, MeetingStatus};
use verbale_text::Gap;

pub(super) fn meetings(passage: &Passage, entities: &Entities, told: Vec<Told>) -> Vec<Meeting> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for mention in told {
        let same = meetings
            .iter()
            .rposition(|known| is_same(passage, entities, known, &mention));
        match same {
            Some(at) => absorb(&mut meetings[at], mention),
            None if mention.kind.is_some() && is_told(&mention.meeting) => {
                meetings.push(mention.meeting);
            }
            None => {}
        }
    }
    for at in 0..meetings.len() {
        meetings[at].part_of = whole(passage, &meetings, at);
    }
    for meeting in &mut meetings {
        meeting.confidence = 0.5;
        if meeting.kind == MeetingKind::Talks && leaders(passage, entities, meeting) > 1 {
            meeting.kind = MeetingKind::Summit;
        }
    }
    meetings
}

/// Whether there is enough to a meeting to be one of its own: someone, a place or a day.
fn is_told(meeting: &Meeting) -> bool {
    let named =
        !meeting.participants.is_empty() || meeting.place.is_some() || meeting.date.is_some();
    let own = matches!(
        meeting.kind,
        MeetingKind::Summit
            | MeetingKind::Session
            | MeetingKind::Conference
            | MeetingKind::Press
            | MeetingKind::Interview
    );
    named || own
}

/// How many of those who meet are heads of state or government.
fn leaders(passage: &Passage, entities: &Entities, meeting: &Meeting) -> usize {
    meeting
        .participants
        .iter()
        .filter(|p| {
            let entity = &entities.list[p.entity];
            entity.kind == EntityKind::Person
                && entity.roles.iter().any(|role| {
                    let title = passage.phrase(role).to_lowercase();
                    // A phrase of two such titles is what the table of groups knows to be of leaders.
                    let noun = title.split(" of ").next().unwrap_or(&title);
                    let noun = noun.rsplit(' ').next().unwrap_or(noun);
                    let full = if title.contains("prime minister") {
                        "prime minister"
                    } else {
                        noun
                    };
                    let deputy = title.contains("deputy")
                        || title.contains("vice")
                        || title.contains("adviser")
                        || title.contains("advisor");
                    !deputy && joint(&format!("the two {full}s")) == Some(Members::Leaders)
                })
        })
        .count()
}

/// Whether a mention speaks of a meeting that was told before.
fn is_same(passage: &Passage, entities: &Entities, known: &Meeting, mention: &Told) -> bool {
    let new = &mention.meeting;
    let definite = is_definite(passage, mention.anchor);
    let common = new
        .participants
        .iter()
        .filter(|p| known.participants.iter().any(|q| q.entity == p.entity))
        .count();
    let Some(kind) = mention.kind else {
        return definite && (new.participants.is_empty() || common > 0);
    };
    if !compatible(known.kind, kind) || !status_fits(known.status, new.status) {
        return false;
    }
    if differs(&known.date, &new.date) || place_differs(entities, known, new) {
        return false;
    }
    if new.participants.is_empty() {
        return definite;
    }
    if known.participants.is_empty() {
        return known.kind == kind;
    }
    // A headline names the meeting that the first sentence tells of.
    let headline = known.anchors.iter().all(|&t| is_headline(passage, t));
    if headline && known.kind == kind {
        return common > 0;
    }
    let smaller = known.participants.len().min(new.participants.len());
    match smaller {
        // "Biden spoke with Xi … spoke with Modi": the partner must be the same.
        2.. => common > 1,
        _ if new.participants.len() == 1 => common > 0 && (definite || headline),
        _ => common > 0 && headline,
    }
}

/// Whether a token stands in the text's first line.
fn is_headline(passage: &Passage, token: usize) -> bool {
    let tokens = &passage.analysis.tokens;
    tokens[..=token]
        .iter()
        .filter(|t| t.gap == Gap::Paragraph)
        .count()
        < 2
}

/// Whether a noun points back: "the meeting", "their talks", "this call".
fn is_definite(passage: &Passage, anchor: usize) -> bool {
    (anchor.saturating_sub(4)..anchor).any(|t| {
        passage.syntax(t).head == Some(anchor)
            && matches!(
                passage.lower(t).as_str(),
                "the"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "their"
                    | "his"
                    | "her"
                    | "its"
                    | "our"
            )
    })
}

fn compatible(a: MeetingKind, b: MeetingKind) -> bool {
    use MeetingKind::{Call, Session, Summit, Talks};
    a == b
        || matches!(
            (a, b),
            (Summit | Session | Call, Talks) | (Talks, Summit | Session | Call)
        )
}

fn status_fits(a: MeetingStatus, b: MeetingStatus) -> bool {
    use MeetingStatus::{Cancelled, Held, Planned, Postponed, Proposed};
    a == b
        || matches!(
            (a, b),
            (Planned, Cancelled | Postponed | Proposed) | (Cancelled | Postponed, Held | Planned)
        )
        || matches!(
            (a, b),
            (Held, MeetingStatus::Ongoing) | (MeetingStatus::Ongoing, Held)
        )
}

fn differs(
    a: &Option<(Option<String>, verbale_model::Tokens)>,
    b: &Option<(Option<String>, verbale_model::Tokens)>,
) -> bool {
    match (a, b) {
        (Some((Some(a), _)), Some((Some(b), _))) => {
            !a.starts_with(b.as_str()) && !b.starts_with(a.as_str())
        }
        _ => false,
    }
}

fn place_differs(entities: &Entities, a: &Meeting, b: &Meeting) -> bool {
    match (&a.place, &b.place) {
        (Some((a, _)), Some((b, _))) => {
            let (a, b) = (&entities.list[*a], &entities.list[*b]);
            a.name != b.name && a.kind == b.kind && !(a.country.is_some() && a.country == b.country)
        }
        _ => false,
    }
}

fn absorb(known: &mut Meeting, mention: Told) {
    let new = mention.meeting;
    if let Some(kind) = mention.kind
        && known.kind == MeetingKind::Talks
    {
        known.kind = kind;
    }
    if known.status == MeetingStatus::Planned && new.status != MeetingStatus::Held {
        known.status = new.status;
    }
    for participant in new.participants {
        if known
            .participants
            .iter()
            .all(|p: &Participant| p.entity != participant.entity)
        {
            known.participants.push(participant);
        }
    }
    known.place = known.place.take().or(new.place);
    if known.date.as_ref().is_none_or(|(value, _)| value.is_none()) {
        known.date = new.date.or(known.date.take());
    }
    known.duration = known.duration.take().or(new.duration);
    known.evidence.extend(new.evidence);
    known.anchors.extend(new.anchors);
    known.grounds.extend(new.grounds);
}

/// The meeting that this one is a session of: one named as its occasion ("on the margins of the summit"), or the visit
/// on which the same person met others.
fn whole(passage: &Passage, meetings: &[Meeting], at: usize) -> Option<usize> {
    let this = &meetings[at];
    let occasion = meetings.iter().enumerate().find(|&(other, meeting)| {
        other != at
            && meeting.part_of.is_none_or(|of| of != at)
            && this.anchors.iter().any(|&anchor| {
                meeting
                    .anchors
                    .iter()
                    .any(|&above| is_occasion(passage, anchor, above))
            })
    });
    if let Some((other, _)) = occasion {
        return Some(other);
    }
    if !matches!(
        this.kind,
        MeetingKind::Talks
            | MeetingKind::Summit
            | MeetingKind::Press
            | MeetingKind::Meal
            | MeetingKind::Signing
    ) {
        return None;
    }
    let visits = meetings[..at].iter().enumerate();
    visits
        .filter(|(_, visit)| {
            visit.kind == MeetingKind::Visit
                && visit.status == this.status
                && !differs(&visit.date, &this.date)
                && visit
                    .participants
                    .iter()
                    .any(|p| this.participants.iter().any(|q| q.entity == p.entity))
        })
        .map(|(number, _)| number)
        .next_back()
}

/// Words by which a meeting is put into a larger one.
const WITHIN: &[&str] = &["margin", "sideline", "framework", "part", "occasion"];

/// Whether `anchor` is told of as something within `above`: "on the sidelines of the summit", "during his visit".
fn is_occasion(passage: &Passage, anchor: usize, above: usize) -> bool {
    let Some(sentence) = passage.sentence(anchor).filter(|s| s.contains(&above)) else {
        return false;
    };
    let case = |head: usize, words: &[&str]| {
        sentence.clone().any(|t| {
            passage.syntax(t).head == Some(head)
                && passage.syntax(t).relation == "case"
                && words.contains(&passage.lower(t).as_str())
        })
    };
    let verb_of = |token: usize| super::mentions::clause_verb(passage, token);
    let syntax = passage.syntax(above);
    match syntax.head {
        Some(head) if WITHIN.contains(&passage.lemma(head).trim_end_matches('s')) => true,
        Some(head) if case(above, &["during", "within"]) => {
            Some(head) == verb_of(anchor) || head == anchor
        }
        _ => false,
    }
}
