//! The record as terminal text.

mod dossier;
mod ink;
mod meeting;
mod stand;
mod statement;

pub use dossier::dossier_text;

use anstyle::Style;
use ink::{Ink, Palette};
use verbale_schema::Record;

use crate::{DOUBTFUL, encounter::meetings};

/// How the text is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// The columns of a line. Fewer than 20 are taken as 20.
    pub width: usize,
    /// Whether to use terminal colours. Without them there is not one escape code in the text.
    pub color: bool,
}

/// On a page narrower than this, what else stands side by side stands one under the other.
const SIDE_BY_SIDE: usize = 60;
/// Prose in longer lines than this reads badly, however wide the page is.
const PROSE: usize = 100;

/// The record as text for a terminal, wrapped to the width: the meeting, what each side says on each
/// matter, and the statements by speaker.
///
/// Matters are rows, and the sides that say most are columns; whoever else speaks to a matter has the
/// whole width under it. On a narrow page, or with many parties, each matter is a block. A number in brackets is that of the statement a position was taken in. Parts
/// that stand apart in the report are joined by ` … `. A row whose confidence is below one half
/// begins with a question mark. Every line ends with a line feed.
#[must_use]
pub fn text(record: &Record, style: &TextStyle) -> String {
    let mut page = Page {
        width: style.width.max(20),
        ink: if style.color {
            Palette::colored()
        } else {
            Palette::default()
        },
        out: String::new(),
    };
    page.heading(record);
    page.warnings(record);
    if let Some(meetings) = meetings(record) {
        page.meetings(record, &meetings);
    }
    if !record.positions.is_empty() {
        page.stands(record);
    }
    page.statements(record);
    page.key(record);
    page.out
}

struct Page {
    width: usize,
    ink: Palette,
    out: String,
}

impl Page {
    fn heading(&mut self, record: &Record) {
        let document = &record.document;
        let title = document.title.as_deref().unwrap_or(&document.id);
        self.paragraph(&Ink::default(), &Ink::new(title, self.ink.title));
        let count = match record.statements.len() {
            0 => "no statements".to_owned(),
            1 => "1 statement".to_owned(),
            n => format!("{n} statements"),
        };
        let byline: Vec<&str> = [
            document.publisher.as_deref(),
            document.published.as_deref(),
            Some(&count),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.paragraph(
            &Ink::default(),
            &Ink::new(&byline.join(" · "), self.ink.aside),
        );
    }

    fn warnings(&mut self, record: &Record) {
        if !record.warnings.is_empty() {
            self.blank();
        }
        for warning in &record.warnings {
            let sign = Ink::new("! ", self.ink.alert);
            self.paragraph(&sign, &Ink::new(&warning.message, Style::new()));
        }
    }

    /// What the question marks mean, where there are any.
    fn key(&mut self, record: &Record) {
        let mut confidences = (record.statements.iter().map(|row| row.confidence))
            .chain(record.meetings.iter().map(|row| row.confidence))
            .chain(record.positions.iter().map(|row| row.confidence));
        if confidences.any(|confidence| confidence < DOUBTFUL) {
            self.blank();
            self.paragraph(
                &Ink::new("? ", self.ink.alert),
                &Ink::new("more likely wrong than right", self.ink.aside),
            );
        }
    }

    /// The title of a part of the page.
    fn part(&mut self, title: &str) {
        self.blank();
        self.paragraph(
            &Ink::default(),
            &Ink::new(&title.to_uppercase(), self.ink.part),
        );
    }

    /// What a doubtful row begins with.
    fn doubt(&self, confidence: f32) -> Ink {
        let sign = if confidence < DOUBTFUL { "?" } else { "" };
        Ink::new(sign, self.ink.alert)
    }

    /// A paragraph after `prefix`, all its lines beginning in the column where the first one
    /// does. Nothing at all makes no line.
    fn paragraph(&mut self, prefix: &Ink, words: &Ink) {
        let hang = prefix.columns();
        let columns = self.width.min(PROSE.max(hang + 20)).saturating_sub(hang);
        let mut lines = words.lines(columns).into_iter();
        let first = lines.next().unwrap_or_default();
        let first = prefix.line() + &first;
        self.line(&first);
        for line in lines {
            self.line(&(" ".repeat(hang) + &line));
        }
    }

    /// One line without the spaces at its end; nothing if it has nothing else.
    fn line(&mut self, line: &str) {
        let line = line.trim_end_matches(' ');
        if !line.is_empty() {
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}
