//! The record as terminal text.

use expect_test::{expect, expect_file};
use verbale_schema::{Record, Span, Warning};
use verbale_view::{TextStyle, text};

fn summit() -> Record {
    serde_json::from_str(include_str!("data/summit.json")).expect("the example is a record")
}

/// A record with meetings and positions.
fn strait() -> Record {
    serde_json::from_str(include_str!("data/strait.json")).expect("the example is a record")
}

fn plain(record: &Record, width: usize) -> String {
    text(
        record,
        &TextStyle {
            width,
            color: false,
        },
    )
}

fn only(statement: usize) -> Record {
    let mut record = summit();
    record.statements = vec![record.statements.swap_remove(statement - 1)];
    record.warnings.clear();
    record
}

#[test]
fn at_40_columns() {
    expect_file!["data/summit.40.txt"].assert_eq(&plain(&summit(), 40));
}

#[test]
fn at_80_columns() {
    expect_file!["data/summit.80.txt"].assert_eq(&plain(&summit(), 80));
}

#[test]
fn at_120_columns() {
    expect_file!["data/summit.120.txt"].assert_eq(&plain(&summit(), 120));
}

#[test]
fn meetings_and_positions_at_48_columns() {
    expect_file!["data/strait.48.txt"].assert_eq(&plain(&strait(), 48));
}

#[test]
fn meetings_and_positions_at_80_columns() {
    expect_file!["data/strait.80.txt"].assert_eq(&plain(&strait(), 80));
}

#[test]
fn meetings_and_positions_at_120_columns() {
    expect_file!["data/strait.120.txt"].assert_eq(&plain(&strait(), 120));
}

#[test]
fn no_line_is_wider_than_the_page() {
    for width in 20..=130 {
        let shown = plain(&summit(), width) + &plain(&strait(), width);
        for line in shown.lines() {
            assert!(
                textwrap::core::display_width(line) <= width,
                "{width}: {line}"
            );
        }
    }
}

#[test]
fn the_meeting_that_most_is_told_of_comes_first() {
    let mut record = strait();
    record.meetings.rotate_left(1);
    let shown = plain(&record, 80);
    assert!(
        shown.contains("THE MEETING\n  Summit, held · Kotka"),
        "{shown}"
    );
    // Ids of nothing, and sessions of one another, leave a meeting to begin with.
    for meeting in &mut record.meetings {
        meeting.part_of = Some("m1".to_owned());
        meeting.participants.clear();
    }
    assert!(plain(&record, 80).contains("THE MEETING\n  Summit, held"));
}

#[test]
fn many_meetings_and_matters_do_not_drown_the_reader() {
    let mut record = strait();
    let (visit, position) = (record.meetings[6].clone(), record.positions[9].clone());
    let topic = record.topics[8].clone();
    for n in 0..30 {
        let mut visit = visit.clone();
        visit.id = format!("n{n}");
        record.meetings.push(visit);
        let (mut position, mut topic) = (position.clone(), topic.clone());
        topic.id = format!("u{n}");
        topic.label = format!("matter number {n}");
        position.topic = topic.id.clone();
        record.topics.push(topic);
        record.positions.push(position);
    }
    let shown = plain(&record, 100);
    assert!(shown.contains("  and 29 more\n"), "{shown}");
    assert!(
        shown.contains("Also: matter number 6 · matter number 7"),
        "{shown}"
    );
    let opening = shown.split("WHO SAID WHAT").next().unwrap().lines().count();
    assert!(opening < 110, "{opening} lines before the statements");
}

#[test]
fn a_table_gives_way_to_blocks_where_many_speak() {
    let mut record = strait();
    for (index, position) in record.positions.iter_mut().enumerate() {
        position.party = Some(format!("e{}", index + 40));
    }
    let shown = plain(&record, 80);
    assert!(!shown.contains('─'), "{shown}");
    assert!(
        shown.contains("\n  e42 · affirms: an “understanding”"),
        "{shown}"
    );
}

#[test]
fn wide_characters_count_for_two_columns() {
    let mut record = only(1);
    record.document.title = Some("漁".repeat(15));
    let first = plain(&record, 20);
    assert_eq!(first.lines().next(), Some("漁".repeat(10).as_str()));
}

#[test]
fn color_changes_nothing_but_escape_codes() {
    for width in [40, 80] {
        let style = TextStyle { width, color: true };
        let colored = text(&summit(), &style) + &text(&strait(), &style);
        let mut bare = String::new();
        for (index, part) in colored.split('\x1b').enumerate() {
            bare.push_str(if index == 0 {
                part
            } else {
                part.split_once('m').unwrap().1
            });
        }
        assert_eq!(bare, plain(&summit(), width) + &plain(&strait(), width));
        // No style runs on from one line into the next.
        for line in colored.lines().filter(|line| line.contains('\x1b')) {
            assert!(
                line.rsplit('\x1b').next().unwrap().starts_with("[0m"),
                "{line:?}"
            );
        }
    }
}

#[test]
fn quoted_words_have_a_color_of_their_own() {
    let colored = text(
        &only(1),
        &TextStyle {
            width: 80,
            color: true,
        },
    );
    assert!(
        colored.contains("that \x1b[32m“the hardest part”\x1b[0m was behind them"),
        "{colored:?}"
    );
}

#[test]
fn nothing_in_a_report_reaches_the_terminal_as_a_command() {
    let mut record = only(3);
    record.document.title = Some("clear\x1b[2J the\u{9b}2J screen".to_owned());
    record.statements[0].content[0].text = "red\x1b[31m\r\nalert\x07".to_owned();
    record.statements[0].cue[0].text = "told\x1b]0;me".to_owned();
    record.entities[4].name = "Jónsson\x1b[5m".to_owned();
    record.warnings.push(Warning {
        code: "odd".to_owned(),
        message: "odd\x1b[1m".to_owned(),
    });
    let shown = plain(&record, 80);
    assert!(
        shown.chars().all(|c| c == '\n' || !c.is_control()),
        "{shown:?}"
    );
    assert!(shown.contains("red [31m alert"), "{shown}");
}

#[test]
fn a_cue_too_wide_for_its_column_stands_over_its_content() {
    let mut record = only(13);
    record.statements[0].cue[0].text = "declined three times to say".to_owned();
    expect![[r#"
        Mackerel summit in Tórshavn ends with a map but no quotas
        The Harbour Post · 2031-04-04 · 1 statement

        Solveig Haugen · Prime Minister of Norway
          1  declined three times to say
               who would pay for it
               – not said
    "#]]
    .assert_eq(&plain(&record, 80));
}

#[test]
fn rows_without_cue_content_or_entity_still_stand() {
    let mut record = only(11);
    let row = &mut record.statements[0];
    row.speaker = Some("e99".to_owned());
    row.cue.clear();
    let mut other = row.clone();
    other.source[0].text = "one diplomat".to_owned();
    other.content.clear();
    other.cue = vec![Span {
        start: 0,
        end: 4,
        text: "waved".to_owned(),
        selector: None,
    }];
    record.statements.push(other);
    record.document.title = None;
    record.document.publisher = None;
    expect![[r#"
        torshavn
        2031-04-04 · 2 statements

        unnamed: “One diplomat”
        ? 1    a second round might be held in Reykjavík
               in May
               – suggest · presented as possible
        ? 2  waved
               – suggest · presented as possible

        ? more likely wrong than right
    "#]]
    .assert_eq(&plain(&record, 50));
}

#[test]
fn a_record_without_statements_says_so() {
    let mut record = only(1);
    record.statements.clear();
    assert!(plain(&record, 80).ends_with("2031-04-04 · no statements\n"));
}
