//! Why is this row there? The rules and words that made the rows standing on a place in the text.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use verbale::{Error, Pipeline, Reason};

const REPORT: &str = "\
The leaders of Norway and Iceland met in Bergen. A planned dinner of the two delegations was cancelled.";

fn main() -> Result<(), Error> {
    // Places are code points, counted from 0; this text has one byte each.
    let at = REPORT.find("dinner").unwrap_or_default();
    for row in Pipeline::new().explain(REPORT, at)? {
        println!("{}: {}", row.row, row.says);
        for reason in row.reasons {
            match reason {
                Reason::Rule {
                    file, line, rule, ..
                } => println!("  {file}:{line} {rule}"),
                other => println!("  {other:?}"),
            }
        }
    }
    Ok(())
}
