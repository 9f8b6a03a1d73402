//! A short name for a row's matter, in the words of the texts.

use crate::points::Point;

/// The label of a point that agrees best with what all points of the row are called; that of a record's topic before one
/// that was cut from the words.
pub(crate) fn label(points: &[Point], row: &[usize]) -> String {
    let agreement =
        |label: &str| -> f32 { row.iter().map(|&n| points[n].name.agreement(label)).sum() };
    let candidates = row.iter().map(|&n| {
        (
            points[n].is_position,
            agreement(&points[n].label),
            &points[n].label,
        )
    });
    let best = candidates.reduce(|best, next| {
        let order = next.0.cmp(&best.0).then(next.1.total_cmp(&best.1));
        if order.is_gt() { next } else { best }
    });
    best.map_or_else(String::new, |(_, _, label)| label.clone())
}
