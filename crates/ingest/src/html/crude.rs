//! The text of a page that is too large to parse: what stands between its tags.
//! The time it takes is in proportion to the page's size, whatever is in it.

use html_escape::decode_html_entities;

use super::prose::{Gap, Prose, is_block};

/// Elements whose content is not shown, or is no HTML: skipped whole.
const SKIPPED: &[&str] = &[
    "noscript", "script", "style", "svg", "template", "textarea", "title",
];

pub(super) fn text(html: &str) -> String {
    let mut prose = Prose::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        prose.push(&decode_html_entities(&rest[..at]));
        rest = read_markup(&rest[at + 1..], &mut prose);
    }
    prose.push(&decode_html_entities(rest));
    prose.text
}

/// Reads a tag or comment whose "<" has just been passed, and gives back what
/// comes after it: nothing, where it has no end.
fn read_markup<'a>(rest: &'a str, prose: &mut Prose) -> &'a str {
    if let Some(comment) = rest.strip_prefix("!--") {
        return after(comment, "-->");
    }
    let (name, is_start) = match rest.strip_prefix('/') {
        Some(rest) => (tag_name(rest), false),
        None => (tag_name(rest), true),
    };
    if name.is_empty() && !rest.starts_with(['!', '?', '/']) {
        prose.push("<");
        return rest;
    }
    if name == "br" {
        prose.end(Gap::Line);
    } else if is_block(&name) {
        prose.end(Gap::Paragraph);
    }
    let rest = after(rest, ">");
    if is_start && SKIPPED.contains(&&*name) {
        return after_element(rest, &name);
    }
    rest
}

/// The name that a tag starts with, in lower case; empty where it is no tag.
fn tag_name(tag: &str) -> String {
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return String::new();
    }
    let end = tag
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.split_once(mark).map_or("", |(_, rest)| rest)
}

/// What comes after the next end tag of that name.
fn after_element<'a>(mut rest: &'a str, name: &str) -> &'a str {
    while let Some((_, tag)) = rest.split_once("</") {
        if tag_name(tag) == name {
            return after(tag, ">");
        }
        rest = tag;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_between_tags_is_kept_in_paragraphs() {
        for (html, expected) in [
            ("<p>One</p><p>two<br>three", "One\n\ntwo\nthree"),
            (
                "<H1>Talks</H1>They <b>may</b> meet.",
                "Talks\n\nThey may meet.",
            ),
            (
                "3 < 4 &amp; 5 &gt; 4&nbsp;<!-- not > this -->!",
                "3 < 4 & 5 > 4 !",
            ),
            (
                "<SCRIPT>if (a</b>c) x</Script >Seen<style>p{}</style>",
                "Seen",
            ),
            (
                "<!doctype html><title>No</title>Yes<script>never ended",
                "Yes",
            ),
            ("Cut <a href=", "Cut"),
            ("", ""),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}
