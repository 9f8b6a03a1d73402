//! Where do accounts differ? Two sides' readouts of one meeting, matter by matter.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline, Report};

fn main() -> Result<(), Error> {
    let iceland = Report {
        publisher: Some("Office of the President of Iceland".to_owned()),
        ..Report::plain(
            "iceland",
            "President Ana Verrin met Norwegian Prime Minister Oskar Tellmann in Bergen. \
             The President said that Norway had agreed to share the radar data. \
             The two sides agreed to open the ports in May.",
        )
    };
    let norway = Report {
        publisher: Some("Government of Norway".to_owned()),
        ..Report::plain(
            "norway",
            "Prime Minister Oskar Tellmann met Icelandic President Ana Verrin in Bergen. \
             The Prime Minister denied that Norway had agreed to share the radar data. \
             The two sides agreed to open the ports in May.",
        )
    };
    let dossier = Pipeline::new().compare([iceland, norway])?;
    for row in &dossier.rows {
        println!("{}: {}", row.topic, row.verdict);
        for cell in &row.cells {
            let words: Vec<&str> = cell
                .evidence
                .iter()
                .map(|evidence| evidence.span.text.as_str())
                .collect();
            println!("  {} {}: {}", cell.side, cell.stance, words.join(" … "));
        }
    }
    Ok(())
}
