//! Countries and organisations as news names them.

use verbale_lexicon::{Alpha3, NameKind, country, country_name, organization};

/// The country and kind a form is found as, as `"RUS Name"`, or "-".
fn found(form: &str) -> String {
    country(form).map_or("-".into(), |(code, kind)| format!("{code} {kind:?}"))
}

#[test]
fn countries_that_are_words_or_names_too() {
    for (form, expected) in [
        ("Georgia", "GEO Name"),
        ("Jordan", "JOR Name"),
        ("Turkey", "TUR Name"),
        ("Türkiye", "TUR Name"),
        ("Chad", "TCD Name"),
        ("turkey", "-"),
        ("china", "-"),
        ("US", "USA Name"),
        ("U.S.", "USA Name"),
        ("us", "-"),
        ("Polish", "POL Adjective"),
        ("polish", "-"),
        ("the States", "USA Name"),
        ("States", "-"),
    ] {
        assert_eq!(found(form), expected, "{form}");
    }
}

#[test]
fn countries_that_share_a_word() {
    for (form, expected) in [
        ("Democratic Republic of Congo", "COD Name"),
        ("DR Congo", "COD Name"),
        ("Republic of the Congo", "COG Name"),
        ("Congo-Brazzaville", "COG Name"),
        ("Congo", "COD Name"),
        ("Niger", "NER Name"),
        ("Nigerien", "NER Adjective"),
        ("Nigerian", "NGA Adjective"),
        ("Guinea", "GIN Name"),
        ("Guinea-Bissau", "GNB Name"),
        ("Equatorial Guinea", "GNQ Name"),
        ("Papua New Guinea", "PNG Name"),
        ("North Korea", "PRK Name"),
        ("Republic of Korea", "KOR Name"),
        ("Korea", "-"),
        ("Dominica", "DMA Name"),
        ("Dominican", "DOM Adjective"),
        ("Sudan", "SDN Name"),
        ("South Sudanese", "SSD Adjective"),
        ("Republic of China", "TWN Name"),
        ("People's Republic of China", "CHN Name"),
    ] {
        assert_eq!(found(form), expected, "{form}");
    }
}

#[test]
fn kinds_of_names() {
    for (form, expected) in [
        ("Finnish", "FIN Adjective"),
        ("Finns", "FIN Demonym"),
        ("American", "USA Adjective"),
        ("Americans", "USA Demonym"),
        ("Britons", "GBR Demonym"),
        ("Saudis", "SAU Demonym"),
        ("Kiev", "UKR Capital"),
        ("Kyiv", "UKR Capital"),
        ("Washington", "USA Capital"),
        ("Astana", "KAZ Capital"),
        ("The Hague", "NLD Capital"),
        ("the Kremlin", "RUS Seat"),
        ("White House", "USA Seat"),
        ("10 Downing Street", "GBR Seat"),
        ("the Élysée", "FRA Seat"),
        ("Foggy Bottom", "USA Seat"),
        ("Blue House", "KOR Seat"),
        ("Singapore", "SGP Name"),
        ("Kosovo", "XKX Name"),
        ("Taiwan", "TWN Name"),
        ("Palestinians", "PSE Demonym"),
    ] {
        assert_eq!(found(form), expected, "{form}");
    }
}

#[test]
fn spelling_in_running_text() {
    for (form, expected) in [
        ("N’Djamena", "TCD Capital"),
        ("the  United\nStates", "USA Name"),
        ("THE WHITE HOUSE", "USA Seat"),
        ("RUSSIA", "RUS Name"),
        ("The Gambia", "GMB Name"),
        ("the", "-"),
        ("", "-"),
        ("’", "-"),
        ("тhe Kremlin", "-"),
    ] {
        assert_eq!(found(form), expected, "{form}");
    }
}

#[test]
fn codes_have_short_names() {
    let name = |code| country_name(Alpha3::of(code).unwrap());
    assert_eq!(
        [
            "RUS", "USA", "GBR", "KOR", "PRK", "CIV", "XKX", "TUR", "IRN", "VNM", "BIH"
        ]
        .map(name),
        [
            "Russia",
            "United States",
            "United Kingdom",
            "South Korea",
            "North Korea",
            "Ivory Coast",
            "Kosovo",
            "Turkey",
            "Iran",
            "Vietnam",
            "Bosnia and Herzegovina"
        ]
    );
    assert_eq!(Alpha3::of("XXX"), None);
    assert_eq!(Alpha3::of("rus"), None);
}

#[test]
fn organisations_by_any_name() {
    for (form, expected) in [
        ("United Nations", Some("UN")),
        ("the U.N.", Some("UN")),
        ("European Union", Some("EU")),
        ("Brussels", Some("EU")),
        ("Nato", Some("NATO")),
        ("WHO", Some("WHO")),
        ("Who", None),
        ("the Quad", Some("Quad")),
        ("the Commonwealth", Some("Commonwealth of Nations")),
        ("Commonwealth", None),
        ("Shanghai Cooperation Organisation", Some("SCO")),
        ("Opec+", Some("OPEC+")),
        ("Acme", None),
    ] {
        assert_eq!(organization(form), expected, "{form}");
    }
}

#[test]
fn a_capital_may_be_an_organisations_seat_too() {
    assert_eq!(
        country("Brussels").map(|(code, kind)| (code.as_str(), kind)),
        Some(("BEL", NameKind::Capital))
    );
    assert_eq!(organization("Brussels"), Some("EU"));
}
