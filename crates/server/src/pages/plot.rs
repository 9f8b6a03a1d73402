//! Plots as SVG: drawn here, described in words, coloured by the page's style.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 110.0;

/// The date at the beginning of an RFC 3339 date or date-time.
pub(super) fn day(published: &str) -> Option<Date> {
    published.get(..10)?.parse().ok()
}

/// One position: when, whose (the number of a row), and which stance.
pub(super) struct Mark<'a> {
    pub(super) day: Date,
    pub(super) row: usize,
    pub(super) class: &'a str,
}

fn days_between(first: Date, last: Date) -> f64 {
    first
        .until(last)
        .map_or(0.0, |span| f64::from(span.get_days()))
}

/// Positions over time, a line for each side. Stances differ in shape as well as in colour.
pub(super) fn stances(title: &str, rows: &[&str], marks: &[Mark<'_>]) -> Markup {
    let days = marks.iter().map(|mark| mark.day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Markup::default();
    };
    let span = days_between(first, last).max(1.0);
    let x = |day: Date| LEFT + 10.0 + days_between(first, day) / span * (WIDTH - LEFT - 30.0);
    let y = |row: usize| 24.0 + 30.0 * row as f64;
    let height = y(rows.len()) + 8.0;
    html! {
        figure.plot {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(format!("{title}, from {first} to {last}")) {
                @for (row, name) in rows.iter().enumerate() {
                    text.axis x="0" y=(y(row) + 4.0) { (shortened(name)) }
                    line.grid x1=(LEFT) x2=(WIDTH) y1=(y(row)) y2=(y(row)) {}
                }
                @for mark in marks { (sign(x(mark.day), y(mark.row), mark.class)) }
                text.axis x=(LEFT) y=(height - 4.0) { (first) }
                text.axis.end x=(WIDTH) y=(height - 4.0) { (last) }
            }
            figcaption {
                @for stance in super::search::STANCES {
                    span.key {
                        svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" { (sign(7.0, 7.0, stance)) }
                        " " (stance)
                    }
                }
            }
        }
    }
}

fn sign(x: f64, y: f64, stance: &str) -> Markup {
    let at = |points: &[(f64, f64)]| {
        let points: Vec<String> = points
            .iter()
            .map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy))
            .collect();
        points.join(" ")
    };
    html! {
        @match stance {
            "affirms" => circle.sign.affirms cx=(format!("{x:.1}")) cy=(y) r="5" {},
            "denies" => polygon.sign.denies points=(at(&[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)])) {},
            "demands" => polygon.sign.demands points=(at(&[(0.0, -6.0), (6.0, 5.0), (-6.0, 5.0)])) {},
            "conditional" => polygon.sign.conditional points=(at(&[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)])) {},
            _ => circle.sign.silent cx=(format!("{x:.1}")) cy=(y) r="4.5" {},
        }
    }
}

fn shortened(name: &str) -> String {
    const MOST: usize = 16;
    if name.chars().count() <= MOST {
        name.to_owned()
    } else {
        name.chars().take(MOST - 1).chain(['…']).collect()
    }
}

/// How many there were in each month, as bars, with the same figures as a table.
pub(super) fn months(title: &str, days: impl Iterator<Item = Date>) -> Markup {
    let mut counts: BTreeMap<(i16, i8), u32> = BTreeMap::new();
    for day in days {
        *counts.entry((day.year(), day.month())).or_default() += 1;
    }
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value())
    else {
        return Markup::default();
    };
    let number = |(year, month): (i16, i8)| f64::from(year) * 12.0 + f64::from(month);
    let months = number(*last) - number(*first) + 1.0;
    let most = counts.values().copied().max().unwrap_or(1);
    let step = ((WIDTH - 50.0) / months).min(48.0);
    let (top, foot) = (12.0, 120.0);
    let name = |(year, month): (i16, i8)| format!("{year}-{month:02}");
    html! {
        figure.plot {
            svg viewBox=(format!("0 0 {WIDTH} 144")) role="img"
                aria-label=(format!("{title} by month, from {} to {}; {most} at most", name(*first), name(*last))) {
                text.axis x="0" y=(top + 8.0) { (most) }
                line.grid x1="40" x2=(WIDTH) y1=(top) y2=(top) {}
                line.base x1="40" x2=(WIDTH) y1=(foot) y2=(foot) {}
                @for (month, count) in &counts {
                    @let height = f64::from(*count) / f64::from(most) * (foot - top);
                    rect.column x=(format!("{:.1}", 42.0 + (number(*month) - number(*first)) * step)) y=(format!("{:.1}", foot - height))
                        width=(format!("{:.1}", (step - 2.0).max(1.0))) height=(format!("{height:.1}")) {}
                }
                text.axis x="40" y="138" { (name(*first)) }
                @if first != last { text.axis.end x=(format!("{:.1}", (42.0 + months * step).max(150.0))) y="138" { (name(*last)) } }
            }
            details {
                summary { "The figures" }
                div.scroll tabindex="0" role="region" aria-label="The figures" {
                    table { thead { tr { th scope="col" { "Month" } th scope="col" { "Number" } } }
                        tbody { @for (month, count) in &counts { tr { td { (name(*month)) } td { (count) } } } } }
                }
            }
        }
    }
}
