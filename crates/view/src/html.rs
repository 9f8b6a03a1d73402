//! The record as one web page that needs nothing else.

mod dossier;
mod meeting;
mod report;
mod row;
mod segment;
mod stand;
mod statement;

pub use dossier::{dossier_html, dossier_html_framed};

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html as markup};
use row::Rows;
use sha2::{Digest, Sha256};
use verbale_schema::{Document, Record};

use crate::{
    encounter::{day, meetings},
    speaker::{Speaker, speakers},
};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// A title with more letters than this is set smaller.
const LONG_TITLE: usize = 110;

/// The colours that tell speakers apart; with more speakers than this they come round again.
const COLORS: usize = 6;

/// The record as a web page: the meeting, what each side says on each matter, and side by side the
/// report with its statements marked and the statements by speaker.
///
/// The page is complete in itself, and its content security policy lets it load and run nothing
/// but its own style and script. All text in the record is shown as text, never as markup. Whatever
/// is told of a meeting, and every position, is a link to its words in the report. Within the
/// element `#report`, the text of the report stands once, whole and in order.
///
/// Places have names that other pages can link to: `#s3` is the third statement in the list and
/// `#t3` in the text, `#p2` the second position and `#w-p2` its words, `#w-m1` the words for the
/// first meeting.
#[must_use]
pub fn html(record: &Record) -> String {
    html_within(record, None)
}

/// What stands around a record's page where it is one of a site's: HTML, put into the page as it is.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// At the end of the head.
    pub head: &'a str,
    /// At the beginning of the body, after the links that skip it.
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
    let meetings = meetings(record);
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
                nav.skip aria-label="Skip" {
                    @if meetings.is_some() { a href="#meeting" { "The meeting" } }
                    @if !record.positions.is_empty() { a href="#stands" { "What each side says" } }
                    a href="#text" { "The report" }
                    a href="#statements" { "Who said what" }
                }
                @if let Some(frame) = frame { (PreEscaped(frame.top)) }
                header {
                    h1.long[title.chars().count() > LONG_TITLE] lang=[page.language()] { (title) }
                    (byline(document))
                    @if !record.warnings.is_empty() {
                        ul.warnings aria-label="Warnings" {
                            @for warning in &record.warnings { li { (warning.message) } }
                        }
                    }
                }
                main {
                    @if let Some(meetings) = &meetings { (page.meetings(meetings)) }
                    @if !record.positions.is_empty() { (page.stands()) }
                    div.panes.alone[document.text.is_none()] {
                        section.text #text aria-labelledby="report-title" tabindex="-1" {
                            h2 #report-title { "The report" }
                            @match &document.text {
                                Some(text) => { (legend()) (page.report(text)) },
                                None => p.absent {
                                    "This record was made without the report’s text. "
                                    "What was found stands here on its own."
                                }
                            }
                        }
                        (page.statements())
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
            @if let Some(published) = &document.published { time datetime=(published) { (day(published)) } }
            @if let Some(url) = link { a href=(url) rel="noreferrer" { "Original" } }
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
    rows: Rows,
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
        Self {
            record,
            speakers,
            colors,
            names,
            rows: Rows::new(record),
        }
    }

    fn language(&self) -> Option<&str> {
        self.record.document.language.as_deref()
    }

    /// Something shown, as a link to the words it stands on, if they are in the text.
    fn linked(&self, key: &str, shown: &Markup) -> Markup {
        markup! {
            @if self.rows.has_place(key) {
                a.fact href=(format!("#w-{key}")) { (shown) }
            } @else {
                (shown)
            }
        }
    }
}

/// The class of the colour of the speaker at `index`.
fn color(index: usize) -> String {
    format!("v{}", index % COLORS + 1)
}
