use std::collections::HashMap;

use indexmap::IndexMap;

use super::Scope;
use super::names::{Names, qualified, usual_name};
use super::rows::{Id, SequenceRow, TypeRow};
use super::text::expression;
use crate::schema::{
    Check, Column, CompositeType, DataType, Domain, Enum, QualifiedName, RangeType, Schema,
    Sequence, SequenceOptions,
};

/// Adds enums, domains, ranges and composite types.
pub(super) fn add_types(
    schema: &mut Schema,
    rows: Vec<TypeRow>,
    columns: &mut HashMap<Id, Vec<Column>>,
    checks: &mut HashMap<Id, Vec<Check>>,
    names: &Names<'_>,
    scope: &Scope,
) {
    for row in rows {
        let name = qualified(&row.namespace, &row.name);
        let owner = scope.owner(&row.owner);
        // A composite type's comment belongs to the type, its attributes' to its relation.
        let comment = names.comment("pg_type", row.id);
        let base =
            || names.data_type(row.base_id.unwrap_or(0), row.base.as_deref().unwrap_or_default());
        match row.kind.as_str() {
            "e" => {
                let values = row.labels.unwrap_or_default();
                schema.enums.push(Enum { name, values, owner, comment });
            }
            "d" => schema.domains.push(Domain {
                name,
                data_type: base(),
                not_null: row.not_null,
                default: row.default.as_deref().map(expression),
                collation: row.collation,
                checks: checks.remove(&row.id).unwrap_or_default(),
                owner,
                comment,
            }),
            "r" => {
                let multirange =
                    row.multirange.filter(|found| *found != usual_multirange(&row.name));
                let options = [
                    ("subtype_opclass", row.operator_class.clone()),
                    ("collation", row.collation.clone()),
                    ("canonical", row.canonical.clone()),
                    ("subtype_diff", row.subtype_difference.clone()),
                    ("multirange_type_name", multirange),
                ];
                let options: IndexMap<_, _> = options
                    .into_iter()
                    .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)))
                    .collect();
                schema.ranges.push(RangeType { name, subtype: base(), options, owner, comment });
            }
            _ => {
                let attributes =
                    row.relation_id.and_then(|id| columns.remove(&id)).unwrap_or_default();
                let bare = |column: Column| Column { nullable: true, ..column };
                let attributes = attributes.into_iter().map(bare).collect();
                schema.composites.push(CompositeType { name, attributes, owner, comment });
            }
        }
    }
    schema.enums.sort_by(|a, b| a.name.cmp(&b.name));
    schema.domains.sort_by(|a, b| a.name.cmp(&b.name));
    schema.ranges.sort_by(|a, b| a.name.cmp(&b.name));
    schema.composites.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The name that a multirange type gets when none is given: `range` becomes `multirange`, or that is
/// appended.
fn usual_multirange(range: &str) -> String {
    match range.find("range") {
        Some(at) => format!("{}multirange{}", &range[..at], &range[at + "range".len()..]),
        None => format!("{range}_multirange"),
    }
}

/// The sequence behind an identity column.
#[derive(Default)]
pub(super) struct IdentitySequence {
    pub options: SequenceOptions,
    /// Where it is not the one that the server would give.
    pub name: Option<QualifiedName>,
}

/// Adds the sequences that stand on their own or behind `serial`; returns those of identity columns.
pub(super) fn add_sequences(
    schema: &mut Schema,
    rows: Vec<SequenceRow>,
    names: &Names<'_>,
    scope: &Scope,
) -> HashMap<(Id, i16), IdentitySequence> {
    let mut identities = HashMap::new();
    for row in rows {
        let options = sequence_options(&row);
        let column = row.table_id.zip(row.column_number);
        if row.bound.as_deref() == Some("i") {
            identities.extend(column.map(|(table, number)| {
                let name = qualified(&row.namespace, &row.name);
                let usual = names.relations.get(&table).map(|relation| {
                    relation.sibling(usual_name(
                        &relation.name,
                        &names.column(table, number),
                        "seq",
                    ))
                });
                let name = Some(name).filter(|name| usual.as_ref() != Some(name));
                ((table, number), IdentitySequence { options, name })
            }));
            continue;
        }
        let data_type = match row.r#type.as_str() {
            "bigint" => None,
            "smallint" => Some(DataType::SmallInt),
            _ => Some(DataType::Int),
        };
        schema.sequences.push(Sequence {
            name: qualified(&row.namespace, &row.name),
            data_type,
            options,
            owned_by: column.and_then(|(table, number)| {
                Some((names.relations.get(&table)?.clone(), names.column(table, number)))
            }),
            // A sequence that belongs to a column has the table's owner, always.
            owner: if column.is_some() { None } else { scope.owner(&row.owner) },
            comment: names.comment("pg_class", row.id),
        });
    }
    schema.sequences.sort_by(|a, b| a.name.cmp(&b.name));
    identities
}

/// What differs from what the server takes when nothing is said.
fn sequence_options(row: &SequenceRow) -> SequenceOptions {
    let (least, greatest) = match row.r#type.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let (minimum, maximum) = if row.increment > 0 { (1, greatest) } else { (least, -1) };
    let start = if row.increment > 0 { row.minimum } else { row.maximum };
    let unless = |value: i64, usual: i64| (value != usual).then_some(value);
    SequenceOptions {
        start: unless(row.start, start),
        increment: unless(row.increment, 1),
        minimum: unless(row.minimum, minimum),
        maximum: unless(row.maximum, maximum),
        cache: unless(row.cache, 1),
        cycle: row.cycle,
    }
}
