//! A page's tree, if it has the size of a page.
//!
//! The time that parsing takes, and finding the main content even more so,
//! grows with the product of a page's elements and their depth. A page that was
//! made, or generated, without measure is therefore given up as soon as it
//! shows. The limits are numbers of things, not of seconds: the same page is
//! read in the same way everywhere.

use dom_query::{Document, NodeRef};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

/// In bytes.
const MAX_SIZE: usize = 32 << 20;
/// Elements, texts and comments.
const MAX_NODES: usize = 100_000;
/// Elements within each other. Browsers allow 512.
const MAX_DEPTH: usize = 256;
/// Of one element.
const MAX_ATTRIBUTES: usize = 2_000;
/// Bytes parsed at a time.
const STEP: usize = 1 << 10;
/// New nodes after which the limits are looked at again.
const GROWTH: usize = 4_000;

/// Parses a page, or gives it up where it is beyond the limits.
pub(super) fn parse(html: &str) -> Option<Document> {
    if html.len() > MAX_SIZE || has_crowded_tag(html.as_bytes()) {
        return None;
    }
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let mut parser = parse_document(Document::default(), options);
    let mut rest = html;
    let mut measured = 0;
    while !rest.is_empty() {
        let (step, after) = rest.split_at(rest.floor_char_boundary(STEP));
        parser.process(step.into());
        let document = &parser.tokenizer.sink.sink;
        if document.tree.len() > measured + GROWTH {
            measured = document.tree.len();
            if !is_within_limits(document) {
                return None;
            }
        }
        rest = after;
    }
    Some(parser.finish()).filter(is_within_limits)
}

fn is_within_limits(document: &Document) -> bool {
    document.tree.len() <= MAX_NODES && depth(document) <= MAX_DEPTH
}

fn depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut open = vec![(document.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        open.extend(node.children_it(false).map(|child| (child, depth + 1)));
        // What is in a template is in a tree of its own.
        let template = node
            .element_ref()
            .and_then(|element| element.template_contents);
        open.extend(template.map(|id| (NodeRef::new(id, node.tree), depth + 1)));
    }
    deepest
}

/// Whether some tag has so many attributes that comparing each with each, as
/// the parser does, would take long. Scripts are not told apart, so in them "<"
/// may pass for the start of a tag: that counts too many, never too few.
fn has_crowded_tag(html: &[u8]) -> bool {
    #[derive(Clone, Copy)]
    enum At {
        Text,
        Name,
        Equals,
        Unquoted,
        Quoted(u8),
    }
    let is_separator = |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C' | b'/');
    let is_quote = |byte| matches!(byte, b'"' | b'\'');
    let mut at = At::Text;
    let mut attributes = 0;
    let mut before = [b' '; 2];
    for &byte in html {
        at = match at {
            At::Text if byte.is_ascii_alphabetic() && (before[1] == b'<' || before == *b"</") => {
                attributes = 0;
                At::Name
            }
            At::Name | At::Equals | At::Unquoted if byte == b'>' => At::Text,
            At::Name if byte == b'=' && attributes > 0 && before[1].is_ascii_alphanumeric() => {
                At::Equals
            }
            At::Equals if byte.is_ascii_whitespace() => At::Equals,
            At::Equals if is_quote(byte) => At::Quoted(byte),
            At::Equals => At::Unquoted,
            At::Quoted(quote) if byte == quote => At::Name,
            At::Unquoted if byte.is_ascii_whitespace() => At::Name,
            At::Name if !is_separator(byte) && (is_separator(before[1]) || is_quote(before[1])) => {
                attributes += 1;
                At::Name
            }
            _ => at,
        };
        if attributes > MAX_ATTRIBUTES {
            return true;
        }
        before = [before[1], byte];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_beyond_measure_are_crowded() {
        let many = |attribute: &str| attribute.repeat(MAX_ATTRIBUTES + 1);
        for (html, expected) in [
            (format!("<p {}>", many("x ")), true),
            (format!("<p/{}>", many("x/")), true),
            (format!("</p {}>", many("x='' ")), true),
            (format!("<p {}>", many("x=''")), true),
            // What looks like a quote is part of a name or of a value.
            (format!("<p=\"{}>", many("x ")), true),
            (format!("<p x==\"{}>", many("x ")), true),
            (format!("<p ={}>", many("x ")), true),
            (format!("<p alt=\"{}\">", many("x ")), false),
            (format!("<p alt= '{}'>", many("x ")), false),
            (format!("<p>{}", many("x ")), false),
            (format!("<p{}>", many(" ")), false),
            (many("<p class=a>a < b</p>"), false),
        ] {
            assert_eq!(has_crowded_tag(html.as_bytes()), expected, "{html:.40}");
        }
    }
}
