//! Who said what.

use maud::{Markup, html as markup};
use verbale_schema::Statement;

use super::{Page, color, row::statement_key};
use crate::{
    DOUBTFUL,
    content::{Piece, joined, pieces},
    speaker::{Speaker, notes},
};

impl Page<'_> {
    pub(super) fn statements(&self) -> Markup {
        markup! {
            section.statements #statements aria-labelledby="statements-title" tabindex="-1" {
                h2 #statements-title { "Who said what" }
                @if self.record.statements.is_empty() {
                    p.absent { "No statements were found in this report." }
                } @else {
                    p.hint hidden {
                        kbd { "↓" } " next, " kbd { "↑" } " previous within the list, " kbd { "Esc" } " none"
                    }
                }
                @for (index, speaker) in self.speakers.iter().enumerate() {
                    (self.speaker(index, speaker))
                }
            }
        }
    }

    fn speaker(&self, index: usize, speaker: &Speaker<'_>) -> Markup {
        markup! {
            div.speaker.(color(index)) {
                h3 { (speaker.name()) }
                @let particulars = speaker.particulars(self.record);
                @if !particulars.is_empty() { p.particulars { (particulars.join(" · ")) } }
                ol role="list" {
                    @for &(index, statement) in &speaker.statements {
                        (self.row(index, statement))
                    }
                }
            }
        }
    }

    fn row(&self, index: usize, statement: &Statement) -> Markup {
        let n = index + 1;
        // A colon after a speaker's name says nothing in a list.
        let cue = Some(joined(&statement.cue)).filter(|cue| cue.contains(char::is_alphanumeric));
        let key = statement_key(index);
        markup! {
            li.row id=(key) data-n=(n) tabindex="-1" {
                @if self.rows.has_place(&key) {
                    a.go href=(format!("#t{n}")) {
                        span.n { (n) " " } @if let Some(cue) = &cue { span.cue { (cue) } }
                        span.unseen { ", " (self.names[index]) " – show in the report" }
                    }
                } @else {
                    p.go tabindex="-1" { span.n { (n) " " } @if let Some(cue) = &cue { span.cue { (cue) } } }
                }
                p.words lang=[self.language()] {
                    @for piece in pieces(statement) {
                        @match piece {
                            Piece::Quoted(words) => span.quoted { (words) },
                            Piece::Plain(words) => (words),
                            Piece::Gap => span.gap { " … " },
                        }
                    }
                }
                (self.notes(statement))
            }
        }
    }

    fn notes(&self, statement: &Statement) -> Markup {
        let notes = notes(self.record, statement);
        markup! {
            @if statement.confidence < DOUBTFUL || !notes.is_empty() {
                p.notes {
                    @for note in notes { span { (note) } }
                    (doubt(statement.confidence))
                }
            }
        }
    }
}

/// That a row is doubtful, if it is.
pub(super) fn doubt(confidence: f32) -> Markup {
    markup! {
        @if confidence < DOUBTFUL {
            // Rounded down, so that no doubtful row has 50%.
            span.doubtful { (format!("doubtful ({:.0}%)", (confidence * 100.0).floor())) }
        }
    }
}
