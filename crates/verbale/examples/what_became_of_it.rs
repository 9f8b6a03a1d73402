//! What became of it? Held, planned, called off: each meeting's status, with the words that tell of it.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline};

const REPORT: &str = "\
The talks between Iceland and Norway ended on Friday without a treaty. A planned dinner of the two delegations was \
cancelled. The leaders will hold a summit in Bergen in June.";

fn main() -> Result<(), Error> {
    let record = Pipeline::new().read(REPORT)?;
    for meeting in &record.meetings {
        let words: Vec<&str> = meeting
            .evidence
            .iter()
            .map(|span| span.text.as_str())
            .collect();
        println!(
            "{}: {} — {}",
            meeting.kind,
            meeting.status,
            words.join(" … ")
        );
    }
    Ok(())
}
