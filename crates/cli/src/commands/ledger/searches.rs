//! `verbale searches`.

use super::decide::signed;
use super::open::{open, open_to_read};
use super::print::shown;
use crate::args::{Searches, SearchesTask, Sign};
use crate::console::complain;
use crate::error::Error;
use verbale_ledger::Storage;

pub(super) fn run(args: &Searches) -> Result<bool, Error> {
    let named = args.which.file();
    match &args.task {
        SearchesTask::List { format } => {
            let searches = open_to_read(named)?.searches()?;
            shown(*format, &searches, |search| {
                let who = format!("{} · {}", search.by, search.at);
                vec![
                    search.name.clone(),
                    format!("        {}", search.query),
                    format!("        {who}"),
                ]
            })
        }
        SearchesTask::Save { name, query, by } => {
            open_to_read(named)?;
            let signed = signed(&Sign {
                by: by.clone(),
                why: None,
            })?;
            let saved = open(named)?.save_search(name, &query.join(" "), &signed);
            saved.map_err(Error::from).map(|_| true)
        }
        SearchesTask::Forget { name } => {
            open_to_read(named)?;
            let gone = open(named)?.forget_search(name)?;
            if !gone {
                complain(format!(
                    "there is no search named {name:?}: see verbale searches list"
                ));
            }
            Ok(gone)
        }
    }
}
