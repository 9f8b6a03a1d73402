//! The ledger: records kept in one file, found again, and corrected by people.
//!
//! - A report is kept once, by the hash of its text. Each addition is one transaction.
//! - What the machine read is never overwritten. Corrections are entries of a log that is only ever
//!   added to; the record as it stands is the reading with the log applied ([`Reviewed`]).
//! - Who and what is meant across reports stays apart from what each report says: persons and
//!   meetings are joined on strong grounds only, and people join and part them.
//! - All that is searched is an index that can be made again from readings and log.
//! - The logic knows nothing of SQL: it works on a [`Storage`], of which [`Sqlite`] is one.

mod cursor;
mod entry;
mod error;
mod identity;
mod key;
mod ledger;
mod review;
mod search;
mod sqlite;
mod storage;

pub use cursor::Cursor;
pub use entry::{Change, Context, Entry, Signature, Subject};
pub use error::{Error, ErrorKind};
pub use identity::meetings::{Common, Met};
pub use ledger::{Corrected, Ledger, is_row};
pub use review::{Judgement, Review, Reviewed, Verdict};
pub use search::index::{About, FoundBy, Index, Named, Office, Row, Target};
pub use search::query::Query;
pub use sqlite::Sqlite;
pub use storage::{
    AROUND, Amendment, Doubt, Found, Holder, Kept, KeptMeeting, Maker, MeetingDoubt, NamedIn,
    NewEntry, News, Person, Place, Role, SavedSearch, Source, Stats, Storage, ToldIn,
};
