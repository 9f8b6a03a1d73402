//! Records as tables for researchers: CSV and Parquet, from one definition of the columns.
//!
//! A record becomes one row in the table of documents, and one for each of its entities, statements,
//! meetings and positions in tables of their own; what people made of the rows has a table too. Several records go into the same tables, told
//! apart by the number of the report. Nothing is kept but what a row group of Parquet needs, so
//! memory stays bounded however many records come.
//!
//! The crate encodes and opens no files: the caller gives a writer for each table.
//!
//! ```
//! use verbale_export::{Export, Format, Table};
//!
//! let export = Export::new(Format::Csv, Table::OF_RECORDS, |_| Ok(Vec::new()))?;
//! let (table, bytes) = export.finish()?.swap_remove(1);
//! assert_eq!(table, Table::People);
//! assert!(bytes.starts_with(b"report,document,entity,kind,name,side,"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod column;
mod parquet;
mod table;

use std::io::{self, Write};

use verbale_schema::Record;

pub use column::{ColumnInfo, Kind};
pub use table::Table;

use crate::parquet::Parquet;

/// How tables are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 in UTF-8: a line with the names of the columns, then one for each row, ended by a
    /// line feed. What is not told is an empty field.
    Csv,
    /// Apache Parquet, compressed with Snappy. What is not told is null.
    Parquet,
}

impl Format {
    /// The extension of the files: `csv`, `parquet`.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// What a person made of a row of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The row's id in the record.
    pub row: String,
    /// `confirmed`, `edited` or `rejected`.
    pub verdict: &'static str,
    /// Who said so last.
    pub by: String,
    /// When: RFC 3339 in UTC.
    pub at: String,
    /// Why.
    pub why: Option<String>,
}

/// Tables, being written.
pub struct Export<W: Write + Send> {
    tables: Vec<(Table, Encoder<W>)>,
    /// The records added so far.
    reports: i64,
}

enum Encoder<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> Export<W> {
    /// Begins some tables; `open` gives the writer for each.
    ///
    /// # Errors
    ///
    /// Those of `open` and of its writers.
    pub fn new(
        format: Format,
        tables: &[Table],
        mut open: impl FnMut(Table) -> io::Result<W>,
    ) -> io::Result<Self> {
        let begin = |table: &Table| {
            let writer = open(*table)?;
            let columns = table.columns();
            let encoder = match format {
                Format::Csv => {
                    let mut csv = csv::Writer::from_writer(writer);
                    csv.write_record(columns.iter().map(|column| column.name))?;
                    Encoder::Csv(Box::new(csv))
                }
                Format::Parquet => Encoder::Parquet(Box::new(Parquet::new(writer, *table)?)),
            };
            Ok((*table, encoder))
        };
        Ok(Self {
            tables: tables.iter().map(begin).collect::<io::Result<_>>()?,
            reports: 0,
        })
    }

    /// Adds the rows of one record to the tables, and what people made of them. The first record is
    /// report 1.
    ///
    /// # Errors
    ///
    /// Those of the writers.
    pub fn add(&mut self, record: &Record, judged: &[Judged]) -> io::Result<()> {
        self.reports += 1;
        for (table, encoder) in &mut self.tables {
            for row in table.rows(record, judged, self.reports) {
                match encoder {
                    Encoder::Csv(csv) => {
                        csv.write_record(row.iter().map(|value| value.to_string()))?;
                    }
                    Encoder::Parquet(parquet) => parquet.add(&row)?,
                }
            }
        }
        Ok(())
    }

    /// Ends all tables and gives their writers back, everything written to them.
    ///
    /// # Errors
    ///
    /// Those of the writers.
    pub fn finish(self) -> io::Result<Vec<(Table, W)>> {
        let end = |(table, encoder)| {
            let writer = match encoder {
                Encoder::Csv(csv) => csv.into_inner().map_err(|error| {
                    let error = error.error();
                    io::Error::new(error.kind(), error.to_string())
                })?,
                Encoder::Parquet(parquet) => parquet.finish()?,
            };
            Ok((table, writer))
        };
        self.tables.into_iter().map(end).collect()
    }
}
