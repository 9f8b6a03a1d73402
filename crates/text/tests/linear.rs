//! Odd texts of some size take their time in proportion: a quadratic step would take minutes here.

use std::time::{Duration, Instant};
use verbale_text::{CodePoints, normalize, paragraphs, quotations, sentences, tokens};

const BYTES: usize = 400_000;

/// Far above what a linear reader needs in a debug build, far below what a quadratic one does.
const LIMIT: Duration = Duration::from_secs(4);

const TRIES: usize = 3;

/// Reads `unit`, over and over again, in every way.
fn check(unit: &str) {
    check_text(&unit.repeat(BYTES / unit.len()));
}

/// Any one try may have to wait on a busy machine, so it has more than one.
fn check_text(text: &str) {
    let start: String = text.chars().take(20).collect();
    assert!(
        (0..TRIES).any(|_| time_to_read(text) < LIMIT),
        "{start:?} takes over {LIMIT:?}"
    );
}

fn time_to_read(text: &str) -> Duration {
    let clock = Instant::now();
    let tokens = tokens(text);
    let read = sentences(text, &tokens).len() + quotations(text).len() + paragraphs(text).len();
    let read = read + normalize(text, |_| false).text().len();
    let points = CodePoints::new(text);
    let last = tokens.last().map_or(0, |t| points.at(t.span.end));
    let time = clock.elapsed();
    assert!(read > 0 && last > 0, "nothing was read");
    time
}

#[test]
fn one_character() {
    for unit in [
        "a", "A", "1", ".", "-", "!", "?", "…", "@", "#", "/", ":", "&", "_", "é", "\u{301}",
        "\u{200d}", "日", "\0",
    ] {
        check(unit);
    }
}

#[test]
fn quote_marks() {
    for unit in [
        "\"", "'", "“", "”", "‘", "’", "„", "«", "»", "‚", "“ ", " “", " ”", "\" ", " '", "' ",
        "“‘", "’”",
    ] {
        check(unit);
    }
}

#[test]
fn apostrophes() {
    for unit in [
        "'a",
        "a'",
        "a' ",
        " 'a",
        "s' ",
        "’s",
        "'s",
        "n't",
        "«a' ",
        " ‘a “",
        "„a’ b’ ",
        "'90",
        " 'em",
    ] {
        check(unit);
    }
}

#[test]
fn no_spaces() {
    for unit in [
        "a-",
        "a.",
        "a.b-",
        "1.",
        "1,",
        "111,",
        "1:",
        "A&",
        "co-",
        "no.",
        "U.S.",
        "a@",
        "@a",
        "#1",
        "a-a@",
        "a@!",
        "a+",
        "www.",
        "http://",
        "wwwa-",
        "http://a,",
        "a…",
        "Gen.",
        "('",
        ".'",
    ] {
        check(unit);
    }
    // What stands at the end is looked for from every place before.
    for (unit, end) in [
        ("a-", "@x.org"),
        ("a-", "@x"),
        ("a-", "!@x.org"),
        ("a.", "com"),
        ("1", ",000"),
        ("no.", " 5"),
    ] {
        check_text(&(unit.repeat(BYTES / unit.len()) + end));
    }
}

#[test]
fn marks_and_blanks() {
    for unit in [
        ". ",
        ".\" ",
        ".) ",
        ") ",
        "[1] ",
        ". [1] ",
        "( ",
        "A ",
        "A: ",
        "A. ",
        "1. ",
        "• ",
        "Q: ",
        "Why?” Ode ",
        "a\n",
        "\r",
        "\n",
        "a\r\n",
        "A B: \n",
        "a \u{200b}",
        "a b c d e f g h i j k l m n o p q r s t\nu",
        "word of a line that is as full as the others here\n",
    ] {
        check(&format!("{unit}x"));
        check_text(&format!("x{}x", unit.repeat(BYTES / unit.len())));
    }
}
