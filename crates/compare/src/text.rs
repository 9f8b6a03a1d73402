//! A record's text with its sentences, and the way between code points and bytes.

use verbale_schema as json;
use verbale_text::{CodePoints, Sentence, Span, Token, sentences, tokens};

/// A report's text, cut into words and sentences.
#[derive(Debug)]
pub(crate) struct Text<'r> {
    pub(crate) text: &'r str,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    points: CodePoints<'r>,
    /// Where the title ends that the text begins with; 0 without one.
    pub(crate) title_end: usize,
}

impl<'r> Text<'r> {
    pub(crate) fn of(document: &'r json::Document) -> Self {
        let text = document.text.as_deref().unwrap_or_default();
        let tokens = tokens(text);
        let sentences = sentences(text, &tokens);
        let title_end = document
            .title
            .as_deref()
            .filter(|title| text.starts_with(title))
            .map_or(0, str::len)
            .max(headline(text));
        Self {
            text,
            sentences,
            tokens,
            points: CodePoints::new(text),
            title_end,
        }
    }

    /// A record's span in bytes; none where it does not lie in the text.
    pub(crate) fn span(&self, span: &json::Span) -> Option<Span> {
        let (start, end) = (
            self.points.offset(span.start)?,
            self.points.offset(span.end)?,
        );
        (start < end).then_some(Span { start, end })
    }

    /// Spans in bytes, without those that do not lie in the text.
    pub(crate) fn spans(&self, spans: &[json::Span]) -> Vec<Span> {
        spans.iter().filter_map(|span| self.span(span)).collect()
    }

    /// A span as the record has it.
    pub(crate) fn public(&self, span: Span) -> json::Span {
        json::Span {
            start: self.points.at(span.start),
            end: self.points.at(span.end),
            text: span.of(self.text).to_owned(),
            selector: None,
        }
    }

    /// The numbers of the tokens that lie in `spans`.
    pub(crate) fn tokens_in(&self, spans: &[Span]) -> Vec<usize> {
        let of = |span: &Span| {
            let first = self.tokens.partition_point(|t| t.span.start < span.start);
            first..first + self.tokens[first..].partition_point(|t| t.span.end <= span.end)
        };
        spans.iter().flat_map(of).collect()
    }

    /// Where a sentence stands.
    pub(crate) fn sentence(&self, number: usize) -> Span {
        let tokens = &self.sentences[number].tokens;
        self.tokens[tokens.start]
            .span
            .cover(self.tokens[tokens.end - 1].span)
    }

    /// The number of the sentence that has the byte.
    pub(crate) fn sentence_at(&self, byte: usize) -> usize {
        let after = self
            .sentences
            .partition_point(|s| s.span.start.bytes() <= byte);
        after.saturating_sub(1)
    }
}

/// Where the first line ends, if it is a headline: one line, no sentence, with text after it.
pub(crate) fn headline(text: &str) -> usize {
    let line = text
        .trim_start()
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end();
    let start = text.len() - text.trim_start().len();
    let end = start + line.len();
    let is_sentence = line.ends_with(['.', '!', '?', '”', '"', ':', ',']);
    if is_sentence || text[end..].trim().is_empty() {
        0
    } else {
        end
    }
}
