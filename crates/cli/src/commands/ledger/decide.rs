//! What people decide about persons and meetings across reports, and `verbale undo`.

use super::open::{now, open, open_to_read};
use crate::args::{Decide, Sign, Undo, Which};
use crate::error::Error;
use std::io::{self, Write};
use verbale_ledger::{Signature, Storage, Subject};

pub(super) fn undo(args: &Undo) -> Result<bool, Error> {
    let named = args.which.file();
    open_to_read(named)?;
    let signed = signed(&args.sign)?;
    let entry = open(named)?.undo(args.entry, &signed)?;
    writeln!(io::stdout(), "entry {entry} takes back {}", args.entry)?;
    Ok(true)
}

pub(super) fn decided(
    which: &Which,
    decide: &Decide,
    subject: fn(i64) -> Subject,
) -> Result<bool, Error> {
    let (id, change, sign) = decide.parts();
    let named = which.file();
    open_to_read(named)?;
    let signed = signed(sign)?;
    let entry = open(named)?.settle(subject(id), &change, &signed)?;
    writeln!(
        io::stdout(),
        "entry {entry} (verbale undo {entry} takes it back)"
    )?;
    Ok(true)
}

/// The signature of a decision: the name that was given, or that of the user.
pub(super) fn signed(sign: &Sign) -> Result<Signature, Error> {
    let user = || {
        let names = ["USER", "USERNAME"].into_iter();
        names
            .filter_map(|name| std::env::var(name).ok())
            .find(|name| !name.is_empty())
    };
    let by = sign.by.clone().or_else(user);
    Ok(Signature {
        by: by.ok_or_else(|| Error::asked("say who decides: --by NAME"))?,
        at: now(),
        why: sign.why.clone(),
    })
}
