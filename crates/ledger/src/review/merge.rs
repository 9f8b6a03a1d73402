//! Two rows made one.

use super::rows::{Kind, Rows, put_in_order};

/// Gives a row's words to another, which takes its place wherever it is pointed to.
pub(super) fn merge(rows: &mut Rows<'_>, kind: Kind, id: &str, into: &str) {
    match kind {
        Kind::Entity => {
            let entities = &mut rows.record.entities;
            let Some(place) = entities.iter().position(|e| e.id == id) else {
                return;
            };
            let gone = entities.remove(place);
            if let Some(stays) = entities.iter_mut().find(|e| e.id == into) {
                stays.mentions.extend(gone.mentions);
                stays.mentions.sort_by_key(|m| (m.span.start, m.span.end));
                stays.mentions.dedup();
                stays.roles.extend(gone.roles);
                stays.roles.sort_by_key(|r| (r.span.start, r.span.end));
                stays.roles.dedup();
                stays.side = stays.side.take().or(gone.side);
                let stays = stays.clone();
                put_in_order(entities, stays);
            }
        }
        Kind::Meeting => {
            let meetings = &mut rows.record.meetings;
            let Some(place) = meetings.iter().position(|m| m.id == id) else {
                return;
            };
            let gone = meetings.remove(place);
            if let Some(stays) = meetings.iter_mut().find(|m| m.id == into) {
                for participant in gone.participants {
                    if !stays
                        .participants
                        .iter()
                        .any(|p| p.entity == participant.entity)
                    {
                        stays.participants.push(participant);
                    }
                }
                stays
                    .participants
                    .sort_by_key(|p| (p.span.start, p.span.end));
                stays.evidence.extend(gone.evidence);
                stays.evidence.sort_by_key(|span| (span.start, span.end));
                stays.evidence.dedup();
                stays.place = stays.place.take().or(gone.place);
                stays.date = stays.date.take().or(gone.date);
                stays.duration = stays.duration.take().or(gone.duration);
                stays.format = stays.format.take().or(gone.format);
                stays.reason = stays.reason.take().or(gone.reason);
                // A session of itself it cannot be.
                stays.part_of = stays.part_of.take().filter(|whole| whole != id);
                let stays = stays.clone();
                put_in_order(meetings, stays);
            }
        }
        _ => return,
    }
    rows.redirect(id, into);
}
