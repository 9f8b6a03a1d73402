use std::fmt;

use sha2::{Digest, Sha256};

use crate::damage;
use crate::language;

/// A text longer than this many bytes gets the warning "large".
const LARGE: usize = 10 << 20;

/// One report: a news story, an official readout, a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What its JSON calls it, else the file's name without its extension (and
    /// the line or item number, where a file holds several), else "stdin".
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// The newspaper, agency or office that published it.
    pub publisher: Option<String>,
    /// The address it was published at.
    pub url: Option<String>,
    /// When it was published: an RFC 3339 date or date-time.
    pub published: Option<String>,
    /// The language of the text as an ISO 639-1 code ("en"), where the text is
    /// long enough to tell.
    pub language: Option<String>,
    /// The text. That of a plain text file is exactly what the file holds, line
    /// ends included, but for a byte order mark and what was damaged on its way
    /// (the warnings tell); that of a web page has a blank line between
    /// paragraphs.
    pub text: String,
    /// What the reader of this report should distrust.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// A plain text as a report: its language and its oddities are seen, all else is unknown.
    ///
    /// ```
    /// let report = verbale_ingest::Report::plain("monday", "The minister said no.");
    /// assert_eq!(report.title, None);
    /// assert!(report.warnings.is_empty());
    /// ```
    pub fn plain(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(id.into(), text.into()).inspected()
    }

    pub(crate) fn new(id: String, text: String) -> Self {
        Self {
            id,
            title: None,
            publisher: None,
            url: None,
            published: None,
            language: None,
            text,
            warnings: Vec::new(),
        }
    }

    /// The report with what its finished text shows: damage that was mended, its
    /// language, and warnings.
    pub(crate) fn inspected(mut self) -> Self {
        self.warnings.extend(damage::mend(&mut self.text));
        for field in [&mut self.title, &mut self.publisher].into_iter().flatten() {
            damage::mend(field);
        }
        if self.text.chars().all(char::is_whitespace) {
            self.warn("no-text", "there is no text to read");
        }
        if self.text.len() > LARGE {
            let mebibytes = self.text.len() >> 20;
            self.warn("large", format!("the text is large ({mebibytes} MiB)"));
        }
        if let Some(language) = language::of(&self.text) {
            if language.code != "en" {
                let message = format!("the text is in {}, not in English", language.name);
                self.warn("not-english", message);
            }
            self.language = Some(language.code.to_owned());
        }
        if self.language.as_deref() == Some("en") || self.language.is_none() {
            self.inspect_parts();
        }
        self
    }

    /// Warns of what only a part of the text shows, or all of its letters.
    fn inspect_parts(&mut self) {
        if let Some(language) = language::of_a_part(&self.text) {
            let message = format!("a part of the text is in {}, not in English", language.name);
            self.warn("not-english", message);
        }
        if is_lower_case(&self.text) {
            self.warn(
                "lower-case",
                "the text has no capitals: names in it are seldom found",
            );
        }
    }

    /// The report with those warnings there are.
    pub(crate) fn with_warnings(
        mut self,
        warnings: impl IntoIterator<Item = Option<Warning>>,
    ) -> Self {
        self.warnings.extend(warnings.into_iter().flatten());
        self
    }

    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        self.warnings.push(Warning::new(code, message));
    }

    /// The SHA-256 of the UTF-8 text, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        sha256_hex(&self.text)
    }
}

/// Whether a text is written without capitals, as speech recognition writes. A short one may have none by chance.
fn is_lower_case(text: &str) -> bool {
    const FEWEST_LETTERS: usize = 80;
    !text.contains(char::is_uppercase)
        && text.chars().filter(|c| c.is_lowercase()).count() >= FEWEST_LETTERS
}

/// A text alone, with the id "text".
impl From<&str> for Report {
    fn from(text: &str) -> Self {
        Self::plain("text", text)
    }
}

/// The SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal.
///
/// ```
/// let hex = verbale_ingest::sha256_hex("");
/// assert_eq!(&hex[..16], "e3b0c44298fc1c14");
/// assert_eq!(hex.len(), 64);
/// ```
pub fn sha256_hex(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a reader should distrust in a report. Shown with `{}`, it is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What kind of warning, for programs: `encoding`, `entities`, `no-text`,
    /// `large`, `not-english`, `lower-case`, `published`, `field`, `html`,
    /// `crude-html`, `cut`, `scripted`.
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
}

impl Warning {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}
