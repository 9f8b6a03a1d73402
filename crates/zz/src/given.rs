//! Analyses in files: what the model said of a text, written down so that a case stands on the same words whatever model
//! comes after, and needs none.
//!
//! A line a word, its columns apart by tabs: the word, its part of speech, the number of its head in the text (counted
//! from 1, 0 for a root), its relation, its name (`B-PER:0.98`, `I`), its title (`B`, `I`), how likely it is content of a
//! statement, what it points to as a mention and what it points to as a side (`12:0.93`); `_` for nothing. Then a line an
//! attribution: `anchor`, `source`, `cue`, `content` with the numbers of their words, and their probabilities.

use std::fmt::Write;
use verbale_model::{
    Analysis, Attribution, Certainty, Link, Name, NameKind, Reader, Tokens, Upos, Word,
};
use verbale_text::{quotations, sentences, tokens};

const KINDS: [(&str, NameKind); 3] = [
    ("PER", NameKind::Person),
    ("ORG", NameKind::Organization),
    ("LOC", NameKind::Location),
];

/// The analysis of `text` that a file gives.
///
/// # Panics
/// If the file is of another text, or a line cannot be read.
pub fn parse(text: &str, file: &str) -> Analysis {
    let tokens = tokens(text);
    let mut out = Analysis {
        sentences: sentences(text, &tokens),
        quotations: quotations(text),
        tokens,
        ..Analysis::default()
    };
    let (words, attributions) = file.split_once("\n\n").unwrap_or((file.trim_end(), ""));
    for (n, line) in words.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [
            form,
            upos,
            head,
            relation,
            name,
            role,
            content,
            links,
            sides,
        ] = cells[..]
        else {
            panic!("nine columns, not {line:?}");
        };
        let token = out.tokens.get(n).expect("no more words than the text has");
        assert_eq!(form, token.span.of(text), "word {} of {text:?}", n + 1);
        let tag = Upos::ALL.iter().find(|(name, _)| *name == upos);
        out.words.push(Word {
            upos: tag.expect("a part of speech").1,
            head: number(head).checked_sub(1),
            relation: Reader::relations()
                .iter()
                .find(|r| **r == relation)
                .expect("a relation"),
        });
        match name.split_once(':') {
            Some((kind, score)) => out.names.push(Name {
                tokens: n..n + 1,
                kind: KINDS
                    .iter()
                    .find(|(k, _)| kind.ends_with(k))
                    .expect("a kind of name")
                    .1,
                score: probability(score),
            }),
            None if name == "I" => out.names.last_mut().expect("a name").tokens.end += 1,
            None => {}
        }
        match role {
            "B" => out.roles.push(n..n + 1),
            "I" => out.roles.last_mut().expect("a title").end += 1,
            _ => {}
        }
        out.content.push(probability(content));
        out.links.push(parse_links(links));
        out.sides.push(parse_links(sides));
    }
    assert_eq!(out.words.len(), out.tokens.len(), "words of {text:?}");
    out.attributions = attributions.lines().map(parse_attribution).collect();
    out
}

fn number(cell: &str) -> usize {
    cell.parse().expect("a number")
}

fn probability(cell: &str) -> f32 {
    cell.parse().expect("a probability")
}

fn parse_links(cell: &str) -> Vec<Link> {
    let links = cell.split(',').filter_map(|link| link.split_once(':'));
    links
        .map(|(to, share)| Link {
            to: number(to) - 1,
            probability: probability(share),
        })
        .collect()
}

fn parse_attribution(line: &str) -> Attribution {
    let part = |name: &str| {
        let mut parts = line.split(' ').filter_map(|part| part.split_once('='));
        let (_, value) = parts.find(|(key, _)| *key == name).expect("every part");
        let (value, share) = value.split_once('@').unwrap_or((value, "1"));
        (value, probability(share))
    };
    let runs = |name: &str| -> Vec<Tokens> {
        let runs = part(name)
            .0
            .split(',')
            .filter_map(|run| run.split_once('-'));
        runs.map(|(first, last)| number(first) - 1..number(last))
            .collect()
    };
    Attribution {
        anchor: number(part("anchor").0) - 1,
        source: runs("source"),
        cue: runs("cue"),
        content: runs("content"),
        certainty: Certainty {
            anchor: part("anchor").1,
            source: part("source").1,
            content: part("content").1,
        },
    }
}

/// The file that gives this analysis.
pub fn write(text: &str, analysis: &Analysis) -> String {
    let mut out = String::new();
    let mut line = |line: String| writeln!(out, "{line}").expect("a string takes all");
    for (n, (token, word)) in analysis.tokens.iter().zip(&analysis.words).enumerate() {
        let named = analysis.names.iter().find(|name| name.tokens.contains(&n));
        let name = named.map_or("_".to_owned(), |name| {
            let kind = KINDS.iter().find(|(_, kind)| *kind == name.kind);
            let kind = kind.expect("every kind has a name").0;
            match name.tokens.start == n {
                true => format!("B-{kind}:{}", name.score),
                false => "I".to_owned(),
            }
        });
        let role = analysis.roles.iter().find(|role| role.contains(&n));
        let role = role.map_or("_", |role| if role.start == n { "B" } else { "I" });
        line(format!(
            "{}\t{}\t{}\t{}\t{name}\t{role}\t{}\t{}\t{}",
            token.span.of(text),
            word.upos.name(),
            word.head.map_or(0, |head| head + 1),
            word.relation,
            analysis.content[n],
            write_links(&analysis.links[n]),
            write_links(&analysis.sides[n]),
        ));
    }
    line(String::new());
    for attribution in &analysis.attributions {
        let Certainty {
            anchor,
            source,
            content,
        } = attribution.certainty;
        line(format!(
            "anchor={}@{anchor} source={}@{source} cue={} content={}@{content}",
            attribution.anchor + 1,
            write_runs(&attribution.source),
            write_runs(&attribution.cue),
            write_runs(&attribution.content),
        ));
    }
    out
}

/// Links that are hardly any are left out.
fn write_links(links: &[Link]) -> String {
    let links: Vec<String> = links
        .iter()
        .filter(|link| link.probability >= 0.0005)
        .map(|link| format!("{}:{}", link.to + 1, link.probability))
        .collect();
    match links.is_empty() {
        true => "_".to_owned(),
        false => links.join(","),
    }
}

fn write_runs(runs: &[Tokens]) -> String {
    let runs = runs
        .iter()
        .map(|run| format!("{}-{}", run.start + 1, run.end));
    runs.collect::<Vec<_>>().join(",")
}
