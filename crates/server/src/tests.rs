//! The server as clients meet it: over its routes, and over a real socket where that matters.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use verbale_ingest::Report;
use verbale_ledger::{Change, Holder, Ledger, Maker, Role, Signature, Storage};
use verbale_schema::Record;

use crate::serve::{App, guarded, router};
use crate::{Read, Server, new_token};

/// A reader that takes "NAME said WORDS." for a statement. What the server does with records does
/// not depend on how good they are.
fn reader() -> Arc<Read> {
    Arc::new(|report: Report| {
        if report.text.contains("unreadable") {
            return Err(format!("{}: the text cannot be read", report.id));
        }
        let text = report.text.clone();
        let span = |start: usize, end: usize| {
            let words: String = text.chars().skip(start).take(end - start).collect();
            json!({"start": start, "end": end, "text": words})
        };
        let place = |words: &str| text.find(words).map(|byte| text[..byte].chars().count());
        let length = text.chars().count();
        let mut statements = Vec::new();
        let mut entities = Vec::new();
        if let Some(said) = place(" said ") {
            entities.push(json!({"id": "e1", "kind": "person", "name": span(0, said)["text"], "side": "FIN", "roles": [],
                "mentions": [{"span": span(0, said), "form": "name"}], "members": []}));
            statements.push(json!({"id": "s1", "speaker": "e1", "source": [span(0, said)], "cue": [span(said + 1, said + 5)],
                "content": [span(said + 6, length)], "quoted": [], "mode": "indirect", "act": "say", "negated": false,
                "certainty": "certain", "addressee": null, "occasion": null, "confidence": 0.4}));
        }
        let sha256 = report.sha256();
        serde_json::from_value(json!({
            "schema": "verbale/1",
            "document": {"id": report.id, "title": report.title, "publisher": report.publisher, "url": report.url,
                "published": report.published, "language": null, "sha256": sha256, "length": length, "text": text},
            "entities": entities, "statements": statements, "meetings": [], "topics": [], "positions": [], "warnings": []
        }))
        .map_err(|error| error.to_string())
    })
}

fn maker() -> Maker {
    Maker {
        model: "test".into(),
        rules: "test".into(),
    }
}

struct Site {
    folder: TempDir,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    fn new(own: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(&folder.path().join("verbale.db"), maker(), reader(), own).unwrap();
        Self {
            folder,
            router: router(app),
        }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.into()).unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(
            Method::POST,
            path,
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await
    }

    async fn form(&self, path: &str, body: &str) -> Answer {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
        ];
        self.send(Method::POST, path, &headers, body.to_owned())
            .await
    }

    async fn add(&self, text: &str) -> String {
        let answer = self
            .send(
                Method::POST,
                "/api/v1/reports",
                &[("content-type", "text/plain")],
                text.to_owned(),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["document"]["sha256"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn grant(&self, name: &str, role: Role) -> String {
        let (token, hash) = new_token().unwrap();
        let holder = Holder {
            name: name.into(),
            role,
            made: "2025-01-01T00:00:00Z".into(),
        };
        Ledger::open(&self.folder.path().join("verbale.db"))
            .unwrap()
            .grant(&hash, &holder)
            .unwrap();
        token
    }
}

#[tokio::test]
async fn a_text_becomes_a_record_once() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    let again = site
        .send(
            Method::POST,
            "/api/v1/reports",
            &[("content-type", "text/plain")],
            "Ana Verrin said the bridge would open.",
        )
        .await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.header(header::LOCATION).ends_with(&hash));
    let record = site.get(&format!("/api/v1/reports/{}", &hash[..12])).await;
    assert_eq!(record.json()["review"]["model"], "test");
    // The JSON is a record of the public contract.
    let typed: Record = serde_json::from_str(&record.text).unwrap();
    assert_eq!(
        typed.statements[0].content[0].text,
        "the bridge would open."
    );
    assert_eq!(site.get("/api/v1/stats").await.json()["reports"], 1);
    let read = site
        .send(
            Method::POST,
            "/api/v1/read?title=T",
            &[("content-type", "text/plain")],
            "It rained.",
        )
        .await;
    assert_eq!(read.json()["document"]["title"], "T");
    assert_eq!(
        site.get("/api/v1/stats").await.json()["reports"],
        1,
        "read keeps nothing"
    );
}

#[tokio::test]
async fn a_form_brings_a_file_and_what_is_told_of_it() {
    let site = Site::new(true);
    let form = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nFrom the form\r\n\
                --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.HTML\"\r\n\r\n\
                <p>Ana Verrin said the bridge would open.</p>\r\n--x--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    let send = |place, form| site.send(Method::POST, place, &kind, form);
    let read = send("/api/v1/read?title=T&publisher=P", form).await;
    let record = read.json();
    let document = &record["document"];
    assert_eq!(
        (&document["title"], &document["publisher"]),
        (&json!("From the form"), &json!("P"))
    );
    assert_eq!(
        record["document"]["text"],
        "Ana Verrin said the bridge would open."
    );
    assert_eq!(
        send("/api/v1/reports", form).await.status,
        StatusCode::CREATED
    );
    let empty = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nT\r\n--x--\r\n";
    for (form, status) in [
        (empty, StatusCode::UNPROCESSABLE_ENTITY),
        ("no form", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(send("/api/v1/read", form).await.status, status);
    }
}

#[tokio::test]
async fn json_lines_go_in_and_come_out_in_order() {
    let site = Site::new(true);
    let lines = "{\"id\": \"a\", \"text\": \"Ana Verrin said one.\"}\n\n{broken\n{\"id\": \"c\", \"text\": \"unreadable\"}\n{\"id\": \"d\", \"text\": \"Oskar Tellmann said two.\"}";
    let answer = site
        .send(
            Method::POST,
            "/api/v1/reports",
            &[("content-type", "application/x-ndjson")],
            lines,
        )
        .await;
    let lines: Vec<Value> = answer
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4, "{}", answer.text);
    assert_eq!(lines[0]["document"]["id"], "a");
    assert_eq!(
        (&lines[1]["line"], &lines[1]["problem"]["status"]),
        (&json!(3), &json!(422))
    );
    assert_eq!(lines[2]["line"], 4);
    assert_eq!(lines[3]["document"]["id"], "d");
    // What is told beside the lines is told of each that does not say it.
    let told = "{\"text\": \"Ana Verrin said three.\"}\n{\"text\": \"Ana Verrin said four.\", \"publisher\": \"Q\"}";
    let kind = [("content-type", "application/x-ndjson")];
    let place = "/api/v1/reports?publisher=P&published=2025-08-16";
    let answer = site.send(Method::POST, place, &kind, told).await;
    for (line, publisher) in answer.text.lines().zip(["P", "Q"]) {
        let document = &serde_json::from_str::<Value>(line).unwrap()["document"];
        assert_eq!(document["publisher"], publisher);
        assert_eq!(document["published"], "2025-08-16");
    }
    let answer = site
        .send(Method::POST, "/api/v1/reports?id=x", &kind, told)
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let export = site.get("/api/v1/export").await;
    assert_eq!(export.text.lines().count(), 4);
    for line in export.text.lines() {
        serde_json::from_str::<Record>(line).unwrap();
    }
}

#[tokio::test]
async fn tags_save_the_way_and_guard_the_save() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    let path = format!("/api/v1/reports/{hash}");
    let first = site.get(&path).await;
    let tag = first.header(header::ETAG).to_owned();
    let same = site
        .send(
            Method::GET,
            &path,
            &[("if-none-match", &tag)],
            Body::empty(),
        )
        .await;
    assert_eq!(
        (same.status, same.text.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );

    let change = json!({"row": "s1", "do": "edit", "set": {"act": "promise"}, "by": "Mo", "why": "it is one"});
    let save = |tag: String| {
        let headers = [
            ("content-type".to_owned(), "application/json".to_owned()),
            ("if-match".to_owned(), tag),
        ];
        let body = change.to_string();
        let path = format!("{path}/corrections");
        let site = &site;
        async move {
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            site.send(Method::POST, &path, &headers, body).await
        }
    };
    assert_eq!(save(tag.clone()).await.json()["revision"], 2);
    let stale = save(tag.clone()).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(
        stale.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
    assert_eq!(stale.json()["changes"][0]["by"], "Mo");
    assert_eq!(stale.json()["changes"][0]["set"]["act"], "promise");
    let now = site
        .send(
            Method::GET,
            &path,
            &[("if-none-match", &tag)],
            Body::empty(),
        )
        .await;
    assert_eq!(now.json()["statements"][0]["act"], "promise");
    assert_eq!(now.json()["review"]["rows"][0]["verdict"], "edited");
    assert_eq!(
        site.post(&format!("{path}/corrections"), &change)
            .await
            .status,
        StatusCode::PRECONDITION_REQUIRED
    );

    let entry = site.get("/api/v1/log").await.json()["items"][0]["id"].clone();
    assert_eq!(
        site.post(&format!("/api/v1/log/{entry}/undo"), &json!({"by": "Jo"}))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(site.get(&path).await.json()["statements"][0]["act"], "say");
}

/// Of a client's own tags the latest counts, and it may say that any will do.
#[tokio::test]
async fn tags_come_in_lists_and_as_stars() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    let path = format!("/api/v1/reports/{hash}");
    let tag = site.get(&path).await.header(header::ETAG).to_owned();
    for known in ["*", &format!("\"other\", W/{tag}")] {
        let headers = [("if-none-match", known)];
        let same = site.send(Method::GET, &path, &headers, Body::empty()).await;
        assert_eq!(same.status, StatusCode::NOT_MODIFIED, "{known}");
    }
    let accept = json!({"row": "s1", "do": "accept", "by": "Mo"}).to_string();
    for (tags, status) in [
        ("W/\"r1\"", 412),
        ("\"x\"", 412),
        ("\"r0\", \"r1\"", 200),
        ("\"r1\"", 412),
        ("*", 200),
    ] {
        let headers = [("content-type", "application/json"), ("if-match", tags)];
        let place = format!("{path}/corrections");
        let saved = site.send(Method::POST, &place, &headers, accept.clone());
        assert_eq!(saved.await.status.as_u16(), status, "{tags}");
    }
}

#[tokio::test]
async fn lists_come_in_pages() {
    let site = Site::new(true);
    for n in 0..5 {
        site.add(&format!("Ana Verrin said number {n}.")).await;
    }
    let (mut seen, mut path) = (0, "/api/v1/search?q=number&limit=2".to_owned());
    loop {
        let page = site.get(&path).await.json();
        seen += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/search?q=number&limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, 5);
    let wrong = site.get("/api/v1/search?cursor=6502802037744336895").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let persons = site.get("/api/v1/persons").await.json();
    assert_eq!(
        (
            persons["items"].as_array().unwrap().len(),
            &persons["items"][0]["reports"]
        ),
        (1, &json!(5))
    );
}

/// Programs that know only floating point round great numbers: rows would come twice, others never.
#[tokio::test]
async fn places_in_lists_are_words() {
    let site = Site::new(true);
    for n in 0..3 {
        let text =
            json!({"text": format!("Ana Verrin said number {n}."), "published": "2025-08-16"});
        site.post("/api/v1/reports", &text).await;
    }
    for list in ["search?", "reports?", "persons/1/statements?", "review?"] {
        let (mut rows, mut path) = (Vec::new(), format!("/api/v1/{list}limit=1"));
        loop {
            let page = site.get(&path).await.json();
            assert!(page["items"][0]["cursor"].is_string(), "{page}");
            rows.push(page["items"][0]["sha256"].clone());
            match &page["next"] {
                Value::Null => break,
                next => path = format!("/api/v1/{list}limit=1&cursor={}", next.as_str().unwrap()),
            }
        }
        assert_eq!(rows.len(), 3, "{list}");
        rows.dedup();
        assert_eq!(rows.len(), 3, "{list}");
    }
}

#[tokio::test]
async fn what_is_not_known_is_not_passed_over() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    for (path, says) in [
        ("/api/v1/search?query=foo", "q, cursor, limit"),
        ("/api/v1/stats?since=2025", "none can be given"),
        ("/feed.json?query=foo", "query"),
    ] {
        let refused = site.get(path).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        let detail = refused.json()["detail"].clone();
        assert!(detail.as_str().unwrap().contains(says), "{path}: {detail}");
    }
    let corrections = format!("/api/v1/reports/{hash}/corrections");
    for (path, body) in [
        (
            corrections.as_str(),
            json!({"row": "s1", "seen": 1, "do": "accept", "by": "Mo", "wy": "x"}),
        ),
        (
            &corrections,
            json!({"row": "s1", "seen": 1, "do": "merge", "into": "s2", "set": {}, "by": "Mo"}),
        ),
        (
            "/api/v1/persons/1/decisions",
            json!({"do": "join", "into": 2, "from": 3, "by": "Mo"}),
        ),
        ("/api/v1/log/1/undo", json!({"by": "Mo", "entry": 2})),
        (
            "/api/v1/searches",
            json!({"name": "a", "query": "b", "by": "Mo", "feed": true}),
        ),
    ] {
        let refused = site.post(path, &body).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path}: {}",
            refused.text
        );
        assert!(
            refused.text.contains("no field"),
            "{path}: {}",
            refused.text
        );
    }
    let known = json!({"row": "s1", "seen": 1, "do": "accept", "by": "Mo", "why": "heard it"});
    assert_eq!(site.post(&corrections, &known).await.status, StatusCode::OK);
}

/// Whatever the framework says is said in the program's words.
#[tokio::test]
async fn nothing_of_the_code_shows_in_problems() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    let get = |path: &'static str| site.get(path);
    let mut answers = vec![
        get("/api/v1/search?limit=many").await,
        get("/api/v1/search?q=a&q=b").await,
        get("/api/v1/dossier").await,
        get("/api/v1/meetings?several=perhaps").await,
        get("/api/v1/persons/x").await,
        get("/review?after=x").await,
    ];
    for body in [
        json!({"do": "accept"}),
        json!({"row": "s1", "do": "acept"}),
        json!({"row": 7, "do": "accept"}),
        json!([]),
    ] {
        let path = format!("/api/v1/reports/{hash}/corrections");
        answers.push(site.post(&path, &body).await);
    }
    for answer in answers {
        assert!(answer.status.is_client_error(), "{}", answer.text);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        for theirs in [
            "deserialize",
            "struct",
            "i64",
            "variant",
            "query string",
            "field `",
        ] {
            assert!(!detail.contains(theirs), "{detail}");
        }
    }
}

#[tokio::test]
async fn what_goes_wrong_is_a_problem_in_its_own_words() {
    let site = Site::new(true);
    let json = [("content-type", "application/json")];
    for (method, path, body, status, says) in [
        (
            Method::GET,
            "/api/v1/reports/00000000",
            "",
            404,
            "no report",
        ),
        (Method::GET, "/api/v1/nothing", "", 404, "nothing at"),
        (Method::DELETE, "/api/v1/reports", "", 405, "DELETE"),
        (
            Method::GET,
            "/api/v1/search?q=colour:red",
            "",
            422,
            "no field",
        ),
        (Method::GET, "/api/v1/search?limit=many", "", 400, "limit"),
        (
            Method::POST,
            "/api/v1/reports",
            "{\"no\": 1}",
            422,
            "not a report",
        ),
        (
            Method::POST,
            "/api/v1/reports",
            "{\"text\": \"unreadable\"}",
            422,
            "cannot be read",
        ),
        (Method::POST, "/api/v1/log/1/undo", "{", 400, "JSON"),
        (
            Method::POST,
            "/api/v1/log/1/undo",
            "{}",
            422,
            "who corrects",
        ),
        (Method::GET, "/api/v1/persons/77", "", 404, "no person"),
        (
            Method::POST,
            "/api/v1/persons/77/decisions",
            "{\"do\":\"join\",\"into\":78,\"by\":\"Mo\"}",
            404,
            "no person",
        ),
        (Method::GET, "/api/v1/meetings/77", "", 404, "no meeting"),
        (
            Method::GET,
            "/api/v1/meetings/77/dossier",
            "",
            404,
            "no meeting",
        ),
        (
            Method::POST,
            "/api/v1/meetings/77/decisions",
            "{\"do\":\"part\",\"report\":\"00000000\",\"name\":\"m1\",\"by\":\"Mo\"}",
            404,
            "no meeting",
        ),
        (
            Method::POST,
            "/api/v1/persons/77/decisions",
            "{\"do\":\"accept\",\"by\":\"Mo\"}",
            422,
            "join",
        ),
    ] {
        let answer = site.send(method, path, &json, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json",
            "{path}"
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(
            problem["detail"].as_str().unwrap().contains(says),
            "{path}: {problem}"
        );
    }
    let kind = [("content-type", "Application/JSON; Charset=UTF-8")];
    let report = "{\"text\": \"Ana Verrin said no.\"}";
    let taken = site.send(Method::POST, "/api/v1/read", &kind, report).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    let kind = [("content-type", "image/png")];
    assert_eq!(
        site.send(Method::POST, "/api/v1/reports", &kind, "x")
            .await
            .status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}

#[tokio::test]
async fn too_much_at_once_is_refused() {
    let site = Site::new(true);
    let long = "Ana Verrin said é. ".repeat(crate::input::MOST_TEXT / 19 + 1);
    let plain = [("content-type", "text/plain")];
    let answer = site.send(Method::POST, "/api/v1/read", &plain, long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("verbale add"), "{}", answer.text);
    let text = vec![b'a'; crate::input::MOST + 1];
    let answer = site
        .send(
            Method::POST,
            "/api/v1/reports",
            &[("content-type", "text/plain")],
            text,
        )
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Deep and wide HTML costs no more than its size.
    let bomb = format!(
        "<html><body>{}<p>Ana Verrin said no.</p>",
        "<div><table><tr><td>".repeat(100_000)
    );
    let answer = tokio::time::timeout(
        Duration::from_secs(30),
        site.send(
            Method::POST,
            "/api/v1/read",
            &[("content-type", "text/html")],
            bomb,
        ),
    );
    let answer = answer.await.unwrap();
    assert!(answer.status.as_u16() < 500, "{}", answer.text);
}

#[tokio::test]
async fn the_description_is_whole() {
    let site = Site::new(true);
    let api = site.get("/api/v1/openapi.json").await.json();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = api["paths"].as_object().unwrap();
    assert!(paths.len() >= 14);
    // Every reference leads somewhere.
    let text = api.to_string();
    for name in text
        .split("#/components/schemas/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(
            api["components"]["schemas"].get(name).is_some(),
            "{name} is not described"
        );
    }
    for name in [
        "Reviewed",
        "Record",
        "Statement",
        "Meeting",
        "Position",
        "Problem",
        "RowChange",
        "Dossier",
        "Found",
    ] {
        assert!(
            api["components"]["schemas"].get(name).is_some(),
            "{name} is not described"
        );
    }
    // The words of the contract, not their names in the code.
    assert_eq!(
        api["components"]["schemas"]["Version"]["enum"],
        json!(["verbale/1"])
    );
    for (path, operation) in paths.iter().flat_map(|(path, methods)| {
        let operations = methods.as_object().unwrap().values();
        operations.map(move |operation| (path, operation))
    }) {
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.contains_key("4XX") && responses.contains_key("5XX"),
            "{path}"
        );
        for (status, response) in responses {
            assert!(response["description"].is_string(), "{path} {status}");
            assert!(
                response["content"].get("text/plain").is_none(),
                "{path} {status}"
            );
        }
    }
    let added = &api["paths"]["/api/v1/reports"]["post"]["responses"]["200"]["content"];
    assert!(added.get("application/x-ndjson").is_some(), "{added}");
    let page = site.get("/api/v1/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    for path in paths.keys() {
        assert!(page.text.contains(path), "{path} is not on the page");
    }
    assert!(
        !page.text.contains("https://"),
        "nothing is loaded from elsewhere"
    );
}

#[tokio::test]
async fn script_in_a_report_is_text_on_every_page() {
    let site = Site::new(true);
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let body = json!({"id": evil, "title": evil, "publisher": evil, "url": "javascript:alert(1)",
        "published": "2025-08-16", "text": format!("{evil} said {evil} is open.")});
    let answer = site.post("/api/v1/reports", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let hash = answer.json()["document"]["sha256"]
        .as_str()
        .unwrap()
        .to_owned();
    let seen = json!({"row": "s1", "do": "accept", "by": evil, "why": evil, "seen": 1});
    assert_eq!(
        site.post(&format!("/api/v1/reports/{hash}/corrections"), &seen)
            .await
            .status,
        StatusCode::OK
    );
    for path in [
        "/".to_owned(),
        format!("/report/{hash}"),
        format!("/report/{hash}/rows"),
        format!("/review?report={hash}&row=s1"),
        "/persons".into(),
        "/person/1".into(),
        "/log".into(),
        "/search?q=open".into(),
        "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E".into(),
        "/matter?q=%3Cscript%3E".into(),
        "/feed.atom?q=open".into(),
        "/persons?name=%3Cscript%3E%22".into(),
    ] {
        let page = site
            .send(
                Method::GET,
                &path,
                &[("accept", "text/html")],
                Body::empty(),
            )
            .await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            !page.text.contains("<script>alert") && !page.text.contains("<img"),
            "{path}: {}",
            page.text
        );
        assert!(!page.text.contains("href=\"javascript"), "{path}");
        let policy = page.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(page.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
}

#[tokio::test]
async fn sql_in_the_search_box_is_only_words() {
    let site = Site::new(true);
    site.add("Ana Verrin said the bridge would open.").await;
    for query in [
        "'; DROP TABLE report; --",
        "\" OR 1=1 --",
        "speaker:\"x\" UNION SELECT * FROM token",
        "NEAR(a b)",
        "words MATCH *",
        "bridge) OR (target : *",
        "{words speaker}",
        "a AND",
        "^bridge",
        "%00",
        "*",
        "(((((",
    ] {
        let coded =
            percent_encoding::utf8_percent_encode(query, percent_encoding::NON_ALPHANUMERIC);
        let answer = site.get(&format!("/api/v1/search?q={coded}")).await;
        assert!(
            matches!(answer.status.as_u16(), 200 | 422),
            "{query}: {} {}",
            answer.status,
            answer.text
        );
    }
    assert_eq!(site.get("/api/v1/stats").await.json()["reports"], 1);
}

#[tokio::test]
async fn the_search_says_where_else_something_is_found() {
    let site = Site::new(true);
    site.add("The ferry was late.").await;
    let page = site.get("/search?q=ferry").await.text;
    assert!(page.contains("Nothing found in statements."), "{page}");
    assert!(
        page.contains("href=\"/search?q=ferry%20in%3Areports\">1 report</a>"),
        "{page}"
    );
    let there = site.get("/search?q=ferry%20in%3Areports").await.text;
    assert!(!there.contains("Elsewhere"), "{there}");
    // Lists that have no such field are not offered.
    let page = site.get("/search?q=act:deny").await.text;
    assert!(
        page.contains("in%3Areports") && !page.contains("in%3Ameetings"),
        "{page}"
    );
}

#[tokio::test]
async fn tricks_in_names_lead_nowhere() {
    let site = Site::new(true);
    for path in [
        "/static/../Cargo.toml",
        "/static/%2e%2e%2fCargo.toml",
        "/report/..%2f..%2fetc%2fpasswd",
        "/meeting/%2e%2e/m1",
        "/report/%00%00%00%00%00%00%00%00",
        "/api/v1/reports/%27%20OR%201%3D1",
        "/review?report=..%2f&row=s1",
    ] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // The file's own name is no path either, and is not kept.
    let parts = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../../tmp/evil.txt\"\r\n\r\nAna Verrin said no.\r\n--B--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=B")];
    let answer = site.send(Method::POST, "/add", &headers, parts).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let record = site.get("/api/v1/search?q=in:reports").await;
    assert!(
        !record.text.contains("evil") && record.text.contains("\"uploaded\""),
        "{}",
        record.text
    );
}

#[tokio::test]
async fn other_sites_can_neither_read_nor_write() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    let form = "do=accept&seen=1&by=Mo&next=/";
    let path = format!("/report/{hash}/rows/s1");
    let kind = ("content-type", "application/x-www-form-urlencoded");
    for foreign in [
        ("origin", "http://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "null"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = site.send(Method::POST, &path, &[kind, foreign], form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{foreign:?}");
    }
    let own = site
        .send(
            Method::POST,
            &path,
            &[kind, ("origin", "http://localhost:8080")],
            form,
        )
        .await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text);
    // A name of another site that leads to this machine.
    let rebound = Request::builder()
        .uri("/api/v1/export")
        .header("host", "evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        site.ask(rebound).await.status,
        StatusCode::MISDIRECTED_REQUEST
    );
    assert_eq!(
        site.get("/")
            .await
            .headers
            .get("access-control-allow-origin"),
        None
    );
    // Nor does a form lead anywhere else.
    let away = site
        .form(&path, "do=accept&seen=2&by=Mo&next=//evil.example")
        .await;
    assert_eq!(away.header(header::LOCATION), "/");
}

/// A name and a password, as `Authorization` has them.
fn password(name: &str, password: &str) -> String {
    let pair = BASE64_STANDARD.encode(format!("{name}:{password}"));
    format!("basic {pair}")
}

#[tokio::test]
async fn readers_of_feeds_are_asked_for_a_password_and_browsers_for_a_login() {
    let site = Site::new(false);
    for (path, asked) in [
        ("/feed.atom", "Basic"),
        ("/searches/Roads/feed.json", "Basic"),
        ("/api/v1/stats", "Bearer"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        let challenge = answer.header(header::WWW_AUTHENTICATE);
        assert!(challenge.starts_with(asked), "{path}: {challenge}");
    }
    for path in ["/", "/api/v1/docs"] {
        let browser = [("accept", "text/html")];
        let answer = site.send(Method::GET, path, &browser, Body::empty()).await;
        assert_eq!(answer.header(header::LOCATION), "/login", "{path}");
    }
    // Where everyone may ask, a password for a server before this one is no hindrance.
    let own = Site::new(true);
    let foreign = password("Mo", "of the server before");
    let headers = [("authorization", foreign.as_str())];
    let answer = own.send(Method::GET, "/", &headers, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn tokens_let_in_as_far_as_they_go() {
    let site = Site::new(false);
    let (figures, read, edit, admin) = (
        site.grant("Figures", Role::Metrics),
        site.grant("Rea", Role::Read),
        site.grant("Edi", Role::Edit),
        site.grant("Ada", Role::Admin),
    );
    let as_ = |token: &str| format!("Bearer {token}");
    let with = |method: Method, path: &'static str, token: String| {
        let site = &site;
        async move {
            site.send(
                method,
                path,
                &[("authorization", &token), ("content-type", "text/plain")],
                "Ana Verrin said no.",
            )
            .await
            .status
            .as_u16()
        }
    };
    assert_eq!(
        site.get("/api/v1/stats").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(site.get("/health").await.status, StatusCode::OK);
    for wrong in [
        "Bearer nonsense".to_owned(),
        "Bearer ".into(),
        format!("Basic {read}"),
        password(&read, ""),
        as_(&read[..read.len() - 1]),
    ] {
        assert_eq!(with(Method::GET, "/api/v1/stats", wrong).await, 401);
    }
    let lower = format!("bearer {read}");
    for known in [as_(&read), lower, password("any name", &read)] {
        assert_eq!(with(Method::GET, "/api/v1/stats", known).await, 200);
    }
    assert_eq!(with(Method::POST, "/api/v1/read", as_(&read)).await, 200);
    assert_eq!(with(Method::POST, "/api/v1/reports", as_(&read)).await, 403);
    assert_eq!(with(Method::POST, "/api/v1/reports", as_(&edit)).await, 201);
    assert_eq!(with(Method::GET, "/metrics", as_(&figures)).await, 200);
    for path in ["/api/v1/stats", "/api/v1/search", "/", "/feed.json"] {
        assert_eq!(with(Method::GET, path, as_(&figures)).await, 403, "{path}");
    }
    assert_eq!(with(Method::GET, "/metrics", as_(&admin)).await, 200);

    // A browser shows its token once, and is known by a cookie of its own.
    let page = site
        .send(Method::GET, "/", &[("accept", "text/html")], Body::empty())
        .await;
    assert_eq!(
        (page.status, page.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert_eq!(
        site.form("/login", "token=nonsense").await.status,
        StatusCode::UNAUTHORIZED
    );
    let login = site.form("/login", &format!("token={edit}")).await;
    let cookie = login.header(header::SET_COOKIE).to_owned();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Strict")
            && !cookie.contains(&edit)
    );
    let cookie = cookie.split(';').next().unwrap();
    let shown = site
        .send(Method::GET, "/review", &[("cookie", cookie)], Body::empty())
        .await;
    assert!(shown.text.contains("Signed as Edi"), "{}", shown.text);
    // Whoever signs is who the token says, whatever the form says.
    let hash = site
        .send(
            Method::GET,
            "/api/v1/reports",
            &[("authorization", &as_(&read))],
            Body::empty(),
        )
        .await
        .json()["items"][0]["sha256"]
        .clone();
    let path = format!("/report/{}/rows/s1", hash.as_str().unwrap());
    let kind = ("content-type", "application/x-www-form-urlencoded");
    site.send(
        Method::POST,
        &path,
        &[("cookie", cookie), kind],
        "do=accept&seen=1&by=Mallory&next=/",
    )
    .await;
    let log = site
        .send(
            Method::GET,
            "/api/v1/log",
            &[("authorization", &as_(&read))],
            Body::empty(),
        )
        .await;
    assert_eq!(log.json()["items"][0]["by"], "Edi");
    // A token that is taken back is worth nothing at once.
    Ledger::open(&site.folder.path().join("verbale.db"))
        .unwrap()
        .revoke("Edi")
        .unwrap();
    assert_eq!(
        site.send(Method::GET, "/review", &[("cookie", cookie)], Body::empty())
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_row_is_corrected_by_form_and_the_change_shows() {
    let site = Site::new(true);
    let hash = site.add("Ana Verrin said the bridge would open.").await;
    let review = site.get("/review").await;
    assert!(
        review.text.contains("data-key=\"a\"")
            && review.text.contains("<mark>the bridge would open.</mark>")
    );
    let edit = "do=edit&seen=1&by=Mo+M%C3%BCller&why=heard+it&next=/review&act=promise&content=the+bridge&speaker=e1&certainty=certain&addressee=";
    let saved = site.form(&format!("/report/{hash}/rows/s1"), edit).await;
    assert_eq!(
        (saved.status, saved.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/review")
    );
    let now = site.get(&format!("/api/v1/reports/{hash}")).await.json();
    assert_eq!(
        (
            &now["statements"][0]["act"],
            &now["statements"][0]["content"][0]["text"]
        ),
        (&json!("promise"), &json!("the bridge"))
    );
    let stale = site.form(&format!("/report/{hash}/rows/s1"), edit).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert!(
        stale.text.contains("What changed") && stale.text.contains("Mo Müller"),
        "{}",
        stale.text
    );
    let rows = site.get(&format!("/report/{hash}/rows")).await;
    assert!(
        rows.text.contains("edited by Mo Müller") && rows.text.contains("<ins>promise</ins>"),
        "{}",
        rows.text
    );
    let wrong = site
        .form(
            &format!("/report/{hash}/rows/s1"),
            "do=edit&seen=2&by=Mo&next=/&content=never+said",
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What was typed is not lost.
    assert!(
        wrong.text.contains("<dd>never said</dd>") && wrong.text.contains("row=s1"),
        "{}",
        wrong.text
    );
    // Words that do not stand together, and what is told of the report itself.
    for (row, form) in [
        (
            "s1",
            "do=edit&seen=2&by=Mo&next=/&content=the+bridge%0D%0A%E2%80%A6%0D%0Aopen&negated=true",
        ),
        (
            "d",
            "do=edit&seen=3&by=Mo&next=/&title=The+bridge&published=2026-03-14&publisher=&url=",
        ),
    ] {
        let saved = site.form(&format!("/report/{hash}/rows/{row}"), form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    }
    let now = site.get(&format!("/api/v1/reports/{hash}")).await.json();
    assert_eq!(now["document"]["title"], "The bridge");
    assert_eq!(now["statements"][0]["negated"], true);
    assert_eq!(now["statements"][0]["content"][1]["text"], "open");
    let page = site.get(&format!("/report/{hash}")).await;
    assert!(page.text.contains("edited by Mo"), "{}", page.text);
}

#[tokio::test]
async fn a_search_is_a_feed() {
    let site = Site::new(true);
    site.add("Ana Verrin said the bridge & the road would open.")
        .await;
    let atom = site.get("/feed.atom?q=bridge").await;
    assert!(
        atom.text.starts_with("<?xml") && atom.text.contains("bridge &amp; the road"),
        "{}",
        atom.text
    );
    let feed = site.get("/feed.json?q=bridge").await.json();
    assert_eq!(
        feed["items"][0]["content_text"],
        "the bridge & the road would open."
    );
    assert_eq!(
        site.get("/feed.json?q=colour:red").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // A number is the same number as in a search, and links lead where the client came from.
    let search = site.get("/api/v1/search?q=bridge").await;
    assert_eq!(feed["items"][0]["_verbale"], search.json()["items"][0]);
    let proxied = [("x-forwarded-proto", "https")];
    for path in ["/feed.json?q=bridge", "/feed.atom?q=bridge"] {
        let feed = site.send(Method::GET, path, &proxied, Body::empty()).await;
        assert!(
            feed.text.contains("https://localhost:8080/report/"),
            "{}",
            feed.text
        );
        assert!(!feed.text.contains("http://localhost"), "{}", feed.text);
    }
}

/// What is new to the ledger is news, whenever it was published; so is what people make of it.
#[tokio::test]
async fn a_feed_tells_what_came_last() {
    let site = Site::new(true);
    for n in 0..60 {
        let body =
            json!({"text": format!("Ana Verrin said number {n}."), "published": "2025-08-16"});
        site.post("/api/v1/reports", &body).await;
    }
    let old = json!({"text": "Ana Verrin said it late.", "published": "2021-01-01"});
    let hash = site.post("/api/v1/reports", &old).await.json()["document"]["sha256"].clone();
    for query in ["", "said", "date:..2025-08-16"] {
        let feed = site.get(&format!("/feed.json?q={query}")).await.json();
        let items = feed["items"].as_array().unwrap();
        let first = if query == "said" { continue } else { &items[0] };
        assert_eq!(first["content_text"], "it late.", "{query}");
        assert_eq!(items[1]["content_text"], "number 59.");
        assert_eq!(items.len(), 50);
    }
    let feed = site.get("/feed.json?q=number,late").await.json();
    assert_eq!(feed["items"][0]["content_text"], "it late.");
    let file = site.folder.path().join("verbale.db");
    let signed = Signature {
        by: "Mo".into(),
        at: "2999-01-01T00:00:00Z".into(),
        why: None,
    };
    let set = json!({"act": "promise"}).as_object().unwrap().clone();
    let edit = Change::Edit { set };
    let mut ledger = Ledger::open(&file).unwrap();
    ledger
        .correct(hash.as_str().unwrap(), 1, "s1", &edit, &signed)
        .unwrap();
    let feed = site.get("/feed.json?q=late").await.json();
    assert_eq!(feed["items"][0]["date_modified"], "2999-01-01T00:00:00Z");
    let feed = site.get("/feed.atom?q=late").await;
    assert!(
        feed.text
            .contains("<updated>2999-01-01T00:00:00Z</updated>"),
        "{}",
        feed.text
    );
}

/// Clients that go away leave work behind, and the others wait for it instead of being sent away; and
/// that work ends.
#[tokio::test]
async fn clients_that_go_away_harm_no_one() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new(&folder.path().join("verbale.db"), maker(), reader(), true).unwrap();
    let ended = Arc::new(AtomicUsize::new(0));
    for _ in 0..20 {
        let ended = Arc::clone(&ended);
        let endless = app.pool.ask(move |ledger| {
            let _ended = Ended(ended);
            loop {
                ledger.stats()?;
            }
            #[expect(unreachable_code, reason = "it says what the answer would be")]
            Ok(())
        });
        assert!(
            tokio::time::timeout(Duration::from_millis(5), endless)
                .await
                .is_err()
        );
        let other = app.pool.ask(|ledger| ledger.stats());
        let other = tokio::time::timeout(Duration::from_secs(5), other).await;
        assert_eq!(other.unwrap().unwrap().reports, 0);
    }
    while ended.load(Ordering::SeqCst) < 20 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let slow = app.pool.ask(|_| {
        std::thread::sleep(Duration::from_millis(200));
        Ok(())
    });
    let many = (0..12).map(|_| {
        let pool = app.pool.clone();
        async move {
            let slow = pool.ask(|_| {
                std::thread::sleep(Duration::from_millis(100));
                Ok(())
            });
            assert!(
                tokio::time::timeout(Duration::from_millis(5), slow)
                    .await
                    .is_err()
            );
        }
    });
    futures_util::future::join_all(many).await;
    slow.await.unwrap();
    let change = app.pool.change(|ledger| {
        std::thread::sleep(Duration::from_millis(100));
        ledger.stats()
    });
    assert!(
        tokio::time::timeout(Duration::from_millis(5), change)
            .await
            .is_err()
    );
    app.pool.change(|ledger| ledger.stats()).await.unwrap();
}

/// Counts the questions that came to an end.
struct Ended(Arc<AtomicUsize>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// An answer that does not come is a problem like any other, and is counted.
#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_too_long_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new(&folder.path().join("verbale.db"), maker(), reader(), true).unwrap();
    let metrics = app.metrics.clone();
    let stats = Ledger::open(&folder.path().join("verbale.db"))
        .unwrap()
        .stats()
        .unwrap();
    let routes = Router::new()
        .route(
            "/slow",
            get(|| tokio::time::sleep(Duration::from_secs(100))),
        )
        .route("/broken", get(|| async { assert_eq!(1, 2, "a defect") }));
    let site = Site {
        folder,
        router: guarded(routes, app),
    };
    for (path, status) in [("/slow", 503), ("/broken", 500)] {
        let answer = site.get(path).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.json()["status"], status);
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        let counted = format!("route=\"{path}\",status=\"{status}\"");
        assert!(
            metrics.text(&stats).contains(&counted),
            "{}",
            metrics.text(&stats)
        );
    }
}

/// Lists of doubts are as long as they are, and come in pages like others.
#[tokio::test]
async fn doubts_come_in_pages() {
    let site = Site::new(true);
    for name in ["Ana Verrin", "A. Verrin", "Oskar Tellmann", "O. Tellmann"] {
        site.add(&format!("{name} said so.")).await;
    }
    let all = site.get("/api/v1/doubts").await.json();
    let all = all["items"].as_array().unwrap();
    assert!(all.len() > 1, "{all:?}");
    let (mut seen, mut path) = (Vec::new(), "/api/v1/doubts?limit=1".to_owned());
    loop {
        let page = site.get(&path).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/doubts?limit=1&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(&seen, all);
    let none = site.get("/api/v1/doubts/meetings?cursor=5").await.json();
    assert_eq!(none, json!({"items": [], "next": null}));
}

/// From one row to the next, whatever was judged in between.
#[tokio::test]
async fn review_goes_on_where_it_was() {
    let site = Site::new(true);
    for n in 0..3 {
        site.add(&format!("Ana Verrin said number {n}.")).await;
    }
    let mut place = "/review".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = site.get(&place).await.text;
        let Some(words) = page.split("<mark>").nth(1) else {
            assert!(page.contains("no more"), "{page}");
            break;
        };
        seen.push(words.split('<').next().unwrap().to_owned());
        let next = page.split("data-key=\"n\"").next().unwrap();
        place = next
            .rsplit("href=\"")
            .next()
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
    }
    assert_eq!(seen, ["number 0.", "number 1.", "number 2."]);
}

#[tokio::test]
async fn a_search_is_saved_followed_and_forgotten() {
    let site = Site::new(true);
    site.add("Ana Verrin said the bridge & the road would open.")
        .await;
    let new = json!({"name": "Bridges / roads", "query": "bridge", "by": "Mira"});
    let saved = site.post("/api/v1/searches", &new).await;
    assert_eq!(
        (saved.status, &saved.json()["by"]),
        (StatusCode::CREATED, &json!("Mira"))
    );
    assert_eq!(
        site.post("/api/v1/searches", &new).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the name is taken"
    );
    let all = site.get("/api/v1/searches").await.json();
    assert_eq!(all[0]["query"], "bridge");
    let own = "/searches/Bridges%20%2F%20roads";
    let atom = site.get(&format!("{own}/feed.atom")).await;
    assert!(
        atom.text.contains("<title>Bridges / roads</title>")
            && atom.text.contains("bridge &amp; the road"),
        "{}",
        atom.text
    );
    let feed = site.get(&format!("{own}/feed.json")).await.json();
    assert_eq!(feed["title"], "Bridges / roads");
    let page = site.get(own).await;
    assert_eq!(page.header(header::LOCATION), "/search?q=bridge");
    for place in ["/", "/search?q=bridge"] {
        assert!(
            site.get(place).await.text.contains("Bridges / roads"),
            "{place}"
        );
    }
    let other = site
        .form("/searches", "name=Roads&query=road&by=Mira")
        .await;
    assert_eq!(other.header(header::LOCATION), "/search?q=road");
    let gone = site.form("/searches/Roads/forget", "").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let delete = format!("/api/v1{own}");
    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        let gone = site.send(Method::DELETE, &delete, &[], "").await;
        assert_eq!(gone.status, status);
    }
    assert_eq!(site.get("/api/v1/searches").await.json(), json!([]));
}

#[tokio::test]
async fn accounts_of_one_meeting_stand_side_by_side() {
    let site = Site::new(true);
    let text = |who: &str, said: &str| format!("{who} said {said} at the talks.");
    let mut hashes = Vec::new();
    for (who, said, side) in [
        ("Ana Verrin", "the harbour would open in May", "FIN"),
        ("Oskar Tellmann", "the harbour would never open", "SWE"),
    ] {
        let text = text(who, said);
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            json!({"start": start, "end": start + words.len(), "text": words})
        };
        // Both took part; each report has the words of one.
        let person = |id: &str, name: &str, side: &str| {
            json!({"id": id, "kind": "person", "name": name, "side": side, "roles": [], "members": [],
                "mentions": if name == who { json!([{"span": span(name), "form": "name"}]) } else { json!([]) }})
        };
        let part = |id: &str, side: &str| json!({"entity": id, "side": side, "capacity": null, "span": span(who)});
        let record: Record = serde_json::from_value(json!({
            "schema": "verbale/1",
            "document": {"id": side, "title": format!("Readout, {side}"), "publisher": side, "url": null,
                "published": "2025-08-16", "language": "en", "sha256": verbale_ingest::sha256_hex(&text),
                "length": text.len(), "text": text},
            "entities": [person("e1", "Ana Verrin", "FIN"), person("e2", "Oskar Tellmann", "SWE")],
            "statements": [],
            "meetings": [{"id": "m1", "kind": "talks", "status": "held", "participants": [part("e1", "FIN"), part("e2", "SWE")],
                "place": null, "date": {"value": "2025-08-16", "span": span("talks")}, "duration": null, "format": null,
                "part_of": null, "reason": null, "evidence": [span("the talks")], "confidence": 0.9}],
            "topics": [{"id": "t1", "label": "the opening of the harbour"}],
            "positions": [{"id": "p1", "party": if side == "FIN" { "e1" } else { "e2" }, "topic": "t1",
                "stance": if side == "FIN" { "affirms" } else { "denies" }, "statement": null, "depends_on": [],
                "evidence": [span(said)], "confidence": 0.9}],
            "warnings": []
        }))
        .unwrap();
        hashes.push(record.document.sha256.clone());
        let mut ledger = Ledger::open(&site.folder.path().join("verbale.db")).unwrap();
        assert!(
            ledger
                .add(&record, &maker(), "2025-08-17T00:00:00Z")
                .unwrap()
        );
    }
    let dossier = site
        .get(&format!("/api/v1/dossier?reports={}", hashes.join(",")))
        .await
        .json();
    assert_eq!(dossier["schema"], "verbale-dossier/1");
    assert_eq!(dossier["documents"].as_array().unwrap().len(), 2);
    assert!(!dossier["rows"].as_array().unwrap().is_empty());
    let several = site.get("/api/v1/meetings?several=true").await.json();
    let id = several["items"][0]["id"].to_string();
    let told = site.get(&format!("/api/v1/meetings/{id}")).await.json();
    assert_eq!(told["told"].as_array().unwrap().len(), 2, "{told}");
    assert_eq!(
        site.get(&format!("/api/v1/meetings/{id}/dossier"))
            .await
            .json(),
        dossier
    );
    let page = site.get(&format!("/meeting/{id}")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let meeting = site.get(&format!("/meeting/{}/m1", hashes[0])).await;
    assert_eq!(meeting.status, StatusCode::OK);
    assert!(
        meeting.text.contains("Accounts") && meeting.text.contains("affirms"),
        "{}",
        meeting.text
    );
    let accounts = site
        .get(&format!("/meeting/{}/m1/accounts", hashes[0]))
        .await;
    assert!(
        accounts.text.contains("would open in May"),
        "{}",
        accounts.text
    );
    assert_eq!(
        site.get(&format!("/meeting/{}/m9/accounts", hashes[0]))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        site.get("/api/v1/dossier?reports=00000000").await.status,
        StatusCode::NOT_FOUND
    );
}

/// A server on a port of its own, on a thread that ends with the test run.
fn served() -> (TempDir, SocketAddr) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server {
        file: folder.path().join("verbale.db"),
        listen: "127.0.0.1:0".parse().unwrap(),
        maker: maker(),
        read: reader(),
    };
    Ledger::open(&server.file).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        server.run(|address| tell.send(address).map_err(std::io::Error::other))
    });
    (folder, told.recv().unwrap())
}

fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn slow_clients_are_cut_off_and_hold_no_one_up() {
    let (_folder, address) = served();
    // Many that never finish their headers, and one that never finishes its body.
    let mut idle: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
                .unwrap();
            stream
        })
        .collect();
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(
        b"POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
    )
    .unwrap();
    let health = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(exchange(address, health).starts_with("HTTP/1.1 200"));
    let mut rest = Vec::new();
    slow.set_read_timeout(Some(Duration::from_secs(25)))
        .unwrap();
    slow.read_to_end(&mut rest).unwrap();
    assert!(
        rest.starts_with(b"HTTP/1.1 408"),
        "{}",
        String::from_utf8_lossy(&rest)
    );
    let last = idle.last_mut().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(25)))
        .unwrap();
    rest.clear();
    last.read_to_end(&mut rest).unwrap();
    assert!(exchange(address, health).starts_with("HTTP/1.1 200"));
}

#[test]
fn many_read_while_reports_come_in() {
    let (_folder, address) = served();
    std::thread::scope(|scope| {
        for n in 0..50 {
            scope.spawn(move || {
                for path in [
                    "/",
                    "/search?q=said",
                    "/api/v1/stats",
                    "/persons",
                    "/review",
                ] {
                    let request = format!(
                        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    );
                    assert!(
                        exchange(address, &request).starts_with("HTTP/1.1 200"),
                        "{n} {path}"
                    );
                }
            });
        }
        scope.spawn(move || {
            for n in 0..40 {
                let text = format!("Ana Verrin said number {n}.");
                let request = format!(
                    "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}",
                    text.len()
                );
                assert!(exchange(address, &request).starts_with("HTTP/1.1 201"));
            }
        });
    });
    let stats = exchange(
        address,
        "GET /api/v1/stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert!(stats.contains("\"reports\":40"), "{stats}");
}

#[test]
fn others_are_let_in_only_where_someone_has_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server {
        file: folder.path().join("verbale.db"),
        listen: "0.0.0.0:0".parse().unwrap(),
        maker: maker(),
        read: reader(),
    };
    let refused = server.run(|_| Ok(())).unwrap_err();
    assert!(
        refused.to_string().contains("verbale token add"),
        "{refused}"
    );
}
