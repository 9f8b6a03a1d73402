//! Meetings in texts written for this project, read by the real model.

mod common;

use verbale_schema::{Capacity, Meeting, MeetingKind, MeetingStatus, Record};

fn read(text: &str) -> Record {
    common::read(text, Some("2026-09-16"))
}

fn names(record: &Record, meeting: &Meeting) -> Vec<String> {
    meeting
        .participants
        .iter()
        .filter_map(|p| record.entity(&p.entity))
        .map(|e| e.name.clone())
        .collect()
}

#[test]
fn leaders_who_met_held_a_summit() {
    let record = read(
        "President Anna Brandt of Norway met on Monday with Prime Minister Karl Olsen of Denmark in Oslo for a two-hour \
         meeting.",
    );
    let [meeting] = &record.meetings[..] else {
        panic!("{:?}", record.meetings)
    };
    assert_eq!(
        (meeting.kind, meeting.status),
        (MeetingKind::Summit, MeetingStatus::Held)
    );
    assert_eq!(names(&record, meeting), ["Anna Brandt", "Karl Olsen"]);
    let value = |value: &Option<verbale_schema::Date>| value.as_ref().and_then(|d| d.value.clone());
    assert_eq!(value(&meeting.date).as_deref(), Some("2026-09-14"));
    let place = meeting.place.as_ref().unwrap();
    assert_eq!(place.span.text, "Oslo");
    let duration = meeting.duration.as_ref().unwrap();
    assert_eq!(duration.value.as_deref(), Some("PT2H"));
}

#[test]
fn what_was_called_off_says_whether_a_reason_was_given() {
    let record = read(
        "President Anna Brandt and Prime Minister Karl Olsen met in Oslo on Monday. A planned working lunch was \
         cancelled without explanation.",
    );
    let lunch = record
        .meetings
        .iter()
        .find(|m| m.kind == MeetingKind::Meal)
        .unwrap();
    assert_eq!(lunch.status, MeetingStatus::Cancelled);
    let reason = lunch.reason.as_ref().unwrap();
    assert_eq!(
        (reason.given, reason.span.text.as_str()),
        (false, "without explanation")
    );
    assert_eq!(lunch.part_of.as_deref(), Some("m1"));
}

#[test]
fn what_may_come_was_not_held() {
    for (text, status) in [
        (
            "President Anna Brandt will meet with Karl Olsen in Oslo next week.",
            MeetingStatus::Planned,
        ),
        (
            "The envoy refused to meet with Karl Olsen.",
            MeetingStatus::Refused,
        ),
        (
            "President Anna Brandt could meet with Karl Olsen in Oslo.",
            MeetingStatus::Proposed,
        ),
    ] {
        let record = read(text);
        let [meeting] = &record.meetings[..] else {
            panic!("{text}: {:?}", record.meetings)
        };
        assert_eq!(meeting.status, status, "{text}");
    }
    assert_eq!(read("The two ministers did not meet in Oslo.").meetings, []);
}

#[test]
fn those_who_accompany_someone_are_aides_of_the_same_side() {
    let record = read(
        "President Anna Brandt met with Karl Olsen in Oslo. The Norwegian foreign minister Mika Virta accompanied \
         Brandt.",
    );
    let meeting = &record.meetings[0];
    let aide = meeting
        .participants
        .iter()
        .find(|p| p.capacity == Some(Capacity::Aide))
        .unwrap();
    assert_eq!(record.entity(&aide.entity).unwrap().name, "Mika Virta");
    let side = |name: &str| {
        let found = record.entities.iter().find(|e| e.name == name);
        found.and_then(|e| e.side.clone())
    };
    assert_eq!(side("Anna Brandt").as_deref(), Some("NOR"));
}

#[test]
fn what_is_said_in_an_interview_has_it_as_its_occasion() {
    let record = read(
        "President Anna Brandt met with Karl Olsen in Oslo on Monday. In an interview with the reporter Mika Virta, \
         Brandt said that the treaty was dead.",
    );
    let interview = record
        .meetings
        .iter()
        .find(|m| m.kind == MeetingKind::Interview)
        .unwrap();
    let said = record.statements.last().unwrap();
    assert_eq!(said.occasion.as_deref(), Some(interview.id.as_str()));
}

#[test]
fn those_by_whom_someone_was_accompanied_are_aides_too() {
    let record = read(
        "President Anna Brandt of Norway met Prime Minister Karl Olsen of Denmark in Riga on Monday. The President was \
         accompanied by Minister of Fisheries Jon Halvard and National Security Adviser Sara Lind.",
    );
    let [meeting] = &record.meetings[..] else {
        panic!("{:?}", record.meetings)
    };
    assert_eq!(
        names(&record, meeting),
        ["Anna Brandt", "Karl Olsen", "Jon Halvard", "Sara Lind"]
    );
    let last = meeting.participants.last().unwrap();
    assert_eq!(
        (last.capacity, last.side.as_deref()),
        (Some(Capacity::Aide), Some("NOR"))
    );
}

#[test]
fn a_headline_and_the_lead_tell_of_one_meeting() {
    let record = read(
        "Readout of the Foreign Minister's Meeting with Danish Officials\n\nNorwegian Foreign Minister Mika Virta met today \
         in Oslo with Danish Foreign Minister Ida Krogh and Danish Defence Minister Per Dahl.",
    );
    let [meeting] = &record.meetings[..] else {
        panic!("{:?}", record.meetings)
    };
    assert_eq!(
        names(&record, meeting),
        ["Mika Virta", "Ida Krogh", "Per Dahl"]
    );
}

#[test]
fn a_session_is_where_the_visit_is() {
    let record = read(
        "Danish Foreign Minister Ida Krogh travelled to Oslo on Monday. She met Norwegian Foreign Minister Mika Virta for \
         an hour.",
    );
    let talks = record
        .meetings
        .iter()
        .find(|m| m.kind == MeetingKind::Talks)
        .unwrap();
    let visit = record
        .meetings
        .iter()
        .find(|m| m.kind == MeetingKind::Visit)
        .unwrap();
    assert_eq!(talks.part_of.as_ref(), Some(&visit.id));
    assert_eq!(talks.place.as_ref().unwrap().span.text, "Oslo");
}

#[test]
fn what_lies_ahead_is_planned_however_it_is_told() {
    for text in [
        "Two inspectors arrived in Oslo, Norway, on their way to Riga for a five-day visit.",
        "President Anna Brandt is scheduled to attend a summit in Riga on October 3.",
        "They discussed the upcoming G7 Leaders' Summit in Riga.",
    ] {
        let record = read(text);
        let planned = |m: &Meeting| m.status == MeetingStatus::Planned;
        assert!(record.meetings.iter().any(planned), "{text}");
    }
}
