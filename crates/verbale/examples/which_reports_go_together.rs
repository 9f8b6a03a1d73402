//! Which reports are about one meeting? A heap of reports, sorted into groups.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline, Report};

/// Reports with their publishers and dates: grouping goes by who met whom, and when.
const HEAP: [[&str; 4]; 3] = [
    [
        "iceland",
        "Office of the President of Iceland",
        "2025-06-03",
        "President Verrin met Prime Minister Tellmann in Bergen\n\n\
         President Ana Verrin of Iceland met today with Prime Minister Oskar Tellmann of Norway in Bergen. \
         They agreed to open the northern ports in May. The President said that the fee must be fair.",
    ],
    [
        "denmark",
        "Government of Norway",
        "2025-06-09",
        "Prime Minister Tellmann received the Prime Minister of Denmark\n\n\
         Prime Minister Oskar Tellmann of Norway met today with Prime Minister Karin Holm of Denmark in Oslo. \
         They discussed the new ferry line.",
    ],
    [
        "norway",
        "Government of Norway",
        "2025-06-03",
        "Prime Minister Tellmann met President Verrin in Bergen\n\n\
         Prime Minister Oskar Tellmann of Norway met today with President Ana Verrin of Iceland in Bergen. \
         They agreed to open the northern ports in May. The Prime Minister denied that a fee had been agreed.",
    ],
];

fn main() -> Result<(), Error> {
    let reports = HEAP.map(|[id, publisher, published, text]| Report {
        publisher: Some(publisher.to_owned()),
        published: Some(published.to_owned()),
        ..Report::plain(id, text)
    });
    for (n, group) in Pipeline::new().group(reports)?.iter().enumerate() {
        println!("meeting {}", n + 1);
        for member in &group.members {
            println!("  {} ({})", HEAP[member.record][0], member.part.as_str());
        }
    }
    Ok(())
}
