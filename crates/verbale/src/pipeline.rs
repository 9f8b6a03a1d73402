use crate::original::Original;
use crate::{Account, Clauses, Error, ErrorKind, Explanation, Group, ReadOptions};
use std::fmt;
use std::sync::Arc;
use verbale_ingest::Report;
use verbale_model::Reader;
use verbale_schema::{Document, Dossier, Record, Warning};
use verbale_text::normalize;
use verbale_wordpiece::is_word;

/// Reads reports. It holds the model, which takes a moment to load: make one, and use it for all
/// reports and in all threads. A clone shares the model.
///
/// Reading never fails on what a text says: odd input gives a record with warnings. The same text
/// always gives the same record.
#[derive(Clone, Default)]
pub struct Pipeline {
    reader: Arc<Reader>,
    options: ReadOptions,
}

impl Pipeline {
    /// The longest text that is read, in bytes. A longer one is no report but a heap of them, and its
    /// analysis would fill the memory.
    pub const LONGEST: usize = 8 << 20;

    /// Loads the model, which is inside the program, so that nothing can be missing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same pipeline, reading with these options.
    #[must_use]
    pub fn with_options(self, options: ReadOptions) -> Self {
        Self { options, ..self }
    }

    /// The record of a report: who met whom and what became of it, who said what, who holds what.
    ///
    /// ```
    /// use verbale::Pipeline;
    ///
    /// let record = Pipeline::new().read("President Ana Verrin denied that a treaty was signed.")?;
    /// let statement = &record.statements[0];
    /// let speaker = statement.speaker.as_deref().and_then(|id| record.entity(id));
    /// assert_eq!(speaker.map(|entity| entity.name.as_str()), Some("Ana Verrin"));
    /// assert_eq!(statement.act.as_str(), "deny");
    /// # Ok::<(), verbale::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLong`] when the text has more bytes than [`Pipeline::LONGEST`].
    pub fn read(&self, report: impl Into<Report>) -> Result<Record, Error> {
        let mut report = report.into();
        check_length(&report)?;
        let warnings = std::mem::take(&mut report.warnings);
        let document = self.document(report);
        let text = document.text.clone().unwrap_or_default();
        let normalized = normalize(&text, is_word);
        let analysis = self.reader.read(normalized.text());
        let options = verbale_record::Options {
            selectors: self.options.selectors,
        };
        let mut record = verbale_record::record(document, normalized.text(), &analysis, options);
        Original::new(&text, &normalized).restore(&mut record);
        let warnings = warnings.into_iter().map(|warning| Warning {
            code: warning.code.to_owned(),
            message: warning.message,
        });
        record.warnings.splice(0..0, warnings);
        if !self.options.keep_text {
            record.document.text = None;
        }
        Ok(record)
    }

    /// The record of a kept record's text, read anew: what its document says stands, and so does what
    /// the text's source was warned of.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLong`], as for [`Pipeline::read`].
    pub fn reread(&self, old: Record) -> Result<Record, Error> {
        let document = old.document;
        let mut record = self.read(Report {
            id: document.id,
            title: document.title,
            publisher: document.publisher,
            url: document.url,
            published: document.published,
            language: document.language,
            text: document.text.unwrap_or_default(),
            warnings: Vec::new(),
        })?;
        let mut kept = old.warnings;
        kept.retain(|warning| !record.warnings.contains(warning));
        record.warnings.splice(0..0, kept);
        Ok(record)
    }

    /// Why the rows stand in the record whose words are at a place in the text: a code point's number,
    /// counted from 0, as spans have it.
    ///
    /// ```
    /// use verbale::{Pipeline, Reason};
    ///
    /// let text = "The leaders of Norway and Iceland met in Bergen. The dinner was cancelled.";
    /// let at = text.find("dinner").unwrap();
    /// let rows = Pipeline::new().explain(text, at)?;
    /// assert_eq!(rows[0].says, "meal, cancelled");
    /// assert!(rows[0].reasons.iter().any(|reason| matches!(reason, Reason::Rule { .. })));
    /// # Ok::<(), verbale::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchPlace`] when the text ends before it; [`ErrorKind::TooLong`], as for
    /// [`Pipeline::read`].
    pub fn explain(&self, report: impl Into<Report>, at: usize) -> Result<Vec<Explanation>, Error> {
        let report = report.into();
        let length = report.text.chars().count();
        if at >= length {
            let message = format!(
                "{}: the text has {length} characters, none at {at}: count from 0, as the record's spans do",
                report.id
            );
            return Err(Error::new(ErrorKind::NoSuchPlace, message));
        }
        check_length(&report)?;
        let document = self.document(report);
        let text = document.text.clone().unwrap_or_default();
        let normalized = normalize(&text, is_word);
        let analysis = self.reader.read(normalized.text());
        let original = Original::new(&text, &normalized);
        let (_, mut rows) =
            verbale_record::explain(document, normalized.text(), &analysis, original.read_at(at));
        original.restore_explanations(&mut rows);
        Ok(rows)
    }

    /// Reads accounts of one meeting and puts them side by side. [`Pipeline::side_by_side`] does it
    /// with records at hand, and can be told whose account each is.
    ///
    /// ```
    /// use verbale::Pipeline;
    ///
    /// let dossier = Pipeline::new().compare([
    ///     "President Ana Verrin of Iceland said that the fleet would leave the strait by May.",
    ///     "Norwegian Prime Minister Oskar Tellmann denied that the fleet would leave the strait by May.",
    /// ])?;
    /// assert!(dossier.sides.iter().any(|side| side.name == "Iceland"));
    /// # Ok::<(), verbale::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Pipeline::read`].
    pub fn compare<R: Into<Report>>(
        &self,
        reports: impl IntoIterator<Item = R>,
    ) -> Result<Dossier, Error> {
        let account = |record| Account { record, side: None };
        let accounts: Vec<Account> = self.each(reports)?.into_iter().map(account).collect();
        Ok(self.side_by_side(&accounts))
    }

    /// Puts accounts side by side that were read before. Their texts are looked at again, to tell which clauses are on one
    /// matter; a record without its text has none.
    #[must_use]
    pub fn side_by_side(&self, accounts: &[Account]) -> Dossier {
        verbale_compare::compare(accounts, &|text| Some(self.clauses(text)))
    }

    /// What the model tells of the clauses of a text.
    #[must_use]
    pub fn clauses(&self, text: &str) -> Clauses {
        self.reader.read(text).clauses
    }

    /// Reads reports and finds those that are about one meeting. [`group`](crate::group) does it with
    /// records at hand. A group's members go by their place in the list.
    ///
    /// # Errors
    ///
    /// As for [`Pipeline::read`].
    pub fn group<R: Into<Report>>(
        &self,
        reports: impl IntoIterator<Item = R>,
    ) -> Result<Vec<Group>, Error> {
        Ok(verbale_compare::group(&self.each(reports)?))
    }

    fn each<R: Into<Report>>(
        &self,
        reports: impl IntoIterator<Item = R>,
    ) -> Result<Vec<Record>, Error> {
        reports
            .into_iter()
            .map(|report| self.read(report))
            .collect()
    }

    /// A report as its record has it. What the options say stands in where it does not say it itself.
    fn document(&self, report: Report) -> Document {
        Document {
            sha256: report.sha256(),
            length: report.text.chars().count(),
            id: report.id,
            title: report.title,
            publisher: report.publisher.or_else(|| self.options.publisher.clone()),
            url: report.url,
            published: report.published.or_else(|| self.options.published.clone()),
            language: report.language,
            text: Some(report.text),
        }
    }
}

fn check_length(report: &Report) -> Result<(), Error> {
    let length = report.text.len();
    if length <= Pipeline::LONGEST {
        return Ok(());
    }
    let (size, most) = (length >> 20, Pipeline::LONGEST >> 20);
    let message = format!(
        "{}: the text has {size} MiB, more than {most}: split it into its reports",
        report.id
    );
    Err(Error::new(ErrorKind::TooLong, message))
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("model", &verbale_model::MODEL)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
