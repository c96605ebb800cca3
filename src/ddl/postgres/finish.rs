//! What only the whole file tells: which names are types, what a foreign key refers to when it does
//! not say, and which tables are partitions.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::access::{is_from_the_start, object_name};
use super::draft::Draft;
use super::settled::settle_defaults;
use super::{DEFAULT_NAMESPACE, Reader};
use crate::dialect::Dialect;
use crate::schema::{
    DataType, ForeignKey, Index, ObjectRef, Partition, QualifiedName, Role, Schema, Sequence,
    Table, Unmodelled,
};

impl Reader<'_> {
    pub fn whole(self) -> Schema {
        let Reader { dialect, mut draft, .. } = self;
        let types = Types::of(&draft, dialect);
        types.settle(&mut draft);
        settle_defaults(&mut draft, dialect);
        settle_tables(&mut draft);
        settle_sequences(&mut draft);
        let mut schema = std::mem::take(&mut draft.schema);
        let owners = owners(&draft, &schema);
        schema.grants.retain(|grant| {
            let owner = match &grant.on {
                ObjectRef::Namespace(name) => owners.get(&QualifiedName::bare(name)),
                on => object_name(on).and_then(|name| owners.get(name)),
            };
            !is_from_the_start(grant, owner.map(String::as_str))
        });
        let keys: BTreeMap<QualifiedName, Vec<String>> = draft
            .tables
            .iter()
            .filter_map(|(name, table)| {
                Some((name.clone(), table.primary_key.as_ref()?.columns.clone()))
            })
            .collect();
        for key in draft.tables.values_mut().flat_map(|table| &mut table.foreign_keys) {
            if key.referenced_columns.is_empty() {
                key.referenced_columns = keys.get(&key.references).cloned().unwrap_or_default();
            }
        }
        let mut unmodelled = Vec::new();
        join_partitions(&mut draft, &mut unmodelled);
        schema.unmodelled.extend(unmodelled);
        schema.enums = sorted(draft.enums);
        schema.domains = sorted(draft.domains);
        schema.composites = sorted(draft.composites);
        schema.ranges = sorted(draft.ranges);
        schema.sequences = sorted(draft.sequences);
        schema.tables = sorted(draft.tables);
        schema.views = sorted(draft.views);
        let mut routines: Vec<_> = draft.routines.into_iter().collect();
        routines.sort_by(|a, b| a.0.cmp(&b.0));
        schema.routines = routines.into_iter().map(|(_, routine)| routine).collect();
        schema.namespaces.sort_by(|a, b| a.name.cmp(&b.name));
        schema.extensions.sort_by(|a, b| a.name.cmp(&b.name));
        schema.grants.sort_by(|a, b| {
            (&a.on, &a.to, a.privilege, &a.columns).cmp(&(&b.on, &b.to, b.privilege, &b.columns))
        });
        schema.unmodelled.sort();
        schema.unmodelled.dedup();
        add_roles(&mut schema);
        schema
    }
}

fn sorted<T>(items: IndexMap<QualifiedName, T>) -> Vec<T> {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    items.into_iter().map(|(_, item)| item).collect()
}

/// Which names are types of the schema's own.
struct Types<'d> {
    own: BTreeSet<QualifiedName>,
    dialect: Dialect<'d>,
}

impl<'d> Types<'d> {
    fn of(draft: &Draft, dialect: Dialect<'d>) -> Types<'d> {
        let own = (draft.enums.keys())
            .chain(draft.domains.keys())
            .chain(draft.composites.keys())
            .chain(draft.ranges.keys());
        Types { own: own.cloned().collect(), dialect }
    }

    fn settle(&self, draft: &mut Draft) {
        for column in draft.tables.values_mut().flat_map(|table| &mut table.columns) {
            self.resolve(&mut column.data_type);
        }
        for attribute in draft.composites.values_mut().flat_map(|item| &mut item.attributes) {
            self.resolve(&mut attribute.data_type);
        }
        for domain in draft.domains.values_mut() {
            self.resolve(&mut domain.data_type);
        }
        for range in draft.ranges.values_mut() {
            self.resolve(&mut range.subtype);
        }
    }

    fn resolve(&self, data_type: &mut DataType) {
        match data_type {
            DataType::Array { element } => self.resolve(element),
            DataType::Named { name } => {
                if name.namespace.as_deref() == Some(DEFAULT_NAMESPACE) {
                    name.namespace = None;
                }
                if self.own.contains(name) {
                    return;
                }
                // Without a namespace it is found along a search path that ended long ago.
                let mut same = self.own.iter().filter(|own| own.name == name.name);
                match (name.namespace.is_none(), same.next(), same.next()) {
                    (true, Some(only), None) => *name = only.clone(),
                    _ => *data_type = DataType::native(self.dialect.qualified(name)),
                }
            }
            _ => {}
        }
    }
}

fn settle_tables(draft: &mut Draft) {
    for table in draft.tables.values_mut() {
        table.options.sort_unstable_keys();
        // Toast tables, spaces and methods come behind the parameters of the table itself.
        for option in ["tablespace", "access_method", "replica_identity"] {
            if let Some(value) = table.options.shift_remove(option) {
                table.options.insert(option.to_owned(), value);
            }
        }
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        table.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        table.policies.sort_by(|a, b| a.name.cmp(&b.name));
    }
    for view in draft.views.values_mut() {
        view.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        view.options.sort_unstable_keys();
        view.column_comments.sort_unstable_keys();
    }
}

/// A sequence that belongs to a column has the table's owner, always.
fn settle_sequences(draft: &mut Draft) {
    for sequence in draft.sequences.values_mut() {
        if sequence.owned_by.is_some() {
            sequence.owner = None;
        }
    }
}

fn owners(draft: &Draft, schema: &Schema) -> BTreeMap<QualifiedName, String> {
    let tables = draft.tables.iter().map(|(name, table)| (name, &table.owner));
    let views = draft.views.iter().map(|(name, view)| (name, &view.owner));
    let owner_of = |sequence: &Sequence| {
        let table = sequence.owned_by.as_ref().and_then(|(table, _)| draft.tables.get(table));
        sequence.owner.clone().or_else(|| table.and_then(|table| table.owner.clone()))
    };
    let sequences = draft.sequences.iter().map(|(name, item)| (name.clone(), owner_of(item)));
    let routines = draft.routines.iter().map(|((name, _), routine)| (name, &routine.owner));
    let enums = draft.enums.iter().map(|(name, item)| (name, &item.owner));
    let domains = draft.domains.iter().map(|(name, item)| (name, &item.owner));
    let known = tables.chain(views).chain(routines).chain(enums).chain(domains);
    let namespaces =
        schema.namespaces.iter().map(|item| (QualifiedName::bare(&item.name), item.owner.clone()));
    known
        .map(|(name, owner)| (name.clone(), owner.clone()))
        .chain(sequences)
        .chain(namespaces)
        .filter_map(|(name, owner)| Some((name, owner?)))
        .collect()
}

/// Takes partitions out of the tables and puts them under their parents.
fn join_partitions(draft: &mut Draft, unmodelled: &mut Vec<Unmodelled>) {
    let parents: BTreeMap<QualifiedName, QualifiedName> = draft
        .partitions
        .iter()
        .map(|(name, partition)| (name.clone(), partition.parent.clone()))
        .collect();
    // The deepest first, so that each is whole when its parent takes it.
    let depth = |name: &QualifiedName| {
        let mut at = name;
        let mut depth = 0;
        while let Some(parent) = parents.get(at).filter(|_| depth <= parents.len()) {
            at = parent;
            depth += 1;
        }
        depth
    };
    let mut order: Vec<QualifiedName> = parents.keys().cloned().collect();
    order.sort_by_key(|name| (std::cmp::Reverse(depth(name)), name.clone()));
    for name in order {
        let Some(parent) = parents.get(&name) else { continue };
        let is_partitioned =
            draft.tables.get(parent).is_some_and(|parent| parent.partitioning.is_some());
        if !is_partitioned {
            let kind = "partition of an unknown table".to_owned();
            unmodelled.push(Unmodelled { kind, name: name.to_string() });
            continue;
        }
        let (Some(table), Some(of)) =
            (draft.tables.shift_remove(&name), draft.partitions.shift_remove(&name))
        else {
            continue;
        };
        let Some(parent) = draft.tables.get_mut(parent) else { continue };
        leave_out(&table, parent, unmodelled);
        let own = |index: &Index| {
            let full = index.name.as_ref().map(|index| name.sibling(index.as_str()));
            full.is_none_or(|full| !draft.attached.contains(&full))
                && !parent.indexes.iter().any(|other| is_same(other, index))
        };
        let mut partition = Partition::new(name.clone(), of.bound);
        partition.indexes = table.indexes.into_iter().filter(own).collect();
        partition.partitioning = table.partitioning.map(Box::new);
        partition.comment = table.comment;
        partition.options = table.options;
        if let Some(partitioning) = &mut parent.partitioning {
            partitioning.partitions.push(partition);
            partitioning.partitions.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
}

/// The same but for their names: the server makes the one a part of the other.
fn is_same(parent: &Index, index: &Index) -> bool {
    let named = Index { name: parent.name.clone(), comment: None, ..index.clone() };
    named == Index { comment: None, ..parent.clone() }
}

/// Lists what a partition has of its own that the model has no place for.
fn leave_out(table: &Table, parent: &Table, unmodelled: &mut Vec<Unmodelled>) {
    let mut add = |kind: &str, name: &str| {
        let name = format!("{}.{name}", table.name);
        unmodelled.push(Unmodelled { kind: kind.to_owned(), name });
    };
    let inherited = |name: &Option<String>| {
        parent.checks.iter().any(|check| check.name == *name)
            || parent.foreign_keys.iter().any(|key| key.name == *name)
    };
    for check in table.checks.iter().filter(|check| !inherited(&check.name)) {
        add("constraint of a partition", check.name.as_deref().unwrap_or_default());
    }
    for key in table.foreign_keys.iter().filter(|key| !inherited(&key.name)) {
        let same = |other: &ForeignKey| {
            (&other.columns, &other.references) == (&key.columns, &key.references)
        };
        if !parent.foreign_keys.iter().any(same) {
            add("constraint of a partition", key.name.as_deref().unwrap_or_default());
        }
    }
    // A key over the columns of one that the parent has becomes a part of it.
    let parents_key = parent.primary_key.as_ref().map(|key| &key.columns);
    if let Some(key) = table.primary_key.as_ref().filter(|key| parents_key != Some(&key.columns)) {
        add("constraint of a partition", key.name.as_deref().unwrap_or_default());
    }
    for key in &table.uniques {
        if parent.uniques.iter().all(|other| other.columns != key.columns) {
            add("constraint of a partition", key.name.as_deref().unwrap_or_default());
        }
    }
    for exclusion in &table.exclusions {
        add("constraint of a partition", exclusion.name.as_deref().unwrap_or_default());
    }
    for column in &table.columns {
        let Some(parents) = parent.column(&column.name) else { continue };
        if column.default.is_some() && column.default != parents.default {
            add("default of a partition's column", &column.name);
        }
        if !column.nullable && parents.nullable {
            add("not-null rule of a partition", &column.name);
        }
    }
    for trigger in &table.triggers {
        if parent.triggers.iter().all(|other| other.name != trigger.name) {
            add("trigger of a view or partition", &trigger.name);
        }
    }
    for policy in &table.policies {
        add("policy of a partition", &policy.name);
    }
    if !table.row_security.is_default() {
        let name = table.name.to_string();
        unmodelled.push(Unmodelled { kind: "row security of a partition".to_owned(), name });
    }
}

/// Roles that something refers to are part of the schema too.
fn add_roles(schema: &mut Schema) {
    let mut names: BTreeSet<String> = schema.grants.iter().map(|grant| grant.to.clone()).collect();
    for table in &schema.tables {
        names.extend(table.policies.iter().flat_map(|policy| policy.roles.iter().cloned()));
        names.extend(table.owner.clone());
    }
    names.extend(schema.views.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.sequences.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.namespaces.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.routines.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.enums.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.domains.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.composites.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.ranges.iter().filter_map(|item| item.owner.clone()));
    names.extend(schema.roles.iter().flat_map(|role| role.member_of.iter().cloned()));
    names.remove("public");
    for name in names {
        if schema.roles.iter().all(|role| role.name != name) {
            schema.roles.push(Role { name, login: false, member_of: Vec::new(), comment: None });
        }
    }
    schema.roles.sort_by(|a, b| a.name.cmp(&b.name));
}
