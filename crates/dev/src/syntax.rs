//! How well parts of speech and trees agree with a treebank, on its own words and sentences.

use crate::conllu::{self, Document};
use crate::given;
use anyhow::Result;
use std::ops::AddAssign;
use std::path::Path;
use verbale_model::Reader;

/// Prints a CSV table for the treebank at `path`: a row a document, then all of it.
///
/// Every word counts, punctuation too; relations are compared without their subtypes, as in the
/// CoNLL 2018 shared task.
///
/// # Errors
/// If the treebank cannot be read.
pub(crate) fn run(path: &Path) -> Result<()> {
    let reader = Reader::new();
    let mut all = Scores::default();
    println!("document,words,upos,uas,las");
    for document in conllu::read(path)? {
        let scores = compare(&reader, &document);
        scores.print(&document.id);
        all += scores;
    }
    all.print("all");
    Ok(())
}

#[derive(Clone, Copy, Default)]
struct Scores {
    words: usize,
    upos: usize,
    head: usize,
    head_and_relation: usize,
}

impl Scores {
    fn print(self, id: &str) {
        let share = |right: usize| right as f64 / self.words.max(1) as f64;
        println!(
            "{id},{},{:.4},{:.4},{:.4}",
            self.words,
            share(self.upos),
            share(self.head),
            share(self.head_and_relation)
        );
    }
}

impl AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.upos += other.upos;
        self.head += other.head;
        self.head_and_relation += other.head_and_relation;
    }
}

fn compare(reader: &Reader, document: &Document) -> Scores {
    let words = || document.sentences.iter().flat_map(|s| &s.words);
    let tokens = given::tokens(&document.text, words().map(|w| w.span));
    let sentences = given::sentences(&tokens, document.sentences.iter().map(|s| s.words.len()));
    let analysis = reader.read_segmented(&document.text, tokens, sentences);
    let mut scores = Scores::default();
    let mut first = 0;
    for sentence in &document.sentences {
        for (word, found) in sentence.words.iter().zip(&analysis.words[first..]) {
            let head = found.head == word.head.map(|head| first + head);
            let relation = found.relation == word.deprel.split(':').next().unwrap_or_default();
            scores += Scores {
                words: 1,
                upos: usize::from(found.upos.name() == word.upos),
                head: usize::from(head),
                head_and_relation: usize::from(head && relation),
            };
        }
        first += sentence.words.len();
    }
    scores
}
