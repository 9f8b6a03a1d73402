//! A report as the encoder sees it: tokens as word pieces, each with what the uncased pieces do
//! not show (letter case, line breaks, quote marks).

use verbale_text::{Gap, Quotation, Token};
use verbale_wordpiece::PieceId;

/// How a token is written.
#[derive(Clone, Copy)]
enum Shape {
    Lower,
    Title,
    Upper,
    Mixed,
    Number,
    Mark,
}

const SHAPES: usize = 6;
const GAPS: usize = 4;
const QUOTES: usize = 3;

/// How many different surfaces there are: rows of the model's surface embedding, less the one for
/// the pieces that frame a window.
pub const SURFACES: usize = SHAPES * GAPS * QUOTES;

/// A tokenized text, ready to be cut into windows.
#[derive(Debug, Default)]
pub struct Input {
    pieces: Vec<PieceId>,
    /// Where each token's pieces begin; one more entry than tokens.
    first: Vec<u32>,
    surfaces: Vec<u8>,
}

impl Input {
    /// Cuts the tokens of `text` into pieces and notes their surfaces.
    #[must_use]
    pub fn new(text: &str, tokens: &[Token], quotations: &[Quotation]) -> Self {
        let mut input = Self {
            pieces: Vec::with_capacity(tokens.len() * 5 / 4),
            ..Self::default()
        };
        let mut quoted = Quoted::new(quotations);
        for token in tokens {
            input.first.push(u32_of(input.pieces.len()));
            let word = token.span.of(text);
            verbale_wordpiece::pieces(word, &mut input.pieces);
            input
                .surfaces
                .push(surface(shape(word), token.gap, quoted.at(token)));
        }
        input.first.push(u32_of(input.pieces.len()));
        input
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.surfaces.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.surfaces.is_empty()
    }

    /// The piece ids of token `at`.
    #[must_use]
    pub fn pieces(&self, at: usize) -> &[PieceId] {
        &self.pieces[self.first[at] as usize..self.first[at + 1] as usize]
    }

    /// How many pieces a run of tokens takes.
    pub(crate) fn piece_count(&self, tokens: std::ops::Range<usize>) -> usize {
        (self.first[tokens.end] - self.first[tokens.start]) as usize
    }

    /// The surface of token `at`, less than [`SURFACES`].
    #[must_use]
    pub fn surface(&self, at: usize) -> u8 {
        self.surfaces[at]
    }
}

fn u32_of(n: usize) -> u32 {
    u32::try_from(n).expect("a text has fewer than 2^32 pieces")
}

fn surface(shape: Shape, gap: Gap, quote: usize) -> u8 {
    let gap = match gap {
        Gap::None => 0,
        Gap::Space => 1,
        Gap::Line => 2,
        Gap::Paragraph => 3,
    };
    u8::try_from((shape as usize * GAPS + gap) * QUOTES + quote).expect("surfaces fit a byte")
}

fn shape(word: &str) -> Shape {
    let Some(first) = word.chars().find(|c| c.is_alphanumeric()) else {
        return Shape::Mark;
    };
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    if first.is_numeric() {
        Shape::Number
    } else if letters().all(char::is_lowercase) {
        Shape::Lower
    } else if first.is_uppercase() && letters().skip(1).all(|c| !c.is_uppercase()) {
        Shape::Title
    } else if letters().all(|c| !c.is_lowercase()) {
        Shape::Upper
    } else {
        Shape::Mixed
    }
}

/// Walks along the outermost quotations while the tokens go by.
struct Quoted<'q> {
    rest: std::iter::Peekable<std::slice::Iter<'q, Quotation>>,
}

impl<'q> Quoted<'q> {
    fn new(quotations: &'q [Quotation]) -> Self {
        Self {
            rest: quotations.iter().peekable(),
        }
    }

    /// 0 outside, 1 inside a quotation that is closed, 2 inside one that is not.
    fn at(&mut self, token: &Token) -> usize {
        while self
            .rest
            .next_if(|q| q.depth > 0 || q.span.end <= token.span.start)
            .is_some()
        {}
        match self.rest.peek() {
            Some(q) if q.span.overlaps(token.span) => 1 + usize::from(!q.closed),
            _ => 0,
        }
    }
}
