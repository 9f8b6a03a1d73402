//! The text with its marks.

use maud::{Markup, html as markup};

use super::{
    Page,
    segment::{Role, Segment, paragraphs, segments},
};
use crate::DOUBTFUL;

impl Page<'_> {
    /// The text with its marks. What parts the paragraphs stands between them, so nothing is lost.
    pub(super) fn report(&self, text: &str) -> Markup {
        let paragraphs = paragraphs(text);
        let marks = self.rows.marks();
        let beginnings = self.rows.beginnings();
        let mut cuts: Vec<usize> = paragraphs
            .iter()
            .flat_map(|paragraph| [paragraph.start, paragraph.end])
            .collect();
        cuts.extend(beginnings.iter().map(|&(place, _)| place));

        let segments = segments(text, &marks, &cuts);
        let mut segments = segments.iter().peekable();
        let mut beginnings = beginnings.into_iter().peekable();
        let headline = self.record.document.title.as_deref();
        markup! {
            div.report #report lang=[self.language()] {
                @for paragraph in &paragraphs {
                    @while let Some(between) = segments.next_if(|segment| segment.range.start < paragraph.start) {
                        (text[between.range.clone()])
                    }
                    @let words = &text[paragraph.clone()];
                    p class=[(headline == Some(words)).then_some("headline")] {
                        @while let Some(segment) = segments.next_if(|segment| segment.range.start < paragraph.end) {
                            @let start = segment.range.start;
                            @while let Some((_, row)) = beginnings.next_if(|&(place, _)| place <= start) {
                                (self.anchor(row))
                            }
                            (self.segment(text, segment))
                        }
                    }
                }
                @for rest in segments { (text[rest.range.clone()]) }
                @for (_, row) in beginnings { (self.anchor(row)) }
            }
        }
    }

    /// Where a row begins in the text, without words, so that the text stays the report's: of a
    /// statement its number, as a link to it.
    fn anchor(&self, row: usize) -> Markup {
        if !self.rows.is_statement(row) {
            return markup! { span.at id=(format!("w-{}", self.rows.key(row))) {} };
        }
        let n = row + 1;
        // What a screen reader adds.
        let doubt = if self.record.statements[row].confidence < DOUBTFUL {
            ", doubtful"
        } else {
            ""
        };
        markup! {
            a.number.(self.colors[row]) id=(format!("t{n}")) href=(format!("#s{n}")) data-n=(n)
                aria-label=(format!("Statement {n}, {}{doubt}", self.names[row])) {}
        }
    }

    fn segment(&self, text: &str, segment: &Segment<'_>) -> Markup {
        let words = &text[segment.range.clone()];
        let (statements, others): (Vec<usize>, Vec<usize>) = segment
            .rows()
            .into_iter()
            .partition(|&row| self.rows.is_statement(row));
        let keys: Vec<&str> = statements
            .iter()
            .chain(&others)
            .map(|&row| self.rows.key(row))
            .collect();
        let keys = keys.join(" ");
        let (Some(&innermost), Some(&outermost)) = (statements.first(), statements.last()) else {
            return markup! {
                @if keys.is_empty() { (words) } @else { span data-k=(keys) { (words) } }
            };
        };
        // Where statements overlap, the ground has the colour of the outermost and the line that of
        // the innermost.
        let ground = self.colors[outermost].replace('v', "g");
        markup! {
            mark.(self.colors[innermost]).(ground)
                .source[segment.is(Role::Source)]
                .cue[segment.is(Role::Cue)]
                .content[segment.is(Role::Content)]
                .quoted[segment.is(Role::Quoted)]
                data-k=(keys) { (words) }
        }
    }
}
