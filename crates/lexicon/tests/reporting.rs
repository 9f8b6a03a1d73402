//! Reporting words, from their inflected forms to their acts.

use verbale_lexicon::{Act, Certainty, act, is_negator, lemma};

/// The act of a cue as it stands in a text.
fn act_of(cue: &str) -> Option<Act> {
    let lemmas: Vec<_> = cue.split(' ').map(|word| lemma(word, None)).collect();
    let lemmas: Vec<_> = lemmas.iter().map(String::as_str).collect();
    act(&lemmas).map(|cue| cue.act)
}

#[test]
fn acts_of_cues() {
    for (cue, expected) in [
        ("said", Act::Say),
        ("told", Act::Say),
        ("according to", Act::Say),
        (":", Act::Say),
        ("has called for", Act::Demand),
        ("called on", Act::Demand),
        ("renewed calls", Act::Demand),
        ("called", Act::Describe),
        ("made it abundantly clear", Act::Stress),
        ("pointed out", Act::Stress),
        ("expressed his hope", Act::Hope),
        ("voiced deep concern", Act::Warn),
        ("issued a warning", Act::Warn),
        ("issued a statement", Act::Say),
        ("warned in a statement", Act::Warn),
        ("a statement denying", Act::Deny),
        ("repeated the demand", Act::Demand),
        ("continued to deny", Act::Deny),
        ("wants to thank", Act::Thank),
        ("would like to congratulate", Act::Praise),
        ("ruled out", Act::Deny),
        ("did not say", Act::Say),
        ("turned down", Act::Reject),
        ("declined to comment", Act::Reject),
        ("refused to confirm", Act::Reject),
        ("vowed", Act::Promise),
        ("swore", Act::Promise),
        ("is ready to", Act::Promise),
        ("slammed", Act::Criticize),
        ("paid tribute to", Act::Praise),
        ("is confident", Act::Believe),
        ("looks forward to", Act::Expect),
        ("has been held responsible", Act::Accuse),
        ("exchanged views", Act::Discuss),
        ("admitted", Act::Acknowledge),
        ("in the president 's view", Act::Believe),
        ("in the words of", Act::Say),
    ] {
        assert_eq!(act_of(cue), Some(expected), "{cue}");
    }
    assert_eq!(act_of("walked home"), None);
    assert_eq!(act(&[]), None);
}

#[test]
fn certainty_of_cues() {
    let certainty = |cue: &str| act(&[cue]).map(|cue| cue.certainty);
    assert_eq!(certainty("confirm"), Some(Certainty::Certain));
    assert_eq!(certainty("expect"), Some(Certainty::Probable));
    assert_eq!(certainty("suspect"), Some(Certainty::Possible));
    assert_eq!(certainty("demand"), Some(Certainty::Unknown));
}

#[test]
fn negators_negate_and_denials_do_not() {
    assert!(
        ["not", "n't", "n’t", "never", "without", "neither"]
            .into_iter()
            .all(is_negator)
    );
    assert!(!["deny", "refuse", "now", "Not"].into_iter().any(is_negator));
}

/// Every word of the table that stands alone, with its parts.
fn words() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../data/reporting.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?))
    });
    rows.filter(|(word, _)| !word.contains([' ', ':']))
}

#[test]
fn every_verb_comes_back_from_its_forms() {
    let mut wrong = Vec::new();
    for (verb, _) in words().filter(|(_, part)| part.contains("verb")) {
        let mut forms = vec![
            (third_person(verb), "VBZ"),
            (with_ending(verb, "ing"), "VBG"),
        ];
        match irregular_past(verb) {
            past if past.is_empty() => forms.push((with_ending(verb, "ed"), "VBD")),
            past => forms.extend(past.into_iter().map(|form| (form, "VBD"))),
        }
        forms.retain(|(form, tag)| lemma(form, Some(tag)) != verb);
        wrong.extend(forms);
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_word_has_the_act_of_its_row() {
    let lines = include_str!("../data/reporting.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let rows = lines
        .filter(|line| !line.is_empty())
        .map(|line| line.split('\t').collect::<Vec<_>>());
    for row in rows {
        let lemmas: Vec<_> = row[0].split(' ').collect();
        assert_eq!(
            act(&lemmas).map(|cue| cue.act.as_str()),
            Some(row[2]),
            "{}",
            row[0]
        );
    }
}

#[test]
fn every_noun_comes_back_from_its_plural() {
    let nouns = words().filter(|(noun, part)| part.contains("noun") && !noun.ends_with('s'));
    let wrong: Vec<_> = nouns
        .filter(|(noun, _)| lemma(&third_person(noun), Some("NNS")) != *noun)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// -s, for verbs and nouns.
fn third_person(word: &str) -> String {
    let before = word.len() - 2;
    match word {
        "quiz" => "quizzes".into(),
        _ if word.ends_with('y') && !"aeou".contains(&word[before..=before]) => {
            format!("{}ies", &word[..before + 1])
        }
        _ if ["s", "x", "z", "ch", "sh", "go", "do", "to", "cho"]
            .iter()
            .any(|end| word.ends_with(end)) =>
        {
            format!("{word}es")
        }
        _ => format!("{word}s"),
    }
}

/// -ed or -ing, with the changes of spelling they bring.
fn with_ending(verb: &str, ending: &str) -> String {
    let stem = match verb {
        "lie" | "die" | "tie" | "vie" if ending == "ing" => format!("{}y", &verb[..verb.len() - 2]),
        _ if verb.ends_with("ee") && ending == "ing" => verb.to_owned(),
        _ if verb.ends_with('e') => verb[..verb.len() - 1].to_owned(),
        _ if verb.ends_with('y') && ending == "ed" => {
            let vowel_before = verb.ends_with("ay") || verb.ends_with("ey") || verb.ends_with("oy");
            if vowel_before {
                verb.to_owned()
            } else {
                format!("{}i", &verb[..verb.len() - 1])
            }
        }
        _ if doubles(verb) => format!("{verb}{}", &verb[verb.len() - 1..]),
        _ => verb.to_owned(),
    };
    format!("{stem}{ending}")
}

/// Whether the last consonant is doubled: after a single stressed vowel.
fn doubles(verb: &str) -> bool {
    const STRESSED_LAST: &[&str] = &[
        "abet",
        "abhor",
        "abut",
        "acquit",
        "admit",
        "allot",
        "annul",
        "bedim",
        "begin",
        "commit",
        "compel",
        "concur",
        "confer",
        "control",
        "debar",
        "defer",
        "demur",
        "deter",
        "disbar",
        "dispel",
        "embed",
        "emit",
        "enrol",
        "entrap",
        "equip",
        "excel",
        "expel",
        "extol",
        "forbid",
        "forget",
        "fulfil",
        "incur",
        "infer",
        "inter",
        "intermit",
        "instil",
        "occur",
        "omit",
        "outbid",
        "outwit",
        "permit",
        "prefer",
        "propel",
        "rebel",
        "rebut",
        "recommit",
        "recap",
        "recur",
        "refer",
        "regret",
        "remit",
        "repel",
        "re-commit",
        "quiz",
        "quit",
        "quip",
        "reset",
        "submit",
        "transfer",
        "transmit",
        "unwrap",
        "upset",
        "ad-lib",
    ];
    let letters: Vec<char> = verb.chars().collect();
    let vowel = |c: &char| "aeiouy".contains(*c);
    let vowels = letters.iter().filter(|c| vowel(c)).count();
    let one_syllable = vowels == 1 && letters.len() > 1;
    let closed = match letters.as_slice() {
        [.., before, last] => vowel(before) && !vowel(last) && !"wx".contains(*last),
        _ => false,
    };
    STRESSED_LAST.contains(&verb) || (one_syllable && closed)
}

/// The past forms of the table, unless the verb has none there.
fn irregular_past(verb: &str) -> Vec<String> {
    if [
        "forecast",
        "cast",
        "broadcast",
        "bid",
        "bet",
        "hit",
        "put",
        "read",
        "set",
        "rid",
    ]
    .contains(&verb)
    {
        return vec![verb.to_owned()];
    }
    let lines = include_str!("../data/irregular.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let rows = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    let past = rows.filter(|row| {
        row[1] == verb && row[2] == "verb" && !row[0].ends_with("ing") && !row[0].ends_with('s')
    });
    past.map(|row| row[0].to_owned()).collect()
}
