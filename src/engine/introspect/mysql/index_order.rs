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

/// Two questions, and no join: these tables of the catalog have no index, and the server would read one of them again
/// for each row of the other.
const TABLES: &str = "select table_id, name from information_schema.innodb_tables";
const INDEXES: &str = "select table_id, name, index_id from information_schema.innodb_indexes";

impl IndexOrder {
    pub fn read(connection: &mut Conn, databases: &[&str]) -> mysql::Result<IndexOrder> {
        let mut ask = |sql: &str| match rows(connection, sql, databases) {
            // ER_SPECIFIC_ACCESS_DENIED_ERROR
            Err(mysql::Error::MySqlError(error)) if error.code == 1227 => Ok(Vec::new()),
            other => other,
        };
        let (tables, indexes) = (ask(TABLES)?, ask(INDEXES)?);
        let names: HashMap<&str, &str> =
            tables.iter().map(|row| (row.text(0), row.text(1))).collect();
        let mut order = HashMap::new();
        for row in &indexes {
            let name = names.get(row.text(0)).copied().unwrap_or_default();
            let Some((database, table)) = name.split_once('/') else { continue };
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
