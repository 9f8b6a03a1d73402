//! What words mean, without a run of the encoder: every word piece has a vector and a weight, taken
//! once from MiniLM by `training/meaning.py`. Good enough to tell which of two clauses is about the
//! same matter, and so cheap that thousands of reports can be compared.

mod clauses;
mod linkage;

pub use clauses::{Clause, Clauses, MATTER, cosine};
pub use linkage::average_linkage;

use safetensors::SafeTensors;
use std::sync::LazyLock;
use verbale_text::tokens;
use verbale_wordpiece::{PieceId, pieces};

static TABLE: &[u8] = include_bytes!("../data/meaning.safetensors");

/// The length of a vector.
const DIMENSIONS: usize = 128;

struct Table {
    /// Row by row.
    vectors: &'static [u8],
    scale: Vec<f32>,
    rarity: Vec<f32>,
}

static MEANINGS: LazyLock<Table> = LazyLock::new(|| {
    let tensors = SafeTensors::deserialize(TABLE).expect("the embedded meanings load");
    let bytes = |name: &str| {
        tensors
            .tensor(name)
            .expect("the embedded meanings have every tensor")
            .data()
    };
    let floats = |name: &str| {
        let (values, _) = bytes(name).as_chunks::<4>();
        values.iter().map(|b| f32::from_le_bytes(*b)).collect()
    };
    Table {
        vectors: bytes("vectors"),
        scale: floats("scale"),
        rarity: floats("rarity"),
    }
});

/// What some words are about.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// Of length 1, or all zero.
    vector: [f32; DIMENSIONS],
    /// Each piece once, with its weight, in the order of the ids.
    pieces: Vec<(PieceId, f32)>,
}

impl Meaning {
    /// The meaning of `words`.
    #[must_use]
    pub fn of(words: &str) -> Self {
        let mut found = Vec::new();
        for token in tokens(words) {
            let word = token.span.of(words);
            if word.chars().any(char::is_alphanumeric) {
                pieces(word, &mut found);
            }
        }
        let table = &*MEANINGS;
        let mut vector = [0.0; DIMENSIONS];
        for &piece in &found {
            let at = piece as usize * DIMENSIONS;
            let scale = table.scale[piece as usize];
            for (sum, &value) in vector.iter_mut().zip(&table.vectors[at..at + DIMENSIONS]) {
                *sum += f32::from(value.cast_signed()) * scale;
            }
        }
        let norm = dot(&vector, &vector).sqrt();
        if norm > 0.0 {
            vector = vector.map(|value| value / norm);
        }
        found.sort_unstable();
        found.dedup();
        let rarity = |piece: PieceId| (piece, table.rarity[piece as usize]);
        Self {
            vector,
            pieces: found.into_iter().map(rarity).collect(),
        }
    }

    /// How alike two meanings are, from -1 to 1: the cosine of their vectors.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        dot(&self.vector, &other.vector)
    }

    /// How much of the one stands in the other word for word, from 0 to 1: the weight of the pieces
    /// in common, by the weight of the lighter one. `common` takes weight from a piece, 0 to 1: what
    /// every clause has tells none from another.
    #[must_use]
    pub fn overlap(&self, other: &Self, common: impl Fn(u32) -> f32) -> f32 {
        let weight = |pieces: &[(PieceId, f32)]| -> f32 {
            pieces.iter().map(|&(id, weight)| weight * common(id)).sum()
        };
        let shared: f32 = self
            .pieces
            .iter()
            .filter(|(id, _)| other.pieces.binary_search_by_key(id, |p| p.0).is_ok())
            .map(|&(id, weight)| weight * common(id))
            .sum();
        let lighter = weight(&self.pieces).min(weight(&other.pieces));
        if lighter > 0.0 { shared / lighter } else { 0.0 }
    }

    /// The pieces, each once, in a fixed order.
    pub fn pieces(&self) -> impl Iterator<Item = u32> + '_ {
        self.pieces.iter().map(|&(id, _)| id)
    }
}

/// The inner product, in eight lanes added up in one order: the same bits on every machine.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (x, y) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_for_the_same_are_more_alike_than_other_matters() {
        let ceasefire = Meaning::of("an end to the fighting along the border");
        let truce = Meaning::of("a ceasefire on the frontier");
        let fish = Meaning::of("the price of frozen cod");
        assert!(ceasefire.likeness(&truce) > ceasefire.likeness(&fish) + 0.2);
    }

    #[test]
    fn words_in_common_count_by_their_rarity() {
        let none = |_| 1.0;
        let a = Meaning::of("the talks on quotas");
        assert!(a.overlap(&Meaning::of("quotas"), none) > 0.99);
        assert!(a.overlap(&Meaning::of("the patrol"), none) < 0.2);
        assert_eq!(Meaning::of("").overlap(&a, none), 0.0);
        assert_eq!(Meaning::of("—").likeness(&a), 0.0);
    }
}
