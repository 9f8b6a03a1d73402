//! The record as a web page, read back as a browser reads it.

use dom_query::Document;
use expect_test::expect_file;
use proptest::prelude::*;
use verbale_schema::{Record, Span, Warning};
use verbale_view::html;

fn summit() -> Record {
    serde_json::from_str(include_str!("data/summit.json")).expect("the example is a record")
}

fn page(record: &Record) -> Document {
    Document::from(html(record))
}

/// The words of all elements that the selector finds, one by one.
fn words(page: &Document, selector: &str) -> Vec<String> {
    page.select(selector)
        .iter()
        .map(|element| element.text().to_string())
        .collect()
}

fn attributes(page: &Document, selector: &str, name: &str) -> Vec<String> {
    page.select(selector)
        .iter()
        .filter_map(|element| element.attr(name))
        .map(String::from)
        .collect()
}

/// The text with its marks, on lines that a diff shows well.
#[test]
fn the_report_with_its_marks() {
    let page = page(&summit());
    let report = page
        .select("#report")
        .html()
        .replace("<mark", "\n  <mark")
        .replace("<a", "\n  <a");
    expect_file!["data/summit.report.html"].assert_eq(&(report + "\n"));
}

#[test]
fn the_statements_by_speaker() {
    let page = page(&summit());
    let list = page.select("#statements").html();
    let list = list
        .replace("<section", "\n<section")
        .replace("<li", "\n  <li")
        .replace("<p", "\n    <p");
    expect_file!["data/summit.statements.html"].assert_eq(&(list + "\n"));
}

#[test]
fn the_report_stands_whole_and_once() {
    let record = summit();
    assert_eq!(
        words(&page(&record), "#report").concat(),
        record.document.text.unwrap()
    );
}

#[test]
fn marks_of_a_statement_are_its_spans() {
    let record = summit();
    let page = page(&record);
    for (index, statement) in record.statements.iter().enumerate() {
        let marked = words(&page, &format!("#report mark[data-s~='{}']", index + 1)).concat();
        let mut spans: Vec<&Span> = statement
            .source
            .iter()
            .chain(&statement.cue)
            .chain(&statement.content)
            .collect();
        spans.sort_by_key(|span| span.start);
        let spans: String = spans.iter().map(|span| span.text.as_str()).collect();
        // What parts two paragraphs stands between the marks.
        assert_eq!(
            marked.replace('\n', ""),
            spans.replace('\n', ""),
            "{}",
            statement.id
        );
    }
}

#[test]
fn the_inner_of_two_statements_gives_a_segment_its_color() {
    let page = page(&summit());
    let both = attributes(&page, "#report mark[data-s='6 5'].quoted", "class");
    assert_eq!(both, ["v3 content quoted"]);
    assert_eq!(
        words(&page, "#report mark[data-s='6 5'].quoted"),
        ["“a fair start”"]
    );
}

#[test]
fn every_link_within_the_page_has_its_target() {
    let page = page(&summit());
    let links = attributes(&page, "a[href^='#']", "href");
    assert_eq!(links.len(), 1 + 2 * summit().statements.len());
    for link in links {
        assert_eq!(page.select(&link).length(), 1, "{link}");
    }
}

#[test]
fn a_record_without_its_text_shows_its_statements() {
    let mut record = summit();
    record.document.text = None;
    let page = page(&record);
    assert!(
        words(&page, ".text")
            .concat()
            .contains("without the report’s text")
    );
    assert_eq!(page.select(".row").length(), 13);
    assert_eq!(page.select("a[href^='#t'], mark").length(), 0);
}

#[test]
fn text_is_never_markup() {
    const HOSTILE: &str =
        "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\"' onclick='x";
    let mut record = summit();
    let hostile = || HOSTILE.to_owned();
    let length = HOSTILE.chars().count();
    let span = Span {
        start: 2,
        end: length - 2,
        text: hostile(),
        selector: None,
    };
    record.document.id = hostile();
    record.document.title = Some(hostile());
    record.document.publisher = Some(hostile());
    record.document.published = Some(hostile());
    record.document.language = Some(hostile());
    record.document.sha256 = hostile();
    record.document.text = Some(hostile());
    record.document.url = Some("javascript:alert(1)".to_owned());
    record.warnings.push(Warning {
        code: hostile(),
        message: hostile(),
    });
    for entity in &mut record.entities {
        entity.name = hostile();
        entity.side = Some("<b>".to_owned());
        for role in &mut entity.roles {
            role.title = "<i>title".to_owned();
        }
    }
    for statement in &mut record.statements {
        statement.id = hostile();
        statement.content = vec![span.clone()];
        statement.quoted = vec![span.clone()];
        statement.source = vec![span.clone()];
        statement.cue = vec![span.clone()];
    }
    let page = page(&record);
    assert_eq!(page.select("script").length(), 1);
    assert_eq!(
        page.select("img, b, i, [onclick], [onerror], a[href^='javascript']")
            .length(),
        0
    );
    assert_eq!(words(&page, "h1"), [HOSTILE]);
    assert_eq!(words(&page, "#report"), [HOSTILE]);
}

#[test]
fn the_policy_allows_its_own_style_and_script_alone() {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use sha2::{Digest, Sha256};
    let page = page(&summit());
    let policy = attributes(
        &page,
        "meta[http-equiv='Content-Security-Policy']",
        "content",
    )
    .concat();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
    for element in ["style", "script"] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(words(&page, element).concat()));
        assert!(
            policy.contains(&format!("{element}-src 'sha256-{hash}'")),
            "{element}"
        );
    }
    assert_eq!(
        page.select("[style], [src], link, iframe, form").length(),
        0
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the spans, every character of the text stands in the page once and in order.
    #[test]
    fn any_spans_leave_the_text_whole(
        text in r#"([a-zé “”.<>&'"漁]{0,8}[\n ]{0,3}){0,8}"#,
        places in prop::collection::vec((0usize..80, 0usize..80), 13 * 4),
    ) {
        let mut record = summit();
        let mut places = places.into_iter().map(|(start, end)| {
            vec![Span { start, end, text: "words".to_owned(), selector: None }]
        });
        for statement in &mut record.statements {
            statement.source = places.next().unwrap();
            statement.cue = places.next().unwrap();
            statement.content = places.next().unwrap();
            statement.quoted = places.next().unwrap();
        }
        record.document.text = Some(text.clone());
        let page = page(&record);
        prop_assert_eq!(words(&page, "#report").concat(), text);
        for link in attributes(&page, "a[href^='#']", "href") {
            prop_assert_eq!(page.select(&link).length(), 1, "{}", link);
        }
    }
}
