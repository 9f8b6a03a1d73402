//! Titles, given names and phrases for groups.

use verbale_lexicon::{Gender, Members, TitleKind, gender, is_joint, joint, title};

#[test]
fn titles_and_whether_they_act_for_a_country() {
    for (phrase, expected) in [
        ("mr", Some((TitleKind::Honorific, false))),
        ("his excellency", Some((TitleKind::Honorific, false))),
        ("president", Some((TitleKind::Office, true))),
        ("prime minister", Some((TitleKind::Office, true))),
        ("national security advisor", Some((TitleKind::Office, true))),
        ("crown prince", Some((TitleKind::Office, true))),
        ("spokesman", Some((TitleKind::Office, true))),
        ("ceo", Some((TitleKind::Office, false))),
        ("sen.", Some((TitleKind::Office, false))),
        ("secretary-general", Some((TitleKind::Office, false))),
        ("lt. gen.", Some((TitleKind::Rank, true))),
        ("analyst", Some((TitleKind::Profession, false))),
        ("former", Some((TitleKind::Modifier, false))),
        ("deputy", Some((TitleKind::Modifier, false))),
        ("chief", Some((TitleKind::Office, false))),
        ("table", None),
        ("former table", None),
    ] {
        assert_eq!(
            title(phrase).map(|title| (title.kind, title.acts_for_country)),
            expected,
            "{phrase}"
        );
    }
}

#[test]
fn modifiers_change_titles() {
    for (phrase, acts) in [
        ("deputy foreign minister", true),
        ("acting defense secretary", true),
        ("chief negotiator", true),
        ("ex-president", false),
        ("former deputy prime minister", false),
        ("deputy chief executive", false),
        ("late king", false),
    ] {
        let title = title(phrase).unwrap_or_else(|| panic!("{phrase} is a title"));
        assert_eq!(
            (title.kind, title.acts_for_country),
            (TitleKind::Office, acts),
            "{phrase}"
        );
    }
}

#[test]
fn given_names_of_the_world() {
    for (name, expected) in [
        ("Vladimir", Some(Gender::Male)),
        ("Volodymyr", Some(Gender::Male)),
        ("Svetlana", Some(Gender::Female)),
        ("Jinping", Some(Gender::Male)),
        ("Recep", Some(Gender::Male)),
        ("Sanae", Some(Gender::Female)),
        ("Ngozi", Some(Gender::Female)),
        ("Narendra", Some(Gender::Male)),
        ("Giorgia", Some(Gender::Female)),
        ("Andrea", Some(Gender::Either)),
        ("Jean", Some(Gender::Either)),
        ("Jean-Claude", Some(Gender::Either)),
        ("Frank-Walter", Some(Gender::Male)),
        ("François", Some(Gender::Male)),
        ("Francois", Some(Gender::Male)),
        ("ANGELA", Some(Gender::Female)),
        ("angela", None),
        ("Xyzzy", None),
        ("", None),
    ] {
        assert_eq!(gender(name), expected, "{name}");
    }
}

#[test]
fn several_who_speak_as_one() {
    for (phrase, expected) in [
        ("both leaders", Members::Leaders),
        ("The two presidents", Members::Leaders),
        ("both sides", Members::Sides),
        ("the sides", Members::Sides),
        ("the parties", Members::Sides),
        ("all three foreign ministers", Members::Ministers),
        ("both of the delegations", Members::Bodies),
        ("the two countries", Members::Countries),
        ("they", Members::People),
        ("the pair", Members::People),
        ("the Finnish and Russian presidents", Members::Leaders),
        ("Russian and U.S. officials", Members::Ministers),
        (
            "the United States and Iranian foreign ministers",
            Members::Ministers,
        ),
        ("the leaders of both countries", Members::Leaders),
        ("presidents of the two nations", Members::Leaders),
        ("the two countries' foreign ministers", Members::Ministers),
        ("both countries’ leaders", Members::Leaders),
    ] {
        assert_eq!(joint(phrase), Some(expected), "{phrase}");
    }
}

#[test]
fn one_or_anyone_is_not_joint() {
    for phrase in [
        "the president",
        "the officials",
        "Russian officials",
        "the Russian leaders of tomorrow",
        "Russian and Russian officials",
        "the Finnish and other presidents",
        "both apples",
        "the countries",
        "leaders",
        "he",
        "",
        "the ",
        "of",
        "'",
    ] {
        assert!(!is_joint(phrase), "{phrase}");
    }
}
