//! `ALTER TABLE`: its actions, comma by comma.

use super::Reader;
use super::names::says;
use crate::hazard::action::Action;
use crate::hazard::kind::Kind;
use crate::schema::QualifiedName;
use crate::sql::cursor::{Cursor, split_list};

impl Reader<'_> {
    pub fn alter_table(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.is("all") {
            return;
        }
        let conditional = self.if_exists(cursor);
        cursor.eat("only");
        let Some(table) = self.name(cursor) else { return };
        cursor.eat("*");
        let first = self.found.actions.len();
        for text in split_list(cursor.rest(), self.flavour) {
            let mut action = self.cursor(text.trim_end_matches(';'));
            self.table_action(&table, &mut action);
        }
        for action in &mut self.found.actions[first..] {
            action.conditional |= conditional;
        }
        self.replaced_primary_key(&table, first);
    }

    /// Dropped and made in one statement, a primary key costs less than in two.
    fn replaced_primary_key(&mut self, table: &QualifiedName, first: usize) {
        let actions = &self.found.actions[first..];
        let has = |kind| actions.iter().any(|action| action.kind == kind);
        if has(Kind::DropPrimaryKey) && has(Kind::AddPrimaryKey) {
            let keys = [Kind::DropPrimaryKey, Kind::AddPrimaryKey];
            self.found.actions.retain(|action| !keys.contains(&action.kind));
            self.add(Action::new(Kind::ReplacePrimaryKey, table.clone()));
        }
    }

    fn table_action(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        let plain = |kind| Action::new(kind, table.clone());
        if cursor.eat("add") {
            self.add_to_table(table, cursor);
        } else if cursor.eat("drop") {
            self.drop_from_table(table, cursor);
        } else if cursor.eat("alter") {
            self.alter_part(table, cursor);
        } else if cursor.eat("modify") || cursor.eat("change") {
            self.redefine_column(table, cursor);
        } else if cursor.eat("rename") {
            self.rename(table, cursor);
        } else if cursor.eat_all(&["validate", "constraint"]) {
            let name = self.word(cursor);
            self.add(plain(Kind::ValidateConstraint).some_part(name));
        } else if cursor.eat_all(&["attach", "partition"]) {
            let Some(partition) = self.name(cursor) else { return };
            let to = if cursor.is("default") { "default" } else { "" };
            let kind = match self.attach_is_proven(&partition) {
                true => Kind::AttachPartitionProven,
                false => Kind::AttachPartition,
            };
            self.add(plain(kind).other(partition).to(to));
        } else if cursor.eat_all(&["detach", "partition"]) {
            let Some(partition) = self.name(cursor) else { return };
            let kind = match () {
                () if cursor.eat("concurrently") => Kind::DetachPartitionConcurrently,
                () if cursor.eat("finalize") => Kind::DetachPartitionFinalize,
                () => Kind::DetachPartition,
            };
            self.add(plain(kind).other(partition));
        } else if cursor.eat("set") {
            let kind = match () {
                () if cursor.eat("logged") => Kind::SetLogged,
                () if cursor.eat("unlogged") => Kind::SetUnlogged,
                () if cursor.eat("tablespace") => Kind::SetTablespace,
                () if cursor.eat("schema") => Kind::MoveTable,
                () if cursor.eat_all(&["access", "method"]) => Kind::SetAccessMethod,
                () if cursor.is("(") => Kind::SetStorageParameters,
                () => Kind::ClusterOn,
            };
            let to = self.word(cursor);
            self.add(Action { to, ..plain(kind) });
        } else if cursor.eat("reset") {
            self.add(plain(Kind::SetStorageParameters));
        } else if cursor.eat_all(&["cluster", "on"]) {
            self.add(plain(Kind::ClusterOn));
        } else if cursor.eat_all(&["owner", "to"]) {
            self.add(plain(Kind::ChangeOwner));
        } else if cursor.eat_all(&["replica", "identity"]) {
            self.add(plain(Kind::ReplicaIdentity));
        } else if cursor.is("enable")
            || cursor.is("disable")
            || cursor.is("force")
            || cursor.is("no")
        {
            let kind = match () {
                () if says(cursor, "row") => Kind::SetRowSecurity,
                () if says(cursor, "inherit") => Kind::SetInheritance,
                () if says(cursor, "keys") => Kind::Other,
                () => Kind::SetTrigger,
            };
            self.add(plain(kind));
        } else if cursor.eat("inherit") || cursor.eat("of") {
            self.add(plain(Kind::SetInheritance));
        } else {
            self.table_option(table, cursor);
        }
    }

    /// What MySQL calls table options and partition options, `algorithm=` and `lock=` among them.
    fn table_option(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        let plain = |kind| Action::new(kind, table.clone());
        if cursor.eat("algorithm") {
            cursor.eat("=");
            self.found.algorithm = cursor.name().map(|word| word.to_lowercase());
        } else if cursor.eat("lock") {
            cursor.eat("=");
            self.found.lock = cursor.name().map(|word| word.to_lowercase());
        } else if cursor.eat("engine") {
            cursor.eat("=");
            let to = cursor.name();
            self.add(Action { to, ..plain(Kind::ChangeEngine) });
        } else if cursor.eat("convert") && cursor.eat("to") {
            self.add(plain(Kind::ConvertCharset));
        } else if cursor.is("default")
            || cursor.is("charset")
            || cursor.is("character")
            || cursor.is("collate")
        {
            self.add(plain(Kind::SetCharset));
        } else if cursor.eat("partition") {
            self.add(plain(Kind::PartitionTable));
        } else if cursor.eat_all(&["remove", "partitioning"]) {
            self.add(plain(Kind::RemovePartitioning));
        } else if cursor.eat_all(&["truncate", "partition"]) {
            let name = self.word(cursor);
            self.add(plain(Kind::TruncatePartition).some_part(name));
        } else if cursor.eat_all(&["exchange", "partition"]) {
            let name = self.word(cursor);
            self.add(plain(Kind::ExchangePartition).some_part(name));
        } else if ["reorganize", "coalesce", "rebuild", "optimize", "repair"]
            .iter()
            .any(|word| cursor.eat(word))
        {
            self.add(plain(Kind::ReorganizePartition));
        } else if cursor.eat("force")
            || cursor.eat("row_format")
            || cursor.eat("key_block_size")
            || cursor.eat("order")
        {
            self.add(plain(Kind::Rebuild));
        } else if cursor.eat("comment") {
            self.add(plain(Kind::Comment));
        }
    }

    fn rename(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        let plain = |kind| Action::new(kind, table.clone());
        if cursor.eat("to") || cursor.eat("as") {
            if let Some(name) = self.name(cursor) {
                self.add(plain(Kind::RenameTable).to(name.name));
            }
            return;
        }
        let kind = match () {
            () if cursor.eat("constraint") => Kind::RenameConstraint,
            () if cursor.eat("index") || cursor.eat("key") => Kind::AlterIndex,
            () => Kind::RenameColumn,
        };
        cursor.eat("column");
        self.if_exists(cursor);
        let from = self.word(cursor);
        if cursor.eat("to") {
            let to = self.word(cursor);
            self.add(Action { to, ..plain(kind).some_part(from) });
        } else if kind == Kind::RenameColumn {
            // `rename new_name`, without `to`.
            self.add(Action { to: from, ..plain(Kind::RenameTable) });
        }
    }

    /// `rename table a to b, c to d`.
    pub fn rename_tables(&mut self, cursor: &mut Cursor<'_>) {
        while let Some(from) = self.name(cursor) {
            if !cursor.eat("to") {
                return;
            }
            let Some(to) = self.name(cursor) else { return };
            self.add(Action::new(Kind::RenameTable, from).to(to.name));
            if !cursor.eat(",") {
                return;
            }
        }
    }

    fn drop_from_table(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        let plain = |kind| Action::new(kind, table.clone());
        if cursor.eat_all(&["primary", "key"]) {
            return self.add(plain(Kind::DropPrimaryKey));
        }
        let kind = match () {
            () if cursor.eat_all(&["foreign", "key"]) => Kind::DropForeignKey,
            () if cursor.eat("constraint") || cursor.eat("check") => Kind::DropConstraint,
            () if cursor.eat("index") || cursor.eat("key") => Kind::DropIndex,
            () if cursor.eat("partition") => Kind::DropPartition,
            () if cursor.eat_all(&["system", "versioning"]) => Kind::Rebuild,
            () => {
                cursor.eat("column");
                Kind::DropColumn
            }
        };
        let conditional = self.if_exists(cursor);
        let Some(name) = self.word(cursor) else { return };
        let cascade = cursor.eat("cascade");
        let mut action = Action { conditional, cascade, ..plain(kind).part(name) };
        self.known_part(&mut action);
        let (kind, column) = (action.kind, action.part.clone());
        self.add(action);
        if matches!(kind, Kind::DropColumn | Kind::DropColumnIndexed) {
            self.drop_references(table, column.as_deref());
        }
    }

    /// The tables that a table's foreign keys point to are locked when those go: all, or those of a column.
    pub fn drop_references(&mut self, table: &QualifiedName, column: Option<&str>) {
        let Some(found) = self.table(table) else { return };
        let concerned = found.foreign_keys.iter().filter(|key| {
            key.references != *table
                && column.is_none_or(|column| key.columns.iter().any(|own| own == column))
        });
        for key in concerned {
            let action = Action::new(Kind::DropReferencing, table.clone());
            self.add(action.some_part(key.name.clone()).other(key.references.clone()));
        }
    }

    /// What the schema says of the column or constraint that goes.
    fn known_part(&self, action: &mut Action) {
        let Some(table) = self.table(&action.relation) else { return };
        let name = action.part_name().to_owned();
        let referenced = |of: &dyn Fn(&crate::schema::ForeignKey) -> bool| {
            table.foreign_keys.iter().find(|key| of(key)).map(|key| key.references.clone())
        };
        match action.kind {
            Kind::DropColumn => {
                let references = referenced(&|key| key.columns.contains(&name)).is_some();
                let is_clustered = self.dialect.data.identifiers.quote == '`';
                let indexed = table.indexes.iter().any(|index| index.columns().any(|c| c == name));
                if is_clustered && (indexed || references) {
                    action.kind = Kind::DropColumnIndexed;
                }
            }
            Kind::DropConstraint => {
                let is = |own: &Option<String>| own.as_deref() == Some(name.as_str());
                if table.primary_key.as_ref().is_some_and(|key| is(&key.name)) {
                    action.kind = Kind::DropPrimaryKey;
                } else if let Some(parent) = referenced(&|key| is(&key.name)) {
                    action.kind = Kind::DropForeignKey;
                    action.other = Some(parent);
                }
            }
            Kind::DropForeignKey => {
                action.other = referenced(&|key| key.name.as_deref() == Some(name.as_str()));
            }
            _ => {}
        }
    }
}
