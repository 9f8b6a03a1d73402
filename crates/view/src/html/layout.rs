//! The shell of every page that needs nothing else.

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html as markup};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use verbale_schema::Warning;

/// What stands around a record's page where it is one of a site's: HTML, put into the page as it is.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// At the end of the head.
    pub head: &'a str,
    /// At the beginning of the body, after the links that skip it.
    pub top: &'a str,
    /// What people made of rows, by their ids: "confirmed by Ana". None where no one can tell.
    pub checked: Option<&'a BTreeMap<String, String>>,
}

/// A page without what it says.
pub(super) struct Shell<'a> {
    pub(super) title: String,
    pub(super) style: &'a str,
    pub(super) script: &'a str,
    pub(super) frame: Option<Frame<'a>>,
}

impl Shell<'_> {
    /// The page with its body, and the links that skip to parts of it.
    pub(super) fn page(&self, skip: &Markup, body: &Markup) -> String {
        let frame = self.frame;
        markup! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    @if frame.is_none() { meta http-equiv="Content-Security-Policy" content=(policy(self.style, self.script)); }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    style { (PreEscaped(self.style)) }
                    @if let Some(frame) = frame { (PreEscaped(frame.head)) }
                }
                body {
                    nav.skip aria-label="Skip" { (skip) }
                    @if let Some(frame) = frame { (PreEscaped(frame.top)) }
                    (body)
                    script { (PreEscaped(self.script)) }
                }
            }
        }
        .into_string()
    }
}

/// What the reader should distrust.
pub(super) fn warnings(warnings: &[Warning]) -> Markup {
    markup! {
        @if !warnings.is_empty() {
            ul.warnings aria-label="Warnings" { @for warning in warnings { li { (warning.message) } } }
        }
    }
}

/// Nothing is loaded and nothing runs but the style and the script that this crate wrote.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        source(style),
        source(script),
    )
}

/// A style or a script as a content security policy names it.
pub(super) fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}
