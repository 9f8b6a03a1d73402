//! Accounts side by side, as a user asks for them.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn verbale() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
}

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}.txt", env!("CARGO_MANIFEST_DIR"))
}

/// The two governments' readouts of the same talks, as JSON lines.
fn readouts() -> Vec<Value> {
    let report = |id: &str, publisher: &str| {
        let text = fs::read_to_string(example(id)).unwrap();
        json!({"id": id, "publisher": publisher, "published": "2025-03-14", "text": text})
    };
    vec![
        report(
            "harbour-summit-readout",
            "Office of the President of Iceland",
        ),
        report("harbour-summit-norway", "Government of Norway"),
    ]
}

/// Files that are gone with the folder.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn write(&self, name: &str, reports: &[Value]) -> PathBuf {
        let lines: Vec<String> = reports.iter().map(Value::to_string).collect();
        self.text(name, &lines.join("\n"))
    }

    fn text(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

fn output(args: &[&str]) -> String {
    let out = verbale().arg("compare").args(args).output().unwrap();
    let complaint = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{complaint}");
    String::from_utf8(out.stdout).unwrap()
}

fn dossier(args: &[&str]) -> Value {
    serde_json::from_str(&output(&[&["--format", "json"], args].concat())).unwrap()
}

fn sides(dossier: &Value) -> Vec<&str> {
    dossier["sides"]
        .as_array()
        .unwrap()
        .iter()
        .map(|side| side["id"].as_str().unwrap())
        .collect()
}

/// The first row in which `side` says `words`.
fn row<'d>(dossier: &'d Value, side: &str, words: &str) -> &'d Value {
    let rows = dossier["rows"].as_array().unwrap();
    let says = |row: &&Value| cell(row, side)["evidence"].to_string().contains(words);
    rows.iter()
        .find(says)
        .unwrap_or_else(|| panic!("{side} does not say {words:?}: {rows:#?}"))
}

fn cell<'d>(row: &'d Value, side: &str) -> &'d Value {
    row["cells"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cell| cell["side"] == side)
        .unwrap()
}

#[test]
fn two_readouts_are_lined_up_matter_by_matter() {
    let folder = Folder::new();
    let file = folder.write("readouts.jsonl", &readouts());
    let dossier = dossier(&[file.to_str().unwrap()]);
    assert_eq!(dossier["schema"], "verbale-dossier/1");
    assert_eq!(sides(&dossier), ["NOR", "ISL"]);

    let experts = row(&dossier, "ISL", "experts would meet again in May");
    assert!(
        cell(experts, "NOR")["evidence"]
            .to_string()
            .contains("in June")
    );
    assert_eq!(experts["verdict"], "differ");
    assert_eq!(experts["reason"], "another date");

    let patrol = row(&dossier, "NOR", "joint patrol");
    assert!(
        cell(patrol, "ISL")["evidence"]
            .to_string()
            .contains("commitment to a joint patrol")
    );
    assert_eq!(patrol["reason"], "another condition");

    let fuel = row(&dossier, "NOR", "the price of fuel");
    assert_eq!(cell(fuel, "ISL")["stance"], "unmentioned");
    assert_eq!(fuel["verdict"], "one-sided");
}

#[test]
fn every_cell_shows_the_words_of_its_text_and_every_side_has_one() {
    let folder = Folder::new();
    let file = folder.write("readouts.jsonl", &readouts());
    let dossier = dossier(&[file.to_str().unwrap()]);
    let texts: BTreeMap<&str, Vec<char>> = dossier["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            (
                d["id"].as_str().unwrap(),
                d["text"].as_str().unwrap().chars().collect(),
            )
        })
        .collect();
    let mut shown = 0;
    for row in dossier["rows"].as_array().unwrap() {
        let cells = row["cells"].as_array().unwrap();
        assert_eq!(
            cells
                .iter()
                .map(|c| c["side"].as_str().unwrap())
                .collect::<Vec<_>>(),
            sides(&dossier)
        );
        for cell in cells {
            let evidence = cell["evidence"].as_array().unwrap();
            assert_eq!(
                evidence.is_empty(),
                cell["stance"] == "unmentioned",
                "{cell}"
            );
            for piece in evidence {
                let place =
                    |end: &str| usize::try_from(piece["span"][end].as_u64().unwrap()).unwrap();
                let text = &texts[piece["document"].as_str().unwrap()];
                let words: String = text[place("start")..place("end")].iter().collect();
                assert_eq!(piece["span"]["text"], words.as_str());
                shown += 1;
            }
        }
    }
    assert!(shown > 10);
}

#[test]
fn the_order_of_the_reports_and_keeping_their_records_change_nothing() {
    let folder = Folder::new();
    let mut reports = readouts();
    let file = folder.write("a.jsonl", &reports);
    let expected = output(&["--format", "json", file.to_str().unwrap()]);
    reports.reverse();
    let turned = folder.write("b.jsonl", &reports);
    assert_eq!(
        output(&["--format", "json", turned.to_str().unwrap()]),
        expected
    );

    let read = verbale()
        .args(["read", "--format", "jsonl"])
        .arg(&file)
        .output()
        .unwrap();
    let records = folder.text("records.jsonl", &String::from_utf8(read.stdout).unwrap());
    assert_eq!(
        output(&["--format", "json", records.to_str().unwrap()]),
        expected
    );
}

#[test]
fn a_side_can_be_given() {
    let (file, side) = (
        example("harbour-summit-readout"),
        example("harbour-summit-readout") + "=Finland",
    );
    assert_eq!(sides(&dossier(&["--side", &side, &file])), ["FIN"]);
    verbale()
        .args(["compare", "--side", "readout.txt", &file])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("FILE=SIDE"));
}

#[test]
fn one_news_report_has_its_parties_as_sides() {
    let dossier = dossier(&["--published", "2025-03-15", &example("harbour-summit")]);
    let sides = sides(&dossier);
    assert!(
        sides.contains(&"ISL") && sides.contains(&"NOR"),
        "{sides:?}"
    );
    assert_eq!(dossier["documents"][0]["account"], "news");
    let radar = row(&dossier, "NOR", "share the radar data");
    assert_eq!(cell(radar, "ISL")["stance"], "silent");
    assert_eq!(radar["verdict"], "one-sided");
}

#[test]
fn copies_and_versions_count_once() {
    let folder = Folder::new();
    let mut reports = readouts();
    let text = reports[0]["text"].as_str().unwrap().to_owned();
    let body = text.split_once('\n').unwrap().1;
    let more = "A spokesman said later that the talks would go on in Bergen, where the two governments keep a mission.";
    for (id, text) in [
        ("retitled", format!("Iceland tells of the talks\n{body}")),
        ("updated", format!("{text}\n{more}\n")),
    ] {
        reports.push(json!({"id": id, "publisher": "Office of the President of Iceland", "published": "2025-03-15", "text": text}));
    }
    let file = folder.write("heap.jsonl", &reports);
    let dossier = dossier(&[file.to_str().unwrap()]);
    let documents = dossier["documents"].as_array().unwrap();
    let ids: Vec<&str> = documents
        .iter()
        .map(|d| d["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["harbour-summit-norway", "updated"]);
    assert_eq!(documents[1]["versions"], json!(["harbour-summit-readout"]));
    assert_eq!(documents[1]["copies"], json!(["retitled"]));
}

#[test]
fn reports_of_several_days_show_how_a_side_moved() {
    let folder = Folder::new();
    let release = |id: &str, day: &str, text: &str| json!({"id": id, "publisher": "Government of Norway", "published": day, "text": text});
    let file = folder.write(
        "days.jsonl",
        &[
            release("monday", "2025-03-10", "Talks begin\n\nPrime Minister Oskar Tellmann of Norway said that the northern treaty would be signed before summer. He warned that the harbour fees must fall."),
            release("friday", "2025-03-14", "Talks end\n\nPrime Minister Oskar Tellmann of Norway said that the northern treaty would be signed only if the parliament approves it."),
        ],
    );
    let dossier = dossier(&[file.to_str().unwrap()]);
    let treaty = cell(row(&dossier, "NOR", "northern treaty"), "NOR");
    let changes = |cell: &Value| -> Vec<String> {
        let steps = cell["course"].as_array().unwrap().iter();
        steps
            .map(|step| {
                format!(
                    "{} {}",
                    step["date"].as_str().unwrap(),
                    step["change"].as_str().unwrap()
                )
            })
            .collect()
    };
    assert_eq!(changes(treaty)[0], "2025-03-10 first");
    assert!(changes(treaty)[1].starts_with("2025-03-14"), "{treaty}");
    let fees = cell(row(&dossier, "NOR", "harbour fees"), "NOR");
    assert_eq!(changes(fees), ["2025-03-10 first", "2025-03-14 dropped"]);
}

#[test]
fn accounts_of_one_meeting_are_found_in_a_heap() {
    let folder = Folder::new();
    let mut reports = readouts();
    reports.push(json!({
        "id": "other", "publisher": "Government of Norway", "published": "2025-03-14",
        "text": "Prime Minister Tellmann received the Prime Minister of Denmark\n\nPrime Minister Oskar Tellmann of Norway met today with Prime Minister Karin Holm of Denmark in Oslo. They discussed the new ferry line."
    }));
    let file = folder.write("heap.jsonl", &reports);
    let groups: Value = serde_json::from_str(&output(&[
        "--group",
        "--format",
        "json",
        file.to_str().unwrap(),
    ]))
    .unwrap();
    let ids: Vec<Vec<&str>> = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            group
                .as_array()
                .unwrap()
                .iter()
                .map(|m| m["id"].as_str().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(ids, [["harbour-summit-norway", "harbour-summit-readout"]]);
}

#[test]
fn the_page_leads_from_every_cell_to_its_words_and_shows_text_as_text() {
    let folder = Folder::new();
    let mut reports = readouts();
    let text = reports[1]["text"]
        .as_str()
        .unwrap()
        .replace("price of fuel", "price of <b onload=x>fuel");
    reports[1]["text"] = json!(text);
    let file = folder.write("readouts.jsonl", &reports);
    let page = output(&["--format", "html", file.to_str().unwrap()]);
    assert!(!page.contains("<b onload"));
    let targets: Vec<&str> = page
        .split("href=\"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(targets.len() > 10);
    for target in targets {
        assert!(
            page.contains(&format!("id=\"{target}\"")),
            "nothing is called {target}"
        );
    }
}

#[test]
fn lines_fit_the_terminal() {
    for (format, mark) in [("md", "| matter |"), ("csv", "row,topic,verdict")] {
        assert!(output(&["--format", format, &example("harbour-summit")]).contains(mark));
    }
    let text = output(&[&example("harbour-summit")]);
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
}

#[test]
fn a_broken_record_is_named_and_the_others_are_compared() {
    let folder = Folder::new();
    let file = folder.write("readouts.jsonl", &readouts());
    let read = verbale()
        .args(["read", "--format", "jsonl"])
        .arg(&file)
        .output()
        .unwrap();
    let records = String::from_utf8(read.stdout).unwrap() + "{\"schema\":\"verbale/9\"}\n";
    let records = folder.text("records.jsonl", &records);
    verbale()
        .args(["compare", "--format", "json"])
        .arg(&records)
        .assert()
        .code(1)
        .stdout(predicate::str::contains("verbale-dossier/1"))
        .stderr(predicate::str::contains("line 3"));
    verbale()
        .args(["compare", "no-such-file.txt"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("no such file"));
}
