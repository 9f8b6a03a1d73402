//! A record made for reading: as terminal text ([`text()`]) and as one web page ([`html()`]); a dossier
//! likewise, and for pasting into a story or a sheet.
//!
//! Both show the statements by speaker, in the order in which the report first lets them speak.
//! Nothing is shown that is not in the record. A record from elsewhere may be wrong in any way
//! its types allow (spans outside the text, ids of nothing): it is still shown, as far as it goes.

mod content;
mod dossier;
mod html;
mod paste;
mod speaker;
mod text;

pub use html::{Frame, dossier_html, dossier_html_framed, hashes, html, html_framed};
pub use paste::{dossier_csv, dossier_markdown};
pub use text::{TextStyle, dossier_text, text};

/// Below this confidence a row is marked as doubtful: more likely wrong than right.
const DOUBTFUL: f32 = 0.5;
