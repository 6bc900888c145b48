//! The tidy table in columns, typed and compressed.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::Content;
use super::tidy::{Row, rows};

/// A cluster and a commodity are null where there is none, a value where it is undefined.
const SCHEMA: &str = "message results {
    required binary model (STRING);
    required binary scenario (STRING);
    required binary region (STRING);
    optional binary cluster (STRING);
    optional binary commodity (STRING);
    required binary series (STRING);
    required binary unit (STRING);
    required int32 year;
    required binary statistic (STRING);
    optional double value;
}";

/// Rows of a group: so many are held in columns at a time.
const GROUP: usize = 1 << 19;

/// Columns of text that may be null.
const OPTIONAL: [bool; 7] = [false, false, false, true, true, false, false];

/// The rows as Parquet.
pub fn parquet(content: &Content<'_>) -> Result<Vec<u8>> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("dafeng ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let all: Vec<Row<'_>> = rows(content).collect();
    for rows in all.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        for (column, optional) in OPTIONAL.into_iter().enumerate() {
            texts(&mut group, rows.iter().map(|row| row.texts()[column]), optional)?;
        }
        let years: Vec<i32> = rows.iter().map(|row| row.year).collect();
        column::<Int32Type>(&mut group, &years, None)?;
        texts(&mut group, rows.iter().map(|row| row.statistic.name.as_str()), false)?;
        let values: Vec<f64> = rows.iter().filter_map(|row| row.value).collect();
        let present: Vec<i16> = rows.iter().map(|row| row.value.is_some().into()).collect();
        column::<DoubleType>(&mut group, &values, Some(&present))?;
        group.close()?;
    }
    writer.close()?;
    Ok(bytes)
}

type Group<'w, 'b> = SerializedRowGroupWriter<'w, &'b mut Vec<u8>>;

/// A column of text; an empty one is null where it may be. A text that follows itself is kept once.
fn texts<'t>(group: &mut Group<'_, '_>, cells: impl Iterator<Item = &'t str>, optional: bool) -> Result<()> {
    let (mut values, mut present) = (Vec::new(), Vec::new());
    let mut last = ("", ByteArray::from(""));
    for cell in cells {
        let kept = !optional || !cell.is_empty();
        present.push(i16::from(kept));
        if last.0 != cell {
            last = (cell, ByteArray::from(cell));
        }
        if kept {
            values.push(last.1.clone());
        }
    }
    column::<ByteArrayType>(group, &values, optional.then_some(present.as_slice()))
}

fn column<T: parquet::data_type::DataType>(
    group: &mut Group<'_, '_>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<()> {
    let missing = || ParquetError::General("the table has more columns than its schema".to_owned());
    let mut writer = group.next_column()?.ok_or_else(missing)?;
    writer.typed::<T>().write_batch(values, present, None)?;
    writer.close()
}
