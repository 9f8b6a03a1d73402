//! The pages as people use them: a ledger with the examples, served by the program, in a real browser.
//!
//! The tests need Debian's `chromium` and `chromium-driver` and install them where they may. Where that
//! is impossible they fail and say so; `VERBALE_SKIP_BROWSER_TESTS=1` passes over them.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that is passed over says so")]
#![cfg(target_os = "linux")]

mod served;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use served::{install, ledger, program, served, started};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Looks through a page for what people with other senses or hands stumble over.
const AXE: &str = include_str!("axe/axe.min.js");

const WIDE: (u32, u32) = (1280, 900);
const NARROW: (u32, u32) = (390, 844);

/// The browser and its driver; none where the tests are to be passed over.
fn browser() -> Option<&'static (PathBuf, PathBuf)> {
    static FOUND: OnceLock<Option<(PathBuf, PathBuf)>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        if std::env::var_os("VERBALE_SKIP_BROWSER_TESTS").is_some() {
            eprintln!("VERBALE_SKIP_BROWSER_TESTS is set: nothing is tested in a browser");
            return None;
        }
        let both = || Some((program("chromium")?, program("chromedriver")?));
        let found = both().or_else(|| {
            install("chromium chromium-driver");
            both()
        });
        assert!(
            found.is_some(),
            "the browser tests need chromium and chromedriver, and could not install them: run \
             apt-get install chromium chromium-driver as root, or set VERBALE_SKIP_BROWSER_TESTS=1"
        );
        found
    });
    found.as_ref()
}

/// A served ledger, and a browser to see it in.
struct Desk {
    client: Client,
    site: String,
}

/// Runs a test in a browser of its own, on a ledger of its own.
fn in_browser((width, height): (u32, u32), dark: bool, test: impl AsyncFnOnce(&Desk)) {
    let Some((chromium, chromedriver)) = browser() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (_server, site) = served(&ledger(folder.path()));
    let (_driver, line) = started(
        Command::new(chromedriver).arg("--port=0"),
        "started successfully on port",
    );
    let port = line.rsplit(' ').next().unwrap().trim_end_matches('.');
    let mut arguments = vec![
        "--headless=new".to_owned(),
        // The tests' own pages, in a container that often has no room for a sandbox.
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        format!(
            "--user-data-dir={}",
            folder.path().join("browser").display()
        ),
    ];
    if dark {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let wanted = json!({"goog:chromeOptions": {"binary": chromium, "args": arguments,
        "mobileEmulation": {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1.0, "mobile": false, "touch": false}}}});
    let Value::Object(wanted) = wanted else {
        unreachable!("it is written as an object")
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = runtime
        .block_on(
            ClientBuilder::new(HttpConnector::new())
                .capabilities(wanted)
                .connect(&format!("http://127.0.0.1:{port}")),
        )
        .unwrap();
    let desk = Desk {
        client: client.clone(),
        site,
    };
    let result = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&desk))));
    let closed = runtime.block_on(client.close());
    if let Err(panic) = result {
        resume_unwind(panic);
    }
    closed.unwrap();
}

impl Desk {
    async fn open(&self, place: &str) {
        let site = &self.site;
        self.client.goto(&format!("{site}{place}")).await.unwrap();
    }

    async fn all(&self, selector: &str) -> Vec<Element> {
        self.client.find_all(Locator::Css(selector)).await.unwrap()
    }

    /// The first element of a selector, waited for.
    async fn one(&self, selector: &str) -> Element {
        let found = self.client.wait().for_element(Locator::Css(selector)).await;
        match found {
            Ok(found) => found,
            Err(error) => panic!(
                "{selector}: {error}, at {}",
                self.client.current_url().await.unwrap()
            ),
        }
    }

    async fn text(&self, selector: &str) -> String {
        self.one(selector).await.text().await.unwrap()
    }

    async fn fill(&self, selector: &str, words: &str) {
        let field = self.one(selector).await;
        field.clear().await.unwrap();
        field.send_keys(words).await.unwrap();
    }

    async fn click(&self, selector: &str) {
        self.one(selector).await.click().await.unwrap();
    }

    async fn link(&self, words: &str) {
        let link = self.client.find(Locator::LinkText(words)).await;
        link.unwrap_or_else(|error| panic!("{words}: {error}"))
            .click()
            .await
            .unwrap();
    }

    /// Presses a key, wherever the focus is.
    async fn press(&self, key: &str) {
        let active = self.client.active_element().await.unwrap();
        active.send_keys(key).await.unwrap();
    }

    async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Waits until something is so on the page.
    async fn until(&self, script: &str) {
        for _ in 0..100 {
            if self.run(&format!("return !!({script})")).await == Value::Bool(true) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!(
            "it never came to be that {script}, at {}",
            self.client.current_url().await.unwrap()
        );
    }

    async fn place(&self) -> String {
        let place = self.client.current_url().await.unwrap();
        place.as_str().trim_start_matches(&self.site).to_owned()
    }

    /// The address that the first link of a page with such an address leads to.
    async fn linked(&self, page: &str, begin: &str) -> String {
        self.open(page).await;
        let link = self.one(&format!("main a[href^=\"{begin}\"]")).await;
        link.attr("href").await.unwrap().unwrap()
    }

    /// Pages of every sort, by the links that lead to them.
    async fn pages(&self) -> Vec<String> {
        let summit = self.linked("/meetings?several=true", "/meeting/").await;
        let report = summit
            .replace("/meeting/", "/report/")
            .rsplit_once('/')
            .unwrap()
            .0
            .to_owned();
        let person = self.linked("/persons", "/person/").await;
        let matter = self.linked("/search?q=in%3Apositions", "/matter").await;
        vec![
            "/".into(),
            "/add".into(),
            "/search?q=harbour".into(),
            "/search?q=act%3Ashout".into(),
            "/meetings".into(),
            "/persons".into(),
            "/review".into(),
            "/log".into(),
            "/login".into(),
            "/api/v1/docs".into(),
            "/no-such-page".into(),
            format!("{report}/rows"),
            format!("{summit}/accounts"),
            summit,
            report,
            person,
            matter,
        ]
    }

    /// What axe finds on the page that is serious.
    async fn stumbles(&self) -> Vec<String> {
        let script = format!(
            "{AXE}; const done = arguments[arguments.length - 1]; axe.run().then((found) => done(found.violations\
             .filter((one) => ['serious', 'critical'].includes(one.impact))\
             .map((one) => one.id + ': ' + one.nodes[0].html)));"
        );
        let found = self.client.execute_async(&script, Vec::new()).await;
        serde_json::from_value(found.unwrap()).unwrap()
    }

    /// Every page holds against axe, and none is wider than the window.
    async fn every_page_is_sound(&self) {
        let mut wrong = Vec::new();
        for page in self.pages().await {
            self.open(&page).await;
            wrong.extend(
                self.stumbles()
                    .await
                    .into_iter()
                    .map(|found| format!("{page}: {found}")),
            );
            let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let wide = self.run(wide).await;
            if wide.as_i64() != Some(0) {
                wrong.push(format!("{page}: is {wide} pixels too wide"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn a_text_is_pasted_and_its_words_are_found_in_it() {
    in_browser(WIDE, false, async |desk: &Desk| {
        desk.open("/").await;
        desk.link("Add").await;
        desk.fill(
            "textarea[name=text]",
            "HELSINKI — Minister Ana Verrin said on Friday that the lighthouse would stay dark. \
             “We will not pay for it,” she told reporters.",
        )
        .await;
        desk.fill("input[name=title]", "Lighthouse").await;
        desk.click("main form button").await;
        desk.until("location.pathname.startsWith('/report/')").await;
        assert_eq!(desk.text("h1").await, "Lighthouse");
        let listed = desk.all("#statements [id^=s]").await;
        assert!(!listed.is_empty());
        // From a row to its words, which are lit.
        desk.click("#statements a.fact, #statements a[href^='#t']")
            .await;
        desk.until("document.querySelector(':target')").await;
        let lit = "return document.querySelector(':target').closest('p').textContent";
        let lit = desk.run(lit).await;
        assert!(lit.as_str().unwrap().contains("lighthouse"), "{lit}");
        desk.until(
            "(({top, bottom}) => bottom > 0 && top < innerHeight)(document.querySelector(':target').getBoundingClientRect())",
        )
        .await;
        // A file is the same, and the same text is the same report.
        let place = desk.place().await;
        desk.open("/add").await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a report.txt");
        fs::write(&file, "Minister Ana Verrin said that the pier would close.").unwrap();
        desk.one("input[type=file]")
            .await
            .send_keys(&file.display().to_string())
            .await
            .unwrap();
        desk.click("main form button").await;
        desk.until("location.pathname.startsWith('/report/')").await;
        assert_ne!(desk.place().await, place);
        assert!(desk.text("body").await.contains("the pier would close"));
    });
}

#[test]
fn rows_are_reviewed_by_keyboard_and_undone() {
    in_browser(WIDE, false, async |desk: &Desk| {
        desk.open("/review").await;
        desk.fill(".judge input[name=by]", "Mo").await;
        let escape: String = char::from(Key::Escape).to_string();
        desk.press(&escape).await;
        let first = desk.text(".passage").await;
        desk.press("a").await;
        desk.until(&format!(
            "document.querySelector('.passage').innerText !== {}",
            json!(first)
        ))
        .await;
        // The name is kept for the next row.
        let name = desk.one(".judge input[name=by]").await;
        assert_eq!(name.prop("value").await.unwrap().as_deref(), Some("Mo"));
        let second = desk.text(".passage").await;
        desk.press("r").await;
        desk.until(&format!(
            "document.querySelector('.passage').innerText !== {}",
            json!(second)
        ))
        .await;
        let place = desk.place().await;
        desk.press("n").await;
        desk.until(&format!(
            "location.href !== {}",
            json!(format!("{}{place}", desk.site))
        ))
        .await;

        // A statement is edited, without the mouse until its fields are reached.
        let report = desk
            .linked("/search?q=speaker%3ATellmann", "/report/")
            .await;
        let (hash, row) = report.split_once('#').unwrap();
        let hash = hash.trim_start_matches("/report/");
        let row = row.replace('t', "s");
        desk.open(&format!("/review?report={hash}&row={row}")).await;
        desk.press("e").await;
        desk.until("document.querySelector('details.edit').open && document.activeElement.matches('select')")
            .await;
        let act = desk.one("select[name=act]").await;
        act.select_by_value("deny").await.unwrap();
        desk.fill("details.edit form input[name=by]", "Mo").await;
        desk.fill("details.edit form input[name=why]", "the quotation says so")
            .await;
        desk.press(&char::from(Key::Enter).to_string()).await;
        desk.until("location.pathname.endsWith('/rows')").await;
        assert!(desk.text(&format!("#{row}")).await.contains("edited by Mo"));

        desk.open("/log").await;
        let log = desk.text("ul.log").await;
        for word in ["Accepted", "Rejected", "Edited", "the quotation says so"] {
            assert!(log.contains(word), "{word}: {log}");
        }
        desk.click("ul.log li:first-child .undo button").await;
        desk.until(
            "document.querySelector('ul.log li:first-child').innerText.startsWith('Took back')",
        )
        .await;
        desk.open(&format!("/report/{hash}/rows")).await;
        assert!(!desk.text(&format!("#{row}")).await.contains("edited"));
    });
}

#[test]
fn a_search_is_made_followed_and_widened() {
    in_browser(WIDE, false, async |desk: &Desk| {
        desk.open("/").await;
        desk.press("/").await;
        desk.until("document.activeElement.name === 'q'").await;
        desk.press("speaker:Tellmann").await;
        desk.press(&char::from(Key::Enter).to_string()).await;
        desk.until("location.pathname === '/search'").await;
        let results = desk.all("article.result").await;
        assert!(results.len() > 1);
        // He speaks, or some of whom he is one.
        assert!(results[0].text().await.unwrap().contains("Tellmann"));
        for (link, begin) in [("Atom", "<?xml"), ("JSON", "{\"")] {
            let address = desk.client.find(Locator::LinkText(link)).await.unwrap();
            let address = address.attr("href").await.unwrap().unwrap();
            let feed = desk
                .client
                .execute_async(
                    "fetch(arguments[0]).then((answer) => answer.text()).then(arguments[1])",
                    vec![json!(address)],
                )
                .await
                .unwrap();
            let feed = feed.as_str().unwrap();
            assert!(
                feed.starts_with(begin) && feed.contains("Tellmann"),
                "{feed}"
            );
        }
        desk.link("reports").await;
        desk.until("document.querySelector('[aria-current]').textContent === 'reports'")
            .await;
        desk.open("/search?q=colour%3Ared").await;
        assert!(desk.text("[role=alert]").await.contains("speaker"));
    });
}

#[test]
fn persons_are_parted_and_joined() {
    in_browser(WIDE, false, async |desk: &Desk| {
        desk.open("/persons?name=Verrin").await;
        let before = desk.all("ul.people li").await.len();
        desk.link("Ana Verrin").await;
        desk.run("document.querySelectorAll('details').forEach((one) => one.open = true)")
            .await;
        let part = desk.one("form.card[action$='/decide']").await;
        part.find(Locator::Css("input[name=by]"))
            .await
            .unwrap()
            .send_keys("Mo")
            .await
            .unwrap();
        part.find(Locator::Css("button"))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
        desk.until("location.pathname === '/persons'").await;
        desk.open("/persons?name=Verrin").await;
        assert_eq!(desk.all("ul.people li").await.len(), before + 1);
        // They are of one name: a doubt, which is settled by one press.
        desk.open("/persons").await;
        assert!(desk.text("form.doubt").await.contains("The same name"));
        desk.click("form.doubt button[value=join]").await;
        desk.open("/persons?name=Verrin").await;
        assert_eq!(desk.all("ul.people li").await.len(), before);
        desk.open("/log").await;
        desk.click("ul.log li:first-child .undo button").await;
        desk.until(
            "document.querySelector('ul.log li:first-child').innerText.startsWith('Took back')",
        )
        .await;
        desk.open("/persons?name=Verrin").await;
        assert_eq!(desk.all("ul.people li").await.len(), before + 1);
    });
}

#[test]
fn a_meeting_has_all_its_accounts_and_a_cell_leads_to_its_words() {
    in_browser(WIDE, false, async |desk: &Desk| {
        let summit = desk.linked("/meetings?several=true", "/meeting/").await;
        desk.open(&summit).await;
        assert!(desk.all("article.result").await.len() >= 3, "its sources");
        assert!(desk.all("table.accounts thead th").await.len() >= 3);
        desk.click("table.accounts td a").await;
        desk.until("location.pathname.endsWith('/accounts') && document.querySelector(':target')")
            .await;
        desk.click(":target a[href^='#']").await;
        desk.until(
            "(({top, bottom}) => bottom > 0 && top < innerHeight)(document.querySelector(':target').getBoundingClientRect())",
        )
        .await;

        // One of its reports tells of another meeting, says a person; and takes it back.
        let sources = "return document.querySelectorAll('article.result').length";
        desk.open(&summit).await;
        let before = desk.run(sources).await.as_i64().unwrap();
        desk.run("document.querySelectorAll('details').forEach((one) => one.open = true)")
            .await;
        desk.one("select[name=part]")
            .await
            .select_by_index(1)
            .await
            .unwrap();
        desk.fill("form:has(select[name=part]) input[name=by]", "Mo")
            .await;
        desk.click("form:has(select[name=part]) button").await;
        desk.until("document.querySelector('details:not([open])')")
            .await;
        assert_eq!(desk.run(sources).await.as_i64().unwrap(), before - 1);
        desk.open("/log").await;
        desk.click("ul.log li:first-child .undo button").await;
        desk.until(
            "document.querySelector('ul.log li:first-child').innerText.startsWith('Took back')",
        )
        .await;
        desk.open(&summit).await;
        assert_eq!(desk.run(sources).await.as_i64().unwrap(), before);
    });
}

#[test]
fn every_page_is_sound_in_the_light() {
    in_browser(WIDE, false, async |desk: &Desk| {
        desk.every_page_is_sound().await;
    });
}

#[test]
fn every_page_is_sound_in_the_dark_on_a_phone() {
    in_browser(NARROW, true, async |desk: &Desk| {
        desk.open("/").await;
        let dark = desk
            .run("return matchMedia('(prefers-color-scheme: dark)').matches && innerWidth < 500")
            .await;
        assert_eq!(dark, Value::Bool(true));
        desk.every_page_is_sound().await;
    });
}
