//! Spans of a normalised text led back to the text as it was written.

use verbale_record::{Explanation, Reason};
use verbale_schema::{
    Entity, Meeting, Position, Record, Span, Statement, TextQuoteSelector, Topic,
};
use verbale_text::{CodePoints, Normalized};

/// How many characters of context a quote selector shows on either side.
const CONTEXT: usize = 32;

/// Leads every span of rows that were made from a normalised text back to the original.
pub(crate) struct Original<'t> {
    text: &'t str,
    normalized: &'t Normalized<'t>,
    points: CodePoints<'t>,
    normalized_points: CodePoints<'t>,
}

impl<'t> Original<'t> {
    pub(crate) fn new(text: &'t str, normalized: &'t Normalized<'t>) -> Self {
        Self {
            text,
            normalized,
            points: CodePoints::new(text),
            normalized_points: CodePoints::new(normalized.text()),
        }
    }

    /// The place in the normalised text that stands at a code point of the original.
    pub(crate) fn read_at(&self, at: usize) -> usize {
        let place = self.points.offset(at);
        place.map_or(at, |place| {
            self.normalized_points.at(self.normalized.read_at(place))
        })
    }

    pub(crate) fn restore(&self, record: &mut Record) {
        if self.normalized.is_unchanged() {
            return;
        }
        let Record {
            schema: _,
            document: _,
            entities,
            statements,
            meetings,
            topics,
            positions,
            warnings: _,
        } = record;
        entities.iter_mut().for_each(|row| self.entity(row));
        statements.iter_mut().for_each(|row| self.statement(row));
        meetings.iter_mut().for_each(|row| self.meeting(row));
        for Topic {
            id: _,
            label: _,
            span,
        } in topics
        {
            span.iter_mut().for_each(|span| self.span(span));
        }
        positions.iter_mut().for_each(|row| self.position(row));
    }

    pub(crate) fn restore_explanations(&self, rows: &mut [Explanation]) {
        if self.normalized.is_unchanged() {
            return;
        }
        for row in rows {
            self.all(&mut row.words);
            for reason in &mut row.reasons {
                match reason {
                    Reason::Rule { words, .. }
                    | Reason::Model { words, .. }
                    | Reason::Table { words, .. }
                    | Reason::Step { words, .. }
                    | Reason::Words { words, .. } => self.all(words),
                    Reason::Default { .. } | Reason::Learned { .. } | Reason::Head { .. } => {}
                }
            }
        }
    }

    // The rows are taken apart whole: a new field cannot be forgotten.

    fn entity(&self, row: &mut Entity) {
        let Entity {
            id: _,
            kind: _,
            name: _,
            side: _,
            roles,
            mentions,
            members: _,
        } = row;
        roles.iter_mut().for_each(|role| self.span(&mut role.span));
        mentions
            .iter_mut()
            .for_each(|mention| self.span(&mut mention.span));
    }

    fn statement(&self, row: &mut Statement) {
        let Statement {
            id: _,
            speaker: _,
            source,
            cue,
            content,
            quoted,
            mode: _,
            act: _,
            negated: _,
            certainty: _,
            addressee: _,
            occasion: _,
            confidence: _,
        } = row;
        for spans in [source, cue, content, quoted] {
            self.all(spans);
        }
    }

    fn meeting(&self, row: &mut Meeting) {
        let Meeting {
            id: _,
            kind: _,
            status: _,
            participants,
            place,
            date,
            duration,
            format,
            part_of: _,
            reason,
            evidence,
            confidence: _,
        } = row;
        let circumstances = [
            place.as_mut().map(|place| &mut place.span),
            date.as_mut().map(|date| &mut date.span),
            duration.as_mut().map(|duration| &mut duration.span),
            format.as_mut().map(|format| &mut format.span),
            reason.as_mut().map(|reason| &mut reason.span),
        ];
        participants
            .iter_mut()
            .map(|participant| &mut participant.span)
            .chain(circumstances.into_iter().flatten())
            .chain(evidence)
            .for_each(|span| self.span(span));
    }

    fn position(&self, row: &mut Position) {
        let Position {
            id: _,
            party: _,
            topic: _,
            stance: _,
            statement: _,
            depends_on: _,
            evidence,
            confidence: _,
        } = row;
        self.all(evidence);
    }

    fn all(&self, spans: &mut [Span]) {
        spans.iter_mut().for_each(|span| self.span(span));
    }

    fn span(&self, span: &mut Span) {
        let place = |point| self.normalized_points.offset(point);
        let (Some(start), Some(end)) = (place(span.start), place(span.end)) else {
            return;
        };
        let read = verbale_text::Span::new(start.bytes(), end.bytes());
        let original = self.normalized.original(read);
        span.start = self.points.at(original.start);
        span.end = self.points.at(original.end);
        original.of(self.text).clone_into(&mut span.text);
        if let Some(selector) = &mut span.selector {
            *selector = self.selector(original);
        }
    }

    fn selector(&self, span: verbale_text::Span) -> TextQuoteSelector {
        let before = &self.text[..span.start.bytes()];
        let mut prefix: Vec<char> = before.chars().rev().take(CONTEXT).collect();
        prefix.reverse();
        let after = &self.text[span.end.bytes()..];
        TextQuoteSelector {
            exact: span.of(self.text).to_owned(),
            prefix: prefix.into_iter().collect(),
            suffix: after.chars().take(CONTEXT).collect(),
        }
    }
}
