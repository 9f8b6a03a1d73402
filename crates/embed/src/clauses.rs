//! What a network tells of clauses: whether one is a position, its stance, what it is about.
//!
//! The network gives every token columns; a clause has the columns of its tokens, weighed by the last column (attention
//! with one query: Yang et al. 2016, "Hierarchical Attention Networks").

/// Numbers in the vector of what a clause is about.
pub const MATTER: usize = 64;

/// The columns of every token that clauses are read off.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    stance: Rows,
    matter: Rows,
    /// For each token the probability that it is a word of the name of what its clause is about.
    pub naming: Vec<f32>,
}

/// What the network tells of one clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The log-odds that it is a position.
    pub position: f32,
    /// The log-probability of each stance, in the order of the network's labels.
    pub stances: Vec<f32>,
    /// What it is about: a vector of length 1, near that of another clause on the same matter.
    pub matter: [f32; MATTER],
}

impl Clauses {
    /// Adds the next token: how likely it is a word of a name, and its columns for stances (each stance, position,
    /// weight) and for matters (the vector, weight).
    pub fn push(&mut self, naming: f32, stance: &[f32], matter: &[f32]) {
        self.naming.push(naming);
        self.stance.push(stance);
        self.matter.push(matter);
    }

    /// What the model tells of the clause with these tokens; `None` without one, or where the analysis holds nothing of it.
    #[must_use]
    pub fn of(&self, tokens: &[usize]) -> Option<Clause> {
        let mut stances = self.stance.pooled(tokens)?;
        let position = stances.pop()?;
        let most = stances.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = stances.iter().map(|x| libm::expf(x - most)).sum();
        let norm = most + libm::logf(total);
        stances.iter_mut().for_each(|x| *x -= norm);
        let mut matter: [f32; MATTER] = self.matter.pooled(tokens)?.try_into().ok()?;
        let length = matter.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        matter.iter_mut().for_each(|x| *x /= length);
        Some(Clause {
            position,
            stances,
            matter,
        })
    }
}

/// The cosine of two vectors of length 1.
#[must_use]
pub fn cosine(a: &[f32; MATTER], b: &[f32; MATTER]) -> f32 {
    crate::dot(a, b)
}

/// A head's columns of all tokens; the last one is the token's weight in a clause.
#[derive(Clone, Debug, Default)]
struct Rows {
    width: usize,
    values: Vec<f32>,
}

impl Rows {
    fn push(&mut self, row: &[f32]) {
        self.width = row.len();
        self.values.extend_from_slice(row);
    }

    fn row(&self, token: usize) -> Option<&[f32]> {
        self.values.chunks_exact(self.width.max(1)).nth(token)
    }

    /// The columns of the tokens together, without the weight.
    fn pooled(&self, tokens: &[usize]) -> Option<Vec<f32>> {
        let rows: Vec<&[f32]> = tokens.iter().filter_map(|&t| self.row(t)).collect();
        let weight = |row: &[f32]| row[self.width - 1];
        let most = rows.iter().map(|row| weight(row)).reduce(f32::max)?;
        let mut out = vec![0.0; self.width - 1];
        let mut total = 0.0;
        for row in rows {
            let share = libm::expf(weight(row) - most);
            total += share;
            for (sum, value) in out.iter_mut().zip(row) {
                *sum += share * value;
            }
        }
        out.iter_mut().for_each(|sum| *sum /= total);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_has_the_columns_of_its_weightiest_tokens() {
        let mut clauses = Clauses::default();
        let mut matter = [0.0; MATTER + 1];
        matter[0] = 2.0;
        clauses.push(0.1, &[3.0, 0.0, 5.0, 0.0], &matter);
        matter[MATTER] = -30.0;
        clauses.push(0.9, &[0.0, 3.0, -5.0, -30.0], &matter);
        let both = clauses.of(&[0, 1]).unwrap();
        assert!((both.position - 5.0).abs() < 1e-3);
        assert!(both.stances[0] > -0.1 && both.stances[1] < -2.0);
        assert!((both.matter[0] - 1.0).abs() < 1e-6);
        assert!(clauses.of(&[1]).unwrap().position < 0.0);
        assert_eq!(clauses.of(&[]), None);
        assert_eq!(Clauses::default().of(&[0]), None);
    }
}
