//! Which reports are about one meeting? A heap of reports, sorted into groups.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline, Report};

const HEAP: [(&str, &str); 3] = [
    (
        "bergen-1",
        "BERGEN, June 4 — Icelandic President Ana Verrin met Norwegian Prime Minister Oskar Tellmann in Bergen on June 3, \
         2025. Verrin said that the ports would open.",
    ),
    (
        "turku",
        "TURKU, June 9 — Finnish minister Paula Rask opened a conference on forests in Turku on June 9, 2025.",
    ),
    (
        "bergen-2",
        "OSLO, June 4 — Prime Minister Oskar Tellmann of Norway and President Ana Verrin of Iceland held talks in Bergen \
         on June 3, 2025. Tellmann said that no fee had been agreed.",
    ),
];

fn main() -> Result<(), Error> {
    let reports = HEAP.map(|(id, text)| Report::plain(id, text));
    for (n, group) in Pipeline::new().group(reports)?.iter().enumerate() {
        println!("meeting {}", n + 1);
        for member in &group.members {
            println!("  {} ({})", HEAP[member.record].0, member.part.as_str());
        }
    }
    Ok(())
}
