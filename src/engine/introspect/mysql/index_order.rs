//! The order of a table's indexes on MySQL, whose catalog of them has none.
//!
//! InnoDB numbers indexes as they are made. Only accounts that may see all processes are told the numbers; for
//! others the order is the catalog's, and nothing but the order is lost.

use std::collections::HashMap;

use mysql::Conn;

use super::catalog::{Fields, rows};

/// Numbers by database, table and index.
#[derive(Default)]
pub(super) struct IndexOrder(HashMap<(String, String, String), u64>);

const NUMBERS: &str = "select t.name, i.name, i.index_id from information_schema.innodb_indexes i \
                       join information_schema.innodb_tables t on t.table_id = i.table_id";

impl IndexOrder {
    pub fn read(connection: &mut Conn, databases: &[&str]) -> mysql::Result<IndexOrder> {
        let found = match rows(connection, NUMBERS, databases) {
            Ok(found) => found,
            // ER_SPECIFIC_ACCESS_DENIED_ERROR
            Err(mysql::Error::MySqlError(error)) if error.code == 1227 => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut order = HashMap::new();
        for row in &found {
            let Some((database, table)) = row.text(0).split_once('/') else { continue };
            // Partitions are tables of the engine: `t#p#p0`.
            let table = table.split('#').next().unwrap_or(table);
            let database = decoded(database);
            if databases.contains(&database.as_str()) {
                let key = (database, decoded(table), row.owned(1));
                let number = row.text(2).parse().unwrap_or(u64::MAX);
                order.entry(key).or_insert(number);
            }
        }
        Ok(IndexOrder(order))
    }

    /// Where the index of a row of `indexes_….sql` stands.
    pub fn of(&self, row: &Fields) -> u64 {
        let key = (row.owned(0), row.owned(1), row.owned(2));
        self.0.get(&key).copied().unwrap_or(u64::MAX)
    }
}

/// A name as the engine keeps it for file names: `a@002db` is `a-b`.
fn decoded(name: &str) -> String {
    let mut parts = name.split('@');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code.and_then(char::from_u32) {
            Some(character) => {
                plain.push(character);
                plain.push_str(&part[4..]);
            }
            None => {
                plain.push('@');
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn names_of_files_are_read() {
        assert_eq!(decoded("a@002db@0020c"), "a-b c");
        assert_eq!(decoded("plain"), "plain");
        assert_eq!(decoded("a@1gb"), "a@1gb");
    }
}
