//! Names and titles: the one-token sequence heads.

use crate::analysis::{Name, NameKind, Tokens};
use crate::heads::{Labels, argmax, log_softmax};
use crate::sequence::Bio;
use std::ops::Range;

/// A head that labels tokens in BIO.
#[derive(Debug)]
pub(crate) struct SequenceHead {
    columns: Range<usize>,
    bio: Bio,
}

impl SequenceHead {
    pub(crate) fn new(labels: &Labels, head: &str, names: &[String]) -> Self {
        Self {
            columns: labels.columns(head),
            bio: Bio::new(names),
        }
    }

    /// Appends the log-probabilities of one token's labels.
    pub(crate) fn scores(&self, row: &[f32], out: &mut Vec<f32>) {
        let start = out.len();
        out.extend_from_slice(&row[self.columns.clone()]);
        log_softmax(&mut out[start..]);
    }

    /// The kind of one token's likeliest label.
    pub(crate) fn likeliest(&self, row: &[f32]) -> Option<&str> {
        let kind = self.bio.kind_of(argmax(&row[self.columns.clone()]))?;
        Some(self.bio.kinds[kind].as_str())
    }

    /// The spans of a text whose tokens have these scores: kind, tokens, mean probability.
    pub(crate) fn decode(&self, scores: &[f32]) -> Vec<(&str, Tokens, f32)> {
        let n = self.bio.len();
        let best = self.bio.best(scores);
        self.bio
            .spans(&best)
            .into_iter()
            .map(|(kind, span)| {
                let sum: f32 = span.clone().map(|t| scores[t * n + best[t]]).sum();
                let mean = libm::expf(sum / span.len() as f32);
                (self.bio.kinds[kind].as_str(), span, mean)
            })
            .collect()
    }
}

/// The names among decoded spans.
pub(crate) fn names(spans: Vec<(&str, Tokens, f32)>) -> Vec<Name> {
    spans
        .into_iter()
        .map(|(kind, tokens, score)| {
            let kind = match kind {
                "PER" => NameKind::Person,
                "ORG" => NameKind::Organization,
                _ => NameKind::Location,
            };
            Name {
                tokens,
                kind,
                score,
            }
        })
        .collect()
}
