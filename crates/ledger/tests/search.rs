//! The query language, asked of a ledger.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;

use common::{Told, add, ledger, signed};
use proptest::prelude::*;
use verbale_ledger::{Change, ErrorKind, Found, Ledger, Place, Query, Storage, Subject, Target};

fn ask(ledger: &Ledger, query: &str) -> Vec<Found> {
    ledger.find(&query.parse().unwrap(), None, 100).unwrap()
}

fn ids(ledger: &Ledger, query: &str) -> Vec<String> {
    ask(ledger, query)
        .into_iter()
        .map(|found| found.source.id)
        .collect()
}

fn filled() -> (tempfile::TempDir, Ledger) {
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &Told::default());
    add(
        &mut ledger,
        &Told {
            id: "b",
            published: "2025-09-02",
            act: "promise",
            cue: "promised",
            what: "to open the bridge",
            matter: "the bridge",
            ..Told::default()
        },
    );
    add(
        &mut ledger,
        &Told {
            id: "c",
            published: "2025-08-20",
            who: "Oskar Tellmann",
            side: Some("SWE"),
            what: "that the bridges were closed",
            ..Told::default()
        },
    );
    (folder, ledger)
}

#[test]
fn fields_words_and_dates_find_rows_newest_first() {
    let (_folder, ledger) = filled();
    for (query, expected) in [
        ("", vec!["b", "c", "a"]),
        ("act:deny", vec!["c", "a"]),
        ("act:deny,promise", vec!["b", "c", "a"]),
        ("speaker:Verrin act:deny date:2025-08", vec!["a"]),
        ("speaker:verrin,tellmann before:2025-09", vec!["c", "a"]),
        ("bridge", vec!["b", "c"]),
        ("\"open the bridge\"", vec!["b"]),
        ("brid*", vec!["b", "c"]),
        ("bridge -open", vec!["c"]),
        ("-bridge", vec!["a"]),
        ("side:Sweden", vec!["c"]),
        ("side:SWE", vec!["c"]),
        ("stance:denies matter:treaty", vec!["c", "a"]),
        ("matter:bridge", vec!["b"]),
        ("meeting:Turku meeting:talks", vec!["b", "c", "a"]),
        ("meeting:summit", vec![]),
        ("publisher:\"Turku Post\" date:2025-09..", vec!["b"]),
        ("in:reports bridges", vec!["b", "c"]),
        ("in:meetings side:Finland", vec!["b", "a"]),
        ("große", vec![]),
        // Plain words are in what is said, and in who says it.
        ("tellmann", vec!["c"]),
        ("tellmann bridges", vec!["c"]),
        ("verrin -bridge", vec!["a"]),
        ("in:positions harbour", vec!["c", "a"]),
        ("in:meetings turku verrin", vec!["b", "a"]),
        ("in:statements stance:denies date:2025-09", vec!["b"]),
        // Reports are found by their rows.
        ("in:reports speaker:Verrin act:deny", vec!["a"]),
        ("in:reports speaker:Verrin bridge", vec!["b"]),
        ("in:reports stance:denies matter:treaty", vec!["c", "a"]),
        ("in:reports side:Sweden", vec!["c"]),
        ("In:reports Side:sweden", vec!["c"]),
        ("in:reports side:Norway", vec![]),
        ("in:reports grosse", vec!["b", "c", "a"]),
        ("in:reports größe", vec!["b", "c", "a"]),
    ] {
        assert_eq!(ids(&ledger, query), expected, "{query}");
    }
}

#[test]
fn a_result_shows_its_words_where_they_stand() {
    let (_folder, ledger) = filled();
    let found = &ask(&ledger, "treaty")[0];
    assert_eq!(found.words, "the harbour treaty was ever signed");
    assert!(
        found.before.ends_with("Ana Verrin denied "),
        "{:?}",
        found.before
    );
    assert!(found.before.starts_with("Größe zuerst."));
    assert_eq!(found.after, ". Report a.");
    assert_eq!(found.source.title.as_deref(), Some("Talks, a"));
    assert_eq!(
        (found.kind, found.row.as_str(), found.label.as_str()),
        ("statement", "s1", "deny")
    );
}

#[test]
fn what_stands_around_is_cut_between_words() {
    let (_folder, mut ledger) = ledger();
    let mut record = common::record(&Told::default());
    let text = record.document.text.clone().unwrap();
    let long = format!(
        "{}{text}{}",
        "Rain, rain. ".repeat(9),
        " Wind, wind.".repeat(20)
    );
    let what = common::span(&long, "the harbour treaty was ever signed");
    record.statements[0].content = vec![serde_json::from_value(what).unwrap()];
    record.document.text = Some(long.clone());
    assert!(ledger.add(&record, &common::maker(), common::AT).unwrap());
    let found = &ask(&ledger, "treaty")[0];
    let before = found.before.strip_prefix("… ").unwrap();
    assert!(long.contains(&format!(" {before}")), "{before}");
    assert!(found.before.chars().count() > 100);
    let after = found.after.strip_suffix("\u{a0}…").unwrap();
    assert!(long.contains(&format!("{after} ")), "{after}");
    assert!(found.after.chars().count() > 100);
}

#[test]
fn parts_of_one_statement_are_shown_apart() {
    let (_folder, mut ledger) = ledger();
    let mut record = common::record(&Told {
        what: "the ferry, she added, will sail",
        ..Told::default()
    });
    let text = record.document.text.clone().unwrap();
    let spans = ["the ferry", "will sail"].map(|words| common::span(&text, words));
    record.statements[0].content = spans
        .iter()
        .map(|span| serde_json::from_value(span.clone()).unwrap())
        .collect();
    assert!(ledger.add(&record, &common::maker(), common::AT).unwrap());
    let found = &ask(&ledger, "\"ferry will sail\"")[0];
    assert_eq!(found.words, "the ferry … will sail");
    assert_eq!(found.after, ". Report a.");
    let letters: Vec<char> = text.chars().collect();
    let at = |Place { start, end }: &Place| letters[*start..*end].iter().collect::<String>();
    let parts: Vec<String> = found.spans.iter().map(at).collect();
    assert_eq!(parts, ["the ferry", "will sail"]);
    // A row of one part, and a report.
    let positions = ask(&ledger, "in:positions ferry");
    assert_eq!(positions[0].words, "the ferry, she added, will sail");
    assert_eq!(positions[0].spans.len(), 1);
    assert!(ask(&ledger, "in:reports ferry")[0].spans.is_empty());
}

#[test]
fn pages_follow_one_another_without_gap() {
    let (_folder, ledger) = filled();
    for query in ["", "in:reports", "in:reports act:deny,promise", "-zebra"] {
        let query: Query = query.parse().unwrap();
        let mut cursor = None;
        let mut seen = Vec::new();
        while let Some(found) = ledger.find(&query, cursor, 1).unwrap().pop() {
            cursor = Some(found.cursor);
            seen.push(found.source.id);
        }
        assert_eq!(seen, ["b", "c", "a"]);
        assert_eq!(ledger.count(&query, 9).unwrap(), 3);
        assert_eq!(ledger.count(&query, 2).unwrap(), 2);
    }
}

#[test]
fn one_word_is_found_in_every_spelling() {
    let (_folder, mut ledger) = ledger();
    let all = [
        "the ceasefire holds",
        "the cease-fire holds",
        "the cease fire holds",
        "co-operation with the U.S. went on",
        "cooperation with us went on",
        "N.A.T.O. would not come",
    ];
    for (id, what) in ["a", "b", "c", "d", "e", "f"].into_iter().zip(all) {
        let who = if id == "f" {
            "Łukasz Sæther"
        } else {
            "Ana Verrin"
        };
        add(
            &mut ledger,
            &Told {
                id,
                what,
                who,
                ..Told::default()
            },
        );
    }
    for (query, expected) in [
        ("ceasefire", "abc"),
        ("cease-fire", "abc"),
        ("\"cease fire holds\"", "abc"),
        ("ceasef*", "abc"),
        ("cooperation", "de"),
        ("\"co-operation with\"", "de"),
        ("US", "d"),
        ("USA", "d"),
        ("U.S.", "d"),
        ("us", "de"),
        ("NATO", "f"),
        ("nato", "f"),
        ("speaker:lukasz", "f"),
        ("speaker:Saether", "f"),
    ] {
        let mut found = ids(&ledger, query);
        found.sort_unstable();
        assert_eq!(found.concat(), expected, "{query}");
    }
    assert_eq!(ledger.persons("lukasz", 0, 9).unwrap().len(), 1);
}

#[test]
fn a_report_without_a_date_is_in_no_range_of_dates() {
    let (_folder, mut ledger) = filled();
    let mut record = common::record(&Told {
        id: "undated",
        ..Told::default()
    });
    record.document.published = None;
    assert!(ledger.add(&record, &common::maker(), common::AT).unwrap());
    assert_eq!(ids(&ledger, "treaty").last().unwrap(), "undated");
    for query in ["before:2000", "date:..1990", "in:reports date:..1990"] {
        assert_eq!(ids(&ledger, query), [""; 0], "{query}");
    }
    assert_eq!(ids(&ledger, "before:2025-09"), ["c", "a"]);
}

#[test]
fn a_list_without_what_is_asked_for_says_so() {
    let (_folder, ledger) = filled();
    let denials: Query = "act:deny".parse().unwrap();
    let refused = ledger.find(&denials.on(Target::Meetings), None, 9);
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind(), &ErrorKind::Invalid);
    assert!(refused.to_string().contains("no act"), "{refused}");
}

#[test]
fn where_else_something_is_found() {
    let (_folder, ledger) = filled();
    let elsewhere = |query: &str| ledger.elsewhere(&query.parse().unwrap(), 2).unwrap();
    assert_eq!(
        elsewhere("Größe"),
        [(Target::Reports, 2)],
        "no more is counted than is asked for"
    );
    assert_eq!(
        elsewhere("act:deny"),
        [(Target::Reports, 2), (Target::Positions, 2)]
    );
    assert_eq!(elsewhere("zebra"), []);
}

#[test]
fn persons_and_meetings_are_found_by_number() {
    let (_folder, mut ledger) = filled();
    let verrin = ledger.persons("Ana Verrin", 0, 9).unwrap()[0].id;
    let tellmann = ledger.persons("Oskar Tellmann", 0, 9).unwrap()[0].id;
    assert_eq!(ids(&ledger, &format!("speaker:#{verrin}")), ["b", "a"]);
    let join = Change::Join { into: verrin };
    ledger
        .settle(Subject::Person(tellmann), &join, &signed("Mo"))
        .unwrap();
    for id in [verrin, tellmann] {
        assert_eq!(ids(&ledger, &format!("speaker:#{id}")), ["b", "c", "a"]);
    }
    assert_eq!(ids(&ledger, "speaker:#999"), [""; 0]);
    let meetings = ask(&ledger, "in:meetings");
    let [b, _, a] = [0, 1, 2].map(|place| meetings[place].meeting.unwrap());
    assert_eq!(ids(&ledger, &format!("meeting:#{a}")), ["a"]);
    assert_eq!(ids(&ledger, &format!("in:reports meeting:#{a}")), ["a"]);
    let join = Change::Join { into: a };
    ledger
        .settle(Subject::Meeting(b), &join, &signed("Mo"))
        .unwrap();
    for id in [a, b] {
        assert_eq!(ids(&ledger, &format!("meeting:#{id}")), ["b", "a"]);
    }
    assert_eq!(ids(&ledger, "meeting:#999"), [""; 0]);
}

/// What came last stands first, whenever it was published, and tells when a person last changed it.
#[test]
fn news_come_as_they_came() {
    let (_folder, mut ledger) = filled();
    let arrived = |ledger: &Ledger, query: &str, limit| -> Vec<(String, String)> {
        let news = ledger.news(&query.parse().unwrap(), limit).unwrap();
        news.into_iter()
            .map(|news| (news.found.source.id, news.updated))
            .collect()
    };
    let ids = |ledger: &Ledger, query: &str, limit| -> Vec<String> {
        let news = arrived(ledger, query, limit).into_iter();
        news.map(|(id, _)| id).collect()
    };
    for (query, expected) in [
        ("", vec!["c", "b", "a"]),
        ("act:deny,promise", vec!["c", "b", "a"]),
        ("in:reports", vec!["c", "b", "a"]),
        ("date:2025-08", vec!["c", "a"]),
        ("act:deny date:2025-08", vec!["c", "a"]),
        ("-bridge", vec!["a"]),
    ] {
        assert_eq!(ids(&ledger, query, 9), expected, "{query}");
    }
    assert_eq!(ids(&ledger, "", 1), ["c"]);
    assert_eq!(ids(&ledger, "act:deny", 1), ["c"]);
    let hash = ask(&ledger, "treaty")[0].source.sha256.clone();
    let mut signed = signed("Mira");
    signed.at = "2025-10-01T00:00:00Z".into();
    ledger
        .correct(&hash, 1, "s1", &Change::Accept, &signed)
        .unwrap();
    let treaty = ("a".to_owned(), signed.at);
    assert_eq!(arrived(&ledger, "treaty", 9), [treaty]);
    assert_eq!(arrived(&ledger, "bridge", 1)[0].1, common::AT);
}

/// The list of what is unsure goes on after a row, whatever was judged in between.
#[test]
fn what_is_unsure_goes_on_after_a_row() {
    let (_folder, mut ledger) = filled();
    let all = ledger.unsure(None, None, 99).unwrap();
    assert!(all.is_sorted_by(|a, b| a.confidence <= b.confidence));
    assert_eq!(all.len(), 9);
    let mut seen = vec![all[0].clone()];
    let (hash, row) = (&all[0].source.sha256, &all[0].row);
    ledger
        .correct(hash, 1, row, &Change::Accept, &signed("Mira"))
        .unwrap();
    while let [next] = &ledger
        .unsure(None, seen.last().map(|last| last.cursor), 1)
        .unwrap()[..]
    {
        seen.push(next.clone());
    }
    assert_eq!(seen, all);
}

#[test]
fn searches_are_saved_under_a_name_and_forgotten() {
    let (_folder, mut ledger) = filled();
    let signed = signed("Mira");
    let saved = ledger.save_search(" The ferry ", " act:deny ferry ", &signed);
    let saved = saved.unwrap();
    assert_eq!(
        (saved.name.as_str(), saved.query.as_str()),
        ("The ferry", "act:deny ferry")
    );
    assert_eq!(ledger.searches().unwrap(), std::slice::from_ref(&saved));
    assert_eq!(ledger.search_named("The ferry").unwrap(), saved);
    let long = "x".repeat(101);
    for (name, query) in [
        ("The ferry", "other"),
        ("", "other"),
        (long.as_str(), "other"),
        ("a\nb", "other"),
        ("Wrong", "colour:red"),
    ] {
        let refused = ledger.save_search(name, query, &signed).unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::Invalid, "{name:?} {query}");
    }
    assert!(ledger.forget_search("The ferry").unwrap());
    assert!(!ledger.forget_search("The ferry").unwrap());
    let gone = ledger.search_named("The ferry").unwrap_err();
    assert_eq!(gone.kind(), &ErrorKind::Missing);
}

#[test]
fn persons_joined_go_by_each_others_names() {
    let (_folder, mut ledger) = filled();
    add(
        &mut ledger,
        &Told {
            id: "d",
            who: "Verrin",
            side: None,
            what: "all of it",
            ..Told::default()
        },
    );
    add(
        &mut ledger,
        &Told {
            id: "f",
            who: "President of Finland",
            side: None,
            what: "rain",
            ..Told::default()
        },
    );
    let person = |ledger: &Ledger, name: &str| ledger.persons(name, 0, 9).unwrap();
    // One full name and one side in two reports is one person; a surname alone is another.
    let verrins = person(&ledger, "verrin");
    assert_eq!(verrins.len(), 2);
    assert_eq!((verrins[0].statements, verrins[0].certain), (2, true));
    let doubts = ledger.doubts(10).unwrap();
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!(
        (doubts[0].person.id, doubts[0].other.id),
        (verrins[0].id, verrins[1].id)
    );

    let president = person(&ledger, "president")[0].id;
    let join = Change::Join {
        into: verrins[0].id,
    };
    let entry = ledger
        .settle(Subject::Person(president), &join, &signed("Mo"))
        .unwrap();
    assert_eq!(ids(&ledger, "speaker:\"Ana Verrin\" rain"), ["f"]);
    assert_eq!(ledger.person(president).unwrap().unwrap().statements, 3);
    assert!(
        ledger
            .settle(Subject::Person(president), &join, &signed("Mo"))
            .is_err(),
        "they are one already"
    );
    ledger.undo(entry, &signed("Mo")).unwrap();
    assert_eq!(ids(&ledger, "speaker:\"Ana Verrin\" rain"), [""; 0]);
    assert_eq!(ledger.person(president).unwrap().unwrap().statements, 1);

    let distinct = Change::Distinct {
        from: verrins[0].id,
    };
    let entry = ledger
        .settle(Subject::Person(verrins[1].id), &distinct, &signed("Mo"))
        .unwrap();
    assert!(ledger.doubts(10).unwrap().is_empty());
    ledger.undo(entry, &signed("Mo")).unwrap();
    assert_eq!(ledger.doubts(10).unwrap().len(), 1);
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
}

#[test]
fn a_namesake_is_parted_and_stays_so_when_the_report_is_read_again() {
    let (_folder, mut ledger) = filled();
    let person = ledger.persons("Ana Verrin", 0, 9).unwrap()[0].id;
    let report = ask(&ledger, "treaty")[0].source.sha256.clone();
    let part = Change::Part {
        report: report.clone(),
        name: "Ana Verrin".into(),
        own: 0,
    };
    let entry = ledger
        .settle(Subject::Person(person), &part, &signed("Mo"))
        .unwrap();
    assert_eq!(ledger.person(person).unwrap().unwrap().reports, 1);
    ledger
        .correct(&report, 1, "s1", &Change::Accept, &signed("Mo"))
        .unwrap();
    assert_eq!(ledger.person(person).unwrap().unwrap().reports, 1);
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
    ledger.undo(entry, &signed("Mo")).unwrap();
    assert_eq!(ledger.person(person).unwrap().unwrap().reports, 2);
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
}

/// A report that calls a person by name with an office, or by the office alone.
fn in_office(ledger: &mut Ledger, id: &str, published: &str, who: &str, role: Option<&str>) {
    let mut record = common::record(&Told {
        id,
        published,
        who,
        what: "rain will come",
        ..Told::default()
    });
    match role {
        Some(title) => {
            let span = record.entities[1].mentions[0].span.clone();
            let title = title.to_owned();
            record.entities[1].roles = vec![verbale_schema::Role { title, span }];
        }
        // Without a name there is no entity.
        None => {
            record.entities.truncate(1);
            record.statements[0].speaker = None;
            record.meetings.clear();
            record.positions.clear();
            record.statements[0].occasion = None;
        }
    }
    assert!(ledger.add(&record, &common::maker(), common::AT).unwrap());
}

#[test]
fn an_office_is_the_person_who_alone_holds_it_then() {
    let (_folder, mut ledger) = ledger();
    let said = |ledger: &Ledger, name: &str| {
        let person = ledger.persons(name, 0, 1).unwrap();
        person.first().map_or(0, |person| person.statements)
    };
    // The report without the name may come first.
    in_office(
        &mut ledger,
        "a",
        "2025-08-16",
        "the Finnish president",
        None,
    );
    assert_eq!(said(&ledger, "Finnish president"), 1);
    in_office(
        &mut ledger,
        "b",
        "2025-08-20",
        "Ana Verrin",
        Some("President"),
    );
    assert_eq!(said(&ledger, "Ana Verrin"), 2);
    assert_eq!(ids(&ledger, "speaker:\"Ana Verrin\" rain").len(), 2);
    in_office(
        &mut ledger,
        "c",
        "2025-09-02",
        "Verrin",
        Some("President of Finland"),
    );
    assert_eq!(said(&ledger, "Ana Verrin"), 3);
    // Another year another may hold it.
    in_office(
        &mut ledger,
        "d",
        "2020-08-16",
        "the Finnish president",
        None,
    );
    assert_eq!(said(&ledger, "Ana Verrin"), 3);
    assert!(ledger.doubts(9).unwrap().is_empty());

    // Two hold it in one month: then no one can say who is meant.
    in_office(
        &mut ledger,
        "e",
        "2025-08-30",
        "Oskar Tellmann",
        Some("Finnish President"),
    );
    assert_eq!(said(&ledger, "Ana Verrin"), 2);
    let doubts = ledger.doubts(9).unwrap();
    assert_eq!(doubts.len(), 2, "{doubts:?}");
    assert!(doubts[0].why.contains("2 held it"), "{}", doubts[0].why);
    // Whom people say it is not, it is not.
    let tellmann = ledger.persons("Oskar Tellmann", 0, 1).unwrap()[0].id;
    let distinct = Change::Distinct { from: tellmann };
    let unnamed = doubts[0].other.id;
    let entry = ledger
        .settle(Subject::Person(unnamed), &distinct, &signed("Mo"))
        .unwrap();
    assert_eq!(said(&ledger, "Ana Verrin"), 3);
    ledger.undo(entry, &signed("Mo")).unwrap();
    assert_eq!(said(&ledger, "Ana Verrin"), 2);
    // What people say goes before all.
    let join = Change::Join { into: tellmann };
    ledger
        .settle(Subject::Person(unnamed), &join, &signed("Mo"))
        .unwrap();
    in_office(
        &mut ledger,
        "f",
        "2025-08-21",
        "Ana Verrin",
        Some("President"),
    );
    assert_eq!(said(&ledger, "Oskar Tellmann"), 2);
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
}

/// Reports that name one after another.
fn naming(names: &[&str]) -> (tempfile::TempDir, Ledger) {
    let (folder, mut ledger) = ledger();
    for (n, who) in names.iter().enumerate() {
        let id = format!("r{n}");
        add(
            &mut ledger,
            &Told {
                id: &id,
                who,
                ..Told::default()
            },
        );
    }
    (folder, ledger)
}

/// The persons of a ledger, each with how many reports name it.
fn persons(ledger: &Ledger) -> Vec<(String, i64)> {
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
    let all = ledger.persons("", 0, 9).unwrap();
    let mut all: Vec<_> = all.into_iter().map(|one| (one.name, one.reports)).collect();
    all.sort_unstable();
    all
}

#[test]
fn forms_of_one_name_are_one_person_in_any_order() {
    let names = [
        "Bob Marsh",
        "Robert J. Marsh, Jr.",
        "Robert Marsh",
        "ROBERT MARSH",
    ];
    for first in 0..names.len() {
        let mut names = names;
        names.rotate_left(first);
        let (_folder, ledger) = naming(&names);
        assert_eq!(persons(&ledger), [("Robert J. Marsh, Jr.".to_owned(), 4)]);
        assert!(ledger.doubts(9).unwrap().is_empty());
        for query in ["speaker:\"Bob Marsh\"", "speaker:\"Robert Marsh\""] {
            assert_eq!(ids(&ledger, query).len(), 4, "{query}");
        }
        for name in ["Bob Marsh", "Robert Marsh"] {
            assert_eq!(ledger.persons(name, 0, 9).unwrap().len(), 1, "{name}");
        }
    }
    for names in [
        ["Sergei Danylenko", "Sergey Danylenko"],
        ["Sergey Danylenko", "Sergei Danylenko"],
    ] {
        let (_folder, ledger) = naming(&names);
        assert_eq!(persons(&ledger), [("Sergey Danylenko".to_owned(), 2)]);
    }
}

#[test]
fn a_name_that_may_be_two_peoples_is_no_ones() {
    // Of whom Alex is short no one can say.
    let (_folder, mut ledger) = naming(&["Alex Marsh", "Alexander Marsh"]);
    assert_eq!(persons(&ledger).len(), 1);
    add(
        &mut ledger,
        &Told {
            id: "c",
            who: "Alexandra Marsh",
            ..Told::default()
        },
    );
    let apart =
        ["Alex Marsh", "Alexander Marsh", "Alexandra Marsh"].map(|name| (name.to_owned(), 1));
    assert_eq!(persons(&ledger), apart);
    assert_eq!(ledger.doubts(9).unwrap().len(), 2);
    // One report that names both knows them apart.
    let (_folder, mut ledger) = naming(&["Bob Marsh", "Robert Marsh"]);
    let mut record = common::record(&Told {
        id: "c",
        who: "Bob Marsh",
        ..Told::default()
    });
    let mut other = record.entities[1].clone();
    other.id = "e3".into();
    other.name = "Robert Marsh".into();
    record.entities.push(other);
    assert!(ledger.add(&record, &common::maker(), common::AT).unwrap());
    assert_eq!(persons(&ledger).len(), 2);
    // Another side is another person.
    let (_folder, mut ledger) = naming(&["Bob Marsh"]);
    add(
        &mut ledger,
        &Told {
            id: "c",
            who: "Robert Marsh",
            side: Some("SWE"),
            ..Told::default()
        },
    );
    assert_eq!(persons(&ledger).len(), 2);
}

#[test]
fn people_part_whom_the_machine_joined_by_name() {
    let (_folder, mut ledger) = naming(&["Bob Marsh", "Robert Marsh"]);
    let whole = ledger.persons("Marsh", 0, 9).unwrap()[0].id;
    // Their numbers are in the order in which they came.
    let (bob, robert) = (1, 2);
    assert_eq!(whole, robert);
    let distinct = Change::Distinct { from: robert };
    let entry = ledger
        .settle(Subject::Person(bob), &distinct, &signed("Mo"))
        .unwrap();
    assert_eq!(persons(&ledger).len(), 2);
    add(
        &mut ledger,
        &Told {
            id: "c",
            who: "Bob Marsh",
            ..Told::default()
        },
    );
    assert_eq!(persons(&ledger).len(), 2);
    ledger.undo(entry, &signed("Mo")).unwrap();
    assert_eq!(persons(&ledger), [("Robert Marsh".to_owned(), 3)]);
    // Whom people say one of them is, the others are as well.
    add(
        &mut ledger,
        &Told {
            id: "d",
            who: "Marsh",
            side: None,
            ..Told::default()
        },
    );
    let short = ledger.persons("Marsh", 0, 9).unwrap();
    let short = short.iter().find(|one| one.name == "Marsh").unwrap().id;
    let join = Change::Join { into: short };
    let entry = ledger
        .settle(Subject::Person(robert), &join, &signed("Mo"))
        .unwrap();
    assert_eq!(persons(&ledger), [("Marsh".to_owned(), 4)]);
    add(
        &mut ledger,
        &Told {
            id: "e",
            who: "Robert James Marsh",
            ..Told::default()
        },
    );
    assert_eq!(persons(&ledger), [("Marsh".to_owned(), 5)]);
    ledger.undo(entry, &signed("Mo")).unwrap();
    assert_eq!(
        persons(&ledger),
        [
            ("Marsh".to_owned(), 1),
            ("Robert James Marsh".to_owned(), 4)
        ]
    );
}

proptest! {
    /// Whatever is typed is refused in words or searched for; it is never run.
    #[test]
    fn no_query_fails_in_the_database(
        text in "(speaker:|side:|-|in:|act:|words:)?[\"'a-z*;:,(){}^+%\\\\\u{0} -]{0,40}|.{0,30}|'; DROP TABLE report; --"
    ) {
        thread_local! { static LEDGER: (tempfile::TempDir, Ledger) = filled(); }
        if let Ok(query) = text.parse::<Query>() {
            LEDGER.with(|(_, ledger)| ledger.find(&query, None, 5)).unwrap();
        }
    }
}
