//! What a page says of itself: its headline, who published it, where and when.

use std::collections::HashMap;
use std::iter;

use dom_query::Document;
use dom_smoothie::Readability;
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use html_escape::decode_html_entities;
use serde_json::Value;

use crate::error::brief;
use crate::published::parse_in_page;
use crate::report::Report;

/// Further names under which pages give their date.
const DATE_NAMES: &[&str] = &[
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
    "date",
];

/// Fills in what the page says. Nothing is taken from its running text.
pub(super) fn fill(report: &mut Report, page: &Readability) {
    let document = &page.doc;
    let metas = metas(document);
    let meta = |name: &str| metas.get(name).cloned();
    let article = LinkedData::of(document);

    report.title = first([
        article.text("headline"),
        meta("og:title"),
        meta("twitter:title"),
        // That of <title>, without the site's name.
        Some(page.get_article_title().to_string()),
    ]);
    report.publisher = first([meta("og:site_name"), article.publisher()]);
    report.url = [
        attribute(document, "link[rel='canonical']", "href"),
        meta("og:url"),
        article.text("url"),
    ]
    .into_iter()
    .flatten()
    .find(|url| url.starts_with("https://") || url.starts_with("http://"));

    let elements = [
        "article time[datetime]",
        "main time[datetime]",
        "time[datetime]",
    ];
    let dates: Vec<String> = iter::once(meta("article:published_time"))
        .chain([article.text("datePublished")])
        .chain(DATE_NAMES.iter().map(|name| meta(name)))
        .chain(elements.map(|element| attribute(document, element, "datetime")))
        .flatten()
        .collect();
    report.published = dates.iter().find_map(|date| parse_in_page(date));
    if let (None, Some(date)) = (&report.published, dates.first()) {
        let message = format!("the page's date \"{}\" cannot be read", brief(date));
        report.warn("published", message);
    }
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

/// The page's `<meta>` elements by name, in lower case; the first of a name.
fn metas(document: &Document) -> HashMap<String, String> {
    let mut metas = HashMap::new();
    for meta in document.select("meta[content]").nodes() {
        let name = ["property", "name", "itemprop"]
            .iter()
            .find_map(|key| meta.attr(key));
        if let Some(name) = name {
            metas
                .entry(name.trim().to_lowercase())
                .or_insert_with(|| meta.attr_or("content", "").trim().to_owned());
        }
    }
    metas.retain(|_, content| !content.is_empty());
    metas
}

/// The page's linked data (JSON-LD): objects in one list, whatever they were
/// nested in.
struct LinkedData(Vec<Value>);

impl LinkedData {
    fn of(document: &Document) -> Self {
        let mut objects = Vec::new();
        for script in document
            .select("script[type='application/ld+json']")
            .nodes()
        {
            // Broken linked data is as good as none.
            if let Ok(value) = serde_json::from_str(&script.text()) {
                collect_objects(value, &mut objects);
            }
        }
        Self(objects)
    }

    /// What the page is about: what has a headline, else what has a date.
    fn article(&self) -> Option<&Value> {
        ["headline", "datePublished"]
            .iter()
            .find_map(|field| self.0.iter().find(|object| object[*field].is_string()))
    }

    fn text(&self, field: &str) -> Option<String> {
        Some(decoded(self.article()?[field].as_str()?))
    }

    fn publisher(&self) -> Option<String> {
        let publisher = &self.article()?["publisher"];
        let publisher = publisher.get(0).unwrap_or(publisher);
        let name = match publisher {
            Value::String(name) => name,
            object => object["name"]
                .as_str()
                .or_else(|| self.name_of(&object["@id"]))?,
        };
        Some(decoded(name))
    }

    /// The name of an object that others refer to.
    fn name_of(&self, id: &Value) -> Option<&str> {
        self.0
            .iter()
            .filter(|object| !id.is_null() && object["@id"] == *id)
            .find_map(|object| object["name"].as_str())
    }
}

fn collect_objects(value: Value, objects: &mut Vec<Value>) {
    match value {
        Value::Array(values) => {
            for value in values {
                collect_objects(value, objects);
            }
        }
        Value::Object(mut object) => {
            let graph = object.remove("@graph");
            objects.push(Value::Object(object));
            if let Some(graph) = graph {
                collect_objects(graph, objects);
            }
        }
        _ => {}
    }
}

/// Linked data should hold plain text, but often holds HTML entities.
fn decoded(text: &str) -> String {
    decode_html_entities(text.trim()).into_owned()
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
