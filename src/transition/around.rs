//! What stands around the moves where tables are made anew, or dropped while others refer to them.

use crate::change::{Changes, Fate};
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Statement};
use crate::schema::{AtomKind, QualifiedName};
use crate::template::TemplateError;

/// Statements around the moves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Outside of the transaction, whichever way is gone.
    pub before: Vec<Statement>,
    /// Inside, at its end.
    pub checks: Vec<Statement>,
    /// Outside again.
    pub after: Vec<Statement>,
}

pub(super) fn around(
    changes: &Changes<'_>,
    dialect: Dialect<'_>,
) -> Result<Option<Around>, TemplateError> {
    if dialect.has(Capability::AddConstraint) {
        return Ok(None);
    }
    let with = |fate: Fate| {
        let tables = changes.keys.iter().zip(&changes.fates);
        let found = tables.filter(move |(key, of)| key.kind == AtomKind::Table && **of == fate);
        found.map(|(key, _)| &key.object)
    };
    let is_referred_to = |table: &&QualifiedName| {
        let others = changes.from.schema.tables.iter().filter(|other| other.name != **table);
        others
            .into_iter()
            .any(|other| other.foreign_keys.iter().any(|key| key.references == **table))
    };
    let anew: Vec<&QualifiedName> = with(Fate::SHAKE).collect();
    let Some(first) =
        anew.first().copied().or_else(|| with(Fate::Drop).find(|table| is_referred_to(table)))
    else {
        return Ok(None);
    };
    let schema = changes.to.schema;
    let mut alter = Alter::new(schema, dialect)?;
    alter.look_away(first)?;
    let before = alter.take();
    // What refers to a table may have lost what it refers to when values changed their type.
    let checked = schema.tables.iter().filter(|table| {
        let mut keys = table.foreign_keys.iter();
        !table.foreign_keys.is_empty() && anew.contains(&&table.name)
            || keys.any(|key| anew.contains(&&key.references) && retyped(changes, key))
    });
    for table in checked {
        alter.check_references(&table.name)?;
    }
    let checks = alter.take();
    alter.look_again(first)?;
    Ok(Some(Around { before, checks, after: alter.take() }))
}

fn retyped(changes: &Changes<'_>, key: &crate::schema::ForeignKey) -> bool {
    let (from, to) = (changes.from.table(&key.references), changes.to.table(&key.references));
    let (Some(from), Some(to)) = (from, to) else { return true };
    key.referenced_columns.iter().any(|name| {
        let (old, new) = (from.column(name), to.column(name));
        old.zip(new).is_none_or(|(old, new)| {
            old.data_type != new.data_type || old.collation != new.collation
        })
    })
}
