//! Texts as the model sees them, for training: the program that will read is the one that
//! prepares, so the two cannot differ.

use crate::given;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::{BufWriter, Write, stdin, stdout};
use verbale_model::Input;
use verbale_record::named_sides;
use verbale_text::{CodePoints, Span, quotations, sentences, tokens};

/// A text, with its tokens (code points) where a treebank gives them.
#[derive(Deserialize)]
struct Text {
    id: String,
    text: String,
    tokens: Option<Vec<(usize, usize)>>,
}

/// The text as the model's input. Offsets are code points, numbers in `sentences` are tokens.
#[derive(Serialize)]
struct Prepared {
    id: String,
    tokens: Vec<(usize, usize)>,
    pieces: Vec<Vec<u32>>,
    surfaces: Vec<u8>,
    sentences: Vec<(usize, usize)>,
    /// Countries and bodies that the lexicon knows: first token, one past the last, code or name.
    sides: Vec<(usize, usize, &'static str)>,
}

/// Prepares every line of standard input.
pub(crate) fn run() -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for (n, line) in stdin().lines().enumerate() {
        let text: Text = serde_json::from_str(&line?).with_context(|| format!("line {}", n + 1))?;
        serde_json::to_writer(&mut out, &prepare(text))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn prepare(
    Text {
        id,
        text,
        tokens: given,
    }: Text,
) -> Prepared {
    let words = match given {
        Some(spans) => given::tokens(&text, in_bytes(&text, &spans)),
        None => tokens(&text),
    };
    let points = CodePoints::new(&text);
    let input = Input::new(&text, &words, &quotations(&text));
    Prepared {
        id,
        tokens: words
            .iter()
            .map(|t| (points.at(t.span.start), points.at(t.span.end)))
            .collect(),
        pieces: (0..input.len()).map(|n| input.pieces(n).to_vec()).collect(),
        surfaces: (0..input.len()).map(|n| input.surface(n)).collect(),
        sentences: sentences(&text, &words)
            .into_iter()
            .map(|s| (s.tokens.start, s.tokens.end))
            .collect(),
        sides: named_sides(&text, &words)
            .into_iter()
            .map(|(t, side)| (t.start, t.end, side))
            .collect(),
    }
}

/// Spans given in code points, in bytes.
fn in_bytes(text: &str, spans: &[(usize, usize)]) -> Vec<Span> {
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    spans
        .iter()
        .map(|&(from, to)| Span::new(bytes[from], bytes[to]))
        .collect()
}
