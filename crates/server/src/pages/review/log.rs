//! The log page.

use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, Response};
use maud::{Markup, html};
use serde::Deserialize;
use verbale_ledger::{Entry, Storage};

use super::names::{Names, entry};
use crate::auth::{Who, signature};
use crate::pages::layout::page;
use crate::pages::parts::{back, moment, more, name_of, short};
use crate::problem::Problem;
use crate::state::App;

/// Lines of the log, each with its undo.
pub(crate) fn entries(log: &[Entry], headers: &HeaderMap, next: &str, names: &Names) -> Markup {
    let name = name_of(
        &Who {
            name: None,
            role: verbale_ledger::Role::Read,
        },
        headers,
    )
    .unwrap_or_default();
    html! {
        ul.log { @for line in log {
            li #(format!("entry-{}", line.id)) {
                (entry(line, names))
                p.source {
                    span { "Entry " (line.id) }
                    span { (line.signed.by) }
                    time datetime=(line.signed.at) { (moment(&line.signed.at)) }
                    @if let Some(why) = &line.signed.why { span { "“" (why) "”" } }
                    @if line.undone { span { "taken back" } }
                    @if let Some(report) = &line.report {
                        a href=(format!("/report/{}/rows#{}", short(report), line.row)) {
                            (names.reports.get(report).map_or("The row", String::as_str))
                        }
                    }
                }
                @if !line.undone {
                    form.undo method="post" action=(format!("/log/{}/undo", line.id)) {
                        input type="hidden" name="next" value=(next);
                        @if !name.is_empty() { input type="hidden" name="by" value=(name); }
                        button aria-label=(format!("Undo entry {}", line.id)) { "Undo" }
                    }
                }
            }
        } }
    }
}

const ENTRIES: usize = 60;

#[derive(Deserialize)]
pub(crate) struct Paging {
    cursor: Option<i64>,
}

pub(crate) async fn log(
    State(app): State<App>,
    headers: HeaderMap,
    Query(paging): Query<Paging>,
) -> Result<Html<String>, Problem> {
    let (log, next, names) = app
        .pool
        .ask(move |ledger| {
            let mut log = ledger.log(None, paging.cursor, ENTRIES + 1)?;
            let next = (log.len() > ENTRIES).then(|| log[ENTRIES - 1].id);
            log.truncate(ENTRIES);
            let names = Names::of(&log, ledger)?;
            Ok((log, next, names))
        })
        .await?;
    let body = html! {
        h1 { "Log of corrections" }
        @if log.is_empty() { p { "No one has corrected anything yet. " a href="/review" { "Begin with what is least certain" } } }
        (entries(&log, &headers, "/log", &names))
        (more("/log", next))
    };
    Ok(page("Log", "", body))
}

#[derive(Deserialize)]
pub(crate) struct Undo {
    next: String,
    by: Option<String>,
}

pub(crate) async fn undo(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(entry): Path<i64>,
    Form(form): Form<Undo>,
) -> Result<Response, Problem> {
    let signed = signature(&who, form.by, None)?;
    let name = signed.by.clone();
    app.pool
        .change(move |ledger| ledger.undo(entry, &signed))
        .await?;
    Ok(back(&form.next, &name))
}
