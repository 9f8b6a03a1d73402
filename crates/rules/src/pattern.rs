//! What a path is made of, and how it is read.

use std::collections::HashMap;

/// Which tokens a bound name stands for; `@` is the first.
pub(crate) const ANCHOR: usize = 0;

#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) start: Node,
    pub(crate) steps: Vec<(Step, Node)>,
}

#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The number of the name that the token is bound to.
    pub(crate) bind: Option<usize>,
    pub(crate) tests: Vec<Test>,
}

#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) holds: bool,
    pub(crate) what: What,
    /// Of which one must fit.
    pub(crate) values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Lemma,
    Word,
    Ending,
    Upos,
    Relation,
    Kind,
}

#[derive(Debug)]
pub(crate) enum Step {
    Down(Link),
    Up(Link),
    Below,
    Above,
    Next,
    Previous,
    Anywhere,
}

/// The edges of the tree that a step may take: in each group relations, and the prepositions of the lower end of which
/// one must be there; empty lists take any.
#[derive(Debug)]
pub(crate) struct Link(pub(crate) Vec<Edge>);

#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) relations: Vec<String>,
    pub(crate) cases: Vec<String>,
}

/// The names bound in one rule, by their numbers.
#[derive(Debug)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Names {
    pub(crate) fn new() -> Self {
        Self(vec!["@".to_owned()])
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == name)
    }

    fn number(&mut self, name: &str) -> usize {
        self.find(name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        })
    }
}

pub(crate) type Lists = HashMap<String, Vec<String>>;

/// The relations of Universal Dependencies, so that a slip of the pen does not pass for one.
const RELATIONS: &[&str] = &[
    "acl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "case",
    "cc",
    "ccomp",
    "clf",
    "compound",
    "conj",
    "cop",
    "csubj",
    "dep",
    "det",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nsubj",
    "nummod",
    "obj",
    "obl",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
];
const UPOS: &[&str] = &[
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
];
const KINDS: &[&str] = &[
    "person",
    "organization",
    "country",
    "place",
    "group",
    "other",
];

/// Reads a path. The first node must be bound already.
pub(crate) fn path(text: &str, lists: &Lists, names: &mut Names) -> Result<Path, String> {
    let mut words = pieces(text)?.into_iter();
    let first = words.next().ok_or("a path needs a node to start from")?;
    let known = names.0.len();
    let start = node(&first, lists, names)?;
    if start.bind.is_none_or(|bound| bound >= known) {
        return Err(format!(
            "a path starts from @ or from a name bound before, not from {first}"
        ));
    }
    let mut steps = Vec::new();
    while let Some(word) = words.next() {
        let step = step(&word)?;
        let next = words
            .next()
            .ok_or_else(|| format!("a node is missing after {word}"))?;
        steps.push((step, node(&next, lists, names)?));
    }
    Ok(Path { start, steps })
}

/// The words of a path; what stands in brackets is one word.
fn pieces(text: &str) -> Result<Vec<String>, String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(last) if open => {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
        for c in word.chars() {
            match (c, open) {
                ('[', false) => open = true,
                (']', true) => open = false,
                ('[' | ']', _) => return Err(format!("a bracket too many in {word}")),
                _ => {}
            }
        }
    }
    if open {
        return Err("a bracket is not closed".to_owned());
    }
    Ok(out)
}

fn node(word: &str, lists: &Lists, names: &mut Names) -> Result<Node, String> {
    let (name, tests) = match word.split_once('[') {
        Some((name, rest)) => (
            name,
            rest.strip_suffix(']')
                .ok_or_else(|| format!("{word} has something after its bracket"))?,
        ),
        None => (word, ""),
    };
    let bind = match name {
        "" | "*" => None,
        "@" => Some(ANCHOR),
        _ => {
            let is_name = |n: &str| !n.is_empty() && n.chars().all(|c| c.is_ascii_lowercase());
            let bare = name.strip_prefix('$').filter(|n| is_name(n));
            let bare = bare.ok_or_else(|| {
                format!("{name} is no node: write @, *, $name or tests in brackets")
            })?;
            Some(names.number(bare))
        }
    };
    if word.is_empty() || word == "[]" {
        return Err("an empty node: write * for any token".to_owned());
    }
    Ok(Node {
        bind,
        tests: self::tests(tests, lists)?,
    })
}

fn tests(text: &str, lists: &Lists) -> Result<Vec<Test>, String> {
    let mut tests: Vec<Test> = Vec::new();
    for word in text.split_whitespace() {
        let (holds, word) = match word.strip_prefix('!') {
            Some(rest) => (false, rest),
            None => (true, word),
        };
        let (what, values) = match word.split_once('=') {
            Some((field, values)) => {
                let what = match field {
                    "word" => What::Word,
                    "end" => What::Ending,
                    "upos" => What::Upos,
                    "rel" => What::Relation,
                    "kind" => What::Kind,
                    _ => {
                        return Err(format!(
                            "no test {field}: there are word, end, upos, rel and kind"
                        ));
                    }
                };
                (what, values.split('|').map(str::to_owned).collect())
            }
            None => (What::Lemma, lemmas(word, lists)?),
        };
        check(what, &values)?;
        // Lemmas side by side are alternatives.
        match tests.last_mut() {
            Some(last)
                if what == What::Lemma && last.what == What::Lemma && last.holds == holds =>
            {
                last.values.extend(values);
            }
            _ => tests.push(Test {
                holds,
                what,
                values,
            }),
        }
    }
    Ok(tests)
}

pub(crate) fn lemmas(word: &str, lists: &Lists) -> Result<Vec<String>, String> {
    match word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
        Some(list) => lists
            .get(list)
            .cloned()
            .ok_or_else(|| format!("no list {list} above this line")),
        None => Ok(vec![word.to_owned()]),
    }
}

fn check(what: What, values: &[String]) -> Result<(), String> {
    let known = match what {
        What::Upos => UPOS,
        What::Relation => RELATIONS,
        What::Kind => KINDS,
        What::Lemma | What::Word | What::Ending => {
            return match values
                .iter()
                .find(|v| v.is_empty() || v.chars().any(|c| "{}$@<>()|=".contains(c)))
            {
                Some(value) => Err(format!("{value:?} is no word")),
                None => Ok(()),
            };
        }
    };
    match values.iter().find(|v| !known.contains(&v.as_str())) {
        Some(value) => Err(format!("no {what:?} {value}")),
        None => Ok(()),
    }
}

fn step(word: &str) -> Result<Step, String> {
    Ok(match word {
        ">>" => Step::Below,
        "<<" => Step::Above,
        "+" => Step::Next,
        "-" => Step::Previous,
        "~" => Step::Anywhere,
        _ => match (word.strip_prefix('>'), word.strip_prefix('<')) {
            (Some(rest), _) => Step::Down(link(rest)?),
            (_, Some(rest)) => Step::Up(link(rest)?),
            _ => return Err(format!("{word} is no step: > < >> << + - ~ are")),
        },
    })
}

/// Reads "obl|nmod(with|to)|obj": a preposition goes with the relations right before it.
fn link(text: &str) -> Result<Link, String> {
    let list = |text: &str| {
        text.split('|')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut edges = Vec::new();
    let mut rest = text;
    while let Some((relations, after)) = rest.split_once('(') {
        let (cases, after) = after
            .split_once(')')
            .ok_or_else(|| format!("a parenthesis is not closed in {text}"))?;
        edges.push(Edge {
            relations: list(relations),
            cases: list(cases),
        });
        rest = after;
    }
    let relations = list(rest);
    if edges.is_empty() || !relations.is_empty() {
        edges.push(Edge {
            relations,
            cases: Vec::new(),
        });
    }
    for edge in &edges {
        check(What::Relation, &edge.relations)?;
    }
    Ok(Link(edges))
}
