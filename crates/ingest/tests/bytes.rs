//! Inputs that are better made here than kept as files: encodings, sizes,
//! monstrous pages, files that cannot be read, random bytes.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use verbale_ingest::{Input, Report, reports, reports_from_bytes};

/// The one report in these bytes.
fn report(name: &str, bytes: impl Into<Vec<u8>>) -> Report {
    let mut reports = reports_from_bytes(name, bytes);
    let report = reports.next().unwrap().unwrap();
    assert!(reports.next().is_none());
    report
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.warnings.iter().map(|warning| warning.code).collect()
}

fn error(path: impl Into<PathBuf>) -> String {
    let first = reports(&Input::File(path.into())).next().unwrap();
    first.unwrap_err().to_string()
}

#[test]
fn encodings() {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let (said, warned) = ("“Nо”, said Zoé — 😀", "U+FFFD");
    let html = "<html><meta charset=windows-1251><p>";
    for (name, bytes, text, warning) in [
        ("utf-8.txt", said.as_bytes().to_vec(), said, None),
        (
            "utf-16le.txt",
            utf16(&format!("\u{FEFF}{said}"), u16::to_le_bytes),
            said,
            None,
        ),
        (
            "utf-16be.txt",
            utf16(&format!("\u{FEFF}{said}"), u16::to_be_bytes),
            said,
            None,
        ),
        (
            "odd.txt",
            b"\xFF\xFEN\0o\0!".to_vec(),
            "No\u{FFFD}",
            Some(warned),
        ),
        // Guessed.
        (
            "windows-1252.txt",
            b"\x93No\x94, said Zo\xE9 \x97 she didn\x92t go.".to_vec(),
            "“No”, said Zoé — she didn’t go.",
            Some("windows-1252"),
        ),
        (
            "windows-1251.txt",
            b"\xCF\xF0\xE5\xE7\xE8\xE4\xE5\xED\xF2 \xF1\xEA\xE0\xE7\xE0\xEB: \xED\xE5\xF2".to_vec(),
            "Президент сказал: нет",
            Some("windows-1251"),
        ),
        // UTF-8, but cut within a character.
        (
            "cut.txt",
            b"\xE2\x80\x9CNo\xE2\x80\x9D, Zo\xC3".to_vec(),
            "“No”, Zo\u{FFFD}",
            Some(warned),
        ),
        (
            "marked.txt",
            b"\xEF\xBB\xBFNo\xE9".to_vec(),
            "No\u{FFFD}",
            Some(warned),
        ),
        // As the page says, unless it is evidently UTF-8.
        (
            "declared.html",
            [html.as_bytes(), b"\xCD\xE5\xF2."].concat(),
            "Нет.",
            None,
        ),
        (
            "resaved.html",
            [html, "Нет."].concat().into_bytes(),
            "Нет.",
            None,
        ),
    ] {
        let report = report(name, bytes);
        assert_eq!(report.text, text, "{name}");
        let messages: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        match warning {
            Some(part) => assert!(
                messages.len() == 1
                    && messages[0].starts_with("encoding: ")
                    && messages[0].contains(part),
                "{name}: {messages:?}"
            ),
            None => assert_eq!(messages, [""; 0], "{name}"),
        }
    }
}

#[test]
fn json_lines_in_other_encodings() {
    let lines = "\u{FEFF}{\"text\": \"Zoé said no.\"}\r\n{\"text\": \"Zoé said yes.\"}\r\n";
    let utf16: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows =
        b"{\"text\": \"Zo\xE9 said no.\"}\n{\"text\": \"Zo\xC3\xA9 said yes.\"}\n".to_vec();
    for bytes in [lines.as_bytes().to_vec(), utf16, windows] {
        let texts: Vec<String> = reports_from_bytes("week", bytes)
            .map(|report| report.unwrap().text)
            .collect();
        assert_eq!(texts, ["Zoé said no.", "Zoé said yes."]);
    }
}

#[test]
fn json_lines_are_read_as_they_are_asked_for() {
    let file = tempfile::Builder::new()
        .suffix(".jsonl")
        .tempfile()
        .unwrap();
    writeln!(&file, "{{\"text\": \"The first.\"}}").unwrap();
    // Larger than what is read at once; and what comes next is not there yet.
    let long = "x".repeat(1 << 20);
    writeln!(&file, "{{\"text\": \"{long}\"}}").unwrap();
    let mut reports = reports(&Input::File(file.path().into()));
    assert_eq!(reports.next().unwrap().unwrap().text, "The first.");
    writeln!(&file, "{{\"text\": \"The last.\"}}").unwrap();
    assert_eq!(reports.next().unwrap().unwrap().text, long);
    assert_eq!(reports.next().unwrap().unwrap().text, "The last.");
    assert!(reports.next().is_none());
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert!(
        error(path).ends_with("is a folder without files that may hold a report: check the path")
    );
    assert!(error(path.join("none.txt")).ends_with("none.txt: no such file: check the path"));
    assert!(!error(path.join("line\nend")).contains('\n'));

    let large = fs::File::create(path.join("large.txt")).unwrap();
    large.set_len((512 << 20) + 1).unwrap();
    assert!(error(path.join("large.txt")).contains("is larger than 512 MiB: split it"));
}

#[test]
fn large_texts_are_read() {
    let text = "The minister said that the harbour would stay open, and left.\n".repeat(800_000);
    let report = report("long.txt", text.clone());
    assert!(report.text == text);
    assert_eq!(codes(&report), ["large"]);
}

/// Pages that make a parser's stack, memory or time grow out of hand.
#[test]
fn monstrous_pages_are_read_crudely_and_soon() {
    let numbered = |tag: &str, times: usize| -> String {
        (0..times)
            .map(|n| tag.replace('#', &n.to_string()))
            .collect()
    };
    for (what, html) in [
        ("nested blocks", "<div>".repeat(1_000_000)),
        ("nested lists", "<ul><li>".repeat(300_000)),
        ("nested tables", "<table><tr><td>".repeat(200_000)),
        (
            "blocks before a table",
            format!("<table>{}", "<div>".repeat(500_000)),
        ),
        ("ever open formats", numbered("<b id=#><p>", 200_000)),
        (
            "formats first",
            format!("{}{}", numbered("<i id=#>", 250), "<p>".repeat(500_000)),
        ),
        (
            "blocks in a template",
            format!("<template>{}</template>", "<div>".repeat(500_000)),
        ),
        ("attributes", format!("<p {}>", numbered("a# ", 1_000_000))),
        ("flat", "<p>x".repeat(1_000_000)),
        ("line breaks", "<br>".repeat(1_000_000)),
    ] {
        let begun = Instant::now();
        let report = report("page.html", format!("<html><body>{html}Yes"));
        let took = begun.elapsed();
        assert!(
            report.text.ends_with("Yes"),
            "{what}: {:?}",
            report.text.get(..80)
        );
        assert!(
            codes(&report).contains(&"crude-html"),
            "{what}: {:?}",
            codes(&report)
        );
        assert!(took < Duration::from_secs(20), "{what} took {took:?}");
    }
}

/// Pages that are large, but not beyond measure.
#[test]
fn large_pages_are_read_soon() {
    let sentence = "She said, and nobody denied it, that the harbour was open.";
    let level = |n: usize| format!("<div>{}", format!("<p>{sentence}</p>").repeat(n));
    for (what, html) in [
        ("paragraphs", level(40_000)),
        ("levels", level(200).repeat(200)),
        (
            "levels of blocks",
            format!("<section>{}", "<div><div>x</div></div>".repeat(150)).repeat(200),
        ),
        (
            "links",
            format!(
                "<ul>{}</ul>",
                format!("<li><a href=x>{sentence}</a>").repeat(30_000)
            ),
        ),
        ("line breaks", "<br>".repeat(90_000)),
        ("lines", format!("{sentence}<br>").repeat(45_000)),
        ("verses", format!("{sentence}<br><br>").repeat(30_000)),
        ("spans", format!("<span>{sentence}</span>").repeat(45_000)),
        ("tables", format!("<table><tr><td>{sentence}").repeat(60)),
        (
            "rows",
            format!(
                "<table>{}",
                format!("<tr><td>{sentence}<td>No").repeat(18_000)
            ),
        ),
    ] {
        let begun = Instant::now();
        let report = report("page.html", format!("<html><body>{html}"));
        let took = begun.elapsed();
        assert!(!codes(&report).contains(&"crude-html"), "{what}");
        assert!(took < Duration::from_secs(20), "{what} took {took:?}");
    }
}

#[test]
fn the_same_text_has_the_same_hash_wherever_it_came_from() {
    let text = report("a.txt", "\u{FEFF}No.");
    let json = report("b.json", r#"{"text": "No."}"#);
    assert_eq!(text.sha256(), json.sha256());
    assert_ne!(text.sha256(), report("a.txt", "No").sha256());
}

/// Bytes in which what the reader looks for is likely.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..20),
        "\\PC{0,20}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<table>",
            "<td",
            "<!--",
            "-->",
            "<script>",
            "</",
            "<meta charset=",
            "<br><br>",
            "<pre>\n",
            "<q>",
            "&nbsp",
            "&#x110000;",
            "<svg>",
            "<template>",
            "=\"",
            "\u{FEFF}",
            "\n",
            "{",
            "[",
            "{\"text\": \"",
            "\"}",
            "\"published\":",
            "null,",
            "\\ud800",
            "<time datetime=",
            "<h1>",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    prop::collection::vec(pieces, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in bytes()) {
        for name in ["a", "a.txt", "a.html", "a.json", "a.jsonl", "a.eml", "a.pdf", "a.docx"] {
            for outcome in reports_from_bytes(name, bytes.clone()) {
                if let Err(error) = outcome {
                    prop_assert!(!error.to_string().contains('\n'));
                }
            }
        }
    }

    // Without characters that damage begins with: entities, and first bytes of UTF-8 read as windows-1252.
    #[test]
    fn plain_text_comes_out_unchanged(text in "[^\0<{%\u{FEFF}&Â-ô][^\0&Â-ô]{0,200}") {
        prop_assert_eq!(report("a.txt", text.clone()).text, text);
    }
}
