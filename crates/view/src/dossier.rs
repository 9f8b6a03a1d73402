//! What all views of a dossier have in common: the order of the matters, and words for what the
//! dossier says in codes.

use verbale_schema::{
    Cell, CellStance, Change, Disagreement, Dossier, Encounter, Evidence, Row, Side, Step, Verdict,
};

use crate::content::folded;
use crate::encounter::duration;
use crate::side::side_name;

/// Matters that belong together, under a heading.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub(crate) title: String,
    /// The rows with their places in the dossier.
    pub(crate) rows: Vec<(usize, &'a Row)>,
}

/// The matters as they are to be read: where the sides differ, then what only some say, then what
/// all say, then what the reports tell that none spoke of.
pub(crate) fn sections(dossier: &Dossier) -> Vec<Section<'_>> {
    let rows = || dossier.rows.iter().enumerate();
    let of = |verdict: Verdict| {
        rows()
            .filter(|(_, row)| row.verdict == verdict)
            .collect::<Vec<_>>()
    };
    let mut out = vec![Section {
        title: "Where they differ".to_owned(),
        rows: of(Verdict::Differ),
    }];
    let mut left = of(Verdict::OneSided);
    for side in &dossier.sides {
        let alone = |row: &Row| {
            let mut speaking = row.cells.iter().filter(|cell| speaks(cell));
            speaking.next().is_some_and(|cell| cell.side == side.id) && speaking.next().is_none()
        };
        let (own, others) = left.into_iter().partition(|(_, row)| alone(row));
        left = others;
        out.push(Section {
            title: if dossier.sides.len() == 1 {
                format!("What {} says", name(side))
            } else {
                format!("Only {}", name(side))
            },
            rows: own,
        });
    }
    out.push(Section {
        title: "Not all speak of it".to_owned(),
        rows: left,
    });
    let (all, none) = of(Verdict::Agreed)
        .into_iter()
        .partition(|(_, row)| row.cells.iter().any(speaks));
    for (title, rows) in [("What all say", all), ("What none speaks of", none)] {
        out.push(Section {
            title: title.to_owned(),
            rows,
        });
    }
    out.retain(|section| !section.rows.is_empty());
    out
}

/// Whether the cell has something that the side itself says.
pub(crate) fn speaks(cell: &Cell) -> bool {
    !matches!(
        cell.stance,
        CellStance::Unmentioned | CellStance::Unknown | CellStance::Silent
    )
}

/// What a side goes by.
pub(crate) fn name(side: &Side) -> String {
    match side.id.as_str() {
        "joint" => "Joint statement".to_owned(),
        _ => folded(&side.name),
    }
}

/// A stance in plain words.
#[must_use]
pub fn stance(stance: CellStance) -> &'static str {
    match stance {
        CellStance::Conditional => "on a condition",
        CellStance::Unmentioned => "does not mention it",
        CellStance::Unknown => "not known: its text is not whole",
        said => said.as_str(),
    }
}

/// Why the verdict, in a few words.
pub(crate) fn remark(row: &Row) -> Option<String> {
    let reason = row.reason.map(|reason| reason.to_string());
    match (reason, row.unsure) {
        (Some(reason), true) => Some(format!("{reason}, unsure")),
        (reason, false) => reason,
        (None, true) => Some("unsure".to_owned()),
    }
}

/// What a cell holds: all at once, or day by day where the side's reports are of several days.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    /// The day and what it brought: "2025-03-10 first said (denies)".
    pub(crate) when: Option<String>,
    pub(crate) evidence: &'a [Evidence],
}

/// What a side says in a cell. `day` is how dates are shown.
pub(crate) fn said(cell: &Cell, day: fn(&str) -> String) -> Vec<Said<'_>> {
    if cell.course.is_empty() {
        return vec![Said {
            when: None,
            evidence: &cell.evidence,
        }];
    }
    let step = |step: &'_ Step| {
        let change = match step.change {
            Change::First => "first said",
            Change::Kept => "said again",
            Change::Changed => "changed",
            Change::Dropped => "dropped",
        };
        let date = day(&step.date);
        match step.change {
            // With one day only, the cell's own stance is that of the day.
            Change::First if cell.course.len() == 1 => format!("{date} {change}"),
            Change::First | Change::Changed => {
                format!("{date} {change} ({})", stance(step.stance))
            }
            Change::Kept | Change::Dropped => format!("{date} {change}"),
        }
    };
    let steps = cell.course.iter();
    steps
        .map(|of_day| Said {
            when: Some(step(of_day)),
            evidence: &of_day.evidence,
        })
        .collect()
}

/// The words of some evidence, each piece apart.
pub(crate) fn words(evidence: &[Evidence]) -> Vec<String> {
    let words = evidence
        .iter()
        .map(|evidence| folded(&evidence.span.text).trim().to_owned());
    words.filter(|words| !words.is_empty()).collect()
}

/// The titles of a dossier: the sides.
pub(crate) fn title(dossier: &Dossier) -> String {
    let names: Vec<String> = dossier.sides.iter().map(name).collect();
    match names.as_slice() {
        [] => "No side speaks".to_owned(),
        [one] => format!("{one} alone"),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// The meeting in a line: kind, status, date, place, length. `day` is how dates are shown.
pub(crate) fn meeting(encounter: &Encounter, day: fn(&str) -> String) -> String {
    let place = encounter.place.as_deref().map(folded);
    let facts = [
        Some(encounter.kind.to_string()),
        Some(encounter.status.to_string()),
        encounter.date.as_deref().map(day),
        place,
        encounter.duration.as_deref().map(duration),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Who took part, with the side of each.
pub(crate) fn participants(encounter: &Encounter) -> String {
    let one = |attendee: &verbale_schema::Attendee| match &attendee.side {
        Some(side) if *side != attendee.name && side_name(side) != attendee.name => {
            format!("{} ({})", folded(&attendee.name), side_name(side))
        }
        _ => folded(&attendee.name),
    };
    encounter
        .participants
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(", ")
}

/// One field that the reports tell differently.
pub(crate) fn disagreement(disagreement: &Disagreement) -> String {
    let values = disagreement.values.iter().map(|told| {
        format!(
            "{} ({})",
            folded(&told.value),
            folded(&told.documents.join(", "))
        )
    });
    format!(
        "{}: {}",
        disagreement.field,
        values.collect::<Vec<_>>().join(" – ")
    )
}
