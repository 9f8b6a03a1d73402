//! Trees from scores: the best tree over each sentence, with one root.

use crate::analysis::{Upos, Word};
use crate::heads::{Labels, Pair, argmax, dot};
use std::ops::Range;
use verbale_encoder::Output;

/// Sentences longer than this get their heads token by token: the best tree costs time that grows
/// with the square of the length, and what is so long is a list, not a sentence.
const LONGEST_TREE: usize = 400;

/// The head that gives part of speech, head and relation.
#[derive(Debug)]
pub(crate) struct SyntaxHead {
    upos: Range<usize>,
    tags: Vec<Upos>,
    dependent: Range<usize>,
    governor: Range<usize>,
    relation: Pair,
    relations: &'static [&'static str],
    root: usize,
}

impl SyntaxHead {
    /// `relations` are the names of the relation head's outputs.
    pub(crate) fn new(labels: &Labels, relation: Pair, relations: &'static [&'static str]) -> Self {
        Self {
            upos: labels.columns("upos"),
            tags: labels
                .upos
                .iter()
                .map(|name| Upos::named(name).expect("UD tags"))
                .collect(),
            dependent: labels.columns("dependent"),
            governor: labels.columns("governor"),
            relation,
            relations,
            root: relations
                .iter()
                .position(|name| *name == "root")
                .expect("root is a relation"),
        }
    }

    /// The words of a sentence whose first token is `start` and whose rows are `sentence`.
    pub(crate) fn decode(
        &self,
        rows: &Output<'_>,
        sentence: Range<usize>,
        start: usize,
        out: &mut Vec<Word>,
    ) {
        let n = sentence.len();
        let row = |at: usize| rows.row(sentence.start + at);
        // [dependent][governor]; the diagonal is the score of being the root.
        let mut scores = vec![0.0f32; n * n];
        for dependent in 0..n {
            let column = &row(dependent)[self.dependent.clone()];
            let (own, root) = column.split_at(self.governor.len());
            let scale = (self.governor.len() as f32).sqrt();
            for governor in 0..n {
                scores[dependent * n + governor] = if governor == dependent {
                    root[0]
                } else {
                    dot(own, &row(governor)[self.governor.clone()]) / scale
                };
            }
        }
        let heads = if n <= LONGEST_TREE {
            best_tree(&scores, n)
        } else {
            best_heads(&scores, n)
        };
        let mut hidden = Vec::new();
        let mut names = vec![0.0; self.relation.outputs()];
        for (at, head) in heads.into_iter().enumerate() {
            let relation = if head == at {
                self.root
            } else {
                self.relation.score(
                    row(at),
                    row(head),
                    head.cast_signed() - at.cast_signed(),
                    &mut hidden,
                    &mut names,
                );
                names[self.root] = f32::NEG_INFINITY;
                argmax(&names)
            };
            out.push(Word {
                upos: self.tags[argmax(&row(at)[self.upos.clone()])],
                head: (head != at).then_some(start + head),
                relation: self.relations[relation],
            });
        }
    }
}

/// The best head of every token; the token itself is the root, which is one.
fn best_heads(scores: &[f32], n: usize) -> Vec<usize> {
    let root = (0..n)
        .max_by(|&a, &b| scores[a * n + a].total_cmp(&scores[b * n + b]))
        .unwrap_or(0);
    (0..n)
        .map(|dependent| {
            if dependent == root {
                return root;
            }
            let own = &scores[dependent * n..(dependent + 1) * n];
            (0..n)
                .filter(|&h| h != dependent)
                .max_by(|&a, &b| own[a].total_cmp(&own[b]))
                .unwrap_or(root)
        })
        .collect()
}

/// The best tree with one root: the root is chosen first, then the best arborescence under it
/// (Chu and Liu 1965, Edmonds 1967). A root is its own head.
fn best_tree(scores: &[f32], n: usize) -> Vec<usize> {
    let mut heads = best_heads(scores, n);
    let Some(root) = (0..n).find(|&at| heads[at] == at) else {
        return heads;
    };
    while let Some(cycle) = find_cycle(&heads, root) {
        break_cycle(scores, n, root, &cycle, &mut heads);
    }
    heads
}

/// Tokens that head each other in a circle and so never reach the root.
fn find_cycle(heads: &[usize], root: usize) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while at != root && seen[at] == 0 {
            seen[at] = start + 1;
            at = heads[at];
        }
        if at != root && seen[at] == start + 1 {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

/// Takes one token of the cycle out, the one whose second choice costs least, and hangs it under a
/// token that reaches the root without passing the cycle, so that every call frees the cycle for
/// good.
fn break_cycle(scores: &[f32], n: usize, root: usize, cycle: &[usize], heads: &mut [usize]) {
    let reaches_root = |start: usize| {
        let mut at = start;
        for _ in 0..n {
            if at == root {
                return true;
            }
            at = heads[at];
        }
        false
    };
    let free: Vec<usize> = (0..n).filter(|&at| reaches_root(at)).collect();
    let cost = |dependent: usize, head: usize| {
        scores[dependent * n + heads[dependent]] - scores[dependent * n + head]
    };
    let best = cycle
        .iter()
        .flat_map(|&dependent| free.iter().map(move |&head| (dependent, head)))
        .min_by(|&(d, h), &(e, g)| cost(d, h).total_cmp(&cost(e, g)));
    if let Some((dependent, head)) = best {
        heads[dependent] = head;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_token_reaches_the_one_root(n in 1usize..12, seed in prop::collection::vec(-5.0f32..5.0, 144)) {
            let heads = best_tree(&seed[..n * n], n);
            let roots: Vec<usize> = (0..n).filter(|&at| heads[at] == at).collect();
            prop_assert_eq!(roots.len(), 1);
            prop_assert_eq!(find_cycle(&heads, roots[0]), None);
        }
    }

    #[test]
    fn a_cycle_is_broken_where_it_costs_least() {
        // 0 is the root; 1 and 2 head each other best, but 2 hangs nearly as well under 0.
        let scores = [9.0, 0.0, 0.0, 1.0, 0.0, 5.0, 4.5, 5.0, 0.0];
        assert_eq!(best_tree(&scores, 3), [0, 2, 0]);
    }
}
