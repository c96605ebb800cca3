//! Primary keys, unique constraints and indexes.

use indexmap::IndexMap;

use super::Reader;
use super::catalog::Fields;
use crate::schema::{
    Index, IndexPart, IndexTarget, PrimaryKey, SortOrder, Table, UniqueConstraint,
};

impl Reader<'_> {
    /// The keys and indexes of one table, from the rows of `indexes_….sql`.
    ///
    /// A unique index over whole columns in ascending order is a unique constraint: these servers
    /// know no difference.
    pub(super) fn indexes(&self, table: &mut Table, rows: &[Fields]) {
        let engine = table.options.get("engine").map(String::as_str).unwrap_or_default();
        let in_memory = engine.eq_ignore_ascii_case("memory");
        let mut grouped: IndexMap<&str, Vec<&Fields>> = IndexMap::new();
        for row in rows {
            grouped.entry(row.text(2)).or_default().push(row);
        }
        grouped.sort_by_cached_key(|_, parts| {
            parts.first().map_or(u64::MAX, |row| self.index_order.of(row))
        });
        for (name, mut parts) in grouped {
            parts.sort_by_key(|row| row.text(11).parse::<u32>().unwrap_or(0));
            let index = self.index(name, &parts, in_memory);
            let is_whole = index.parts.iter().all(is_whole_column);
            let columns: Vec<String> = index.columns().map(str::to_owned).collect();
            if name == "PRIMARY" {
                let mut key = PrimaryKey::new(columns);
                key.options = part_options(&index);
                key.comment = index.comment;
                table.primary_key = Some(key);
            } else if index.unique && is_whole && index.method.is_none() && !index.invisible {
                let comment = index.comment;
                table.uniques.push(UniqueConstraint {
                    comment,
                    ..UniqueConstraint::new(index.name, columns)
                });
            } else {
                table.indexes.push(index);
            }
        }
    }

    fn index(&self, name: &str, rows: &[&Fields], in_memory: bool) -> Index {
        let kind = rows.first().map(|row| row.text(7).to_ascii_lowercase()).unwrap_or_default();
        let parts = rows.iter().map(|row| {
            let mut part = match row.optional(4) {
                Some(column) => IndexPart::column(column),
                None => {
                    IndexPart::new(IndexTarget::Expression(self.printer.expression(row.text(10))))
                }
            };
            if row.text(5) == "D" {
                part.order = SortOrder::Descending;
            }
            // A spatial part shows the size of its box.
            part.prefix = row.text(6).parse().ok().filter(|_| kind != "spatial");
            part
        });
        let mut index = Index::new(Some(name.to_owned()), parts.collect());
        index.unique = rows.iter().any(|row| row.text(3) == "0");
        index.invisible = rows.iter().any(|row| row.text(9) == "YES");
        index.comment = rows
            .first()
            .and_then(|row| row.optional(8))
            .filter(|text| !text.is_empty())
            .map(str::to_owned);
        // InnoDB has no hash indexes; MariaDB calls its unique keys over long texts so. Tables in memory have them
        // unless they ask for trees.
        index.method = match (kind.as_str(), in_memory) {
            ("btree", true) => Some(kind),
            ("btree" | "" | "hash", _) => None,
            _ => Some(kind),
        };
        index
    }
}

/// What a primary key says of its columns besides their names.
fn part_options(index: &Index) -> IndexMap<String, String> {
    let mut options = IndexMap::new();
    for part in &index.parts {
        let IndexTarget::Column(column) = &part.target else { continue };
        if let Some(length) = part.prefix {
            options.insert(format!("prefix.{column}"), length.to_string());
        }
        if part.order == SortOrder::Descending {
            options.insert(format!("order.{column}"), "desc".to_owned());
        }
    }
    options
}

fn is_whole_column(part: &IndexPart) -> bool {
    matches!(part.target, IndexTarget::Column(_))
        && part.prefix.is_none()
        && part.order == SortOrder::Ascending
}
