//! Primary keys, unique constraints and indexes.

use indexmap::IndexMap;

use super::Reader;
use super::catalog::Fields;
use crate::schema::{
    Index, IndexPart, IndexTarget, PrimaryKey, SortOrder, Table, UniqueConstraint, Unmodelled,
};

impl Reader<'_> {
    /// The keys and indexes of one table, from the rows of `indexes_….sql`.
    ///
    /// A unique index over whole columns in ascending order is a unique constraint: these servers
    /// know no difference.
    pub(super) fn indexes(
        &self,
        table: &mut Table,
        rows: &[Fields],
        unmodelled: &mut Vec<Unmodelled>,
    ) {
        let mut grouped: IndexMap<&str, Vec<&Fields>> = IndexMap::new();
        for row in rows {
            grouped.entry(row.text(2)).or_default().push(row);
        }
        for (name, parts) in grouped {
            let index = self.index(name, &parts);
            let is_whole = index.parts.iter().all(is_whole_column);
            let columns: Vec<String> = index.columns().map(str::to_owned).collect();
            if name == "PRIMARY" {
                if !is_whole {
                    let kind = "primary key with a prefix or an order".to_owned();
                    unmodelled.push(Unmodelled { kind, name: table.name.to_string() });
                }
                let comment = index.comment;
                table.primary_key = Some(PrimaryKey { comment, ..PrimaryKey::new(columns) });
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

    fn index(&self, name: &str, rows: &[&Fields]) -> Index {
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
        // InnoDB has no hash indexes; MariaDB calls its unique keys over long texts so.
        index.method = match kind.as_str() {
            "btree" | "" => None,
            "hash" if index.unique => None,
            _ => Some(kind),
        };
        index
    }
}

fn is_whole_column(part: &IndexPart) -> bool {
    matches!(part.target, IndexTarget::Column(_))
        && part.prefix.is_none()
        && part.order == SortOrder::Ascending
}
