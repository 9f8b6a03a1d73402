//! The trees of a text, for those who write rules: one line a token.

use anyhow::{Context, Result};
use std::io::Read;
use verbale_model::Reader;

/// Prints number, word, part of speech, head and relation of every token of standard input, a blank line between
/// sentences.
///
/// # Errors
/// If standard input is no UTF-8 text.
pub(crate) fn run() -> Result<()> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("cannot read the text")?;
    let analysis = Reader::new().read(&text);
    for sentence in &analysis.sentences {
        for token in sentence.tokens.clone() {
            let word = &analysis.words[token];
            let head = word.head.map_or("-".to_owned(), |head| head.to_string());
            let form = analysis.tokens[token].span.of(&text);
            println!(
                "{token}\t{form}\t{}\t{head}\t{}",
                word.upos.name(),
                word.relation
            );
        }
        println!();
    }
    Ok(())
}
