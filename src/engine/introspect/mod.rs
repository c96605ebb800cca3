//! Reads a server's catalog back into the model, with a constant number of queries.

#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
pub(super) mod sqlite;
pub(super) use crate::sql::cursor as tokens;

use crate::dialect::{Dialects, Version};
use crate::schema::DataType;

/// The model's type, in canonical form, for a type as a server spells it: a dialect's `lift_type`.
pub(super) type TypeReader<'d> = Box<dyn Fn(&str) -> DataType + Send + 'd>;

/// The types of `dialect` at a version; all are native where there is no such dialect.
pub(super) fn type_reader<'d>(
    dialects: &'d Dialects,
    dialect: &str,
    version: Version,
) -> TypeReader<'d> {
    match dialects.at(dialect, Some(version)) {
        Some(dialect) => Box::new(move |sql| dialect.lift_type(sql)),
        None => Box::new(|sql| DataType::native(sql)),
    }
}
