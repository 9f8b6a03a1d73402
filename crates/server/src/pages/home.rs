//! The first page: what came in last.

use axum::extract::State;
use axum::response::Html;
use maud::html;
use verbale_ledger::{Query, Storage, Target};

use super::layout::page;
use super::parts::{date, short};
use super::{meetings, search};
use crate::problem::Problem;
use crate::state::App;

pub(super) async fn home(State(app): State<App>) -> Result<Html<String>, Problem> {
    let (stats, reports, latest, searches) = app
        .pool
        .ask(|ledger| {
            let newest = |target, limit| ledger.find(&Query::default().on(target), None, limit);
            Ok((
                ledger.stats()?,
                newest(Target::Reports, 15)?,
                ledger.meetings(false, 0, 12)?,
                ledger.searches()?,
            ))
        })
        .await?;
    let counts = [
        (stats.reports, "reports", "/search?q=in%3Areports"),
        (stats.statements, "statements", "/search?q=in%3Astatements"),
        (stats.meetings, "meetings told", "/search?q=in%3Ameetings"),
        (stats.positions, "positions", "/search?q=in%3Apositions"),
        (stats.persons, "people", "/persons"),
    ];
    let body = html! {
        h1 { "The ledger" }
        ul.counts { @for (count, name, link) in counts { li { a href=(link) { strong { (super::parts::grouped(count)) } " " (name) } } } }
        @if reports.is_empty() {
            p { "Nothing is kept yet. " a href="/add" { "Paste a text or upload a file" } ", or run "
                code { "verbale add report.txt" } "." }
        }
        @if !searches.is_empty() {
            section aria-labelledby="searches" {
                h2 #searches { "Saved searches" }
                (search::list(&searches))
            }
        }
        div.columns {
            section aria-labelledby="reports" {
                h2 #reports { "Latest reports" }
                ul.list {
                    @for found in &reports {
                        li {
                            a href=(format!("/report/{}", short(&found.source.sha256))) {
                                (found.source.title.as_deref().unwrap_or(&found.source.id))
                            }
                            p.source {
                                @if let Some(publisher) = &found.source.publisher { span { (publisher) } }
                                @if let Some(published) = &found.source.published {
                                    time datetime=(published) { (date(published)) }
                                }
                            }
                        }
                    }
                }
            }
            section aria-labelledby="meetings" {
                h2 #meetings { "Latest meetings" }
                @if latest.is_empty() { p.soft { "No meetings are kept yet." } }
                ul.list { @for meeting in &latest { li { (meetings::line(meeting)) } } }
                @if !latest.is_empty() { p.more { a href="/meetings" { "All meetings" } } }
            }
        }
    };
    Ok(page("The ledger", "", body))
}
