//! Paste a text, or upload a file.

use axum::extract::{Multipart, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;

use super::layout::page;
use super::parts::{capital, short};
use crate::input::{self, PASTED, Told};
use crate::problem::Problem;
use crate::state::App;

pub(super) async fn form() -> Html<String> {
    asking(&Told::default(), "", None)
}

/// The form, filled with what was given, and what was wrong with it.
fn asking(told: &Told, pasted: &str, wrong: Option<&str>) -> Html<String> {
    let given = |field: &Option<String>| field.clone().unwrap_or_default();
    let body = html! {
        h1 { "Add a report" }
        @if let Some(wrong) = wrong { p.alert role="alert" { (capital(wrong)) } }
        form.card method="post" action="/add" enctype="multipart/form-data" {
            label { "Text " textarea name="text" rows="12" { (pasted) } }
            label { "Or a file: plain text or HTML " input type="file" name="file" accept=".txt,.html,.htm,.json,text/plain,text/html"; }
            div.fields {
                label { "Title " input name="title" value=(given(&told.title)); }
                label { "Publisher " input name="publisher" value=(given(&told.publisher)); }
                label { "Published " input type="date" name="published" value=(given(&told.published)); }
                label { "Web address " input type="url" name="url" value=(given(&told.url)); }
            }
            button { "Read and keep it" }
        }
    };
    page("Add", "", body)
}

pub(super) async fn add(State(app): State<App>, form: Multipart) -> Result<Response, Problem> {
    let (told, text) = input::upload(form).await?;
    let again = |told: &Told, pasted: &str, problem: Problem| {
        let page = asking(told, pasted, Some(&problem.detail));
        Ok((problem.status(), page).into_response())
    };
    let (name, bytes) = match text {
        Ok(text) => text,
        Err(none) => return again(&told, "", none),
    };
    // What was pasted is not to be lost.
    let pasted = if name == PASTED {
        bytes.clone()
    } else {
        Vec::new()
    };
    let record = match input::read(&app, bytes, name, told.clone()).await {
        Ok(record) => record,
        Err(problem) => return again(&told, &String::from_utf8_lossy(&pasted), problem),
    };
    let hash = record.document.sha256.clone();
    input::keep(&app, record).await?;
    Ok(Redirect::to(&format!("/report/{}", short(&hash))).into_response())
}
