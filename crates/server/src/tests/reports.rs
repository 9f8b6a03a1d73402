//! Reports over the API: added, listed, tagged, compared.

use super::*;

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
            "schema": "verbale/2",
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
    assert_eq!(dossier["schema"], "verbale-dossier/2");
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
