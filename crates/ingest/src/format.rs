//! What an input holds, told by its first bytes, with its extension as a hint.

use std::collections::HashMap;

use serde::de::IgnoredAny;

use crate::error::Error;
use crate::source::Source;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// On each line a JSON object that is a report.
    JsonLines,
    /// A JSON object that is a report, or an array of them.
    Json,
    /// What starts as JSON does, but also as "[Applause]" does.
    MaybeJson,
    Html,
    Text,
}

impl Format {
    /// The format of a source that starts with `head`, or an error where that
    /// shows that it is no text.
    pub(crate) fn of(head: &[u8], source: &Source) -> Result<Self, Error> {
        if let Some(binary) = BINARIES.iter().find(|binary| binary.is(head)) {
            return Err(source.not_text(binary.name, binary.remedy));
        }
        let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let start = start.trim_ascii_start();
        Ok(match source.extension.as_str() {
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "html" | "htm" | "xhtml" => Self::Html,
            _ if start.starts_with(b"{") && has_report_line(start) => Self::JsonLines,
            _ if start.starts_with(b"{") || start.starts_with(b"[") => Self::MaybeJson,
            _ if starts_like_html(start) => Self::Html,
            _ => Self::Text,
        })
    }
}

/// Whether a line is a JSON object with a "text": then the lines before it that are none are broken
/// reports, no prose.
pub(crate) fn has_report_line(start: &[u8]) -> bool {
    start.split(|&byte| byte == b'\n').any(|line| {
        serde_json::from_slice::<HashMap<String, IgnoredAny>>(line)
            .is_ok_and(|object| object.contains_key("text"))
    })
}

/// How a web page may start, after what may stand before: an XML declaration,
/// comments.
const HTML_STARTS: &[&[u8]] = &[
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<meta",
    b"<title",
    b"<main",
    b"<article",
    b"<section",
    b"<div",
    b"<h1",
    b"<p>",
    b"<p ",
];

fn starts_like_html(mut start: &[u8]) -> bool {
    loop {
        let end: &[u8] = match start {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            _ => break,
        };
        let Some(at) = start.windows(end.len()).position(|window| window == end) else {
            return false;
        };
        start = start[at + end.len()..].trim_ascii_start();
    }
    HTML_STARTS.iter().any(|html| {
        start
            .get(..html.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(html))
    })
}

/// A kind of file that may be taken for text.
struct Binary {
    /// The bytes it starts with.
    magic: &'static [u8],
    /// Bytes that tell it from others with the same magic.
    inside: &'static [u8],
    name: &'static str,
    remedy: &'static str,
}

impl Binary {
    fn is(&self, head: &[u8]) -> bool {
        head.starts_with(self.magic)
            && (self.inside.is_empty()
                || head
                    .windows(self.inside.len())
                    .any(|window| window == self.inside))
    }
}

const TO_TEXT: &str = "convert it to text first (libreoffice --convert-to txt)";
const RECOGNISE: &str = "give its text instead (tesseract recognises text in pictures)";

#[rustfmt::skip] // A table.
const BINARIES: &[Binary] = &[
    Binary { magic: b"%PDF-", inside: b"", name: "a PDF", remedy: "convert it to text first (pdftotext)" },
    Binary { magic: b"PK\x03\x04", inside: b"word/", name: "a Word document", remedy: TO_TEXT },
    Binary { magic: b"PK\x03\x04", inside: b"opendocument.text", name: "an OpenDocument text", remedy: TO_TEXT },
    Binary { magic: b"PK\x03\x04", inside: b"epub+zip", name: "an e-book", remedy: "convert it to text first (pandoc -t plain)" },
    Binary { magic: b"PK\x03\x04", inside: b"", name: "a zip archive", remedy: "unpack it first (unzip)" },
    Binary { magic: b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", inside: b"", name: "an old Office document", remedy: TO_TEXT },
    Binary { magic: b"{\\rtf", inside: b"", name: "a rich text (RTF) document", remedy: TO_TEXT },
    Binary { magic: b"\x89PNG\r\n\x1A\n", inside: b"", name: "a PNG picture", remedy: RECOGNISE },
    Binary { magic: b"\xFF\xD8\xFF", inside: b"", name: "a JPEG picture", remedy: RECOGNISE },
    Binary { magic: b"GIF89a", inside: b"", name: "a GIF picture", remedy: RECOGNISE },
    Binary { magic: b"\x1F\x8B\x08", inside: b"", name: "gzip-compressed", remedy: "unpack it first (gunzip)" },
    Binary { magic: b"\x28\xB5\x2F\xFD", inside: b"", name: "zstd-compressed", remedy: "unpack it first (unzstd)" },
];
