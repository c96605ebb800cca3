use std::collections::HashMap;

use indexmap::IndexMap;

use super::bound::bound;
use super::indexes::{ColumnCollations, names_collation};
use super::names::{Names, qualified};
use super::rows::{ConstraintRow, Id, RelationRow};
use super::text::{expression, options, query, split_list};
use super::{Scope, constraints};
use crate::schema::{
    Column, DataType, Index, IndexTarget, OtherObject, Partition, PartitionKey, PartitionStrategy,
    Partitioning, Policy, QualifiedName, RowSecurity, Table, Trigger, Unmodelled, View,
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
    pub constraints: HashMap<Id, Vec<ConstraintRow>>,
    pub constraint_indexes: HashMap<Id, Index>,
    /// The indexes by which partitions have their parents', with whether their names are the server's.
    pub attached: HashMap<Id, Vec<(Index, bool)>>,
    pub triggers: HashMap<Id, Vec<Trigger>>,
    pub policies: HashMap<Id, Vec<Policy>>,
    pub others: Vec<OtherObject>,
    pub unmodelled: Vec<Unmodelled>,
}

impl Material<'_, '_> {
    pub fn table(&mut self, row: RelationRow) -> Table {
        let names = self.names;
        let mut table = Table::new(qualified(&row.namespace, &row.name));
        table.columns = self.columns.remove(&row.id).unwrap_or_default();
        table.indexes = self.indexes.remove(&row.id).unwrap_or_default();
        table.partitioning = self.partitioning(&row, &table.columns);
        table.of_type = row.type_id.and_then(|id| match names.data_type(id, "") {
            DataType::Named { name } => Some(name),
            _ => None,
        });
        let constraints = self.constraints.remove(&row.id).unwrap_or_default();
        self.add_constraints(&mut table, constraints);
        self.add_rules(&mut table, &row);
        let parents = row.parents.iter().flatten();
        table.inherits = parents.filter_map(|id| names.relations.get(id).cloned()).collect();
        table.owner = self.scope.owner(&row.owner);
        table.comment = names.comment("pg_class", row.id);
        table.options = relation_options(row);
        table
    }

    /// What stands on a table or a partition besides columns and constraints.
    fn add_rules(&mut self, table: &mut Table, row: &RelationRow) {
        table.row_security = match (row.row_security, row.forced_row_security) {
            (false, _) => RowSecurity::Off,
            (true, false) => RowSecurity::Enabled,
            (true, true) => RowSecurity::Forced,
        };
        table.unlogged = row.unlogged;
        table.triggers = self.triggers.remove(&row.id).unwrap_or_default();
        table.policies = self.policies.remove(&row.id).unwrap_or_default();
    }

    fn add_constraints(&mut self, table: &mut Table, rows: Vec<ConstraintRow>) {
        for row in rows {
            let left = constraints::add_to_table(table, row, &self.constraint_indexes, self.names);
            if let Some(row) = left {
                self.leave_constraint(&table.name, row);
            }
        }
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// A constraint that the model has no word for: a temporal one, or one that refers to a foreign table.
    fn leave_constraint(&mut self, table: &QualifiedName, row: ConstraintRow) {
        let Some(definition) = row.definition else {
            self.leave_out("constraint", format!("{table}.{}", row.name));
            return;
        };
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let place = match &table.namespace {
            Some(namespace) => format!("{}.{}", quoted(namespace), quoted(&table.name)),
            None => quoted(&table.name),
        };
        let statement =
            format!("ALTER TABLE {place} ADD CONSTRAINT {} {definition}", quoted(&row.name));
        self.others.push(OtherObject {
            kind: "temporal constraint".to_owned(),
            name: table.sibling(row.name),
            part: format!("of {}", table.name),
            statements: vec![statement],
            early: false,
        });
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

    fn partitioning(&mut self, row: &RelationRow, columns: &[Column]) -> Option<Partitioning> {
        let strategy = match row.strategy.as_deref()? {
            "l" => PartitionStrategy::List,
            "h" => PartitionStrategy::Hash,
            _ => PartitionStrategy::Range,
        };
        let children = self.partitions.remove(&row.id).unwrap_or_default();
        let partitions =
            children.into_iter().filter_map(|child| self.partition(child, columns)).collect();
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
            // An expression's own collation shows nowhere in the catalog; only a column's is known.
            let (target, explicit) = match number {
                0 => {
                    let text = expressions.next().unwrap_or_default();
                    let definition = row.key_definition.as_deref().unwrap_or_default();
                    (IndexTarget::Expression(expression(text)), names_collation(definition, text))
                }
                _ => (
                    IndexTarget::Column(self.names.column(row.id, *number)),
                    self.collations
                        .get(&(row.id, *number))
                        .is_some_and(|usual| *usual != collation),
                ),
            };
            let explicit = explicit && collation != 0;
            let class = classes.get(position).copied().unwrap_or(0);
            PartitionKey {
                target,
                collation: explicit.then(|| self.names.collation(collation)),
                operator_class: self.names.operator_class(class, None),
            }
        };
        numbers.map(key).collect()
    }

    fn partition(&mut self, row: RelationRow, parent: &[Column]) -> Option<Partition> {
        let name = qualified(&row.namespace, &row.name);
        let Some(bound) = row.bound.as_deref().and_then(bound) else {
            self.leave_out("partition", name.to_string());
            return None;
        };
        let mut columns = self.columns.remove(&row.id).unwrap_or_default();
        let mut partition = Partition::new(name.clone(), bound);
        partition.partitioning = self.partitioning(&row, &columns).map(Box::new);
        partition.indexes = self.indexes.remove(&row.id).unwrap_or_default();
        partition.comment = self.names.comment("pg_class", row.id);

        let mut own = Table::new(name.clone());
        let attached = self.attached.remove(&row.id).unwrap_or_default();
        let rows = self.constraints.remove(&row.id).unwrap_or_default();
        let (inherited, mut local): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| row.is_inherited);
        // A constraint of its own that serves as its part of a parent's index must be there before that.
        let serves = |index: &Index| {
            local.iter().any(|row| index.name.as_deref() == Some(row.name.as_str()))
        };
        let is_renamed = attached.iter().any(|(index, is_usual)| !is_usual || serves(index));
        if is_renamed || !same_columns(&columns, parent) {
            // Only an identity of the parent's numbers the rows.
            columns.iter_mut().for_each(|column| column.identity = None);
            own.columns = columns;
            local.extend(inherited);
            let served: Vec<_> = local.iter().map(|row| Some(row.name.clone())).collect();
            let indexes = attached.into_iter().map(|(index, _)| index);
            own.indexes = indexes.filter(|index| !served.contains(&index.name)).collect();
        }
        self.add_constraints(&mut own, local);
        // They are among the details of every partition's indexes.
        let indexes = partition.indexes.iter_mut().chain(&mut own.indexes);
        let options = indexes.map(|index| &mut index.options);
        let options = options.chain(own.primary_key.iter_mut().map(|key| &mut key.options));
        for options in options.chain(own.uniques.iter_mut().map(|key| &mut key.options)) {
            options.retain(|name, _| name != "clustered" && name != "replica_identity");
        }
        self.add_rules(&mut own, &row);
        let mut options = relation_options(row);
        if own.columns.is_empty() {
            // They stand on the partition, as it says nothing else about itself.
            let identity = options.shift_remove("replica_identity");
            own.options.extend(identity.map(|word| ("replica_identity".to_owned(), word)));
            partition.options = options;
        } else {
            own.options = options;
        }
        partition.own = Some(Box::new(own)).filter(|own| **own != Table::new(name));
        Some(partition)
    }

    pub fn leave_out(&mut self, kind: &str, name: String) {
        self.unmodelled.push(Unmodelled { kind: kind.to_owned(), name });
    }
}

/// Whether a partition's columns are its parent's; their numbering is the parent's alone.
fn same_columns(columns: &[Column], parent: &[Column]) -> bool {
    let bare = |column: &Column| Column { identity: None, ..column.clone() };
    columns.len() == parent.len()
        && columns.iter().zip(parent).all(|(own, parent)| bare(own) == bare(parent))
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
        _ => None,
    };
    found.extend(identity.map(|word| ("replica_identity".to_owned(), word.to_owned())));
    found
}
