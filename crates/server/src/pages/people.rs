//! People across reports.

use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, Response};
use maud::{Markup, html};
use serde::Deserialize;
use verbale_ledger::{Change, Cursor, Doubt, Person, Storage, Subject, Target};

use super::layout::page;
use super::parts::{back, capital, count, date, encoded, result, search_link, short, signing};
use super::plot;
use crate::auth::{Who, signature};
use crate::problem::Problem;
use crate::state::App;

const PERSONS: usize = 60;
const DOUBTS: usize = 20;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    name: String,
    cursor: Option<usize>,
}

pub(super) async fn persons(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let Asked { name, cursor } = asked;
    let skip = cursor.unwrap_or(0);
    let wanted = name.clone();
    let (mut persons, doubts) = app
        .pool
        .ask(move |ledger| {
            let doubts = if wanted.is_empty() && skip == 0 {
                ledger.doubts(DOUBTS)?
            } else {
                Vec::new()
            };
            Ok((ledger.persons(&wanted, skip, PERSONS + 1)?, doubts))
        })
        .await?;
    let next = (persons.len() > PERSONS).then_some(skip + PERSONS);
    persons.truncate(PERSONS);
    let body = html! {
        h1 { "People" }
        form.inline action="/persons" {
            label { "Name " input type="search" name="name" value=(name) maxlength="200"; }
            button { "Find" }
        }
        @if persons.is_empty() { p { "No one of that name." } }
        ul.people { @for person in &persons { li { (entry(person)) } } }
        @if let Some(next) = next {
            p.more { a rel="next" href=(format!("/persons?name={}&cursor={next}", encoded(&name))) { "More" } }
        }
        @if !doubts.is_empty() {
            h2 { "One or two?" }
            p.soft { "A full name and a side make one person of two mentions, and so does an office that one person of a side held at the time. These may be one, and may not." }
            @for doubt in &doubts { (decision(doubt, &who, &headers)) }
        }
    };
    Ok(page("People", "", body))
}

fn entry(person: &Person) -> Markup {
    html! {
        a href=(format!("/person/{}", person.id)) { (person.name) }
        @if let Some(side) = &person.side { " " span.side { (side) } }
        span.source {
            span { (count(person.statements, "statement")) }
            span { (count(person.reports, "report")) }
            @if !person.certain { span { "a name only" } }
        }
    }
}

fn decision(doubt: &Doubt, who: &Who, headers: &HeaderMap) -> Markup {
    html! {
        form.card.doubt method="post" action=(format!("/person/{}/decide", doubt.other.id)) {
            div.pair { div { (entry(&doubt.other)) } div { (entry(&doubt.person)) } }
            p.soft { (capital(&doubt.why)) }
            input type="hidden" name="other" value=(doubt.person.id);
            (signing(who, headers))
            p.buttons {
                button name="do" value="join" { "One person" }
                button name="do" value="distinct" { "Two persons" }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Decision {
    r#do: String,
    other: Option<i64>,
    report: Option<String>,
    name: Option<String>,
    by: Option<String>,
    why: Option<String>,
}

pub(super) async fn decide(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(id): Path<i64>,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    let change = match (
        decision.r#do.as_str(),
        decision.other,
        decision.report,
        decision.name,
    ) {
        ("join", Some(into), _, _) => Change::Join { into },
        ("distinct", Some(from), _, _) => Change::Distinct { from },
        ("part", _, Some(report), Some(name)) => Change::Part {
            report,
            name,
            own: 0,
        },
        _ => return Err(Problem::bad("one person or two?")),
    };
    let signed = signature(&who, decision.by, decision.why)?;
    let name = signed.by.clone();
    app.pool
        .change(move |ledger| ledger.settle(Subject::Person(id), &change, &signed))
        .await?;
    Ok(back("/persons", &name))
}

const STATEMENTS: usize = 40;
/// How many statements the plot looks at.
const PLOTTED: usize = 10_000;

#[derive(Deserialize)]
pub(super) struct Paging {
    cursor: Option<Cursor>,
}

/// How many of the reports that name someone are listed.
const REPORTS: usize = 25;

pub(super) async fn person(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Query(paging): Query<Paging>,
) -> Result<Html<String>, Problem> {
    let cursor = paging.cursor;
    let (person, mut words, days, positions, named) = app
        .pool
        .ask(move |ledger| {
            let Some(person) = ledger.person(id)? else {
                return Ok(None);
            };
            let words = ledger.words_of(person.id, Target::Statements, cursor, STATEMENTS + 1)?;
            let days = if cursor.is_none() {
                ledger.days_of(person.id, PLOTTED)?
            } else {
                Vec::new()
            };
            let positions = ledger.words_of(person.id, Target::Positions, None, 12)?;
            let named = ledger.named_in(person.id, REPORTS)?;
            Ok(Some((person, words, days, positions, named)))
        })
        .await?
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("there is no person {id}")))?;
    let plot = plot::months("Statements", days.iter().filter_map(|day| plot::day(day)));
    let next = (words.len() > STATEMENTS).then(|| words[STATEMENTS - 1].cursor);
    words.truncate(STATEMENTS);
    let query = format!("speaker:#{}", person.id);
    let body = html! {
        h1 { (person.name) @if let Some(side) = &person.side { " " span.side { (side) } } }
        p.soft {
            (count(person.statements, "statement")) " in " (count(person.reports, "report")) ". " a href=(search_link(&query)) { "Search in them" }
            @if !person.certain { ". This is a name without a full name and a side: it may be several people’s." }
        }
        (plot)
        @if !positions.is_empty() && cursor.is_none() {
            section aria-labelledby="positions" {
                h2 #positions { "Latest positions" }
                @for found in &positions { (result(found)) }
            }
        }
        section aria-labelledby="statements" {
            h2 #statements { "Statements" }
            @if words.is_empty() { p.soft { "None." } }
            @for found in &words { (result(found)) }
            (super::parts::more(&format!("/person/{}", person.id), next))
        }
        @if cursor.is_none() {
            details {
                summary { "Named in " (count(person.reports, "report")) }
                @if named.len() > 1 { p.soft { "Whoever is another person of that name can be parted from this one." } }
                ul.list { @for one in &named { li {
                    a href=(format!("/report/{}", short(&one.sha256))) { (one.title) }
                    span.source { span { "as “" (one.name) "”" } @if let Some(published) = &one.published { time datetime=(published) { (date(published)) } } }
                    @if named.len() > 1 {
                        details { summary { "Another person" }
                            form.card method="post" action=(format!("/person/{}/decide", person.id)) {
                                input type="hidden" name="do" value="part";
                                input type="hidden" name="report" value=(one.sha256);
                                input type="hidden" name="name" value=(one.name);
                                (signing(&who, &headers))
                                p.buttons { button { "Part from " (person.name) } }
                            }
                        }
                    }
                } } }
            }
        }
    };
    Ok(page(&person.name, &query, body))
}
