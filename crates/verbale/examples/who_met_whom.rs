//! Who met whom? Every meeting of a report, with those who took part, where and when.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline, ReadOptions};

const REPORT: &str = "\
BERGEN, June 4 — Icelandic President Ana Verrin met Norwegian Prime Minister Oskar Tellmann in Bergen on Tuesday. \
Foreign Minister Ilse Brandt of Norway will visit Reykjavik in July, her office said.";

fn main() -> Result<(), Error> {
    let pipeline = Pipeline::new().with_options(ReadOptions {
        // "Tuesday" is counted from here.
        published: Some("2025-06-04".to_owned()),
        ..ReadOptions::default()
    });
    let record = pipeline.read(REPORT)?;
    for meeting in &record.meetings {
        let names: Vec<&str> = meeting
            .participants
            .iter()
            .filter_map(|participant| record.entity(&participant.entity))
            .map(|entity| entity.name.as_str())
            .collect();
        let place = meeting.place.as_ref();
        let place = place.and_then(|place| record.entity(&place.entity));
        let date = meeting.date.as_ref().and_then(|date| date.value.as_deref());
        println!(
            "{} ({}): {}; {}, {}",
            meeting.kind,
            meeting.status,
            names.join(", "),
            place.map_or("nowhere named", |place| place.name.as_str()),
            date.unwrap_or("no date"),
        );
    }
    Ok(())
}
