//! Statements from scores: anchors first, then what every token is to each anchor.

use crate::analysis::{Attribution, Certainty, Tokens};
use crate::heads::{Labels, Pair, log_softmax, sigmoid};
use crate::sequence::Bio;
use crate::window::Window;
use std::ops::Range;
use verbale_encoder::Output;

/// Anchors below this probability are not decoded. It is low: which of the weak ones count is
/// decided where all statements of the text are known.
const LEAST_ANCHOR: f32 = 0.08;

/// The head that finds statements.
#[derive(Debug)]
pub(crate) struct AttributionHead {
    anchor: usize,
    pair: Pair,
    /// The columns that say what a token is to any statement.
    tags: Range<usize>,
    parts: Bio,
    source: usize,
    cue: usize,
    content: usize,
}

impl AttributionHead {
    pub(crate) fn new(labels: &Labels, pair: Pair) -> Self {
        let parts = Bio::new(&labels.part);
        let kind = |name: &str| {
            parts
                .kinds
                .iter()
                .position(|k| k == name)
                .expect("source, cue and content are labels")
        };
        let (source, cue, content) = (kind("source"), kind("cue"), kind("content"));
        Self {
            anchor: labels.columns("anchor").start,
            tags: labels.columns("tags"),
            pair,
            parts,
            source,
            cue,
            content,
        }
    }

    /// The statements anchored in the core of `window`.
    pub(crate) fn decode(&self, rows: &Output<'_>, window: &Window, out: &mut Vec<Attribution>) {
        for anchor in window.core.clone() {
            let probability = sigmoid(rows.row(anchor - window.tokens.start)[self.anchor]);
            if probability >= LEAST_ANCHOR
                && let Some(found) = self.statement(rows, window, anchor, probability)
            {
                out.push(found);
            }
        }
    }

    /// The probability that the token with this row is content of any statement.
    pub(crate) fn content(&self, row: &[f32]) -> f32 {
        let mut tags = row[self.tags.clone()].to_vec();
        log_softmax(&mut tags);
        self.parts
            .labels_of(self.content)
            .map(|label| libm::expf(tags[label]))
            .sum()
    }

    fn statement(
        &self,
        rows: &Output<'_>,
        window: &Window,
        anchor: usize,
        probability: f32,
    ) -> Option<Attribution> {
        let n = self.pair.outputs();
        let first = window.tokens.start;
        let left = rows.row(anchor - first);
        let mut hidden = Vec::new();
        let mut scores = vec![0.0; window.tokens.len() * n];
        for (token, scores) in window.tokens.clone().zip(scores.chunks_exact_mut(n)) {
            let distance = token.cast_signed() - anchor.cast_signed();
            let row = rows.row(token - first);
            self.pair.score(left, row, distance, &mut hidden, scores);
            for (score, tag) in scores.iter_mut().zip(&row[self.tags.clone()]) {
                *score += tag;
            }
            log_softmax(scores);
        }
        let best = self.parts.best(&scores);
        let mean = |span: &Tokens| {
            let sum: f32 = span.clone().map(|t| scores[t * n + best[t]]).sum();
            sum / span.len() as f32
        };
        let spans = self.parts.spans(&best);
        let of = |kind: usize| {
            spans
                .iter()
                .filter(move |(k, _)| *k == kind)
                .map(|(_, span)| span.clone())
        };
        // A statement has one source and one cue: where the labels give more, the surer one, and
        // for the cue the one at the anchor.
        let source = of(self.source).max_by(|a, b| mean(a).total_cmp(&mean(b)));
        let cue = of(self.cue)
            .find(|span| span.contains(&(anchor - first)))
            .or_else(|| of(self.cue).next());
        let content: Vec<Tokens> = of(self.content).collect();
        if content.is_empty() {
            return None;
        }
        let certainty = Certainty {
            anchor: probability,
            source: source.as_ref().map_or(1.0, |span| libm::expf(mean(span))),
            content: libm::expf(
                content
                    .iter()
                    .map(|s| mean(s) * s.len() as f32)
                    .sum::<f32>()
                    / content.iter().map(Tokens::len).sum::<usize>() as f32,
            ),
        };
        let whole = |span: Tokens| span.start + first..span.end + first;
        Some(Attribution {
            anchor,
            source: source.into_iter().map(whole).collect(),
            cue: cue.into_iter().map(whole).collect(),
            content: content.into_iter().map(whole).collect(),
            certainty,
        })
    }
}
