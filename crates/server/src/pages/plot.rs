//! Plots as SVG: drawn here, described in words, coloured by the page's style. Widths are shares of
//! the whole, so that a plot fills its place while letters and signs keep their size.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use maud::{Markup, html};
use verbale_schema::Stance;

use super::parts::{date, grouped};

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

fn share(part: f64) -> String {
    format!("{:.2}%", part * 100.0)
}

/// Months are counted from the year 0.
fn month_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

fn beginning(month: i32) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// The months at which an axis from one month to another has its ticks, with what they are called.
fn ticks(from: i32, to: i32) -> Vec<(i32, String)> {
    // Years take less room than months with their years.
    let most = |step: i32| if step < 12 { 3 } else { 6 };
    let step = [1, 3, 6, 12, 24, 60, 120]
        .into_iter()
        .find(|&step| (to - from) / step < most(step))
        .unwrap_or(600);
    let name = |month: i32| {
        let day = beginning(month)?;
        let form = if step < 12 { "%b %Y" } else { "%Y" };
        Some((month, day.strftime(form).to_string()))
    };
    (from..=to)
        .filter(|month| month % step == 0)
        .filter_map(name)
        .collect()
}

/// The names under a plot, each at its share of the width.
fn axis(ticks: &[(f64, String)], ends: (String, String)) -> Markup {
    html! {
        svg.axis width="100%" height="20" {
            @if ticks.is_empty() {
                text x="0" y="15" { (ends.0) }
                @if ends.0 != ends.1 { text.end x="100%" y="15" { (ends.1) } }
            }
            @for (at, name) in ticks { text.middle x=(share(*at)) y="15" { (name) } }
        }
    }
}

/// Positions over time, a line for each side. Stances differ in shape and place as well as in colour:
/// what is affirmed stands above the line, what is denied below it.
pub(super) fn stances(title: &str, rows: &[&str], marks: &[Mark<'_>]) -> Markup {
    const HEIGHT: f64 = 30.0;
    let days = marks.iter().map(|mark| mark.day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Markup::default();
    };
    let span = days_between(first, last).max(1.0);
    let at = |day: Date| days_between(first, day) / span;
    let ticks: Vec<(f64, String)> = ticks(month_of(first), month_of(last))
        .into_iter()
        .filter_map(|(month, name)| Some((beginning(month)?, name)))
        .filter(|(day, _)| *day >= first)
        .map(|(day, name)| (at(day), name))
        .collect();
    let ends = (date(&first.to_string()), date(&last.to_string()));
    // One sign for however many of a stance on a day.
    let marks: BTreeSet<(usize, Date, &str)> = marks
        .iter()
        .map(|mark| (mark.row, mark.day, mark.class))
        .collect();
    html! {
        figure.plot {
            // Drawn once; the lines use them.
            svg.drawn width="0" height="0" aria-hidden="true" {
                defs {
                    g #plot-grid {
                        @for (at, _) in &ticks { line x1=(share(*at)) x2=(share(*at)) y1="0" y2=(HEIGHT) {} }
                        line x1="0" x2="100%" y1=(HEIGHT / 2.0) y2=(HEIGHT / 2.0) {}
                    }
                    @for stance in Stance::ALL { g id=(format!("plot-{stance}")) { (sign(stance.as_str())) } }
                }
            }
            div.strips role="img" aria-label=(format!("{title}, from {} to {}", ends.0, ends.1)) {
                @for (row, name) in rows.iter().enumerate() {
                    span.whose title=(name) { (name) }
                    svg width="100%" height=(HEIGHT) {
                        use.grid href="#plot-grid" {}
                        @for (_, day, class) in marks.iter().filter(|mark| mark.0 == row) {
                            use.(class) href=(format!("#plot-{class}")) x=(share(at(*day))) y=(HEIGHT / 2.0 + lane(class)) {}
                        }
                    }
                }
                span.whose {}
                (axis(&ticks, ends))
            }
            figcaption {
                @for stance in Stance::ALL {
                    span.key {
                        svg width="14" height="14" aria-hidden="true" { use.(stance) href=(format!("#plot-{stance}")) x="7" y="7" {} }
                        " " (stance)
                    }
                }
            }
        }
    }
}

/// How far below its side's line a stance stands.
fn lane(stance: &str) -> f64 {
    match stance {
        "affirms" | "commits" => -8.0,
        "rejects" | "criticises" | "denies" => 8.0,
        _ => 0.0,
    }
}

/// The sign of a stance, around the origin.
fn sign(stance: &str) -> Markup {
    html! {
        @match stance {
            "affirms" => circle r="4.5" {},
            "commits" => polygon points="0,-5.5 5,-1 3.5,4.5 -3.5,4.5 -5,-1" {},
            "demands" => polygon points="0,-5 5.5,4.5 -5.5,4.5" {},
            "discusses" => polygon points="-5.5,-2 5.5,-2 5.5,2 -5.5,2" {},
            "rejects" => polygon points="-5,-3 -3,-5 0,-2 3,-5 5,-3 2,0 5,3 3,5 0,2 -3,5 -5,3 -2,0" {},
            "criticises" => polygon points="0,5 5.5,-4.5 -5.5,-4.5" {},
            "denies" => polygon points="-4,-4 4,-4 4,4 -4,4" {},
            "conditional" => polygon points="0,-5.5 5.5,0 0,5.5 -5.5,0" {},
            _ => circle r="4" {},
        }
    }
}

/// How many there were in each month, as bars, with the same figures as a table.
pub(super) fn months(title: &str, days: impl Iterator<Item = Date>) -> Markup {
    const HEIGHT: f64 = 110.0;
    /// A bar is no wider than this share.
    const WIDEST: f64 = 0.06;
    let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
    for day in days {
        *counts.entry(month_of(day)).or_default() += 1;
    }
    let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value())
    else {
        return Markup::default();
    };
    let most = counts.values().copied().max().unwrap_or(1);
    let step = (1.0 / f64::from(last - first + 1)).min(WIDEST);
    let at = |month: i32| f64::from(month - first) * step;
    let ticks: Vec<(f64, String)> = ticks(first, last)
        .into_iter()
        .map(|(month, name)| (at(month) + step / 2.0, name))
        .collect();
    let name = |month: i32| {
        beginning(month).map_or_else(String::new, |day| day.strftime("%B %Y").to_string())
    };
    let figure = |count: u32| grouped(i64::from(count));
    html! {
        figure.plot {
            figcaption { span { (title) " by month, " (figure(most)) " at most" } }
            div role="img" aria-label=(format!("{title} by month, from {} to {}; {} at most", name(first), name(last), figure(most))) {
                svg width="100%" height=(HEIGHT) {
                    line.grid x1="0" x2="100%" y1="0.5" y2="0.5" {}
                    @for (month, count) in &counts {
                        @let height = f64::from(*count) / f64::from(most) * HEIGHT;
                        rect.column x=(share(at(*month) + step * 0.08)) y=(format!("{:.1}", HEIGHT - height))
                            width=(share(step * 0.84)) height=(format!("{height:.1}")) {
                            title { (name(*month)) ": " (figure(*count)) }
                        }
                    }
                    line.base x1="0" x2="100%" y1=(HEIGHT - 0.5) y2=(HEIGHT - 0.5) {}
                }
                (axis(&ticks, (name(first), name(last))))
            }
            details {
                summary { "The figures" }
                div.scroll tabindex="0" role="region" aria-label="The figures" {
                    table { thead { tr { th scope="col" { "Month" } th scope="col" { "Number" } } }
                        tbody { @for (month, count) in &counts { tr { td { (name(*month)) } td { (figure(*count)) } } } } }
                }
            }
        }
    }
}
