//! Mentions of one meeting put together, and sessions under their meeting.

use super::arguments::{Aides, Told};
use super::{Meeting, Participant, add};
use crate::entities::Entities;
use crate::passage::Passage;
use verbale_lexicon::{Members, joint};
use verbale_schema::{Capacity, MeetingKind, MeetingStatus, MentionForm};
use verbale_text::Gap;

pub(super) fn meetings(passage: &Passage, entities: &Entities, told: Vec<Told>) -> Vec<Meeting> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for mention in told {
        if let Some(aides) = mention.aides {
            if let Some(meeting) = meetings
                .iter_mut()
                .rev()
                .find(|m| takes_part(m, aides.with))
            {
                acknowledge(meeting, aides, mention.meeting);
            }
            continue;
        }
        // Of several that it may speak of, the last of the same status.
        let candidates: Vec<usize> = (0..meetings.len())
            .filter(|&at| is_same(passage, entities, &meetings[at], &mention))
            .collect();
        let same = candidates
            .iter()
            .rfind(|&&at| meetings[at].status == mention.meeting.status)
            .or(candidates.last())
            .copied();
        match same {
            Some(at) => absorb(&mut meetings[at], mention),
            None if mention.kind.is_some() && is_told(&mention) => {
                let main = meetings.iter().find(|m| m.participants.len() > 1);
                let joint =
                    mention.joint || mention.meeting.kind == MeetingKind::Meal && mention.stated;
                let inherited = main.filter(|_| joint).map(principals);
                let mut meeting = mention.meeting;
                if let Some(principals) = inherited.filter(|_| meeting.participants.is_empty()) {
                    meeting.participants = principals;
                }
                meetings.push(meeting);
            }
            None => {}
        }
    }
    for at in 0..meetings.len() {
        meetings[at].part_of = whole(passage, &meetings, at);
    }
    for meeting in &mut meetings {
        meeting.confidence = confidence(meeting);
        if meeting.kind == MeetingKind::Talks && leaders(passage, entities, meeting) > 1 {
            meeting.kind = MeetingKind::Summit;
        }
    }
    meetings
}

/// How sure it is that a reader would tell of this meeting: log-odds that add up, rounded from the shares of right
/// meetings with none, one or more participants, with and without place and date, among annotated reports.
fn confidence(meeting: &Meeting) -> f32 {
    let known = |there: bool| if there { 0.6_f32 } else { 0.0 };
    let pair = if meeting.participants.len() > 1 {
        1.2
    } else {
        0.0
    };
    let sum = 0.3 + pair + known(meeting.place.is_some()) + known(meeting.date.is_some());
    1.0 / (1.0 + (-sum).exp())
}

fn takes_part(meeting: &Meeting, entity: usize) -> bool {
    meeting.participants.iter().any(|p| p.entity == entity)
}

/// Adds those who came with a participant.
fn acknowledge(meeting: &mut Meeting, aides: Aides, told: Meeting) {
    for aide in aides.aides {
        add(&mut meeting.participants, aide);
    }
    meeting.evidence.extend(told.evidence);
    meeting.anchors.extend(told.anchors);
    meeting.grounds.extend(told.grounds);
}

/// Those who speak for the sides of a meeting.
fn principals(meeting: &Meeting) -> Vec<Participant> {
    meeting
        .participants
        .iter()
        .filter(|p| p.capacity == Some(Capacity::Principal))
        .cloned()
        .collect()
}

/// Whether there is enough to a meeting to be one of its own: someone, a place, a day, or what became of it.
fn is_told(mention: &Told) -> bool {
    let meeting = &mention.meeting;
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
    let fate = mention.stated
        && meeting.status != MeetingStatus::Held
        && meeting.kind != MeetingKind::Talks;
    named || own || mention.joint || fate
}

/// How many of those who meet are heads of state or government.
fn leaders(passage: &Passage, entities: &Entities, meeting: &Meeting) -> usize {
    meeting
        .participants
        .iter()
        .filter(|p| entities.is_person(p.entity))
        .filter(|p| {
            let entity = &entities.list[p.entity];
            // Right before a name there may be a title that is no role: "Prime Minister Olsen".
            let before = entity.mentions.iter().filter_map(|m| {
                let start = m.tokens.start.checked_sub(2)?;
                let named =
                    m.form == MentionForm::Name && passage.is_capitalized(m.tokens.start - 1);
                named.then(|| passage.phrase(&(start..m.tokens.start)).to_lowercase())
            });
            let roles = entity
                .roles
                .iter()
                .map(|role| passage.phrase(role).to_lowercase());
            roles.chain(before).any(|title| leads(&title))
        })
        .count()
}

/// Whether a title is a leader's: one of which two are "leaders" to the table of groups.
fn leads(title: &str) -> bool {
    let deputy = ["deputy", "vice", "adviser", "advisor", "former"];
    if deputy.iter().any(|word| title.contains(word)) {
        return false;
    }
    let noun = title.split(" of ").next().unwrap_or(title);
    let noun = match noun.rsplit_once(' ') {
        Some((before, "minister")) if before.ends_with("prime") => "prime minister",
        Some((_, last)) => last,
        None => noun,
    };
    joint(&format!("the two {noun}s")) == Some(Members::Leaders)
}

/// Whether a mention speaks of a meeting that was told before.
fn is_same(passage: &Passage, entities: &Entities, known: &Meeting, mention: &Told) -> bool {
    let new = &mention.meeting;
    let definite = is_definite(passage, mention.anchor);
    let common = new
        .participants
        .iter()
        .filter(|p| takes_part(known, p.entity))
        .count();
    let Some(kind) = mention.kind else {
        return definite && (new.participants.is_empty() || common > 0);
    };
    if !compatible(known.kind, kind) || !status_fits(known.status, new.status) {
        return false;
    }
    // "The meeting was attended by …" right after it.
    if mention.lists {
        return definite;
    }
    // "Met on the margins of the summit": the summit is another meeting.
    let within = known.anchors.iter().any(|&anchor| {
        is_occasion(passage, anchor, mention.anchor) || is_occasion(passage, mention.anchor, anchor)
    });
    if within || known.kind != kind && is_named(passage, mention) {
        return false;
    }
    if differs(&known.date, &new.date) || place_differs(entities, known, new) {
        return false;
    }
    // "They met for a two-hour meeting".
    let object = super::mentions::clause_verb(passage, mention.anchor);
    if object.is_some_and(|verb| verb != mention.anchor && known.anchors.contains(&verb)) {
        return true;
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
        .nth(1)
        .is_none()
}

/// Whether a mention is by a name or a place of its own: "the Riga summit", "the G20 Summit".
fn is_named(passage: &Passage, mention: &Told) -> bool {
    mention.meeting.place.is_some()
        || mention.anchor > 0
            && passage.syntax(mention.anchor).relation != "nsubj"
            && passage.is_capitalized(mention.anchor)
            && passage.is_capitalized(mention.anchor - 1)
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
    // "The session" may be said of any talks; a summit or a call says more than "the meeting".
    if let Some(kind @ (MeetingKind::Summit | MeetingKind::Call)) = mention.kind
        && known.kind == MeetingKind::Talks
    {
        known.kind = kind;
    }
    if known.status == MeetingStatus::Planned && new.status != MeetingStatus::Held {
        known.status = new.status;
    }
    for participant in new.participants {
        add(&mut known.participants, participant);
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
    // A lunch, or what was called off, told of together with a meeting that was held.
    let session = this.kind == MeetingKind::Meal || this.status == MeetingStatus::Cancelled;
    if session && this.place.is_none() && this.date.is_none() {
        let main = meetings.iter().enumerate().find(|(other, meeting)| {
            *other != at
                && meeting.status == MeetingStatus::Held
                && matches!(meeting.kind, MeetingKind::Summit | MeetingKind::Talks)
        });
        if let Some((main, _)) = main {
            return Some(main);
        }
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
                    .any(|p| takes_part(this, p.entity))
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
