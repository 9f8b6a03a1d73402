//! Points of all reports, put together into rows: one matter each.

use crate::points::Point;
use crate::table::parameter;
use std::collections::HashMap;

const MATCHING: &str = include_str!("../data/matching.tsv");

/// Sentences of one report this near to each other may go on about one matter.
const NEAR: usize = 1;

/// Points about one matter, by number, and how sure that is.
#[derive(Clone, Debug)]
pub(crate) struct Matter {
    pub(crate) points: Vec<usize>,
    pub(crate) confidence: f32,
}

/// What two points have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinship {
    pub(crate) likeness: f32,
    pub(crate) overlap: f32,
}

/// How much each pair of points has in common.
pub(crate) struct Kin {
    size: usize,
    pairs: Vec<Kinship>,
}

impl Kin {
    pub(crate) fn of(points: &[Point]) -> Self {
        let size = points.len();
        let mut frequency: HashMap<u32, usize> = HashMap::new();
        for piece in points.iter().flat_map(|p| p.meaning.pieces()) {
            *frequency.entry(piece).or_default() += 1;
        }
        // What all points have tells none from another: the sides' own names, above all.
        let whole = (size as f32 + 1.0).ln();
        let common = |piece: u32| {
            let seen = frequency.get(&piece).copied().unwrap_or(1) as f32;
            ((size as f32 + 1.0) / seen).ln() / whole
        };
        let mut pairs = vec![Kinship::default(); size * size];
        for a in 0..size {
            for b in 0..a {
                let kinship = Kinship {
                    likeness: points[a].meaning.likeness(&points[b].meaning),
                    overlap: points[a].meaning.overlap(&points[b].meaning, common),
                };
                pairs[a * size + b] = kinship;
                pairs[b * size + a] = kinship;
            }
        }
        Self { size, pairs }
    }

    pub(crate) fn of_pair(&self, a: usize, b: usize) -> Kinship {
        self.pairs[a * self.size + b]
    }
}

/// The log-odds that each pair of points is about one matter.
fn odds(points: &[Point], kin: &Kin) -> Vec<f32> {
    let get = |name| parameter(MATCHING, name);
    let (bias, same_side) = (get("matter.bias"), get("matter.same_side"));
    let (likeness, overlap) = (get("matter.likeness"), get("matter.overlap"));
    let (rival, near) = (get("matter.rival"), get("matter.near"));
    let size = points.len();
    let alike = |a: usize, b: usize| {
        let kinship = kin.of_pair(a, b);
        likeness * kinship.likeness + overlap * kinship.overlap
    };
    // The two best of the other sides for each point.
    let mut best = vec![[(usize::MAX, 0.0f32); 2]; size];
    for a in 0..size {
        for b in 0..size {
            if points[a].side == points[b].side {
                continue;
            }
            let score = alike(a, b);
            if score > best[a][0].1 {
                best[a] = [(b, score), best[a][0]];
            } else if score > best[a][1].1 {
                best[a][1] = (b, score);
            }
        }
    }
    let next_best = |a: usize, b: usize| best[a].iter().find(|(n, _)| *n != b).map_or(0.0, |x| x.1);
    let mut odds = vec![0.0; size * size];
    for a in 0..size {
        for b in 0..size {
            let (p, q) = (&points[a], &points[b]);
            let mut score = bias + alike(a, b);
            if p.side == q.side {
                score += same_side;
                let apart = p.sentence.abs_diff(q.sentence);
                if p.document == q.document && apart <= NEAR {
                    score += near;
                }
            } else {
                let above = alike(a, b) - next_best(a, b).max(next_best(b, a));
                score += rival * (above / (likeness + overlap)).clamp(-1.0, 1.0);
            }
            odds[a * size + b] = score;
        }
    }
    odds
}

/// Puts points into rows: pairs join from the surest on, wherever the rows that they stand in are on
/// the whole more likely than not about one matter.
pub(crate) fn matters(points: &[Point], kin: &Kin) -> Vec<Matter> {
    let size = points.len();
    let odds = odds(points, kin);
    let mut row_of: Vec<usize> = (0..size).collect();
    let mut members: Vec<Vec<usize>> = (0..size).map(|n| vec![n]).collect();
    let mut pairs: Vec<(usize, usize)> = (0..size)
        .flat_map(|a| (a + 1..size).map(move |b| (a, b)))
        .filter(|&(a, b)| odds[a * size + b] > 0.0)
        .collect();
    pairs.sort_by(|&(a, b), &(c, d)| {
        odds[c * size + d]
            .total_cmp(&odds[a * size + b])
            .then((a, b).cmp(&(c, d)))
    });
    let mean = |left: &[usize], right: &[usize]| {
        let sum: f32 = left
            .iter()
            .flat_map(|&a| right.iter().map(move |&b| (a, b)))
            .map(|(a, b)| odds[a * size + b])
            .sum();
        sum / (left.len() * right.len()) as f32
    };
    for (a, b) in pairs {
        let (left, right) = (row_of[a], row_of[b]);
        if left != right && mean(&members[left], &members[right]) > 0.0 {
            let moved = std::mem::take(&mut members[right]);
            for &point in &moved {
                row_of[point] = left;
            }
            members[left].extend(moved);
        }
    }
    members
        .into_iter()
        .filter(|row| !row.is_empty())
        .map(|mut row| {
            row.sort_unstable();
            let inner: Vec<f32> = row
                .iter()
                .flat_map(|&a| row.iter().map(move |&b| (a, b)))
                .filter(|(a, b)| a < b)
                .map(|(a, b)| odds[a * size + b])
                .collect();
            let confidence = if inner.is_empty() {
                // Alone: as sure as that no other point is about it.
                let rival = (0..size)
                    .filter(|&b| b != row[0] && points[b].side != points[row[0]].side)
                    .map(|b| odds[row[0] * size + b])
                    .fold(f32::NEG_INFINITY, f32::max);
                1.0 - sigmoid(rival)
            } else {
                sigmoid(inner.iter().sum::<f32>() / inner.len() as f32)
            };
            Matter {
                points: row,
                confidence,
            }
        })
        .collect()
}

pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
