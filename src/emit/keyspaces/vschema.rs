//! The VSchema of a keyspace: how rows find their shards (Vitess, proto/vschema.proto, message `Keyspace`; JSON by the
//! names of the fields).

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Keyspace, Lookup, numbered, sequence_name};
use crate::schema::{DataType, Placement, Table};

#[derive(Serialize)]
struct VSchema {
    sharded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign_key_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    vindexes: BTreeMap<String, Vindex>,
    tables: BTreeMap<String, VTable>,
}

#[derive(Serialize)]
struct Vindex {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    params: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

#[derive(Serialize, Default)]
struct VTable {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    column_vindexes: Vec<ColumnVindex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_increment: Option<AutoIncrement>,
}

#[derive(Serialize)]
struct ColumnVindex {
    columns: Vec<String>,
    name: String,
}

#[derive(Serialize)]
struct AutoIncrement {
    column: String,
    sequence: String,
}

/// The text of a keyspace's VSchema; the keyspace beside it holds its sequences and lookup tables.
pub(in crate::emit) fn vschema(keyspace: &Keyspace<'_>, beside: Option<&Keyspace<'_>>) -> String {
    let mut written = VSchema {
        sharded: keyspace.sharded,
        foreign_key_mode: None,
        vindexes: BTreeMap::new(),
        tables: BTreeMap::new(),
    };
    for table in &keyspace.tables {
        let entry = match keyspace.sharded {
            true => spread(table, beside, &mut written.vindexes),
            false => VTable::default(),
        };
        written.tables.insert(table.name.name.clone(), entry);
    }
    // What MySQL holds on each shard, and the engine does not look at.
    let refers = keyspace.tables.iter().any(|table| !table.foreign_keys.is_empty());
    written.foreign_key_mode = refers.then_some("unmanaged");
    for sequence in &keyspace.sequences {
        let entry = VTable { kind: Some("sequence"), ..VTable::default() };
        written.tables.insert(sequence.name.clone(), entry);
    }
    for lookup in &keyspace.lookups {
        written.tables.insert(lookup.name.clone(), VTable::default());
    }
    // Nothing in it can fail: it holds names and booleans.
    let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
    text.push('\n');
    text
}

fn spread(
    table: &Table,
    beside: Option<&Keyspace<'_>>,
    vindexes: &mut BTreeMap<String, Vindex>,
) -> VTable {
    let unsharded = beside.map(|beside| beside.name.as_str()).unwrap_or_default();
    let auto_increment = numbered(table).map(|column| AutoIncrement {
        column: column.name.clone(),
        sequence: format!("{unsharded}.{}", sequence_name(table, column)),
    });
    let Some(Placement::Distributed { column, .. }) = &table.placement else {
        return VTable { kind: Some("reference"), auto_increment, ..VTable::default() };
    };
    let kind = vindex(table.column(column).map(|column| &column.data_type));
    vindexes.entry(kind.to_owned()).or_insert(Vindex {
        kind,
        params: BTreeMap::new(),
        owner: None,
    });
    let mut column_vindexes =
        vec![ColumnVindex { columns: vec![column.clone()], name: kind.to_owned() }];
    let lookups = beside.into_iter().flat_map(|beside| &beside.lookups);
    for lookup in lookups.filter(|lookup| lookup.owner.name == table.name) {
        vindexes.insert(lookup.name.clone(), lookup_vindex(lookup, unsharded));
        let columns = lookup.columns.iter().map(|column| column.name.clone()).collect();
        column_vindexes.push(ColumnVindex { columns, name: lookup.name.clone() });
    }
    VTable { kind: None, column_vindexes, auto_increment }
}

fn lookup_vindex(lookup: &Lookup<'_>, unsharded: &str) -> Vindex {
    let from: Vec<&str> = lookup.columns.iter().map(|column| column.name.as_str()).collect();
    let mut params = BTreeMap::from([
        ("table", format!("{unsharded}.{}", lookup.name)),
        ("from", from.join(",")),
        ("to", "keyspace_id".to_owned()),
    ]);
    if lookup.columns.iter().any(|column| column.nullable) {
        params.insert("ignore_nulls", "true".to_owned());
    }
    Vindex { kind: "consistent_lookup_unique", params, owner: Some(lookup.owner.name.name.clone()) }
}

/// The function from keys to shards: texts that compare equal have to hash equal.
fn vindex(data_type: Option<&DataType>) -> &'static str {
    match data_type {
        Some(DataType::Text | DataType::Varchar { .. } | DataType::Char { .. }) => {
            "unicode_loose_xxhash"
        }
        _ => "xxhash",
    }
}
