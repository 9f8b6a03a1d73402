//! Paste a text, or upload a file.

use axum::extract::{Multipart, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;

use super::{page, short};
use crate::input;
use crate::problem::Problem;
use crate::serve::App;

pub(super) async fn form() -> Html<String> {
    let body = html! {
        h1 { "Add a report" }
        form.card method="post" action="/add" enctype="multipart/form-data" {
            label { "Text " textarea name="text" rows="12" {} }
            label { "or a file: plain text or HTML " input type="file" name="file" accept=".txt,.html,.htm,.json,text/plain,text/html"; }
            div.fields {
                label { "Title " input name="title"; }
                label { "Publisher " input name="publisher"; }
                label { "Published " input type="date" name="published"; }
                label { "Address " input type="url" name="url"; }
            }
            button { "Read and keep it" }
        }
    };
    page("Add a report", "", body)
}

pub(super) async fn add(State(app): State<App>, form: Multipart) -> Result<Response, Problem> {
    let (name, bytes, told) = input::upload(form).await?;
    let record = input::read(&app, bytes, name, told).await?;
    let hash = record.document.sha256.clone();
    input::keep(&app, record).await?;
    Ok(Redirect::to(&format!("/report/{}", short(&hash))).into_response())
}
