//! The record as terminal text.

mod dossier;
mod ink;

pub use dossier::dossier_text;

use anstyle::Style;
use ink::{Ink, Palette};
use verbale_schema::{Record, Statement};

use crate::{
    DOUBTFUL,
    content::{Piece, joined, pieces},
    speaker::{Speaker, notes, speakers},
};

/// How the text is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// The columns of a line. Fewer than 20 are taken as 20.
    pub width: usize,
    /// Whether to use terminal colours. Without them there is not one escape code in the text.
    pub color: bool,
}

/// Narrower than this, a cue stands over its content and not beside it.
const SIDE_BY_SIDE: usize = 60;
/// A cue that takes more columns stands over its content on any page.
const CUE_COLUMNS: usize = 14;

/// The record as text for a terminal: the statements by speaker, wrapped to the width.
///
/// Parts of a statement that stand apart in the report are joined by ` … `. A row whose confidence
/// is below one half begins with a question mark. Every line ends with a line feed.
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
    let cue_columns = page.cue_columns(record);
    for speaker in speakers(record) {
        page.speaker(record, &speaker, cue_columns);
    }
    if record
        .statements
        .iter()
        .any(|statement| statement.confidence < DOUBTFUL)
    {
        page.blank();
        page.paragraph(
            &Ink::new("? ", page.ink.alert),
            &Ink::new("more likely wrong than right", page.ink.aside),
        );
    }
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

    /// The columns for cues beside their content: those of the widest that fits. None on a narrow page.
    fn cue_columns(&self, record: &Record) -> Option<usize> {
        let widths = record
            .statements
            .iter()
            .map(|statement| self.cue(statement).columns());
        let widest = widths
            .filter(|&columns| columns <= CUE_COLUMNS)
            .max()
            .unwrap_or(0);
        (self.width >= SIDE_BY_SIDE).then_some(widest)
    }

    fn speaker(&mut self, record: &Record, speaker: &Speaker<'_>, cue_columns: Option<usize>) {
        self.blank();
        let name = Ink::new(&speaker.name(), self.ink.name);
        let particulars = speaker.particulars(record).join(" · ");
        let particulars = Ink::new(&particulars, self.ink.aside);
        let mut line = name.clone();
        if particulars.columns() > 0 {
            line.push(" · ", self.ink.aside);
            line.append(&particulars);
        }
        if line.columns() <= self.width {
            self.paragraph(&Ink::default(), &line);
        } else {
            self.paragraph(&Ink::default(), &name);
            self.paragraph(&Ink::spaces(4), &particulars);
        }
        for (_, statement) in &speaker.statements {
            self.statement(record, statement, cue_columns);
        }
    }

    fn statement(&mut self, record: &Record, statement: &Statement, cue_columns: Option<usize>) {
        let sign = if statement.confidence < DOUBTFUL {
            "?"
        } else {
            ""
        };
        let mut margin = Ink::new(sign, self.ink.alert);
        margin.pad(2);
        let cue = self.cue(statement);
        let hang = 4 + cue_columns.unwrap_or(0);
        if cue.columns() <= cue_columns.unwrap_or(0) {
            margin.append(&cue);
            margin.pad(hang);
        } else {
            self.paragraph(&margin, &cue);
            margin = Ink::spaces(hang);
        }
        self.paragraph(&margin, &self.content(statement));

        let notes = notes(record, statement);
        if !notes.is_empty() {
            let mut dash = Ink::spaces(hang);
            dash.push("– ", self.ink.aside);
            self.paragraph(&dash, &Ink::new(&notes.join(" · "), self.ink.aside));
        }
    }

    fn cue(&self, statement: &Statement) -> Ink {
        Ink::new(&joined(&statement.cue), self.ink.cue)
    }

    fn content(&self, statement: &Statement) -> Ink {
        let mut content = Ink::default();
        for piece in pieces(statement) {
            match piece {
                Piece::Quoted(words) => content.push(words, self.ink.quoted),
                Piece::Plain(words) => content.push(words, Style::new()),
                Piece::Gap => content.push(" … ", self.ink.aside),
            }
        }
        content
    }

    /// A paragraph after `prefix`, all its lines beginning in the column where the first one
    /// does. Nothing at all makes no line.
    fn paragraph(&mut self, prefix: &Ink, words: &Ink) {
        let hang = prefix.columns();
        let mut lines = words.lines(self.width.saturating_sub(hang)).into_iter();
        let first = lines.next().unwrap_or_default();
        let mut first = prefix.line() + &first;
        first.truncate(first.trim_end_matches(' ').len());
        if first.is_empty() {
            return;
        }
        self.out.push_str(&first);
        self.out.push('\n');
        for line in lines {
            self.out.extend(std::iter::repeat_n(' ', hang));
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}
