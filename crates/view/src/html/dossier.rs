//! The dossier as one web page that needs nothing else.

use super::layout::{Frame, Shell, warnings};
use super::segment::paragraphs;
use maud::{Markup, html as markup};
use std::collections::BTreeMap;
use std::ops::Range;
use verbale_schema::{Cell, Dossier, Evidence, Fact, Row, Source, Span};

use crate::content::folded;
use crate::dossier::{
    Section, beside, disputed, is_unsure, meeting, name, participants, parties, remark, said,
    sections, stance, summary, tellers, title, value,
};
use crate::encounter::day;

pub(super) const STYLE: &str = concat!(
    include_str!("tokens.css"),
    include_str!("base.css"),
    include_str!("dossier.css")
);
pub(super) const SCRIPT: &str = include_str!("dossier.js");

/// The colours that tell sides apart; with more sides than this they come round again.
const COLORS: usize = 6;

/// The dossier as a web page: the matters in a table, the texts side by side below it; every cell
/// leads to its words in its text, where they are marked.
///
/// The page is complete in itself and loads nothing. All text in the dossier is shown as text,
/// never as markup.
#[must_use]
pub fn dossier_html(dossier: &Dossier) -> String {
    dossier_within(dossier, None)
}

/// As [`dossier_html`], within a frame. The page then has no content security policy: the site's own
/// must let it have its style and script, by their [`hashes`](super::hashes).
#[must_use]
pub fn dossier_html_framed(dossier: &Dossier, frame: Frame<'_>) -> String {
    dossier_within(dossier, Some(frame))
}

fn dossier_within(dossier: &Dossier, frame: Option<Frame<'_>>) -> String {
    let heading = title(dossier);
    let skip = markup! { a href="#matters" { "The matters" } a href="#texts" { "The texts" } };
    let body = markup! {
        header {
            h1 { (heading) }
            @if let Some(encounter) = &dossier.meeting {
                p.byline { (meeting(encounter)) }
                @let who = participants(encounter);
                @if !who.is_empty() { p.byline { (who) } }
            }
            p { strong { (summary(dossier)) } }
            @if dossier.meeting.iter().any(|encounter| disputed(encounter).next().is_some()) {
                h2 { "Disputed" }
                ul.differ { @for fact in dossier.meeting.iter().flat_map(disputed) { li { (dispute(dossier, fact)) } } }
            }
            (warnings(&dossier.warnings))
        }
        main {
            section #matters aria-label="Matters" tabindex="-1" {
                @for section in &sections(dossier) { (table(dossier, section)) }
                @if dossier.rows.is_empty() { p { "No matter was found on which a side speaks." } }
            }
            section #texts aria-labelledby="texts-title" tabindex="-1" {
                h2 #texts-title { "The texts" }
                div.texts {
                    @for (number, document) in dossier.documents.iter().enumerate() {
                        (report(dossier, number, document))
                    }
                }
            }
        }
    };
    let shell = Shell {
        title: format!("{heading} – side by side"),
        style: STYLE,
        script: SCRIPT,
        frame,
    };
    shell.page(&skip, &body)
}

/// A field, and what each report tells of it in which words, with links to the reports.
fn dispute(dossier: &Dossier, fact: &Fact) -> Markup {
    let report = |id: &str| {
        let number = dossier.documents.iter().position(|source| source.id == id);
        markup! {
            @match number {
                Some(number) => {
                    @let source = &dossier.documents[number];
                    a href=(format!("#d{}", number + 1)) { (folded(source.title.as_deref().unwrap_or(&source.id))) }
                },
                None => (folded(id)),
            }
        }
    };
    markup! {
        span.field { (fact.field) } ": "
        @for (n, told) in fact.values.iter().enumerate() {
            @if n > 0 { "; " }
            (value(fact.field, &told.value, day)) " (“" (folded(&told.text)) "”, "
            @for (n, id) in tellers(&told.evidence).into_iter().enumerate() { @if n > 0 { ", " } (report(id)) }
            ")"
        }
    }
}

fn table(dossier: &Dossier, section: &Section<'_>) -> Markup {
    markup! {
        h2 { (section.title) " " span.count { (section.rows.len()) } }
        table {
            thead {
                tr {
                    th scope="col" { "Matter" }
                    @for (n, side) in parties(dossier) {
                        th scope="col" { span.(color(n)) { (name(side)) } }
                    }
                }
            }
            tbody {
                @for (number, row) in &section.rows { (matter(dossier, *number, row)) }
            }
        }
    }
}

fn matter(dossier: &Dossier, number: usize, row: &Row) -> Markup {
    markup! {
        tr id=(format!("r{}", number + 1)) {
            th scope="row" {
                (row.topic)
                @if let Some(remark) = remark(row) { span.remark.unsure[is_unsure(row)] { (remark) } }
                @for (who, evidence) in beside(row) { span.remark { (who) ": " (evidence.span.text) } }
            }
            @for (n, side) in parties(dossier) {
                td data-side=(name(side)) { (cell_of(dossier, number, n, &row.cells[n])) }
            }
        }
    }
}

fn cell_of(dossier: &Dossier, number: usize, side: usize, cell: &Cell) -> Markup {
    markup! {
        p.stance.none[cell.evidence.is_empty()] { (stance(cell.stance)) }
        @for said in said(cell, day) {
            @if let Some(when) = &said.when { p.remark { (when) } }
            @for evidence in said.evidence { (words_of(dossier, number, side, evidence)) }
        }
    }
}

fn words_of(dossier: &Dossier, number: usize, side: usize, evidence: &Evidence) -> Markup {
    let document = dossier
        .documents
        .iter()
        .position(|d| d.id == evidence.document && d.text.is_some());
    markup! {
        p.words {
            @match document {
                Some(document) => a.go.(color(side)) href=(format!("#{}", anchor(document, &evidence.span)))
                    data-row=(number + 1) { (evidence.span.text) },
                None => (evidence.span.text),
            }
        }
    }
}

/// The place of a span in the page.
fn anchor(document: usize, span: &Span) -> String {
    format!("d{}-{}-{}", document + 1, span.start, span.end)
}

fn color(side: usize) -> String {
    format!("v{}", side % COLORS + 1)
}

/// Words of a text that stand in cells.
struct Mark {
    bytes: Range<usize>,
    anchor: String,
    side: usize,
    row: usize,
}

fn report(dossier: &Dossier, number: usize, document: &Source) -> Markup {
    let facts = [
        document.publisher.clone(),
        document.published.as_deref().map(day),
        document.agency.clone(),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    markup! {
        article aria-labelledby=(format!("d{}", number + 1)) {
            h3 id=(format!("d{}", number + 1)) { (document.title.as_deref().unwrap_or(&document.id)) }
            p.byline { (facts.join(" · ")) }
            @if !document.copies.is_empty() { p.byline { "copies: " (document.copies.join(", ")) } }
            @if !document.versions.is_empty() { p.byline { "other versions: " (document.versions.join(", ")) } }
            @match &document.text {
                Some(text) => {
                    @let marks = marks(dossier, number, document, text);
                    @for paragraph in paragraphs(text) { p { (marked(text, paragraph, &marks)) } }
                },
                None => p { "The dossier was made without this text." },
            }
        }
    }
}

/// The marks of a text, by place; each span once.
fn marks(dossier: &Dossier, number: usize, document: &Source, text: &str) -> Vec<Mark> {
    let places: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let mut marks: BTreeMap<(usize, usize), Mark> = BTreeMap::new();
    for (row, cells) in dossier.rows.iter().enumerate() {
        for (side, cell) in cells.cells.iter().enumerate() {
            for evidence in cell.evidence.iter().filter(|e| e.document == document.id) {
                let span = &evidence.span;
                let (Some(&start), Some(&end)) = (places.get(span.start), places.get(span.end))
                else {
                    continue;
                };
                marks.entry((start, end)).or_insert_with(|| Mark {
                    bytes: start..end.max(start),
                    anchor: anchor(number, span),
                    side,
                    row: row + 1,
                });
            }
        }
    }
    marks.into_values().collect()
}

/// A paragraph with its marks, cut wherever one begins or ends; a piece has the look of the shortest
/// mark over it.
fn marked(text: &str, paragraph: Range<usize>, marks: &[Mark]) -> Markup {
    let near: Vec<&Mark> = marks
        .iter()
        .filter(|mark| mark.bytes.start < paragraph.end && paragraph.start < mark.bytes.end)
        .collect();
    let mut cuts: Vec<usize> = near
        .iter()
        .flat_map(|mark| [mark.bytes.start, mark.bytes.end])
        .filter(|cut| paragraph.contains(cut))
        .chain([paragraph.start, paragraph.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    markup! {
        @for piece in cuts.windows(2) {
            @let words = &text[piece[0]..piece[1]];
            @let over: Vec<&&Mark> = near.iter().filter(|m| m.bytes.start <= piece[0] && piece[1] <= m.bytes.end).collect();
            @for mark in near.iter().filter(|m| m.bytes.start == piece[0]) {
                a.place id=(mark.anchor) href=(format!("#r{}", mark.row)) aria-label=(format!("Back to matter {}", mark.row)) {}
            }
            @match over.iter().min_by_key(|mark| mark.bytes.len()) {
                Some(mark) => mark.(color(mark.side)) data-in=(over.iter().map(|m| m.anchor.as_str()).collect::<Vec<_>>().join(" ")) { (words) },
                None => (words),
            }
        }
    }
}
