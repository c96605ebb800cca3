use std::collections::HashMap;

use super::names::{Names, usual_name};
use super::rows::{Id, IndexRow};
use super::text::{expression, options};
use crate::schema::{Index, IndexPart, IndexTarget, NullsOrder, SortOrder};

/// Collations of columns by relation and number: an index need not repeat its column's.
pub(super) type ColumnCollations = HashMap<(Id, i16), Id>;

/// The index as the model holds it, complete also where it serves a constraint.
pub(super) fn index(row: &IndexRow, names: &Names<'_>, collations: &ColumnCollations) -> Index {
    let keys = row.columns.iter().take(row.key_count).enumerate();
    let parts = keys.map(|(position, number)| part(row, position, *number, names, collations));
    let mut index = Index::new(Some(row.name.clone()), parts.collect());
    index.unique = row.is_unique;
    index.method = (row.method != "btree").then(|| row.method.clone());
    index.include = row
        .columns
        .iter()
        .skip(row.key_count)
        .map(|number| names.column(row.relation_id, *number))
        .collect();
    index.predicate = row.predicate.as_deref().map(expression);
    index.nulls_not_distinct = row.nulls_not_distinct;
    index.comment = names.comment("pg_class", row.id);
    index.options = options(row.options.clone());
    for (is_marked, mark) in
        [(row.is_clustered, "clustered"), (row.is_replica_identity, "replica_identity")]
    {
        if is_marked {
            index.options.insert(mark.to_owned(), "true".to_owned());
        }
    }
    index.options.extend(row.tablespace.clone().map(|name| ("tablespace".to_owned(), name)));
    index
}

/// Whether a partition's index has the name that the server gives to the copy of its parent's.
pub(super) fn has_usual_name(row: &IndexRow, constraint: Option<&str>, table: &str) -> bool {
    let label = match constraint {
        Some("p") => return row.name == usual_name(table, "", "pkey"),
        Some("x") => "excl",
        Some(_) => "key",
        None => "idx",
    };
    let columns = row.usual_columns.as_deref().unwrap_or_default().join("_");
    // What is longer than a name is cut before it is put together.
    let columns: String = columns.chars().take(63).collect();
    row.name == usual_name(table, &columns, label)
}

fn part(
    row: &IndexRow,
    position: usize,
    number: i16,
    names: &Names<'_>,
    collations: &ColumnCollations,
) -> IndexPart {
    let printed = row.expressions.as_ref().and_then(|texts| texts.get(position)).cloned().flatten();
    let collation = row.collations.get(position).copied().unwrap_or(0);
    let (target, explicit) = match &printed {
        Some(text) => (
            IndexTarget::Expression(expression(text)),
            collation != 0 && names_collation(row.definition.as_deref().unwrap_or_default(), text),
        ),
        None => (
            IndexTarget::Column(names.column(row.relation_id, number)),
            collation != 0 && collations.get(&(row.relation_id, number)) != Some(&collation),
        ),
    };
    let mut part = IndexPart::new(target);
    let bits = row.ordering.get(position).copied().unwrap_or(0);
    if bits & 1 != 0 {
        part.order = SortOrder::Descending;
    }
    let nulls = if bits & 2 != 0 { NullsOrder::First } else { NullsOrder::Last };
    part.nulls = (nulls != part.order.default_nulls()).then_some(nulls);
    part.collation = explicit.then(|| names.collation(collation));
    let parameters = row.parameters.as_ref().and_then(|parts| parts.get(&(position + 1)));
    let class = row.operator_classes.get(position).copied().unwrap_or(0);
    part.operator_class = names.operator_class(class, parameters);
    part
}

/// Whether the whole definition gives the expression a collation: an expression's own one shows
/// nowhere in the catalog.
pub(super) fn names_collation(definition: &str, expression: &str) -> bool {
    definition.contains(&format!("{expression} COLLATE "))
        || definition.contains(&format!("({expression}) COLLATE "))
}
