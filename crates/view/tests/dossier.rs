//! The dossier in every view: four reports of three days, a cut news story and a copy of it.

use dom_query::Document;
use expect_test::expect_file;
use verbale_schema::Dossier;
use verbale_view::{TextStyle, dossier_csv, dossier_html, dossier_markdown, dossier_text};

fn talks() -> Dossier {
    serde_json::from_str(include_str!("data/talks.json")).expect("the example is a dossier")
}

fn plain(width: usize) -> String {
    let style = TextStyle {
        width,
        color: false,
    };
    dossier_text(&talks(), &style)
}

#[test]
fn text_at_48_columns() {
    expect_file!["data/talks.48.txt"].assert_eq(&plain(48));
}

#[test]
fn text_at_80_columns() {
    expect_file!["data/talks.80.txt"].assert_eq(&plain(80));
}

#[test]
fn text_at_120_columns() {
    expect_file!["data/talks.120.txt"].assert_eq(&plain(120));
}

#[test]
fn text_at_160_columns() {
    expect_file!["data/talks.160.txt"].assert_eq(&plain(160));
}

#[test]
fn no_line_is_wider_than_the_page() {
    for width in 20..=170 {
        for line in plain(width).lines() {
            let wide = textwrap::core::display_width(line);
            assert!(wide <= width, "{width}: {line}");
        }
    }
}

#[test]
fn markdown() {
    expect_file!["data/talks.md"].assert_eq(&dossier_markdown(&talks()));
}

#[test]
fn csv() {
    expect_file!["data/talks.csv"].assert_eq(&dossier_csv(&talks()).replace("\r\n", "\n"));
}

/// The table of the page, on lines that a diff shows well.
#[test]
fn the_matters_of_the_page() {
    let page = Document::from(dossier_html(&talks()));
    let matters = page.select("#matters").html();
    let matters = matters
        .replace("<tr", "\n<tr")
        .replace("<td", "\n  <td")
        .replace("<p", "\n    <p");
    expect_file!["data/talks.matters.html"].assert_eq(&(matters + "\n"));
}

#[test]
fn every_cell_leads_to_its_words_which_are_marked() {
    let page = Document::from(dossier_html(&talks()));
    let links = page.select("a.go");
    assert!(links.length() > 8);
    for link in &links {
        let target = link
            .attr("href")
            .expect("a link")
            .trim_start_matches('#')
            .to_owned();
        assert_eq!(
            page.select(&format!("a.place[id='{target}']")).length(),
            1,
            "{target}"
        );
        let marked: String = page
            .select("mark")
            .iter()
            .filter(|mark| {
                let of = mark.attr("data-in").unwrap_or_default();
                of.split(' ').any(|id| id == target)
            })
            .map(|mark| mark.text().to_string())
            .collect();
        assert_eq!(marked, link.text().to_string());
    }
}

#[test]
fn what_there_is_stands_above_the_matters() {
    let mut dossier = talks();
    let line = "1 difference, 1 fact disputed, 3 only in Norway's account, 1 only in Denmark's account, 1 matter agreed";
    let facts = &mut dossier.meeting.as_mut().expect("a meeting").facts;
    let place = facts.iter_mut().find(|fact| fact.field.as_str() == "place");
    let place = place.expect("a place");
    place.agree = false;
    let mut other = place.values[0].clone();
    "Runavik".clone_into(&mut other.value);
    place.values.push(other);
    let style = TextStyle {
        width: 120,
        color: false,
    };
    let text = dossier_text(&dossier, &style);
    assert!(text.contains(line), "{text}");
    assert!(text.contains("\n! place: Torshavn (“Torshavn”, "), "{text}");
    assert!(dossier_markdown(&dossier).contains(line));
    let page = Document::from(dossier_html(&dossier));
    assert_eq!(page.select("header strong").text().to_string(), line);
    assert!(page.select(".differ li").text().contains("Runavik"));
}

#[test]
fn what_is_unsure_says_so_in_every_view() {
    let mut dossier = talks();
    let row = dossier.rows.first_mut().expect("a row");
    row.confidence = 0.3;
    "the matter that is unsure".clone_into(&mut row.topic);
    dossier
        .rows
        .retain(|row| row.topic == "the matter that is unsure");
    let style = TextStyle {
        width: 80,
        color: false,
    };
    let text = dossier_text(&dossier, &style);
    assert!(
        text.contains("? the matter that is unsure") && text.contains("unsure)"),
        "{text}"
    );
    let markdown = dossier_markdown(&dossier);
    assert!(
        markdown
            .lines()
            .any(|l| l.contains("the matter that is unsure |") && l.contains("unsure) |")),
        "{markdown}"
    );
    let sheet = dossier_csv(&dossier);
    assert!(
        sheet.lines().skip(1).all(|line| line.contains(",true,")),
        "{sheet}"
    );
    let page = Document::from(dossier_html(&dossier));
    assert!(page.select("th .unsure").text().contains("unsure"));
}
