//! Web pages: the report in them, without what stands around it.

mod crude;
mod metadata;
mod prose;
mod tree;

use dom_smoothie::{Config, Readability};

use crate::encoding::{Decoded, decode};
use crate::error::Error;
use crate::report::Report;
use crate::source::Source;

/// Main content with fewer characters than this is searched for again, less
/// strictly. Official readouts can be this short.
const SHORT: usize = 250;

pub(crate) fn report(mut source: Source) -> Result<Report, Error> {
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

/// Fills in the text and what the page says of it.
fn fill(report: &mut Report, html: &str) {
    let Some(document) = tree::parse(html) else {
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
    metadata::fill(report, &page);
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
}

/// The text that the page has been reduced to.
fn main_content(page: &Readability) -> Option<String> {
    let content = page.doc.select_single("#readability-page-1");
    content.nodes().first().map(prose::of)
}
