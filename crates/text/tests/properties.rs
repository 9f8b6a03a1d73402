//! What holds for any text, however odd.

use proptest::prelude::*;
use std::collections::HashSet;
use verbale_text::{
    CodePoints, Offset, Span, normalize, paragraphs, quotations, sentences, tokens,
};

/// Texts made of what breaks segmenters.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,8}",
        2 => one_of(&[
            "U.S.", "Gen. ", "No. 2", "p.m. ", "don't", "’90s", "'em", "Q: ", "MR. ODE: ", "/TASS/. ", "1. ", "(a) ", "[3]",
            "http://", "www.", "a@b.org", "@x", "#y", "e-mail", "1,000", "3.5",
        ]),
        3 => one_of(&[". ", "? ", "! ", "… ", "... ", ", ", "; ", ": ", " — ", "-", "--", "(", ")", "[", "]"]),
        3 => one_of(&["\"", "'", "“", "”", "‘", "’", "„", "«", "»", "‚", "‹", "›"]),
        3 => one_of(&[" ", "\n", "\r\n", "\r", "\n\n", "\u{2028}", "\u{2029}", "\u{85}", "\t", "\u{c}"]),
        2 => one_of(&[
            "\u{a0}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{ad}", "e\u{301}", "\u{301}", "👩‍🚀", "👍🏽",
            "🇺🇦", "❤️", "日本", "مرحبا", "é", "ǅ", "ﬁ", "\0",
        ]),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn one_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(pieces).prop_map(str::to_owned)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// Whether the spans follow each other, each of them on character boundaries and not empty.
fn in_order(text: &str, spans: &[Span]) -> bool {
    spans
        .iter()
        .all(|s| text.get(s.range()).is_some_and(|words| !words.is_empty()))
        && spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tokens_hold_all_but_blanks(text in odd_text()) {
        let spans: Vec<Span> = tokens(&text).iter().map(|t| t.span).collect();
        prop_assert!(in_order(&text, &spans));
        let held: HashSet<usize> = spans.iter().flat_map(|s| s.range()).collect();
        for (at, c) in text.char_indices() {
            prop_assert_eq!(held.contains(&at), !is_blank(c), "{:?} at {}", c, at);
        }
    }

    #[test]
    fn words_of_a_normalised_text_lead_back(text in odd_text()) {
        let normalized = normalize(&text, |word| word.len() > 4);
        let tokens = tokens(normalized.text());
        let spans: Vec<Span> = tokens.iter().map(|t| normalized.original(t.span)).collect();
        prop_assert!(in_order(&text, &spans));
        for (token, span) in tokens.iter().zip(&spans) {
            prop_assert_eq!(normalized.read_at(span.start), token.span.start);
        }
    }

    #[test]
    fn sentences_hold_all_tokens(text in odd_text()) {
        let tokens = tokens(&text);
        let sentences = sentences(&text, &tokens);
        let held: Vec<usize> = sentences.iter().flat_map(|s| s.tokens.clone()).collect();
        prop_assert_eq!(held, (0..tokens.len()).collect::<Vec<_>>());
        for sentence in &sentences {
            let words = &tokens[sentence.tokens.clone()];
            prop_assert_eq!(sentence.span, words[0].span.cover(words[words.len() - 1].span));
        }
    }

    #[test]
    fn paragraphs_hold_whole_sentences(text in odd_text()) {
        let paragraphs = paragraphs(&text);
        prop_assert!(in_order(&text, &paragraphs));
        for sentence in sentences(&text, &tokens(&text)) {
            prop_assert!(paragraphs.iter().any(|p| p.contains(sentence.span)), "{:?}", sentence.span.of(&text));
        }
    }

    #[test]
    fn quotations_are_nested(text in odd_text()) {
        let quotations = quotations(&text);
        let paragraphs = paragraphs(&text);
        let mut around: Vec<Span> = Vec::new();
        let mut start = Offset::default();
        for quotation in quotations {
            let span = quotation.span;
            prop_assert!(text.get(span.range()).is_some_and(|words| !words.is_empty()));
            prop_assert!(start <= span.start, "not in the order of the opening marks");
            start = span.start;
            around.retain(|outer| span.start < outer.end);
            prop_assert!(around.iter().all(|outer| outer.contains(span)), "{:?} crosses another", span.of(&text));
            prop_assert_eq!(usize::from(quotation.depth), around.len());
            prop_assert!(paragraphs.iter().any(|p| p.contains(span)));
            around.push(span);
        }
    }

    #[test]
    fn code_points_count_characters(text in odd_text()) {
        let points = CodePoints::new(&text);
        for token in tokens(&text) {
            let Span { start, end } = token.span;
            let words = text.chars().skip(points.at(start)).take(points.at(end) - points.at(start));
            prop_assert_eq!(words.collect::<String>(), token.span.of(&text));
        }
    }

    #[test]
    fn line_ends_of_any_system_are_the_same(lines in prop::collection::vec("[a-zA-Z“”’'., -]{0,60}", 0..12)) {
        let shapes = ["\n", "\r\n", "\r"].map(|end| {
            let text = lines.join(end);
            let tokens = tokens(&text);
            let words: Vec<String> = tokens.iter().map(|t| format!("{:?}{}", t.gap, t.span.of(&text))).collect();
            let sentences: Vec<_> = sentences(&text, &tokens).into_iter().map(|s| s.tokens).collect();
            (words, sentences, quotations(&text).len())
        });
        prop_assert_eq!(&shapes[0], &shapes[1]);
        prop_assert_eq!(&shapes[0], &shapes[2]);
    }
}
