//! What pages are put together from: names and dates as people read them, rows, and signatures.

use std::fmt::Display;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use verbale_ledger::{AROUND, Found};
use verbale_schema::{MeetingKind, MeetingStatus};

use crate::auth::{Who, cookie};

/// The cookie that keeps the name of who corrects, where no token tells it.
const NAME: &str = "name";

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

pub(super) fn search_link(query: &str) -> String {
    format!("/search?q={}", encoded(query))
}

/// A value as a query takes it.
pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', " "))
}

/// The first digits of a hash, as links have it.
pub(super) fn short(hash: &str) -> &str {
    &hash[..hash.len().min(16)]
}

/// A date as people read it; what is no date as it is.
pub(super) fn date(published: &str) -> String {
    verbale_view::day(published)
}

/// A moment of the log, in UTC, as people read it.
pub(super) fn moment(at: &str) -> String {
    let time = at.split_once('T').and_then(|(_, time)| time.get(..5));
    match time {
        Some(time) => format!("{}, {time} UTC", date(at)),
        None => date(at),
    }
}

/// A number with its thousands apart.
pub(super) fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::from(if n < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(super) fn count(n: i64, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {one}{s}", grouped(n))
}

pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What became of which kind of meeting, as people say it: a planned call is "Call, planned".
pub(super) fn meeting_name(status: MeetingStatus, kind: MeetingKind) -> String {
    match status {
        MeetingStatus::Held => verbale_view::kind_name(kind).to_owned(),
        other => format!("{}, {other}", verbale_view::kind_name(kind)),
    }
}

/// As [`meeting_name`], of a label of the ledger: `held summit`.
pub(super) fn label_name(label: &str) -> String {
    let known = label
        .split_once(' ')
        .and_then(|(status, kind)| Some(meeting_name(status.parse().ok()?, kind.parse().ok()?)));
    known.unwrap_or_else(|| capital(label))
}

/// What a meeting goes by: its kind, then its place and people.
pub(super) fn meeting_title(label: &str, matter: Option<&str>) -> String {
    let name = label_name(label);
    match matter {
        // In a place, and who met there.
        Some(matter) if matter.starts_with("in ") => {
            let comma = if name.contains(',') { "," } else { "" };
            format!("{name}{comma} {matter}")
        }
        Some(matter) => format!("{name}: {matter}"),
        None => name,
    }
}

pub(super) fn percent(confidence: f32) -> String {
    format!("{:.0}%", f64::from(confidence) * 100.0)
}

/// Where a row comes from, with links to its words.
pub(super) fn source(found: &Found) -> Markup {
    let source = &found.source;
    let report = format!("/report/{}", short(&source.sha256));
    let place = match found.kind {
        "statement" => format!("{report}#{}", anchor('t', &found.row)),
        "position" => format!("{report}#{}", anchor('w', &found.row)),
        _ => report,
    };
    html! {
        p.source {
            @if let Some(publisher) = &source.publisher { span { (publisher) } }
            @if let Some(published) = &source.published { time datetime=(published) { (date(published)) } }
            // A report's own title stands above it.
            @if found.kind != "report" { a href=(place) { (source.title.as_deref().unwrap_or(&source.id)) } }
        }
    }
}

/// The name of a row's place in the report's page.
pub(super) fn anchor(letter: char, row: &str) -> String {
    match letter {
        't' => format!("t{}", row.trim_start_matches('s')),
        _ => format!("w-{row}"),
    }
}

/// A row with its words where they stand.
pub(super) fn result(found: &Found) -> Markup {
    html! {
        article.result {
            h3 {
                @match (&found.speaker, found.person) {
                    (Some(name), Some(person)) => a href=(format!("/person/{person}")) { (name) },
                    (Some(name), None) => span { (name) },
                    (None, _) if found.kind == "meeting" => {
                        a href=(format!("/meeting/{}/{}", short(&found.source.sha256), found.row)) {
                            (meeting_title(&found.label, found.matter.as_deref()))
                        }
                    }
                    (None, _) if found.kind == "report" => {
                        a href=(format!("/report/{}", short(&found.source.sha256))) {
                            (found.source.title.as_deref().unwrap_or(&found.source.id))
                        }
                    }
                    (None, _) if found.kind == "position" => span { "The report" },
                    (None, _) => span.soft { "no source named" },
                }
                @if let Some(side) = &found.side { " " span.side { (side) } }
                @if matches!(found.kind, "statement" | "position") { " " span.label.(found.label) { (found.label) } }
                @if let Some(matter) = found.matter.as_ref().filter(|_| found.kind != "meeting") {
                    " " a.matter href=(format!("/matter?q={}", encoded(matter))) { (matter) }
                }
                @match &found.verdict {
                    Some(verdict) => { " " span.verdict { (verdict) } }
                    None if found.kind != "report" && found.confidence < 0.5 => {
                        " " span.doubtful { "doubtful, " (percent(found.confidence)) }
                    }
                    None => {}
                }
            }
            (words(found))
            (source(found))
        }
    }
}

/// The words of a row in their surroundings.
pub(super) fn words(found: &Found) -> Markup {
    let beginning = match found.words.rsplit_once(char::is_whitespace) {
        Some((whole, _)) if found.words.chars().count() >= 2 * AROUND => {
            format!("{}\u{a0}…", whole.trim_end())
        }
        _ => found.words.clone(),
    };
    html! {
        blockquote {
            span.around { (found.before) }
            @if found.kind == "report" { (beginning) } @else { mark { (found.words) } }
            span.around { (found.after) }
        }
    }
}

/// The link to the page after this one.
pub(super) fn more(place: &str, next: Option<impl Display>) -> Markup {
    let sign = if place.contains('?') { '&' } else { '?' };
    html! {
        @if let Some(next) = next {
            p.more { a href=(format!("{place}{sign}cursor={next}")) rel="next" { "More" } }
        }
    }
}

/// The name to sign with: that of the token's holder, or the one given last.
pub(super) fn name_of(who: &Who, headers: &HeaderMap) -> Option<String> {
    let kept = || {
        let name = cookie(headers, NAME)?;
        Some(percent_decode_str(name).decode_utf8_lossy().into_owned())
    };
    who.name
        .clone()
        .or_else(kept)
        .filter(|name| !name.is_empty())
}

/// The field for the name of whoever has no token that tells it.
pub(super) fn name_field(who: &Who, headers: &HeaderMap) -> Markup {
    html! {
        @match &who.name {
            Some(name) => p.soft { "Signed as " (name) },
            None => label { "Your name " input name="by" required maxlength="200" autocomplete="name" value=(name_of(who, headers).unwrap_or_default()); }
        }
    }
}

/// The fields by which a change is signed.
pub(super) fn signing(who: &Who, headers: &HeaderMap) -> Markup {
    html! {
        div.fields {
            (name_field(who, headers))
            label { "Why " input name="why" maxlength="1000" autocomplete="off"; }
        }
    }
}

/// Back to a page of this site, with the name kept for the next time.
pub(super) fn back(place: &str, name: &str) -> Response {
    // Only ever a path of this site's own.
    let place = if place.starts_with('/')
        && !place.starts_with("//")
        && !place.contains(['\\', '\n', '\r'])
    {
        place
    } else {
        "/"
    };
    let mut response = Redirect::to(place).into_response();
    let kept = format!(
        "{NAME}={}; Path=/; SameSite=Strict; HttpOnly; Max-Age=31536000",
        encoded(name)
    );
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    response
}
