//! Reads news reports, official readouts and transcripts in English into records: who met whom, what
//! became of it, who said what in which words, and where each side stands. Every row shows the very
//! words it stands on.
//!
//! ```
//! use verbale::Pipeline;
//!
//! let pipeline = Pipeline::new();
//! let record = pipeline.read(
//!     "Icelandic President Ana Verrin met Norwegian Prime Minister Oskar Tellmann in Bergen. \
//!      Tellmann said that the ports would open in May.",
//! )?;
//! let meeting = &record.meetings[0];
//! assert_eq!(meeting.status.as_str(), "held");
//! let names: Vec<&str> = meeting
//!     .participants
//!     .iter()
//!     .filter_map(|participant| record.entity(&participant.entity))
//!     .map(|entity| entity.name.as_str())
//!     .collect();
//! assert_eq!(names, ["Ana Verrin", "Oskar Tellmann"]);
//! # Ok::<(), verbale::Error>(())
//! ```
//!
//! One question, one program, under `examples/` (`cargo run -p verbale --example who_met_whom`):
//!
//! | Question | Example | Call |
//! |---|---|---|
//! | Who met whom? | `who_met_whom` | [`Pipeline::read`] |
//! | Who said what? | `who_said_what` | [`Pipeline::read`] |
//! | What became of it? | `what_became_of_it` | [`Pipeline::read`] |
//! | Where do accounts differ? | `where_accounts_differ` | [`Pipeline::compare`] |
//! | Which reports are about one meeting? | `which_reports_go_together` | [`Pipeline::group`] |
//! | Why is this row there? | `why_this_row` | [`Pipeline::explain`] |
//!
//! Reports come from files, web pages and JSON lines by [`ingest`]; records are the types of
//! [`schema`], which are also their JSON. Nothing here touches files, clock or network but `ingest`,
//! and nothing leaves the machine.

mod error;
mod options;
mod original;
mod pipeline;
mod version;

pub use error::{Error, ErrorKind};
pub use options::ReadOptions;
pub use pipeline::Pipeline;
pub use verbale_compare::{Clauses, Group, Input as Account, Member, Part, differences, group};
pub use verbale_encoder::{Kernel, KernelError};
pub use verbale_ingest as ingest;
pub use verbale_ingest::Report;
pub use verbale_model::MODEL;
pub use verbale_record::{Explanation, Reason};
pub use verbale_schema as schema;
pub use verbale_schema::{Dossier, Record};
pub use version::RECORD_VERSION;
