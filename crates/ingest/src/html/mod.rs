//! Web pages: the report in them, without what stands around it.

mod boxes;
mod crude;
mod linked_data;
mod metadata;
mod prose;
mod scripts;
mod tree;

use dom_smoothie::{Config, Readability};

use crate::Reports;
use crate::encoding::{Decoded, decode};
use crate::error::Error;
use crate::format::{Format, start, starts_like_html};
use crate::report::Report;
use crate::source::Source;
use linked_data::LinkedData;

/// Main content with fewer characters than this is searched for again, less
/// strictly. Official readouts can be this short.
const SHORT: usize = 250;

/// Text with fewer characters than this, on a page with scripts, may be what scripts are to fill.
const EMPTY: usize = 200;

/// A web page.
pub(crate) struct Pages;

impl Format for Pages {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        matches!(&*source.extension, "html" | "htm" | "xhtml") || starts_like_html(start(head))
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        report(source).map(Reports::one)
    }
}

fn report(mut source: Source) -> Result<Report, Error> {
    let bytes = source.read_text()?;
    let declared = metadata::declared_encoding(&bytes);
    let Decoded {
        text: html,
        warning,
    } = decode(bytes, declared);
    let mut report =
        Report::new(source.stem, String::new()).with_warnings([source.warning, warning]);
    fill(&mut report, &html);
    Ok(report.inspected())
}

/// The text of a piece of HTML, all of it; `None` where the text has no tags that make it one.
pub(crate) fn prose_of_fragment(text: &str) -> Option<String> {
    const TAGS: [&str; 6] = ["</p>", "<p>", "<br>", "<br/>", "<br />", "</div>"];
    let start = text.trim_start().to_ascii_lowercase();
    if !TAGS.iter().any(|tag| start.contains(tag)) {
        return None;
    }
    Some(prose_of_page(text))
}

/// All of the text of a page.
pub(crate) fn prose_of_page(page: &str) -> String {
    let scripts = scripts::cut(page);
    let body = tree::parse(&scripts.html)
        .and_then(|document| document.body().map(|body| prose::of(&body)));
    body.unwrap_or_else(|| crude::text(page))
}

/// Fills in the text and what the page says of it.
fn fill(report: &mut Report, html: &str) {
    let scripts = scripts::cut(html);
    let linked_data = LinkedData::of(&scripts.linked_data);
    let Some(document) = tree::parse(&scripts.html) else {
        report.warn(
            "crude-html",
            "the page is too large or too deeply nested: all of its text is taken, menus included",
        );
        report.text = crude::text(html);
        return;
    };
    let config = Config {
        // Its reader knows no @graph; ours does.
        disable_json_ld: true,
        char_threshold: SHORT,
        ..Config::default()
    };
    let mut page = Readability {
        doc: document,
        doc_url: None,
        config,
    };
    metadata::fill(report, &page, &linked_data);
    let is_cut = boxes::remove(&page.doc) || linked_data.is_for_subscribers();
    // A page without content of any weight still has its text.
    let content = page.parse().ok().and_then(|_| main_content(&page));
    report.text = match content {
        Some(text) if !text.is_empty() => text,
        _ => page
            .doc
            .body()
            .map(|body| prose::of(&body))
            .unwrap_or_default(),
    };
    let told = linked_data.body().unwrap_or_default();
    if report.text.len() < EMPTY && told.len() > report.text.len() {
        report.text = told;
    } else if report.text.len() < EMPTY && scripts.count > 0 {
        report.warn(
            "scripted",
            "the page has hardly any text of its own: a script may fill it; save it from a browser as it is shown",
        );
    }
    if is_cut {
        report.warn(
            "cut",
            "the page keeps a part of the story for subscribers: its text may be cut",
        );
    }
}

/// The text that the page has been reduced to.
fn main_content(page: &Readability) -> Option<String> {
    let content = page.doc.select_single("#readability-page-1");
    content.nodes().first().map(prose::of)
}
