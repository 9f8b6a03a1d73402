//! The dossier as terminal text.

use anstyle::Style;
use textwrap::core::display_width;
use verbale_schema::{Cell, Dossier, Row, Verdict};

use super::TextStyle;
use super::ink::{Ink, Palette};
use crate::content::folded;
use crate::dossier::{
    beside, dispute, disputed, is_unsure, meeting, name, participants, parties, remark, said,
    sections, stance, summary, title, words,
};
use crate::encounter::date;

/// A column for a side is at least this wide; with less room the sides stand one below another.
const COLUMN: usize = 38;
/// What parts two columns.
const GUTTER: &str = " │ ";

/// The dossier as text for a terminal: the meeting, what there is in a line, the facts that are disputed, then where the
/// sides differ, what only one says, where they agree. With room for it the sides stand in columns.
///
/// A row that may well be wrong begins with a question mark. Every line ends with a line feed.
#[must_use]
pub fn dossier_text(dossier: &Dossier, style: &TextStyle) -> String {
    let width = style.width.max(20);
    let sides = parties(dossier).count().max(1);
    let column = (width.saturating_sub(2 + (sides - 1) * display_width(GUTTER))) / sides;
    let mut page = Page {
        width,
        columns: (sides > 1 && column >= COLUMN).then_some(column.min(70)),
        ink: if style.color {
            Palette::colored()
        } else {
            Palette::default()
        },
        out: String::new(),
    };
    page.heading(dossier);
    page.findings(dossier);
    for section in sections(dossier) {
        page.blank();
        page.paragraph(
            "",
            &Ink::new(
                &format!("{} ({})", section.title, section.rows.len()),
                page.ink.title,
            ),
        );
        for (_, row) in section.rows {
            page.blank();
            page.row(dossier, row);
        }
    }
    if dossier.rows.is_empty() {
        page.blank();
        page.paragraph(
            "",
            &Ink::new("No matter was found on which a side speaks.", Style::new()),
        );
    }
    page.out
}

struct Page {
    width: usize,
    /// The width of a side's column; none where the sides stand one below another.
    columns: Option<usize>,
    ink: Palette,
    out: String,
}

impl Page {
    fn heading(&mut self, dossier: &Dossier) {
        self.paragraph("", &Ink::new(&title(dossier), self.ink.title));
        if let Some(encounter) = &dossier.meeting {
            self.paragraph("", &Ink::new(&meeting(encounter), self.ink.aside));
            let who = participants(encounter);
            if !who.is_empty() {
                self.paragraph("", &Ink::new(&who, self.ink.aside));
            }
        }
        for warning in &dossier.warnings {
            self.paragraph("! ", &Ink::new(&warning.message, Style::new()));
        }
        self.blank();
        for (_, side) in parties(dossier) {
            let mut line = Ink::new(&name(side), self.ink.name);
            let documents = dossier.documents.iter();
            let own = documents.filter(|d| side.documents.contains(&d.id));
            for (n, document) in own.enumerate() {
                let facts = [
                    document.publisher.as_deref(),
                    document.published.as_deref(),
                    document.agency.as_deref(),
                ];
                let facts: Vec<&str> = facts.into_iter().flatten().collect();
                let gap = if n == 0 { ": " } else { "; " };
                line.push(&format!("{gap}{}", document.id), Style::new());
                if !facts.is_empty() {
                    line.push(&format!(" ({})", facts.join(", ")), self.ink.aside);
                }
            }
            self.paragraph("", &line);
        }
        for document in &dossier.documents {
            for (what, ids) in [
                ("copies", &document.copies),
                ("earlier or shorter versions", &document.versions),
            ] {
                if !ids.is_empty() {
                    let line =
                        format!("{what} of {}, not counted: {}", document.id, ids.join(", "));
                    self.paragraph("", &Ink::new(&line, self.ink.aside));
                }
            }
        }
    }

    /// What there is, and which facts are disputed.
    fn findings(&mut self, dossier: &Dossier) {
        let line = summary(dossier);
        if !line.is_empty() {
            self.blank();
            self.paragraph("", &Ink::new(&line, self.ink.name));
        }
        for fact in dossier.meeting.iter().flat_map(disputed) {
            self.paragraph("! ", &Ink::new(&dispute(fact, date), Style::new()));
        }
    }

    fn row(&mut self, dossier: &Dossier, row: &Row) {
        let unsure = is_unsure(row);
        let mut head = Ink::new(&folded(&row.topic), self.ink.name);
        if let Some(remark) = remark(row) {
            let style = if unsure {
                self.ink.alert
            } else {
                self.ink.aside
            };
            head.push(&format!(" ({remark})"), style);
        }
        self.paragraph(if unsure { "? " } else { "" }, &head);
        let alone = row.verdict == Verdict::OneSided && parties(dossier).count() > 1;
        let told: Vec<(String, &Cell)> = parties(dossier)
            .map(|(n, side)| (name(side), &row.cells[n]))
            .filter(|(_, cell)| !(alone && cell.evidence.is_empty()))
            .collect();
        match self.columns {
            Some(column) if told.len() > 1 => self.columns(&told, column),
            _ => {
                for (side, cell) in &told {
                    self.block(side, cell);
                }
            }
        }
        for (who, evidence) in beside(row) {
            let mut line = Ink::new(&format!("{who}: "), self.ink.aside);
            line.push(&evidence.span.text, Style::new());
            self.paragraph("  ", &line);
        }
    }

    /// The cell of one side: its name and stance, then its words.
    fn cell(&self, side: &str, cell: &Cell) -> Vec<Ink> {
        let mut head = Ink::new(side, self.ink.cue);
        head.push(&format!(" {}", stance(cell.stance)), self.ink.aside);
        let mut lines = vec![head];
        for said in said(cell, date) {
            let words = words(said.evidence);
            match said.when {
                Some(when) => {
                    let mut line = Ink::new(&when, self.ink.aside);
                    if !words.is_empty() {
                        line.push(&format!(": {}", words.join(" … ")), Style::new());
                    }
                    lines.push(line);
                }
                None => lines.extend(words.iter().map(|words| Ink::new(words, Style::new()))),
            }
        }
        lines
    }

    fn block(&mut self, side: &str, cell: &Cell) {
        for (n, line) in self.cell(side, cell).iter().enumerate() {
            self.paragraph(if n == 0 { "  " } else { "    " }, line);
        }
    }

    fn columns(&mut self, told: &[(String, &Cell)], column: usize) {
        let cells: Vec<Vec<String>> = told
            .iter()
            .map(|(side, cell)| {
                self.cell(side, cell)
                    .iter()
                    .flat_map(|ink| ink.lines(column))
                    .collect()
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for n in 0..height {
            let mut line = String::from("  ");
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    line.push_str(GUTTER);
                }
                let words = cell.get(n).map_or("", String::as_str);
                line.push_str(words);
                let missing = column.saturating_sub(display_width(words));
                line.extend(std::iter::repeat_n(' ', missing));
            }
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    /// A paragraph whose lines all begin in the column where the first one does.
    fn paragraph(&mut self, margin: &str, words: &Ink) {
        let hang = display_width(margin);
        for (n, line) in words
            .lines(self.width.saturating_sub(hang))
            .iter()
            .enumerate()
        {
            if n == 0 {
                self.out.push_str(margin);
            } else {
                self.out.extend(std::iter::repeat_n(' ', hang));
            }
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}
