//! Checks every table under `data/`, so that a slip of the pen stops the build and not a reader.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the tables' own readers are compiled a second time here; only `read` is called"
)]

#[path = "src/attitude.rs"]
mod attitude;
#[path = "src/calendar.rs"]
mod calendar;
#[path = "src/country.rs"]
mod country;
#[path = "src/forms.rs"]
mod forms;
#[path = "src/given.rs"]
mod given;
#[path = "src/group.rs"]
mod group;
#[path = "src/lemma.rs"]
mod lemma;
#[path = "src/name.rs"]
mod name;
#[path = "src/nickname.rs"]
mod nickname;
#[path = "src/office.rs"]
mod office;
#[path = "src/organization.rs"]
mod organization;
#[path = "src/person.rs"]
mod person;
#[path = "src/publisher.rs"]
mod publisher;
#[path = "src/reporting.rs"]
mod reporting;
#[path = "src/table.rs"]
mod table;
#[path = "src/title.rs"]
mod title;

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=src");
    let checks = [
        attitude::read().map(drop),
        calendar::read().map(drop),
        country::read().map(drop),
        office::read().map(drop),
        organization::read().map(drop),
        reporting::read().map(drop),
        lemma::read().map(drop),
        name::read_names().map(drop),
        name::read_heads().map(drop),
        name::read_particles().map(drop),
        nickname::read().map(drop),
        person::read().map(drop),
        publisher::read().map(drop),
        title::read().map(drop),
        given::read().map(drop),
        group::read().map(drop),
    ];
    for fault in checks.into_iter().filter_map(Result::err) {
        println!("cargo::error=crates/lexicon/data/{fault}");
    }
}
