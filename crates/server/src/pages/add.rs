//! Paste a text, or upload a file.

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;

use super::{capital, page, short};
use crate::input::{self, MOST, Told};
use crate::problem::Problem;
use crate::serve::App;

/// The name that pasted text is read under.
const PASTED: &str = "pasted.txt";

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

pub(super) async fn add(State(app): State<App>, mut form: Multipart) -> Result<Response, Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        Problem::new(error.status(), error.body_text())
    };
    let mut told = Told::default();
    let mut text: Option<(&'static str, Vec<u8>)> = None;
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
        if bytes.is_empty() {
            continue;
        }
        let words = || Some(String::from_utf8_lossy(&bytes).into_owned());
        match name.as_str() {
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
            _ => {}
        }
    }
    let again = |told: &Told, pasted: &str, problem: Problem| {
        let page = asking(told, pasted, Some(&problem.detail));
        Ok((problem.status(), page).into_response())
    };
    let Some((name, bytes)) = text else {
        let none = Problem::bad("there is no text: paste one, or choose a file");
        return again(&told, "", none);
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
