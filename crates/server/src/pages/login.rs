//! Who asks, where a token is needed.

use axum::extract::{Extension, Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use verbale_ledger::Storage;

use super::layout::page;
use crate::auth::{COOKIE, Who, cookie, hash};
use crate::problem::Problem;
use crate::state::App;

pub(super) async fn login_form() -> Html<String> {
    asking(None)
}

/// Asks for a token, and says what was wrong with the one before.
fn asking(wrong: Option<&str>) -> Html<String> {
    let body = html! {
        h1 { "Who are you?" }
        @if let Some(wrong) = wrong { p.alert role="alert" { (wrong) } }
        p { "This ledger is open to those who hold a token. It is made with " code { "verbale token add" } "." }
        form.card method="post" action="/login" {
            label { "Token " input type="password" name="token" required autocomplete="current-password"; }
            button { "Let me in" }
        }
    };
    page("Who are you?", "", body)
}

#[derive(Deserialize)]
pub(super) struct Login {
    token: String,
}

pub(super) async fn login(
    State(app): State<App>,
    Form(login): Form<Login>,
) -> Result<Response, Problem> {
    let shown = hash(login.token.trim());
    let asked = shown.clone();
    let holder = app.pool.ask(move |ledger| ledger.holder(&asked)).await?;
    if holder.is_none() {
        let wrong = "No one holds this token: check it, or ask for one.";
        return Ok((StatusCode::UNAUTHORIZED, asking(Some(wrong))).into_response());
    }
    let own = app.sessions.begin(shown).map_err(|_| Problem::defect())?;
    let mut response = Redirect::to("/").into_response();
    let kept = format!("{COOKIE}={own}; Path=/; SameSite=Strict; HttpOnly; Max-Age=43200");
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    Ok(response)
}

pub(super) async fn logout(
    State(app): State<App>,
    Extension(_): Extension<Who>,
    headers: HeaderMap,
) -> Redirect {
    if let Some(own) = cookie(&headers, COOKIE) {
        app.sessions.end(own);
    }
    Redirect::to("/login")
}
