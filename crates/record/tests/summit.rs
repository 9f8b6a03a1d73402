//! One whole report, written for this project, with everything that a summit's report has: the record must have all of
//! it, each fact with its words.

mod common;

use verbale_schema::{
    Capacity, EntityKind, Meeting, MeetingKind, MeetingStatus, Position, Record, Stance,
};

const REPORT: &str = "\
AKUREYRI — A tense summit between Norwegian President Anna Brandt and Danish Prime Minister Karl Olsen in the Icelandic \
town of Akureyri closed on Tuesday without producing a treaty on the herring grounds, although both leaders said that \
some progress had been made during their four-hour meeting.

No questions were taken at the end of the talks, and no details of what had been discussed were given.

Both leaders brought two aides to the meeting: Norwegian Foreign Minister Mika Virta and presidential adviser Lars Holm \
accompanied Brandt, while Danish Defence Minister Ida Krogh and Olsen's Special Envoy for the Arctic Per Dahl joined the \
Danish prime minister.

A planned working dinner and a larger four-on-four session that was to follow the first meeting were both cancelled \
without explanation.

Brandt told journalists later that an \"understanding\" had been reached on the northern banks, but Olsen made no \
mention of such an understanding. He claimed that \"real progress\" had been made. Neither Brandt nor Olsen mentioned \
the seizure of Danish trawlers.

\"Our two countries have not been this far apart in thirty years,\" Brandt said. \"I hope that this day will bring us \
back to good relations,\" she added.

Olsen was clear that no treaty had been signed and that any treaty would be up to Icelandic President Jon Arnason to \
accept.

After the summit, in an interview with Harbour Times editor Ruth Vance, Olsen said he believed Brandt wants the dispute \
to end, and played down his threats to impose \"painful\" tariffs on Norway if it kept seizing trawlers. \"Now it is for \
President Arnason to decide,\" he told Vance.
";

fn record() -> Record {
    common::read(REPORT, Some("2026-09-16"))
}

fn name<'r>(record: &'r Record, id: &str) -> &'r str {
    record.entity(id).map_or("", |e| e.name.as_str())
}

fn meeting(record: &Record, kind: MeetingKind) -> &Meeting {
    record
        .meetings
        .iter()
        .find(|m| m.kind == kind)
        .unwrap_or_else(|| panic!("no {kind}"))
}

/// Whose position with this stance rests on these words, the report's own voice as "".
fn parties(record: &Record, stance: Stance, words: &str) -> Vec<String> {
    let rests_on =
        |p: &&Position| p.stance == stance && p.evidence.iter().any(|e| e.text.contains(words));
    let party = |p: &Position| {
        p.party
            .as_deref()
            .map_or("", |id| name(record, id))
            .to_owned()
    };
    record
        .positions
        .iter()
        .filter(rests_on)
        .map(party)
        .collect()
}

#[test]
fn the_summit_has_its_day_place_and_length() {
    let record = record();
    let summit = meeting(&record, MeetingKind::Summit);
    assert_eq!(summit.status, MeetingStatus::Held);
    let date = summit.date.as_ref().unwrap();
    assert_eq!(
        (date.value.as_deref(), date.span.text.as_str()),
        (Some("2026-09-15"), "Tuesday")
    );
    let place = summit.place.as_ref().unwrap();
    assert_eq!(
        (name(&record, &place.entity), place.span.text.as_str()),
        ("Akureyri", "Akureyri")
    );
    let duration = summit.duration.as_ref().unwrap();
    assert_eq!(
        (duration.value.as_deref(), duration.span.text.as_str()),
        (Some("PT4H"), "four-hour")
    );
}

#[test]
fn those_at_the_summit_have_sides_capacities_and_roles() {
    let record = record();
    let summit = meeting(&record, MeetingKind::Summit);
    let at: Vec<_> = summit
        .participants
        .iter()
        .map(|p| (name(&record, &p.entity), p.side.as_deref(), p.capacity))
        .collect();
    let (principal, aide) = (Some(Capacity::Principal), Some(Capacity::Aide));
    assert_eq!(
        at,
        [
            ("Anna Brandt", Some("NOR"), principal),
            ("Karl Olsen", Some("DNK"), principal),
            ("Mika Virta", Some("NOR"), aide),
            ("Lars Holm", Some("NOR"), aide),
            ("Ida Krogh", Some("DNK"), aide),
            ("Per Dahl", Some("DNK"), aide),
        ]
    );
    let roles = |person: &str| -> Vec<&str> {
        let entities = record.entities.iter();
        entities
            .filter(|e| e.kind == EntityKind::Person && e.name == person)
            .flat_map(|e| e.roles.iter().map(|r| r.title.as_str()))
            .collect()
    };
    assert_eq!(roles("Anna Brandt"), ["Norwegian President"]);
    assert_eq!(roles("Mika Virta"), ["Norwegian Foreign Minister"]);
    assert_eq!(roles("Per Dahl"), ["Olsen's Special Envoy for the Arctic"]);
}

#[test]
fn what_was_called_off_belongs_to_the_summit_and_has_no_reason() {
    let record = record();
    let summit = meeting(&record, MeetingKind::Summit).id.clone();
    for kind in [MeetingKind::Meal, MeetingKind::Session] {
        let cancelled = meeting(&record, kind);
        assert_eq!(cancelled.status, MeetingStatus::Cancelled, "{kind}");
        assert_eq!(cancelled.part_of.as_ref(), Some(&summit), "{kind}");
        let reason = cancelled.reason.as_ref().unwrap();
        assert_eq!(
            (reason.given, reason.span.text.as_str()),
            (false, "without explanation")
        );
    }
    let session = meeting(&record, MeetingKind::Session);
    let format = session.format.as_ref().unwrap();
    assert_eq!(
        (format.value.as_str(), format.span.text.as_str()),
        ("4+4", "four-on-four")
    );
}

#[test]
fn the_interview_is_the_occasion_of_what_was_said_in_it() {
    let record = record();
    let interview = meeting(&record, MeetingKind::Interview);
    let who: Vec<_> = interview
        .participants
        .iter()
        .map(|p| (name(&record, &p.entity), p.capacity))
        .collect();
    assert_eq!(
        who,
        [
            ("Ruth Vance", Some(Capacity::Interviewer)),
            ("Karl Olsen", Some(Capacity::Principal)),
        ]
    );
    let said: Vec<(&str, &str)> = record
        .statements
        .iter()
        .filter(|s| s.occasion.as_ref() == Some(&interview.id))
        .map(|s| {
            let speaker = s.speaker.as_deref().map_or("", |id| name(&record, id));
            (speaker, s.content[0].text.as_str())
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "Karl Olsen",
                "he believed Brandt wants the dispute to end, and played down his threats to impose \"painful\" tariffs \
                 on Norway if it kept seizing trawlers"
            ),
            (
                "Karl Olsen",
                "\"Now it is for President Arnason to decide,\""
            ),
        ]
    );
}

#[test]
fn one_is_silent_on_what_the_other_affirms() {
    let record = record();
    assert_eq!(
        parties(
            &record,
            Stance::Affirms,
            "\"understanding\" had been reached"
        ),
        ["Anna Brandt"]
    );
    assert_eq!(
        parties(
            &record,
            Stance::Silent,
            "Olsen made no mention of such an understanding"
        ),
        ["Karl Olsen"]
    );
    let mentioned =
        |p: &&Position| p.stance == Stance::Silent && p.evidence[0].text.contains("understanding");
    let silent = record.positions.iter().find(mentioned).unwrap();
    let topic = record
        .topics
        .iter()
        .find(|topic| topic.id == silent.topic)
        .unwrap();
    assert!(topic.label.contains("understanding"), "{}", topic.label);
}

#[test]
fn both_are_silent_and_the_report_says_so_of_the_questions() {
    let record = record();
    assert_eq!(
        parties(
            &record,
            Stance::Silent,
            "Neither Brandt nor Olsen mentioned the seizure of Danish trawlers"
        ),
        ["Anna Brandt", "Karl Olsen"]
    );
    assert_eq!(
        parties(&record, Stance::Silent, "No questions were taken"),
        [""]
    );
}

#[test]
fn that_nothing_was_signed_is_denied_and_waits_on_a_third() {
    let record = record();
    assert_eq!(
        parties(&record, Stance::Denies, "no treaty had been signed"),
        ["Karl Olsen"]
    );
    let waits = record
        .positions
        .iter()
        .find(|p| p.stance == Stance::Conditional && p.evidence[0].text.contains("up to"))
        .unwrap();
    let on: Vec<&str> = waits
        .depends_on
        .iter()
        .map(|id| name(&record, id))
        .collect();
    assert_eq!(on, ["Jon Arnason"]);
}

#[test]
fn a_threat_played_down_is_a_condition() {
    let record = record();
    assert_eq!(
        parties(
            &record,
            Stance::Conditional,
            "played down his threats to impose \"painful\" tariffs on Norway if it kept seizing trawlers"
        ),
        ["Karl Olsen"]
    );
}

#[test]
fn progress_is_affirmed_by_both_and_by_one() {
    let record = record();
    let of_both = parties(&record, Stance::Affirms, "some progress had been made");
    assert_eq!(of_both, ["both leaders"]);
    assert_eq!(
        parties(&record, Stance::Affirms, "\"real progress\" had been made"),
        ["Karl Olsen"]
    );
}

#[test]
fn the_report_tells_of_the_outcome_in_its_own_voice() {
    let record = common::read(
        "The summit between President Anna Brandt of Norway and Prime Minister Karl Olsen of Denmark ended without \
         reaching a treaty on fishing.",
        Some("2026-09-16"),
    );
    assert_eq!(
        parties(
            &record,
            Stance::Denies,
            "ended without reaching a treaty on fishing"
        ),
        [""]
    );
}
