//! How fast a large ledger answers: fills one with copies of records, and times queries.
//!
//! `cargo run --release -p verbale-ledger --example million -- RECORDS.jsonl LEDGER.db [STATEMENTS]`
//!
//! The records are what `verbale read --format jsonl` gives. Each copy has a date of its own.
#![allow(clippy::print_stdout, reason = "figures are what it is for")]

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use verbale_ledger::{Ledger, Maker, Query, Storage};
use verbale_schema::Record;

const QUERIES: [&str; 34] = [
    "",
    "president",
    "the",
    "\"territorial integrity\"",
    "secur*",
    "speaker:Biden",
    "speaker:Zelenskyy act:demand,request",
    "speaker:Lavrov act:deny date:2021-08",
    "side:Ukraine act:thank",
    "act:deny",
    "publisher:\"White House\" sanctions -Russia",
    "date:2020-03",
    "in:reports ceasefire",
    "speaker:nobody act:condemn",
    "con*",
    "pre*",
    "comm*",
    "presid*",
    "coun* presi*",
    "in:reports con* -zzzz*",
    "in:reports coun* presi*",
    "in:positions presid*",
    "stance:demands matter:ceasefire",
    "\"the of\"",
    "in:reports \"the of\"",
    "\"to the\" \"of a\" \"in a\" \"on the\"",
    "the -the",
    "-Russia -Ukraine",
    "speaker:Putin act:condemn side:USA",
    "Lavrov ceasefire",
    "cease-fire",
    "in:reports speaker:Lavrov act:deny",
    "in:reports speaker:nobody act:deny side:Iran",
    "speaker:#1 act:deny",
];
const RUNS: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(records), Some(file)) = (args.next(), args.next()) else {
        return Err("usage: million RECORDS.jsonl LEDGER.db [STATEMENTS]".into());
    };
    let wanted: i64 = args.next().map_or(Ok(1_000_000), |count| count.parse())?;
    let mut ledger = Ledger::open(Path::new(&file))?;
    let text = std::fs::read_to_string(records)?;
    let records = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<Vec<Record>, _>>()?;
    let maker = Maker {
        model: "copy".into(),
        rules: "copy".into(),
    };
    let started = Instant::now();
    let (mut statements, mut copy) = (ledger.stats()?.statements, 0_u64);
    while statements < wanted {
        for (place, record) in records.iter().enumerate() {
            let mut record = record.clone();
            // The first copy is the record itself; of the others each has a hash and a date of its own.
            if copy > 0 {
                record.document.sha256 = format!("{place:08x}{copy:056x}");
                record.document.published = Some(format!(
                    "20{:02}-{:02}-{:02}",
                    copy % 25,
                    place % 12 + 1,
                    place % 28 + 1
                ));
            }
            if ledger.add(&record, &maker, "2025-01-01T00:00:00Z")? {
                statements += i64::try_from(record.statements.len())?;
            }
        }
        copy += 1;
    }
    println!("{:?} to fill; {:?}", started.elapsed(), ledger.stats()?);
    println!("{:>9} {:>9}  rows  query", "median", "slowest");
    for query in QUERIES {
        let wanted: Query = query.parse()?;
        let mut times: Vec<Duration> = Vec::with_capacity(RUNS);
        let mut rows = 0;
        for _ in 0..RUNS {
            let started = Instant::now();
            rows = ledger.find(&wanted, None, 20)?.len();
            times.push(started.elapsed());
        }
        times.sort_unstable();
        println!(
            "{:>9.2?} {:>9.2?}  {rows:>4}  {query}",
            times[RUNS / 2],
            times[RUNS - 1]
        );
    }
    Ok(())
}
