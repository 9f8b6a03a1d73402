//! A meeting's page: its people, sessions, sources, and every side's account of it.

use std::collections::BTreeMap;

use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, Response};
use maud::{Markup, html};
use verbale_ledger::{KeptMeeting, Reviewed, Storage, ToldIn};
use verbale_schema::{Capacity, Dossier, Evidence, Meeting, Record};

use super::layout::{bar, page};
use super::meetings;
use super::parts::{date, encoded, meeting_name, quoted, search_link, short};
use super::report::{checked_by, framed, spoken, title};
use crate::accounts::{records, side_by_side};
use crate::auth::Who;
use crate::problem::Problem;
use crate::state::App;

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
    let heading = heading(&record, meeting);
    let page_of = format!("/meeting/{own}/{row}");
    let body = html! {
        h1 { (heading) }
        (facts(meeting, &own, judged.as_deref()))
        (people(&record, meeting))
        (sessions(&record, meeting, &own))
        @if !dossier.rows.is_empty() {
            h2 { "Accounts" }
            p { a href=(format!("{page_of}/accounts")) { "Side by side, with the texts" } }
            (accounts_table(&dossier, &marks, &format!("{page_of}/accounts")))
        }
        (said_there(&record, meeting, &own, (told.len() > 1).then_some(id)))
        (sources(&record, meeting, &own, &told, &dossier))
        (meetings::decisions(id, &page_of, &told, &near, &who, &headers))
    };
    Ok(page(&heading, "", body))
}

/// What a meeting's page is called: its kind, its place and who met.
fn heading(record: &Record, meeting: &Meeting) -> String {
    let kind = verbale_view::kind_name(meeting.kind);
    let heading = match &meeting.place {
        Some(place) => format!("{kind} in {}", place.span.text),
        None => kind.to_owned(),
    };
    let company = company(record, meeting);
    if company.is_empty() {
        heading
    } else {
        format!("{heading}: {company}")
    }
}

/// What is told of the meeting itself.
fn facts(meeting: &Meeting, own: &str, judged: Option<&str>) -> Markup {
    let place = meeting.place.as_ref().map(|place| &place.span.text);
    html! {
        dl.facts {
            dt { "Status" } dd {
                (meeting.status) " "
                @match judged { Some(judged) => span.verdict { "· " (judged) }, None => span.soft { "· read by machine" } }
            }
            @if let Some(when) = &meeting.date {
                dt { "Date" } dd { @if let Some(value) = &when.value { time datetime=(value) { (date(value)) } " " } span.soft { "“" (when.span.text) "”" } }
            }
            @if let Some(place) = place { dt { "Place" } dd { a href=(search_link(&format!("in:meetings meeting:{}", quoted(place)))) { (place) } } }
            @if let Some(duration) = &meeting.duration { dt { "Duration" } dd { "“" (duration.span.text) "”" } }
            @if let Some(format) = &meeting.format { dt { "Format" } dd { (format.value) } }
            @if let Some(reason) = &meeting.reason {
                dt { "Reason" } dd { @if reason.given { "“" (reason.span.text) "”" } @else { "none given: “" (reason.span.text) "”" } }
            }
            @if let Some(whole) = &meeting.part_of { dt { "Part of" } dd { a href=(format!("/meeting/{own}/{whole}")) { "the whole meeting" } } }
        }
    }
}

fn people(record: &Record, meeting: &Meeting) -> Markup {
    html! {
        @if !meeting.participants.is_empty() {
            h2 { "People" }
            ul.people { @for one in &meeting.participants {
                @let name = record.entity(&one.entity).map_or(one.span.text.as_str(), |entity| &entity.name);
                li {
                    a href=(format!("/persons?name={}", encoded(name))) { (name) }
                    @if let Some(side) = &one.side { " " span.side { (side) } }
                    @if let Some(capacity) = one.capacity.filter(|capacity| *capacity != Capacity::Principal) { " " span.soft { (capacity) } }
                }
            } }
        }
    }
}

fn sessions(record: &Record, meeting: &Meeting, own: &str) -> Markup {
    let all = record.meetings.iter();
    let sessions = all.filter(|other| other.part_of.as_ref() == Some(&meeting.id));
    let sessions: Vec<&Meeting> = sessions.collect();
    html! {
        @if !sessions.is_empty() {
            h2 { "Sessions" }
            ul { @for session in sessions { li { a href=(format!("/meeting/{own}/{}", session.id)) { (meeting_name(session.status, session.kind)) } ": " (spoken(&session.evidence)) } } }
        }
    }
}

/// What was said there, by this report; `several` is the meeting's number where others tell of it too.
fn said_there(record: &Record, meeting: &Meeting, own: &str, several: Option<i64>) -> Markup {
    let all = record.statements.iter();
    let said = all.filter(|s| s.occasion.as_ref() == Some(&meeting.id));
    let said: Vec<_> = said.collect();
    html! {
        @if !said.is_empty() {
            h2 { "Said there" }
            @if let Some(id) = several { p { a href=(search_link(&format!("meeting:#{id}"))) { "In all its reports" } } }
            ul.rows { @for statement in said {
                @let who = statement.speaker.as_deref().and_then(|id| record.entity(id)).map_or_else(|| spoken(&statement.source), |e| e.name.clone());
                li { strong { (who) } " " span.label { (statement.act) } ": "
                    a href=(format!("/report/{own}#t{}", statement.id.trim_start_matches('s'))) { (spoken(&statement.content)) } }
            } }
        }
    }
}

/// The report's words for the meeting, and the other reports that tell of it.
fn sources(
    record: &Record,
    meeting: &Meeting,
    own: &str,
    told: &[ToldIn],
    dossier: &Dossier,
) -> Markup {
    let source_line = |publisher: Option<&str>, published: Option<&str>| {
        html! {
            @if let Some(publisher) = publisher { span { (publisher) } }
            @if let Some(published) = published { time datetime=(published) { (date(published)) } }
        }
    };
    html! {
        h2 { "Sources" }
        article.result {
            h3 { a href=(format!("/report/{own}#w-{}", meeting.id)) { (title(record)) } }
            @for span in &meeting.evidence { blockquote { mark { (span.text) } } }
            p.source {
                (source_line(record.document.publisher.as_deref(), record.document.published.as_deref()))
                a href=(format!("/review?report={own}&row={}", meeting.id)) { "Correct" }
            }
        }
        @for other in told.iter().filter(|other| other.sha256 != record.document.sha256).take(SOURCES) {
            article.result {
                h3 { a href=(format!("/meeting/{}/{}", short(&other.sha256), other.row)) { (other.title) } }
                p.source {
                    (source_line(other.publisher.as_deref(), other.published.as_deref()))
                    a href=(format!("/report/{}#w-{}", short(&other.sha256), other.row)) { "Its words" }
                    @let copies = dossier.documents.iter().find(|source| source.sha256 == other.sha256).map_or(0, |source| source.copies.len());
                    @if copies > 0 { span { "the same text as " (copies) " other" @if copies > 1 { "s" } } }
                }
            }
        }
        @if told.len() > SOURCES { p.soft { "and " (told.len() - SOURCES) " more" } }
    }
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
    html! {
        div.scroll.wide tabindex="0" role="region" aria-label="Accounts" {
            table.accounts {
                thead { tr {
                    th scope="col" { "Matter" }
                    @for side in &dossier.sides { th scope="col" { (side.name) } }
                } }
                tbody { @for (number, row) in dossier.rows.iter().enumerate().take(ROWS) {
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
