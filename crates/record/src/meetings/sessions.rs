//! Which meetings are sessions of others.

use super::merge::{differs, place_differs, status_fits};
use super::words::{Part, is};
use super::{Meeting, Timed, Whole};
use crate::entities::Entities;
use crate::why::Why;
use std::collections::BTreeSet;
use verbale_doc::{Deprel, Doc, Upos};
use verbale_schema::{MeetingKind, MeetingStatus};

/// The words for meetings in the order of the text, each with its meeting.
pub(super) struct Anchors(BTreeSet<(usize, usize)>);

impl Anchors {
    pub(super) fn of(meetings: &[Meeting]) -> Self {
        let all = meetings.iter().enumerate();
        Self(
            all.flat_map(|(at, meeting)| meeting.anchors.iter().map(move |&anchor| (anchor, at)))
                .collect(),
        )
    }
}

/// The meeting that this one is a session of: one named as its occasion ("on the margins of the summit"), the one told of
/// before a press conference or a lunch, or the visit or the days of meetings in which it falls.
pub(super) fn whole(
    doc: &Doc,
    entities: &Entities,
    meetings: &[Meeting],
    anchors: &Anchors,
    at: usize,
) -> Option<Whole> {
    let this = &meetings[at];
    let others = || {
        meetings
            .iter()
            .enumerate()
            .filter(move |&(other, meeting)| other != at && !is_within(meetings, meeting, at))
    };
    // Only what stands in one sentence is said to be the other's occasion.
    let named = this.anchors.iter().flat_map(|&anchor| {
        let sentence = doc.sentence(anchor).cloned().unwrap_or_default();
        let near = anchors.0.range((sentence.start, 0)..(sentence.end, 0));
        near.copied().filter(move |&(above, other)| {
            let meeting = &meetings[other];
            other != at
                && !is_within(meetings, meeting, at)
                && is_occasion(doc, anchor, above, meeting.kind)
        })
    });
    let of = |meeting: usize, step| {
        let why = Why::bare(step);
        Some(Whole { meeting, why })
    };
    if let Some((above, meeting)) = named.min_by_key(|&(_, other)| other) {
        let why = Why::step("named as its occasion", above..above + 1);
        return Some(Whole { meeting, why });
    }
    // A lunch, or what was called off, told of together with a meeting that was held.
    let session = this.kind == MeetingKind::Meal || this.status == MeetingStatus::Cancelled;
    if session && this.place.is_none() && this.date.is_none() {
        let main = others().find(|(_, meeting)| {
            meeting.status == MeetingStatus::Held
                && matches!(meeting.kind, MeetingKind::Summit | MeetingKind::Talks)
        });
        if let Some((main, _)) = main {
            return of(main, "told of together with the meeting that was held");
        }
    }
    if !matches!(
        this.kind,
        MeetingKind::Talks
            | MeetingKind::Summit
            | MeetingKind::Press
            | MeetingKind::Meal
            | MeetingKind::Signing
            | MeetingKind::Visit
            | MeetingKind::Other
    ) {
        return None;
    }
    let together = |meeting: &Meeting| {
        meeting
            .participants
            .iter()
            .any(|p| this.participants.iter().any(|q| q.entity == p.entity))
    };
    let compatible = |meeting: &Meeting| {
        !differs(meeting.date.as_ref(), this.date.as_ref())
            && !place_differs(entities, meeting, this)
    };
    // "A joint press conference was held": nobody else's than those of the visit.
    let unnamed = this.participants.is_empty()
        && matches!(
            this.kind,
            MeetingKind::Press | MeetingKind::Meal | MeetingKind::Signing
        );
    let visit = others()
        .filter(|(_, meeting)| {
            matches!(meeting.kind, MeetingKind::Visit | MeetingKind::Conference)
                && this.kind != MeetingKind::Visit
                && status_fits(meeting.status, this.status)
                && compatible(meeting)
                && (together(meeting) || unnamed)
        })
        .map(|(number, _)| number)
        .min_by_key(|&other| (other > at, other.abs_diff(at)));
    if let Some(visit) = visit {
        return of(visit, "held by one at the visit or conference");
    }
    let days = others()
        .find(|(_, meeting)| {
            let days = contains_day(meeting, this)
                || is_long(meeting) && this.place.is_none() && this.participants.is_empty();
            days && !place_differs(entities, meeting, this)
        })
        .filter(|(_, meeting)| this.participants.is_empty() || together(meeting))
        .map(|(number, _)| number);
    of(days?, "falls in the days of the longer one")
}

/// Whether a meeting is part of the one with the number `at`, directly or not.
fn is_within(meetings: &[Meeting], meeting: &Meeting, at: usize) -> bool {
    let mut above = meeting.part_of.as_ref();
    for _ in 0..meetings.len() {
        match above {
            Some(of) if of.meeting == at => return true,
            Some(of) => above = meetings[of.meeting].part_of.as_ref(),
            None => return false,
        }
    }
    true
}

/// Whether a meeting goes on for days and is not over by name.
fn is_long(meeting: &Meeting) -> bool {
    let days = |duration: &Timed| {
        duration
            .value
            .as_deref()
            .is_some_and(|v| v.ends_with(['D', 'W']) && !v.contains('T'))
    };
    meeting.kind != MeetingKind::Visit && meeting.duration.as_ref().is_some_and(days)
}

/// Whether a meeting goes on for several days of which the other's is one.
fn contains_day(meeting: &Meeting, other: &Meeting) -> bool {
    let value = |m: &Meeting| m.date.as_ref().and_then(|date| date.value.clone());
    match (value(meeting), value(other)) {
        (Some(days), Some(day)) => days.split_once('/').is_some_and(|(first, last)| {
            day.len() == first.len() && first <= day.as_str() && day.as_str() <= last
        }),
        _ => false,
    }
}

/// Whether `anchor` is told of as something within `above`, a meeting of this kind: "on the sidelines of the summit",
/// "during his visit", "met at the conference".
pub(super) fn is_occasion(doc: &Doc, anchor: usize, above: usize, kind: MeetingKind) -> bool {
    let Some(sentence) = doc.sentence(anchor).filter(|s| s.contains(&above)) else {
        return false;
    };
    // The words right before the phrase, wherever the parser hung them.
    let start = doc.tree.subtree(above).start;
    let before = |back: usize| {
        let own = |t: usize| doc.deprel(t) == Deprel::Case || matches!(doc.upos(t), Upos::Adp);
        // The phrase may begin with its preposition.
        let first = (start..above)
            .take_while(|&t| own(t))
            .last()
            .map_or(start, |t| t + 1);
        first.checked_sub(back).filter(|t| sentence.contains(t))
    };
    let word = |back: usize| before(back).map(|t| doc.lower(t)).unwrap_or_default();
    let noun = before(2).map(|t| doc.lemma(t).trim_end_matches('s').to_owned());
    if word(1) == "of" && noun.is_some_and(|noun| is(&noun, Part::Within)) {
        return anchor != above;
    }
    let gathering = matches!(
        kind,
        MeetingKind::Conference | MeetingKind::Summit | MeetingKind::Session
    );
    let inside = match word(1) {
        "during" | "within" => true,
        "at" => gathering,
        _ => false,
    };
    let verb = super::mentions::clause_verb(doc, anchor);
    let governs = |head: usize| {
        head == anchor
            || Some(head) == verb
            // "The meeting, which took place during the conference".
            || head > anchor && is(doc.lemma(head), Part::TakePlace)
            || verb.is_some_and(|v| {
                doc.deprel(v) == Deprel::Xcomp && doc.syntax(v).head == Some(head)
            })
    };
    inside && doc.syntax(above).head.is_some_and(governs)
}
