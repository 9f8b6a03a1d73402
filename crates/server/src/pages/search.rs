//! Search, and one matter across reports.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use verbale_ledger::{Found, Storage, Target};

use super::{encoded, more, page, quoted, result, search_link, source, words};
use crate::pages::plot::{self, Mark};
use crate::problem::Problem;
use crate::serve::App;

const RESULTS: usize = 30;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    cursor: Option<i64>,
}

pub(super) async fn search(State(app): State<App>, Query(asked): Query<Asked>) -> Response {
    let Asked { q, cursor } = asked;
    let query: verbale_ledger::Query = match q.parse() {
        Ok(query) => query,
        Err(error) => {
            let status = Problem::from(error);
            let body = html! { h1 { "Search" } p.alert role="alert" { (status.detail) } (help()) };
            return (status.status(), page("Search", &q, body)).into_response();
        }
    };
    let target = query.target();
    let asked = app
        .pool
        .ask(move |ledger| ledger.find(&query, cursor, RESULTS + 1))
        .await;
    let mut found = match asked {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let next = (found.len() > RESULTS).then(|| found[RESULTS - 1].cursor);
    found.truncate(RESULTS);
    let without: String = q
        .split(' ')
        .filter(|word| !word.starts_with("in:"))
        .collect::<Vec<_>>()
        .join(" ");
    let body = html! {
        h1 { @if q.trim().is_empty() { "All statements" } @else { "Search" } }
        nav.tabs aria-label="What to find" {
            @for other in [Target::Statements, Target::Positions, Target::Meetings, Target::Reports] {
                a href=(search_link(format!("{without} in:{}", other.as_str()).trim()))
                    aria-current=[(other == target).then_some("true")] { (other.as_str()) }
            }
        }
        p.follow { "Follow this search: " a href=(format!("/feed.atom?q={}", encoded(&q))) { "Atom" } ", "
            a href=(format!("/feed.json?q={}", encoded(&q))) { "JSON" } }
        @if found.is_empty() { p { "Nothing found." } (help()) }
        h2.unseen { "Results" }
        @for found in &found { (result(found)) }
        (more(&search_link(&q), next))
    };
    page("Search", &q, body).into_response()
}

fn help() -> Markup {
    let examples = [
        (
            "speaker:\"Ana Verrin\" act:deny date:2025-08",
            "all that she denied in August",
        ),
        (
            "stance:demands matter:ceasefire side:Finland",
            "positions on a matter",
        ),
        (
            "meeting:summit \"no deal\" -tariffs",
            "words as they stand, and words left out",
        ),
        ("in:reports harbour*", "whole reports, words only begun"),
    ];
    html! {
        section.help aria-labelledby="how" {
            h2 #how { "How to ask" }
            dl { @for (query, meaning) in examples { dt { code { (query) } } dd { (meaning) } } }
            p { "Fields: speaker, side, act, stance, matter, meeting, publisher, date, before, after, in." }
        }
    }
}

/// How many positions a matter's page looks at.
const POSITIONS: usize = 300;

/// Stances in the order in which they are told apart.
pub(super) const STANCES: [&str; 5] = ["affirms", "denies", "demands", "conditional", "silent"];

pub(super) async fn matter(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let Asked { q, .. } = asked;
    let all: Vec<String> = q
        .split_whitespace()
        .filter(|w| w.contains(char::is_alphanumeric))
        .map(quoted)
        .collect();
    if all.is_empty() {
        return Err(Problem::bad(
            "which matter? Follow a link, or search with matter:",
        ));
    }
    let terms: Vec<String> = all.iter().map(|word| format!("matter:{word}")).collect();
    let terms = format!("in:positions {}", terms.join(" "));
    let query: verbale_ledger::Query = terms.parse()?;
    let found = app
        .pool
        .ask(move |ledger| ledger.find(&query, None, POSITIONS))
        .await?;
    let mut sides: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for position in &found {
        let side = position
            .side
            .as_deref()
            .or(position.speaker.as_deref())
            .unwrap_or("the report");
        sides.entry(side).or_default().push(position);
    }
    let rows: Vec<&str> = sides.keys().copied().collect();
    let marks: Vec<Mark<'_>> = found
        .iter()
        .filter_map(|position| {
            let side = position
                .side
                .as_deref()
                .or(position.speaker.as_deref())
                .unwrap_or("the report");
            Some(Mark {
                day: plot::day(position.source.published.as_deref()?)?,
                row: rows.iter().position(|row| *row == side)?,
                class: &position.label,
            })
        })
        .collect();
    let body = html! {
        h1.topic { (q) }
        @if found.is_empty() { p { "No one has taken a position on this." } }
        @else {
            p.soft { (found.len()) @if found.len() == POSITIONS { " latest" } " positions of " (sides.len()) " sides. "
                a href=(search_link(&terms)) { "As a search" } }
            (plot::stances(&format!("Positions on {q} by side over time"), &rows, &marks))
        }
        div.sides {
            @for (side, positions) in &sides {
                section {
                    h2 { (side) }
                    @for position in positions.iter().take(6) {
                        article.result {
                            h3 {
                                span.label.(position.label) { (position.label) }
                                @if let Some(name) = position.speaker.as_deref().filter(|name| name != side) { " " (name) }
                            }
                            (words(position))
                            (source(position))
                        }
                    }
                }
            }
        }
    };
    Ok(page(&q, &terms, body))
}
