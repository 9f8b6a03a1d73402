//! The record as one web page that needs nothing else.

mod dossier;
mod layout;
mod meeting;
mod report;
mod row;
mod segment;
mod stand;
mod statement;

pub use dossier::{dossier_html, dossier_html_framed};
pub use layout::Frame;

use layout::{Shell, source, warnings};
use maud::{Markup, html as markup};
use row::Rows;
use std::collections::BTreeMap;
use verbale_schema::{Document, Record};

use crate::{
    DOUBTFUL,
    encounter::{day, meetings},
    speaker::{Speaker, speakers},
};

/// The colours and typefaces that all pages have in common, as CSS: also for pages that stand beside these.
pub const TOKENS: &str = include_str!("html/tokens.css");
const STYLE: &str = concat!(
    include_str!("html/tokens.css"),
    include_str!("html/base.css"),
    include_str!("html/page.css")
);
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

fn html_within(record: &Record, frame: Option<Frame<'_>>) -> String {
    let page = Page::new(record, frame.and_then(|frame| frame.checked));
    let document = &record.document;
    let title = document.title.as_deref().unwrap_or(&document.id);
    let meetings = meetings(record);
    let skip = markup! {
        @if meetings.is_some() { a href="#meeting" { "The meeting" } }
        @if !record.positions.is_empty() { a href="#stands" { "What each side says" } }
        a href="#text" { "The report" }
        a href="#statements" { "Who said what" }
    };
    let body = markup! {
        header {
            h1.long[title.chars().count() > LONG_TITLE] lang=[page.language()] { (title) }
            (byline(document))
            (warnings(&record.warnings))
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
    };
    let shell = Shell {
        title: format!("{title} – who said what"),
        style: STYLE,
        script: SCRIPT,
        frame,
    };
    shell.page(&skip, &body)
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
    /// What people made of rows, by their ids.
    checked: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Page<'a> {
    fn new(record: &'a Record, checked: Option<&'a BTreeMap<String, String>>) -> Self {
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
            checked,
        }
    }

    /// What a person made of a row; else that it is doubtful, if it is.
    fn doubt(&self, row: &str, confidence: f32) -> Markup {
        markup! {
            @if let Some(checked) = self.checked(row) {
                span.verdict { (checked) }
            } @else if confidence < DOUBTFUL {
                // Rounded down, so that no doubtful row has 50%.
                span.doubtful { (format!("doubtful ({:.0}%)", (confidence * 100.0).floor())) }
            }
        }
    }

    fn checked(&self, row: &str) -> Option<&String> {
        self.checked.and_then(|checked| checked.get(row))
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
