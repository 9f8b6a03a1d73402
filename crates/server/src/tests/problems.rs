//! What goes wrong, and the description that says what may.

use super::*;

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
        json!(["verbale/2"])
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
