//! The meeting, and the others.

use maud::{Markup, html as markup};
use verbale_schema::Meeting;

use super::{
    Page,
    row::{Fact, fact_key},
    statement::doubt,
};
use crate::{
    MOST_MEETINGS,
    content::{excerpt, folded},
    encounter::{
        Delegation, Meetings, Numbered, called_off, day, delegations, kind_name, length, quoted,
        reason,
    },
    side::entity_name,
};

/// As many characters of the words for a meeting are shown; the text has them all.
const WORDS: usize = 180;

impl Page<'_> {
    pub(super) fn meetings(&self, meetings: &Meetings<'_>) -> Markup {
        let (index, main) = meetings.main;
        let delegations = delegations(self.record, main);
        markup! {
            section.meeting #meeting aria-labelledby="meeting-title" tabindex="-1" {
                h2 #meeting-title { "The meeting" }
                div.main {
                    div {
                        p.what { (self.what(index, main)) }
                        (self.facts(index, main))
                        (self.evidence(main))
                    }
                    @if !delegations.is_empty() {
                        div.delegations {
                            @for delegation in &delegations { (self.delegation(index, delegation)) }
                        }
                    }
                }
                (self.list("Sessions", &meetings.sessions))
                (self.list("Other meetings", &meetings.others))
            }
        }
    }

    /// Kind and status, as a link to the words for it.
    fn what(&self, index: usize, meeting: &Meeting) -> Markup {
        let words = markup! {
            strong { (kind_name(meeting.kind)) } ", "
            span.off[called_off(meeting.status)] { (meeting.status.as_str()) }
        };
        markup! {
            (self.fact(index, Fact::Meeting, &words))
            " " (doubt(meeting.confidence))
        }
    }

    /// Place, date, length, format, and why it was called off.
    fn facts(&self, index: usize, meeting: &Meeting) -> Markup {
        let mut facts: Vec<(&str, Fact, Markup)> = Vec::new();
        if let Some(place) = &meeting.place {
            let entity = self.record.entity(&place.entity);
            let name = entity.map_or_else(|| folded(&place.span.text), entity_name);
            facts.push(("Where", Fact::Place, markup! { (name) }));
        }
        if let Some(when) = &meeting.date {
            let value = when.value.as_deref();
            let shown = value.map_or_else(|| quoted(&when.span.text), day);
            let shown = markup! {
                @match value.filter(|value| !value.contains('/')) {
                    Some(value) => time datetime=(value) { (shown) },
                    None => (shown),
                }
            };
            facts.push(("When", Fact::Date, shown));
        }
        if let Some(time) = &meeting.duration {
            facts.push(("Length", Fact::Length, markup! { (length(time)) }));
        }
        if let Some(format) = &meeting.format {
            facts.push(("Format", Fact::Format, markup! { (format.value) }));
        }
        markup! {
            @if !facts.is_empty() || reason(meeting).is_some() {
                dl.facts {
                    @for (name, fact, value) in &facts {
                        div { dt { (name) } dd { (self.fact(index, *fact, value)) } }
                    }
                    @if let Some(reason) = reason(meeting) {
                        div {
                            dt { "Reason" }
                            dd { (self.reason(index, meeting, reason)) }
                        }
                    }
                }
            }
        }
    }

    fn reason(&self, index: usize, meeting: &Meeting, reason: &str) -> Markup {
        let words = markup! {
            @match &meeting.reason {
                Some(told) if told.given => (quoted(&told.span.text)),
                _ => (reason),
            }
        };
        self.fact(index, Fact::Reason, &words)
    }

    fn evidence(&self, meeting: &Meeting) -> Markup {
        let words = excerpt(&meeting.evidence, WORDS);
        markup! {
            @if !words.is_empty() { p.evidence lang=[self.language()] { (words) } }
        }
    }

    fn delegation(&self, index: usize, delegation: &Delegation<'_>) -> Markup {
        let name = markup! {
            @match delegation.body {
                Some((body, _)) => {
                    (self.fact(index, Fact::Participant(body), &markup! { (delegation.name()) }))
                }
                None => (delegation.name()),
            }
        };
        markup! {
            div.delegation {
                h3 { (name) }
                @if !delegation.guests.is_empty() {
                    ul role="list" {
                        @for guest in &delegation.guests {
                            li {
                                (self.fact(index, Fact::Participant(guest.index), &markup! { (guest.name) }))
                                @if !guest.particulars.is_empty() {
                                    " " span.particulars { (guest.particulars.join(" · ")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Meetings beside the main one; the last of many on demand.
    fn list(&self, title: &str, meetings: &[Numbered<'_>]) -> Markup {
        // One more takes no more room than to say that there is one more.
        let shown = if meetings.len() > MOST_MEETINGS + 1 {
            MOST_MEETINGS
        } else {
            meetings.len()
        };
        let (first, more) = meetings.split_at(shown);
        let list = |meetings: &[Numbered<'_>]| {
            markup! {
                ul.meetings role="list" {
                    @for (index, meeting) in meetings { (self.brief(*index, meeting)) }
                }
            }
        };
        markup! {
            @if !meetings.is_empty() {
                h3.kind { (title) }
                (list(first))
                @if !more.is_empty() {
                    details { summary { (format!("{} more", more.len())) } (list(more)) }
                }
            }
        }
    }

    fn brief(&self, index: usize, meeting: &Meeting) -> Markup {
        markup! {
            li {
                p { (self.what(index, meeting)) }
                @if !meeting.participants.is_empty() {
                    p.with {
                        @for (guest, participant) in meeting.participants.iter().enumerate() {
                            @let entity = self.record.entity(&participant.entity);
                            @let name = entity.map_or_else(|| folded(&participant.span.text), entity_name);
                            @if guest > 0 { ", " }
                            (self.fact(index, Fact::Participant(guest), &markup! { (name) }))
                        }
                    }
                }
                (self.facts(index, meeting))
                (self.evidence(meeting))
            }
        }
    }

    /// Something told of a meeting, as a link to the words for it.
    fn fact(&self, meeting: usize, fact: Fact, shown: &Markup) -> Markup {
        self.linked(&fact_key(meeting, fact), shown)
    }
}
