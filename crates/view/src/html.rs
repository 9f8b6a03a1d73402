//! The record as one web page that needs nothing else.

mod dossier;
mod segment;

pub use dossier::{dossier_html, dossier_html_framed};

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html as markup};
use segment::{Mark, Places, Role, Segment, marks, paragraphs, segments};
use sha2::{Digest, Sha256};
use verbale_schema::{Document, Record, Statement};

use crate::{
    DOUBTFUL,
    content::{Piece, joined, pieces},
    speaker::{Speaker, notes, speakers},
};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The colours that tell speakers apart; with more speakers than this they come round again.
const COLORS: usize = 6;

/// The record as a web page: the report with its statements marked, and the statements by speaker.
///
/// The page is complete in itself, and its content security policy lets it load and run nothing
/// but its own style and script. All text in the record is shown as text, never as markup. Within
/// the element `#report`, the text of the report stands once, whole and in order.
#[must_use]
pub fn html(record: &Record) -> String {
    html_within(record, None)
}

/// What stands around a record's page where it is one of a site's: HTML, put into the page as it is.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// At the end of the head.
    pub head: &'a str,
    /// At the beginning of the body.
    pub top: &'a str,
}

/// As [`html()`], within a frame. The page then has no content security policy: the site's own must
/// let it have its style and script, by their [`hashes`].
#[must_use]
pub fn html_framed(record: &Record, frame: Frame<'_>) -> String {
    html_within(record, Some(frame))
}

/// The sources of the styles and of the scripts of framed pages, as a content security policy names
/// them.
#[must_use]
pub fn hashes() -> (String, String) {
    let both = |own: &str, dossier: &str| format!("{} {}", source(own), source(dossier));
    (both(STYLE, dossier::STYLE), both(SCRIPT, dossier::SCRIPT))
}

/// A style or a script as a content security policy names it.
fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

fn html_within(record: &Record, frame: Option<Frame<'_>>) -> String {
    let page = Page::new(record);
    let document = &record.document;
    let title = document.title.as_deref().unwrap_or(&document.id);
    markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                @if frame.is_none() { meta http-equiv="Content-Security-Policy" content=(policy(STYLE, SCRIPT)); }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – who said what" }
                style { (PreEscaped(STYLE)) }
                @if let Some(frame) = frame { (PreEscaped(frame.head)) }
            }
            body {
                @if let Some(frame) = frame { (PreEscaped(frame.top)) }
                a.skip href="#statements" { "Skip to the statements" }
                header {
                    h1 lang=[document.language.as_deref()] { (title) }
                    (byline(document))
                    @if !record.warnings.is_empty() {
                        ul.warnings aria-label="Warnings" {
                            @for warning in &record.warnings { li { (warning.message) } }
                        }
                    }
                }
                main class=[document.text.is_none().then_some("alone")] {
                    section.text aria-labelledby="report-title" {
                        h2 #report-title { "The report" }
                        @match &document.text {
                            Some(text) => { (legend()) (page.report(text)) },
                            None => p.absent {
                                "This record was made without the report’s text. "
                                "The statements stand here on their own."
                            }
                        }
                    }
                    section.statements #statements aria-labelledby="statements-title" tabindex="-1" {
                        h2 #statements-title { "Who said what" }
                        @if record.statements.is_empty() {
                            p.absent { "No statements were found in this report." }
                        } @else {
                            (hint())
                        }
                        @for (index, speaker) in page.speakers.iter().enumerate() {
                            (page.speaker(index, speaker))
                        }
                    }
                }
                footer {
                    p { "Text fingerprint (SHA-256): " code { (document.sha256) } }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}

/// Nothing is loaded and nothing runs but the style and the script that this crate wrote.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        source(style),
        source(script),
    )
}

fn byline(document: &Document) -> Markup {
    // Any other scheme could run a script at a click.
    let link = document
        .url
        .as_deref()
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    if document.publisher.is_none() && document.published.is_none() && link.is_none() {
        return Markup::default();
    }
    markup! {
        p.byline {
            @if let Some(publisher) = &document.publisher { span { (publisher) } }
            @if let Some(published) = &document.published { time datetime=(published) { (published) } }
            @if let Some(url) = link { a href=(url) rel="noreferrer" { "Original" } }
        }
    }
}

fn hint() -> Markup {
    markup! {
        p.hint hidden {
            kbd { "j" } " next statement, " kbd { "k" } " previous, " kbd { "Esc" } " none"
        }
    }
}

fn legend() -> Markup {
    markup! {
        p.legend {
            span.unseen { "Key: " }
            span { mark.source { "source" } }
            span { mark.cue { "cue" } }
            span { mark.content.quoted.v0 { "quoted words" } }
            span { mark.content.v0 { "reported words" } }
        }
    }
}

/// What the parts of the page have to know of one another.
struct Page<'a> {
    record: &'a Record,
    speakers: Vec<Speaker<'a>>,
    /// By statement: the class of its speaker's colour.
    colors: Vec<String>,
    /// By statement: the name of its speaker.
    names: Vec<String>,
    /// By statement: its marks in the text.
    marks: Vec<Vec<Mark>>,
}

impl<'a> Page<'a> {
    fn new(record: &'a Record) -> Self {
        let speakers = speakers(record);
        let mut colors = vec![String::new(); record.statements.len()];
        let mut names = colors.clone();
        for (index, speaker) in speakers.iter().enumerate() {
            for &(statement, _) in &speaker.statements {
                colors[statement] = color(index);
                names[statement] = speaker.name();
            }
        }
        let places = Places::new(record.document.text.as_deref().unwrap_or_default());
        let statements = record.statements.iter().enumerate();
        let marks = statements
            .map(|(index, statement)| marks(index, statement, &places))
            .collect();
        Self {
            record,
            speakers,
            colors,
            names,
            marks,
        }
    }

    /// The text with its marks. What parts the paragraphs stands between them, so nothing is lost.
    fn report(&self, text: &str) -> Markup {
        let paragraphs = paragraphs(text);
        let marks = self.marks.concat();
        let mut cuts: Vec<usize> = paragraphs
            .iter()
            .flat_map(|paragraph| [paragraph.start, paragraph.end])
            .collect();
        // A statement's number stands where its content begins, or failing that its cue or source.
        let mut numbers: Vec<(usize, usize)> = self
            .marks
            .iter()
            .filter_map(|marks| marks.first())
            .map(|mark| (mark.range.start, mark.statement))
            .collect();
        numbers.sort_unstable();
        cuts.extend(numbers.iter().map(|&(place, _)| place));

        let segments = segments(text, &marks, &cuts);
        let mut segments = segments.iter().peekable();
        let mut numbers = numbers.into_iter().peekable();
        let headline = self.record.document.title.as_deref();
        markup! {
            div.report #report lang=[self.record.document.language.as_deref()] {
                @for paragraph in &paragraphs {
                    @while let Some(between) = segments.next_if(|segment| segment.range.start < paragraph.start) {
                        (text[between.range.clone()])
                    }
                    @let words = &text[paragraph.clone()];
                    p class=[(headline == Some(words)).then_some("headline")] {
                        @while let Some(segment) = segments.next_if(|segment| segment.range.start < paragraph.end) {
                            @let start = segment.range.start;
                            @while let Some((_, statement)) = numbers.next_if(|&(place, _)| place <= start) {
                                (self.number(statement))
                            }
                            (self.segment(text, segment))
                        }
                    }
                }
                @for rest in segments { (text[rest.range.clone()]) }
                @for (_, statement) in numbers { (self.number(statement)) }
            }
        }
    }

    /// The number of a statement in the text: an empty link, so that the text stays the report's.
    fn number(&self, statement: usize) -> Markup {
        let n = statement + 1;
        markup! {
            a.number.(self.colors[statement]) id=(format!("t{n}")) href=(format!("#s{n}")) data-n=(n)
                aria-label=(format!("Statement {n}, {}{}", self.names[statement], self.doubt(statement))) {}
        }
    }

    /// What a screen reader adds where the statement is doubtful.
    fn doubt(&self, statement: usize) -> &'static str {
        if self.record.statements[statement].confidence < DOUBTFUL {
            ", doubtful"
        } else {
            ""
        }
    }

    fn segment(&self, text: &str, segment: &Segment<'_>) -> Markup {
        let words = &text[segment.range.clone()];
        let statements = segment.statements();
        let Some(&innermost) = statements.first() else {
            return markup! { (words) };
        };
        let numbers: Vec<String> = statements
            .iter()
            .map(|statement| (statement + 1).to_string())
            .collect();
        markup! {
            mark.(self.colors[innermost])
                .source[segment.is(Role::Source)]
                .cue[segment.is(Role::Cue)]
                .content[segment.is(Role::Content)]
                .quoted[segment.is(Role::Quoted)]
                data-s=(numbers.join(" ")) { (words) }
        }
    }

    fn speaker(&self, index: usize, speaker: &Speaker<'_>) -> Markup {
        markup! {
            div.speaker.(color(index)) {
                h3 { (speaker.name()) }
                @let particulars = speaker.particulars(self.record);
                @if !particulars.is_empty() { p.particulars { (particulars.join(" · ")) } }
                ol role="list" {
                    @for &(index, statement) in &speaker.statements {
                        (self.row(index, statement))
                    }
                }
            }
        }
    }

    fn row(&self, index: usize, statement: &Statement) -> Markup {
        let n = index + 1;
        let cue = joined(&statement.cue);
        let has_place = !self.marks[index].is_empty();
        markup! {
            li.row id=(format!("s{n}")) data-n=(n) tabindex="-1" {
                @if has_place {
                    a.go href=(format!("#t{n}")) {
                        span.n { (n) " " } span.cue { (cue) }
                        span.unseen { ", " (self.names[index]) " – show in the report" }
                    }
                } @else {
                    p.go tabindex="-1" { span.n { (n) " " } span.cue { (cue) } }
                }
                p.words lang=[self.record.document.language.as_deref()] {
                    @for piece in pieces(statement) {
                        @match piece {
                            Piece::Quoted(words) => span.quoted { (words) },
                            Piece::Plain(words) => (words),
                            Piece::Gap => span.gap { " … " },
                        }
                    }
                }
                (self.notes(statement))
            }
        }
    }

    fn notes(&self, statement: &Statement) -> Markup {
        let notes = notes(self.record, statement);
        let doubtful = statement.confidence < DOUBTFUL;
        markup! {
            @if doubtful || !notes.is_empty() {
                p.notes {
                    @for note in notes { span { (note) } }
                    @if doubtful {
                        span.doubtful { (format!("doubtful (confidence {:.0}%)", statement.confidence * 100.0)) }
                    }
                }
            }
        }
    }
}

/// The class of the colour of the speaker at `index`.
fn color(index: usize) -> String {
    format!("v{}", index % COLORS + 1)
}
