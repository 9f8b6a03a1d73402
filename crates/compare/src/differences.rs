//! The differences of a dossier by themselves, to be listed across meetings.

use verbale_schema::{Account, Cell, CellStance, Difference, Dossier, Fact, Row, Verdict};

/// A disputed fact stands on two dates, places or figures that cannot both be right: it is as sure as these were read.
const FACT: f32 = 0.8;

/// Where the accounts of a dossier differ, the surest first: the matters on which sides do, and the facts on which
/// reports cannot all be right.
#[must_use]
pub fn differences(dossier: &Dossier) -> Vec<Difference> {
    let meeting = dossier.meeting.as_ref();
    let title = meeting.map(|meeting| meeting.title.clone());
    let rows = dossier.rows.iter();
    let matters = rows
        .filter(|row| row.verdict == Verdict::Differ)
        .map(|row| Difference {
            meeting: title.clone(),
            ..of_matter(row)
        });
    let facts = meeting.iter().flat_map(|meeting| &meeting.facts);
    let disputed = facts.filter(|fact| !fact.agree).map(|fact| Difference {
        meeting: title.clone(),
        ..of_fact(fact)
    });
    let mut found: Vec<Difference> = matters.chain(disputed).collect();
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    found
}

fn of_matter(row: &Row) -> Difference {
    let speaks = |cell: &&Cell| {
        cell.side != crate::dossier::NARRATOR
            && cell.stance != CellStance::Silent
            && !cell.evidence.is_empty()
    };
    let told = row.cells.iter().filter(speaks).map(|cell| Account {
        side: Some(cell.side.clone()),
        stance: Some(cell.stance),
        value: None,
        evidence: cell.evidence.clone(),
    });
    Difference {
        meeting: None,
        topic: Some(row.topic.clone()),
        field: None,
        why: row.why,
        told: told.collect(),
        confidence: row.confidence,
    }
}

fn of_fact(fact: &Fact) -> Difference {
    let told = fact.values.iter().map(|told| Account {
        side: None,
        stance: None,
        value: Some(told.value.clone()),
        evidence: told.evidence.clone(),
    });
    Difference {
        meeting: None,
        topic: None,
        field: Some(fact.field),
        why: None,
        told: told.collect(),
        confidence: FACT,
    }
}
