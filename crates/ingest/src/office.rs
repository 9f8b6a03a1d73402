//! Documents of word processors: Word (DOCX) and OpenDocument (ODT), which are XML in a zip archive.

use std::io::Read;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::Reports;
use crate::archive;
use crate::error::{Error, brief};
use crate::format::Format;
use crate::report::Report;
use crate::source::{MAX_BYTES, Source};

pub(crate) struct Word;

impl Format for Word {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        is_zip_with(head, b"word/") || is_zip_with(head, b"") && source.extension == "docx"
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        read(source, &WORD)
    }
}

pub(crate) struct OpenDocument;

impl Format for OpenDocument {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        is_zip_with(head, b"opendocument.text")
            || is_zip_with(head, b"") && source.extension == "odt"
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        read(source, &OPEN_DOCUMENT)
    }
}

fn is_zip_with(head: &[u8], name: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
        && (name.is_empty() || head.windows(name.len()).any(|window| window == name))
}

/// How a kind of document is written down: its files, and its elements by their names.
struct Language {
    text: &'static str,
    properties: &'static str,
    /// Paragraphs and headings.
    paragraphs: &'static [&'static str],
    /// What holds words; elsewhere text is only layout. Empty where all text is words.
    words: &'static [&'static str],
    spaces: &'static [&'static str],
    line_breaks: &'static [&'static str],
    /// What is said twice, was struck out or is a remark.
    left_out: &'static [&'static str],
}

const WORD: Language = Language {
    text: "word/document.xml",
    properties: "docProps/core.xml",
    paragraphs: &["w:p"],
    words: &["w:t"],
    spaces: &["w:tab"],
    line_breaks: &["w:br", "w:cr"],
    left_out: &["mc:Fallback", "w:del", "w:moveFrom"],
};

const OPEN_DOCUMENT: Language = Language {
    text: "content.xml",
    properties: "meta.xml",
    paragraphs: &["text:p", "text:h"],
    words: &[],
    spaces: &["text:s", "text:tab"],
    line_breaks: &["text:line-break"],
    left_out: &["office:annotation", "text:note", "text:tracked-changes"],
};

fn read(mut source: Source, language: &Language) -> Result<Reports, Error> {
    let bytes = source.read()?;
    let mut archive = archive::open(bytes, &source.name)?;
    let mut file = |name: &str| -> Result<String, String> {
        let mut file = archive.by_name(name).map_err(|error| error.to_string())?;
        let mut xml = Vec::new();
        let read = (&mut file).take(MAX_BYTES).read_to_end(&mut xml);
        read.map_err(|error| error.to_string())?;
        String::from_utf8(xml).map_err(|error| error.to_string())
    };
    let broken = |what: &str| {
        let (name, what) = (&source.name, brief(&what));
        Error::new(format_args!(
            "{name} is a broken document ({what}): save it again"
        ))
    };
    let xml = file(language.text).map_err(|what| broken(&what))?;
    let text = text(&xml, language).map_err(|error| broken(&error.to_string()))?;
    let properties = file(language.properties).unwrap_or_default();
    let mut report = Report::new(source.stem, text);
    report.title = title(&properties);
    Ok(Reports::one(
        report.with_warnings([source.warning]).inspected(),
    ))
}

/// The paragraphs of a document, a blank line between them.
fn text(xml: &str, language: &Language) -> Result<String, quick_xml::Error> {
    let is = |names: &[&str], name: &str| names.contains(&name);
    let mut out = String::new();
    let mut paragraph = String::new();
    // How many elements are open: paragraphs, those that hold words, those that are left out.
    let (mut in_paragraph, mut in_words, mut left_out) = (0_usize, 0_usize, 0_usize);
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event()?;
        let name = match &event {
            Event::Start(element) | Event::Empty(element) => element.name().0.to_owned(),
            Event::End(element) => element.name().0.to_owned(),
            _ => String::new(),
        };
        let counts =
            left_out == 0 && (in_words > 0 || language.words.is_empty() && in_paragraph > 0);
        match event {
            Event::Eof => break,
            Event::Start(_) if is(language.left_out, &name) => left_out += 1,
            Event::End(_) if is(language.left_out, &name) => left_out = left_out.saturating_sub(1),
            Event::Start(_) if is(language.paragraphs, &name) => {
                end_paragraph(&mut out, &mut paragraph);
                in_paragraph += 1;
            }
            Event::End(_) if is(language.paragraphs, &name) => {
                end_paragraph(&mut out, &mut paragraph);
                in_paragraph = in_paragraph.saturating_sub(1);
            }
            Event::Start(_) if is(language.words, &name) => in_words += 1,
            Event::End(_) if is(language.words, &name) => in_words = in_words.saturating_sub(1),
            Event::Start(_) | Event::Empty(_) if left_out == 0 && is(language.spaces, &name) => {
                paragraph.push(' ');
            }
            Event::Start(_) | Event::Empty(_)
                if left_out == 0 && is(language.line_breaks, &name) =>
            {
                paragraph.push('\n');
            }
            Event::Text(words) if counts => paragraph.push_str(&words.xml10_content()),
            Event::CData(words) if counts => paragraph.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) if counts => {
                let name = reference.into_inner();
                paragraph.push_str(&html_escape::decode_html_entities(&format!("&{name};")));
            }
            _ => {}
        }
    }
    end_paragraph(&mut out, &mut paragraph);
    Ok(out)
}

fn end_paragraph(out: &mut String, paragraph: &mut String) {
    let words = paragraph.trim();
    if !words.is_empty() {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(words);
    }
    paragraph.clear();
}

/// The title that a document's properties give.
fn title(properties: &str) -> Option<String> {
    const NAME: &str = "dc:title";
    let mut reader = Reader::from_str(properties);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(element) if element.name().0 == NAME => {
                let title = reader.read_text(element.name()).ok()?;
                let title = html_escape::decode_html_entities(&title.xml10_content())
                    .trim()
                    .to_owned();
                return (!title.is_empty()).then_some(title);
            }
            _ => {}
        }
    }
}
