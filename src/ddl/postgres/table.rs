//! `CREATE TABLE`.

use super::constraint::{Body, Written};
use super::tree::{self, Kind, Node};
use super::{Reader, Why, options};
use crate::schema::{IndexTarget, QualifiedName, Table};

impl Reader<'_> {
    pub fn create_table(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::TABLE_NAME).ok_or("it names no table")?;
        let name = self.new_name(&name);
        if self.draft.is_relation(&name) {
            if tree::child(node, Kind::IF_NOT_EXISTS).is_some() {
                return Ok(());
            }
            return Err(format!("`{name}` is there already"));
        }
        let mut table = Table::new(name.clone());
        let mut constraints = Vec::new();
        // The name is taken before constraints and sequences look for free ones.
        self.draft.tables.insert(name.clone(), table.clone());
        for child in node.children() {
            match child.kind() {
                Kind::TABLE_NAME | Kind::IF_NOT_EXISTS => {}
                Kind::UNLOGGED => table.unlogged = true,
                Kind::TABLE_ARG_LIST => self.elements(&child, &mut table, &mut constraints),
                Kind::INHERITS => {
                    let parents = tree::children(&child, Kind::TABLE_NAME_REF);
                    table.inherits = parents.map(|parent| self.relation(&parent)).collect();
                }
                Kind::PARTITION_BY => table.partitioning = self.partition_by(&child),
                Kind::PARTITION_OF => self.partition_of(node, &name, &child),
                kind if super::partition::is_bound(kind) => {}
                Kind::WITH_PARAMS => set_options(&mut table, &child),
                Kind::TABLESPACE_CLAUSE => {
                    let space = tree::names(&child).pop().unwrap_or_default();
                    set_tablespace(&mut table, space);
                }
                Kind::USING_METHOD => {
                    let method = tree::names(&child).pop().unwrap_or_default();
                    if method != "heap" {
                        table.options.insert("access_method".to_owned(), method);
                    }
                }
                Kind::TEMP => {
                    self.draft.tables.shift_remove(&name);
                    return Err("a temporary table is of one session only".to_owned());
                }
                // `WITHOUT OIDS` says what all supported versions do anyway.
                Kind::WITHOUT_OIDS => {}
                _ => self.leave(tree::text(&child)),
            }
        }
        self.draft.tables.insert(name.clone(), table);
        for constraint in &mut constraints {
            // A new table has no rows that could break them.
            match &mut constraint.body {
                Body::Check(check) => check.not_valid = false,
                Body::ForeignKey(key) => key.not_valid = false,
                _ => {}
            }
        }
        self.add_constraints(&name, constraints);
        Ok(())
    }

    fn elements(&mut self, list: &Node, table: &mut Table, constraints: &mut Vec<Written>) {
        for element in list.children() {
            match element.kind() {
                Kind::COLUMN => self.column(&element, table, constraints),
                Kind::LIKE_CLAUSE => self.like(&element, table),
                _ => match self.table_constraint(&element) {
                    Some(written) => constraints.push(written),
                    None => self.leave(tree::text(&element)),
                },
            }
        }
    }

    /// `LIKE other INCLUDING …`: a copy of what is known of the other table by now.
    fn like(&mut self, clause: &Node, table: &mut Table) {
        let other = tree::child(clause, Kind::RELATION_NAME_REF).map(|name| self.relation(&name));
        let Some(other) = other.and_then(|name| self.draft.tables.get(&name)).cloned() else {
            self.leave(tree::text(clause));
            return;
        };
        let text = tree::text(clause).to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let says = |how: &str, what: &str| words.windows(2).any(|pair| pair == [how, what]);
        let takes = |what: &str| {
            (says("including", what) || says("including", "all")) && !says("excluding", what)
        };
        for mut column in other.columns {
            if !takes("defaults") {
                column.default = None;
            }
            if !takes("identity") {
                column.identity = None;
            }
            if !takes("generated") {
                column.generated = None;
            }
            if !takes("comments") {
                column.comment = None;
            }
            if !takes("storage") {
                column.options.shift_remove("storage");
            }
            table.columns.push(column);
        }
        if takes("constraints") {
            table.checks.extend(other.checks);
        }
        if takes("indexes")
            && (other.primary_key.is_some()
                || !other.uniques.is_empty()
                || !other.indexes.is_empty())
        {
            self.leave(format!("the indexes of {}", tree::text(clause)));
        }
    }

    pub fn drop_table(&mut self, node: &Node) -> Result<(), Why> {
        for name in tree::children(node, Kind::TABLE_NAME_REF) {
            let name = self.relation(&name);
            self.draft.tables.shift_remove(&name);
            self.draft.partitions.shift_remove(&name);
            self.draft.indexes.retain(|_, table| *table != name);
            self.draft
                .sequences
                .retain(|_, sequence| sequence.owned_by.as_ref().is_none_or(|(of, _)| *of != name));
        }
        Ok(())
    }
}

pub(super) fn set_options(table: &mut Table, node: &Node) {
    for (name, value) in options::options(node) {
        // Off for good since PostgreSQL 12.
        if name != "oids" {
            table.options.insert(name, value);
        }
    }
}

pub(super) fn set_tablespace(table: &mut Table, space: String) {
    if space == "pg_default" {
        table.options.shift_remove("tablespace");
    } else {
        table.options.insert("tablespace".to_owned(), space);
    }
}

/// A column of the table where the target is one, else the expression itself.
pub(super) fn column_target(node: &Node) -> IndexTarget {
    match node.kind() {
        Kind::NAME_REF => IndexTarget::Column(tree::names(node).pop().unwrap_or_default()),
        _ => IndexTarget::Expression(super::expression::expression(node)),
    }
}

/// For messages.
pub(super) fn unknown(what: &str, name: &QualifiedName) -> Why {
    format!("there is no {what} `{name}` before it")
}
