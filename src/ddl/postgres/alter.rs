//! `ALTER TABLE`.

use super::column::compression;
use super::expression::expression;
use super::table::{set_options, set_tablespace, unknown};
use super::tree::{self, Kind, Node};
use super::{Reader, Why, data_type, options};
use crate::schema::{Column, IdentityMode, QualifiedName, RowSecurity, Table};

impl Reader<'_> {
    pub fn alter_table(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::find(node, Kind::TABLE_NAME_REF).ok_or("it names no table")?;
        let name = self.relation(&name);
        let actions = node.children().filter(|child| {
            child.kind() != Kind::TABLE_RELATION_NAME && child.kind() != Kind::IF_EXISTS
        });
        if self.draft.tables.contains_key(&name) {
            for action in actions {
                self.action(&name, &action)?;
            }
        } else if self.draft.views.contains_key(&name) {
            for action in actions {
                self.view_action(&name, &action);
            }
        } else if self.draft.sequences.contains_key(&name) {
            let owner = tree::child(node, Kind::OWNER_TO).and_then(|clause| self.owner(&clause));
            if let Some(sequence) = self.draft.sequences.get_mut(&name) {
                sequence.owner = owner;
            }
        } else if !self.draft.is_relation(&name) {
            return Err(unknown("table", &name));
        }
        Ok(())
    }

    fn action(&mut self, name: &QualifiedName, action: &Node) -> Result<(), Why> {
        match action.kind() {
            Kind::ADD_CONSTRAINT => {
                let constraint =
                    action.children().next().and_then(|node| self.table_constraint(&node));
                match constraint {
                    Some(constraint) => return self.add_constraint(name, constraint),
                    None => self.leave(tree::text(action)),
                }
            }
            Kind::ADD_COLUMN => {
                let Some(mut table) = self.draft.tables.get(name).cloned() else { return Ok(()) };
                let mut constraints = Vec::new();
                self.column(action, &mut table, &mut constraints);
                let added = table.columns.pop();
                if let (Some(added), Some(table)) = (added, self.draft.tables.get_mut(name))
                    && table.column(&added.name).is_none()
                {
                    table.columns.push(added);
                    self.add_constraints(name, constraints);
                }
            }
            Kind::ALTER_COLUMN => return self.alter_column(name, action),
            Kind::ATTACH_PARTITION => return self.attach_partition(name, action),
            Kind::OWNER_TO => {
                let owner = self.owner(action);
                self.change(name, |table| table.owner = owner);
            }
            Kind::ENABLE_RLS => self.change(name, |table| {
                if table.row_security == RowSecurity::Off {
                    table.row_security = RowSecurity::Enabled;
                }
            }),
            Kind::DISABLE_RLS => self.change(name, |table| table.row_security = RowSecurity::Off),
            Kind::FORCE_RLS => self.change(name, |table| table.row_security = RowSecurity::Forced),
            Kind::NO_FORCE_RLS => self.change(name, |table| {
                if table.row_security == RowSecurity::Forced {
                    table.row_security = RowSecurity::Enabled;
                }
            }),
            Kind::REPLICA_IDENTITY => self.replica_identity(name, action),
            Kind::SET_OPTIONS => self.change(name, |table| set_options(table, action)),
            Kind::RESET_OPTIONS => self.change(name, |table| {
                for (option, _) in options::options(action) {
                    table.options.shift_remove(&option);
                }
            }),
            Kind::SET_TABLESPACE => {
                let space = tree::names(action).pop().unwrap_or_default();
                self.change(name, |table| set_tablespace(table, space));
            }
            Kind::SET_LOGGED => self.change(name, |table| table.unlogged = false),
            Kind::SET_UNLOGGED => self.change(name, |table| table.unlogged = true),
            Kind::INHERIT_TABLE => {
                let parent =
                    tree::child(action, Kind::TABLE_NAME_REF).ok_or("it names no table")?;
                let parent = self.relation(&parent);
                self.change(name, |table| table.inherits.push(parent));
            }
            Kind::ENABLE_TRIGGER
            | Kind::DISABLE_TRIGGER
            | Kind::ENABLE_ALWAYS_TRIGGER
            | Kind::ENABLE_REPLICA_TRIGGER => self.firing(name, action),
            Kind::DROP_COLUMN => {
                let column =
                    tree::child(action, Kind::COLUMN_NAME_REF).ok_or("it names no column")?;
                let column = tree::names(&column).pop().unwrap_or_default();
                self.change(name, |table| drop_column(table, &column));
            }
            Kind::DROP_CONSTRAINT => {
                let constraint = tree::child(action, Kind::CONSTRAINT_NAME_REF);
                let constraint = constraint.and_then(|name| tree::names(&name).pop());
                let constraint = constraint.ok_or("it names no constraint")?;
                self.draft.constraints.remove(&name.sibling(constraint.as_str()));
                self.draft.indexes.remove(&name.sibling(constraint.as_str()));
                self.change(name, |table| drop_constraint(table, &constraint));
            }
            Kind::VALIDATE_CONSTRAINT => {
                let constraint = tree::child(action, Kind::CONSTRAINT_NAME_REF);
                let constraint = constraint.and_then(|name| tree::names(&name).pop());
                self.change(name, |table| {
                    for key in table.foreign_keys.iter_mut().filter(|key| key.name == constraint) {
                        key.not_valid = false;
                    }
                    for check in table.checks.iter_mut().filter(|check| check.name == constraint) {
                        check.not_valid = false;
                    }
                });
            }
            // Renames and moves touch everything that says the name: only a server follows them.
            Kind::RENAME_COLUMN
            | Kind::RENAME_CONSTRAINT
            | Kind::TABLE_RENAME_TO
            | Kind::SET_SCHEMA
            | Kind::DETACH_PARTITION => {
                return Err("what it renames or moves is not followed without a server".to_owned());
            }
            _ => self.leave(tree::text(action)),
        }
        Ok(())
    }

    fn change(&mut self, name: &QualifiedName, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.draft.tables.get_mut(name) {
            change(table);
        }
    }

    fn alter_column(&mut self, table: &QualifiedName, action: &Node) -> Result<(), Why> {
        let name = tree::child(action, Kind::COLUMN_NAME_REF);
        let name = name.and_then(|name| tree::names(&name).pop()).ok_or("it names no column")?;
        let known = self.draft.tables.get(table).and_then(|table| table.column(&name)).cloned();
        let Some(mut column) = known else {
            return self.inherited_column(table, &name, action);
        };
        for change in action.children().filter(|child| child.kind() != Kind::COLUMN_NAME_REF) {
            self.column_change(&mut column, table, &change);
        }
        self.change(table, |table| {
            if let Some(place) = table.column_mut(&name) {
                *place = column;
            }
        });
        Ok(())
    }

    /// A column that a partition or a child table has from its parent has no place of its own.
    fn inherited_column(
        &mut self,
        table: &QualifiedName,
        name: &str,
        action: &Node,
    ) -> Result<(), Why> {
        let is_child = self.draft.partitions.contains_key(table)
            || self.draft.tables.get(table).is_some_and(|table| !table.inherits.is_empty());
        if is_child {
            self.leave(tree::text(action));
            return Ok(());
        }
        Err(format!("there is no column `{table}.{name}` before it"))
    }

    fn column_change(&mut self, column: &mut Column, table: &QualifiedName, change: &Node) {
        match change.kind() {
            Kind::SET_DEFAULT => column.default = change.children().last().map(|n| expression(&n)),
            Kind::DROP_DEFAULT => column.default = None,
            Kind::SET_NOT_NULL => column.nullable = false,
            Kind::DROP_NOT_NULL => column.nullable = true,
            Kind::SET_TYPE => {
                if let Some(node) = data_type::type_of(change) {
                    column.data_type = self.data_type(&node);
                }
                if let Some(clause) = tree::child(change, Kind::COLLATE) {
                    column.collation = self.collation(&clause);
                }
            }
            Kind::ADD_GENERATED => self.identity(change, column, table),
            Kind::DROP_IDENTITY => column.identity = None,
            Kind::DROP_EXPRESSION => column.generated = None,
            Kind::SET_GENERATED_OPTIONS => {
                let always = tree::has(change, Kind::ALWAYS_KW);
                if let Some(identity) = &mut column.identity {
                    identity.mode =
                        if always { IdentityMode::Always } else { IdentityMode::ByDefault };
                }
            }
            Kind::SET_STATISTICS => {
                let target = tree::tokens(change).split_off(2).concat();
                if target == "-1" || target.eq_ignore_ascii_case("default") {
                    column.options.shift_remove("statistics");
                } else {
                    column.options.insert("statistics".to_owned(), target);
                }
            }
            Kind::SET_STORAGE => {
                let mode = tree::names(change).pop().unwrap_or_default();
                self.storage(column, mode);
            }
            Kind::SET_COMPRESSION => {
                compression(column, tree::names(change).pop().unwrap_or_default());
            }
            Kind::SET_OPTIONS => column.options.extend(options::options(change)),
            Kind::RESET_OPTIONS => {
                for (name, _) in options::options(change) {
                    column.options.shift_remove(&name);
                }
            }
            _ => self.leave(tree::text(change)),
        }
    }

    fn replica_identity(&mut self, name: &QualifiedName, action: &Node) {
        let mode = action.children().next();
        let word = match mode.as_ref().map(Node::kind) {
            Some(Kind::REPLICA_IDENTITY_FULL) => Some("full"),
            Some(Kind::REPLICA_IDENTITY_NOTHING) => Some("nothing"),
            Some(Kind::USING_INDEX_NAME) => {
                // Which index it is has no place in the model.
                self.leave(tree::text(action));
                Some("index")
            }
            _ => None,
        };
        self.change(name, |table| match word {
            Some(word) => {
                table.options.insert("replica_identity".to_owned(), word.to_owned());
            }
            None => {
                table.options.shift_remove("replica_identity");
            }
        });
    }

    fn firing(&mut self, name: &QualifiedName, action: &Node) {
        let firing = match action.kind() {
            Kind::DISABLE_TRIGGER => Some("disabled"),
            Kind::ENABLE_ALWAYS_TRIGGER => Some("always"),
            Kind::ENABLE_REPLICA_TRIGGER => Some("replica"),
            _ => None,
        };
        let trigger = tree::child(action, Kind::TRIGGER_REF);
        let trigger = trigger.and_then(|name| tree::names(&name).pop());
        self.change(name, |table| {
            let all = trigger.is_none();
            let named = |own: &String| all || trigger.as_ref() == Some(own);
            for found in table.triggers.iter_mut().filter(|found| named(&found.name)) {
                found.firing = firing.map(str::to_owned);
            }
        });
    }
}

fn drop_column(table: &mut Table, name: &str) {
    table.columns.retain(|column| column.name != name);
    let has = |columns: &[String]| columns.iter().any(|column| column == name);
    table.primary_key.take_if(|key| has(&key.columns));
    table.uniques.retain(|unique| !has(&unique.columns));
    table.foreign_keys.retain(|key| !has(&key.columns));
    table.indexes.retain(|index| !index.columns().any(|column| column == name));
}

fn drop_constraint(table: &mut Table, name: &str) {
    let is = |own: &Option<String>| own.as_deref() == Some(name);
    table.primary_key.take_if(|key| is(&key.name));
    table.uniques.retain(|item| !is(&item.name));
    table.checks.retain(|item| !is(&item.name));
    table.foreign_keys.retain(|item| !is(&item.name));
    table.exclusions.retain(|item| !is(&item.name));
}
