use std::error::Error as StdError;
use std::fmt;

/// Why an input, or one report of it, could not be read.
///
/// Shown with `{}`, it is one line that says where, what, and what to do. What
/// the operating system or the JSON reader said is kept as its
/// [source](StdError::source).
#[derive(Debug)]
pub struct Error {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self {
            message: one_line(&message.to_string()),
            source: None,
        }
    }

    pub(crate) fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..self
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// File names and the input's own words may hold line ends; a message has none.
fn one_line(message: &str) -> String {
    message.replace(char::is_control, " ")
}

/// The start of what another library says, for use within a message: some quote
/// the input at any length.
pub(crate) fn brief(message: &impl fmt::Display) -> String {
    const CHARS: usize = 160;
    let message = message.to_string();
    match message.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}
