//! What the statements behind one say about it: a table that is dropped may come back.

use std::collections::BTreeSet;

use super::{Classified, Kind, classify};
use crate::dialect::Dialect;
use crate::schema::QualifiedName;
use crate::sql::identifiers;

/// What a whole script makes of its statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Tables that are dropped, and whose place is taken by another that the script made and filled.
    pub replaced: BTreeSet<QualifiedName>,
    /// References are looked at before the script ends.
    pub references_checked: bool,
}

impl Ahead {
    pub fn of<'s>(statements: impl IntoIterator<Item = &'s str>, dialect: Dialect<'_>) -> Ahead {
        let (mut made, mut filled, mut dropped) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut ahead = Ahead::default();
        for sql in statements {
            let checks = ["foreign_key_check", "pragma_foreign_key_check"];
            ahead.references_checked |= identifiers(sql).any(|word| checks.contains(&word));
            for action in classify(sql, dialect, None).actions {
                let relation = action.relation;
                match action.kind {
                    Kind::CreateTable => drop(made.insert(relation)),
                    Kind::InsertRows => drop(filled.insert(relation)),
                    Kind::DropTable => drop(dropped.insert(relation)),
                    Kind::RenameTable => {
                        let to = relation.sibling(action.to.unwrap_or_default());
                        let full = made.contains(&relation) && filled.contains(&relation);
                        if full && dropped.contains(&to) {
                            ahead.replaced.insert(to);
                        }
                    }
                    _ => {}
                }
            }
        }
        ahead
    }

    /// Reads the actions of a statement as what they come to in the end.
    pub(super) fn look_at(&self, classified: &mut Classified) {
        for action in &mut classified.actions {
            let is_target = |to: &Option<String>| {
                to.as_ref()
                    .is_some_and(|to| self.replaced.contains(&action.relation.sibling(to.as_str())))
            };
            action.kind = match action.kind {
                Kind::DropTable if self.replaced.contains(&action.relation) => Kind::Rebuild,
                Kind::RenameTable if is_target(&action.to) => Kind::Other,
                Kind::UncheckReferences if self.references_checked => Kind::Other,
                kind => kind,
            };
        }
    }
}
