//! From records to a dossier.

use crate::account::{Account, KnownSides, account, side_name};
use crate::copies::{Original, originals};
use crate::encounter::encounter;
use crate::label::label;
use crate::points::{Point, share};
use crate::rows::{Kin, Matter, Signs, matters, signs};
use crate::text::Text;
use crate::verdict::judge;
use crate::whole::{gap, is_whole};
use crate::{Input, Tell};
use std::collections::{BTreeMap, BTreeSet};
use verbale_embed::Clause;
use verbale_schema::{
    Cell, CellStance, Change, Dossier, DossierVersion, Evidence, Record, Row, Side, Source, Step,
    Verdict, Warning,
};
use verbale_text::Span;

/// A point as the matcher sees it: one party on one matter, with its words.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The side's id; none for the narrator.
    pub side: Option<String>,
    /// The stance.
    pub stance: CellStance,
    /// The words.
    pub evidence: Vec<Evidence>,
    /// Whether it is a position of the record.
    pub is_position: bool,
    /// Whether the matter is only mentioned.
    pub mentioned: bool,
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
            side: point.side.clone(),
            stance: point.stance,
            evidence: comparison.evidence(points, &[n]),
            is_position: point.is_topic,
            mentioned: point.mentioned,
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
        let mut rows: Vec<(usize, Row)> = matters(points, &kin)
            .iter()
            .filter_map(|matter| comparison.row(points, &kin, matter, &sides))
            .collect();
        rows.sort_by_key(|(first, _)| *first);
        let documents: Vec<usize> = originals.iter().map(|o| o.document).collect();
        Dossier {
            schema: DossierVersion::V1,
            documents: originals.iter().map(|o| comparison.source(o)).collect(),
            meeting: encounter(
                comparison.inputs,
                comparison.accounts,
                comparison.texts,
                comparison.ids,
                &documents,
            ),
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
    let comparison = Comparison {
        ids: &ids,
        inputs: &order,
        texts: &texts,
        accounts: &accounts,
    };
    let records: Vec<&Record> = order.iter().map(|input| &input.record).collect();
    let known = KnownSides::of(&records);
    let mut points = Vec::new();
    for n in originals.iter().map(|original| original.document) {
        points.extend(crate::points::points(
            n,
            &order[n].record,
            &texts[n],
            &accounts[n],
            &known,
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

struct Comparison<'a> {
    ids: &'a [String],
    inputs: &'a [&'a Input],
    texts: &'a [Text<'a>],
    accounts: &'a [Account],
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

    /// Whether a side's texts were read whole.
    fn read_whole(&self, side: &Side) -> bool {
        let mut own = self.own_texts(side);
        own.all(|n| is_whole(&self.inputs[n].record))
    }

    /// The numbers of a side's own accounts; of a side without any, of the reports that quote it.
    fn own_texts(&self, side: &Side) -> impl Iterator<Item = usize> + '_ {
        let is_own = |n: usize| self.accounts[n].side.as_ref() == Some(&side.id);
        let all: Vec<usize> = (0..self.ids.len())
            .filter(|&n| side.documents.contains(&self.ids[n]))
            .collect();
        let own: Vec<usize> = all.iter().copied().filter(|&n| is_own(n)).collect();
        if own.is_empty() { all } else { own }.into_iter()
    }

    /// The sides in the order of the reports: those whose accounts these are, then those quoted.
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
            if let Some(side) = &point.side {
                add(side, point.document);
            }
        }
        documents
            .into_iter()
            .map(|(id, documents)| Side {
                name: side_name(&id),
                id,
                documents: documents.into_iter().map(|n| self.ids[n].clone()).collect(),
            })
            .collect()
    }

    /// A row, with the number of its first point; none where no side speaks.
    fn row(
        &self,
        points: &[Point],
        kin: &Kin,
        matter: &Matter,
        sides: &[Side],
    ) -> Option<(usize, Row)> {
        let of_side = |side: Option<&str>| -> Vec<usize> {
            let own = matter.points.iter().copied();
            own.filter(|&n| points[n].side.as_deref() == side).collect()
        };
        let mut speaking = Vec::new();
        let cells: Vec<Cell> = sides
            .iter()
            .map(|side| {
                let own = of_side(Some(&side.id));
                let course = self.course(points, &own, side);
                let now = course.iter().rev().find(|step| !step.evidence.is_empty());
                let stance = match now {
                    Some(step) => step.stance,
                    None if own.is_empty() && !self.read_whole(side) => CellStance::Unknown,
                    None => stance(points, &own),
                };
                if !own.is_empty() {
                    let day = now.map(|step| step.date.as_str());
                    let last =
                        |n: &usize| day.is_none_or(|day| self.is_of(points[*n].document, day));
                    speaking.push((stance, own.iter().copied().filter(last).collect()));
                }
                // What the stance rests on first.
                let (shown, beside): (Vec<usize>, Vec<usize>) =
                    own.iter().partition(|&&n| points[n].stance == stance);
                let mut evidence = self.evidence(points, &shown);
                let more = self.evidence(points, &beside).into_iter();
                evidence.extend(
                    more.filter(|more| !evidence.contains(more))
                        .collect::<Vec<_>>(),
                );
                Cell {
                    side: side.id.clone(),
                    stance,
                    evidence,
                    course,
                }
            })
            .collect();
        if speaking.is_empty() {
            return None;
        }
        // Who knows what the rest of a text says.
        let is_open = cells.iter().any(|cell| cell.stance == CellStance::Unknown);
        let said = speaking
            .iter()
            .filter(|(stance, _)| *stance != CellStance::Silent)
            .count();
        let judgement = judge(points, kin, &speaking, speaking.len() == sides.len());
        let verdict = if said < speaking.len() && said > 0 {
            Verdict::OneSided
        } else {
            judgement.verdict
        };
        Some((
            matter.points[0],
            Row {
                topic: label(points, &matter.points),
                cells,
                narrator: self.evidence(points, &of_side(None)),
                verdict,
                reason: judgement.reason.filter(|_| verdict == judgement.verdict),
                confidence: matter.confidence * judgement.confidence,
                unsure: judgement.unsure
                    || matter.confidence < least_sure(speaking.len())
                    || is_open,
            },
        ))
    }

    /// The words of points, by document and place, none within another.
    fn evidence(&self, points: &[Point], own: &[usize]) -> Vec<Evidence> {
        let mut spans: Vec<(usize, Span)> = own
            .iter()
            .flat_map(|&n| {
                points[n]
                    .spans
                    .iter()
                    .map(move |&span| (points[n].document, span))
            })
            .collect();
        spans.sort();
        spans.dedup();
        let whole: Vec<(usize, Span)> = spans
            .iter()
            .copied()
            .filter(|(document, span)| {
                let inside = |(other, outer): &(usize, Span)| {
                    other == document && outer != span && share(*span, &[*outer]) >= 1.0
                };
                !spans.iter().any(inside)
            })
            .collect();
        whole
            .into_iter()
            .map(|(document, span)| Evidence {
                document: self.ids[document].clone(),
                span: self.texts[document].public(span),
            })
            .collect()
    }

    /// Whether a report was published on this day.
    fn is_of(&self, document: usize, day: &str) -> bool {
        let published = self.inputs[document].record.document.published.as_deref();
        published.is_some_and(|date| date.starts_with(day))
    }

    /// How a side moved on a matter, where its reports are of several days. Its cell then has the
    /// stance that it took last.
    fn course(&self, points: &[Point], own: &[usize], side: &Side) -> Vec<Step> {
        if own.is_empty() {
            return Vec::new();
        }
        let mut days: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for id in &side.documents {
            let document = self.ids.iter().position(|known| known == id);
            let published =
                document.and_then(|n| self.inputs[n].record.document.published.as_deref());
            let Some(day) = published.and_then(|date| date.get(..10)) else {
                return Vec::new();
            };
            let said = own
                .iter()
                .copied()
                .filter(|&n| Some(points[n].document) == document);
            days.entry(day).or_default().extend(said);
        }
        if days.len() < 2 {
            return Vec::new();
        }
        let mut steps: Vec<Step> = Vec::new();
        for (day, said) in days {
            // What a side does not say in texts of others, or in the rest of its own, is not dropped.
            let own_words = |n: &usize| self.is_of(*n, day) && is_whole(&self.inputs[*n].record);
            if said.is_empty() && !self.own_texts(side).any(|n| own_words(&n)) {
                continue;
            }
            let stance = stance(points, &said);
            let is_spoken = |step: &&Step| !step.evidence.is_empty();
            let before = steps.iter().rev().find(is_spoken).map(|step| step.stance);
            let is_dropped = steps.last().is_some_and(|step| !is_spoken(&step));
            let change = match (before, said.is_empty()) {
                (None, true) => continue,
                (Some(_), true) if is_dropped => continue,
                (Some(_), true) => Change::Dropped,
                (None, false) => Change::First,
                (Some(before), false) if before == stance => Change::Kept,
                (Some(_), false) => Change::Changed,
            };
            steps.push(Step {
                date: day.to_owned(),
                change,
                stance,
                evidence: self.evidence(points, &said),
            });
        }
        steps
    }
}

/// A row less likely right than this is unsure: where several sides speak, as one matter; where one
/// does, as a matter that no other speaks of.
fn least_sure(speaking: usize) -> f32 {
    if speaking > 1 { 0.6 } else { 0.5 }
}

/// Where a side stands by its points: a refusal, a demand or a condition tells more than assent.
fn stance(points: &[Point], own: &[usize]) -> CellStance {
    let mut counts: BTreeMap<CellStance, usize> = BTreeMap::new();
    for &n in own {
        *counts.entry(points[n].stance).or_default() += 1;
    }
    // Whom one report calls silent may speak in another.
    if counts.len() > 1 {
        counts.remove(&CellStance::Silent);
    }
    let most = counts
        .into_iter()
        .max_by_key(|&(stance, count)| (count, stance));
    most.map_or(CellStance::Unmentioned, |(stance, _)| stance)
}
