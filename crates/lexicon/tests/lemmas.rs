//! Lemmas of words that are in no table.

use verbale_lexicon::lemma;

#[test]
fn verbs_spelled_by_rule() {
    for (form, expected) in [
        ("evacuated", "evacuate"),
        ("guiding", "guide"),
        ("shipped", "ship"),
        ("collapsing", "collapse"),
        ("arranged", "arrange"),
        ("strengthening", "strengthen"),
        ("undermined", "undermine"),
        ("visited", "visit"),
        ("treating", "treat"),
        ("escalated", "escalate"),
        ("occurred", "occur"),
        ("enjoyed", "enjoy"),
        ("carries", "carry"),
        ("catches", "catch"),
        ("closes", "close"),
        ("passes", "pass"),
        ("handled", "handle"),
        ("needed", "need"),
        ("bringing", "bring"),
    ] {
        assert_eq!(lemma(form, Some("VERB")), expected, "{form}");
    }
}

#[test]
fn nouns_and_their_plurals() {
    for (form, expected) in [
        ("Countries", "country"),
        ("spokeswomen", "spokeswoman"),
        ("crises", "crisis"),
        ("causes", "cause"),
        ("viruses", "virus"),
        ("boxes", "box"),
        ("politics", "politics"),
        ("press", "press"),
    ] {
        assert_eq!(lemma(form, Some("NNS")), expected, "{form}");
    }
}

#[test]
fn the_tag_decides() {
    for (form, tag, expected) in [
        ("meeting", Some("NN"), "meeting"),
        ("meeting", Some("VBG"), "meet"),
        ("meetings", Some("NNS"), "meeting"),
        ("regarding", Some("VBG"), "regard"),
        ("regarding", Some("IN"), "regarding"),
        ("during", None, "during"),
        ("n’t", Some("RB"), "not"),
        ("Wales", Some("NNP"), "wales"),
        ("warning", None, "warning"),
        ("was", None, "be"),
        ("found", Some("VB"), "found"),
        ("found", Some("VBD"), "find"),
        ("", None, ""),
        ("s", None, "s"),
        ("ing", Some("VBG"), "ing"),
        ("Žing", Some("VBG"), "žing"),
    ] {
        assert_eq!(lemma(form, tag), expected, "{form}");
    }
}
