//! How long a look-up takes: `cargo test --release -p verbale-lexicon --test speed -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use verbale_lexicon::{act, country, gender, is_joint, lemma, organization, title};

/// The time of one call over the given inputs, in the best of many short runs: other programs disturb the rest.
fn time<T: Copy, R>(inputs: &[T], look_up: impl Fn(T) -> R) -> Duration {
    const ROUNDS: usize = 20;
    let run = || {
        let begun = Instant::now();
        for input in inputs.iter().cycle().take(ROUNDS * inputs.len()) {
            black_box(look_up(black_box(*input)));
        }
        begun.elapsed()
    };
    let best = (0..10_000).map(|_| run()).min().unwrap_or_default();
    best.div_f64((ROUNDS * inputs.len()) as f64)
}

#[test]
#[ignore = "measures; run it alone"]
fn look_ups_take_well_under_a_microsecond() {
    let begun = Instant::now();
    black_box((
        country(""),
        organization(""),
        title(""),
        gender(""),
        act(&[""]),
        lemma("", None),
        is_joint(""),
    ));
    println!("reading all tables: {:?}", begun.elapsed());

    let names = [
        "the Kremlin",
        "Russia",
        "Brussels",
        "Mr Smith",
        "Downing Street",
        "us",
    ];
    let cues: [&[&str]; 4] = [
        &["say"],
        &["have", "call", "for"],
        &["express", "his", "hope"],
        &["walk"],
    ];
    for (what, took) in [
        ("country", time(&names, country)),
        ("organization", time(&names, organization)),
        (
            "title",
            time(&["president", "deputy foreign minister", "table"], title),
        ),
        ("gender", time(&["Vladimir", "Annalena", "Table"], gender)),
        ("act", time(&cues, act)),
        (
            "lemma, untagged",
            time(&["said", "stressed", "planning", "of"], |word| {
                lemma(word, None)
            }),
        ),
        (
            "lemma, tagged",
            time(&["said", "stressed", "planned", "swore"], |word| {
                lemma(word, Some("VBD"))
            }),
        ),
        (
            "is_joint",
            time(
                &[
                    "both leaders",
                    "the two presidents",
                    "the president",
                    "they",
                ],
                is_joint,
            ),
        ),
    ] {
        println!("{what}: {took:?}");
        assert!(took < Duration::from_micros(1), "{what}: {took:?}");
    }
}
