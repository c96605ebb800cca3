//! `ALTER TABLE` and `CREATE INDEX`.

use super::default::default;
use super::key::Keys;
use super::{Draft, Reader, Why, cursor, expected};
use crate::schema::{Column, IndexTarget, QualifiedName, Table};
use crate::sql::cursor::{Cursor, Flavour, split_list};
use crate::sql::identifiers;

impl Reader<'_> {
    pub fn alter_table(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        cursor.eat_all(&["if", "exists"]);
        let name = self.name(cursor)?;
        let known = self.tables.get(&name).cloned();
        let Some(mut draft) = known else {
            // Views have no such thing as an altered table.
            return Err(format!("there is no table `{name}` before it"));
        };
        for action in split_list(cursor.rest(), Flavour::MySql) {
            self.alter_action(action, &mut draft)?;
        }
        self.tables.insert(name, draft);
        Ok(())
    }

    fn alter_action(&mut self, text: &str, draft: &mut Draft) -> Result<(), Why> {
        let mut inner = cursor(text);
        let cursor = &mut inner;
        if cursor.eat("add") {
            return self.add(cursor, draft);
        }
        if cursor.eat("modify") {
            cursor.eat("column");
            return self.replace(cursor, None, draft);
        }
        if cursor.eat("change") {
            cursor.eat("column");
            let old = cursor.name().ok_or_else(|| expected("a column", cursor))?;
            return self.replace(cursor, Some(old), draft);
        }
        if cursor.eat("alter") {
            return self.alter_column(cursor, draft);
        }
        if cursor.eat("drop") {
            return self.drop_part(cursor, draft);
        }
        if cursor.eat_all(&["disable", "keys"]) || cursor.eat_all(&["enable", "keys"]) {
            return Ok(());
        }
        if cursor.eat("convert") {
            cursor.eat("to");
            return self.table_options(cursor, draft);
        }
        if cursor.eat("partition") {
            draft.table.partitioning = Some(self.partitioning(cursor, &draft.table)?);
            return Ok(());
        }
        if cursor.eat("rename") {
            let _ = cursor.eat("index") || cursor.eat("key");
            if let (Some(old), true, Some(new)) = (cursor.name(), cursor.eat("to"), cursor.name())
                && rename_index(&mut draft.table, &old, &new)
            {
                return Ok(());
            }
            return Err("what it renames or moves is not followed without a server".to_owned());
        }
        if cursor.eat("force") || cursor.is("algorithm") || cursor.is("lock") || cursor.is("order")
        {
            return Ok(());
        }
        self.table_options(cursor, draft)?;
        if !cursor.is_at_end() {
            self.leave(text);
        }
        Ok(())
    }

    fn add(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Why> {
        let mut keys = Keys::default();
        if cursor.eat("partition") || cursor.eat("system") {
            return Err("it changes partitions".to_owned());
        }
        if !self.key(cursor, &mut keys)? {
            cursor.eat("column");
            cursor.eat_all(&["if", "not", "exists"]);
            // Several columns stand in parentheses.
            let list = cursor.group().map(|list| split_list(list, Flavour::MySql));
            let texts = list.unwrap_or_else(|| vec![cursor.rest()]);
            for text in texts {
                let mut inner = super::cursor(text);
                let column = self.column(&mut inner, draft, &mut keys)?;
                if draft.table.column(&column.name).is_none() {
                    place(&mut draft.table, column, text);
                }
            }
        }
        self.add_keys(draft, keys);
        Ok(())
    }

    fn replace(
        &mut self,
        cursor: &mut Cursor<'_>,
        old: Option<String>,
        draft: &mut Draft,
    ) -> Result<(), Why> {
        cursor.eat_all(&["if", "exists"]);
        let text = cursor.rest().to_owned();
        let mut keys = Keys::default();
        let mut column = self.column(cursor, draft, &mut keys)?;
        let name = old.unwrap_or_else(|| column.name.clone());
        if name != column.name {
            self.rename_column(draft, &name, &column.name)?;
        }
        let name = column.name.clone();
        let key = draft.table.primary_key.as_ref();
        if key.is_some_and(|key| key.columns.contains(&name)) {
            column.nullable = false;
        }
        if draft.table.column(&name).is_none() {
            return Err(format!("there is no column `{name}` before it"));
        }
        if self.is_mariadb() {
            // There, a column's own check is a part of its definition.
            draft.table.checks.retain(|check| check.name.as_deref() != Some(name.as_str()));
        }
        let lower = text.to_ascii_lowercase();
        let moves = lower.ends_with(" first") || lower.contains(" after ");
        if moves {
            draft.table.columns.retain(|known| known.name != name);
            place(&mut draft.table, column, &text);
        } else if let Some(known) = draft.table.column_mut(&name) {
            *known = column;
        }
        self.add_keys(draft, keys);
        Ok(())
    }

    /// Renames a column in all keys that name it; what an expression says of it only a server follows.
    fn rename_column(&mut self, draft: &mut Draft, old: &str, new: &str) -> Result<(), Why> {
        let table = &mut draft.table;
        let checks = table.checks.iter().map(|check| check.expression.text());
        let generated = table.columns.iter().filter_map(|column| column.generated.as_ref());
        let mut texts = checks.chain(generated.map(|generated| generated.expression.text()));
        if texts.any(|text| identifiers(text).any(|word| word.eq_ignore_ascii_case(old))) {
            return Err("what it renames or moves is not followed without a server".to_owned());
        }
        let rename = |name: &mut String| {
            if name == old {
                new.clone_into(name);
            }
        };
        table.columns.iter_mut().for_each(|column| rename(&mut column.name));
        let keys = (table.primary_key.iter_mut().map(|key| &mut key.columns))
            .chain(table.uniques.iter_mut().map(|unique| &mut unique.columns))
            .chain(table.foreign_keys.iter_mut().map(|key| &mut key.columns));
        keys.flatten().for_each(rename);
        for part in table.indexes.iter_mut().flat_map(|index| &mut index.parts) {
            if let IndexTarget::Column(name) = &mut part.target {
                rename(name);
            }
        }
        let own = table.name.clone();
        let others = self.tables.values_mut().flat_map(|other| &mut other.table.foreign_keys);
        for key in others.chain(&mut draft.table.foreign_keys) {
            if key.references == own {
                key.referenced_columns.iter_mut().for_each(rename);
            }
        }
        Ok(())
    }

    fn alter_column(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Why> {
        if cursor.eat("index") || cursor.eat("check") || cursor.eat("constraint") {
            return Err("the model has no word for it".to_owned());
        }
        cursor.eat("column");
        let name = cursor.name().ok_or_else(|| expected("a column", cursor))?;
        let mariadb = self.is_mariadb();
        let column = draft.table.column_mut(&name);
        let column = column.ok_or_else(|| format!("there is no column `{name}` before it"))?;
        if cursor.eat_all(&["set", "default"]) {
            let spelled = self.dialect.render_type(&column.data_type).map(|rendered| rendered.sql);
            column.default = default(cursor.rest(), &spelled.unwrap_or_default(), mariadb);
        } else if cursor.eat_all(&["drop", "default"]) {
            column.default = None;
        } else {
            return Err("the model has no word for it".to_owned());
        }
        Ok(())
    }

    fn drop_part(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Why> {
        let table = &mut draft.table;
        if cursor.eat_all(&["primary", "key"]) {
            table.primary_key = None;
            return Ok(());
        }
        let is_key = cursor.eat("index") || cursor.eat("key");
        let is_foreign = !is_key && cursor.eat_all(&["foreign", "key"]);
        let is_check = !is_key && (cursor.eat("check") || cursor.eat("constraint"));
        cursor.eat("column");
        cursor.eat_all(&["if", "exists"]);
        let name = cursor.name().ok_or_else(|| expected("a name", cursor))?;
        let is_it = |own: &Option<String>| own.as_deref() == Some(name.as_str());
        if is_key {
            table.uniques.retain(|item| !is_it(&item.name));
            table.indexes.retain(|item| !is_it(&item.name));
        } else if is_foreign {
            table.foreign_keys.retain(|item| !is_it(&item.name));
        } else if is_check {
            table.checks.retain(|item| !is_it(&item.name));
            table.foreign_keys.retain(|item| !is_it(&item.name));
            table.uniques.retain(|item| !is_it(&item.name));
        } else {
            drop_column(table, &name);
        }
        Ok(())
    }

    /// `CREATE [UNIQUE | FULLTEXT | SPATIAL] INDEX name ON table (…)`.
    pub fn create_index(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        let unique = cursor.eat("unique");
        let method = ["fulltext", "spatial"].into_iter().find(|kind| cursor.eat(kind));
        cursor.eat("index");
        cursor.eat_all(&["if", "not", "exists"]);
        let name = cursor.name().ok_or_else(|| expected("an index", cursor))?;
        let mut options = crate::schema::Index::new(None, Vec::new());
        self.index_options(cursor, &mut options);
        if !cursor.eat("on") {
            return Err(expected("`on`", cursor));
        }
        let table = self.name(cursor)?;
        let mut index = self.index(cursor, Some(name))?;
        index.unique = unique;
        if let Some(method) = method {
            index.method = Some(method.to_owned());
        }
        if !cursor.is_at_end() && !cursor.is("algorithm") && !cursor.is("lock") {
            let rest = cursor.rest().to_owned();
            self.leave(rest);
        }
        self.put_index(&table, index)
    }

    fn put_index(&mut self, name: &QualifiedName, index: crate::schema::Index) -> Result<(), Why> {
        let known = self.tables.get(name).cloned();
        let mut draft = known.ok_or_else(|| format!("there is no table `{name}` before it"))?;
        let keys = Keys { indexes: vec![index], ..Keys::default() };
        self.add_keys(&mut draft, keys);
        self.tables.insert(name.clone(), draft);
        Ok(())
    }
}

/// Puts a column where `FIRST` or `AFTER` says, else at the end.
fn place(table: &mut Table, column: Column, text: &str) {
    let mut cursor = cursor(text);
    let mut position = table.columns.len();
    while let Some(token) = cursor.next() {
        if token.is("first") && cursor.is_at_end() {
            position = 0;
        } else if token.is("after") {
            let name = cursor.name();
            let found = table.columns.iter().position(|known| Some(&known.name) == name.as_ref());
            position = found.map_or(position, |at| at + 1);
        }
    }
    table.columns.insert(position, column);
}

fn rename_index(table: &mut Table, old: &str, new: &str) -> bool {
    let names = (table.uniques.iter_mut().map(|item| &mut item.name))
        .chain(table.indexes.iter_mut().map(|item| &mut item.name));
    for name in names {
        if name.as_deref() == Some(old) {
            *name = Some(new.to_owned());
            return true;
        }
    }
    false
}

fn drop_column(table: &mut Table, name: &str) {
    table.columns.retain(|column| column.name != name);
    for unique in &mut table.uniques {
        unique.columns.retain(|column| column != name);
    }
    table.uniques.retain(|unique| !unique.columns.is_empty());
    table.indexes.retain(|index| !index.columns().all(|column| column == name));
}
