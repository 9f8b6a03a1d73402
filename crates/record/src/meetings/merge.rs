//! Mentions of one meeting put together, and sessions under their meeting.

use super::arguments::{Aides, Told, is_present};
use super::sessions::{Anchors, is_occasion, whole};
use super::words::{Part, is};
use super::{Meeting, Participant, Place, Timed, add, without_represented};
use crate::entities::{Entities, Entity};
use crate::why::Why;
use verbale_doc::{Deprel, Doc};
use verbale_lexicon::{Members, joint};
use verbale_schema::{Capacity, EntityKind, MeetingKind, MeetingStatus, MentionForm};

pub(super) fn meetings(doc: &Doc, entities: &Entities, told: Vec<Told>) -> Vec<Meeting> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for mention in told.into_iter().flat_map(|told| apart(doc, told)) {
        if let Some(aides) = mention.aides {
            let of = meetings.iter_mut().rfind(|m| takes_part(m, aides.with));
            if let Some(meeting) = of {
                acknowledge(meeting, aides, mention.meeting);
            }
            continue;
        }
        // Of several that it may speak of, the last of the same status.
        let candidates: Vec<(usize, &'static str)> = (0..meetings.len())
            .filter_map(|at| Some((at, same(doc, entities, &meetings[at], &mention)?)))
            .collect();
        let known = named_as_visit(doc, &meetings, &mention).or_else(|| {
            candidates
                .iter()
                .rfind(|(at, _)| meetings[*at].status == mention.meeting.status)
                .or(candidates.last())
                .copied()
        });
        match known {
            Some((at, step)) => {
                let words = mention.anchor..mention.anchor + 1;
                meetings[at].merged.push(Why::step(step, words));
                absorb(entities, &mut meetings[at], mention);
            }
            None if mention.kind.is_some() && is_told(&mention) => {
                let main = meetings.iter().find(|m| m.participants.len() > 1);
                let session = mention.meeting.kind == MeetingKind::Meal
                    || mention.meeting.status == MeetingStatus::Cancelled;
                let joint = mention.joint || session && mention.stated;
                let inherited = main.filter(|_| joint).map(principals);
                let follows = matches!(
                    mention.meeting.kind,
                    MeetingKind::Press | MeetingKind::Signing
                ) && mention.follows;
                let before = meetings
                    .iter()
                    .rfind(|m| follows && m.status == mention.meeting.status && meets(m))
                    .map(principals);
                let inherited = inherited.or(before);
                let mut meeting = mention.meeting;
                // "The president opens the meeting", of one that is planned.
                let verb = super::mentions::clause_verb(doc, mention.anchor);
                let ahead = meetings
                    .last()
                    .is_some_and(|m| m.status == MeetingStatus::Planned);
                if ahead
                    && meeting.status == MeetingStatus::Held
                    && meeting.date.is_none()
                    && is_definite(doc, mention.anchor)
                    && is_present(doc, verb)
                {
                    meeting.status = MeetingStatus::Planned;
                }
                if let Some(principals) = inherited.filter(|_| meeting.participants.is_empty()) {
                    meeting.participants = principals;
                }
                meetings.push(meeting);
            }
            None => {}
        }
    }
    let anchors = Anchors::of(&meetings);
    for at in 0..meetings.len() {
        meetings[at].part_of = whole(doc, entities, &meetings, &anchors, at);
    }
    // A session is where the visit or the summit is that it belongs to.
    for at in 0..meetings.len() {
        let of = meetings[at]
            .part_of
            .as_ref()
            .map(|of| &meetings[of.meeting]);
        let place = of
            .filter(|of| of.status == meetings[at].status)
            .and_then(|of| of.place.clone())
            .map(|place| Place {
                why: Why::step(
                    "where the meeting was of which it is part",
                    place.tokens.clone(),
                ),
                ..place
            });
        if meetings[at].place.is_none() {
            meetings[at].place = place;
        }
    }
    for meeting in &mut meetings {
        meeting.confidence = confidence(meeting);
        if meeting.kind == MeetingKind::Talks && is_of_leaders(doc, entities, meeting) {
            meeting.kind = MeetingKind::Summit;
        }
    }
    meetings
}

/// "Had brief meetings with Olsen, Virta and Berg" tells of as many meetings as partners.
fn apart(doc: &Doc, told: Told) -> Vec<Told> {
    let anchor = told.anchor;
    let separate = doc
        .tree
        .children(anchor)
        .any(|t| doc.lower(t) == "separate");
    let several = (doc.lower(anchor + 1) == "with" || separate)
        && matches!(
            doc.lower(anchor),
            "meetings" | "calls" | "conversations" | "talks"
        );
    let (own, partners): (Vec<Participant>, Vec<Participant>) = told
        .meeting
        .participants
        .iter()
        .cloned()
        .partition(|p| p.tokens.start < anchor);
    if !several || own.is_empty() || partners.len() < 2 {
        return vec![told];
    }
    partners
        .into_iter()
        .map(|partner| {
            let mut one = told.clone();
            one.meeting.participants = own.iter().cloned().chain([partner]).collect();
            one
        })
        .collect()
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
    1.0 / (1.0 + libm::expf(-sum))
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
        .map(|p| Participant {
            why: Why::step("of the meeting told before", p.tokens.clone()),
            ..p.clone()
        })
        .collect()
}

/// Whether several sit together at a meeting.
fn meets(meeting: &Meeting) -> bool {
    matches!(meeting.kind, MeetingKind::Talks | MeetingKind::Summit)
        && meeting.participants.len() > 1
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
    let occasion = matches!(meeting.kind, MeetingKind::Meal | MeetingKind::Signing);
    let fate = mention.stated
        && (meeting.status != MeetingStatus::Held || occasion)
        && meeting.kind != MeetingKind::Talks;
    named || own || mention.joint || fate
}

/// Whether leaders of several sides meet: heads of state or government, not those of one country alone.
fn is_of_leaders(doc: &Doc, entities: &Entities, meeting: &Meeting) -> bool {
    let leaders: Vec<&Entity> = meeting
        .participants
        .iter()
        .filter(|p| entities.is_person(p.entity))
        .map(|p| &entities.list[p.entity])
        .filter(|entity| {
            // Right before a name there may be a title that is no role: "Prime Minister Olsen".
            let before = entity.mentions.iter().filter_map(|m| {
                let start = m.tokens.start.checked_sub(2)?;
                let named = m.form == MentionForm::Name && doc.is_capitalized(m.tokens.start - 1);
                named.then(|| doc.phrase(&(start..m.tokens.start)).to_lowercase())
            });
            let roles = entity
                .roles
                .iter()
                .map(|role| doc.phrase(&role.tokens).to_lowercase());
            roles.chain(before).any(|title| leads(&title))
        })
        .collect();
    let [first, rest @ ..] = &leaders[..] else {
        return false;
    };
    rest.iter()
        .any(|other| other.side().is_none() || other.side() != first.side())
}

/// Whether a title is a leader's: one of which two are "leaders" to the table of groups.
fn leads(title: &str) -> bool {
    if title.split([' ', '-']).any(|word| is(word, Part::Deputy)) {
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

/// Whether a mention speaks of a meeting that was told before, and why it is taken to.
fn same(doc: &Doc, entities: &Entities, known: &Meeting, mention: &Told) -> Option<&'static str> {
    let new = &mention.meeting;
    let definite = is_definite(doc, mention.anchor);
    let common = in_common(entities, known, new);
    let Some(kind) = mention.kind else {
        let same = definite && (new.participants.is_empty() || common > 0 || mention.during);
        return same.then_some("a word that points back");
    };
    if !compatible(known.kind, kind) || !status_fits(known.status, new.status) {
        return None;
    }
    // "The meeting was attended by …" right after it.
    if mention.lists {
        return definite.then_some("lists who was at the meeting");
    }
    // "Met on the margins of the summit": the summit is another meeting.
    let sentence = doc.sentence(mention.anchor).map_or(0, |s| s.start);
    let mut here = known.anchors.iter().rev().take_while(|&&t| t >= sentence);
    let within = here.any(|&anchor| {
        is_occasion(doc, anchor, mention.anchor, kind)
            || is_occasion(doc, mention.anchor, anchor, known.kind)
    });
    let both = new
        .participants
        .iter()
        .filter(|p| takes_part(known, p.entity))
        .count();
    if within || known.kind != kind && is_named(doc, mention) && both < 2 {
        return None;
    }
    // What was called off is spoken of again as "the lunch"; "a lunch" that was held is another.
    let came_to_nothing = matches!(
        known.status,
        MeetingStatus::Cancelled | MeetingStatus::Postponed
    );
    if came_to_nothing && new.status == MeetingStatus::Held && !definite {
        return None;
    }
    if differs(known.date.as_ref(), new.date.as_ref()) || place_differs(entities, known, new) {
        return None;
    }
    // "They met for a two-hour meeting", not "met ahead of his meeting with the king".
    let object = super::mentions::clause_verb(doc, mention.anchor);
    let verb = object.filter(|&verb| verb != mention.anchor && known.anchors.contains(&verb));
    if let Some(verb) = verb {
        let others = both < new.participants.len();
        let syntax = doc.syntax(mention.anchor);
        let same = !others || syntax.head == Some(verb) && syntax.deprel != Deprel::Obl;
        return same.then_some("hangs on the verb of the meeting");
    }
    // A headline names the meeting that the first sentence tells of.
    let headline = known.anchors.iter().all(|&t| is_headline(doc, t));
    if headline {
        let unnamed = known.participants.is_empty() || new.participants.is_empty();
        let of_headline = common > 0 || unnamed && known.kind == kind;
        if of_headline && (definite || leads_off(doc, mention.anchor)) {
            return Some("the headline names it");
        }
    }
    if new.participants.is_empty() {
        return definite.then_some("points back and names nobody");
    }
    if known.participants.is_empty() {
        return (known.kind == kind).then_some("of one kind, and the first names nobody");
    }
    // "During the talks, the protesters …" is of talks told before, whoever did what.
    if definite && mention.during && kind == MeetingKind::Talks && !is_named(doc, mention) {
        return Some("said to be during the talks");
    }
    // One visitor's visit to one place, one body's meeting, is told of again and again.
    let own = |p: &Participant| {
        takes_part(known, p.entity)
            && (kind == MeetingKind::Visit
                || entities.list[p.entity].kind == EntityKind::Organization)
    };
    if let [only] = &known.participants[..]
        && new.participants.iter().any(own)
        && takes_part(new, only.entity)
    {
        let same = known.status == new.status;
        return same.then_some("one visitor's visit, or one body's meeting");
    }
    let smaller = known.participants.len().min(new.participants.len());
    let same = match smaller {
        // "Biden spoke with Xi … spoke with Modi": the partner must be the same.
        2.. => both > 1,
        _ if new.participants.len() == 1 => common > 0 && (definite || headline),
        _ => common > 0 && headline,
    };
    same.then_some("the same participants")
}

/// The meeting just told of that "the visit" names: someone is to attend an event somewhere.
fn named_as_visit(
    doc: &Doc,
    meetings: &[Meeting],
    mention: &Told,
) -> Option<(usize, &'static str)> {
    let last = meetings.last()?;
    let named = mention.kind == Some(MeetingKind::Visit)
        && mention.meeting.participants.is_empty()
        && doc.deprel(mention.anchor) == Deprel::Nsubj
        && is_definite(doc, mention.anchor)
        && last.kind == MeetingKind::Other
        && last.status == mention.meeting.status
        && last.place.is_some();
    named.then_some((
        meetings.len() - 1,
        "“the visit” names the event just told of",
    ))
}

/// How many of those at one meeting are at another: themselves, or the country that they act for.
fn in_common(entities: &Entities, known: &Meeting, new: &Meeting) -> usize {
    new.participants
        .iter()
        .filter(|n| {
            known
                .participants
                .iter()
                .any(|k| stands_for(entities, n.entity, k.entity))
        })
        .count()
}

fn stands_for(entities: &Entities, a: usize, b: usize) -> bool {
    let acts = |person: usize, country: usize| {
        let (person, country) = (&entities.list[person], &entities.list[country]);
        person.kind == EntityKind::Person
            && country.kind == EntityKind::Country
            && country
                .country
                .is_some_and(|code| person.side() == Some(code.as_str()))
    };
    a == b || acts(a, b) || acts(b, a)
}

/// Whether a token stands in the first paragraph after the headline.
fn leads_off(doc: &Doc, token: usize) -> bool {
    doc.paragraphs_begun(token) <= LEAD
}

/// How many paragraphs the lead may reach over: headline, a line of place or date, the first paragraph.
const LEAD: usize = 3;

/// Whether a token stands in the text's first line.
fn is_headline(doc: &Doc, token: usize) -> bool {
    doc.paragraphs_begun(token) <= 1
}

/// Whether a mention is by a name or a place of its own: "the Riga summit", "the G20 Summit".
fn is_named(doc: &Doc, mention: &Told) -> bool {
    mention.meeting.place.is_some()
        || mention.anchor > 0
            && doc.deprel(mention.anchor) != Deprel::Nsubj
            && doc.is_capitalized(mention.anchor)
            && doc.is_capitalized(mention.anchor - 1)
}

/// Whether a noun points back: "the meeting", "their talks", "this call".
fn is_definite(doc: &Doc, anchor: usize) -> bool {
    (anchor.saturating_sub(4)..anchor).any(|t| {
        doc.syntax(t).head == Some(anchor)
            && matches!(
                doc.lower(t),
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

pub(super) fn compatible(a: MeetingKind, b: MeetingKind) -> bool {
    use MeetingKind::{Call, Session, Summit, Talks};
    a == b
        || matches!(
            (a, b),
            (Summit | Session | Call, Talks) | (Talks, Summit | Session | Call)
        )
}

pub(super) fn status_fits(a: MeetingStatus, b: MeetingStatus) -> bool {
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

pub(super) fn differs(a: Option<&Timed>, b: Option<&Timed>) -> bool {
    let value = |timed: Option<&Timed>| timed.and_then(|t| t.value.clone());
    // "In 1938" is no weekday of a report whose date is not known.
    let bare_year = |timed: Option<&Timed>| value(timed).is_some_and(|value| value.len() == 4);
    let unknown = |timed: Option<&Timed>| timed.is_some_and(|t| t.value.is_none());
    if bare_year(a) && unknown(b) || bare_year(b) && unknown(a) {
        return true;
    }
    match (value(a), value(b)) {
        (Some(a), Some(b)) => !a.starts_with(&b) && !b.starts_with(&a),
        _ => false,
    }
}

pub(super) fn place_differs(entities: &Entities, a: &Meeting, b: &Meeting) -> bool {
    match (&a.place, &b.place) {
        (Some(a), Some(b)) => {
            let (a, b) = (&entities.list[a.entity], &entities.list[b.entity]);
            a.name != b.name && a.kind == b.kind && !(a.country.is_some() && a.country == b.country)
        }
        _ => false,
    }
}

fn absorb(entities: &Entities, known: &mut Meeting, mention: Told) {
    let mut new = mention.meeting;
    // Who does something during a meeting told of before need not be of it.
    if mention.during && in_common(entities, known, &new) == 0 && !known.participants.is_empty() {
        new.participants.clear();
    }
    // "The session" may be said of any talks; a summit or a call says more than "the meeting".
    if let Some(kind @ (MeetingKind::Summit | MeetingKind::Call)) = mention.kind
        && known.kind == MeetingKind::Talks
    {
        known.kind = kind;
    }
    if let Some(MeetingKind::Visit) = mention.kind {
        known.kind = MeetingKind::Visit;
    }
    let unstated = known.status == MeetingStatus::Held && known.grounds.len() < 2;
    let ongoing = unstated && new.status == MeetingStatus::Ongoing;
    if known.status == MeetingStatus::Planned && new.status != MeetingStatus::Held || ongoing {
        known.status = new.status;
    }
    for participant in new.participants {
        add(&mut known.participants, participant);
    }
    without_represented(entities, &mut known.participants);
    known.place = known.place.take().or(new.place);
    if known.date.as_ref().is_none_or(|date| date.value.is_none()) {
        known.date = new.date.or(known.date.take());
    }
    known.duration = known.duration.take().or(new.duration);
    known.evidence.extend(new.evidence);
    known.anchors.extend(new.anchors);
    known.grounds.extend(new.grounds);
}
