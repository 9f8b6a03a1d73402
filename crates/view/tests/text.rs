//! The record as terminal text.

use expect_test::{expect, expect_file};
use verbale_schema::{Record, Span, Warning};
use verbale_view::{TextStyle, text};

fn summit() -> Record {
    serde_json::from_str(include_str!("data/summit.json")).expect("the example is a record")
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
fn no_line_is_wider_than_the_page() {
    for width in 20..=130 {
        for line in plain(&summit(), width).lines() {
            assert!(
                textwrap::core::display_width(line) <= width,
                "{width}: {line}"
            );
        }
    }
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
        let colored = text(&summit(), &TextStyle { width, color: true });
        let mut bare = String::new();
        for (index, part) in colored.split('\x1b').enumerate() {
            bare.push_str(if index == 0 {
                part
            } else {
                part.split_once('m').unwrap().1
            });
        }
        assert_eq!(bare, plain(&summit(), width));
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

        Solveig Haugen · Prime Minister of Norway · NOR
          declined three times to say
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
        ?   a second round might be held in Reykjavík in
            May
            – suggest · presented as possible
        ? waved
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
