//! A record made for reading: as terminal text ([`text()`]) and as one web page ([`html()`]).
//!
//! Both show the statements by speaker, in the order in which the report first lets them speak.
//! Nothing is shown that is not in the record. A record from elsewhere may be wrong in any way
//! its types allow (spans outside the text, ids of nothing): it is still shown, as far as it goes.

mod content;
mod html;
mod speaker;
mod text;

pub use html::{Frame, hashes, html, html_framed};
pub use text::{TextStyle, text};

/// Below this confidence a row is marked as doubtful: more likely wrong than right.
const DOUBTFUL: f32 = 0.5;
