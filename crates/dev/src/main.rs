//! `verbale-dev`: what developers run: input for training, and figures against treebanks.
#![allow(
    clippy::print_stdout,
    reason = "a developer's tool reports on standard output"
)]

mod conllu;
mod copies;
mod given;
mod load;
mod names;

mod points;
mod positions;
mod prepare;
mod segmentation;
mod syntax;
mod trees;

use anyhow::{Result, bail};

const USAGE: &str = "usage:
  verbale-dev prepare < TEXTS.jsonl > INPUT.jsonl      texts as the model sees them, to train on
  verbale-dev segmentation [--errors] FILE.conllu      tokens and sentences, from raw text
  verbale-dev syntax FILE.conllu                       parts of speech and trees, as CSV
  verbale-dev names [--errors] FILE.iob2               names, as CSV
  verbale-dev copies < REPORTS.jsonl                   copies and versions among the reports
  verbale-dev points < GROUPS.jsonl > POINTS.jsonl     points of accounts, to fit the matcher on
  verbale-dev positions < REPORTS.jsonl > INPUT.jsonl  candidates for positions, to train on
  verbale-dev load ADDRESS CLIENTS [REPORTS.jsonl]      how a served ledger answers, while the reports are added
  verbale-dev trees < TEXT                             every token's place in its sentence, for rules";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["prepare"] => prepare::run(),
        ["segmentation", file] => segmentation::run(file.as_ref(), false),
        ["segmentation", "--errors", file] => segmentation::run(file.as_ref(), true),
        ["syntax", file] => syntax::run(file.as_ref()),
        ["copies"] => copies::run(),
        ["points"] => points::run(),
        ["positions"] => positions::run(),
        ["names", file] => names::run(file.as_ref(), false),
        ["names", "--errors", file] => names::run(file.as_ref(), true),
        ["load", address, clients] => load::run(address, clients.parse()?, None),
        ["load", address, clients, reports] => {
            load::run(address, clients.parse()?, Some(reports.as_ref()))
        }
        ["trees"] => trees::run(),
        _ => bail!(USAGE),
    }
}
