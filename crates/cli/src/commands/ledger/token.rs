//! `verbale token`.

use super::open::{now, open_kept, open_to_read};
use crate::args::{Token, TokenTask};
use crate::console::complain;
use crate::error::Error;
use std::io::{self, Write};
use verbale_ledger::{Holder, Storage};
use verbale_server::new_token;

pub(super) fn run(args: &Token) -> Result<bool, Error> {
    let named = args.which.file();
    match &args.task {
        TokenTask::Add { name, role } => {
            let (token, hash) = new_token().map_err(Error::asked)?;
            let holder = Holder {
                name: name.clone(),
                role: (*role).into(),
                made: now(),
            };
            open_kept(named)?.grant(&hash, &holder)?;
            writeln!(io::stdout(), "{token}")?;
            Ok(true)
        }
        TokenTask::List => {
            let holders = open_to_read(named)?.holders()?;
            let mut out = io::stdout().lock();
            for holder in holders {
                writeln!(
                    out,
                    "{:<7}  {}  {}",
                    holder.role.as_str(),
                    holder.made,
                    holder.name
                )?;
            }
            Ok(true)
        }
        TokenTask::Revoke { name } => {
            let gone = open_kept(named)?.revoke(name)?;
            if !gone {
                complain(format!("{name} holds no token: see verbale token list"));
            }
            Ok(gone)
        }
    }
}
