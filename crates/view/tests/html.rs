//! The record as a web page, read back as a browser reads it.

use dom_query::Document;
use expect_test::expect_file;
use proptest::prelude::*;
use verbale_schema::{Record, Span, Warning};
use verbale_view::html;

fn summit() -> Record {
    serde_json::from_str(include_str!("data/summit.json")).expect("the example is a record")
}

/// A record with meetings and positions.
fn strait() -> Record {
    serde_json::from_str(include_str!("data/strait.json")).expect("the example is a record")
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
fn the_meeting_and_what_each_side_says() {
    let page = page(&strait());
    let parts = page.select("#meeting").html().to_string() + &page.select("#stands").html();
    let parts = parts
        .replace("<section", "\n<section")
        .replace("<li", "\n  <li")
        .replace("<tbody", "\n  <tbody")
        .replace("<t", "\n    <t")
        .replace("<p", "\n      <p");
    expect_file!["data/strait.opening.html"].assert_eq(&(parts + "\n"));
}

#[test]
fn the_report_stands_whole_and_once() {
    for record in [summit(), strait()] {
        let shown = words(&page(&record), "#report").concat();
        assert_eq!(shown, record.document.text.unwrap());
    }
}

/// The words marked in the text for a row of the page.
fn marked(page: &Document, key: &str) -> String {
    words(page, &format!("#report [data-k~='{key}']")).concat()
}

#[test]
fn every_position_is_a_link_to_its_words() {
    let record = strait();
    let page = page(&record);
    for (index, position) in record.positions.iter().enumerate() {
        let key = format!("p{}", index + 1);
        let links = attributes(&page, &format!("#{key} > a.fact"), "href");
        assert_eq!(links, [format!("#w-{key}")]);
        let evidence: String = position.evidence.iter().map(|span| &*span.text).collect();
        assert_eq!(marked(&page, &key), evidence);
    }
}

#[test]
fn what_is_told_of_a_meeting_is_a_link_to_its_words() {
    let record = strait();
    let page = page(&record);
    for (key, shown, words_in_text) in [
        ("m1-place", "Kotka", "the port of Kotka"),
        ("m1-date", "6 June 2031", "Friday"),
        ("m1-length", "3 hours", "three-hour"),
        ("m1-4", "Ida Malm", "presidential adviser Ida Malm"),
        ("m2-reason", "no reason given", "without explanation"),
        ("m3-format", "4+4", "four-on-four"),
        (
            "m7-reason",
            "“because of the strike”",
            "because of the strike",
        ),
    ] {
        let link = format!("#meeting a[href='#w-{key}']");
        assert_eq!(words(&page, &link), [shown]);
        assert_eq!(marked(&page, key), words_in_text);
    }
}

#[test]
fn the_sides_are_the_columns_of_a_table_with_headings() {
    let page = page(&strait());
    let heads = words(&page, "#stands thead th");
    assert_eq!(
        heads[1..],
        [
            "Rain Tamsar Estonia",
            "Helmi Arola Finland",
            "Livia Brandt European Union"
        ]
    );
    assert_eq!(page.select("#stands tbody").length(), strait().topics.len());
    // Whatever spans columns and rows, each row has all columns.
    for body in &page.select("#stands tbody") {
        let mut columns = 0;
        for cell in &body.select("td") {
            let wide = cell
                .attr("colspan")
                .map_or(1, |n| n.parse::<usize>().unwrap());
            columns += wide;
        }
        assert_eq!(columns % 3, 0, "{}", body.html());
    }
}

#[test]
fn many_meetings_and_matters_are_folded_away() {
    let mut record = strait();
    for n in 0..30 {
        let mut visit = record.meetings[6].clone();
        visit.id = format!("n{n}");
        record.meetings.push(visit);
        let (mut position, mut topic) = (record.positions[9].clone(), record.topics[8].clone());
        topic.id = format!("u{n}");
        position.topic = topic.id.clone();
        record.topics.push(topic);
        record.positions.push(position);
    }
    let page = page(&record);
    assert_eq!(words(&page, "summary"), ["29 more", "24 more"]);
    assert_eq!(page.select("#meeting > ul.meetings > li").length(), 3 + 4);
}

#[test]
fn marks_of_a_statement_are_its_spans() {
    let record = summit();
    let page = page(&record);
    for (index, statement) in record.statements.iter().enumerate() {
        let marked = words(&page, &format!("#report mark[data-k~='s{}']", index + 1)).concat();
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
fn where_statements_overlap_the_inner_gives_the_line_and_the_outer_the_ground() {
    let page = page(&summit());
    let both = attributes(&page, "#report mark[data-k='s6 s5'].quoted", "class");
    assert_eq!(both, ["v3 g2 content quoted"]);
    assert_eq!(
        words(&page, "#report mark[data-k='s6 s5'].quoted"),
        ["“a fair start”"]
    );
}

#[test]
fn every_link_within_the_page_has_its_target() {
    for record in [summit(), strait()] {
        let page = page(&record);
        let links = attributes(&page, "a[href^='#']", "href");
        assert!(links.len() >= 2 + 2 * record.statements.len());
        for link in links {
            assert_eq!(page.select(&link).length(), 1, "{link}");
        }
    }
}

#[test]
fn no_two_elements_have_one_name() {
    let mut record = strait();
    // A joint position of sides that are no neighbours stands in the table twice.
    record.entities[3].members = vec!["e2".to_owned(), "e9".to_owned()];
    let page = page(&record);
    let mut ids = attributes(&page, "[id]", "id");
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
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
    assert_eq!(page.select(".go[href], #report, mark").length(), 0);

    let mut record = strait();
    record.document.text = None;
    let page = self::page(&record);
    assert!(words(&page, "#meeting").concat().contains("Kotka"));
    assert_eq!(page.select("a.fact").length(), 0);
    assert_eq!(page.select(".stand").length(), record.positions.len());
}

#[test]
fn text_is_never_markup() {
    const HOSTILE: &str =
        "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\"' onclick='x";
    let mut record = strait();
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
    for meeting in &mut record.meetings {
        meeting.id = hostile();
        meeting
            .date
            .iter_mut()
            .for_each(|date| date.value = Some(hostile()));
        meeting
            .format
            .iter_mut()
            .for_each(|format| format.value = hostile());
        meeting
            .reason
            .iter_mut()
            .for_each(|reason| reason.span = span.clone());
        meeting.evidence = vec![span.clone()];
    }
    for (topic, position) in record.topics.iter_mut().zip(&mut record.positions) {
        topic.label = hostile();
        position.evidence = vec![span.clone()];
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
        places in prop::collection::vec((0usize..80, 0usize..80), 10 * 4 + 12),
    ) {
        let mut record = strait();
        let mut places = places.into_iter().map(|(start, end)| {
            vec![Span { start, end, text: "words".to_owned(), selector: None }]
        });
        for statement in &mut record.statements {
            statement.source = places.next().unwrap();
            statement.cue = places.next().unwrap();
            statement.content = places.next().unwrap();
            statement.quoted = places.next().unwrap();
        }
        for position in &mut record.positions {
            position.evidence = places.next().unwrap();
        }
        record.document.text = Some(text.clone());
        let page = page(&record);
        prop_assert_eq!(words(&page, "#report").concat(), text);
        for link in attributes(&page, "a[href^='#']", "href") {
            prop_assert_eq!(page.select(&link).length(), 1, "{}", link);
        }
    }
}
