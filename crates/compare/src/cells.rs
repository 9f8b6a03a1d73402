//! What each side says of a matter, as the cells of a row.

use crate::absence::Sayings;
use crate::dossier::{Comparison, NARRATOR};
use crate::party::Speaker;
use crate::points::Point;
use crate::rows::{Kin, Matter};
use crate::whole::is_whole;
use std::collections::BTreeMap;
use verbale_schema::{Cell, CellStance, Change, Evidence, Side, Step, Voice};

/// What cells are made from.
pub(crate) struct Cells<'a> {
    pub(crate) comparison: &'a Comparison<'a>,
    pub(crate) points: &'a [Point],
    pub(crate) kin: &'a Kin,
    pub(crate) sides: &'a [Side],
    pub(crate) sayings: &'a Sayings,
}

impl Cells<'_> {
    /// The points of a matter that are a side's.
    pub(crate) fn own(&self, matter: &Matter, side: &Side) -> Vec<usize> {
        let is_own = |n: &usize| match &self.points[*n].speaker {
            Speaker::Side(id) => *id == side.id,
            Speaker::Narrator => side.id == NARRATOR,
            Speaker::Voice(_) => false,
        };
        matter.points.iter().copied().filter(is_own).collect()
    }

    /// What a side says of a matter told in the words `told`, and the points that its stance rests on: those of its last day.
    pub(crate) fn cell(&self, side: &Side, own: &[usize], told: &str) -> (Cell, Vec<usize>) {
        let course = self.course(own, side);
        let now = course.iter().rev().find(|step| !step.evidence.is_empty());
        let stance = match now {
            Some(step) => step.stance,
            None if own.is_empty() => self.absent(side, told),
            None => stance(self.points, own),
        };
        let day = now.map(|step| step.date.as_str());
        let is_last = |n: &usize| day.is_none_or(|day| self.is_of(self.points[*n].document, day));
        let last = own.iter().copied().filter(is_last).collect();
        let cell = Cell {
            side: side.id.clone(),
            stance,
            evidence: self.shown(own, stance),
            course,
        };
        (cell, last)
    }

    /// What is said of a side without a clause on a matter.
    fn absent(&self, side: &Side, told: &str) -> CellStance {
        let inputs = self.comparison.inputs;
        let mut texts = self.comparison.own_texts(side);
        let whole = texts.all(|n| is_whole(&inputs[n].record));
        if whole && !self.sayings.raise(&side.id, told) {
            CellStance::Unmentioned
        } else {
            CellStance::Unclear
        }
    }

    /// The words of a cell: the clause that shows the stance best, then the others with it, then what stands beside it.
    fn shown(&self, own: &[usize], stance: CellStance) -> Vec<Evidence> {
        let (with, beside): (Vec<usize>, Vec<usize>) =
            own.iter().partition(|&&n| self.points[n].stance == stance);
        let nearness = |a: usize| -> f32 {
            let others = own.iter().filter(|&&b| b != a);
            others.map(|&b| self.kin.of_pair(a, b).likeness).sum()
        };
        let best = with.iter().copied().reduce(|best, next| {
            if nearness(next) > nearness(best) {
                next
            } else {
                best
            }
        });
        let first: Vec<usize> = best.into_iter().collect();
        let mut out: Vec<Evidence> = Vec::new();
        for numbers in [&first, &with, &beside] {
            for evidence in self.comparison.evidence(self.points, numbers) {
                if !out.contains(&evidence) {
                    out.push(evidence);
                }
            }
        }
        out
    }

    /// What those say of a matter who are no side, by name.
    pub(crate) fn voices(&self, matter: &Matter) -> Vec<Voice> {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &n in &matter.points {
            if let Speaker::Voice(name) = &self.points[n].speaker {
                by_name.entry(name).or_default().push(n);
            }
        }
        let said = |(name, own): (&str, Vec<usize>)| Voice {
            name: name.to_owned(),
            evidence: self.comparison.evidence(self.points, &own),
        };
        by_name.into_iter().map(said).collect()
    }

    /// Whether a report was published on this day.
    fn is_of(&self, document: usize, day: &str) -> bool {
        let published = self.comparison.inputs[document]
            .record
            .document
            .published
            .as_deref();
        published.is_some_and(|date| date.starts_with(day))
    }

    /// How a side moved on a matter, where its reports are of several days. Its cell then has the
    /// stance that it took last.
    fn course(&self, own: &[usize], side: &Side) -> Vec<Step> {
        if own.is_empty() || side.id == NARRATOR {
            return Vec::new();
        }
        let Some(days) = self.by_day(own, side).filter(|days| days.len() > 1) else {
            return Vec::new();
        };
        let mut steps: Vec<Step> = Vec::new();
        for (day, said) in days {
            // What a side does not say in texts of others, or in the rest of its own, is not dropped.
            let own_words =
                |n: &usize| self.is_of(*n, day) && is_whole(&self.comparison.inputs[*n].record);
            if said.is_empty() && !self.comparison.own_texts(side).any(|n| own_words(&n)) {
                continue;
            }
            let stance = stance(self.points, &said);
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
                evidence: self.comparison.evidence(self.points, &said),
            });
        }
        steps
    }

    /// The points of a side by the days of its reports, those without any too; none where a report has no date.
    fn by_day(&self, own: &[usize], side: &Side) -> Option<BTreeMap<&str, Vec<usize>>> {
        let ids = self.comparison.ids;
        let mut days: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for id in &side.documents {
            let document = ids.iter().position(|known| known == id)?;
            let published = self.comparison.inputs[document]
                .record
                .document
                .published
                .as_deref();
            let day = published?.get(..10)?;
            let said = own
                .iter()
                .copied()
                .filter(|&n| self.points[n].document == document);
            days.entry(day).or_default().extend(said);
        }
        Some(days)
    }
}

/// Where a side stands by its points: what most of them say, of as many the stance that tells most.
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
        .max_by_key(|&(stance, count)| (count, tells(stance)));
    most.map_or(CellStance::Unmentioned, |(stance, _)| stance)
}

/// How much a stance tells: a refusal, a demand or a condition more than assent, and a mention least.
fn tells(stance: CellStance) -> usize {
    let order = [
        CellStance::Discusses,
        CellStance::Affirms,
        CellStance::Commits,
        CellStance::Criticises,
        CellStance::Denies,
        CellStance::Rejects,
        CellStance::Demands,
        CellStance::Conditional,
    ];
    order
        .iter()
        .position(|known| *known == stance)
        .map_or(0, |at| at + 1)
}
