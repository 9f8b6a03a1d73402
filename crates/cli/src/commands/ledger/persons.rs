//! `verbale persons`.

use super::decide::decided;
use super::open::open_to_read;
use super::print::{counted, shown};
use crate::args::{Persons, PersonsTask};
use crate::error::Error;
use verbale_ledger::{Person, Storage, Subject};

pub(super) fn run(args: &Persons) -> Result<bool, Error> {
    let named = args.which.file();
    match &args.task {
        PersonsTask::List {
            name,
            limit,
            format,
        } => {
            let persons = open_to_read(named)?.persons(&name.join(" "), 0, *limit)?;
            shown(*format, &persons, |person| vec![about(person)])
        }
        PersonsTask::Doubts { limit, format } => {
            let doubts = open_to_read(named)?.doubts(*limit)?;
            shown(*format, &doubts, |doubt| {
                vec![
                    about(&doubt.other),
                    about(&doubt.person),
                    format!("        {}", doubt.why),
                ]
            })
        }
        PersonsTask::Decide(decide) => decided(&args.which, decide, Subject::Person),
    }
}

fn about(person: &Person) -> String {
    let mut parts = vec![person.name.clone()];
    parts.extend(person.side.clone());
    parts.push(counted(person.statements, "statement"));
    parts.push(counted(person.reports, "report"));
    format!("{:>6}  {}", person.id, parts.join(" · "))
}
