//! Parameters and rows that mean the same on both databases.

use crate::StorageError;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

/// One parameter or column. Whole numbers are always 64 bits, because `PostgreSQL` is strict about widths.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql(ty, out),
            // PostgreSQL's text cannot hold NUL; a feed that sends one must not stop a whole import.
            Self::Text(text) if text.contains('\0') => text.replace('\0', "").to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One row of an answer, read from left to right by position.
pub(crate) struct Row {
    pub(crate) table: &'static str,
    pub(crate) values: Vec<Value>,
}

impl Row {
    fn wrong(&self, at: usize, wanted: &str) -> StorageError {
        let found = self.values.get(at);
        StorageError::inconsistent(self.table, format!("column {at} should be {wanted}, is {found:?}"))
    }

    pub(crate) fn text(&mut self, at: usize) -> Result<String, StorageError> {
        self.optional_text(at)?.ok_or_else(|| self.wrong(at, "text"))
    }

    pub(crate) fn optional_text(&mut self, at: usize) -> Result<Option<String>, StorageError> {
        match self.values.get_mut(at) {
            Some(Value::Text(text)) => Ok(Some(std::mem::take(text))),
            Some(Value::Null) => Ok(None),
            _ => Err(self.wrong(at, "text")),
        }
    }

    /// Whether there is anything in this column.
    pub(crate) fn has(&self, at: usize) -> bool {
        !matches!(self.values.get(at), None | Some(Value::Null))
    }

    pub(crate) fn int(&self, at: usize) -> Result<i64, StorageError> {
        match self.values.get(at) {
            Some(Value::Int(number)) => Ok(*number),
            _ => Err(self.wrong(at, "a number")),
        }
    }

    pub(crate) fn bytes(&mut self, at: usize) -> Result<Vec<u8>, StorageError> {
        match self.values.get_mut(at) {
            Some(Value::Bytes(bytes)) => Ok(std::mem::take(bytes)),
            _ => Err(self.wrong(at, "bytes")),
        }
    }

    /// Text that has to parse as something.
    pub(crate) fn parsed<T: std::str::FromStr>(&mut self, at: usize) -> Result<T, StorageError> {
        let text = self.text(at)?;
        text.parse().map_err(|_| StorageError::inconsistent(self.table, format!("column {at}: {text:?}")))
    }

    /// Text that, where there is any, has to parse as something.
    pub(crate) fn optional_parsed<T: std::str::FromStr>(&mut self, at: usize) -> Result<Option<T>, StorageError> {
        match self.optional_text(at)? {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| StorageError::inconsistent(self.table, format!("column {at}: {text:?}"))),
        }
    }
}

/// Read one column of a `SQLite` row.
pub(crate) fn from_sqlite(value: ValueRef<'_>) -> Result<Value, StorageError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(number) => return Err(StorageError::inconsistent("?", format!("unexpected real {number}"))),
    })
}

/// Read one column of a `PostgreSQL` row.
pub(crate) fn from_postgres(row: &tokio_postgres::Row, at: usize) -> Result<Value, StorageError> {
    let ty = row.columns()[at].type_();
    Ok(if *ty == Type::INT8 {
        row.try_get::<_, Option<i64>>(at)?.into()
    } else if *ty == Type::BYTEA {
        row.try_get::<_, Option<Vec<u8>>>(at)?.into()
    } else {
        row.try_get::<_, Option<String>>(at)?.into()
    })
}
