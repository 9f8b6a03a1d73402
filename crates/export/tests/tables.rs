//! Records as tables.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use expect_test::expect_file;
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};
use verbale_export::{Export, Format, Judged, Table};
use verbale_schema::Record;

fn strait() -> Record {
    let json = include_str!("../../view/tests/data/strait.json");
    serde_json::from_str(json).expect("the example is a record")
}

fn summit() -> Record {
    let json = include_str!("../../view/tests/data/summit.json");
    serde_json::from_str(json).expect("the example is a record")
}

fn judged() -> Vec<Judged> {
    let judged = |row: &str, verdict, why: Option<&str>| Judged {
        row: row.into(),
        verdict,
        by: "Mira".into(),
        at: "2026-03-15T08:00:00Z".into(),
        why: why.map(String::from),
    };
    vec![
        judged("s1", "confirmed", None),
        judged("m2", "rejected", Some("a dinner, \"no talks\"")),
    ]
}

fn tables(format: Format, records: &[Record]) -> Vec<(Table, Vec<u8>)> {
    let mut export = Export::new(format, Table::ALL, |_| Ok(Vec::new())).unwrap();
    for record in records {
        export.add(record, &judged()).unwrap();
    }
    export.finish().unwrap()
}

/// The rows of a file, each a list of fields as they stand in CSV.
fn rows(format: Format, bytes: Vec<u8>) -> Vec<Vec<String>> {
    match format {
        Format::Csv => csv::Reader::from_reader(&*bytes)
            .records()
            .map(|row| row.unwrap().iter().map(String::from).collect())
            .collect(),
        Format::Parquet => parquet_rows(parquet_file(bytes)),
    }
}

fn parquet_file(bytes: Vec<u8>) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    file
}

fn parquet_rows(file: std::fs::File) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(file).unwrap();
    let shown = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(words) => words.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Bool(whether) => whether.to_string(),
        other => panic!("no column is of this kind: {other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        row.get_column_iter()
            .map(|(_, field)| shown(field))
            .collect()
    })
    .collect()
}

#[test]
fn a_record_as_csv() {
    for (table, bytes) in tables(Format::Csv, &[strait(), summit()]) {
        let shown = String::from_utf8(bytes).unwrap();
        let path = format!("data/{}.csv", table.name());
        expect_file![path].assert_eq(&shown);
    }
}

#[test]
fn parquet_says_what_csv_says() {
    let records = [strait(), summit()];
    let csv = tables(Format::Csv, &records);
    for ((table, csv), (same, parquet)) in csv.into_iter().zip(tables(Format::Parquet, &records)) {
        assert_eq!(table, same);
        let csv = rows(Format::Csv, csv);
        assert!(csv.len() >= 2, "{table:?}");
        assert_eq!(rows(Format::Parquet, parquet), csv, "{table:?}");
    }
}

#[test]
fn the_same_records_are_the_same_bytes() {
    let once = tables(Format::Parquet, &[strait(), summit()]);
    assert_eq!(once, tables(Format::Parquet, &[strait(), summit()]));
}

#[test]
fn no_records_are_tables_with_columns_and_no_rows() {
    for format in [Format::Csv, Format::Parquet] {
        for (table, bytes) in tables(format, &[]) {
            assert!(!bytes.is_empty());
            assert_eq!(rows(format, bytes).len(), 0, "{table:?}");
        }
    }
}

#[test]
fn ids_of_nothing_leave_names_empty() {
    let mut record = strait();
    record.entities.clear();
    record.topics.clear();
    let rows = |table: usize| {
        rows(
            Format::Csv,
            tables(Format::Csv, &[record.clone()]).swap_remove(table).1,
        )
    };
    assert_eq!(rows(2)[0][3..6], ["e4", "", ""]);
    assert_eq!(rows(3)[0][5..7], ["e1; e2; e5; e6; e7", "; ; ; ; "]);
    assert_eq!(rows(4)[1][6..8], ["t2", ""]);
}

/// A writer that shows how much was written.
#[derive(Clone, Default)]
struct Counted(Arc<Mutex<usize>>);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.lock().unwrap() += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn rows_are_written_while_more_come() {
    let mut record = strait();
    // Statements of a megabyte each: the second 16 MiB must not wait for the end.
    record.statements.truncate(1);
    record.statements[0].content[0].text = "said again ".repeat(100_000);
    for format in [Format::Csv, Format::Parquet] {
        let mut counts = Vec::new();
        let open = |_| {
            counts.push(Counted::default());
            Ok(counts[counts.len() - 1].clone())
        };
        let mut export = Export::new(format, Table::ALL, open).unwrap();
        for _ in 0..40 {
            export.add(&record, &[]).unwrap();
        }
        let written = *counts[2].0.lock().unwrap();
        assert!(written > 1_000_000, "{format:?}: {written}");
        export.finish().unwrap();
    }
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_error_of_a_writer_comes_back_as_it_was() {
    for format in [Format::Csv, Format::Parquet] {
        let done = Export::new(format, Table::OF_RECORDS, |_| Ok(Full)).and_then(|mut export| {
            export.add(&strait(), &[])?;
            export.finish()
        });
        let error = done.err().expect("nothing can be written");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format:?}");
    }
}

/// `UPDATE_EXPECT=1 cargo test -p verbale-export` writes the lists of columns anew.
#[test]
fn the_documentation_has_all_columns() {
    let mut shown = String::new();
    for table in Table::ALL {
        shown += &format!("\n## {}\n\n{}\n\n", table.name(), table.about());
        shown += "| Column | Kind | What it is |\n|---|---|---|\n";
        for column in table.columns() {
            let kind = column.kind.as_str();
            shown += &format!("| `{}` | {kind} | {} |\n", column.name, column.about);
        }
    }
    let page = include_str!("../../../docs/tables.md");
    let opening = "The columns, in their order:\n";
    let (head, _) = page
        .split_once(opening)
        .expect("the lists have their opening");
    expect_file!["../../../docs/tables.md"].assert_eq(&format!("{head}{opening}{shown}"));
}
