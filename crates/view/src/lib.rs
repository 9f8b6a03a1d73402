//! A record made for reading: as terminal text ([`text()`]) and as one web page ([`html()`]); a dossier
//! likewise, and for pasting into a story or a sheet.
//!
//! Both open with the meeting that the report is about, go on with what each side says on each
//! matter, and end with the statements by speaker, in the order in which the report first lets them
//! speak. Nothing is shown that is not in the record. A record from elsewhere may be wrong in any way
//! its types allow (spans outside the text, ids of nothing): it is still shown, as far as it goes.

mod content;
mod dossier;
mod encounter;
mod html;
mod paste;
mod side;
mod speaker;
mod stand;
mod text;

pub use dossier::stance;
pub use encounter::{day, kind_name};
pub use html::{Frame, TOKENS, dossier_html, dossier_html_framed, hashes, html, html_framed};
pub use paste::{dossier_csv, dossier_markdown};
pub use side::side_name;
pub use text::{TextStyle, dossier_text, text};

/// Below this confidence a row is marked as doubtful: more likely wrong than right.
const DOUBTFUL: f32 = 0.5;

/// More matters than this are told by their names alone, or shown on demand.
const MOST_MATTERS: usize = 16;
/// More meetings beside the main one are only counted, or shown on demand.
const MOST_MEETINGS: usize = 4;
