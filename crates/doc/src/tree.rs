//! Syntax trees with an index of what hangs on each word.

use crate::Deprel;
use std::iter;
use verbale_model::{Tokens, Upos};

/// A token's place in the tree of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its part of speech.
    pub upos: Upos,
    /// The token that it depends on; `None` for a root.
    pub head: Option<usize>,
    /// Its relation to the head.
    pub deprel: Deprel,
}

/// The trees of a text. Built in time linear in the number of its tokens; every answer costs no more than it is long.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    words: Vec<Word>,
    /// The dependents of all tokens, token by token, each list in the order of the text.
    dependents: Vec<usize>,
    /// Where each token's dependents begin in that list; one entry more than there are tokens.
    first_dependent: Vec<usize>,
    /// For each token the first and one past the last token that hang on it.
    extent: Vec<(usize, usize)>,
    /// The place of each token in a walk that goes through all that hangs on a token before it goes on, and the place
    /// at which the walk is through with it.
    entered: Vec<usize>,
    left: Vec<usize>,
}

impl Tree {
    /// The trees of these words. Where words head each other in a circle, one of them becomes a root.
    #[must_use]
    pub fn new(mut words: Vec<Word>) -> Self {
        cut_circles(&mut words);
        let (first_dependent, dependents) = by_head(&words);
        let count = words.len();
        let mut tree = Self {
            words,
            dependents,
            first_dependent,
            extent: (0..count).map(|t| (t, t + 1)).collect(),
            entered: vec![0; count],
            left: vec![0; count],
        };
        let order = tree.depth_first();
        for (place, &token) in order.iter().enumerate() {
            tree.entered[token] = place;
            tree.left[token] = place + 1;
        }
        // Whatever hangs on a token stands after it in the order.
        for &token in order.iter().rev() {
            if let Some(head) = tree.words[token].head {
                let (start, end) = tree.extent[token];
                let above = &mut tree.extent[head];
                *above = (above.0.min(start), above.1.max(end));
                tree.left[head] = tree.left[head].max(tree.left[token]);
            }
        }
        tree
    }

    /// All tokens, each after its head and before whatever does not hang on it.
    fn depth_first(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.words.len());
        let mut waiting = Vec::new();
        for root in (0..self.words.len()).filter(|&t| self.words[t].head.is_none()) {
            waiting.push(root);
            while let Some(token) = waiting.pop() {
                order.push(token);
                waiting.extend(self.children(token).rev());
            }
        }
        order
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A token's part of speech, head and relation.
    ///
    /// # Panics
    /// If there is no such token.
    #[must_use]
    pub fn word(&self, token: usize) -> Word {
        self.words[token]
    }

    /// What depends on a token, in the order of the text.
    pub fn children(
        &self,
        token: usize,
    ) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + Clone + '_ {
        self.dependents[self.first_dependent[token]..self.first_dependent[token + 1]]
            .iter()
            .copied()
    }

    /// The first dependent of a token by one of these relations.
    #[must_use]
    pub fn child(&self, token: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(token)
            .find(|&t| relations.contains(&self.words[t].deprel))
    }

    /// The tokens from the first to the last that hang on a token, itself among them; relative clauses and what follows
    /// a comma with them.
    #[must_use]
    pub fn subtree(&self, token: usize) -> Tokens {
        let (start, end) = self.extent[token];
        start..end
    }

    /// Whether a token hangs on `top`, directly or not, or is it.
    #[must_use]
    pub fn hangs_on(&self, token: usize, top: usize) -> bool {
        self.entered[top] <= self.entered[token] && self.entered[token] < self.left[top]
    }

    /// The tokens above a token, from its head to the root.
    pub fn ancestors(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        iter::successors(self.words[token].head, |&t| self.words[t].head)
    }

    /// A token, then the tokens above it as long as each has one of these relations to the next: the verbs that a verb
    /// is coordinated with.
    pub fn climb<'t>(
        &'t self,
        token: usize,
        relations: &'t [Deprel],
    ) -> impl Iterator<Item = usize> + 't {
        iter::successors(Some(token), |&t| {
            let word = self.words[t];
            word.head.filter(|_| relations.contains(&word.deprel))
        })
    }
}

/// Makes a root of one token of every circle.
fn cut_circles(words: &mut [Word]) {
    // The way up on which each token was first met, counted from 1.
    let mut way = vec![0; words.len()];
    for start in 0..words.len() {
        let (mut below, mut at) = (start, Some(start));
        while let Some(token) = at {
            if way[token] == start + 1 {
                words[below].head = None;
            }
            if way[token] != 0 {
                break;
            }
            way[token] = start + 1;
            (below, at) = (token, words[token].head);
        }
    }
}

/// The tokens by their heads: where the list of each begins, and all lists.
fn by_head(words: &[Word]) -> (Vec<usize>, Vec<usize>) {
    let mut first = vec![0; words.len() + 1];
    for head in words.iter().filter_map(|word| word.head) {
        first[head + 1] += 1;
    }
    for token in 0..words.len() {
        first[token + 1] += first[token];
    }
    let mut next = first.clone();
    let mut dependents = vec![0; first[words.len()]];
    for (token, word) in words.iter().enumerate() {
        if let Some(head) = word.head {
            dependents[next[head]] = token;
            next[head] += 1;
        }
    }
    (first, dependents)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(heads: &[usize]) -> Tree {
        let word = |&head: &usize| Word {
            upos: Upos::Noun,
            head: head.checked_sub(1),
            deprel: if head == 0 {
                Deprel::Root
            } else {
                Deprel::Nmod
            },
        };
        Tree::new(heads.iter().map(word).collect())
    }

    #[test]
    fn what_hangs_on_a_word_is_known() {
        let tree = tree(&[2, 3, 0, 3, 6, 4, 0]);
        let children = |t| tree.children(t).collect::<Vec<_>>();
        assert_eq!(children(2), [1, 3]);
        assert_eq!(children(4), [0_usize; 0]);
        assert_eq!(tree.subtree(3), 3..6);
        assert_eq!(tree.subtree(2), 0..6);
        assert_eq!(tree.ancestors(4).collect::<Vec<_>>(), [5, 3, 2]);
        assert!(tree.hangs_on(4, 3) && tree.hangs_on(3, 3));
        assert!(!tree.hangs_on(3, 4) && !tree.hangs_on(6, 2));
    }

    #[test]
    fn a_circle_is_cut() {
        let tree = tree(&[2, 3, 2, 0, 5]);
        for token in 0..tree.len() {
            assert!(tree.ancestors(token).count() < tree.len());
        }
        assert!(tree.hangs_on(0, 1));
    }

    #[test]
    fn a_climb_ends_where_the_relation_does() {
        let tree = tree(&[2, 3, 0]);
        let climb = |relations: &[Deprel]| tree.climb(0, relations).collect::<Vec<_>>();
        assert_eq!(climb(&[Deprel::Nmod]), [0, 1, 2]);
        assert_eq!(climb(&[Deprel::Conj]), [0]);
    }
}
