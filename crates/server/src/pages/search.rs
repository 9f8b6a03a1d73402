//! Search, searches saved under a name, and one matter across reports.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use verbale_ledger::{Cursor, Found, SavedSearch, Storage, Target};

use super::feed;
use super::layout::{page, page_with};
use super::parts::{
    back, date, encoded, more, name_field, quoted, result, search_link, source, words,
};
use crate::auth::{Who, signature};
use crate::pages::plot::{self, Mark};
use crate::problem::Problem;
use crate::state::App;

const RESULTS: usize = 30;
/// Fewer results than this may not be all that there is of what was meant.
const FEW: usize = 5;
/// Rows of other lists are counted up to this.
const MANY: usize = 100;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    cursor: Option<Cursor>,
}

pub(super) async fn search(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
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
    let lists = [
        Target::Statements,
        Target::Positions,
        Target::Meetings,
        Target::Reports,
    ];
    let lists = lists.map(|list| (list, query.clone().on(list).check().is_ok()));
    let asked = app
        .pool
        .ask(move |ledger| {
            let found = ledger.find(&query, cursor, RESULTS + 1)?;
            let elsewhere = if found.len() < FEW && cursor.is_none() {
                ledger.elsewhere(&query, MANY)?
            } else {
                Vec::new()
            };
            Ok((found, elsewhere, ledger.searches()?))
        })
        .await;
    let (mut found, elsewhere, searches) = match asked {
        Ok(answer) => answer,
        Err(problem) => return problem.into_response(),
    };
    let saved = searches.iter().find(|search| search.query == q.trim());
    let feeds = match saved {
        Some(search) => feed::of_saved(&search.name),
        None => feed::of_query(&q),
    };
    let next = (found.len() > RESULTS).then(|| found[RESULTS - 1].cursor);
    found.truncate(RESULTS);
    let without: String = q
        .split(' ')
        .filter(|word| !word.to_ascii_lowercase().starts_with("in:"))
        .collect::<Vec<_>>()
        .join(" ");
    let in_list =
        |list: Target| search_link(format!("{without} in:{}", list.as_str()).trim_start());
    let body = html! {
        h1 {
            @match saved {
                Some(search) => (search.name),
                None if q.trim().is_empty() => "All statements",
                None => "Search",
            }
        }
        nav.tabs aria-label="What to find" {
            @for (list, _) in lists.into_iter().filter(|(_, has_fields)| *has_fields) {
                a href=(in_list(list)) aria-current=[(list == target).then_some("true")] { (list.as_str()) }
            }
        }
        (follow(&feeds))
        (kept(&q, saved, &who, &headers))
        @if found.is_empty() { p { "Nothing found in " (target.as_str()) "." } }
        @if !elsewhere.is_empty() {
            p.elsewhere { "Elsewhere: "
                @for (n, (list, rows)) in elsewhere.iter().enumerate() {
                    @if n > 0 { ", " }
                    a href=(in_list(*list)) { (rows_of(*list, *rows)) }
                }
            }
        }
        @if found.is_empty() { (help()) }
        h2.unseen { "Results" }
        @for found in &found { (result(found)) }
        (more(&search_link(&q), next))
    };
    let title = saved.map_or("Search", |search| &search.name);
    page_with(title, &q, &feed::links(title, &feeds), body).into_response()
}

/// So many rows of a list, in words.
fn rows_of(list: Target, rows: usize) -> String {
    let list = list.as_str();
    match rows {
        1 => format!("1 {}", list.trim_end_matches('s')),
        MANY => format!("{rows} or more {list}"),
        _ => format!("{rows} {list}"),
    }
}

/// Where a search is told when it finds more.
fn follow((atom, json): &(String, String)) -> Markup {
    html! { p.follow { "Follow this search: " a href=(atom) { "Atom" } ", " a href=(json) { "JSON" } } }
}

/// By whom a search was saved, or how to save it.
fn kept(q: &str, saved: Option<&SavedSearch>, who: &Who, headers: &HeaderMap) -> Markup {
    html! {
        @if let Some(search) = saved {
            form.follow method="post" action=(format!("/searches/{}/forget", encoded(&search.name))) {
                "Saved by " (search.by) ", " (date(&search.at)) " " button { "Forget it" }
            }
        } @else {
            details {
                summary.follow { "Save this search" }
                form.card method="post" action="/searches" {
                    input type="hidden" name="query" value=(q);
                    label { "Its name " input name="name" required maxlength="100" autocomplete="off"; }
                    (name_field(who, headers))
                    p.buttons { button { "Save it" } }
                }
            }
        }
    }
}

/// The searches that someone saved, each with its feeds.
pub(super) fn list(searches: &[SavedSearch]) -> Markup {
    html! {
        ul.list { @for search in searches {
            @let (atom, json) = feed::of_saved(&search.name);
            li {
                a href=(search_link(&search.query)) { (search.name) } " " code { (search.query) }
                p.source {
                    span { "saved by " (search.by) }
                    a href=(atom) aria-label=(format!("{}: Atom feed", search.name)) { "Atom" }
                    a href=(json) aria-label=(format!("{}: JSON feed", search.name)) { "JSON" }
                }
            }
        } }
    }
}

#[derive(Deserialize)]
pub(super) struct NewSearch {
    name: String,
    query: String,
    by: Option<String>,
}

pub(super) async fn save(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Form(new): Form<NewSearch>,
) -> Result<Response, Problem> {
    let NewSearch { name, query, by } = new;
    let signed = signature(&who, by, None)?;
    let by = signed.by.clone();
    let place = search_link(query.trim());
    app.pool
        .change(move |ledger| ledger.save_search(&name, &query, &signed))
        .await?;
    Ok(back(&place, &by))
}

/// To the results of a saved search.
pub(super) async fn saved(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Redirect, Problem> {
    let found = app.pool.ask(move |ledger| ledger.search_named(&name));
    Ok(Redirect::to(&search_link(&found.await?.query)))
}

pub(super) async fn forget(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Redirect, Problem> {
    let asked = name.clone();
    let query = app
        .pool
        .change(move |ledger| {
            let query = ledger.search_named(&asked)?.query;
            ledger.forget_search(&asked)?;
            Ok(query)
        })
        .await?;
    Ok(Redirect::to(&search_link(&query)))
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
        (
            "in:reports speaker:Verrin act:deny",
            "reports in which she denies something",
        ),
    ];
    html! {
        section.help aria-labelledby="how" {
            h2 #how { "How to ask" }
            dl { @for (query, meaning) in examples { dt { code { (query) } } dd { (meaning) } } }
            p {
                "Fields: speaker, side, act, stance, matter, meeting, publisher, date, before, after, in. "
                "Plain words are looked for in what is said and in who says it."
            }
        }
    }
}

/// How many sides a matter's page has at most, and how many positions of each.
const SIDES: usize = 40;
const SHOWN: usize = 6;

/// How many positions a matter's page looks at.
const POSITIONS: usize = 300;

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
    let side_of = |position: &Found| -> String {
        let side = position.side.as_deref().map(verbale_view::side_name);
        side.or_else(|| position.speaker.clone())
            .unwrap_or_else(|| "the report".to_owned())
    };
    let mut sides: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
    for position in &found {
        sides.entry(side_of(position)).or_default().push(position);
    }
    // Those that say most; the search has them all.
    let all = sides.len();
    let mut by_size: Vec<_> = sides.into_iter().collect();
    by_size.sort_by_key(|(_, positions)| Reverse(positions.len()));
    by_size.truncate(SIDES);
    let sides: BTreeMap<String, Vec<&Found>> = by_size.into_iter().collect();
    let rows: Vec<&str> = sides.keys().map(String::as_str).collect();
    let marks: Vec<Mark<'_>> = found
        .iter()
        .filter_map(|position| {
            let side = side_of(position);
            Some(Mark {
                day: plot::day(position.source.published.as_deref()?)?,
                row: rows.iter().position(|row| **row == side)?,
                class: &position.label,
            })
        })
        .collect();
    let body = html! {
        h1.topic { (q) }
        @if found.is_empty() { p { "No one has taken a position on this." } }
        @else {
            p.soft { (found.len()) @if found.len() == POSITIONS { " latest" } " positions of " (all) @if all == 1 { " side" } @else { " sides" }
                @if all > sides.len() { "; the " (sides.len()) " that say most stand here" } ". "
                a href=(search_link(&terms)) { "As a search" } }
            (plot::stances(&format!("Positions on {q} by side over time"), &rows, &marks))
        }
        div.sides {
            @for (side, positions) in &sides {
                section {
                    h2 { (side) }
                    @for position in positions.iter().take(SHOWN) {
                        article.result {
                            h3 {
                                span.label.(position.label) { (position.label) }
                                @if let Some(name) = position.speaker.as_deref().filter(|name| name != side) { " " (name) }
                            }
                            (words(position))
                            (source(position))
                        }
                    }
                    @if positions.len() > SHOWN { p.soft { "and " (positions.len() - SHOWN) " more" } }
                }
            }
        }
    };
    Ok(page(&q, &terms, body))
}
