//! Words with styles, broken into lines by the columns they take.

use std::{fmt::Write, ops::Range};

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator, WrapAlgorithm, core::display_width};

use crate::content::folded;

/// The styles of the view; all plain without colour.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Palette {
    pub(super) title: Style,
    pub(super) part: Style,
    pub(super) name: Style,
    pub(super) side: Style,
    pub(super) stance: Style,
    pub(super) silent: Style,
    pub(super) cue: Style,
    pub(super) quoted: Style,
    pub(super) aside: Style,
    pub(super) alert: Style,
}

impl Palette {
    /// The sixteen terminal colours only: the reader's own theme makes them legible.
    pub(super) fn colored() -> Self {
        Self {
            title: Style::new().bold().underline(),
            part: Style::new().bold(),
            name: Style::new().bold(),
            side: AnsiColor::Magenta.on_default(),
            stance: AnsiColor::Cyan.on_default(),
            silent: Style::new().dimmed().italic(),
            cue: AnsiColor::Cyan.on_default(),
            quoted: AnsiColor::Green.on_default(),
            aside: Style::new().dimmed(),
            alert: AnsiColor::Yellow.on_default().bold(),
        }
    }
}

/// Text for one paragraph, each stretch in its style.
#[derive(Clone, Debug, Default)]
pub(super) struct Ink {
    text: String,
    styles: Vec<(Range<usize>, Style)>,
}

impl Ink {
    /// Only `words`, in `style`.
    pub(super) fn new(words: &str, style: Style) -> Self {
        let mut ink = Self::default();
        ink.push(words, style);
        ink
    }

    /// Only spaces.
    pub(super) fn spaces(columns: usize) -> Self {
        let mut ink = Self::default();
        ink.pad(columns);
        ink
    }

    /// Adds words, folded onto one line.
    pub(super) fn push(&mut self, words: &str, style: Style) {
        let start = self.text.len();
        self.text.push_str(&folded(words));
        self.styles.push((start..self.text.len(), style));
    }

    /// Adds all of another's words in their styles.
    pub(super) fn append(&mut self, other: &Self) {
        for (range, style) in &other.styles {
            self.push(&other.text[range.clone()], *style);
        }
    }

    /// Adds spaces until the text takes `columns`.
    pub(super) fn pad(&mut self, columns: usize) {
        let missing = columns.saturating_sub(self.columns());
        self.text.extend(std::iter::repeat_n(' ', missing));
        self.styles
            .push((self.text.len() - missing..self.text.len(), Style::new()));
    }

    /// The columns that the text takes on one line.
    pub(super) fn columns(&self) -> usize {
        display_width(&self.text)
    }

    /// The text in lines of at most `columns`, painted: each line opens and closes its own styles.
    pub(super) fn lines(&self, columns: usize) -> Vec<String> {
        let options = Options::new(columns.max(1))
            .word_separator(WordSeparator::AsciiSpace)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        let mut start = 0;
        let mut lines = Vec::new();
        for line in textwrap::wrap(&self.text, options) {
            // A break in the text takes the place of the space that stood there.
            start += self.text[start..].find(&*line).unwrap_or(0);
            lines.push(self.painted(start..start + line.len()));
            start += line.len();
        }
        lines
    }

    /// All of the text, on one line.
    pub(super) fn line(&self) -> String {
        self.painted(0..self.text.len())
    }

    fn painted(&self, line: Range<usize>) -> String {
        let mut painted = String::new();
        for (range, style) in &self.styles {
            let part = range.start.max(line.start)..range.end.min(line.end);
            if !part.is_empty() {
                // Writing to a string cannot fail.
                let _ = write!(painted, "{style}{}{style:#}", &self.text[part]);
            }
        }
        painted
    }
}
