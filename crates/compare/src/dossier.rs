//! From records to a dossier.

use crate::absence::Sayings;
use crate::account::{Account, account, side_name};
use crate::cells::Cells;
use crate::copies::{Original, originals};
use crate::encounter::encounter;
use crate::facts::Reports;
use crate::label::label;
use crate::party::{Parties, Speaker};
use crate::points::{Point, points as points_of, share};
use crate::rows::{Kin, Matter, Signs, matters, signs};
use crate::text::Text;
use crate::verdict::{Said, judge};
use crate::whole::gap;
use crate::{Input, Tell};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use verbale_embed::Clause;
use verbale_schema::{
    AccountKind, Cell, CellStance, Dossier, DossierVersion, Evidence, Record, Row, Side, Source,
    Verdict, Warning,
};
use verbale_text::Span;

/// The id of the side that the outlets of news reports are.
pub(crate) const NARRATOR: &str = "narrator";

/// A point as the matcher sees it: one party on one matter, with its words.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The side's id; none for the narrator and for those who are no side.
    pub side: Option<String>,
    /// The stance.
    pub stance: CellStance,
    /// The words.
    pub evidence: Vec<Evidence>,
    /// Whether it is a position of the record.
    pub is_position: bool,
    /// What the matter is called.
    pub label: String,
    /// What the model tells of the words.
    pub clause: Option<Clause>,
}

/// The points of the reports, and the signs of every pair of them, row by row: what the matcher is fitted on.
#[must_use]
pub fn seen(inputs: &[Input], tell: &Tell<'_>) -> (Vec<Seen>, Vec<Signs>) {
    with_points(inputs, tell, |comparison, _, points| {
        let signs = signs(points, &Kin::of(points));
        let see = |(n, point): (usize, &Point)| Seen {
            side: match &point.speaker {
                Speaker::Side(side) => Some(side.clone()),
                Speaker::Narrator | Speaker::Voice(_) => None,
            },
            stance: point.stance,
            evidence: comparison.evidence(points, &[n]),
            is_position: point.is_position,
            label: point.label.clone(),
            clause: point.clause.clone(),
        };
        (points.iter().enumerate().map(see).collect(), signs)
    })
}

/// Lines up what the reports say. The order of `inputs` is of no matter.
#[must_use]
pub fn compare(inputs: &[Input], tell: &Tell<'_>) -> Dossier {
    with_points(inputs, tell, |comparison, originals, points| {
        let sides = comparison.sides(points, originals);
        let kin = Kin::of(points);
        let documents: Vec<usize> = originals.iter().map(|o| o.document).collect();
        let sayings = comparison.sayings(&documents);
        let cells = Cells {
            comparison,
            points,
            kin: &kin,
            sides: &sides,
            sayings: &sayings,
        };
        let mut rows: Vec<(usize, Row)> = matters(points, &kin)
            .iter()
            .filter_map(|matter| Some((matter.points[0], row(&cells, matter)?)))
            .collect();
        rows.sort_by_key(|(first, row)| (order(row.verdict), Reverse(weight(row)), *first));
        let reports = Reports {
            inputs: comparison.inputs,
            accounts: comparison.accounts,
            texts: comparison.texts,
            ids: comparison.ids,
        };
        Dossier {
            schema: DossierVersion::V2,
            documents: originals.iter().map(|o| comparison.source(o)).collect(),
            meeting: encounter(&reports, &documents),
            sides,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            warnings: comparison.warnings(&documents),
        }
    })
}

/// Gives `work` the reports in their order, those that count, and their points.
fn with_points<R>(
    inputs: &[Input],
    tell: &Tell<'_>,
    work: impl FnOnce(&Comparison<'_>, &[Original], &[Point]) -> R,
) -> R {
    let mut order: Vec<&Input> = inputs.iter().collect();
    order.sort_by_key(|input| sort_key(&input.record));
    let ids = unique_ids(&order);
    let texts: Vec<Text<'_>> = order
        .iter()
        .map(|input| Text::of(&input.record.document))
        .collect();
    let accounts: Vec<Account> = order
        .iter()
        .zip(&texts)
        .map(|(input, text)| account(&input.record, text, input.side.as_deref()))
        .collect();
    let originals = originals(&order, &accounts);
    let records: Vec<&Record> = order.iter().map(|input| &input.record).collect();
    let parties = Parties::of(&records);
    let comparison = Comparison {
        ids: &ids,
        inputs: &order,
        texts: &texts,
        accounts: &accounts,
        parties: &parties,
    };
    let mut points = Vec::new();
    for n in originals.iter().map(|original| original.document) {
        points.extend(points_of(
            n,
            &order[n].record,
            &texts[n],
            &accounts[n],
            &parties,
            tell(texts[n].text).as_ref(),
        ));
    }
    work(&comparison, &originals, &points)
}

fn sort_key(record: &Record) -> (&str, &str, &str, &str) {
    let document = &record.document;
    (
        document.published.as_deref().unwrap_or("~"),
        document.publisher.as_deref().unwrap_or("~"),
        &document.id,
        &document.sha256,
    )
}

/// The ids of the reports, told apart where they are the same.
fn unique_ids(inputs: &[&Input]) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    inputs
        .iter()
        .map(|input| {
            let id = &input.record.document.id;
            let mut unique = id.clone();
            let mut n = 2;
            while !seen.insert(unique.clone()) {
                unique = format!("{id}:{n}");
                n += 1;
            }
            unique
        })
        .collect()
}

/// The reports that are compared, in their order.
pub(crate) struct Comparison<'a> {
    pub(crate) ids: &'a [String],
    pub(crate) inputs: &'a [&'a Input],
    texts: &'a [Text<'a>],
    accounts: &'a [Account],
    parties: &'a Parties,
}

impl Comparison<'_> {
    fn source(&self, original: &Original) -> Source {
        let document = &self.inputs[original.document].record.document;
        let ids = |numbers: &[usize]| numbers.iter().map(|&n| self.ids[n].clone()).collect();
        Source {
            id: self.ids[original.document].clone(),
            title: document.title.clone(),
            publisher: document.publisher.clone(),
            published: document.published.clone(),
            sha256: document.sha256.clone(),
            account: self.accounts[original.document].kind,
            agency: original.agency.clone(),
            copies: ids(&original.copies),
            versions: ids(&original.versions),
            text: document.text.clone(),
        }
    }

    fn warnings(&self, documents: &[usize]) -> Vec<Warning> {
        documents
            .iter()
            .flat_map(|&n| {
                let record = &self.inputs[n].record;
                let warnings = record.warnings.iter().cloned().chain(gap(record));
                warnings.map(move |warning| Warning {
                    message: format!("{}: {}", self.ids[n], warning.message),
                    ..warning
                })
            })
            .collect()
    }

    /// The numbers of a side's own accounts; of a side without any, of the reports that quote it.
    pub(crate) fn own_texts(&self, side: &Side) -> impl Iterator<Item = usize> + '_ {
        let is_own = |n: usize| self.accounts[n].side.as_ref() == Some(&side.id);
        let all: Vec<usize> = (0..self.ids.len())
            .filter(|&n| side.documents.contains(&self.ids[n]))
            .collect();
        let own: Vec<usize> = all.iter().copied().filter(|&n| is_own(n)).collect();
        if own.is_empty() { all } else { own }.into_iter()
    }

    /// The sides in the order of the reports: those whose accounts these are, then those quoted, then the narrator of
    /// news reports.
    fn sides(&self, points: &[Point], kept: &[Original]) -> Vec<Side> {
        let mut documents: Vec<(String, BTreeSet<usize>)> = Vec::new();
        let mut add =
            |side: &str, document: usize| match documents.iter_mut().find(|(id, _)| id == side) {
                Some((_, known)) => {
                    known.insert(document);
                }
                None => documents.push((side.to_owned(), BTreeSet::from([document]))),
            };
        for original in kept {
            if let Some(side) = &self.accounts[original.document].side {
                add(side, original.document);
            }
        }
        for point in points {
            if let Speaker::Side(side) = &point.speaker {
                add(side, point.document);
            }
        }
        for original in kept {
            if self.accounts[original.document].kind == AccountKind::News {
                add(NARRATOR, original.document);
            }
        }
        documents
            .into_iter()
            .map(|(id, documents)| Side {
                name: match id.as_str() {
                    NARRATOR => "Narrator".to_owned(),
                    _ => side_name(&id),
                },
                id,
                documents: documents.into_iter().map(|n| self.ids[n].clone()).collect(),
            })
            .collect()
    }

    /// What each side says in the reports that count, whatever was made of it.
    fn sayings(&self, documents: &[usize]) -> Sayings {
        let mut sayings = Sayings::default();
        for &n in documents {
            let (text, record) = (&self.texts[n], &self.inputs[n].record);
            if let Some(side) = &self.accounts[n].side {
                for sentence in 0..text.sentences.len() {
                    sayings.add(side, text.sentence(sentence).of(text.text));
                }
                continue;
            }
            for statement in &record.statements {
                let speaker = statement
                    .speaker
                    .as_deref()
                    .and_then(|id| record.entity(id));
                let speakers = speaker.map(|entity| self.parties.speakers(record, entity));
                let words: Vec<&str> = statement
                    .content
                    .iter()
                    .map(|span| span.text.as_str())
                    .collect();
                for speaker in speakers.into_iter().flatten() {
                    if let Speaker::Side(side) = speaker {
                        sayings.add(&side, &words.join(" "));
                    }
                }
            }
        }
        sayings
    }

    /// The words of points, by document and place, none within another.
    pub(crate) fn evidence(&self, points: &[Point], own: &[usize]) -> Vec<Evidence> {
        let mut spans: Vec<(usize, Span)> = own
            .iter()
            .flat_map(|&n| {
                let document = points[n].document;
                points[n].spans.iter().map(move |&span| (document, span))
            })
            .collect();
        spans.sort();
        spans.dedup();
        let is_whole = |(document, span): &&(usize, Span)| {
            let inside = |(other, outer): &(usize, Span)| {
                other == document && outer != span && share(*span, &[*outer]) >= 1.0
            };
            !spans.iter().any(inside)
        };
        spans
            .iter()
            .filter(is_whole)
            .map(|&(document, span)| Evidence {
                document: self.ids[document].clone(),
                span: self.texts[document].public(span),
            })
            .collect()
    }
}

/// A row; none where no party speaks and the outlets themselves hold nothing.
fn row(cells: &Cells<'_>, matter: &Matter) -> Option<Row> {
    let points = cells.points;
    let narrated = |&n: &usize| points[n].speaker == Speaker::Narrator;
    let topic = label(points, &matter.points);
    let clauses = matter.points.iter().map(|&n| points[n].words.as_str());
    let told: Vec<&str> = std::iter::once(topic.as_str()).chain(clauses).collect();
    let told = told.join(" ");
    let mut said: Vec<Said> = Vec::new();
    let mut out: Vec<Cell> = Vec::new();
    for side in cells.sides {
        let own = cells.own(matter, side);
        let (cell, last) = cells.cell(side, &own, &told);
        if !own.is_empty() && side.id != NARRATOR {
            said.push((cell.stance, last));
        }
        out.push(cell);
    }
    // What an outlet only tells is no matter between the parties, but an outcome that it reports is.
    let is_outcome = |n: &usize| narrated(n) && points[*n].is_position;
    if said.is_empty() && !matter.points.iter().any(is_outcome) {
        return None;
    }
    let speaking: Vec<Said> = said
        .into_iter()
        .filter(|(stance, _)| *stance != CellStance::Silent)
        .collect();
    let judgement = judge(points, cells.kin, &speaking);
    Some(Row {
        topic,
        cells: out,
        voices: cells.voices(matter),
        verdict: judgement.verdict,
        why: judgement.why,
        confidence: matter.confidence * judgement.confidence,
    })
}

/// What a reader looks for first: what differs, then what one says, then what all say.
fn order(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Differ => 0,
        Verdict::OneSided => 1,
        Verdict::Agreed => 2,
    }
}

/// How much is said of a matter: those who speak of it, then their clauses.
fn weight(row: &Row) -> (usize, usize) {
    let speaking = row.cells.iter().filter(|cell| !cell.evidence.is_empty());
    let clauses = speaking.clone().map(|cell| cell.evidence.len()).sum();
    (speaking.count(), clauses)
}
