//! Tables (CSV, TSV): each row is a report, and columns hold its fields.

use std::collections::BTreeMap;

use csv::{Reader, ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use crate::Reports;
use crate::encoding::decode;
use crate::error::{Error, brief};
use crate::format::Format;
use crate::json;
use crate::report::{Report, Warning};
use crate::source::Source;

/// What columns are called that hold a field, a field a line.
const NAMES: &str = include_str!("../data/columns.txt");

/// Which columns of a table hold the fields of its reports, by the fields' names: `text`, `title`,
/// `publisher`, `url`, `published`, `id`. A field that is not named is looked for in the columns
/// that are usually called so.
///
/// ```
/// use verbale_ingest::Columns;
///
/// let columns: Columns = [("text".to_owned(), "story".to_owned())].into();
/// assert_eq!(columns["text"], "story");
/// ```
pub type Columns = BTreeMap<String, String>;

/// The names of the fields that a column may be named for.
pub const FIELDS: [&str; 6] = ["id", "title", "publisher", "url", "published", "text"];

pub(crate) struct Table;

impl Format for Table {
    fn is(&self, _: &[u8], source: &Source) -> bool {
        matches!(&*source.extension, "csv" | "tsv")
    }

    fn read(&self, mut source: Source) -> Result<Reports, Error> {
        let decoded = decode(source.read_text()?, None);
        let delimiter = match &*source.extension {
            "tsv" => b'\t',
            // What spreadsheets write where the comma parts whole and fraction.
            _ if is_parted_by_semicolons(&decoded.text) => b';',
            _ => b',',
        };
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(std::io::Cursor::new(decoded.text.into_bytes()));
        let header = reader.headers().cloned().unwrap_or_default();
        let columns = places(&header, &source)?;
        let rows = Rows {
            reader,
            columns,
            warnings: [source.warning.clone(), decoded.warning],
            source,
            number: 0,
        };
        Ok(Reports::new(rows))
    }
}

fn is_parted_by_semicolons(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default();
    header.contains(';') && !header.contains(',')
}

/// The places of the columns that hold a field, with the field's name.
fn places(header: &StringRecord, source: &Source) -> Result<Vec<(&'static str, usize)>, Error> {
    let place = |name: &str| {
        header
            .iter()
            .position(|column| column.trim().eq_ignore_ascii_case(name))
    };
    let shown = header.iter().collect::<Vec<_>>().join(", ");
    let mut places = Vec::new();
    for field in FIELDS {
        let found = match source.columns.get(field) {
            Some(column) => Some(place(column).ok_or_else(|| {
                Error::new(format_args!(
                    "{} has no column \"{column}\": its columns are {}",
                    source.name,
                    brief(&shown)
                ))
            })?),
            None => NAMES
                .lines()
                .filter_map(|line| line.strip_prefix(field)?.strip_prefix(' '))
                .flat_map(str::split_whitespace)
                .find_map(place),
        };
        places.extend(found.map(|place| (field, place)));
    }
    if !places.iter().any(|(field, _)| *field == "text") {
        return Err(Error::new(format_args!(
            "{} has no column for the text: name it with --column text=COLUMN (its columns are {})",
            source.name,
            brief(&shown)
        )));
    }
    Ok(places)
}

struct Rows {
    source: Source,
    reader: Reader<std::io::Cursor<Vec<u8>>>,
    columns: Vec<(&'static str, usize)>,
    warnings: [Option<Warning>; 2],
    /// Of the last row read, from 1.
    number: usize,
}

impl Rows {
    fn report(&self, row: &StringRecord) -> Result<Report, Error> {
        let number = self.number;
        let fields: Map<String, Value> = self
            .columns
            .iter()
            .filter_map(|(field, place)| {
                let value = row.get(*place).filter(|value| !value.is_empty())?;
                Some(((*field).to_owned(), Value::from(value)))
            })
            .collect();
        let id = format!("{}:{number}", self.source.stem);
        let report = json::report(Value::Object(fields), id).map_err(|_| {
            Error::new(format_args!(
                "{}, row {number}: it has no text: fill it in or leave it out",
                self.source.name
            ))
        })?;
        Ok(report.with_warnings(self.warnings.clone()).inspected())
    }
}

impl Iterator for Rows {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = StringRecord::new();
        self.number += 1;
        match self.reader.read_record(&mut row) {
            Ok(false) => None,
            Ok(true) => Some(self.report(&row)),
            Err(error) => {
                let what = brief(&error);
                Some(Err(Error::new(format_args!(
                    "{}, row {}: broken table ({what}): correct it or leave it out",
                    self.source.name, self.number
                ))))
            }
        }
    }
}
