//! Texts and files that come in: read into records, and kept.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use verbale_ingest::{Report, reports_from_bytes};
use verbale_schema::Record;

use crate::problem::Problem;
use crate::serve::{App, now};

/// The most of one text or file, in bytes; a line of a stream too.
pub(crate) const MOST: usize = 16 << 20;
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
    pub(crate) published: Option<String>,
}

impl Told {
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
    told.add_to(&mut report)?;
    Ok(report)
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
        reader(report).map_err(|message| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, message))
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
