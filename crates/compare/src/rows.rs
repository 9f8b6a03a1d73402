//! Points of all reports, put together into rows: one matter each.

use crate::name::Rarity;
use crate::party::Speaker;
use crate::points::Point;
use crate::weights::weight;
use std::collections::HashMap;
use verbale_embed::{average_linkage, cosine};
use verbale_schema::CellStance;

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
    pub(crate) name: f32,
    pub(crate) matter: f32,
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
        let whole = libm::logf(size as f32 + 1.0);
        let common = |piece: u32| {
            let seen = frequency.get(&piece).copied().unwrap_or(1) as f32;
            libm::logf((size as f32 + 1.0) / seen) / whole
        };
        let names = Rarity::of(points.iter().map(|p| &p.name));
        let mut pairs = vec![Kinship::default(); size * size];
        for a in 0..size {
            for b in 0..a {
                let kinship = Kinship {
                    likeness: points[a].meaning.likeness(&points[b].meaning),
                    overlap: points[a].meaning.overlap(&points[b].meaning, common),
                    name: names.share(&points[a].name, &points[b].name),
                    matter: match (&points[a].clause, &points[b].clause) {
                        (Some(a), Some(b)) => cosine(&a.matter, &b.matter),
                        _ => 0.0,
                    },
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

/// What tells whether two points are about one matter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signs {
    /// Whether one side says both in one text.
    pub same_side: bool,
    /// Whether one report says them in one sentence or the next.
    pub near: bool,
    /// How alike the meanings of their words are; it tells agreement, not the matter.
    pub likeness: f32,
    /// How many of their words they share, by rarity.
    pub overlap: f32,
    /// How many of the words that name their matters they share.
    pub name: f32,
    /// How near the model sees what they are about.
    pub matter: f32,
    /// Whether one of them says that the side did not speak of its matter, and the other that it did, in one text.
    pub muted: bool,
    /// Whether a report says next to one side's words that another side did not speak of it.
    pub contrast: bool,
}

impl Signs {
    fn odds(&self) -> f32 {
        let if_so = |is_so: bool, name| if is_so { weight(name) } else { 0.0 };
        weight("matter.bias")
            + if_so(self.same_side, "matter.same_side")
            + if_so(self.near, "matter.near")
            + if_so(self.contrast, "matter.contrast")
            + if_so(self.muted, "matter.muted")
            + weight("matter.overlap") * self.overlap
            + weight("matter.name") * self.name
            + weight("matter.matter") * self.matter
    }
}

/// Whether two sides say the two points. The narrator is none: in his account a matter need not stand
/// once.
fn two_sides(p: &Point, q: &Point) -> bool {
    let is_side = |point: &Point| matches!(point.speaker, Speaker::Side(_));
    is_side(p) && is_side(q) && p.speaker != q.speaker
}

/// The signs of every pair of points, row by row.
pub(crate) fn signs(points: &[Point], kin: &Kin) -> Vec<Signs> {
    let size = points.len();
    let mut signs = Vec::with_capacity(size * size);
    for a in 0..size {
        for b in 0..size {
            let (p, q) = (&points[a], &points[b]);
            let kinship = kin.of_pair(a, b);
            let one_text = p.document == q.document;
            let same_side = one_text && p.speaker == q.speaker;
            let silences = (p.stance == CellStance::Silent) != (q.stance == CellStance::Silent);
            let adjacent = one_text && p.sentence.abs_diff(q.sentence) <= NEAR;
            signs.push(Signs {
                same_side,
                near: same_side && adjacent,
                likeness: kinship.likeness,
                overlap: kinship.overlap,
                name: kinship.name,
                matter: kinship.matter,
                muted: same_side && silences,
                contrast: two_sides(p, q) && adjacent && silences,
            });
        }
    }
    signs
}

/// Puts points into rows by average linkage.
pub(crate) fn matters(points: &[Point], kin: &Kin) -> Vec<Matter> {
    let size = points.len();
    let odds: Vec<f32> = signs(points, kin).iter().map(Signs::odds).collect();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); size];
    for (point, first) in average_linkage(size, &odds, weight("matter.join"))
        .into_iter()
        .enumerate()
    {
        members[first].push(point);
    }
    members
        .into_iter()
        .filter(|row| !row.is_empty())
        .map(|row| {
            let inner: Vec<f32> = row
                .iter()
                .flat_map(|&a| row.iter().map(move |&b| (a, b)))
                .filter(|(a, b)| a < b)
                .map(|(a, b)| odds[a * size + b])
                .collect();
            let confidence = if inner.is_empty() {
                // Alone: as sure as that no other point is about it.
                let rival = (0..size)
                    .filter(|&b| b != row[0] && points[b].speaker != points[row[0]].speaker)
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
    1.0 / (1.0 + libm::expf(-x))
}
