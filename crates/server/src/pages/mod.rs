//! Pages for people, rendered here and complete without a script.

mod add;
mod docs;
mod feed;
mod home;
mod layout;
mod login;
mod meeting;
mod meetings;
mod parts;
mod people;
mod plot;
mod problem;
mod report;
mod review;
mod search;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::state::App;
use layout::{ICON, SCRIPT, STYLE};

pub(crate) use problem::problem;

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/add", get(add::form).post(add::add))
        .route("/search", get(search::search))
        .route("/matter", get(search::matter))
        .route("/feed.atom", get(feed::atom))
        .route("/feed.json", get(feed::json))
        .route("/searches", post(search::save))
        .route("/searches/{name}", get(search::saved))
        .route("/searches/{name}/feed.atom", get(feed::saved_atom))
        .route("/searches/{name}/feed.json", get(feed::saved_json))
        .route("/searches/{name}/forget", post(search::forget))
        .route("/report/{sha256}", get(report::report))
        .route("/report/{sha256}/rows", get(report::rows))
        .route("/report/{sha256}/rows/{row}", post(review::correct))
        .route("/meeting/{sha256}/{row}", get(meeting::meeting))
        .route("/meeting/{sha256}/{row}/accounts", get(meeting::accounts))
        .route("/meeting/{id}", get(meetings::one))
        .route("/meeting/{id}/decide", post(meetings::decide))
        .route("/meetings", get(meetings::meetings))
        .route("/persons", get(people::persons))
        .route("/person/{id}", get(people::person))
        .route("/person/{id}/decide", post(people::decide))
        .route("/api/v1/docs", get(docs::docs))
        .route("/review", get(review::review))
        .route("/log", get(review::log))
        .route("/log/{entry}/undo", post(review::undo))
        .route("/login", get(login::login_form).post(login::login))
        .route("/logout", post(login::logout))
        .route("/static/icon.svg", get(|| file("image/svg+xml", ICON)))
        .route(
            "/static/try.js",
            get(|| file("text/javascript; charset=utf-8", docs::SCRIPT)),
        )
        .route(
            "/static/page.css",
            get(|| file("text/css; charset=utf-8", &STYLE)),
        )
        .route(
            "/static/page.js",
            get(|| file("text/javascript; charset=utf-8", SCRIPT)),
        )
}

async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind)], text)
}
