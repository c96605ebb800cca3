//! What a shard holds: its rows of the spread tables with their keys, and copies of what is copied.

use std::collections::BTreeSet;

use super::coordinator::is_whole_number;
use super::{shard_name, shards};
use crate::dialect::{Capability, Dialect};
use crate::emit::order::expressions;
use crate::schema::{
    Check, Column, Expression, PartitionKey, PartitionStrategy, Partitioning, Placement,
    QualifiedName, Schema, Table,
};
use crate::sql::{created_names, identifiers};

pub(super) fn schema(schema: &Schema, dialect: Dialect<'_>, number: u32) -> Schema {
    let mut own = Schema {
        namespaces: schema.namespaces.clone(),
        enums: schema.enums.clone(),
        domains: schema.domains.clone(),
        composites: schema.composites.clone(),
        ranges: schema.ranges.clone(),
        options: schema.options.clone(),
        ..Schema::default()
    };
    let extension = dialect.defaults().extension.as_deref();
    let others = schema.extensions.iter().filter(|one| Some(one.name.as_str()) != extension);
    own.extensions = others.cloned().collect();
    // Roles are the coordinator's.
    own.namespaces.iter_mut().for_each(|namespace| namespace.owner = None);
    own.enums.iter_mut().for_each(|one| one.owner = None);
    own.domains.iter_mut().for_each(|one| one.owner = None);
    own.composites.iter_mut().for_each(|one| one.owner = None);
    own.ranges.iter_mut().for_each(|one| one.owner = None);
    let mut rulers: Vec<Table> = Vec::new();
    let mut tables = Vec::new();
    for table in &schema.tables {
        match &table.placement {
            Some(Placement::Reference) => tables.push(copy(table)),
            Some(Placement::Distributed { column, beside, .. }) => {
                let modulus = shards(schema, table).unwrap_or(1);
                let Some(key) = table.column(column).filter(|_| number < modulus) else { continue };
                if !dialect.has(Capability::PartitionsAsTables) {
                    let mut own = part(table);
                    // The coordinator works out what is computed, and sends it.
                    own.columns.iter_mut().for_each(|column| {
                        column.generated = None;
                        column.on_update = None;
                    });
                    if is_whole_number(&key.data_type) {
                        own.checks.push(own_numbers(modulus, number, column, table, dialect));
                    }
                    tables.push(own);
                    continue;
                }
                let head = beside.as_ref().unwrap_or(&table.name);
                let name = ruler_name(schema, head, dialect);
                let check = own_rows(&name, modulus, number, column, table, dialect);
                if !rulers.iter().any(|ruler| ruler.name == name) {
                    rulers.push(ruler(name, head, key, number));
                }
                let mut own = part(table);
                own.checks.push(check);
                tables.push(own);
            }
            _ => {}
        }
    }
    own.tables = rulers.into_iter().chain(tables).collect();
    needed(schema, &mut own);
    own
}

/// A table without rows: of which shard a value is, only its bounds can be asked.
fn ruler(name: QualifiedName, head: &QualifiedName, key: &Column, number: u32) -> Table {
    let column =
        Column { collation: key.collation.clone(), ..Column::new("key", key.data_type.clone()) };
    let partitioning = Partitioning {
        strategy: PartitionStrategy::Hash,
        keys: vec![PartitionKey::column("key")],
        partitions: Vec::new(),
    };
    Table {
        columns: vec![column],
        partitioning: Some(partitioning),
        comment: Some(format!(
            "Never has rows: checks ask it which keys of {head} are those of {}.",
            shard_name(number)
        )),
        ..Table::new(name)
    }
}

fn ruler_name(schema: &Schema, head: &QualifiedName, dialect: Dialect<'_>) -> QualifiedName {
    let mut text = format!("{}_shards", head.name);
    loop {
        let name = head.sibling(dialect.shorten(&text));
        if schema.table(&name).is_none() {
            return name;
        }
        text.push('_');
    }
}

/// That a row is one of this shard. The coordinator sends no other, unless a key is changed.
fn own_rows(
    ruler: &QualifiedName,
    modulus: u32,
    number: u32,
    column: &str,
    table: &Table,
    dialect: Dialect<'_>,
) -> Check {
    let place = QualifiedName {
        namespace: ruler.namespace.clone().or_else(|| dialect.defaults().namespace.clone()),
        name: ruler.name.clone(),
    };
    let expression = format!(
        "satisfies_hash_partition({}::regclass, {modulus}, {number}, {})",
        dialect.string_literal(&dialect.qualified(&place)),
        dialect.quote(column)
    );
    Check::new(Some(check_name(table, dialect)), Expression::new(expression))
}

/// The same of whole numbers, where hash partitions go by what is left of a division.
fn own_numbers(
    modulus: u32,
    number: u32,
    column: &str,
    table: &Table,
    dialect: Dialect<'_>,
) -> Check {
    let expression = format!("abs({} % {modulus}) = {number}", dialect.quote(column));
    Check::new(Some(check_name(table, dialect)), Expression::new(expression))
}

fn check_name(table: &Table, dialect: Dialect<'_>) -> String {
    let mut name = format!("{}_shard", table.name.name);
    while table.checks.iter().any(|check| check.name.as_deref() == Some(&name)) {
        name.push('_');
    }
    dialect.shorten(&name)
}

/// The rows of one shard, which the coordinator has numbered already.
fn part(table: &Table) -> Table {
    let mut own = bare(table);
    for column in &mut own.columns {
        column.identity = None;
        let numbered = |default: &Expression| {
            identifiers(default.text()).any(|word| word.eq_ignore_ascii_case("nextval"))
        };
        if column.default.as_ref().is_some_and(numbered) {
            column.default = None;
        }
    }
    own
}

/// What holds of a row holds of its copy: only what other rows refer to is left.
fn copy(table: &Table) -> Table {
    let mut own = bare(table);
    own.foreign_keys.clear();
    own.checks.clear();
    own.exclusions.clear();
    own.indexes.retain(|index| index.unique);
    own.partitioning = None;
    for column in &mut own.columns {
        column.identity = None;
        column.default = None;
        column.on_update = None;
    }
    own
}

/// Without what the coordinator does.
fn bare(table: &Table) -> Table {
    Table {
        triggers: Vec::new(),
        row_security: Default::default(),
        policies: Vec::new(),
        owner: None,
        placement: None,
        ..table.clone()
    }
}

/// Routines and raw blocks that the tables and domains of a shard name, and what those name.
fn needed(schema: &Schema, own: &mut Schema) {
    let domains = own.domains.iter().flat_map(|domain| {
        domain.checks.iter().map(|check| &check.expression).chain(&domain.default)
    });
    let texts = own.tables.iter().flat_map(expressions).chain(domains);
    let mut words: BTreeSet<String> = BTreeSet::new();
    let gather = |text: &str, words: &mut BTreeSet<String>| {
        words.extend(identifiers(text).map(str::to_lowercase));
    };
    texts.for_each(|text| gather(text.text(), &mut words));
    let (mut routines, mut natives) = (BTreeSet::new(), BTreeSet::new());
    loop {
        let before = routines.len() + natives.len();
        for (place, routine) in schema.routines.iter().enumerate() {
            if words.contains(&routine.name.name.to_lowercase()) && routines.insert(place) {
                gather(&routine.definition, &mut words);
            }
        }
        for (place, native) in schema.natives.iter().enumerate() {
            let named = created_names(&native.sql).iter().any(|name| words.contains(name))
                || makes_extension(&native.sql);
            if named && natives.insert(place) {
                gather(&native.sql, &mut words);
            }
        }
        if routines.len() + natives.len() == before {
            break;
        }
    }
    own.routines = routines.into_iter().map(|place| schema.routines[place].clone()).collect();
    own.routines.iter_mut().for_each(|routine| routine.owner = None);
    own.natives = natives.into_iter().map(|place| schema.natives[place].clone()).collect();
}

/// Types and operators come with it that no text names.
fn makes_extension(sql: &str) -> bool {
    let words: Vec<&str> = identifiers(sql).collect();
    words.windows(2).any(|pair| {
        pair[0].eq_ignore_ascii_case("create") && pair[1].eq_ignore_ascii_case("extension")
    })
}
