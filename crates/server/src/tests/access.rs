//! Who is let in, and how far.

use super::*;

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
