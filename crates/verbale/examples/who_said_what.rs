//! Who said what? Every statement of a report, with its speaker, and the very words.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline, Report};

fn main() -> Result<(), Error> {
    let report = Report {
        publisher: Some("Northern Wire".to_owned()),
        ..Report::plain(
            "ports",
            "\"The ports will open in May,\" Prime Minister Oskar Tellmann told reporters. \
             He denied that the fee had been agreed. President Ana Verrin warned of delays.",
        )
    };
    let record = Pipeline::new().read(report)?;
    for statement in &record.statements {
        let speaker = statement
            .speaker
            .as_deref()
            .and_then(|id| record.entity(id));
        let words: Vec<&str> = statement
            .content
            .iter()
            .map(|span| span.text.as_str())
            .collect();
        println!(
            "{} [{}, {}]: {}",
            speaker.map_or("nobody named", |speaker| speaker.name.as_str()),
            statement.act,
            statement.mode,
            words.join(" … "),
        );
    }
    Ok(())
}
