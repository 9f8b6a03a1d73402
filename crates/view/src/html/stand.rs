//! What each side says.

use maud::{Markup, html as markup};

use super::{Page, row::position_key};
use crate::{
    MOST_MATTERS,
    content::excerpt,
    side::entity_name,
    stand::{Cell, Matter, Stand, Stands},
};

/// As many sides have room beside one another on a wide page.
const MOST_SIDES: usize = 4;
/// As many characters of a position's words are shown; the text has them all.
const WORDS: usize = 180;

impl Page<'_> {
    pub(super) fn stands(&self) -> Markup {
        let stands = Stands::new(self.record, MOST_SIDES);
        let (shown, more) = stands
            .matters
            .split_at(stands.matters.len().min(MOST_MATTERS));
        markup! {
            section.stands #stands aria-labelledby="stands-title" tabindex="-1" {
                h2 #stands-title { "What each side says" }
                (self.matters(&stands, shown))
                @if !more.is_empty() {
                    details {
                        summary { (format!("{} more", more.len())) }
                        (self.matters(&stands, more))
                    }
                }
            }
        }
    }

    fn matters(&self, stands: &Stands<'_>, matters: &[Matter<'_>]) -> Markup {
        if stands.sides.is_empty() {
            return markup! {
                @for matter in matters {
                    div.matter {
                        h3 { (matter.label) }
                        ul role="list" { @for stand in &matter.others { li { (self.stand(stand)) } } }
                    }
                }
            };
        }
        let columns = stands.sides.len();
        // Roles in words: on a narrow page the style shows no table, and what is no table to the eye
        // may be none to a screen reader.
        markup! {
            table.(format!("of{columns}")) role="table" aria-labelledby="stands-title" {
                thead role="rowgroup" {
                    tr role="row" {
                        th role="columnheader" scope="col" { span.unseen { "Matter" } }
                        @for side in &stands.sides {
                            th role="columnheader" scope="col" {
                                (side.name)
                                @if let Some(acts_for) = &side.acts_for { " " span.particulars { (acts_for) } }
                            }
                        }
                    }
                }
                @for matter in matters {
                    tbody role="rowgroup" { (self.matter(stands, matter)) }
                }
            }
        }
    }

    /// A matter: a row for the sides, and one across them for whoever has no column.
    fn matter(&self, stands: &Stands<'_>, matter: &Matter<'_>) -> Markup {
        let of_sides = matter.cells.iter().any(|cell| !cell.stands.is_empty());
        let rows = usize::from(of_sides) + usize::from(!matter.others.is_empty());
        let head = markup! {
            th role="rowheader" scope="row" rowspan=[(rows > 1).then_some(rows)] { (matter.label) }
        };
        markup! {
            @if of_sides {
                tr role="row" {
                    (head)
                    @for cell in &matter.cells { (self.cell(stands, cell)) }
                }
            }
            @if !matter.others.is_empty() {
                tr role="row" {
                    @if !of_sides { (head) }
                    td role="cell" colspan=(stands.sides.len()) {
                        @for stand in &matter.others { (self.stand(stand)) }
                    }
                }
            }
        }
    }

    fn cell(&self, stands: &Stands<'_>, cell: &Cell<'_>) -> Markup {
        let columns = cell.columns.len();
        markup! {
            td role="cell" colspan=[(columns > 1).then_some(columns)] {
                @if !cell.stands.is_empty() && columns == 1 {
                    // Where no heading stands over the cell.
                    p.side aria-hidden="true" { (stands.sides[cell.columns.start].name) }
                }
                @for stand in &cell.stands { (self.stand(stand)) }
            }
        }
    }

    fn stand(&self, stand: &Stand<'_>) -> Markup {
        let position = stand.position;
        let key = position_key(stand.index);
        let others: Vec<String> = position
            .depends_on
            .iter()
            .filter_map(|id| self.record.entity(id))
            .map(entity_name)
            .collect();
        let words = excerpt(&position.evidence, WORDS);
        let statement = position.statement.as_deref().and_then(|id| {
            let mut statements = self.record.statements.iter();
            statements.position(|statement| statement.id == id)
        });
        let words = markup! {
            @if let Some(party) = &stand.party { span.party { (party) } " " }
            span.stance {
                (position.stance.as_str())
                @if !others.is_empty() { " on " (others.join(", ")) }
            }
            span.unseen { ": " }
            span.words lang=[self.language()] { (words) }
        };
        // No two elements may have one name.
        let id = (!stand.repeated).then_some(&key);
        markup! {
            p.stand.(position.stance.as_str()) id=[id] tabindex="-1" {
                (self.linked(&key, &words))
                @if let Some(statement) = statement {
                    // Never alone on a line.
                    "\u{a0}"
                    a.cite.(self.colors[statement]) href=(format!("#s{}", statement + 1))
                        aria-label=(format!("Statement {}", statement + 1)) { (statement + 1) }
                }
                " " (self.doubt(&position.id, position.confidence))
            }
        }
    }
}
