//! What stands around a word for a meeting, put together: who, where, when, how long.

use super::clause::Surroundings;
use super::mentions::Mention;
use super::who::{group_of, named, with_name, words_for};
use super::words::{Part, is};
use super::{Meeting, Participant, Timed, add, without_represented};
use crate::entities::Entities;
use crate::when::{self, Time};
use crate::why::Why;
use jiff::ToSpan;
use jiff::civil::Date;
use verbale_doc::{Deprel, Doc, Tokens};
use verbale_lexicon::{Members, joint as group};
use verbale_schema::{EntityKind, MeetingKind, MeetingStatus};

/// A mention with its arguments; its kind is `None` when it only points back.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) kind: Option<MeetingKind>,
    pub(super) anchor: usize,
    /// Whether it lists who was at a meeting told before.
    pub(super) lists: bool,
    /// Whether those who meet are "the two sides", of the meeting that the text is about.
    pub(super) joint: bool,
    /// Whether it only says at which meeting something was done: "during the talks".
    pub(super) during: bool,
    /// Whether it is told as what came after the meeting before it: "the subsequent press conference".
    pub(super) follows: bool,
    /// Whether a rule says what became of it, beyond its being spoken of.
    pub(super) stated: bool,
    /// Those who came with one of the participants, and with whom: "Olsen accompanied the king".
    pub(super) aides: Option<Aides>,
    pub(super) meeting: Meeting,
}

/// Those who came with someone.
#[derive(Clone)]
pub(super) struct Aides {
    pub(super) with: usize,
    /// The words that name the one.
    pub(super) words: Tokens,
    pub(super) aides: Vec<Participant>,
}

/// What stands around a mention: it becomes a meeting told of once.
pub(super) fn around(
    doc: &Doc,
    entities: &mut Entities,
    mention: Mention,
    published: Option<Date>,
) -> Told {
    let surroundings = Surroundings {
        doc,
        sentence: mention.sentence.clone(),
    };
    let heads = surroundings.participants(&mention);
    let mut participants: Vec<Participant> = Vec::new();
    let mut unnamed: Vec<Tokens> = Vec::new();
    let mut described: Vec<(usize, Tokens)> = Vec::new();
    let mut joint = false;
    for phrase in surroundings.phrases(&heads) {
        let phrase = with_name(entities, phrase);
        // "Between the two sides": those of the meeting that the text is about.
        if matches!(
            group(doc.phrase(&phrase)),
            Some(Members::Sides | Members::Countries | Members::Bodies)
        ) {
            joint = true;
            continue;
        }
        let found = named(doc, entities, &phrase);
        if found.is_empty() {
            unnamed.extend(surroundings.attendees(&phrase));
        }
        if let [(country, _)] = found[..]
            && entities.list[country].kind == EntityKind::Country
            && let Some(words) = surroundings.attendees(&phrase)
        {
            described.push((country, words));
        }
        for (entity, tokens) in found {
            let mut found = Participant::new(entity, tokens, "in a phrase of the clause");
            if mention.who.iter().any(|head| phrase.contains(head)) {
                found.why = Why::Rule(mention.grounds[0].clone());
            }
            add(&mut participants, found);
        }
    }
    if let Some((entity, tokens)) = surroundings.possessor(&mention, entities) {
        let step = "whose meeting it is";
        add(&mut participants, Participant::new(entity, tokens, step));
    }
    // Of a list after "with" a parser loses some, of a clause's subject all.
    let few = participants.len() < 2 && !joint;
    let persons = participants.iter().any(|p| entities.is_person(p.entity));
    for (entity, tokens) in surroundings.overlooked(&mention, entities) {
        if few || persons && tokens.start > mention.anchor {
            let step = "beside the verb, wherever the parser hung it";
            add(&mut participants, Participant::new(entity, tokens, step));
        }
    }
    let aides = surroundings.aides(&mention, entities);
    if aides.is_some() {
        participants.clear();
    }
    let listed = surroundings.attendance(&mention, entities);
    for &token in &listed {
        if let Some(entity) = entities.at(token) {
            let tokens = words_for(entities, entity, &(token..mention.sentence.end));
            let step = "in the list of those present";
            add(&mut participants, Participant::new(entity, tokens, step));
        }
    }
    for (entity, tokens) in surroundings.adjectives(&mention, entities) {
        let step = "before the noun";
        add(&mut participants, Participant::new(entity, tokens, step));
    }
    without_represented(entities, &mut participants);
    // "The president met Danish officers", himself a Dane: they are not their country.
    for (country, words) in described {
        if participants.iter().all(|p| p.entity != country) {
            unnamed.push(words);
        }
    }
    participants.retain(|p| entities.list[p.entity].kind != EntityKind::Place);
    // "The Secretary of State" is no meeting with a state.
    let in_title = |tokens: &Tokens| {
        let roles = &doc.analysis.roles;
        let role = roles.get(roles.partition_point(|role| role.end < tokens.end));
        role.is_some_and(|role| role.start < tokens.start)
    };
    participants.retain(|p| {
        entities.list[p.entity].kind != EntityKind::Organization || !in_title(&p.tokens)
    });
    for tokens in unnamed {
        let entity = group_of(doc, entities, &tokens);
        let step = "described without a name";
        add(&mut participants, Participant::new(entity, tokens, step));
    }
    for participant in &mut participants {
        participant.capacity = surroundings.capacity(&mention, participant, entities);
    }
    participants.sort_by_key(|p| p.tokens.start);
    let place = surroundings.place(&mention, entities);
    let region = surroundings.clause(&mention);
    let (status, date) = status_and_date(&surroundings, &mention, &region, published);
    // "The talks with the envoy, which lasted an hour", whatever the clause was hung on.
    let near = mention.sentence.start.max(mention.anchor.saturating_sub(8));
    let to_the_end = region.start.min(near)..mention.sentence.end;
    let duration = when::durations(doc, &to_the_end)
        .into_iter()
        .find(|(tokens, _)| surroundings.is_length(&mention, tokens, &region))
        .map(|(tokens, value)| timed("says how long", value, tokens));
    Told {
        kind: mention.kind,
        anchor: mention.anchor,
        lists: !listed.is_empty(),
        joint,
        during: mention
            .verb
            .is_some_and(|v| v != mention.anchor && surroundings.is_during(&mention, v)),
        follows: surroundings
            .children(mention.anchor)
            .any(|t| is(doc.lemma(t), Part::Follow)),
        stated: mention.grounds.len() > 1,
        aides,
        meeting: Meeting {
            kind: mention.kind.unwrap_or(MeetingKind::Other),
            status,
            participants,
            place,
            date,
            duration,
            format: surroundings.format(&mention, &region),
            part_of: None,
            reason: surroundings.reason(&mention, status),
            evidence: vec![surroundings.evidence(&mention)],
            anchors: vec![mention.anchor],
            grounds: mention.grounds,
            merged: Vec::new(),
            confidence: 0.0,
        },
    }
}

/// A day or a length of time that a step found.
fn timed(step: &'static str, value: Option<String>, tokens: Tokens) -> Timed {
    Timed {
        value,
        why: Why::step(step, tokens.clone()),
        tokens,
    }
}

/// When a meeting was or will be, and what became of it as far as the day tells.
fn status_and_date(
    surroundings: &Surroundings,
    mention: &Mention,
    region: &Tokens,
    published: Option<Date>,
) -> (MeetingStatus, Option<Timed>) {
    let doc = surroundings.doc;
    let time = match mention.status {
        MeetingStatus::Planned | MeetingStatus::Proposed | MeetingStatus::Postponed => Time::Future,
        MeetingStatus::Cancelled => Time::Either,
        _ if is_said_past(doc, mention.anchor) => Time::Past,
        // "His July 19 address" may lie ahead.
        MeetingStatus::Held if mention.verb != Some(mention.anchor) => Time::Either,
        _ => Time::Past,
    };
    let in_clause = || surroundings.nearest(mention, when::dates(doc, region));
    let beside = || {
        surroundings.nearest(
            mention,
            when::dates(doc, &surroundings.beside(mention.anchor)),
        )
    };
    // "Tomorrow, when the ministers meet".
    let before = || {
        let before = mention.sentence.start..region.start;
        let day = when::dates(doc, &before).pop();
        day.filter(|(tokens, _)| {
            tokens.end == region.start
                || tokens.end + 3 > region.start && doc.lower(tokens.end) == "when"
        })
    };
    // "The summit planned for March 12 has been called off", whatever the parser hung it on.
    let planned_for = || {
        let after = mention.anchor + 1..mention.sentence.end.min(mention.anchor + REACH);
        let planned = after.into_iter().find(|&t| {
            doc.lower(t + 1) == "for"
                && matches!(
                    doc.lower(t),
                    "planned" | "scheduled" | "slated" | "set" | "due"
                )
        })?;
        let words = planned + 2..mention.sentence.end.min(planned + REACH);
        when::dates(doc, &words).into_iter().next()
    };
    // "Leaders meet on Friday": the present tense with a day to come.
    let found = in_clause();
    let ahead = mention.status == MeetingStatus::Held
        && is_present(doc, mention.verb)
        && found
            .as_ref()
            .is_some_and(|(_, when)| when.is_ahead(published));
    let time = if ahead { Time::Future } else { time };
    let date = planned_for()
        .map(|found| ("for which it was planned", found))
        .or_else(|| Some(("nearest in the clause", found?)))
        .or_else(|| Some(("right beside the word for the meeting", beside()?)))
        .or_else(|| Some(("before the clause", before()?)))
        .map(|(step, (tokens, when))| timed(step, when.resolve(published, time), tokens));
    let mut status = if ahead {
        MeetingStatus::Planned
    } else {
        mention.status
    };
    // What is dated after the report has not been held.
    if status == MeetingStatus::Held
        && let (
            Some(published),
            Some(Timed {
                value: Some(value), ..
            }),
        ) = (published, &date)
        && is_after(value, published)
        && (!is_past(doc, mention.verb) || is_after(value, published.saturating_add(SLACK.days())))
    {
        status = MeetingStatus::Planned;
    }
    (status, date)
}

/// How far from its word a meeting is "planned for" a day, and how long the words for the day are, in tokens.
const REACH: usize = 8;

/// How many days too early a report may be dated for what it tells to have been.
const SLACK: i64 = 2;

/// Whether a verb is in the past: "met".
fn is_past(doc: &Doc, verb: Option<usize>) -> bool {
    verb.is_some_and(|v| {
        let word = doc.lower(v);
        word != doc.lemma(v) && !word.ends_with("ing") && !word.ends_with('s')
    })
}

/// Whether the words right around a noun put it into the past: "her last trip was in March".
fn is_said_past(doc: &Doc, anchor: usize) -> bool {
    let head = doc.syntax(anchor).head.unwrap_or(anchor);
    let was = doc
        .tree
        .children(head)
        .any(|t| doc.deprel(t) == Deprel::Cop && matches!(doc.lower(t), "was" | "were"));
    let last = doc
        .tree
        .children(anchor)
        .any(|t| matches!(doc.lower(t), "last" | "previous" | "recent" | "past"));
    was || last
}

/// Whether a verb tells in the present what is done or to come: "meet", "flies".
pub(super) fn is_present(doc: &Doc, verb: Option<usize>) -> bool {
    verb.is_some_and(|v| {
        let (word, lemma) = (doc.lower(v), doc.lemma(v));
        let form = word == lemma || word.ends_with('s') && !word.ends_with("ss");
        let helps = |t: usize| match doc.deprel(t) {
            Deprel::Aux => true,
            Deprel::Mark => doc.lower(t) == "to",
            _ => false,
        };
        let helped = doc.tree.children(v).any(helps);
        form && !helped && !matches!(lemma, "put" | "set" | "let" | "cut" | "beat")
    })
}

/// Whether an ISO 8601 date, month, year or interval begins after a day.
fn is_after(value: &str, day: Date) -> bool {
    let start = value.split('/').next().unwrap_or(value);
    let day = day.to_string();
    day.get(..start.len()).is_some_and(|day| start > day)
}
