//! Sequences of MariaDB: their properties are in the sequences themselves, so one query asks them all.

use mysql::Conn;

use super::Reader;
use super::catalog::{Fields, literal, rows};
use super::text::quoted_name;
use crate::schema::{Sequence, SequenceOptions};

/// What a sequence has that says nothing.
pub(super) const CACHE: i64 = 1000;
pub(super) const MAXIMUM: i64 = i64::MAX - 1;

impl Reader<'_> {
    /// The sequences of these databases and names.
    pub(super) fn sequences(
        &self,
        connection: &mut Conn,
        names: &[(String, String, String)],
    ) -> mysql::Result<Vec<Sequence>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let one = |(database, name, comment): &(String, String, String)| {
            format!(
                "select {}, {}, start_value, increment, minimum_value, maximum_value, cache_size, cycle_option, {} from {}.{}",
                literal(database),
                literal(name),
                literal(comment),
                quoted_name(database),
                quoted_name(name),
            )
        };
        let sql = names.iter().map(one).collect::<Vec<_>>().join(" union all ");
        Ok(rows(connection, &sql, &[])?.iter().map(|row| self.sequence(row)).collect())
    }

    fn sequence(&self, row: &Fields) -> Sequence {
        let number = |field: usize| row.text(field).parse::<i64>().ok();
        let unless = |value: Option<i64>, default: i64| value.filter(|value| *value != default);
        let options = SequenceOptions {
            start: number(2).filter(|start| Some(*start) != number(4)),
            increment: unless(number(3), 1),
            minimum: unless(number(4), 1),
            maximum: unless(number(5), MAXIMUM),
            cache: unless(number(6), CACHE),
            cycle: row.text(7) == "1",
        };
        let name = self.qualified(row.text(0), row.text(1));
        let comment = row.optional(8).filter(|text| !text.is_empty()).map(str::to_owned);
        Sequence { name, data_type: None, options, owned_by: None, owner: None, comment }
    }
}
