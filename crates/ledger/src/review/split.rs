//! One row made two.

use verbale_schema::{Entity, Span};

use super::rows::{Kind, Rows, put_in_order};

/// Moves some spans to a row of their own, whose id is given back; none if all or no spans go.
pub(super) fn split(rows: &mut Rows<'_>, kind: Kind, id: &str, starts: &[usize]) -> Option<String> {
    let own = rows.next_id(kind);
    match kind {
        Kind::Entity => split_entity(rows, id, &own, starts)?,
        Kind::Meeting => split_meeting(rows, id, &own, starts)?,
        _ => return None,
    }
    Some(own)
}

fn split_entity(rows: &mut Rows<'_>, id: &str, own: &str, starts: &[usize]) -> Option<()> {
    let entity = rows.record.entities.iter_mut().find(|e| e.id == id)?;
    let (go, stay): (Vec<_>, Vec<_>) = entity
        .mentions
        .drain(..)
        .partition(|mention| starts.contains(&mention.span.start));
    if go.is_empty() || stay.is_empty() {
        entity.mentions = if go.is_empty() { stay } else { go };
        return None;
    }
    let name = go
        .iter()
        .map(|m| &m.span.text)
        .max_by_key(|text| text.chars().count())?;
    let new = Entity {
        id: own.to_owned(),
        name: name.clone(),
        roles: Vec::new(),
        members: Vec::new(),
        mentions: go.clone(),
        ..entity.clone()
    };
    entity.mentions = stay;
    let stayed = entity.clone();
    put_in_order(&mut rows.record.entities, stayed);
    put_in_order(&mut rows.record.entities, new);
    // What is said or done by the words that left is said or done by the new one.
    let inside = |span: &Span| {
        go.iter()
            .any(|m| span.start <= m.span.start && m.span.end <= span.end)
    };
    for statement in &mut rows.record.statements {
        if statement.speaker.as_deref() == Some(id) && statement.source.iter().any(inside) {
            statement.speaker = Some(own.to_owned());
            let taken = rows.record.positions.iter_mut();
            for position in taken.filter(|p| p.statement.as_ref() == Some(&statement.id)) {
                if position.party.as_deref() == Some(id) {
                    position.party = Some(own.to_owned());
                }
            }
        }
    }
    for participant in rows
        .record
        .meetings
        .iter_mut()
        .flat_map(|m| &mut m.participants)
    {
        if participant.entity == id && inside(&participant.span) {
            own.clone_into(&mut participant.entity);
        }
    }
    Some(())
}

fn split_meeting(rows: &mut Rows<'_>, id: &str, own: &str, starts: &[usize]) -> Option<()> {
    let meeting = rows.record.meetings.iter_mut().find(|m| m.id == id)?;
    let (go, stay): (Vec<_>, Vec<_>) = meeting
        .evidence
        .drain(..)
        .partition(|span| starts.contains(&span.start));
    if go.is_empty() || stay.is_empty() {
        meeting.evidence = if go.is_empty() { stay } else { go };
        return None;
    }
    let inside = |span: &Span| {
        go.iter()
            .any(|e| e.start <= span.start && span.end <= e.end)
    };
    let (theirs, ours) = meeting
        .participants
        .drain(..)
        .partition(|p| inside(&p.span));
    let mut new = meeting.clone();
    meeting.participants = ours;
    meeting.evidence = stay;
    own.clone_into(&mut new.id);
    new.participants = theirs;
    new.place = new.place.filter(|place| inside(&place.span));
    new.date = new.date.filter(|date| inside(&date.span));
    new.duration = new.duration.filter(|duration| inside(&duration.span));
    new.format = new.format.filter(|format| inside(&format.span));
    new.reason = new.reason.filter(|reason| inside(&reason.span));
    new.evidence = go;
    let stayed = meeting.clone();
    put_in_order(&mut rows.record.meetings, stayed);
    put_in_order(&mut rows.record.meetings, new);
    Some(())
}
