//! Any text: words, sentences, quotations and paragraphs are made without a panic, in order, and
//! every span lies on character borders of the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use verbale_text::{CodePoints, paragraphs, quotations, sentences, tokens};

fuzz_target!(|text: &str| {
    let tokens = tokens(text);
    assert!(tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    let points = CodePoints::new(text);
    for token in &tokens {
        assert!(!token.span.of(text).is_empty());
        let chars = token.span.of(text).chars().count();
        assert_eq!(points.at(token.span.end), points.at(token.span.start) + chars);
    }
    let mut next = 0;
    for sentence in sentences(text, &tokens) {
        assert_eq!(sentence.tokens.start, next);
        next = sentence.tokens.end;
        assert!(!sentence.span.of(text).is_empty());
    }
    assert_eq!(next, tokens.len());
    for quotation in quotations(text) {
        assert!(!quotation.span.of(text).is_empty());
    }
    for paragraph in paragraphs(text) {
        assert!(!paragraph.of(text).is_empty());
    }
});
