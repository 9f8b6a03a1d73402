//! Who said what.

use anstyle::Style;
use verbale_schema::{Record, Statement};

use super::{Page, SIDE_BY_SIDE, ink::Ink};
use crate::{
    content::{Piece, joined, pieces},
    speaker::{Speaker, notes, speakers},
};

/// A cue that takes more columns stands over its content on any page.
const CUE_COLUMNS: usize = 14;

/// The columns of the list of statements.
struct Columns {
    /// Before the cue: doubt and number.
    margin: usize,
    /// For cues beside their content; none on a narrow page.
    cue: Option<usize>,
}

impl Columns {
    fn hang(&self) -> usize {
        self.margin + self.cue.map_or(2, |cue| cue + 2)
    }
}

impl Page {
    pub(super) fn statements(&mut self, record: &Record) {
        if record.statements.is_empty() {
            return;
        }
        if !(record.meetings.is_empty() && record.positions.is_empty()) {
            self.part("Who said what");
        }
        let columns = Columns {
            margin: record.statements.len().to_string().len() + 4,
            cue: self.cue_columns(record),
        };
        for speaker in speakers(record) {
            self.speaker(record, &speaker, &columns);
        }
    }

    /// The columns that the widest of the cues takes which fit; none on a narrow page.
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

    fn speaker(&mut self, record: &Record, speaker: &Speaker<'_>, columns: &Columns) {
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
        for &(index, statement) in &speaker.statements {
            self.statement(record, index + 1, statement, columns);
        }
    }

    fn statement(
        &mut self,
        record: &Record,
        number: usize,
        statement: &Statement,
        columns: &Columns,
    ) {
        let mut margin = self.doubt(statement.confidence);
        let number = number.to_string();
        margin.pad(columns.margin - 2 - number.len());
        margin.push(&number, self.ink.aside);
        margin.pad(columns.margin);
        let cue = self.cue(statement);
        if cue.columns() <= columns.cue.unwrap_or(0) {
            margin.append(&cue);
            margin.pad(columns.hang());
        } else {
            self.paragraph(&margin, &cue);
            margin = Ink::spaces(columns.hang());
        }
        self.paragraph(&margin, &self.content(statement));

        let notes = notes(record, statement);
        if !notes.is_empty() {
            let mut dash = Ink::spaces(columns.hang());
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
}
