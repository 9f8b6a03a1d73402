//! What the learned decisions see of a candidate: named yes-or-no features.
//!
//! A feature is written `name` or `name=value`; the training and the table of weights know it by
//! that. Features that are not in the table weigh nothing.

use super::candidates::Candidate;
use super::ruled::Ruled;
use super::segments::{Link, Segment, is_clause};
use crate::entities::Entities;
use crate::statements::Statement;
use verbale_doc::{Deprel, Doc, Upos};
use verbale_lexicon::{Act, Attitude, act, attitude, is_negator};
use verbale_schema::{EntityKind, Mode};

/// What a candidate stands among.
pub(crate) struct Surroundings<'s> {
    pub(crate) entities: &'s Entities,
    pub(crate) rules: &'s [Ruled],
    /// The side that the publisher speaks for.
    pub(crate) official: Option<&'static str>,
    /// The segments of the candidate's statement, and which of them it is.
    pub(crate) of: usize,
    pub(crate) nth: usize,
    pub(crate) previous: Option<&'s Segment>,
    /// How much of the candidate's content words an earlier and a later candidate of the same party has.
    pub(crate) earlier: f32,
    pub(crate) later: f32,
}

/// The features of a candidate taken from `statement`.
pub(crate) fn features(
    doc: &Doc,
    statement: &Statement,
    candidate: &Candidate,
    around: &Surroundings,
) -> Vec<String> {
    let mut out = Features(Vec::with_capacity(64));
    of_statement(doc, statement, &mut out);
    of_party(candidate, around, &mut out);
    of_place(doc, candidate, around, &mut out);
    of_words(doc, candidate, around, &mut out);
    of_attitude(doc, statement, candidate, &mut out);
    for ruled in around.rules {
        let at_root =
            candidate.segment.root == ruled.anchor || ruled.conditions(doc, candidate.segment.root);
        if at_root {
            out.value("rule", ruled.stance.as_str());
        } else if candidate.segment.contains(ruled.anchor) {
            out.value("rule-within", ruled.stance.as_str());
        }
    }
    out.0
}

struct Features(Vec<String>);

impl Features {
    fn add(&mut self, name: &str) {
        self.push(name.to_owned());
    }

    fn value(&mut self, name: &str, value: impl std::fmt::Display) {
        self.push(format!("{name}={value}"));
    }

    fn push(&mut self, feature: String) {
        if !self.0.contains(&feature) {
            self.0.push(feature);
        }
    }
}

fn of_statement(doc: &Doc, statement: &Statement, out: &mut Features) {
    out.value("act", statement.act.as_str());
    for token in statement.cue.iter().flat_map(Clone::clone) {
        if !doc.is_punctuation(token) && doc.deprel(token) != Deprel::Aux {
            out.value("cue", doc.lemma(token));
        }
    }
    if statement.cue.is_empty() {
        out.add("no-cue");
    }
    if statement.source.is_empty() {
        out.add("no-source");
    }
    if statement.negated {
        out.add("cue-negated");
    }
    out.value(
        "mode",
        match statement.mode {
            Mode::Direct => "direct",
            Mode::Indirect => "indirect",
            Mode::Mixed => "mixed",
        },
    );
    out.value("certainty", (statement.confidence * 4.0).floor().min(3.0));
}

fn of_party(candidate: &Candidate, around: &Surroundings, out: &mut Features) {
    let Some(party) = candidate.party else {
        out.add("party=none");
        return;
    };
    let entity = &around.entities.list[party];
    out.value("party", entity.kind.as_str());
    match (around.official, entity.side()) {
        (None, _) => out.add("press"),
        (Some(own), Some(side)) if own == side => out.add("official-own"),
        (Some(_), _) => out.add("official-other"),
    }
}

fn of_place(doc: &Doc, candidate: &Candidate, around: &Surroundings, out: &mut Features) {
    let link = candidate.segment.link;
    out.value("link", link.name());
    if link == Link::Phrase || link == Link::Clause {
        out.value(
            "depth",
            format_args!("{}:{}", link.name(), candidate.segment.depth.min(3)),
        );
    }
    out.value("nth", around.nth.min(4));
    out.value("of", around.of.min(6));
    if around.nth + 1 == around.of {
        out.add("last");
    }
    let heading = doc.sentences().first().is_some_and(|s| {
        s.contains(&candidate.segment.root) && !matches!(doc.word(s.end - 1), "." | "!" | "?")
    });
    if heading {
        out.add("heading");
    }
    for (name, share) in [("earlier", around.earlier), ("later", around.later)] {
        if share >= 0.7 {
            out.value(name, "same");
        } else if share >= 0.4 {
            out.value(name, "near");
        }
    }
}

fn of_words(doc: &Doc, candidate: &Candidate, around: &Surroundings, out: &mut Features) {
    let segment = &candidate.segment;
    let root = segment.root;
    let words = || segment.tokens().filter(|&t| !doc.is_punctuation(t));
    let count = words().count();
    let length = [3, 5, 8, 12, 18, 26, 40]
        .iter()
        .filter(|&&n| count > n)
        .count();
    out.value("length", length);
    out.value("root-tag", doc.upos(root).name());
    out.value("root", doc.lemma(root));
    out.value(
        "form",
        if is_clause(doc, root) {
            "clause"
        } else {
            "phrase"
        },
    );
    out.value("starts", doc.lower(segment.pieces[0].start));
    if let Some(before) = around.previous {
        let (own, other) = (doc.upos(root), doc.upos(before.root));
        out.value("pair", format_args!("{}-{}", other.name(), own.name()));
        let length = before.tokens().count();
        out.value("left", [3, 6, 12].iter().filter(|&&n| length > n).count());
        let comma = segment.pieces[0].start > 0
            && (before.pieces[before.pieces.len() - 1].end..segment.pieces[0].start)
                .any(|t| doc.word(t) == ",");
        if comma {
            out.add("after-comma");
        }
    }
    let quoted = doc
        .analysis
        .quotations
        .iter()
        .any(|q| q.span.overlaps(doc.span(&(root..root + 1))));
    if quoted {
        out.add("quoted");
    }
    out.value("subject", subject(doc, candidate, around));
    for token in doc.tree.children(root) {
        match doc.deprel(token) {
            Deprel::Aux => out.value("aux", doc.lower(token)),
            Deprel::Advmod | Deprel::Det if negates(doc, token) => out.add("negated"),
            Deprel::Mark => out.value("mark", doc.lower(token)),
            Deprel::Nsubj if doc.tree.children(token).any(|t| negates(doc, t)) => {
                out.add("negated");
            }
            _ => {}
        }
    }
    for token in words() {
        let (lemma, tag) = (doc.lemma(token), doc.upos(token));
        if negates(doc, token) {
            out.add("has-negator");
        }
        match tag {
            Upos::Noun | Upos::Verb | Upos::Adj | Upos::Adv | Upos::Sconj | Upos::Aux => {
                out.value("has", lemma);
            }
            Upos::Pron => out.value("pronoun", doc.lower(token)),
            _ => {}
        }
        if let Some(cue) = act(&[lemma])
            && tag == Upos::Verb
        {
            let name = if token == root { "root-act" } else { "has-act" };
            out.value(name, cue.act.as_str());
        }
    }
    let end = segment.pieces[segment.pieces.len() - 1].end;
    if doc.word(end) == "?" {
        out.add("question");
    }
}

/// How far up the tree the word is looked for that tells the attitude to a phrase.
const REACH: usize = 5;

/// The attitudes that the words show: that of the segment's own head, that of what it hangs on, and those
/// anywhere in it.
fn of_attitude(doc: &Doc, statement: &Statement, candidate: &Candidate, out: &mut Features) {
    let segment = &candidate.segment;
    let shown = |token: usize| attitude(doc.lemma(token)).or_else(|| attitude(doc.lower(token)));
    let own = shown(segment.root).or_else(|| {
        doc.tree
            .children(segment.root)
            .filter(|&t| {
                matches!(
                    doc.deprel(t),
                    Deprel::Aux
                        | Deprel::Amod
                        | Deprel::Advmod
                        | Deprel::Mark
                        | Deprel::Obj
                        | Deprel::Obl
                        | Deprel::Xcomp
                )
            })
            .find_map(shown)
    });
    let stated = |t: usize| {
        let mut pieces = statement.content.iter().chain(&statement.cue);
        pieces.any(|piece| piece.contains(&t))
    };
    let above = doc
        .tree
        .ancestors(segment.root)
        .take(REACH)
        .filter(|&t| stated(t))
        .find_map(shown);
    let cue = statement.cue.iter().flat_map(Clone::clone).find_map(shown);
    let negated = out.0.iter().any(|f| f == "negated");
    for (name, found) in [("own", own), ("above", above), ("cue-shows", cue)] {
        if let Some(found) = found {
            out.value(name, found.as_str());
        }
    }
    if statement.act == Act::Discuss {
        out.value("discussed", own.map_or("matter", Attitude::as_str));
    }
    match own.or(above).or(cue) {
        Some(found) if negated => out.value("hint-not", found.as_str()),
        Some(found) => out.value("hint", found.as_str()),
        None => out.add("hint=none"),
    }
    let mut bad = 0;
    for found in segment.tokens().filter_map(shown) {
        out.value("shows", found.as_str());
        bad += usize::from(found == Attitude::Blame);
    }
    if bad > 1 {
        out.add("blames");
    }
}

/// Whether the word negates; "not only" and the like do not.
fn negates(doc: &Doc, token: usize) -> bool {
    is_negator(doc.lower(token))
        && !matches!(doc.lower(token + 1), "only" | "just" | "merely" | "simply")
}

/// Whom the segment's clause is about: its subject, or that of what is needed ("the need for all to act").
fn subject(doc: &Doc, candidate: &Candidate, around: &Surroundings) -> &'static str {
    let root = candidate.segment.root;
    let found = doc.subject(root).or_else(|| {
        doc.tree
            .children(root)
            .filter(|&t| {
                matches!(
                    doc.deprel(t),
                    Deprel::Acl | Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl
                )
            })
            .find_map(|t| doc.subject(t))
    });
    // "Ukraine's compliance": who acts is the owner.
    let owner = || segment_owner(doc, candidate).filter(|&t| around.entities.at(t).is_some());
    let Some(subject) = found.or_else(owner) else {
        return "none";
    };
    match doc.lower(subject) {
        "i" | "we" => return "first",
        "you" => return "second",
        "it" | "this" | "that" | "there" | "which" => return "it",
        _ => {}
    }
    let Some(entity) = around.entities.at(subject) else {
        return match doc.upos(subject) {
            Upos::Pron => "pronoun",
            Upos::Propn => "name",
            _ => "noun",
        };
    };
    let Some(party) = candidate.party else {
        return "other";
    };
    let list = &around.entities.list;
    let own = entity == party
        || list[party].side().is_some() && list[party].side() == list[entity].side()
        || list[party].members.contains(&entity);
    match (own, list[entity].kind) {
        (true, _) => "own",
        (false, EntityKind::Person | EntityKind::Country | EntityKind::Organization) => "other",
        (false, _) => "noun",
    }
}

/// Who is named as the owner of what the segment is about: "the importance of *Ukraine's* compliance".
fn segment_owner(doc: &Doc, candidate: &Candidate) -> Option<usize> {
    let mut words = candidate.segment.tokens();
    words
        .find(|&t| doc.is_possessive(t))
        .and_then(|mark| mark.checked_sub(1))
}
