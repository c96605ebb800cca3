//! References of others to a table that another one takes the place of: each has a twin to the new table, which is held
//! against the rows before, so that the last moment is short.

use super::beside::{Beside, ENDING};
use super::names::Names;
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Statement};
use crate::schema::{AtomKey, AtomKind, Deferral, ForeignKey, QualifiedName, Schema};
use crate::template::TemplateError;

/// A reference that stays what it is.
pub(super) struct Twin {
    pub table: QualifiedName,
    /// As the design has it.
    pub key: ForeignKey,
    pub twin: ForeignKey,
}

/// Those that can be prepared.
pub(super) fn twins(
    from: &Schema,
    to: &Schema,
    besides: &[Beside<'_>],
    names: &mut Names,
    dialect: Dialect<'_>,
) -> Vec<Twin> {
    let mut twins = Vec::new();
    if !dialect.has(Capability::PartitionsAsTables) {
        return twins;
    }
    for table in &to.tables {
        let moves = besides.iter().any(|one| one.new.name == table.name);
        let Some(before) = from.table(&table.name).filter(|_| table.partitioning.is_none()) else {
            continue;
        };
        for key in table.foreign_keys.iter().filter(|_| !moves) {
            let beside = besides.iter().find(|one| one.new.name == key.references);
            let stays = before.foreign_keys.contains(key) && !key.not_valid && !key.not_enforced;
            let (Some(one), Some(name), true) = (beside, &key.name, stays) else { continue };
            // Where a row of the same key goes and comes, nobody who refers to it may notice.
            let lasts = one.key.iter().all(|column| key.referenced_columns.contains(column));
            if lasts && one.is_unique(&key.referenced_columns) {
                let twin = ForeignKey {
                    name: Some(names.free(&table.name.sibling(name.as_str()), ENDING).name),
                    references: one.made.name.clone(),
                    // Its rows follow those of the table in the same transaction, and not in the same moment.
                    deferral: Deferral::InitiallyDeferred,
                    comment: None,
                    ..key.clone()
                };
                twins.push(Twin { table: table.name.clone(), key: key.clone(), twin });
            }
        }
    }
    twins
}

impl Twin {
    fn name(&self) -> &str {
        self.twin.name.as_deref().unwrap_or_default()
    }

    pub fn prepare(&self, schema: &Schema, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        let Some(table) = schema.table(&self.table) else { return Ok(()) };
        alter.add_foreign_key_for_new_rows(table, &self.twin)?;
        alter.validate(&self.table, AtomKind::ForeignKey, self.name())
    }

    pub fn undo(&self, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        alter.drop_constraint(&self.table, AtomKind::ForeignKey, self.name())
    }

    /// Whether a piece is the reference itself.
    pub fn is(&self, key: &AtomKey) -> bool {
        key.kind == AtomKind::ForeignKey && key.object == self.table && key.part == self.key.part()
    }

    /// It becomes what the design has.
    pub fn takes_place(&self, alter: &mut Alter<'_>) -> Result<Vec<Statement>, TemplateError> {
        let (table, name) = (&self.table, self.key.part());
        let key = AtomKey::new(table, AtomKind::ForeignKey, name.as_str());
        alter.rename_part("constraint", table, self.name(), &name, key)?;
        if self.key.deferral != self.twin.deferral {
            alter.set_deferral(table, &name, self.key.deferral)?;
        }
        Ok(alter.take())
    }
}
