//! Dependencies that a reference brings along.
//!
//! Where `(customer_id, customer_name)` refers to `customer (id, name)` and `id` identifies a
//! customer, `customer_id -> customer_name` holds here as well: every row has its partner there.
//! That needs the reference to be checked for every row, so all its columns not null.

use super::relation::{EntityRelation, Source, SourceKind, Tables};
use crate::design::Design;
use crate::schema::{AtomKey, AtomKind, ForeignKey, Table};
use crate::text::Span;
use crate::theory::AttributeSet;

pub fn add(design: &Design, tables: &Tables<'_>, entity: &mut EntityRelation<'_>) {
    let table = entity.table;
    for key in table.foreign_keys.iter().filter(|key| key.columns.len() > 1) {
        let Ok(columns) = entity.relation.set(&key.columns) else { continue };
        let checked = !key.not_valid
            && !key.not_enforced
            && columns.iter().all(|column| !entity.is_nullable(column));
        let Some(other) = tables.get(&key.references).filter(|_| checked) else { continue };
        let atom = AtomKey::new(&table.name, AtomKind::ForeignKey, key.part());
        let span = design.span(&atom).or_else(|| {
            key.columns.first().and_then(|column| design.attribute_span(&table.name, column))
        });
        for left in determinants(design, other) {
            carry(entity, key, &left, span);
        }
    }
}

/// Column lists that determine others among what is referred to: with what they determine, or
/// with nothing where that is everything.
type Determinant = (Vec<String>, Option<Vec<String>>);

fn determinants(design: &Design, other: &Table) -> Vec<Determinant> {
    let not_null = |columns: &[String]| {
        columns.iter().all(|name| other.column(name).is_some_and(|column| !column.nullable))
    };
    let mut found: Vec<Determinant> = Vec::new();
    found.extend(other.primary_key.iter().map(|key| (key.columns.clone(), None)));
    let uniques = other.uniques.iter().filter(|unique| not_null(&unique.columns));
    found.extend(uniques.map(|unique| (unique.columns.clone(), None)));
    if let Some(facts) = design.entities.get(&other.name) {
        let declared = facts.dependencies.iter();
        found.extend(declared.map(|one| (one.left.clone(), Some(one.right.clone()))));
    }
    found
}

fn carry(
    entity: &mut EntityRelation<'_>,
    key: &ForeignKey,
    (left, right): &Determinant,
    span: Option<Span>,
) {
    let here = |names: &dyn Fn(&String) -> bool| -> AttributeSet {
        key.columns
            .iter()
            .zip(&key.referenced_columns)
            .filter(|(_, there)| names(there))
            .filter_map(|(own, _)| entity.relation.position(own))
            .collect()
    };
    // The determinant has to be referred to whole.
    if !left.iter().all(|name| key.referenced_columns.contains(name)) {
        return;
    }
    let lefts = here(&|there| left.contains(there));
    let rights = here(&|there| right.as_ref().is_none_or(|right| right.contains(there)));
    let source = Source { kind: SourceKind::Reference(key.references.clone()), span };
    entity.depends_on(lefts, rights, source);
}
