//! What went wrong, as RFC 9457 has it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use verbale_ledger::{Entry, Error, ErrorKind};

/// Problem details (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status says what sort of problem it is.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// The status in words.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What is wrong here, and what to do.
    pub(crate) detail: String,
    /// What others changed since, when a save is refused for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<Entry>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            changes: Vec::new(),
        }
    }

    pub(crate) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub(crate) fn closing() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "the server is stopping: try again in a moment",
        )
    }

    pub(crate) fn defect() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "this is a defect of the server; nothing was changed",
        )
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, changes) = match error.kind() {
            ErrorKind::Missing => (StatusCode::NOT_FOUND, Vec::new()),
            ErrorKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, Vec::new()),
            ErrorKind::Stale(since) => (StatusCode::PRECONDITION_FAILED, since.clone()),
            ErrorKind::Busy | ErrorKind::Stopped => (StatusCode::SERVICE_UNAVAILABLE, Vec::new()),
            ErrorKind::Newer | ErrorKind::Storage => {
                (StatusCode::INTERNAL_SERVER_ERROR, Vec::new())
            }
        };
        Self {
            changes,
            ..Self::new(status, error.to_string())
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
