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

/// A text written for these tests.
fn data(name: &str) -> String {
    format!("{}/tests/data/{name}.txt", env!("CARGO_MANIFEST_DIR"))
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
    assert_eq!(dossier["schema"], "verbale-dossier/2");
    assert_eq!(sides(&dossier), ["NOR", "ISL"]);

    let experts = row(&dossier, "ISL", "experts would meet again in May");
    assert!(
        cell(experts, "NOR")["evidence"]
            .to_string()
            .contains("in June")
    );
    assert_eq!(experts["verdict"], "differ");
    assert_eq!(experts["why"], "date");

    let patrol = row(&dossier, "NOR", "joint patrol");
    assert!(
        cell(patrol, "ISL")["evidence"]
            .to_string()
            .contains("commitment to a joint patrol")
    );
    assert_eq!(patrol["why"], "condition");

    // One refuses what was done, the other to be blamed for it.
    let boarding = row(&dossier, "NOR", "the boarding of two trawlers");
    assert_eq!(cell(boarding, "ISL")["stance"], "criticises");
    assert_eq!(boarding["verdict"], "differ");
    assert_eq!(boarding["why"], "stance");

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
                cell["stance"] == "unmentioned" || cell["stance"] == "unclear",
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

/// What the parties say of a row: side, stance, words.
fn said(row: &Value) -> Vec<(&str, &str, Vec<&str>)> {
    let cells = row["cells"].as_array().unwrap().iter();
    cells
        .filter(|cell| cell["side"] != "narrator")
        .map(|cell| {
            let evidence = cell["evidence"].as_array().unwrap().iter();
            let words = evidence.map(|e| e["span"]["text"].as_str().unwrap());
            (
                cell["side"].as_str().unwrap(),
                cell["stance"].as_str().unwrap(),
                words.collect(),
            )
        })
        .collect()
}

#[test]
fn one_news_report_tells_what_each_side_says_and_what_it_leaves_out() {
    let dossier = dossier(&["--published", "2025-05-11", &data("andes-summit")]);
    assert_eq!(sides(&dossier), ["ARG", "CHL", "narrator"]);
    assert_eq!(dossier["documents"][0]["account"], "news");
    let expect = |words: &str, of: &str, cells: [(&str, &[&str]); 2], verdict: &str| {
        let row = row(&dossier, of, words);
        let expected: Vec<(&str, &str, Vec<&str>)> = ["ARG", "CHL"]
            .into_iter()
            .zip(cells)
            .map(|(side, (stance, words))| (side, stance, words.to_vec()))
            .collect();
        assert_eq!(said(row), expected, "{words}");
        assert_eq!(row["verdict"], verdict, "{words}");
        assert_eq!(cell(row, "narrator")["evidence"], json!([]), "{words}");
    };
    expect(
        "understanding\\\" had been reached",
        "CHL",
        [
            (
                "silent",
                &["Quiroga made no mention of any such understanding"],
            ),
            (
                "affirms",
                &[
                    "an \"understanding\" had been reached, which she called the \"first stone\" of \"a settlement of the water question\"",
                ],
            ),
        ],
        "one-sided",
    );
    expect(
        "real progress",
        "ARG",
        [
            ("affirms", &["\"real progress\" had been made"]),
            ("unmentioned", &[]),
        ],
        "one-sided",
    );
    let drilling =
        &["Neither Marchetti nor Quiroga mentioned a stop to the drilling in the high valleys"];
    expect(
        "stop to the drilling",
        "ARG",
        [("silent", drilling), ("silent", drilling)],
        "one-sided",
    );
    expect(
        "Calderón to approve",
        "ARG",
        [
            (
                "conditional",
                &[
                    "any treaty would in the end be up to Bolivian President Rosa Calderón to approve",
                    "Now it is really up to President Calderón",
                ],
            ),
            ("unmentioned", &[]),
        ],
        "one-sided",
    );
    expect(
        "ties between our two countries",
        "CHL",
        [
            ("unmentioned", &[]),
            (
                "criticises",
                &[
                    "To be honest, the ties between our two countries are worse today than at any time since the border war",
                ],
            ),
        ],
        "one-sided",
    );
}

#[test]
fn a_side_whose_text_is_not_whole_is_not_said_to_leave_anything_out() {
    let folder = Folder::new();
    let mut reports = readouts();
    let text = reports[1]["text"].as_str().unwrap().to_owned();
    let cut = text.find("The two leaders also discussed").unwrap();
    let ferry = "The Prime Minister praised the builders of the new ferry";
    reports[1]["text"] = json!(format!("{} {ferry}…", text[..cut].trim_end()));
    let file = folder.write("cut.jsonl", &reports);
    let cut = dossier(&[file.to_str().unwrap()]);
    let nets = row(&cut, "ISL", "return the confiscated nets");
    assert_eq!(cell(nets, "NOR")["stance"], "unclear");
    // The other text is whole.
    let ferry = row(&cut, "NOR", "builders of the new ferry");
    assert_eq!(cell(ferry, "ISL")["stance"], "unmentioned");
    assert_eq!(cut["warnings"][0]["code"], "cut");
    let shown = output(&[file.to_str().unwrap()]);
    assert!(shown.contains("the text breaks off"), "{shown}");

    reports[1]["text"] = json!(text);
    let whole = folder.write("whole.jsonl", &reports);
    let whole = dossier(&[whole.to_str().unwrap()]);
    let nets = row(&whole, "ISL", "return the confiscated nets");
    assert_eq!(cell(nets, "NOR")["stance"], "unmentioned");
    assert_eq!(whole["warnings"], json!([]));

    // Neither is one whose record was kept without its text.
    let bare = verbale()
        .args(["read", "--format", "jsonl", "--no-text"])
        .arg(example("harbour-summit-norway"))
        .output()
        .unwrap();
    let bare = folder.text("bare.jsonl", &String::from_utf8(bare.stdout).unwrap());
    let bare = dossier(&[bare.to_str().unwrap(), &example("harbour-summit-readout")]);
    assert_eq!(bare["warnings"][0]["code"], "no-text");
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
fn two_governments_that_use_the_same_formulas_are_two_accounts() {
    let folder = Folder::new();
    let formula = "Prime Minister Oskar Tellmann of Norway and President Ana Verrin of Iceland met in Torshavn today. The two \
        leaders reaffirmed the friendship of their nations. They welcomed the progress of the talks on the northern fishing \
        grounds and agreed that the experts would meet again in May. The leaders underscored the importance of open data \
        from all coastal radars.";
    let report = |id: &str, publisher: &str| json!({"id": id, "publisher": publisher, "published": "2025-03-14", "text": formula});
    let file = folder.write(
        "formulas.jsonl",
        &[
            report("isl", "Office of the President of Iceland"),
            report("nor", "Government of Norway"),
            report("paper", "Harbour Gazette"),
            report("other-paper", "Strait Courier"),
        ],
    );
    let dossier = dossier(&[file.to_str().unwrap()]);
    let documents = dossier["documents"].as_array().unwrap().iter();
    let ids: Vec<(&str, &Value)> = documents
        .map(|d| (d["id"].as_str().unwrap(), &d["copies"]))
        .collect();
    assert!(
        ids.iter().any(|(id, _)| *id == "isl") && ids.iter().any(|(id, _)| *id == "nor"),
        "{ids:?}"
    );
    assert!(!ids.iter().any(|(id, _)| id.contains("paper")), "{ids:?}");
    let experts = row(&dossier, "ISL", "experts would meet again");
    assert_eq!(experts["verdict"], "agreed");
}

/// What a government says of one matter on three days, and another on the last of them.
fn three_days() -> Vec<Value> {
    let report = |id: &str, publisher: &str, day: &str, text: &str| json!({"id": id, "publisher": publisher, "published": day, "text": text});
    let norway = "Government of Norway";
    vec![
        report(
            "monday",
            norway,
            "2025-03-10",
            "Prime Minister Tellmann on the northern talks\n\nPrime Minister Oskar Tellmann of Norway met President Ana Verrin of \
             Iceland in Torshavn on Monday. He said that Norway would lower the harbour fees before summer. He rejected a joint \
             patrol of the northern waters. The Prime Minister called on Iceland to open its coastal radars.",
        ),
        report(
            "wednesday",
            norway,
            "2025-03-12",
            "Second day of the northern talks\n\nPrime Minister Oskar Tellmann of Norway met President Ana Verrin of Iceland again \
             in Torshavn on Wednesday. He repeated that Norway would lower the harbour fees before summer. The Prime Minister \
             said that a joint patrol of the northern waters could begin only if the parliament approves it.",
        ),
        report(
            "friday",
            norway,
            "2025-03-14",
            "The northern talks end\n\nPrime Minister Oskar Tellmann of Norway and President Ana Verrin of Iceland ended their talks \
             in Torshavn on Friday. The Prime Minister welcomed the joint patrol of the northern waters. He thanked the President \
             for her hospitality.",
        ),
        report(
            "iceland",
            "Office of the President of Iceland",
            "2025-03-14",
            "President Verrin met with Prime Minister Tellmann\n\nPresident Ana Verrin of Iceland met with Prime Minister Oskar \
             Tellmann of Norway in Torshavn. The President supported a joint patrol of the northern waters. She urged Norway to \
             lower its harbour fees.",
        ),
    ]
}

#[test]
fn reports_of_several_days_show_how_a_side_moved() {
    let folder = Folder::new();
    let file = folder.write("days.jsonl", &three_days());
    let dossier = dossier(&[file.to_str().unwrap()]);
    let course = |side: &str, words: &str| -> Vec<(String, String, String, String)> {
        let steps = cell(row(&dossier, side, words), side)["course"]
            .as_array()
            .unwrap()
            .iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        steps
            .map(|step| {
                let words = text(&step["evidence"][0]["span"]["text"]);
                (
                    text(&step["date"]),
                    text(&step["change"]),
                    text(&step["stance"]),
                    words,
                )
            })
            .collect()
    };
    let expected = |steps: &[[&str; 4]]| -> Vec<(String, String, String, String)> {
        let owned =
            |&[a, b, c, d]: &[&str; 4]| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned());
        steps.iter().map(owned).collect()
    };
    assert_eq!(
        course("NOR", "joint patrol"),
        expected(&[
            [
                "2025-03-10",
                "first",
                "rejects",
                "rejected a joint patrol of the northern waters"
            ],
            [
                "2025-03-12",
                "changed",
                "conditional",
                "a joint patrol of the northern waters could begin only if the parliament approves it"
            ],
            [
                "2025-03-14",
                "changed",
                "affirms",
                "welcomed the joint patrol of the northern waters"
            ],
        ])
    );
    let fees = "Norway would lower the harbour fees before summer";
    assert_eq!(
        course("NOR", "harbour fees"),
        expected(&[
            ["2025-03-10", "first", "affirms", fees],
            ["2025-03-12", "kept", "affirms", fees],
            ["2025-03-14", "dropped", "unmentioned", ""],
        ])
    );
    // The side stands where it stood last, and only that is compared.
    let patrol = row(&dossier, "NOR", "joint patrol");
    assert_eq!(cell(patrol, "NOR")["stance"], "affirms");
    assert_eq!(patrol["verdict"], "agreed");
    // Three days are no disagreement about the day.
    let facts = dossier["meeting"]["facts"].as_array().unwrap();
    assert!(facts.iter().all(|fact| fact["agree"] == true), "{facts:?}");

    let shown = output(&[file.to_str().unwrap()]);
    assert!(
        shown.contains("2025-03-10 first said (rejects): rejected a"),
        "{shown}"
    );
    let page = output(&["--format", "html", file.to_str().unwrap()]);
    assert!(page.contains("12 March 2025 changed (on a condition)"));
    let sheet = output(&["--format", "csv", file.to_str().unwrap()]);
    assert!(sheet.contains(",NOR,rejects,monday,2025-03-10,"), "{sheet}");
}

#[test]
fn no_view_depends_on_the_order_of_the_reports() {
    let folder = Folder::new();
    let mut reports = three_days();
    reports.extend(readouts());
    let file = folder.write("reports.jsonl", &reports);
    let read = verbale()
        .args(["read", "--format", "jsonl"])
        .arg(&file)
        .output()
        .unwrap();
    let read = String::from_utf8(read.stdout).unwrap();
    let records: Vec<&str> = read.lines().collect();
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for turn in 0..records.len() {
        let mut order = records.clone();
        order.rotate_left(turn);
        if turn % 2 == 1 {
            order.swap(0, 3);
        }
        let file = folder.text(&format!("turn-{turn}.jsonl"), &order.join("\n"));
        for format in ["json", "text", "html", "md", "csv"] {
            let shown = output(&["--format", format, file.to_str().unwrap()]);
            let expected = first.entry(format).or_insert_with(|| shown.clone());
            assert_eq!(&shown, expected, "{format}, turn {turn}");
        }
        let groups = output(&["--group", "--format", "json", file.to_str().unwrap()]);
        let expected = first.entry("groups").or_insert_with(|| groups.clone());
        assert_eq!(&groups, expected, "groups, turn {turn}");
    }
}

/// The ids and parts of the reports in each group that is found.
fn groups(reports: &[Value]) -> Vec<Vec<(String, String)>> {
    let folder = Folder::new();
    let file = folder.write("heap.jsonl", reports);
    let shown = output(&["--group", "--format", "json", file.to_str().unwrap()]);
    let groups: Vec<Vec<Value>> = serde_json::from_str(&shown).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let member = |m: &Value| (text(&m["id"]), text(&m["part"]));
    groups
        .iter()
        .map(|group| group.iter().map(member).collect())
        .collect()
}

fn norwegian(id: &str, day: &str, text: &str) -> Value {
    json!({"id": id, "publisher": "Government of Norway", "published": day, "text": text})
}

#[test]
fn accounts_of_one_meeting_are_found_in_a_heap() {
    let mut reports = readouts();
    reports.push(norwegian(
        "other",
        "2025-03-14",
        "Prime Minister Tellmann received the Prime Minister of Denmark\n\nPrime Minister Oskar Tellmann of Norway met today with \
         Prime Minister Karin Holm of Denmark in Oslo. They discussed the new ferry line.",
    ));
    let ids: Vec<Vec<String>> = groups(&reports)
        .into_iter()
        .map(|group| group.into_iter().map(|(id, _)| id).collect())
        .collect();
    assert_eq!(ids, [["harbour-summit-norway", "harbour-summit-readout"]]);
}

#[test]
fn the_announcement_goes_with_the_meeting_and_the_next_call_does_not() {
    let found = groups(&[
        norwegian(
            "announced",
            "2025-03-13",
            "On March 14, Oskar Tellmann will hold talks with President of Iceland Ana Verrin\n\nOn March 14, Prime Minister Oskar \
             Tellmann of Norway will hold talks with President Ana Verrin of Iceland in Oslo. The leaders will discuss the fishing \
             grounds and the joint patrol.",
        ),
        norwegian(
            "talks",
            "2025-03-14",
            "Talks with President of Iceland Ana Verrin\n\nPrime Minister Oskar Tellmann of Norway held talks with President Ana Verrin \
             of Iceland in Oslo. The leaders discussed the fishing grounds and the joint patrol.",
        ),
        norwegian(
            "press",
            "2025-03-14",
            "Norway wants shared fishing grounds\n\nThe fishing grounds must be shared fairly. This was stated by Prime Minister Oskar \
             Tellmann of Norway during a meeting with media representatives following the talks with President of Iceland Ana \
             Verrin in Oslo. He also spoke of the joint patrol.",
        ),
        norwegian(
            "call",
            "2025-03-15",
            "Telephone conversation with President of Iceland Ana Verrin\n\nPrime Minister Oskar Tellmann of Norway spoke by telephone \
             with President Ana Verrin of Iceland. The leaders discussed the fishing grounds and the joint patrol.",
        ),
        norwegian(
            "next-call",
            "2025-03-16",
            "Telephone conversation with President of Iceland Ana Verrin\n\nPrime Minister Oskar Tellmann of Norway spoke by telephone \
             with President Ana Verrin of Iceland. The leaders discussed the fishing grounds and the joint patrol.",
        ),
    ]);
    let expected = [
        ["talks", "account"],
        ["press", "account"],
        ["announced", "announcement"],
    ];
    let mut expected: Vec<(String, String)> = expected
        .iter()
        .map(|[id, part]| ((*id).to_owned(), (*part).to_owned()))
        .collect();
    let [mut group]: [_; 1] = found.try_into().unwrap();
    group.sort();
    expected.sort();
    assert_eq!(group, expected);
}

#[test]
fn talks_of_two_and_talks_of_three_and_an_address_are_apart() {
    let found = groups(&[
        norwegian(
            "two",
            "2025-03-14",
            "Prime Minister met with the President of Iceland\n\nOn the sidelines of the summit, Prime Minister Oskar Tellmann of Norway \
             met with President Ana Verrin of Iceland. They discussed the fishing grounds and the joint patrol.",
        ),
        norwegian(
            "three",
            "2025-03-14",
            "Talks on the fishing grounds\n\nA trilateral meeting between Prime Minister Oskar Tellmann of Norway, President Ana Verrin \
             of Iceland and Prime Minister Karin Holm of Denmark took place in Oslo. They discussed the fishing grounds and the \
             joint patrol.",
        ),
        norwegian(
            "address",
            "2025-03-14",
            "The sea must feed us all - address by Prime Minister Oskar Tellmann\n\nNorwegians! Our fishermen were at sea again today. \
             Their nets were full, and yet the banks are less rich than they were. The grounds in the north belong to all who live \
             by them, and nobody may empty them. I met with President Ana Verrin of Iceland. We spoke about the joint patrol.",
        ),
    ]);
    assert_eq!(found, Vec::<Vec<(String, String)>>::new());
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
fn what_is_pasted_is_neither_markup_nor_formula() {
    let folder = Folder::new();
    let mut reports = readouts();
    let text = reports[1]["text"].as_str().unwrap().replace(
        "the price of fuel",
        "\"the price\" of *fuel* and <b>coal</b>",
    );
    reports[1]["text"] = json!(text);
    reports[1]["id"] = json!("@norway|1");
    let file = folder.write("readouts.jsonl", &reports);
    let table = output(&["--format", "md", file.to_str().unwrap()]);
    assert!(
        table.contains(r"of \*fuel\* and \<b\>coal\</b\>"),
        "{table}"
    );
    assert!(table.contains(r"@norway\|1"), "{table}");
    let columns = |line: &str| line.replace(r"\|", "").matches('|').count();
    let rows = table.lines().filter(|line| line.starts_with('|'));
    assert!(
        rows.clone().count() > 10 && rows.clone().all(|row| columns(row) == 5),
        "{table}"
    );

    let sheet = output(&["--format", "csv", file.to_str().unwrap()]);
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() > 10);
    let formula = |field: &str| field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(!rows.iter().flatten().any(formula), "{sheet}");
    assert!(
        rows.iter()
            .flatten()
            .any(|field| field.contains("\"the price\" of *fuel* and <b>coal</b>")),
        "{sheet}"
    );
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
    let records = String::from_utf8(read.stdout).unwrap() + "{\"schema\":\"verbale/1\"}\n";
    let records = folder.text("records.jsonl", &records);
    verbale()
        .args(["compare", "--format", "json"])
        .arg(&records)
        .assert()
        .code(1)
        .stdout(predicate::str::contains("verbale-dossier/2"))
        .stderr(predicate::str::contains(
            "line 3: a record of the contract verbale/1, and this program writes and compares verbale/2",
        ));
    verbale()
        .args(["compare", "no-such-file.txt"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("no such file"));
}
