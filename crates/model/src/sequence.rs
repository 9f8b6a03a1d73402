//! BIO sequences: the best one that is well formed, and its spans.

use std::ops::Range;

/// A label set "O B-x I-x B-y I-y …".
#[derive(Debug)]
pub(crate) struct Bio {
    /// For each label: its kind's number and whether it begins a span; `None` for O.
    labels: Vec<Option<(usize, bool)>>,
    /// The kinds, in the order of their first label.
    pub(crate) kinds: Vec<String>,
}

impl Bio {
    pub(crate) fn new(names: &[String]) -> Self {
        let mut kinds: Vec<String> = Vec::new();
        let labels = names
            .iter()
            .map(|name| {
                let (place, kind) = name.split_once('-')?;
                let number = kinds.iter().position(|k| k == kind).unwrap_or_else(|| {
                    kinds.push(kind.to_owned());
                    kinds.len() - 1
                });
                Some((number, place == "B"))
            })
            .collect();
        Self { labels, kinds }
    }

    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    /// The number of a label's kind; none for O.
    pub(crate) fn kind_of(&self, label: usize) -> Option<usize> {
        self.labels[label].map(|(kind, _)| kind)
    }

    /// The numbers of the labels of a kind.
    pub(crate) fn labels_of(&self, kind: usize) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(move |&label| self.kind_of(label) == Some(kind))
    }

    /// Whether label `to` may follow `from`: I-x only goes on with x.
    fn follows(&self, from: Option<usize>, to: usize) -> bool {
        match self.labels[to] {
            Some((kind, false)) => from
                .and_then(|f| self.labels[f])
                .is_some_and(|(before, _)| before == kind),
            _ => true,
        }
    }

    /// The best well-formed labels for `scores`, log-probabilities `[token][label]` row by row
    /// (Viterbi).
    pub(crate) fn best(&self, scores: &[f32]) -> Vec<usize> {
        let n = self.len();
        let count = scores.len() / n;
        let mut back = vec![0; scores.len()];
        let mut sums = vec![f32::NEG_INFINITY; n];
        let mut next = sums.clone();
        for token in 0..count {
            for to in 0..n {
                let own = scores[token * n + to];
                if token == 0 {
                    next[to] = if self.follows(None, to) {
                        own
                    } else {
                        f32::NEG_INFINITY
                    };
                    continue;
                }
                let mut top = (f32::NEG_INFINITY, 0);
                for (from, &sum) in sums.iter().enumerate() {
                    if sum > top.0 && self.follows(Some(from), to) {
                        top = (sum, from);
                    }
                }
                next[to] = top.0 + own;
                back[token * n + to] = top.1;
            }
            std::mem::swap(&mut sums, &mut next);
        }
        let mut out = vec![0; count];
        if count > 0 {
            let mut label = crate::heads::argmax(&sums);
            for token in (0..count).rev() {
                out[token] = label;
                label = back[token * n + label];
            }
        }
        out
    }

    /// The spans of a well-formed sequence: kind and tokens.
    pub(crate) fn spans(&self, labels: &[usize]) -> Vec<(usize, Range<usize>)> {
        let mut out: Vec<(usize, Range<usize>)> = Vec::new();
        for (at, &label) in labels.iter().enumerate() {
            match self.labels[label] {
                Some((kind, true)) => out.push((kind, at..at + 1)),
                Some((_, false)) => {
                    if let Some((_, span)) = out.last_mut() {
                        span.end = at + 1;
                    }
                }
                None => {}
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_never_stands_without_its_begin() {
        let bio = Bio::new(&["O", "B-a", "I-a", "B-b", "I-b"].map(String::from));
        // Token by token the best labels would be O, I-a, I-b: none of them well formed.
        let scores = [
            -0.1, -2.0, -9.0, -9.0, -9.0, -3.0, -1.0, -0.1, -9.0, -9.0, -4.0, -9.0, -0.5, -9.0,
            -0.1,
        ];
        let best = bio.best(&scores);
        assert_eq!(bio.spans(&best), [(0, 1..3)]);
        assert_eq!(bio.best(&[]), Vec::<usize>::new());
    }
}
