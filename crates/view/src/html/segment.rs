//! The report's text cut into segments, so that overlapping rows can all be marked.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use verbale_schema::Span;

/// Where each code point of a text begins in bytes, and where the text ends.
pub(super) struct Places(Vec<usize>);

impl Places {
    pub(super) fn new(text: &str) -> Self {
        Self(
            text.char_indices()
                .map(|(byte, _)| byte)
                .chain([text.len()])
                .collect(),
        )
    }

    /// The bytes of a span; none when nothing of it lies within the text.
    pub(super) fn bytes(&self, span: &Span) -> Option<Range<usize>> {
        let start = self.0.get(span.start)?;
        let end = self.0.get(span.end).or(self.0.last())?;
        (start < end).then_some(*start..*end)
    }
}

/// What the words of a mark are to their row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Source,
    Cue,
    Content,
    Quoted,
    /// What a position or something told of a meeting rests on.
    Evidence,
}

/// Some words of the text that belong to a row of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) role: Role,
    /// The row's place in the page's list.
    pub(super) row: usize,
}

/// A stretch of the text throughout which the same marks hold.
#[derive(Debug)]
pub(super) struct Segment<'a> {
    pub(super) range: Range<usize>,
    pub(super) marks: Vec<&'a Mark>,
}

impl Segment<'_> {
    /// Whether the segment's words are this to any statement.
    pub(super) fn is(&self, role: Role) -> bool {
        self.marks.iter().any(|mark| mark.role == role)
    }

    /// The rows that the segment belongs to, the innermost (that with the fewest words around it)
    /// first.
    pub(super) fn rows(&self) -> Vec<usize> {
        let mut reach: BTreeMap<usize, usize> = BTreeMap::new();
        for mark in &self.marks {
            let widest = reach.entry(mark.row).or_default();
            *widest = mark.range.len().max(*widest);
        }
        let mut rows: Vec<usize> = reach.keys().copied().collect();
        rows.sort_by_key(|row| (reach[row], Reverse(*row)));
        rows
    }
}

/// Cuts a text wherever a mark begins or ends, and at `cuts` (byte offsets). The segments follow
/// one another without gap or overlap and make up the whole text.
pub(super) fn segments<'a>(text: &str, marks: &'a [Mark], cuts: &[usize]) -> Vec<Segment<'a>> {
    let mut borders: BTreeSet<usize> = [0, text.len()]
        .into_iter()
        .chain(cuts.iter().copied())
        .collect();
    let mut waiting: Vec<&Mark> = marks.iter().collect();
    for mark in marks {
        borders.extend([mark.range.start, mark.range.end]);
    }
    // The last to begin stands first, so that the next to begin can be popped.
    waiting.sort_by_key(|mark| Reverse(mark.range.start));

    let borders: Vec<usize> = borders.into_iter().collect();
    let mut open: Vec<&Mark> = Vec::new();
    let mut segments = Vec::with_capacity(borders.len());
    for (&start, &end) in borders.iter().zip(borders.iter().skip(1)) {
        open.retain(|mark| mark.range.end > start);
        while let Some(mark) = waiting.pop_if(|mark| mark.range.start <= start) {
            open.push(mark);
        }
        segments.push(Segment {
            range: start..end,
            marks: open.clone(),
        });
    }
    segments
}

/// A line longer than this, in bytes, was not wrapped by hand: each line of its text is a paragraph.
const LONG_LINE: usize = 160;

/// The paragraphs of a text, which blank lines part, or line breaks where there are none; without
/// the line breaks at their ends.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut after_blank = true;
    let each_line = !text.contains("\n\n") && text.lines().any(|line| line.len() > LONG_LINE);
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        let blank = end == start;
        match paragraphs.last_mut() {
            Some(paragraph) if !blank && !after_blank && !each_line => paragraph.end = end,
            _ if !blank => paragraphs.push(start..end),
            _ => {}
        }
        after_blank = blank;
        start += line.len();
    }
    paragraphs
}
