//! The JSON Schema of records and dossiers, as it lies beside the types.
//!
//! `UPDATE_EXPECT=1 cargo test -p verbale --test json_schema` writes it anew.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use serde_json::{Value, json};
use std::{env, fs};
use utoipa::OpenApi;
use verbale_schema::{Dossier, Record};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/verbale.schema.json");

#[derive(OpenApi)]
#[openapi(components(schemas(Record, Dossier)))]
struct Types;

#[test]
fn the_schema_is_that_of_the_types() {
    let schema = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(FILE, &schema).unwrap();
    }
    assert!(
        fs::read_to_string(FILE).unwrap_or_default() == schema,
        "the types have changed: UPDATE_EXPECT=1 cargo test -p verbale --test json_schema writes {FILE} anew"
    );
}

/// Schemas of OpenAPI 3.1 are JSON Schema but for the place they lie in.
fn schema() -> Value {
    let mut types = serde_json::to_value(Types::openapi()).unwrap()["components"]["schemas"].take();
    refer(&mut types);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://github.com/verbale/verbale/blob/main/crates/schema/verbale.schema.json",
        "title": "What Verbale writes: a record of one report, or a dossier of several",
        "anyOf": [{"$ref": "#/$defs/Record"}, {"$ref": "#/$defs/Dossier"}],
        "$defs": types,
    })
}

fn refer(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(place) if name == "$ref" => {
                        *place = place.replace("#/components/schemas/", "#/$defs/");
                    }
                    field => refer(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refer),
        _ => {}
    }
}
