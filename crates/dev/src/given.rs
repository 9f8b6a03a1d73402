//! Words and sentences as a corpus gives them, in place of those of the text layer.

use verbale_text::{Gap, Sentence, Span, Token};

/// Tokens at given places, with the gaps that the text shows between them.
pub(crate) fn tokens(text: &str, spans: impl IntoIterator<Item = Span>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for span in spans {
        let gap = match out.last() {
            None => Gap::Paragraph,
            // The words of a multi-word token may share its surface.
            Some(last) if last.span.end >= span.start => Gap::None,
            Some(last) => match text[last.span.end.bytes()..span.start.bytes()]
                .matches('\n')
                .count()
            {
                0 => Gap::Space,
                1 => Gap::Line,
                _ => Gap::Paragraph,
            },
        };
        out.push(Token { span, gap });
    }
    out
}

/// Sentences of given lengths, in tokens.
pub(crate) fn sentences(
    tokens: &[Token],
    lengths: impl IntoIterator<Item = usize>,
) -> Vec<Sentence> {
    let mut start = 0;
    lengths
        .into_iter()
        .map(|length| {
            let range = start..start + length;
            start = range.end;
            Sentence {
                span: tokens[range.start].span.cover(tokens[range.end - 1].span),
                tokens: range,
            }
        })
        .collect()
}
