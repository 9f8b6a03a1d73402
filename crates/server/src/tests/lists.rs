//! Lists in pages, and what is asked of them.

use super::*;

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
