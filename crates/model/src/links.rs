//! Heads that point from a token to others, or to none.

use crate::analysis::Link;
use crate::heads::{Labels, Pair, log_softmax};
use crate::window::Window;
use verbale_encoder::Output;

/// How many links a mention keeps, and the least probability of one.
const MOST_LINKS: usize = 12;
const LEAST_LINK: f32 = 0.005;

/// "corefer" points from a mention's head to the other mentions of the same entity, "side" from a
/// word of a person's name to the words that name the country or body acted for.
#[derive(Debug)]
pub(crate) struct LinkHead {
    pair: Pair,
    none: usize,
}

impl LinkHead {
    pub(crate) fn new(labels: &Labels, name: &str, pair: Pair) -> Self {
        Self {
            none: labels.columns(&format!("no_{name}")).start,
            pair,
        }
    }

    /// The links of token `mention` to `candidates`, both tokens of `window`; best first.
    pub(crate) fn links(
        &self,
        rows: &Output<'_>,
        window: &Window,
        mention: usize,
        candidates: &[usize],
    ) -> Vec<Link> {
        let first = window.tokens.start;
        let left = rows.row(mention - first);
        let mut hidden = Vec::new();
        let mut scores = vec![0.0; candidates.len() + 1];
        for (&to, score) in candidates.iter().zip(scores.chunks_exact_mut(1)) {
            if to == mention {
                score[0] = f32::NEG_INFINITY;
            } else {
                let distance = to.cast_signed() - mention.cast_signed();
                self.pair
                    .score(left, rows.row(to - first), distance, &mut hidden, score);
            }
        }
        scores[candidates.len()] = left[self.none];
        log_softmax(&mut scores);
        let mut links: Vec<Link> = candidates
            .iter()
            .zip(&scores)
            .map(|(&to, score)| Link {
                to,
                probability: libm::expf(*score),
            })
            .filter(|link| link.probability >= LEAST_LINK)
            .collect();
        links.sort_by(|a, b| {
            b.probability
                .total_cmp(&a.probability)
                .then(a.to.cmp(&b.to))
        });
        links.truncate(MOST_LINKS);
        links
    }
}
