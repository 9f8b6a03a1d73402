//! Texts and files that come in: read into records, and kept.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use utoipa::openapi::{KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type};
use verbale_ingest::{Report, reports_from_bytes};
use verbale_schema::Record;

use crate::problem::Problem;
use crate::state::{App, now};

/// The most of one text or file, in bytes; a line of a stream too.
pub(crate) const MOST: usize = 16 << 20;
/// The most characters of one report that is read while someone waits: half a minute's work. What is
/// longer is read by `verbale add`.
pub(crate) const MOST_TEXT: usize = 250_000;
/// How long to wait for others whose reports are being read.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is told of a report beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Told {
    /// What the report goes by.
    pub(crate) id: Option<String>,
    /// Its headline.
    pub(crate) title: Option<String>,
    /// Who published it.
    pub(crate) publisher: Option<String>,
    /// Where it was published.
    pub(crate) url: Option<String>,
    /// When it was published (2025-08-16 or RFC 3339): relative dates count from here.
    #[param(schema_with = when, required = false)]
    pub(crate) published: Option<String>,
}

/// A date or a time, as OpenAPI says it.
fn when() -> Schema {
    let format = |format| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(format)))
    };
    OneOfBuilder::new()
        .item(format(KnownFormat::Date))
        .item(format(KnownFormat::DateTime))
        .build()
        .into()
}

impl Told {
    /// What is told here, and else there.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            id: self.id.or(other.id),
            title: self.title.or(other.title),
            publisher: self.publisher.or(other.publisher),
            url: self.url.or(other.url),
            published: self.published.or(other.published),
        }
    }

    /// Adds what the report itself does not say.
    fn add_to(&self, report: &mut Report) -> Result<(), Problem> {
        let given = |field: &Option<String>| field.clone().filter(|value| !value.trim().is_empty());
        if let Some(id) = given(&self.id) {
            report.id = id;
        }
        report.title = report.title.take().or(given(&self.title));
        report.publisher = report.publisher.take().or(given(&self.publisher));
        report.url = report.url.take().or(given(&self.url));
        if report.published.is_none()
            && let Some(published) = given(&self.published)
        {
            let date = verbale_ingest::parse_published(&published);
            report.published =
                Some(date.map_err(|error| Problem::bad(format!("published: {error}")))?);
        }
        Ok(())
    }
}

/// The one report in some bytes. The name tells plain text, HTML and JSON apart; it is no path.
pub(crate) fn report(name: &str, bytes: Vec<u8>, told: &Told) -> Result<Report, Problem> {
    let mut reports = reports_from_bytes(name, bytes);
    let first = reports.next();
    let mut report = match first {
        Some(Ok(report)) => report,
        Some(Err(error)) => {
            return Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                error.to_string(),
            ));
        }
        None => return Err(Problem::bad("there is no report in it: send a text")),
    };
    if reports.next().is_some() {
        return Err(Problem::bad(
            "there are several reports in it: send them as application/x-ndjson",
        ));
    }
    let length = report.text.chars().count();
    if length > MOST_TEXT {
        let detail = format!(
            "the text has {length} characters, and no more than {MOST_TEXT} are read here: add it with verbale add, \
             or send it in parts"
        );
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    told.add_to(&mut report)?;
    Ok(report)
}

/// A report as a form sends it: pasted, or as a file.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "only described: the fields are taken as they come"
)]
pub(crate) struct Upload {
    /// The report's text.
    text: Option<String>,
    /// Or the file with it: HTML or JSON when its name ends so, else plain text.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
    /// Its headline.
    title: Option<String>,
    /// Who published it.
    publisher: Option<String>,
    /// Where it was published.
    url: Option<String>,
    /// When it was published (2025-08-16 or RFC 3339).
    #[schema(schema_with = when, required = false)]
    published: Option<String>,
}

/// The name of what was pasted, and not uploaded.
pub(crate) const PASTED: &str = "pasted.txt";

/// A report's name, that tells what its bytes are, and its bytes.
pub(crate) type Named = (&'static str, Vec<u8>);

/// What an [`Upload`] tells of a report, and the report, if it has one.
pub(crate) async fn upload(mut form: Multipart) -> Result<(Told, Result<Named, Problem>), Problem> {
    let broken = |error: MultipartError| Problem::new(error.status(), error.body_text());
    let mut told = Told::default();
    let mut text: Option<Named> = None;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        // Of the file's own name only its ending says anything.
        let ending = field
            .file_name()
            .and_then(|file| file.rsplit_once('.'))
            .map(|(_, end)| end.to_ascii_lowercase());
        let mut bytes = Vec::new();
        while let Some(more) = field.chunk().await.map_err(broken)? {
            if bytes.len() + more.len() > MOST {
                let most = format!("the file has more than {} MiB: use verbale add", MOST >> 20);
                return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, most));
            }
            bytes.extend_from_slice(&more);
        }
        let words = || Some(String::from_utf8_lossy(&bytes).into_owned());
        match name.as_str() {
            _ if bytes.is_empty() => {}
            "text" => text = text.or(Some((PASTED, bytes))),
            "file" => {
                let kind = match ending.as_deref() {
                    Some("html" | "htm" | "xhtml") => "uploaded.html",
                    Some("json") => "uploaded.json",
                    _ => "uploaded.txt",
                };
                text = Some((kind, bytes));
            }
            "title" => told.title = words(),
            "publisher" => told.publisher = words(),
            "published" => told.published = words(),
            "url" => told.url = words(),
            other => {
                let detail = format!(
                    "the form has a field {other:?}: it may have text, file, title, publisher, url and published"
                );
                return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
            }
        }
    }
    let text = text.ok_or_else(|| {
        let detail = "there is no text: paste one, or choose a file";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    });
    Ok((told, text))
}

/// Reads a report, when it is its turn.
pub(crate) async fn read(
    app: &App,
    bytes: Vec<u8>,
    name: &'static str,
    told: Told,
) -> Result<Record, Problem> {
    let turn = tokio::time::timeout(PATIENCE, Arc::clone(&app.reading).acquire_owned());
    let Ok(Ok(turn)) = turn.await else {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "many reports are being read: try again in a moment",
        ));
    };
    let reader = Arc::clone(&app.read);
    let record = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let report = report(name, bytes, &told)?;
        reader
            .record(report)
            .map_err(|message| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, message))
    });
    let record = record.await.map_err(|_| Problem::defect())??;
    app.metrics.read_one();
    Ok(record)
}

/// Keeps a record; `false` when its text is there already.
pub(crate) async fn keep(app: &App, record: Record) -> Result<bool, Problem> {
    let maker = app.maker.clone();
    app.pool
        .change(move |ledger| ledger.add(&record, &maker, &now()))
        .await
}
