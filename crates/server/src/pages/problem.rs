//! The page of a problem.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::layout::page;
use super::parts::{capital, moment, short};
use super::review;
use crate::problem::Problem;

pub(crate) fn problem(problem: &Problem) -> Response {
    let body = html! {
        (told(problem))
        p { a href="/" { "To the first page" } }
    };
    (problem.status(), page(heading(problem), "", body)).into_response()
}

pub(super) fn heading(problem: &Problem) -> &str {
    match problem.status() {
        StatusCode::PRECONDITION_FAILED => "Changed in the meantime",
        _ => &problem.title,
    }
}

/// What went wrong, and what others changed.
pub(super) fn told(problem: &Problem) -> Markup {
    html! {
        h1 { (heading(problem)) }
        p role="alert" { (capital(&problem.detail)) }
        @if !problem.changes.is_empty() {
            h2 { "What changed" }
            ul.log { @for entry in &problem.changes { li {
                (review::entry(entry, &review::Names::default()))
                p.source {
                    span { (entry.signed.by) }
                    time datetime=(entry.signed.at) { (moment(&entry.signed.at)) }
                    @if let Some(why) = &entry.signed.why { span { "“" (why) "”" } }
                    @if let Some(report) = &entry.report {
                        a href=(format!("/review?report={}&row={}", short(report), entry.row)) { "Look again" }
                    }
                }
            } } }
        }
    }
}
