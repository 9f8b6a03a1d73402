/// How reports are read.
///
/// More options may come: end a literal with `..ReadOptions::default()`.
///
/// ```
/// use verbale::{Pipeline, ReadOptions};
///
/// let pipeline = Pipeline::new().with_options(ReadOptions {
///     published: Some("2026-03-14".to_owned()),
///     ..ReadOptions::default()
/// });
/// let record = pipeline.read("Minister Ana Verrin met Prime Minister Oskar Tellmann on Friday.")?;
/// let date = record.meetings[0].date.as_ref();
/// assert_eq!(date.and_then(|date| date.value.as_deref()), Some("2026-03-13"));
/// # Ok::<(), verbale::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// When the reports were published, where they do not say it: an RFC 3339 date or date-time, as
    /// [`parse_published`](crate::ingest::parse_published) gives it. "Friday" is counted from there.
    pub published: Option<String>,
    /// Who published them, where they do not say it.
    pub publisher: Option<String>,
    /// Whether every span has a W3C `TextQuoteSelector`, by which other tools find it again.
    pub selectors: bool,
    /// Whether a record keeps the report's text. It must, to be compared with others.
    pub keep_text: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            published: None,
            publisher: None,
            selectors: false,
            keep_text: true,
        }
    }
}
