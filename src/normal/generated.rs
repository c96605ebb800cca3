//! A generated column is determined by what it is computed from.

use super::relation::{EntityRelation, Source, SourceKind};
use super::usage::position;
use crate::design::Design;
use crate::schema::{AtomKey, AtomKind};
use crate::sql::identifiers;
use crate::theory::AttributeSet;

pub fn add(design: &Design, entity: &mut EntityRelation<'_>) {
    let table = entity.table;
    for (position, column) in table.columns.iter().enumerate() {
        let Some(generated) = &column.generated else { continue };
        entity.generated.insert(position);
        let mut inputs = columns_in(entity, generated.expression.text());
        inputs.remove(position);
        let key = AtomKey::new(&table.name, AtomKind::Generated, column.name.as_str());
        let span = design.span(&key).or_else(|| design.attribute_span(&table.name, &column.name));
        let source = Source { kind: SourceKind::Generated, span };
        entity.depends_on(inputs, AttributeSet::single(position), source);
    }
}

/// The attributes that an expression mentions.
pub(super) fn columns_in(entity: &EntityRelation<'_>, sql: &str) -> AttributeSet {
    identifiers(sql).filter_map(|word| position(&entity.relation, word)).collect()
}
