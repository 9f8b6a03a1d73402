//! Files of rules.

use crate::pattern::{ANCHOR, Lists, Names, Path, What, lemmas, path};
use std::collections::HashMap;
use std::fmt;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
    }
}

impl std::error::Error for Fault {}

/// A file of rules, ready to be searched with.
#[derive(Debug)]
pub struct Rules {
    pub(crate) list: Vec<Rule>,
    /// Rules by the lemmas of their anchor.
    pub(crate) by_lemma: HashMap<String, Vec<usize>>,
    /// Rules that may be anchored anywhere.
    pub(crate) anywhere: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) clauses: Vec<(Clause, Path)>,
    pub(crate) names: Names,
    pub(crate) gives: Vec<(String, Given)>,
    examples: Vec<(usize, bool, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clause {
    Match,
    Opt,
    Not,
}

#[derive(Debug)]
pub(crate) enum Given {
    Word(String),
    /// The number of a bound name.
    Token(usize),
}

/// A sentence beside a rule, and whether the rule must be found in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example<'r> {
    /// The rule's name.
    pub rule: &'r str,
    /// The line it stands on, counted from 1.
    pub line: usize,
    /// The sentence.
    pub text: &'r str,
    /// Whether the rule must be found.
    pub found: bool,
}

impl Rules {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// The first line that is wrong: a word that is no keyword, a path that cannot be read, a name that is never
    /// bound, two rules of one name, a rule that gives nothing or has no example.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut lists = Lists::new();
        let mut list: Vec<Rule> = Vec::new();
        for (index, raw) in text.lines().enumerate() {
            let line = index + 1;
            let fault = |what: String| Fault { line, what };
            let trimmed = raw.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let (keyword, rest) = trimmed
                .split_once(char::is_whitespace)
                .unwrap_or((trimmed, ""));
            let rest = rest.trim();
            match keyword {
                "list" => {
                    let (name, words) = named_list(rest, &lists).map_err(fault)?;
                    lists.insert(name, words);
                }
                "rule" => {
                    if let Some(done) = list.last() {
                        whole(done)?;
                    }
                    if rest.is_empty() || list.iter().any(|r| r.name == rest) {
                        return Err(fault(format!(
                            "a rule needs a name of its own, not {rest:?}"
                        )));
                    }
                    list.push(Rule {
                        name: rest.to_owned(),
                        line,
                        clauses: Vec::new(),
                        names: Names::new(),
                        gives: Vec::new(),
                        examples: Vec::new(),
                    });
                }
                _ => {
                    let rule = list
                        .last_mut()
                        .ok_or_else(|| fault("no rule is begun here".to_owned()))?;
                    part(rule, keyword, rest, line, &lists).map_err(fault)?;
                }
            }
        }
        if let Some(done) = list.last() {
            whole(done)?;
        }
        Ok(Self::indexed(list))
    }

    fn indexed(list: Vec<Rule>) -> Self {
        let mut by_lemma: HashMap<String, Vec<usize>> = HashMap::new();
        let mut anywhere = Vec::new();
        for (number, rule) in list.iter().enumerate() {
            let anchor = rule
                .clauses
                .iter()
                .filter(|(clause, path)| {
                    *clause == Clause::Match && path.start.bind == Some(ANCHOR)
                })
                .flat_map(|(_, path)| &path.start.tests)
                .find(|test| test.holds && test.what == What::Lemma);
            match anchor {
                Some(test) => {
                    for lemma in &test.values {
                        let rules = by_lemma.entry(lemma.clone()).or_default();
                        if rules.last() != Some(&number) {
                            rules.push(number);
                        }
                    }
                }
                None => anywhere.push(number),
            }
        }
        Self {
            list,
            by_lemma,
            anywhere,
        }
    }

    /// The examples of all rules, in the order of the file.
    pub fn examples(&self) -> impl Iterator<Item = Example<'_>> {
        self.list.iter().flat_map(|rule| {
            rule.examples.iter().map(|(line, found, text)| Example {
                rule: &rule.name,
                line: *line,
                text,
                found: *found,
            })
        })
    }
}

fn named_list(text: &str, lists: &Lists) -> Result<(String, Vec<String>), String> {
    let (name, words) = text
        .split_once('=')
        .ok_or("a list is written: list name = word word …")?;
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| lemmas(word, lists))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    let name = name.trim();
    if name.is_empty() || words.is_empty() || lists.contains_key(name) {
        return Err(format!(
            "a list needs a name of its own and words: {name:?}"
        ));
    }
    Ok((name.to_owned(), words))
}

fn part(
    rule: &mut Rule,
    keyword: &str,
    rest: &str,
    line: usize,
    lists: &Lists,
) -> Result<(), String> {
    let clause = match keyword {
        "match" => Clause::Match,
        "opt" => Clause::Opt,
        "not" => Clause::Not,
        "gives" => {
            for pair in rest.split_whitespace() {
                let (key, value) = pair
                    .split_once('=')
                    .ok_or_else(|| format!("{pair} gives nothing: write key=value"))?;
                let given = match value.strip_prefix('$') {
                    _ if value == "@" => Given::Token(ANCHOR),
                    Some(name) => Given::Token(
                        rule.names
                            .find(name)
                            .ok_or_else(|| format!("${name} is bound by no path above"))?,
                    ),
                    None => Given::Word(value.to_owned()),
                };
                rule.gives.push((key.to_owned(), given));
            }
            return Ok(());
        }
        "yes" | "no" => {
            rule.examples
                .push((line, keyword == "yes", rest.to_owned()));
            return Ok(());
        }
        _ => {
            return Err(format!(
                "no keyword {keyword}: there are list, rule, match, opt, not, gives, yes and no"
            ));
        }
    };
    let path = path(rest, lists, &mut rule.names)?;
    rule.clauses.push((clause, path));
    Ok(())
}

/// Whether a rule says all that a rule must say.
fn whole(rule: &Rule) -> Result<(), Fault> {
    let missing = if !rule.clauses.iter().any(|(c, _)| *c == Clause::Match) {
        "matches nothing"
    } else if rule.gives.is_empty() {
        "gives nothing"
    } else if !rule.examples.iter().any(|(_, found, _)| *found) {
        "has no example in which it is found (yes …)"
    } else {
        return Ok(());
    };
    Err(Fault {
        line: rule.line,
        what: format!("rule {} {missing}", rule.name),
    })
}
