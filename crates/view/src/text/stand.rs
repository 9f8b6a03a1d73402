//! What each side says.

use anstyle::Style;
use textwrap::core::display_width;
use verbale_schema::{Record, Stance};

use super::{PROSE, Page, SIDE_BY_SIDE, ink::Ink};
use crate::{
    MOST_MATTERS,
    content::excerpt,
    side::entity_name,
    stand::{Matter, Side, Stand, Stands},
};

/// The fewest columns in which a side's words read well.
const SIDE_COLUMNS: usize = 24;
/// Between two columns of the table.
const GAP: usize = 2;
/// As many lines does a cell take, about, before its words are cut.
const CELL_LINES: usize = 4;
/// As many characters of a position's words are shown across the page.
const WORDS: usize = 200;

/// Cells beside one another, each with its width and its lines.
type Row = Vec<(usize, Vec<String>)>;

impl Page {
    pub(super) fn stands(&mut self, record: &Record) {
        let matter_columns = (self.width / 5).clamp(16, 26);
        let most = if self.width < SIDE_BY_SIDE {
            0
        } else {
            (self.width - matter_columns) / (SIDE_COLUMNS + GAP)
        };
        let stands = Stands::new(record, most);
        let (shown, more) = stands
            .matters
            .split_at(stands.matters.len().min(MOST_MATTERS));
        self.part("What each side says");
        if stands.sides.is_empty() {
            self.blocks(record, shown);
        } else {
            let left = self.width - matter_columns;
            let side = (left / stands.sides.len() - GAP).min(PROSE);
            let mut widths = vec![side; stands.sides.len() + 1];
            widths[0] = matter_columns;
            self.table(record, &stands.sides, shown, &widths);
        }
        if !more.is_empty() {
            let labels: Vec<&str> = more.iter().map(|matter| matter.label).collect();
            self.blank();
            self.paragraph(
                &Ink::new("Also: ", self.ink.name),
                &Ink::new(&labels.join(" · "), Style::new()),
            );
        }
    }

    /// Sides as columns, of these widths after that of the matters.
    fn table(&mut self, record: &Record, sides: &[Side], matters: &[Matter<'_>], widths: &[usize]) {
        let across = |columns: &[usize]| columns.iter().sum::<usize>() + GAP * (columns.len() - 1);
        let mut heads: Row = vec![(widths[0], Vec::new())];
        for (side, &width) in sides.iter().zip(&widths[1..]) {
            heads.push((width, self.side(side).lines(width)));
        }
        self.blank();
        self.row(&heads);
        let rule = Ink::new(&"─".repeat(across(widths)), self.ink.aside);
        self.line(&rule.line());
        for (index, matter) in matters.iter().enumerate() {
            if index > 0 {
                self.blank();
            }
            let label = Ink::new(matter.label, self.ink.name).lines(widths[0]);
            let mut cells: Row = vec![(widths[0], label)];
            for cell in &matter.cells {
                let width = across(&widths[cell.columns.start + 1..=cell.columns.end]);
                let stands = cell.stands.iter();
                let lines = stands.flat_map(|stand| {
                    let words = self.stand(record, stand, width * CELL_LINES);
                    words.lines(width)
                });
                cells.push((width, lines.collect()));
            }
            if matter.cells.iter().any(|cell| !cell.stands.is_empty()) {
                self.row(&cells);
                cells[0].1.clear();
            }
            // Whoever has no column has the whole width.
            let width = across(&widths[1..]);
            for stand in &matter.others {
                let words = self.stand(record, stand, WORDS);
                cells.truncate(1);
                cells.push((width, words.lines(width.min(PROSE))));
                self.row(&cells);
                cells[0].1.clear();
            }
        }
    }

    fn side(&self, side: &Side) -> Ink {
        let mut head = Ink::new(&side.name, self.ink.side);
        if let Some(acts_for) = &side.acts_for {
            head.push(&format!(" ({acts_for})"), self.ink.aside);
        }
        head
    }

    fn row(&mut self, cells: &Row) {
        let height = cells.iter().map(|(_, lines)| lines.len()).max();
        for line in 0..height.unwrap_or(0) {
            let mut whole = String::new();
            for (width, lines) in cells {
                let words = lines.get(line).map_or("", String::as_str);
                whole.push_str(words);
                let missing = (width + GAP).saturating_sub(display_width(words));
                whole.push_str(&" ".repeat(missing));
            }
            self.line(&whole);
        }
    }

    /// Each matter by itself, with its parties one under the other.
    fn blocks(&mut self, record: &Record, matters: &[Matter<'_>]) {
        for matter in matters {
            self.blank();
            self.paragraph(&Ink::default(), &Ink::new(matter.label, self.ink.name));
            for stand in &matter.others {
                let words = self.stand(record, stand, WORDS);
                self.hanging(&words);
            }
        }
    }

    /// Set in, and further in from the second line on.
    fn hanging(&mut self, words: &Ink) {
        let columns = self.width.min(PROSE) - 4;
        for (index, line) in words.lines(columns).iter().enumerate() {
            let hang = if index == 0 { "  " } else { "    " };
            self.line(&format!("{hang}{line}"));
        }
    }

    /// A party, its stance, the words that show it, and the number of the statement.
    fn stand(&self, record: &Record, stand: &Stand<'_>, most: usize) -> Ink {
        let position = stand.position;
        let mut words = self.doubt(position.confidence);
        if words.columns() > 0 {
            words.push(" ", Style::new());
        }
        if let Some(party) = &stand.party {
            words.push(party, self.ink.side);
            words.push(" · ", self.ink.aside);
        }
        let style = match position.stance {
            Stance::Silent => self.ink.silent,
            _ => self.ink.stance,
        };
        words.push(position.stance.as_str(), style);
        let others: Vec<String> = position
            .depends_on
            .iter()
            .filter_map(|id| record.entity(id))
            .map(entity_name)
            .collect();
        if !others.is_empty() {
            words.push(&format!(" on {}", others.join(", ")), style);
        }
        words.push(": ", style);
        let evidence = excerpt(&position.evidence, most);
        words.push(&evidence, Style::new());
        if let Some(number) = number(record, position.statement.as_deref()) {
            words.push(&format!(" [{number}]"), self.ink.aside);
        }
        words
    }
}

/// The number of the statement with this id.
fn number(record: &Record, id: Option<&str>) -> Option<usize> {
    let id = id?;
    let place = record.statements.iter().position(|known| known.id == id)?;
    Some(place + 1)
}
