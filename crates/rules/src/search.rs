//! Finding rules at a token.

use crate::Tree;
use crate::pattern::{ANCHOR, Link, Node, Step, What};
use crate::rules::{Clause, Given, Rule, Rules};

/// A rule found at an anchor.
#[derive(Clone, Debug)]
pub struct Match<'r> {
    rule: &'r Rule,
    number: usize,
    /// The token that each of the rule's names is bound to.
    bound: Vec<Option<usize>>,
}

impl<'r> Match<'r> {
    /// The rule's place in its file, counted from 0: of two matches the one with the lower number stands first.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// The name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'r str {
        &self.rule.name
    }

    /// The line of its file on which the rule begins, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.rule.line
    }

    /// The word that the rule gives for `key`.
    #[must_use]
    pub fn word(&self, key: &str) -> Option<&'r str> {
        self.rule.gives.iter().find_map(|(k, given)| match given {
            Given::Word(word) if k == key => Some(word.as_str()),
            _ => None,
        })
    }

    /// The tokens that the rule gives for `key`, in the order of the rule.
    pub fn tokens<'m>(&'m self, key: &'m str) -> impl Iterator<Item = usize> + 'm {
        self.rule
            .gives
            .iter()
            .filter_map(move |(k, given)| match given {
                Given::Token(name) if k == key => self.bound[*name],
                _ => None,
            })
    }

    /// Every token that is bound, in order: what the match rests on.
    #[must_use]
    pub fn all_tokens(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.bound.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Rules {
    /// The rules found at `anchor`, in the order of the file; each once, by its first way in the order of the text.
    pub fn at<'r, 't, T: Tree>(
        &'r self,
        tree: &'t T,
        anchor: usize,
    ) -> impl Iterator<Item = Match<'r>> + use<'r, 't, T> {
        let here = self
            .by_lemma
            .get(tree.lemma(anchor))
            .map_or(&[][..], Vec::as_slice);
        let mut rules: Vec<usize> = here.iter().chain(&self.anywhere).copied().collect();
        rules.sort_unstable();
        rules
            .into_iter()
            .filter_map(move |number| found(&self.list[number], number, tree, anchor))
    }
}

fn found<'r>(rule: &'r Rule, number: usize, tree: &impl Tree, anchor: usize) -> Option<Match<'r>> {
    let mut bound = vec![None; rule.names.0.len()];
    bound[ANCHOR] = Some(anchor);
    satisfy(rule, tree, 0, &mut bound).then_some(Match {
        rule,
        number,
        bound,
    })
}

/// Whether all clauses from `clause` on hold; binds what they name.
fn satisfy(rule: &Rule, tree: &impl Tree, clause: usize, bound: &mut Vec<Option<usize>>) -> bool {
    let Some((kind, path)) = rule.clauses.get(clause) else {
        return true;
    };
    let start = path.start.bind.and_then(|name| bound[name]);
    let walk = |bound: &mut Vec<Option<usize>>,
                then: &mut dyn FnMut(&mut Vec<Option<usize>>) -> bool| match start {
        Some(token) if fits(tree, &path.start, token) => {
            walk(tree, &path.steps, token, bound, then)
        }
        _ => false,
    };
    match kind {
        Clause::Match => walk(bound, &mut |bound| satisfy(rule, tree, clause + 1, bound)),
        Clause::Opt => {
            walk(bound, &mut |bound| satisfy(rule, tree, clause + 1, bound))
                || satisfy(rule, tree, clause + 1, bound)
        }
        Clause::Not => {
            !walk(&mut bound.clone(), &mut |_| true) && satisfy(rule, tree, clause + 1, bound)
        }
    }
}

/// Goes the steps of a path from `token` in every way until `then` is content with one.
fn walk(
    tree: &impl Tree,
    steps: &[(Step, Node)],
    token: usize,
    bound: &mut Vec<Option<usize>>,
    then: &mut dyn FnMut(&mut Vec<Option<usize>>) -> bool,
) -> bool {
    let Some(((step, node), rest)) = steps.split_first() else {
        return then(bound);
    };
    for next in targets(tree, step, token) {
        if !fits(tree, node, next) {
            continue;
        }
        let before = match node.bind {
            // A name bound before must be the same token again.
            Some(name) if bound[name].is_some_and(|known| known != next) => continue,
            Some(name) => bound[name].replace(next),
            None => None,
        };
        if walk(tree, rest, next, bound, then) {
            return true;
        }
        if let Some(name) = node.bind {
            bound[name] = before;
        }
    }
    false
}

/// The tokens that a step leads to, in the order of the text.
fn targets(tree: &impl Tree, step: &Step, token: usize) -> Vec<usize> {
    let sentence = tree.sentence(token);
    match step {
        Step::Down(link) => {
            let mut found = tree.children(token);
            found.retain(|&t| is_link(tree, link, t));
            found
        }
        Step::Up(link) => tree
            .head(token)
            .filter(|_| is_link(tree, link, token))
            .into_iter()
            .collect(),
        Step::Below => below(tree, token),
        Step::Above => ancestors(tree, token).collect(),
        Step::Next => (token + 1 < sentence.end)
            .then_some(token + 1)
            .into_iter()
            .collect(),
        Step::Previous => (token > sentence.start)
            .then(|| token - 1)
            .into_iter()
            .collect(),
        Step::Anywhere => sentence.filter(|&t| t != token).collect(),
    }
}

fn ancestors(tree: &impl Tree, token: usize) -> impl Iterator<Item = usize> {
    // No tree is deeper than its sentence is long, and a broken one must not be walked for ever.
    let most = tree.sentence(token).len();
    std::iter::successors(tree.head(token), |&t| tree.head(t)).take(most)
}

/// Whatever depends on a token, directly or not.
fn below(tree: &impl Tree, token: usize) -> Vec<usize> {
    let most = tree.sentence(token).len();
    let mut found = tree.children(token);
    let mut next = 0;
    while let Some(&token) = found.get(next)
        && found.len() <= most
    {
        found.extend(tree.children(token));
        next += 1;
    }
    found.sort_unstable();
    found
}

/// Whether the edge above `token` is one of those.
fn is_link(tree: &impl Tree, link: &Link, token: usize) -> bool {
    let relation = tree.relation(token);
    link.0.iter().any(|edge| {
        (edge.relations.is_empty() || edge.relations.iter().any(|r| r == relation))
            && (edge.cases.is_empty() || tree.is_introduced_by(token, &edge.cases))
    })
}

fn fits(tree: &impl Tree, node: &Node, token: usize) -> bool {
    node.tests.iter().all(|test| {
        let is = |value: &str| test.values.iter().any(|v| v == value);
        let fits = match test.what {
            What::Lemma => is(tree.lemma(token)),
            What::Word => is(tree.lower(token)),
            What::Ending => {
                let word = tree.lower(token);
                test.values.iter().any(|end| word.ends_with(end.as_str()))
            }
            What::Upos => is(tree.upos(token)),
            What::Relation => is(tree.relation(token)),
            What::Kind => tree.kind(token).is_some_and(is),
        };
        fits == test.holds
    })
}
