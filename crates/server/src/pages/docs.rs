//! The API, described from its own OpenAPI text, with a form to try each of its parts.

use std::sync::LazyLock;

use axum::response::Html;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::layout::page;
use crate::api::OPENAPI;

/// Sends what the forms are filled with.
pub(super) const SCRIPT: &str = include_str!("try.js");

static PAGE: LazyLock<Html<String>> = LazyLock::new(|| {
    let api: Value = serde_json::from_str(&OPENAPI).unwrap_or_default();
    let body = html! {
        h1 { "The API" }
        p { (prose(words(&api["info"]["description"]))) }
        p { "Its whole description for programs: " a href="/api/v1/openapi.json" { "openapi.json" }
            " (OpenAPI " (words(&api["openapi"])) "). To try a part, open it." }
        noscript { p.alert { "To send from here a browser needs its script; everything can be asked with curl as well." } }
        @for (tag, operations) in &by_tag(&api) {
            section aria-labelledby=(format!("tag-{tag}")) {
                h2 id=(format!("tag-{tag}")) { (tag) }
                @for operation in operations { (described(operation)) }
            }
        }
        script src="/static/try.js" defer {}
    };
    page("The API", "", body)
});

pub(super) async fn docs() -> Html<String> {
    PAGE.clone()
}

struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    told: &'a Value,
}

/// The operations under their tags, both in the order of the description.
fn by_tag(api: &Value) -> Vec<(&str, Vec<Operation<'_>>)> {
    let mut tags: Vec<(&str, Vec<Operation<'_>>)> = Vec::new();
    for (path, methods) in fields(&api["paths"]) {
        for (method, told) in methods.as_object().into_iter().flatten() {
            let tag = words(&told["tags"][0]);
            let operation = Operation { method, path, told };
            match tags.iter_mut().find(|(other, _)| *other == tag) {
                Some((_, operations)) => operations.push(operation),
                None => tags.push((tag, vec![operation])),
            }
        }
    }
    tags
}

fn described(operation: &Operation<'_>) -> Markup {
    let Operation { method, path, told } = operation;
    let parameters = told["parameters"].as_array();
    let kinds: Vec<&String> = fields(&told["requestBody"]["content"])
        .map(|(kind, _)| kind)
        .collect();
    html! {
        details.operation {
            summary { code { (method.to_uppercase()) " " (path) } " " (prose(words(&told["summary"]))) }
            @if let Some(more) = told["description"].as_str() { p { (prose(more)) } }
            form.card.try data-method=(method) data-path=(path) {
                @for parameter in parameters.into_iter().flatten() {
                    @let name = words(&parameter["name"]);
                    @let sort = words(&parameter["in"]);
                    label {
                        span { code { (name) } " " (prose(words(&parameter["description"]))) }
                        input name=(name) data-in=(sort) required[parameter["required"] == true] autocomplete="off";
                    }
                }
                @if let [first, rest @ ..] = &kinds[..] {
                    @if rest.is_empty() { input type="hidden" name="kind" value=(first); }
                    @else { label { "Sent as " select name="kind" { @for kind in &kinds { option { (kind) } } } } }
                    label { "Body " textarea name="body" rows="4" required {} }
                }
                p.buttons { button { "Send" } }
                output {}
            }
            dl { @for (status, answer) in fields(&told["responses"]) {
                dt { (status) }
                dd { (prose(words(&answer["description"]))) " " (schema(answer)) }
            } }
        }
    }
}

/// The name of what an answer holds.
fn schema(answer: &Value) -> Markup {
    let content = fields(&answer["content"]).next();
    let Some((kind, body)) = content else {
        return Markup::default();
    };
    let schema = &body["schema"];
    let name = |schema: &Value| {
        let name = words(&schema["$ref"])
            .rsplit('/')
            .next()
            .unwrap_or_default();
        name.to_owned()
    };
    let name = if schema["items"].is_object() {
        format!("list of {}", name(&schema["items"]))
    } else {
        name(schema)
    };
    html! { @if !name.is_empty() { code { (name) } " " } span.soft { (kind) } }
}

/// Words in which code stands between backticks.
fn prose(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE).iter()
}
