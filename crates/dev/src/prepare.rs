//! Texts as the model sees them, for training: the program that will read is the one that
//! prepares, so the two cannot differ.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::{BufWriter, Write, stdin, stdout};
use verbale_model::Input;
use verbale_text::{CodePoints, Gap, Span, Token, quotations, sentences, tokens};

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

fn prepare(Text { id, text, tokens: given }: Text) -> Prepared {
    let words = match given {
        Some(spans) => given_tokens(&text, &spans),
        None => tokens(&text),
    };
    let points = CodePoints::new(&text);
    let input = Input::new(&text, &words, &quotations(&text));
    Prepared {
        id,
        tokens: words.iter().map(|t| (points.at(t.span.start), points.at(t.span.end))).collect(),
        pieces: (0..input.len()).map(|n| input.pieces(n).to_vec()).collect(),
        surfaces: (0..input.len()).map(|n| input.surface(n)).collect(),
        sentences: sentences(&text, &words).into_iter().map(|s| (s.tokens.start, s.tokens.end)).collect(),
    }
}

/// Tokens at given places, with the gaps that the text shows between them.
fn given_tokens(text: &str, spans: &[(usize, usize)]) -> Vec<Token> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut end = 0;
    let mut out: Vec<Token> = Vec::with_capacity(spans.len());
    for &(from, to) in spans {
        let span = Span::new(bytes[from], bytes[to]);
        let gap = if out.is_empty() {
            Gap::Paragraph
        } else {
            match text[end..span.start.bytes()].matches('\n').count() {
                0 if end == span.start.bytes() => Gap::None,
                0 => Gap::Space,
                1 => Gap::Line,
                _ => Gap::Paragraph,
            }
        };
        end = span.end.bytes();
        out.push(Token { span, gap });
    }
    out
}
