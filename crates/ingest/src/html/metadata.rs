//! What a page says of itself: its headline, who published it, where and when.

use std::collections::HashMap;
use std::iter;

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

use super::linked_data::LinkedData;
use crate::error::brief;
use crate::published::parse_loosely;
use crate::report::Report;

/// Further names under which pages give their date.
const DATE_NAMES: &[&str] = &[
    "article:published",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publication_date",
    "pubdate",
    "pdate",
    "date",
];

/// Fills in what the page says. Nothing is taken from its running text.
pub(super) fn fill(report: &mut Report, page: &Readability, linked_data: &LinkedData) {
    let document = &page.doc;
    let metas = metas(document);
    let meta = |name: &str| metas.get(name).cloned();

    report.title = first([
        linked_data.text("headline"),
        meta("og:title"),
        meta("twitter:title"),
        // That of <title>, without the site's name.
        Some(page.get_article_title().to_string()),
    ]);
    let site = meta("og:site_name");
    report.publisher = first([
        site.clone().filter(|site| is_name(site)),
        linked_data.publisher(),
        site,
    ]);
    report.url = [
        attribute(document, "link[rel='canonical']", "href"),
        meta("og:url"),
        linked_data.text("url"),
    ]
    .into_iter()
    .flatten()
    .find(|url| url.starts_with("https://") || url.starts_with("http://"));

    let dates: Vec<String> = iter::once(meta("article:published_time"))
        .chain([linked_data.text("datePublished")])
        .chain(DATE_NAMES.iter().map(|name| meta(name)))
        .flatten()
        .chain(shown_dates(document))
        .collect();
    report.published = dates.iter().find_map(|date| parse_loosely(date));
    if let (None, Some(date)) = (&report.published, dates.first()) {
        let message = format!("the page's date \"{}\" cannot be read", brief(date));
        report.warn("published", message);
    }
}

/// Whether a site's name is one, and not its account somewhere or its address.
fn is_name(site: &str) -> bool {
    !site.starts_with('@') && !site.contains("://") && !site.starts_with("www.")
}

/// The dates that the page shows beside its story: those of time elements, the article's first, then those in elements
/// called so. Those of readers' comments are not the story's.
fn shown_dates(document: &Document) -> Vec<String> {
    const PLACES: [&str; 4] = [
        "article time",
        "main time",
        "time",
        "[class*='date'], [class*='published'], [class*='timestamp'], [itemprop='datePublished']",
    ];
    // A longer text is more than a date.
    const LONGEST: usize = 80;
    PLACES
        .iter()
        .flat_map(|place| {
            let selection = document.select(place);
            let node = selection
                .nodes()
                .iter()
                .find(|node| !is_in_comments(node))?;
            let date = [
                node.attr("datetime"),
                node.attr("content"),
                Some(node.text()),
            ];
            date.into_iter()
                .flatten()
                .map(|date| date.trim().to_owned())
                .find(|date| !date.is_empty() && date.len() <= LONGEST)
        })
        .collect()
}

fn is_in_comments(node: &NodeRef) -> bool {
    let called = |node: &NodeRef| {
        [node.class(), node.id_attr()]
            .iter()
            .flatten()
            .any(|name| name.contains("comment"))
    };
    called(node) || node.ancestors_it(None).any(|outer| called(&outer))
}

/// The first of several that says something, with its white space made plain.
fn first(candidates: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    candidates
        .into_iter()
        .flatten()
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .find(|text| !text.is_empty())
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let value = document.select_single(selector).attr(name)?;
    Some(value.trim().to_owned())
}

/// What the page's `<meta>` elements say, by name in lower case; the first of a name.
fn metas(document: &Document) -> HashMap<String, String> {
    let mut metas = HashMap::new();
    for meta in document.select("meta[content]").nodes() {
        let content = meta.attr_or("content", "").trim().to_owned();
        if content.is_empty() {
            continue;
        }
        let names = ["property", "name", "itemprop"].map(|key| meta.attr_or(key, ""));
        for name in names.iter().flat_map(|names| names.split_whitespace()) {
            metas
                .entry(name.to_lowercase())
                .or_insert_with(|| content.clone());
        }
    }
    metas
}

/// The encoding that a page declares in a `<meta>` near its start.
pub(super) fn declared_encoding(html: &[u8]) -> Option<&'static Encoding> {
    const WITHIN: usize = 4 << 10;
    let start = html[..html.len().min(WITHIN)].to_ascii_lowercase();
    let encoding = start
        .split(|&byte| byte == b'<')
        .filter(|tag| tag.starts_with(b"meta"))
        .find_map(|tag| Encoding::for_label(charset(tag)?))?;
    // A page whose declaration can be read as ASCII is not in UTF-16, and some
    // labels stand for encodings that are not decoded at all.
    match encoding {
        _ if encoding == UTF_16LE || encoding == UTF_16BE => Some(UTF_8),
        _ if encoding == REPLACEMENT => None,
        _ => Some(encoding),
    }
}

/// The label after "charset=" in a tag, in lower case.
fn charset(tag: &[u8]) -> Option<&[u8]> {
    const KEY: &[u8] = b"charset";
    let at = tag.windows(KEY.len()).position(|window| window == KEY)?;
    let value = tag[at + KEY.len()..]
        .trim_ascii_start()
        .strip_prefix(b"=")?;
    let is_end =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';' | b'>' | b'/');
    value
        .trim_ascii_start()
        .split(is_end)
        .find(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_encodings_are_found() {
        for (html, expected) in [
            (
                "<html><meta charset=\"windows-1251\">",
                Some("windows-1251"),
            ),
            ("<META CharSet = KOI8-R />", Some("KOI8-R")),
            (
                "<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>",
                Some("windows-1252"),
            ),
            ("<meta charset='utf-16'>", Some("UTF-8")),
            ("<meta charset='iso-2022-kr'>", None),
            ("<meta charset=''><meta charset=nonsense>", None),
            ("<p>charset=koi8-r</p>", None),
            ("", None),
        ] {
            let found = declared_encoding(html.as_bytes()).map(Encoding::name);
            assert_eq!(found, expected, "{html}");
        }
    }
}
