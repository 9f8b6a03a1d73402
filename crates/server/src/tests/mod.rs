//! The server as clients meet it: over its routes, and over a real socket where that matters.

mod access;
mod lists;
mod pages;
mod problems;
mod reports;
mod searches;
mod sockets;

use crate::serve::{guarded, router};
use crate::state::App;
use crate::{Read, Server, new_token};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;
use verbale_ingest::Report;
use verbale_ledger::{Change, Holder, Ledger, Maker, Role, Signature, Storage};
use verbale_schema::Record;

/// A reader that takes "NAME said WORDS." for a statement. What the server does with records does
/// not depend on how good they are.
fn reader() -> Arc<dyn Read> {
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
            "schema": "verbale/2",
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
