//! A table as Parquet: rows are gathered until they make a row group, which is then written out.

use std::{
    io::{self, Write},
    sync::Arc,
};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::{Type, TypePtr},
};

use crate::{Kind, Table, column::Value};

/// A row group is written when it has so many rows …
const ROWS: usize = 64 << 10;
/// … or so many bytes of words, so that memory stays bounded.
const BYTES: usize = 16 << 20;

/// A table, being written.
pub(crate) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that are not written yet.
struct Gathered {
    values: Values,
    /// For each row, whether it has a value: 1, or 0 for null.
    levels: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
}

impl<W: Write + Send> Parquet<W> {
    pub(crate) fn new(writer: W, table: Table) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("verbale version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = schema(table).map_err(failed)?;
        let writer =
            SerializedFileWriter::new(writer, schema, Arc::new(properties)).map_err(failed)?;
        let columns = table.columns();
        Ok(Self {
            writer,
            columns: columns.iter().map(|c| Gathered::new(c.kind)).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    pub(crate) fn add(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        for (column, value) in self.columns.iter_mut().zip(row) {
            self.bytes += column.add(value);
        }
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is gathered as a row group.
    fn flush(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            let writer = group.next_column().map_err(failed)?;
            let mut writer = writer.expect("the schema has every column");
            column.write(&mut writer).map_err(failed)?;
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.writer.into_inner().map_err(failed)
    }
}

impl Gathered {
    fn new(kind: Kind) -> Self {
        Self {
            values: match kind {
                Kind::Text => Values::Text(Vec::new()),
                Kind::Integer => Values::Integer(Vec::new()),
                Kind::Number => Values::Number(Vec::new()),
                Kind::Boolean => Values::Boolean(Vec::new()),
            },
            levels: Vec::new(),
        }
    }

    /// The bytes that the value takes until it is written.
    fn add(&mut self, value: &Value<'_>) -> usize {
        const FIXED: usize = 8;
        let mut bytes = FIXED;
        let mut told = true;
        match (&mut self.values, value) {
            (Values::Text(values), Value::Text(words)) => {
                bytes += words.len() + size_of::<ByteArray>();
                values.push(words.as_bytes().to_vec().into());
            }
            (Values::Integer(values), Value::Integer(number)) => values.push(*number),
            (Values::Number(values), Value::Number(number)) => values.push(*number),
            (Values::Boolean(values), Value::Boolean(whether)) => values.push(*whether),
            (_, value) => {
                debug_assert_eq!(*value, Value::Null, "the column is of another kind");
                told = false;
            }
        }
        self.levels.push(i16::from(told));
        bytes
    }

    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> parquet::errors::Result<()> {
        fn write<T: DataType>(
            writer: &mut SerializedColumnWriter<'_>,
            values: &mut Vec<T::T>,
            levels: &[i16],
        ) -> parquet::errors::Result<()> {
            let written = writer.typed::<T>().write_batch(values, Some(levels), None);
            values.clear();
            written.map(drop)
        }
        let levels = &self.levels;
        match &mut self.values {
            Values::Text(values) => write::<ByteArrayType>(writer, values, levels),
            Values::Integer(values) => write::<Int64Type>(writer, values, levels),
            Values::Number(values) => write::<DoubleType>(writer, values, levels),
            Values::Boolean(values) => write::<BoolType>(writer, values, levels),
        }?;
        self.levels.clear();
        Ok(())
    }
}

fn schema(table: Table) -> parquet::errors::Result<TypePtr> {
    let field = |column: &crate::ColumnInfo| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Boolean => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(field))
    };
    let columns = table.columns();
    let fields = columns.iter().map(field);
    let schema = Type::group_type_builder(table.name())
        .with_fields(fields.collect::<parquet::errors::Result<_>>()?)
        .build()?;
    Ok(Arc::new(schema))
}

/// The writer's own error where it is one, so that its kind is known.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}
