//! The meeting, and the others.

use anstyle::Style;
use verbale_schema::{Meeting, Record, Span};

use super::{Page, SIDE_BY_SIDE, ink::Ink};
use crate::{
    MOST_MEETINGS,
    content::{excerpt, folded},
    encounter::{
        Delegation, Meetings, Numbered, called_off, company, date, delegations, kind_name, length,
        quoted, reason,
    },
};

/// A side whose name takes more columns stands over its people.
const NAME_COLUMNS: usize = 24;
/// As many characters of the words for a meeting are shown.
const WORDS: usize = 160;

impl Page {
    pub(super) fn meetings(&mut self, record: &Record, meetings: &Meetings<'_>) {
        self.part("The meeting");
        let (_, main) = meetings.main;
        self.paragraph(&self.margin(main), &self.particulars(record, main));
        self.words(&main.evidence);
        let delegations = delegations(record, main);
        let names = delegations.iter().filter_map(|delegation| {
            let columns = Ink::new(delegation.name(), Style::new()).columns();
            (columns <= NAME_COLUMNS).then_some(columns)
        });
        let columns = (self.width >= SIDE_BY_SIDE).then(|| names.max().unwrap_or(0));
        let (bodies, with_people): (Vec<_>, Vec<_>) = delegations
            .iter()
            .partition(|delegation| delegation.guests.is_empty());
        for delegation in with_people {
            self.delegation(delegation, columns);
        }
        let bodies: Vec<&str> = bodies.iter().map(|body| body.name()).collect();
        self.paragraph(
            &Ink::spaces(2),
            &Ink::new(&bodies.join(", "), self.ink.side),
        );
        self.list("Sessions", record, &meetings.sessions);
        self.list("Other meetings", record, &meetings.others);
    }

    /// Doubt, and the space before all that is told of a meeting.
    fn margin(&self, meeting: &Meeting) -> Ink {
        let mut margin = self.doubt(meeting.confidence);
        margin.pad(2);
        margin
    }

    /// Kind, status, place, date, length, format, and why it was called off.
    fn particulars(&self, record: &Record, meeting: &Meeting) -> Ink {
        let mut line = Ink::new(kind_name(meeting.kind), self.ink.name);
        line.push(", ", Style::new());
        let status = if called_off(meeting.status) {
            self.ink.alert
        } else {
            Style::new()
        };
        line.push(meeting.status.as_str(), status);
        let mut add = |value: Option<String>, words: Option<&str>| {
            let (value, words) = match (value, words.map(quoted)) {
                (None, None) => return,
                (None, Some(words)) => (words, None),
                (Some(value), words) => (value, words),
            };
            line.push(" · ", self.ink.aside);
            line.push(&value, Style::new());
            if let Some(words) = words {
                line.push(&format!(" ({words})"), self.ink.aside);
            }
        };
        if let Some(place) = &meeting.place {
            let name = record.entity(&place.entity);
            add(
                Some(name.map_or_else(|| folded(&place.span.text), |e| folded(&e.name))),
                None,
            );
        }
        if let Some(day) = &meeting.date {
            add(day.value.as_deref().map(date), Some(&day.span.text));
        }
        if let Some(time) = &meeting.duration {
            add(
                Some(length(time)),
                time.value.as_ref().map(|_| time.span.text.as_str()),
            );
        }
        if let Some(format) = &meeting.format {
            add(Some(folded(&format.value)), Some(&format.span.text));
        }
        if let Some(reason) = reason(meeting) {
            add(
                Some(reason.to_owned()),
                meeting.reason.as_ref().map(|told| told.span.text.as_str()),
            );
        }
        line
    }

    /// The report's words, set back.
    fn words(&mut self, spans: &[Span]) {
        let words = excerpt(spans, WORDS);
        self.paragraph(&Ink::spaces(4), &Ink::new(&words, self.ink.aside));
    }

    /// A side with its people: beside its name if `columns` are for names, otherwise under it.
    fn delegation(&mut self, delegation: &Delegation<'_>, columns: Option<usize>) {
        let mut margin = Ink::spaces(2);
        let style = match delegation.name {
            Some(_) => self.ink.side,
            None => self.ink.aside,
        };
        margin.push(delegation.name(), style);
        match columns {
            Some(columns) if margin.columns() <= columns + 2 => margin.pad(columns + 4),
            _ => {
                self.paragraph(&Ink::default(), &margin);
                margin = Ink::spaces(columns.map_or(4, |columns| columns + 4));
            }
        }
        for guest in &delegation.guests {
            let mut words = Ink::new(&guest.name, self.ink.name);
            if !guest.particulars.is_empty() {
                words.push(
                    &format!(" · {}", guest.particulars.join(" · ")),
                    self.ink.aside,
                );
            }
            let hang = margin.columns();
            self.paragraph(&margin, &words);
            margin = Ink::spaces(hang);
        }
    }

    /// Meetings beside the main one, a line or two each; the last of many only by their number.
    fn list(&mut self, title: &str, record: &Record, meetings: &[Numbered<'_>]) {
        if meetings.is_empty() {
            return;
        }
        self.blank();
        self.paragraph(&Ink::spaces(2), &Ink::new(title, self.ink.side));
        // One more takes no more room than to say that there is one more.
        let shown = if meetings.len() > MOST_MEETINGS + 1 {
            MOST_MEETINGS
        } else {
            meetings.len()
        };
        for (_, meeting) in &meetings[..shown] {
            let mut line = self.particulars(record, meeting);
            if let Some(company) = company(record, meeting) {
                line.push(" · ", self.ink.aside);
                line.push(&company, Style::new());
            }
            self.paragraph(&self.margin(meeting), &line);
            self.words(&meeting.evidence);
        }
        if shown < meetings.len() {
            let more = format!("and {} more", meetings.len() - shown);
            self.paragraph(&Ink::spaces(2), &Ink::new(&more, self.ink.aside));
        }
    }
}
