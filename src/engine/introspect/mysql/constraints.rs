//! Foreign keys and checks.

use indexmap::IndexMap;

use super::catalog::Fields;
use super::{Family, Reader};
use crate::schema::{Check, ForeignKey, ReferentialAction, Table};

impl Reader<'_> {
    /// The foreign keys of one table, from the rows of `foreign_keys.sql`.
    pub(super) fn foreign_keys(&self, table: &mut Table, rows: &[Fields]) {
        let mut grouped: IndexMap<&str, Vec<&Fields>> = IndexMap::new();
        for row in rows {
            grouped.entry(row.text(2)).or_default().push(row);
        }
        for (name, parts) in grouped {
            let Some(first) = parts.first() else { continue };
            let references = self.qualified(first.text(4), first.text(5));
            let columns = parts.iter().map(|part| part.owned(3)).collect();
            let referenced = parts.iter().map(|part| part.owned(6)).collect();
            let mut key = ForeignKey::new(columns, references, referenced);
            key.name = Some(name.to_owned());
            key.on_update = action(self.printer.family, first.text(7));
            key.on_delete = action(self.printer.family, first.text(8));
            table.foreign_keys.push(key);
        }
    }

    /// The checks of one table, from the rows of `checks_….sql`.
    pub(super) fn checks(&self, table: &mut Table, rows: &[Fields]) {
        for row in rows {
            let mut check = Check::new(Some(row.owned(2)), self.printer.expression(row.text(3)));
            check.not_enforced = row.text(5) == "NO";
            table.checks.push(check);
        }
    }
}

fn action(family: Family, word: &str) -> ReferentialAction {
    let action = match word {
        "RESTRICT" => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    };
    settled_action(family, action)
}

/// MariaDB has RESTRICT for a key that says nothing, and NO ACTION for one that says it. The two are one on its
/// engines, so the model's default is the former.
fn settled_action(family: Family, action: ReferentialAction) -> ReferentialAction {
    match (family, action) {
        (Family::MariaDb, ReferentialAction::Restrict) => ReferentialAction::NoAction,
        (Family::MariaDb, ReferentialAction::NoAction) => ReferentialAction::Restrict,
        _ => action,
    }
}
