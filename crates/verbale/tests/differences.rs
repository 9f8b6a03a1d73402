//! Two accounts of one meeting with a contradiction planted in them: one group for each kind of difference.

use std::path::PathBuf;
use std::sync::LazyLock;
use verbale::schema::{CellStance, Dossier, FactField, Row, Verdict, Why};
use verbale::{Pipeline, ingest};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::new);

/// The dossier of the reports in a file of `data/differences`.
fn dossier(name: &str) -> Dossier {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/differences")
        .join(name)
        .with_extension("jsonl");
    let reports = ingest::reports(&ingest::Input::File(file));
    let reports: Vec<_> = reports.map(|report| report.expect("a report")).collect();
    PIPELINE.compare(reports).expect("short texts")
}

/// The one row in which each side has some words.
fn row<'d>(dossier: &'d Dossier, words: &str) -> &'d Row {
    let has = |row: &&Row| {
        row.cells.iter().all(|cell| {
            let mut evidence = cell.evidence.iter();
            evidence.any(|e| e.span.text.contains(words))
        })
    };
    let mut rows = dossier.rows.iter().filter(has);
    rows.next()
        .unwrap_or_else(|| panic!("no row has {words:?} of both sides: {:#?}", dossier.rows))
}

/// Checks that the sides differ on what has the words `planted`, for this reason, and that nothing else differs; and that
/// what has the words `common` is agreed.
fn check(name: &str, planted: &str, why: Why, common: &str) {
    let dossier = dossier(name);
    let found = row(&dossier, planted);
    assert_eq!(
        (found.verdict, found.why),
        (Verdict::Differ, Some(why)),
        "{found:#?}"
    );
    assert_eq!(row(&dossier, common).verdict, Verdict::Agreed, "{name}");
    let differing = dossier
        .rows
        .iter()
        .filter(|row| row.verdict == Verdict::Differ);
    assert_eq!(differing.count(), 1, "{name}: {:#?}", dossier.rows);
    // A reader sees them first.
    assert_eq!(dossier.rows[0], *found);
}

#[test]
fn what_one_demands_and_the_other_refuses() {
    check("stance", "herring ban", Why::Stance, "ferry line");
}

#[test]
fn another_number_in_the_same_words() {
    check("number", "patrol boats", Why::Number, "weather data");
}

#[test]
fn another_month_in_the_same_words() {
    check("date", "lighthouse", Why::Date, "school exchange");
}

#[test]
fn a_condition_that_one_alone_makes() {
    check(
        "condition",
        "pipeline treaty",
        Why::Condition,
        "coast guards",
    );
}

#[test]
fn a_mention_against_a_demand() {
    check("emphasis", "whaling", Why::Emphasis, "joint exercise");
}

#[test]
fn an_agreement_that_there_is_not_by_the_other() {
    check("existence", "cod quota", Why::Existence, "cable");
}

#[test]
fn lengths_of_time_are_disputed_and_a_city_in_its_country_is_not() {
    let dossier = dossier("facts");
    let meeting = dossier.meeting.as_ref().expect("a meeting");
    let fact = |field| {
        let mut facts = meeting.facts.iter();
        facts.find(|fact| fact.field == field).expect("a fact")
    };
    let duration = fact(FactField::Duration);
    assert!(!duration.agree);
    let values: Vec<(&str, &str)> = duration
        .values
        .iter()
        .map(|told| (told.value.as_str(), told.text.as_str()))
        .collect();
    assert_eq!(values, [("PT2H", "two hours"), ("PT40M", "40 minutes")]);
    assert!(fact(FactField::Place).agree);
    assert!(fact(FactField::Date).agree);
    assert_eq!(meeting.title, "Norway–Iceland summit, Bergen, 7 April 2031");
}

#[test]
fn a_side_is_said_to_leave_out_only_what_none_of_its_words_may_be_about() {
    let dossier = dossier("stance");
    let rescue = dossier
        .rows
        .iter()
        .find(|row| {
            row.cells.iter().any(|c| {
                c.evidence
                    .iter()
                    .any(|e| e.span.text.contains("crew of the Havbris"))
            })
        })
        .expect("the rescue");
    let iceland = rescue
        .cells
        .iter()
        .find(|cell| cell.side == "ISL")
        .expect("a cell");
    assert_eq!(iceland.stance, CellStance::Unmentioned);
    assert_eq!(rescue.verdict, Verdict::OneSided);
}
