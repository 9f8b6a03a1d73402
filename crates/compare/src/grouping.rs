//! Which reports of a heap are about one meeting.
//!
//! Reports that name two of the same people of different sides (or two sides and a place) are looked
//! at in the order of their days, each beside its neighbours only: the cost grows as n log n.

use crate::account::side_id;
use crate::day::days;
use crate::encounter::{main_of, taking_part};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use verbale_embed::Meaning;
use verbale_lexicon::{Alpha3, folded_name, publisher_side};
use verbale_schema::{Entity, EntityKind, Meeting, MeetingKind, MeetingStatus, Record, Span};

/// Days that may lie between two reports of one meeting: time zones, and a release on the next day.
const LAG: i64 = 1;
/// Neighbours that a report is compared with under one key.
const NEIGHBOURS: usize = 12;
/// How alike two reports' texts must be.
const LIKE: f32 = 0.45;
/// The opening of a report, in code points after its headline.
const OPENING: usize = 800;
/// The most people of a report that are looked at.
const PEOPLE: usize = 6;

/// Reports about one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The reports, by date and id.
    pub members: Vec<Member>,
}

/// A report of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its place among the records given.
    pub record: usize,
    /// What it is to the meeting.
    pub part: Part,
}

/// What a report is to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Tells of it beforehand.
    Announcement,
    /// Tells of it.
    Account,
    /// Tells what came after.
    FollowUp,
}

impl Part {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Account => "account",
            Self::FollowUp => "follow-up",
        }
    }
}

/// What a report tells of its meeting, in short.
struct Sketch {
    /// The day of the meeting, else of the report.
    day: i64,
    /// Whether the report gives the day of the meeting itself.
    is_dated: bool,
    published: i64,
    /// Folded last names of those who take part, with their sides.
    people: BTreeMap<String, Option<String>>,
    /// The sides of those who take part.
    sides: BTreeSet<String>,
    /// The countries among the sides that the report gives as taking part, not only names.
    countries: BTreeSet<String>,
    /// The countries of all whom the report names.
    known: BTreeSet<String>,
    /// Those of the people whom the title names.
    titled: BTreeSet<String>,
    place: Option<String>,
    /// Whom the publisher speaks for, if it is a government.
    publisher: Option<String>,
    family: Family,
    part: Part,
    meaning: Meaning,
}

/// Kinds of meetings that no report takes for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// By telephone or video.
    Call,
    /// Between those who take part: a summit, talks, a visit, a signing, a dinner.
    Between,
    /// Where those who take part are some of many: a ceremony, a conference, a sitting, an interview.
    Among,
}

/// The groups of two reports or more, by the first report's day and id.
#[must_use]
pub fn group(records: &[Record]) -> Vec<Group> {
    let sketches: Vec<Option<Sketch>> = records.iter().map(sketch).collect();
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, sketch) in sketches.iter().enumerate() {
        for key in sketch.iter().flat_map(keys_of) {
            keys.entry(key).or_default().push(n);
        }
    }
    let day = |n: usize| sketches[n].as_ref().map_or(0, |s| s.day);
    // Each report points to the first of its group, and that one holds them all.
    let mut parent: Vec<usize> = (0..records.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..records.len()).map(|n| vec![n]).collect();
    for mut heap in keys.into_values() {
        heap.sort_by_key(|&n| (day(n), &records[n].document.id, &records[n].document.sha256));
        for (at, &a) in heap.iter().enumerate() {
            let near = heap[at + 1..]
                .iter()
                .take(NEIGHBOURS)
                .take_while(|&&b| day(b) - day(a) <= LAG);
            for &b in near {
                let (left, right) = (root(&parent, a), root(&parent, b));
                if left == right || !fits(&sketches, &members[left], &members[right]) {
                    continue;
                }
                let moved = std::mem::take(&mut members[right]);
                for &n in &moved {
                    parent[n] = left;
                }
                members[left].extend(moved);
            }
        }
    }
    let order = |&n: &usize| {
        (
            day(n),
            records[n].document.id.clone(),
            records[n].document.sha256.clone(),
        )
    };
    let mut out: Vec<Group> = members
        .into_iter()
        .filter(|members| members.len() > 1)
        .map(|mut members| {
            members.sort_by_key(order);
            let member = |record: usize| Member {
                record,
                part: sketches[record].as_ref().map_or(Part::Account, |s| s.part),
            };
            Group {
                members: members.into_iter().map(member).collect(),
            }
        })
        .collect();
    out.sort_by_key(|group| order(&group.members[0].record));
    out
}

fn root(parent: &[usize], n: usize) -> usize {
    parent[n]
}

/// Whether two groups are about one meeting: most of their reports are, each with each. One alone
/// must not draw two meetings together.
fn fits(sketches: &[Option<Sketch>], left: &[usize], right: &[usize]) -> bool {
    let pairs = left
        .iter()
        .flat_map(|&a| right.iter().map(move |&b| (a, b)));
    let same = pairs.filter(|&(a, b)| match (&sketches[a], &sketches[b]) {
        (Some(a), Some(b)) => same_meeting(a, b),
        _ => false,
    });
    same.count() * 2 > left.len() * right.len()
}

/// Every two people of different sides, and every two sides; of a government's report, everybody whom
/// it tells of meeting.
fn keys_of(sketch: &Sketch) -> Vec<String> {
    let people: Vec<(&String, &Option<String>)> = sketch.people.iter().collect();
    let mut keys = Vec::new();
    for (n, (a, side)) in people.iter().enumerate() {
        for (b, other) in &people[n + 1..] {
            if side.is_none() || other.is_none() || side != other {
                keys.push(format!("{a}+{b}"));
            }
        }
    }
    let sides: Vec<&String> = sketch.sides.iter().collect();
    for (n, a) in sides.iter().enumerate() {
        keys.extend(sides[n + 1..].iter().map(|b| format!("{a}&{b}")));
    }
    if let Some(publisher) = &sketch.publisher {
        let guests = sketch.people.iter().filter(|(_, side)| side.is_some());
        let guests = guests.filter(|(_, side)| side.as_ref() != Some(publisher));
        keys.extend(guests.map(|(name, _)| format!("{publisher}/{name}")));
    }
    keys
}

impl Sketch {
    /// Whether someone acts for the publisher itself.
    fn is_own(&self, side: Option<&String>) -> bool {
        side.is_some() && side == self.publisher.as_ref()
    }

    /// The people who act for the publisher, or those who do not.
    fn of_publisher(&self, own: bool) -> BTreeSet<&String> {
        let people = self.people.iter();
        people
            .filter(|(_, side)| side.is_some() && self.is_own(side.as_ref()) == own)
            .map(|(name, _)| name)
            .collect()
    }

    /// The countries of those who take part and do not act for the publisher.
    fn guest_countries(&self) -> BTreeSet<&String> {
        let people = self.people.values().flatten();
        people
            .chain(&self.countries)
            .filter(|side| Alpha3::of(side).is_some() && !self.is_own(Some(side)))
            .collect()
    }

    /// The publisher's own people whom the title names.
    fn titled_hosts(&self) -> BTreeSet<&String> {
        let own = self.of_publisher(true);
        self.titled
            .iter()
            .filter(|name| own.contains(name))
            .collect()
    }

    /// Those whom the title names and who do not act for the publisher.
    fn titled_guests(&self) -> BTreeSet<&String> {
        let own = self.of_publisher(true);
        self.titled
            .iter()
            .filter(|name| !own.contains(name))
            .collect()
    }
}

fn same_meeting(a: &Sketch, b: &Sketch) -> bool {
    let announced = a.part == Part::Announcement || b.part == Part::Announcement;
    let one_hand = a.publisher.is_some() && a.publisher == b.publisher;
    a.family == b.family
        && !(one_hand && a.family == Family::Among)
        && same_time(a, b, one_hand, announced)
        && !told_apart(a, b, one_hand)
        && same_people(a, b, one_hand)
        && a.meaning.likeness(&b.meaning) >= LIKE
}

/// A government tells of its own meetings on the day; another's readout may come on the next.
fn same_time(a: &Sketch, b: &Sketch, one_hand: bool, announced: bool) -> bool {
    let lag = if one_hand && !announced || a.is_dated && b.is_dated {
        0
    } else {
        LAG
    };
    let late = if one_hand { 0 } else { LAG };
    (a.day - b.day).abs() <= lag && (announced || (a.published - b.published).abs() <= late)
}

/// Whether the titles name different guests, or one report has a country take part that has no part
/// in the other: a guest meets several on one day, alone and with others.
fn told_apart(a: &Sketch, b: &Sketch, one_hand: bool) -> bool {
    let (left, right) = (a.titled_guests(), b.titled_guests());
    let unknown = |guests: &BTreeSet<&String>, other: &Sketch| {
        guests.iter().any(|name| !other.people.contains_key(*name))
    };
    let others = unknown(&left, b) && unknown(&right, a);
    if one_hand {
        let (from, of) = (a.guest_countries(), b.guest_countries());
        // The president's meeting with a guest is not the vice president's.
        let (host, other_host) = (a.titled_hosts(), b.titled_hosts());
        if !host.is_empty() && !other_host.is_empty() && host.is_disjoint(&other_host) {
            return true;
        }
        return others || !from.is_empty() && !of.is_empty() && from != of;
    }
    let alone = |a: &Sketch, b: &Sketch| !a.countries.is_subset(&b.known);
    others || alone(a, b) || alone(b, a)
}

/// Whether the same people of two sides take part. One government's reports may leave its own out.
fn same_people(a: &Sketch, b: &Sketch, one_hand: bool) -> bool {
    let shared: BTreeSet<&String> = a
        .people
        .iter()
        .filter(|(name, _)| b.people.contains_key(*name))
        .filter_map(|(_, side)| side.as_ref())
        .collect();
    if one_hand {
        let (left, right) = (a.of_publisher(true), b.of_publisher(true));
        let own = left.is_empty() || right.is_empty() || !left.is_disjoint(&right);
        if own && shared.iter().any(|side| !a.is_own(Some(side))) {
            return true;
        }
    }
    // A government tells of meetings in which it takes part.
    let takes_part = |sketch: &Sketch| {
        let publisher = sketch.publisher.as_ref();
        publisher.is_none_or(|side| shared.contains(side))
    };
    // Delegations without names: the same two sides at the same place.
    let place = a.place.is_some() && a.place == b.place;
    let nameless = a.people.len().min(b.people.len()) < 2
        && a.titled_guests().is_empty()
        && b.titled_guests().is_empty();
    let sides = a.sides.len().min(b.sides.len()) >= 2 && a.sides == b.sides;
    shared.len() >= 2 && takes_part(a) && takes_part(b) || nameless && place && sides
}

/// The meetings of which one is what a report is about: those that the headline or the first sentence
/// tells of, else those in the opening. What somebody tells in a speech is no report's meeting.
fn told_first(record: &Record, headline: usize, opening: usize) -> Vec<&Meeting> {
    let first = told_before(record, headline);
    let is_told =
        |meeting: &&Meeting| !is_aside(meeting) && meeting.status != MeetingStatus::Proposed;
    if first.iter().any(is_told) {
        first
    } else {
        told_before(record, opening)
    }
}

fn told_before(record: &Record, end: usize) -> Vec<&Meeting> {
    let tells = |span: &Span| span.start < end && !is_spoken(&span.text);
    let meetings = record.meetings.iter();
    meetings.filter(|m| m.evidence.iter().any(tells)).collect()
}

/// The same guests' meeting that the opening tells as held today, where the headline speaks of one to
/// come some day: "The two will talk on trade, the president said after the meeting".
fn held_today<'r>(
    record: &'r Record,
    planned: &Meeting,
    opening: usize,
    guests: impl Fn(&Meeting) -> BTreeSet<String>,
    published: i64,
) -> Option<&'r Meeting> {
    let today = |meeting: &Meeting| day_of(meeting).is_none_or(|day| day == published);
    told_before(record, opening).into_iter().find(|meeting| {
        matches!(meeting.status, MeetingStatus::Held | MeetingStatus::Ongoing)
            && !is_aside(meeting)
            && today(meeting)
            && guests(meeting) == guests(planned)
    })
}

/// The day that a report gives for a meeting.
fn day_of(meeting: &Meeting) -> Option<i64> {
    days(meeting.date.as_ref()?.value.as_deref()?)
}

fn is_planned(meeting: &Meeting) -> bool {
    matches!(
        meeting.status,
        MeetingStatus::Planned | MeetingStatus::Proposed
    )
}

fn is_aside(meeting: &Meeting) -> bool {
    matches!(meeting.kind, MeetingKind::Interview | MeetingKind::Press)
}

/// Whether somebody says it of himself.
fn is_spoken(words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "I" | "we" | "We" | "my" | "our"))
}

/// The sides of a meeting, and the people with theirs.
fn parties(record: &Record, meeting: &Meeting) -> Vec<(EntityKind, String, Option<String>)> {
    let mut out = Vec::new();
    for participant in &meeting.participants {
        for entity in taking_part(record, participant) {
            let side = side_of(entity).or_else(|| participant.side.clone());
            if let Some(last) = folded_name(&entity.name).pop() {
                out.push((entity.kind, last, side));
            }
        }
    }
    out
}

/// The sides of a meeting other than the publisher's.
fn guests(record: &Record, meeting: &Meeting, publisher: Option<&String>) -> BTreeSet<String> {
    let parties = parties(record, meeting).into_iter();
    let sides = parties.filter_map(|(_, _, side)| side);
    sides.filter(|side| Some(side) != publisher).collect()
}

/// Whom somebody acts for, under one name.
fn side_of(entity: &Entity) -> Option<String> {
    let side = entity.side.as_deref()?;
    Some(side_id(side.strip_prefix("The ").unwrap_or(side)))
}

/// Who takes part in a report's meeting.
#[derive(Default)]
struct Cast {
    people: BTreeMap<String, Option<String>>,
    sides: BTreeSet<String>,
    countries: BTreeSet<String>,
}

impl Cast {
    fn add(&mut self, kind: EntityKind, name: String, side: Option<String>) {
        self.sides.extend(side.clone());
        if kind == EntityKind::Person && self.people.len() < PEOPLE {
            self.people.insert(name, side);
        }
    }

    fn has_person(&self, of: impl Fn(&String) -> bool) -> bool {
        self.people.values().flatten().any(of)
    }
}

/// Who takes part in `meeting`, by what the report tells of it and of meetings of the same sides in
/// `told`: the headline may name the countries, and the next sentence the people. Where it has nobody
/// of the publisher, or no guest, the opening may name them.
fn cast(
    record: &Record,
    meeting: &Meeting,
    told: &[&Meeting],
    publisher: Option<&String>,
    opening: usize,
) -> Cast {
    let mut cast = Cast::default();
    let is_own = |side: &String| Some(side) == publisher;
    let is_guest = |side: &String| Some(side) != publisher;
    let main = guests(record, meeting, publisher);
    let again = told
        .iter()
        .filter(|other| guests(record, other, publisher) == main);
    let meetings: Vec<&Meeting> = std::iter::once(&meeting).chain(again).copied().collect();
    for meeting in &meetings {
        for (kind, name, side) in parties(record, meeting) {
            cast.add(kind, name, side);
        }
    }
    let is_country = |side: &&String| Alpha3::of(side).is_some();
    cast.countries = cast.sides.iter().filter(is_country).cloned().collect();

    let evidence = || meetings.iter().flat_map(|meeting| &meeting.evidence);
    let in_opening = |span: &Span| span.start < opening;
    let in_evidence =
        |span: &Span| evidence().any(|words| words.start <= span.start && span.end <= words.end);
    let named = |place: &dyn Fn(&Span) -> bool, of: &dyn Fn(&String) -> bool| {
        let entities = record.entities.iter();
        entities
            .filter(|e| matches!(e.kind, EntityKind::Person | EntityKind::Country))
            .filter(|e| e.mentions.iter().any(|m| place(&m.span)))
            .filter_map(|e| Some((e.kind, folded_name(&e.name).pop()?, side_of(e)?)))
            .filter(|(_, _, side)| of(side))
            .collect::<Vec<_>>()
    };
    let is_person = |(kind, ..): &&(EntityKind, String, String)| *kind == EntityKind::Person;
    let mut more = Vec::new();
    if publisher.is_none() && cast.people.len() < 2 {
        more = named(&in_opening, &|_| true);
    }
    if publisher.is_some() && !cast.has_person(is_own) {
        more.extend(named(&in_opening, &is_own));
    }
    if publisher.is_some() && !cast.has_person(is_guest) {
        let mut guests = named(&in_evidence, &is_guest);
        if !guests.iter().any(|guest| is_person(&guest)) {
            guests = named(&in_opening, &is_guest);
            let people = guests.iter().filter(is_person);
            let from: BTreeSet<String> = people.map(|(_, _, side)| side.clone()).collect();
            // Of several whom the opening names, it does not tell who came.
            let came = if main.is_empty() && from.len() == 1 {
                &from
            } else {
                &main
            };
            guests.retain(|(_, _, side)| came.contains(side));
        }
        more.extend(guests);
    }
    for (kind, name, side) in more {
        cast.add(kind, name, Some(side));
    }
    cast
}

/// What a report tells of its meeting; none of an undated one, or one that opens with no meeting.
/// Whether a body has its meeting, and nobody in particular.
fn is_of_body(record: &Record, meeting: &Meeting) -> bool {
    let of = |kind: EntityKind| {
        let mut participants = meeting.participants.iter();
        participants.any(|p| record.entity(&p.entity).is_some_and(|e| e.kind == kind))
    };
    of(EntityKind::Organization) && !of(EntityKind::Person)
}

/// Titles of what somebody says to the public, of whatever he did that day.
fn is_speech(title: &str) -> bool {
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word.to_lowercase().as_str(), "address" | "speech"))
}

fn sketch(record: &Record) -> Option<Sketch> {
    let document = &record.document;
    if document.title.as_deref().is_some_and(is_speech) {
        return None;
    }
    let published = days(document.published.as_deref()?)?;
    let text = Text::of(document);
    let points = |bytes: usize| text.text[..bytes].chars().count();
    let title_end = points(text.title_end);
    let body = (0..text.sentences.len())
        .map(|n| text.sentence(n))
        .find(|sentence| sentence.start.bytes() >= text.title_end);
    let headline = body.map_or(title_end, |first| points(first.end.bytes()));
    let opening = title_end + OPENING;
    let told = told_first(record, headline, opening);
    let publisher = publisher_side(
        document.publisher.as_deref().unwrap_or_default(),
        document.url.as_deref(),
    )
    .map(str::to_owned);
    let mut meeting = main_of(record, told.iter().copied())?;
    if is_planned(meeting) && day_of(meeting).is_none() {
        let guests = |meeting: &Meeting| guests(record, meeting, publisher.as_ref());
        meeting = held_today(record, meeting, opening, guests, published).unwrap_or(meeting);
    }

    let Cast {
        people,
        sides,
        countries,
    } = cast(record, meeting, &told, publisher.as_ref(), opening);
    let titled = record
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Person && e.side.is_some())
        .filter(|e| e.mentions.iter().any(|m| m.span.start < title_end))
        .filter_map(|e| folded_name(&e.name).pop())
        .collect();
    let known = record.entities.iter().filter_map(side_of).collect();

    let date = day_of(meeting);
    let day = date.unwrap_or(published);
    let part = if is_planned(meeting) && published <= day {
        Part::Announcement
    } else if published - day > LAG {
        Part::FollowUp
    } else {
        Part::Account
    };
    let place = meeting
        .place
        .as_ref()
        .and_then(|place| record.entity(&place.entity));
    Some(Sketch {
        day,
        is_dated: date.is_some(),
        published,
        people,
        sides,
        countries,
        known,
        titled,
        place: place.map(|entity| folded_name(&entity.name).join(" ")),
        publisher,
        family: match meeting.kind {
            MeetingKind::Call => Family::Call,
            // The summit of an alliance is no meeting of two.
            MeetingKind::Summit if is_of_body(record, meeting) => Family::Among,
            MeetingKind::Conference
            | MeetingKind::Session
            | MeetingKind::Interview
            | MeetingKind::Other => Family::Among,
            _ => Family::Between,
        },
        part,
        meaning: Meaning::of(text.text),
    })
}
