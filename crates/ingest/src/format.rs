//! The kinds of input, told by their first bytes, with the extension as a hint.

use std::collections::HashMap;

use serde::de::IgnoredAny;

use crate::Reports;
use crate::archive::{Tar, Zip};
use crate::compressed::{Gzip, Zstd};
use crate::encoding;
use crate::error::Error;
use crate::html::Pages;
use crate::json::{Json, JsonLines, MaybeJson};
use crate::mail::{Mail, Mailbox};
use crate::office::{OpenDocument, Word};
use crate::report::Report;
use crate::source::Source;
use crate::table::Table;

/// A kind of input that holds reports in its own way.
pub(crate) trait Format: Sync {
    /// Whether an input that starts with `head` is of this kind.
    fn is(&self, head: &[u8], source: &Source) -> bool;

    /// The reports in it.
    fn read(&self, source: Source) -> Result<Reports, Error>;
}

/// All kinds. The first that an input is of is its own; the last is that of any text.
const FORMATS: &[&dyn Format] = &[
    &Word,
    &OpenDocument,
    &Zip,
    &Tar,
    &Gzip,
    &Zstd,
    &Mailbox,
    &Mail,
    &Table,
    &JsonLines,
    &Json,
    &MaybeJson,
    &Pages,
    &PlainText,
];

/// The reports of an input of whatever kind.
pub(crate) fn read(mut source: Source) -> Result<Reports, Error> {
    let head = source.head()?;
    if let Some(binary) = BINARIES.iter().find(|binary| binary.is(&head)) {
        return Err(source.not_text(binary.name, binary.remedy));
    }
    match FORMATS.iter().find(|format| format.is(&head, &source)) {
        Some(format) => format.read(source),
        None => PlainText.read(source),
    }
}

/// What an input starts with, after a byte order mark and blanks.
pub(crate) fn start(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start()
}

/// Any text that is nothing else.
struct PlainText;

impl Format for PlainText {
    fn is(&self, _: &[u8], _: &Source) -> bool {
        true
    }

    fn read(&self, mut source: Source) -> Result<Reports, Error> {
        let decoded = encoding::decode(source.read_text()?, None);
        let report =
            Report::new(source.stem, decoded.text).with_warnings([source.warning, decoded.warning]);
        Ok(Reports::one(report.inspected()))
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

pub(crate) fn starts_like_html(mut start: &[u8]) -> bool {
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
    Binary { magic: b"PK\x03\x04", inside: b"epub+zip", name: "an e-book", remedy: "convert it to text first (pandoc -t plain)" },
    Binary { magic: b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", inside: b"", name: "an old Office document", remedy: TO_TEXT },
    Binary { magic: b"{\\rtf", inside: b"", name: "a rich text (RTF) document", remedy: TO_TEXT },
    Binary { magic: b"\x89PNG\r\n\x1A\n", inside: b"", name: "a PNG picture", remedy: RECOGNISE },
    Binary { magic: b"\xFF\xD8\xFF", inside: b"", name: "a JPEG picture", remedy: RECOGNISE },
    Binary { magic: b"GIF89a", inside: b"", name: "a GIF picture", remedy: RECOGNISE },
    Binary { magic: b"7z\xBC\xAF\x27\x1C", inside: b"", name: "a 7z archive", remedy: "unpack it first (7z x)" },
    Binary { magic: b"Rar!\x1A\x07", inside: b"", name: "a RAR archive", remedy: "unpack it first (unrar x)" },
    Binary { magic: b"BZh", inside: b"1AY&SY", name: "bzip2-compressed", remedy: "unpack it first (bunzip2)" },
    Binary { magic: b"\xFD7zXZ\0", inside: b"", name: "xz-compressed", remedy: "unpack it first (unxz)" },
];
