//! Searches saved, followed as feeds, and forgotten.

use super::*;

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
