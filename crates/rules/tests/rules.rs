//! The language on hand-made trees.

use std::ops::Range;
use verbale_rules::{Rules, Tree};

/// Words as `lemma/UPOS/head/relation`, heads counted from 1 and 0 for the root.
struct Sentence(Vec<(String, String, usize, String)>);

fn sentence(text: &str) -> Sentence {
    Sentence(
        text.split_whitespace()
            .map(|word| {
                let parts: Vec<&str> = word.split('/').collect();
                (
                    parts[0].to_lowercase(),
                    parts[1].to_owned(),
                    parts[2].parse().expect("a head is a number"),
                    parts[3].to_owned(),
                )
            })
            .collect(),
    )
}

impl Tree for Sentence {
    fn lemma(&self, token: usize) -> &str {
        &self.0[token].0
    }
    fn lower(&self, token: usize) -> &str {
        &self.0[token].0
    }
    fn upos(&self, token: usize) -> &str {
        &self.0[token].1
    }
    fn head(&self, token: usize) -> Option<usize> {
        self.0[token].2.checked_sub(1)
    }
    fn relation(&self, token: usize) -> &str {
        &self.0[token].3
    }
    fn children(&self, token: usize) -> Vec<usize> {
        (0..self.0.len())
            .filter(|&t| self.head(t) == Some(token))
            .collect()
    }
    fn is_introduced_by(&self, token: usize, prepositions: &[String]) -> bool {
        self.children(token)
            .iter()
            .any(|&t| self.relation(t) == "case" && prepositions.contains(&self.0[t].0))
    }
    fn sentence(&self, _: usize) -> Range<usize> {
        0..self.0.len()
    }
    fn kind(&self, token: usize) -> Option<&str> {
        (self.upos(token) == "PROPN").then_some("person")
    }
}

fn lunch() -> Sentence {
    sentence(
        "anna/PROPN/2/nsubj cancel/VERB/0/root the/DET/4/det lunch/NOUN/2/obj with/ADP/6/case ben/PROPN/4/nmod",
    )
}

fn found(rule: &str, sentence: &Sentence) -> Vec<(usize, Vec<usize>)> {
    let rules = Rules::parse(&format!(
        "list meal = lunch dinner\nrule r\n{rule}\n gives who=$who at=@\n yes x"
    ))
    .expect("the rule is whole");
    (0..sentence.0.len())
        .flat_map(|t| {
            rules
                .at(sentence, t)
                .map(|m| (t, m.tokens("who").collect()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn paths_go_up_and_down_the_tree_and_bind_names() {
    let lunch = lunch();
    let up = "match @[{meal}] <obj [cancel] >nsubj $who[kind=person]";
    assert_eq!(found(up, &lunch), [(3, vec![0])]);
    assert_eq!(
        found("match @[{meal}] >nmod(with) $who", &lunch),
        [(3, vec![5])]
    );
    assert_eq!(found("match @[{meal}] >nmod(for) $who", &lunch), []);
    assert_eq!(found("match @[{meal}] ~ $who[ben]", &lunch), [(3, vec![5])]);
    assert_eq!(
        found("match @[cancel] >> $who[word=ben]", &lunch),
        [(1, vec![5])]
    );
    assert_eq!(found("match @[with] + $who", &lunch), [(4, vec![5])]);
    assert_eq!(
        found("match @[with] << $who[rel=root]", &lunch),
        [(4, vec![1])]
    );
}

#[test]
fn not_forbids_and_opt_only_binds() {
    let lunch = lunch();
    assert_eq!(
        found("match @[cancel] >nsubj $who\n not @ >obj [{meal}]", &lunch),
        []
    );
    assert_eq!(
        found(
            "match @[cancel] >nsubj $who\n not @ >obj [word=tea]",
            &lunch
        ),
        [(1, vec![0])]
    );
    assert_eq!(
        found("match @[cancel]\n opt @ >obl $who", &lunch),
        [(1, vec![])]
    );
    assert_eq!(
        found("match @[cancel] >nsubj $who[!upos=NOUN]", &lunch),
        [(1, vec![0])]
    );
}

#[test]
fn a_path_that_fails_later_is_tried_in_another_way() {
    // Two dependents fit the first clause; only the second of them has what the next clause wants.
    let two = sentence("anna/PROPN/3/nsubj ben/PROPN/3/nsubj meet/VERB/0/root small/ADJ/2/amod");
    let rule = "match @[meet] >nsubj $who\n match $who >amod *";
    assert_eq!(found(rule, &two), [(2, vec![1])]);
}

#[test]
fn a_loop_of_heads_ends() {
    let looped = sentence("a/NOUN/2/obj b/NOUN/1/obj");
    assert_eq!(found("match @[a] << $who[word=c]", &looped), []);
    assert_eq!(found("match @[a] >> $who[word=c]", &looped), []);
}

#[test]
fn mistakes_are_named_with_their_lines() {
    let fault = |text: &str| Rules::parse(text).unwrap_err().to_string();
    assert_eq!(fault("rule a\n match @ >objj [b]\n"), "2: no Relation objj");
    assert_eq!(fault("match @\n"), "1: no rule is begun here");
    assert_eq!(
        fault("rule a\n match $x >obj [b]"),
        "2: a path starts from @ or from a name bound before, not from $x"
    );
    assert_eq!(
        fault("\nrule a\n match @[b]\n gives x=y"),
        "2: rule a has no example in which it is found (yes …)"
    );
    assert_eq!(
        fault("rule a\n match @[{c}]"),
        "2: no list c above this line"
    );
    assert_eq!(fault("rule a\n match @[b"), "2: a bracket is not closed");
    assert_eq!(
        fault("rule a\n match @[b] >obj"),
        "2: a node is missing after >obj"
    );
    assert_eq!(
        fault("rule a\n matches @"),
        "2: no keyword matches: there are list, rule, match, opt, not, gives, yes and no"
    );
    assert_eq!(
        fault("rule a\n match @[b]\n gives x=$c"),
        "3: $c is bound by no path above"
    );
    assert_eq!(
        fault("rule a\n match @\n gives x=y\n yes z\nrule a"),
        "5: a rule needs a name of its own, not \"a\""
    );
}
