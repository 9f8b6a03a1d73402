//! The frame of every page.

use std::sync::LazyLock;

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};

/// The style sheet of every page: what all pages have in common, and what those of the ledger add.
pub(super) static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}{}", verbale_view::TOKENS, include_str!("page.css")));

pub(super) const SCRIPT: &str = include_str!("page.js");

pub(super) const ICON: &str = include_str!("icon.svg");

/// Where the bar leads.
const PLACES: [(&str, &str); 5] = [
    ("Meetings", "/meetings"),
    ("People", "/persons"),
    ("Review", "/review"),
    ("Log", "/log"),
    ("Add", "/add"),
];

/// The bar at the top of every page. A page with the title of one of its places is that place.
pub(super) fn bar(here: &str, query: &str) -> Markup {
    html! {
        nav aria-label="Ledger" {
            a.home href="/" { "Verbale" }
            @for (name, place) in PLACES {
                a href=(place) aria-current=[(name == here).then_some("page")] { (name) }
            }
        }
        form.find action="/search" role="search" {
            input type="search" name="q" value=(query) aria-label="Search" placeholder="Words or speaker:Verrin"
                maxlength="1000" autocomplete="off";
            button { "Search" }
        }
    }
}

pub(super) fn head() -> Markup {
    html! {
        link rel="icon" href="/static/icon.svg";
        link rel="stylesheet" href="/static/page.css";
        script src="/static/page.js" defer {}
    }
}

/// A page in the house's frame.
pub(super) fn page(title: &str, query: &str, body: Markup) -> Html<String> {
    page_with(title, query, &html! {}, body)
}

/// A page with something of its own in its head.
pub(super) fn page_with(title: &str, query: &str, own: &Markup, body: Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Verbale" }
                (head())
                (own)
            }
            body.ledger {
                a.skip href="#main" { "Skip to the content" }
                header.bar { (bar(title, query)) }
                main #main tabindex="-1" { (body) }
            }
        }
    };
    Html(page.into_string())
}
