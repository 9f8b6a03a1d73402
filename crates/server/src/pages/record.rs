//! One report, its rows, and its meetings.

use std::collections::BTreeMap;

use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use verbale_ledger::{Judgement, KeptMeeting, Reviewed, Storage, ToldIn, Verdict};
use verbale_schema::{Capacity, Dossier, Evidence, Meeting, Record, Span};
use verbale_view::Frame;

use super::{
    bar, date, head, meeting_name, meetings, page, percent, quoted, review, search_link, short,
};
use crate::accounts::{records, side_by_side};
use crate::auth::Who;
use crate::problem::Problem;
use crate::serve::App;

async fn reviewed(app: &App, hash: String) -> Result<Reviewed, Problem> {
    app.pool.ask(move |ledger| ledger.record(&hash)).await
}

fn title(record: &Record) -> &str {
    record
        .document
        .title
        .as_deref()
        .unwrap_or(&record.document.id)
}

/// How many of its meetings a report leads to from its top.
const LINKED: usize = 5;

/// The report with its statements marked, in this site's frame.
pub(super) async fn report(
    State(app): State<App>,
    Path(hash): Path<String>,
) -> Result<Response, Problem> {
    let Reviewed { record, review } = reviewed(&app, hash).await?;
    let own = short(&record.document.sha256);
    let checked: BTreeMap<String, String> = review
        .rows
        .iter()
        .filter(|judged| !is_gone(judged.verdict))
        .map(|judged| (judged.row.clone(), checked_by(judged)))
        .collect();
    let judged = checked.len();
    let top = html! {
        section.ledger.framed aria-label="This site" {
            div.bar { (bar("", "")) }
            p.under {
                a href=(format!("/report/{own}/rows")) {
                    "Rows and corrections" @if judged > 0 { " (" (judged) " looked at)" }
                }
                @for meeting in record.meetings.iter().take(LINKED) {
                    a href=(format!("/meeting/{own}/{}", meeting.id)) {
                        (meeting_name(meeting.status, meeting.kind)) @if let Some(place) = &meeting.place { " in " (place.span.text) }
                    }
                }
                @if record.meetings.len() > LINKED {
                    a href=(format!("/report/{own}/rows")) { "and " (record.meetings.len() - LINKED) " more" }
                }
                a href=(format!("/api/v1/reports/{own}")) { "JSON" }
            }
        }
    };
    Ok(framed(&top, |frame| {
        let checked = Some(&checked);
        verbale_view::html_framed(&record, Frame { checked, ..frame })
    }))
}

/// Whether the row is in none of the record's lists.
fn is_gone(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Rejected | Verdict::Merged)
}

/// What a person made of a row.
fn checked_by(judged: &Judgement) -> String {
    format!("{} by {}", judged.verdict.as_str(), judged.by)
}

/// A page of the view in this site's frame, with its style and script let in.
fn framed(top: &Markup, page: impl FnOnce(Frame<'_>) -> String) -> Response {
    let page = page(Frame {
        head: &head().into_string(),
        top: &top.clone().into_string(),
        checked: None,
    });
    let (style, script) = verbale_view::hashes();
    let policy = format!(
        "default-src 'none'; style-src 'self' {style}; script-src 'self' {script}; img-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = Html(page).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// All rows of a report, what people made of them, and the log.
pub(super) async fn rows(
    State(app): State<App>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Html<String>, Problem> {
    let asked = hash.clone();
    let log = app
        .pool
        .ask(move |ledger| ledger.log(Some(&asked), None, 100))
        .await?;
    let reviewed = reviewed(&app, hash).await?;
    let record = &reviewed.record;
    let own = short(&record.document.sha256);
    let name = |id: &Option<String>| {
        id.as_deref()
            .and_then(|id| record.entity(id))
            .map(|entity| entity.name.clone())
    };
    let line = |id: &str, confidence: Option<f32>, what: Markup| {
        row_line(&reviewed, own, id, confidence, &what)
    };
    let body = html! {
        h1 { (title(record)) }
        p.under {
            a href=(format!("/report/{own}")) { "The report" }
            span { "Read by " (reviewed.review.model) ", rules " (reviewed.review.rules) }
        }
        h2 { "The report" }
        ul.rows {
            (line("d", None, html! {
                strong { (title(record)) }
                @if let Some(publisher) = &record.document.publisher { ", " (publisher) }
                ", " @match &record.document.published {
                    Some(published) => time datetime=(published) { (date(published)) },
                    None => span.doubtful { "without a date" },
                }
            }))
        }
        @if !record.meetings.is_empty() {
            h2 { "Meetings" }
            ul.rows { @for meeting in &record.meetings {
                (line(&meeting.id, Some(meeting.confidence), html! {
                    a href=(format!("/meeting/{own}/{}", meeting.id)) { (meeting_name(meeting.status, meeting.kind)) }
                    ": " (spoken(&meeting.evidence))
                }))
            } }
        }
        @if !record.statements.is_empty() {
            h2 { "Statements" }
            ul.rows { @for statement in &record.statements {
                (line(&statement.id, Some(statement.confidence), html! {
                    strong { (name(&statement.speaker).unwrap_or_else(|| spoken(&statement.source))) } " "
                    span.label { (statement.act) } ": " (spoken(&statement.content))
                }))
            } }
        }
        @if !record.positions.is_empty() {
            h2 { "Positions" }
            ul.rows { @for position in &record.positions {
                @let topic = record.topics.iter().find(|topic| topic.id == position.topic);
                (line(&position.id, Some(position.confidence), html! {
                    strong { (name(&position.party).unwrap_or_else(|| "The report".to_owned())) } " "
                    span.label.(position.stance) { (position.stance) } " "
                    @if let Some(topic) = topic { (topic.label) }
                    ": " (spoken(&position.evidence))
                }))
            } }
        }
        @if !record.topics.is_empty() {
            h2 { "Matters" }
            ul.rows { @for topic in &record.topics {
                (line(&topic.id, None, html! {
                    a href=(format!("/matter?q={}", super::encoded(&topic.label))) { (topic.label) }
                }))
            } }
        }
        @if !record.entities.is_empty() {
            h2 { "People and others" }
            ul.rows { @for entity in &record.entities {
                (line(&entity.id, None, html! {
                    strong { (entity.name) } " " @if let Some(side) = &entity.side { span.side { (side) } " " }
                    span.soft { (entity.kind) ", " (entity.mentions.len()) @if entity.mentions.len() == 1 { " mention" } @else { " mentions" } }
                }))
            } }
        }
        @let rejected: Vec<_> = reviewed.review.rows.iter().filter(|judged| is_gone(judged.verdict)).collect();
        @if !rejected.is_empty() {
            h2 { "Rejected or merged" }
            ul.rows { @for judged in rejected {
                li id=(judged.row) { div.told { code { (judged.row) } " " (checked_by(judged)) @if let Some(why) = &judged.why { ": “" (why) "”" } } }
            } }
        }
        @if !log.is_empty() {
            h2 { "Corrections" }
            (review::entries(&log, &headers, &format!("/report/{own}/rows"), &review::Names::default()))
        }
    };
    Ok(page(title(record), "", body))
}

fn row_line(
    reviewed: &Reviewed,
    own: &str,
    id: &str,
    confidence: Option<f32>,
    what: &Markup,
) -> Markup {
    html! {
        li id=(id) {
            div.told { (what) }
            p.state {
                @match (reviewed.review.of(id), confidence) {
                    (Some(judged), _) => span.verdict title=(judged.at) { (checked_by(judged)) },
                    (None, Some(confidence)) => span.soft { "read by machine, " (percent(confidence)) },
                    (None, None) => span.soft { "read by machine" },
                }
                a href=(format!("/review?report={own}&row={id}")) aria-label=(format!("Correct {id}")) { "Correct" }
            }
        }
    }
}

fn spoken(spans: &[Span]) -> String {
    let words: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    words.join(" … ")
}

/// A meeting: its people, sessions, sources, and what was held on each matter.
pub(super) async fn meeting(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path((hash, row)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Html<String>, Problem> {
    let Told {
        record,
        id,
        told,
        near,
        records,
    } = told(&app, hash, row.clone()).await?;
    let own = short(&record.document.sha256).to_owned();
    let Some(meeting) = record.meetings.iter().find(|meeting| meeting.id == row) else {
        return Err(no_meeting(&row));
    };
    let judged = records
        .iter()
        .find(|reviewed| reviewed.record.document.sha256 == record.document.sha256)
        .and_then(|reviewed| reviewed.review.of(&row))
        .map(checked_by);
    let marks = Marks::of(&records);
    let records = records.into_iter().map(|reviewed| reviewed.record);
    let dossier = side_by_side(&app, records).await?;
    let place = meeting.place.as_ref().map(|place| place.span.text.clone());
    let kind = verbale_view::kind_name(meeting.kind);
    let heading = match &place {
        Some(place) => format!("{kind} in {place}"),
        None => kind.to_owned(),
    };
    let company = company(&record, meeting);
    let heading = if company.is_empty() {
        heading
    } else {
        format!("{heading}: {company}")
    };
    let words = |id: &str| format!("/report/{own}#w-{id}");
    let sessions = record
        .meetings
        .iter()
        .filter(|other| other.part_of.as_ref() == Some(&meeting.id));
    let sessions: Vec<&Meeting> = sessions.collect();
    let said: Vec<_> = record
        .statements
        .iter()
        .filter(|s| s.occasion.as_ref() == Some(&meeting.id))
        .collect();
    let body = html! {
        h1 { (heading) }
        dl.facts {
            dt { "Status" } dd {
                (meeting.status) " "
                @match judged { Some(judged) => span.verdict { "· " (judged) }, None => span.soft { "· read by machine" } }
            }
            @if let Some(when) = &meeting.date {
                dt { "Date" } dd { @if let Some(value) = &when.value { time datetime=(value) { (date(value)) } " " } span.soft { "“" (when.span.text) "”" } }
            }
            @if let Some(place) = &place { dt { "Place" } dd { a href=(search_link(&format!("in:meetings meeting:{}", quoted(place)))) { (place) } } }
            @if let Some(duration) = &meeting.duration { dt { "Duration" } dd { "“" (duration.span.text) "”" } }
            @if let Some(format) = &meeting.format { dt { "Format" } dd { (format.value) } }
            @if let Some(reason) = &meeting.reason {
                dt { "Reason" } dd { @if reason.given { "“" (reason.span.text) "”" } @else { "none given: “" (reason.span.text) "”" } }
            }
            @if let Some(whole) = &meeting.part_of { dt { "Part of" } dd { a href=(format!("/meeting/{own}/{whole}")) { "the whole meeting" } } }
        }
        @if !meeting.participants.is_empty() {
            h2 { "People" }
            ul.people { @for one in &meeting.participants {
                @let name = record.entity(&one.entity).map_or(one.span.text.as_str(), |entity| &entity.name);
                li {
                    a href=(format!("/persons?name={}", super::encoded(name))) { (name) }
                    @if let Some(side) = &one.side { " " span.side { (side) } }
                    @if let Some(capacity) = one.capacity.filter(|capacity| *capacity != Capacity::Principal) { " " span.soft { (capacity) } }
                }
            } }
        }
        @if !sessions.is_empty() {
            h2 { "Sessions" }
            ul { @for session in sessions { li { a href=(format!("/meeting/{own}/{}", session.id)) { (meeting_name(session.status, session.kind)) } ": " (spoken(&session.evidence)) } } }
        }
        @if !dossier.rows.is_empty() {
            h2 { "Accounts" }
            p { a href=(format!("/meeting/{own}/{row}/accounts")) { "Side by side, with the texts" } }
            (accounts_table(&dossier, &marks, &format!("/meeting/{own}/{row}/accounts")))
        }
        @if !said.is_empty() {
            h2 { "Said there" }
            @if told.len() > 1 { p { a href=(search_link(&format!("meeting:#{id}"))) { "In all its reports" } } }
            ul.rows { @for statement in said {
                @let who = statement.speaker.as_deref().and_then(|id| record.entity(id)).map_or_else(|| spoken(&statement.source), |e| e.name.clone());
                li { strong { (who) } " " span.label { (statement.act) } ": "
                    a href=(format!("/report/{own}#t{}", statement.id.trim_start_matches('s'))) { (spoken(&statement.content)) } }
            } }
        }
        h2 { "Sources" }
        article.result {
            h3 { a href=(words(&meeting.id)) { (title(&record)) } }
            @for span in &meeting.evidence { blockquote { mark { (span.text) } } }
            p.source {
                @if let Some(publisher) = &record.document.publisher { span { (publisher) } }
                @if let Some(published) = &record.document.published { time datetime=(published) { (date(published)) } }
                a href=(format!("/review?report={own}&row={}", meeting.id)) { "Correct" }
            }
        }
        @for other in told.iter().filter(|other| other.sha256 != record.document.sha256).take(SOURCES) {
            article.result {
                h3 { a href=(format!("/meeting/{}/{}", short(&other.sha256), other.row)) { (other.title) } }
                p.source {
                    @if let Some(publisher) = &other.publisher { span { (publisher) } }
                    @if let Some(published) = &other.published { time datetime=(published) { (date(published)) } }
                    a href=(format!("/report/{}#w-{}", short(&other.sha256), other.row)) { "Its words" }
                    @let copies = dossier.documents.iter().find(|source| source.sha256 == other.sha256).map_or(0, |source| source.copies.len());
                    @if copies > 0 { span { "the same text as " (copies) " other" @if copies > 1 { "s" } } }
                }
            }
        }
        @if told.len() > SOURCES { p.soft { "and " (told.len() - SOURCES) " more" } }
        (meetings::decisions(id, &format!("/meeting/{own}/{row}"), &told, &near, &who, &headers))
    };
    Ok(page(&heading, "", body))
}

/// The first who speak for a side, and how many more there are.
fn company(record: &Record, meeting: &Meeting) -> String {
    const NAMED: usize = 3;
    let all = meeting.participants.iter();
    let mut names: Vec<&str> = all
        .filter(|one| {
            one.capacity
                .is_none_or(|capacity| capacity == Capacity::Principal)
        })
        .map(|one| {
            record
                .entity(&one.entity)
                .map_or(one.span.text.as_str(), |entity| &entity.name)
        })
        .collect();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let mut company = names.join(", ");
    if more > 0 {
        company.push_str(&format!(" and {more} more"));
    }
    company
}

fn no_meeting(row: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("the report has no meeting {row}"),
    )
}

/// How many of the reports of a meeting are listed, and of the meetings that it may be.
const SOURCES: usize = 40;
const NEAR: usize = 30;

/// A report's record, and the meeting across reports that one of its rows tells of.
struct Told {
    record: Record,
    id: i64,
    told: Vec<ToldIn>,
    near: Vec<KeptMeeting>,
    /// The records of the reports, that of this one first.
    records: Vec<Reviewed>,
}

async fn told(app: &App, hash: String, row: String) -> Result<Told, Problem> {
    let found = app.pool.ask(move |ledger| {
        let record = ledger.record(&hash)?.record;
        let Some(id) = ledger.meeting_of(&hash, &row)? else {
            return Ok(Err(row));
        };
        let mut told = ledger.told_in(id, SOURCES + 1)?;
        // However many there are, this report's account is among those shown.
        told.sort_by_key(|one| one.sha256 != record.document.sha256);
        Ok(Ok(Told {
            near: ledger.meetings_near(id, NEAR)?,
            records: records(ledger, &told)?,
            told,
            record,
            id,
        }))
    });
    found.await?.map_err(|row| no_meeting(&row))
}

/// What each side says of every matter; each cell leads to its words in their text.
fn accounts_table(dossier: &Dossier, marks: &Marks, place: &str) -> Markup {
    // What several sides speak of stands first.
    let mut rows: Vec<_> = dossier.rows.iter().enumerate().collect();
    rows.sort_by_key(|(_, row)| {
        row.cells
            .iter()
            .filter(|cell| !cell.evidence.is_empty())
            .count()
            < 2
    });
    html! {
        div.scroll.wide tabindex="0" role="region" aria-label="Accounts" {
            table.accounts {
                thead { tr {
                    th scope="col" { "Matter" }
                    @for side in &dossier.sides { th scope="col" { (side.name) } }
                } }
                tbody { @for (number, row) in rows.into_iter().take(ROWS) {
                    tr {
                        th scope="row" { (row.topic) }
                        @for (cell, side) in row.cells.iter().zip(&dossier.sides) {
                            td data-side=(side.name) {
                                @if cell.evidence.is_empty() {
                                    span.soft { (verbale_view::stance(cell.stance)) }
                                } @else {
                                    span.label.(cell.stance) { (cell.stance) }
                                    @for evidence in cell.evidence.iter().take(SHOWN) {
                                        div {
                                            a href=(format!("{place}#r{}", number + 1)) { (beginning(&evidence.span.text)) }
                                            @if let Some(checked) = marks.on(dossier, evidence) { " " span.verdict { (checked) } }
                                        }
                                    }
                                    @if cell.evidence.len() > SHOWN {
                                        div.soft { "and " (cell.evidence.len() - SHOWN) " more" }
                                    }
                                }
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// What people made of positions, by the report and the words that they stand on.
struct Marks(BTreeMap<String, Vec<(usize, usize, String)>>);

impl Marks {
    fn of(records: &[Reviewed]) -> Self {
        let of_one = |reviewed: &Reviewed| {
            let positions = reviewed.record.positions.iter();
            let judged =
                positions.filter_map(|p| Some((p, checked_by(reviewed.review.of(&p.id)?))));
            let places = judged.flat_map(|(position, checked)| {
                let spans = position.evidence.iter();
                spans.map(move |span| (span.start, span.end, checked.clone()))
            });
            (reviewed.record.document.sha256.clone(), places.collect())
        };
        Self(records.iter().map(of_one).collect())
    }

    /// What someone made of a position that stands on these words.
    fn on(&self, dossier: &Dossier, evidence: &Evidence) -> Option<&str> {
        let source = dossier
            .documents
            .iter()
            .find(|d| d.id == evidence.document)?;
        let span = &evidence.span;
        let places = self.0.get(&source.sha256)?.iter();
        let mut here = places.filter(|(start, end, _)| *start < span.end && span.start < *end);
        here.next().map(|(_, _, checked)| checked.as_str())
    }
}

/// How many passages of a cell are shown: one alone may not be that which the stance rests on.
const SHOWN: usize = 3;

/// The first words of a long passage.
fn beginning(words: &str) -> String {
    const MOST: usize = 110;
    match words.char_indices().nth(MOST) {
        Some((end, _)) => {
            let end = words[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &words[..end])
        }
        None => words.to_owned(),
    }
}

/// How many matters the table has at most; the page side by side has them all.
const ROWS: usize = 40;

/// The accounts of a meeting side by side with their texts.
pub(super) async fn accounts(
    State(app): State<App>,
    Path((hash, row)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let Told {
        record,
        id,
        records,
        ..
    } = told(&app, hash, row.clone()).await?;
    let own = short(&record.document.sha256);
    let json = format!("/api/v1/meetings/{id}/dossier");
    let top = html! {
        section.ledger.framed aria-label="This site" {
            div.bar { (bar("", "")) }
            p.under { a href=(format!("/meeting/{own}/{row}")) { "The meeting" } a href=(json) { "JSON" } }
        }
    };
    let records = records.into_iter().map(|reviewed| reviewed.record);
    let dossier = side_by_side(&app, records).await?;
    Ok(framed(&top, |frame| {
        verbale_view::dossier_html_framed(&dossier, frame)
    }))
}
