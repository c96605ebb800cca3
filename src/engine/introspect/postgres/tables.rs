use std::collections::HashMap;

use indexmap::IndexMap;

use super::Scope;
use super::bound::bound;
use super::indexes::ColumnCollations;
use super::names::{Names, qualified};
use super::rows::{Id, RelationRow};
use super::text::{expression, options, query, split_list};
use crate::schema::{
    Column, Index, IndexTarget, Partition, PartitionKey, PartitionStrategy, Partitioning,
    RowSecurity, Table, Unmodelled, View,
};

/// What tables, partitions and views are made from.
pub(super) struct Material<'a, 'd> {
    pub names: &'a Names<'d>,
    pub scope: &'a Scope,
    pub columns: HashMap<Id, Vec<Column>>,
    pub indexes: HashMap<Id, Vec<Index>>,
    pub collations: ColumnCollations,
    /// Partitions by their parent, in the order of their names.
    pub partitions: HashMap<Id, Vec<RelationRow>>,
    pub unmodelled: Vec<Unmodelled>,
}

impl Material<'_, '_> {
    pub fn table(&mut self, row: RelationRow) -> Table {
        let names = self.names;
        let mut table = Table::new(qualified(&row.namespace, &row.name));
        table.columns = self.columns.remove(&row.id).unwrap_or_default();
        table.indexes = self.indexes.remove(&row.id).unwrap_or_default();
        table.partitioning = self.partitioning(&row);
        table.row_security = match (row.row_security, row.forced_row_security) {
            (false, _) => RowSecurity::Off,
            (true, false) => RowSecurity::Enabled,
            (true, true) => RowSecurity::Forced,
        };
        table.unlogged = row.unlogged;
        let parents = row.parents.iter().flatten();
        table.inherits = parents.filter_map(|id| names.relations.get(id).cloned()).collect();
        table.owner = self.scope.owner(&row.owner);
        table.comment = names.comment("pg_class", row.id);
        table.options = relation_options(row);
        table
    }

    pub fn view(&mut self, row: RelationRow) -> View {
        let names = self.names;
        let name = qualified(&row.namespace, &row.name);
        let mut view = View::new(name, query(row.query.as_deref().unwrap_or_default()));
        view.materialized = row.kind == "m";
        view.indexes = self.indexes.remove(&row.id).unwrap_or_default();
        view.owner = self.scope.owner(&row.owner);
        view.comment = names.comment("pg_class", row.id);
        view.column_comments = names.column_comments(row.id).iter().cloned().collect();
        view.column_comments.sort_unstable_keys();
        view.options = relation_options(row);
        view
    }

    fn partitioning(&mut self, row: &RelationRow) -> Option<Partitioning> {
        let strategy = match row.strategy.as_deref()? {
            "l" => PartitionStrategy::List,
            "h" => PartitionStrategy::Hash,
            _ => PartitionStrategy::Range,
        };
        let children = self.partitions.remove(&row.id).unwrap_or_default();
        let partitions = children.into_iter().filter_map(|child| self.partition(child)).collect();
        Some(Partitioning { strategy, keys: self.keys(row), partitions })
    }

    fn keys(&self, row: &RelationRow) -> Vec<PartitionKey> {
        let mut expressions =
            split_list(row.key_expressions.as_deref().unwrap_or_default()).into_iter();
        let classes = row.key_operator_classes.as_deref().unwrap_or_default();
        let collations = row.key_collations.as_deref().unwrap_or_default();
        let numbers = row.key_columns.iter().flatten().enumerate();
        let key = |(position, number): (usize, &i16)| {
            let collation = collations.get(position).copied().unwrap_or(0);
            let (target, usual) = match number {
                0 => {
                    let text = expressions.next().unwrap_or_default();
                    (IndexTarget::Expression(expression(text)), None)
                }
                _ => (
                    IndexTarget::Column(self.names.column(row.id, *number)),
                    self.collations.get(&(row.id, *number)).copied(),
                ),
            };
            // An expression's own collation shows nowhere; only a column's is known.
            let explicit = usual.is_some_and(|usual| collation != 0 && usual != collation);
            let class = classes.get(position).copied().unwrap_or(0);
            PartitionKey {
                target,
                collation: explicit.then(|| self.names.collation(collation)),
                operator_class: self.names.operator_class(class, None),
            }
        };
        numbers.map(key).collect()
    }

    fn partition(&mut self, row: RelationRow) -> Option<Partition> {
        let name = qualified(&row.namespace, &row.name);
        let Some(bound) = row.bound.as_deref().and_then(bound) else {
            self.leave_out("partition", name.to_string());
            return None;
        };
        if row.row_security {
            self.leave_out("row security of a partition", name.to_string());
        }
        let mut partition = Partition::new(name, bound);
        partition.partitioning = self.partitioning(&row).map(Box::new);
        partition.indexes = self.indexes.remove(&row.id).unwrap_or_default();
        partition.comment = self.names.comment("pg_class", row.id);
        partition.options = relation_options(row);
        Some(partition)
    }

    pub fn leave_out(&mut self, kind: &str, name: String) {
        self.unmodelled.push(Unmodelled { kind: kind.to_owned(), name });
    }
}

fn relation_options(row: RelationRow) -> IndexMap<String, String> {
    let mut found = options(row.options);
    let toast = options(row.toast_options);
    found.extend(toast.into_iter().map(|(name, value)| (format!("toast.{name}"), value)));
    found.extend(row.tablespace.map(|name| ("tablespace".to_owned(), name)));
    found.extend(row.access_method.map(|name| ("access_method".to_owned(), name)));
    let identity = match row.replica_identity.as_str() {
        "f" => Some("full"),
        // Views and materialized views have none at all.
        "n" if row.kind == "r" || row.kind == "p" => Some("nothing"),
        "i" => Some("index"),
        _ => None,
    };
    found.extend(identity.map(|word| ("replica_identity".to_owned(), word.to_owned())));
    found
}
