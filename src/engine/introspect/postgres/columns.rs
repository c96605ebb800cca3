use std::collections::{HashMap, HashSet};

use super::names::Names;
use super::rows::{ColumnRow, Id};
use super::text::{expression, options};
use super::types::IdentitySequence;
use crate::schema::{Column, Generated, GeneratedStorage, Identity, IdentityMode};

/// Columns by relation, in their order; those that a child table inherits are its parent's. Partitions have them
/// all, for theirs may differ.
pub(super) fn columns(
    mut rows: Vec<ColumnRow>,
    identities: &mut HashMap<(Id, i16), IdentitySequence>,
    partitions: &HashSet<Id>,
    names: &Names<'_>,
) -> HashMap<Id, Vec<Column>> {
    rows.sort_by_key(|row| (row.relation_id, row.number));
    let mut columns: HashMap<Id, Vec<Column>> = HashMap::new();
    let is_own = |row: &ColumnRow| row.is_local || partitions.contains(&row.relation_id);
    for row in rows.into_iter().filter(is_own) {
        let relation = row.relation_id;
        let sequence = identities.remove(&(relation, row.number));
        columns.entry(relation).or_default().push(column(row, sequence, names));
    }
    for (relation, columns) in &mut columns {
        for (name, text) in names.column_comments(*relation) {
            if let Some(column) = columns.iter_mut().find(|column| column.name == *name) {
                column.comment = Some(text.clone());
            }
        }
    }
    columns
}

fn column(row: ColumnRow, sequence: Option<IdentitySequence>, names: &Names<'_>) -> Column {
    let data_type = names.data_type(row.type_id, &row.r#type);
    let mut column = Column::new(row.name, data_type);
    column.nullable = !row.not_null;
    column.collation = row.collation;

    let mode = match row.identity.as_str() {
        "a" => Some(IdentityMode::Always),
        "d" => Some(IdentityMode::ByDefault),
        _ => None,
    };
    let sequence = sequence.unwrap_or_default();
    column.identity = mode.map(|mode| Identity {
        sequence_name: sequence.name,
        ..Identity::new(mode, sequence.options)
    });

    let value = row.default.as_deref().map(expression);
    match row.generated.as_str() {
        "s" => {
            column.generated =
                value.map(|expression| Generated { expression, storage: GeneratedStorage::Stored })
        }
        "v" => {
            column.generated =
                value.map(|expression| Generated { expression, storage: GeneratedStorage::Virtual })
        }
        _ => column.default = value,
    }

    let storage = row.storage.as_deref().map(|letter| match letter {
        "p" => "plain",
        "e" => "external",
        "m" => "main",
        _ => "extended",
    });
    let compression = row.compression.as_deref().map(|letter| match letter {
        "l" => "lz4",
        _ => "pglz",
    });
    let own = [
        ("storage", storage.map(str::to_owned)),
        ("compression", compression.map(str::to_owned)),
        ("statistics", row.statistics.map(|target| target.to_string())),
    ];
    for (name, value) in own {
        column.options.extend(value.map(|value| (name.to_owned(), value)));
    }
    column.options.extend(options(row.options));
    column
}
