//! How a served ledger answers: every sort of page, asked by many at once while reports come in.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// How often one client asks for each page where no reports come in.
const RUNS: usize = 20;
/// Of how many reports, persons and meetings the pages are asked for.
const SAMPLE: usize = 40;
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks the server at an address for its pages: `clients` at once, each again and again while the
/// reports of a file of JSON lines are added, or else a number of times.
pub(crate) fn run(address: &str, clients: usize, reports: Option<&Path>) -> Result<()> {
    let reports = reports.map(std::fs::read_to_string).transpose()?;
    let pages = pages(address)?;
    let adding = AtomicBool::new(true);
    let (out, answers) = mpsc::channel();
    let started = Instant::now();
    let added = std::thread::scope(|scope| -> Result<usize> {
        for client in 0..clients {
            let (out, pages, adding, reports) = (out.clone(), &pages, &adding, &reports);
            scope.spawn(move || {
                // Each begins elsewhere.
                let mut turn = client * 7;
                while if reports.is_some() {
                    adding.load(Ordering::Relaxed)
                } else {
                    turn < client * 7 + RUNS
                } {
                    for (name, places) in pages {
                        let answer = get(address, &places[turn % places.len()]);
                        if out.send((*name, answer)).is_err() {
                            return;
                        }
                    }
                    turn += 1;
                }
            });
        }
        let mut added = 0;
        for line in reports.iter().flat_map(|reports| reports.lines()) {
            let answer = post(address, line);
            // A report may be there already.
            added += usize::from(answer.as_ref().is_ok_and(|answer| answer.status == 201));
            let _ = out.send(("adding a report", answer));
        }
        adding.store(false, Ordering::Relaxed);
        Ok(added)
    })?;
    drop(out);
    let took = started.elapsed();
    let mut tables: BTreeMap<&str, Vec<Answer>> = BTreeMap::new();
    let mut wrong = BTreeMap::<String, usize>::new();
    for (name, answer) in answers {
        match answer {
            Ok(answer) if matches!(answer.status, 200 | 201) => {
                tables.entry(name).or_default().push(answer);
            }
            Ok(answer) => {
                *wrong
                    .entry(format!("{name}: {}", answer.status))
                    .or_default() += 1;
            }
            Err(error) => *wrong.entry(format!("{name}: {error}")).or_default() += 1,
        }
    }
    println!(
        "{clients} clients, {:.0} s, {added} reports added\n",
        took.as_secs_f64()
    );
    println!("| asked for | answers | median | 95 % | slowest | largest |");
    println!("|---|---|---|---|---|---|");
    for (name, answers) in &mut tables {
        answers.sort_by_key(|answer| answer.took);
        let at =
            |part: usize| answers[(answers.len() - 1) * part / 100].took.as_secs_f64() * 1000.0;
        let largest = answers.iter().map(|answer| answer.size).max().unwrap_or(0);
        println!(
            "| {name} | {} | {:.0} ms | {:.0} ms | {:.0} ms | {:.0} kB |",
            answers.len(),
            at(50),
            at(95),
            at(100),
            largest as f64 / 1000.0
        );
    }
    for (what, times) in &wrong {
        println!("{times} times {what}");
    }
    ensure!(wrong.is_empty(), "some answers were errors");
    Ok(())
}

/// Every sort of page, with places of it.
fn pages(address: &str) -> Result<Vec<(&'static str, Vec<String>)>> {
    let items = |list: &str| -> Result<Vec<Value>> {
        let answer = get(address, &format!("/api/v1/{list}limit={SAMPLE}"))?;
        let list: Value = serde_json::from_slice(&answer.body)?;
        Ok(list["items"].as_array().cloned().unwrap_or_default())
    };
    let each = |items: &[Value], place: &dyn Fn(&Value) -> String| -> Vec<String> {
        items.iter().map(place).collect()
    };
    let text = |item: &Value, field: &str| item[field].as_str().unwrap_or_default().to_owned();
    let (reports, persons) = (items("reports?")?, items("persons?")?);
    let (meetings, positions) = (
        items("meetings?several=true&")?,
        items("search?q=in:positions&")?,
    );
    let one = |place: &str| vec![place.to_owned()];
    let all = vec![
        ("first page", one("/")),
        (
            "search",
            [
                "president%20act:deny",
                "secur*",
                "side:Ukraine",
                "in:reports%20ceasefire",
                "speaker:Biden",
            ]
            .iter()
            .map(|q| format!("/search?q={q}"))
            .collect(),
        ),
        ("meetings", one("/meetings")),
        ("meetings of several reports", one("/meetings?several=true")),
        (
            "meeting",
            each(&meetings, &|m| {
                format!("/meeting/{}/{}", text(m, "sha256"), text(m, "row"))
            }),
        ),
        (
            "accounts",
            each(&meetings, &|m| {
                format!("/meeting/{}/{}/accounts", text(m, "sha256"), text(m, "row"))
            }),
        ),
        ("people", one("/persons")),
        ("people by name", one("/persons?name=biden")),
        (
            "person",
            each(&persons, &|p| format!("/person/{}", p["id"])),
        ),
        (
            "matter",
            each(&positions, &|p| {
                format!("/matter?q={}", plus(&text(p, "matter")))
            }),
        ),
        (
            "report",
            each(&reports, &|r| format!("/report/{}", text(r, "sha256"))),
        ),
        (
            "rows of a report",
            each(&reports, &|r| format!("/report/{}/rows", text(r, "sha256"))),
        ),
        ("review", one("/review")),
        ("log", one("/log")),
        ("feed", one("/feed.atom?q=ceasefire")),
        (
            "record (API)",
            each(&reports, &|r| {
                format!("/api/v1/reports/{}", text(r, "sha256"))
            }),
        ),
        ("description (API)", one("/api/v1/docs")),
    ];
    Ok(all
        .into_iter()
        .filter(|(_, places)| !places.is_empty())
        .collect())
}

/// Words as a query in an address has them.
fn plus(words: &str) -> String {
    let coded = words.bytes().map(|byte| match byte {
        b' ' => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    coded.collect()
}

struct Answer {
    status: u16,
    took: Duration,
    size: usize,
    body: Vec<u8>,
}

fn get(address: &str, place: &str) -> Result<Answer> {
    let mut answer = exchange(address, &format!("GET {place} HTTP/1.1\r\n"), "")?;
    if !place.starts_with("/api/v1/") || !place.contains("limit=") {
        answer.body = Vec::new();
    }
    Ok(answer)
}

fn post(address: &str, report: &str) -> Result<Answer> {
    let head = format!(
        "POST /api/v1/reports HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        report.len()
    );
    let mut answer = exchange(address, &head, report)?;
    answer.body = Vec::new();
    Ok(answer)
}

/// One request on a connection of its own.
fn exchange(address: &str, head: &str, body: &str) -> Result<Answer> {
    let started = Instant::now();
    let mut stream = TcpStream::connect(address).context("no connection")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{head}Host: localhost\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut whole = Vec::new();
    stream
        .read_to_end(&mut whole)
        .context("the answer broke off")?;
    let took = started.elapsed();
    let end = whole.windows(4).position(|four| four == b"\r\n\r\n");
    let (Some(end), Some(status)) = (end, whole.get(9..12)) else {
        bail!("no answer of HTTP");
    };
    let status = std::str::from_utf8(status)?.parse()?;
    let body = whole.split_off(end + 4);
    Ok(Answer {
        status,
        took,
        size: body.len(),
        body,
    })
}
