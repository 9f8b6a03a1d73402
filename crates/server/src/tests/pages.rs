//! Pages: nothing of a report is markup, and corrections show.

use super::*;

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
