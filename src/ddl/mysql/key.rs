//! Keys, indexes, foreign keys and checks of a table.

use super::text::{eat_string, expression, names};
use super::{Draft, Reader, Why, expected};
use crate::schema::{
    Check, DataType, ForeignKey, Index, IndexPart, IndexTarget, MatchType, PrimaryKey,
    ReferentialAction, SortOrder, Table, UniqueConstraint,
};
use crate::sql::cursor::{Cursor, Flavour, TokenKind, split_list};

/// What a table's elements say of keys, before they have names.
#[derive(Debug, Default)]
pub(in crate::ddl) struct Keys {
    pub primary: Option<PrimaryKey>,
    pub uniques: Vec<UniqueConstraint>,
    pub indexes: Vec<Index>,
    pub checks: Vec<Check>,
    /// With the name of the index that each brings if none serves it.
    pub foreign: Vec<(Option<String>, ForeignKey)>,
}

impl Reader<'_> {
    /// Reads an element that is a key or a check; false for a column.
    pub fn key(&mut self, cursor: &mut Cursor<'_>, keys: &mut Keys) -> Result<bool, Why> {
        // Quoted, a name is no keyword.
        if cursor.peek().is_none_or(|token| token.kind != TokenKind::Word) {
            return Ok(false);
        }
        let mut symbol = None;
        if cursor.eat("constraint") {
            let words = ["primary", "unique", "foreign", "check"];
            if !words.iter().any(|word| cursor.is(word)) {
                symbol = cursor.name();
            }
        }
        if cursor.eat_all(&["primary", "key"]) {
            let index = self.index(cursor, None)?;
            if !index.parts.iter().all(is_whole) {
                self.leave("a primary key with a prefix or an order");
            }
            let columns = index.columns().map(str::to_owned).collect();
            keys.primary = Some(PrimaryKey { comment: index.comment, ..PrimaryKey::new(columns) });
        } else if cursor.eat("unique") {
            let _ = cursor.eat("key") || cursor.eat("index");
            let mut index = self.index(cursor, symbol)?;
            index.unique = true;
            keys.indexes.push(index);
        } else if cursor.eat("fulltext") || cursor.is("spatial") {
            let spatial = cursor.eat("spatial");
            let _ = cursor.eat("key") || cursor.eat("index");
            let mut index = self.index(cursor, None)?;
            index.method = Some(if spatial { "spatial" } else { "fulltext" }.to_owned());
            for part in &mut index.parts {
                part.prefix = None;
            }
            keys.indexes.push(index);
        } else if cursor.eat_all(&["foreign", "key"]) {
            cursor.eat_all(&["if", "not", "exists"]);
            let index = cursor.peek().filter(|token| token.text != "(").and_then(|_| cursor.name());
            let columns = names(cursor.group().ok_or_else(|| expected("columns", cursor))?);
            if !cursor.eat("references") {
                return Err(expected("`references`", cursor));
            }
            let mut key = self.references(cursor, columns)?;
            key.name = symbol.clone();
            keys.foreign.push((symbol.or(index), key));
        } else if cursor.eat("check") {
            let mut check = self.check(cursor)?;
            check.name = symbol;
            keys.checks.push(check);
        } else if cursor.is("key") || cursor.is("index") {
            cursor.next();
            let index = self.index(cursor, None)?;
            keys.indexes.push(index);
        } else if cursor.is("period") {
            return Err("the model has no periods".to_owned());
        } else {
            return Ok(false);
        }
        if !cursor.is_at_end() {
            let rest = cursor.rest().to_owned();
            self.leave(rest);
        }
        Ok(true)
    }

    /// `[name] [USING BTREE] (parts) options`.
    pub fn index(&mut self, cursor: &mut Cursor<'_>, symbol: Option<String>) -> Result<Index, Why> {
        cursor.eat_all(&["if", "not", "exists"]);
        let mut index = Index::new(symbol, Vec::new());
        let named = cursor.peek().is_some_and(|token| token.text != "(") && !cursor.is("using");
        if named {
            index.name = cursor.name();
        }
        self.index_method(cursor, &mut index);
        let parts = cursor.group().ok_or_else(|| expected("the columns of the index", cursor))?;
        for part in split_list(parts, Flavour::MySql) {
            index.parts.push(part_of(part));
        }
        self.index_options(cursor, &mut index);
        Ok(index)
    }

    fn index_method(&mut self, cursor: &mut Cursor<'_>, index: &mut Index) {
        if cursor.eat("using") || cursor.eat("type") {
            // What it comes to depends on the storage engine.
            index.method = Some(cursor.name().unwrap_or_default().to_lowercase());
        }
    }

    pub fn index_options(&mut self, cursor: &mut Cursor<'_>, index: &mut Index) {
        loop {
            if cursor.is("using") || cursor.is("type") {
                self.index_method(cursor, index);
            } else if cursor.eat("comment") {
                index.comment = eat_string(cursor).filter(|text| !text.is_empty());
            } else if cursor.eat("invisible") || cursor.eat("ignored") {
                index.invisible = true;
            } else if cursor.eat("visible") || cursor.eat_all(&["not", "ignored"]) {
                index.invisible = false;
            } else if cursor.eat_all(&["with", "parser"]) {
                let parser = cursor.name().unwrap_or_default();
                self.leave(format!("with parser {parser}"));
            } else if cursor.eat("key_block_size") {
                cursor.eat("=");
                let size = cursor.next().map_or("", |token| token.text);
                self.leave(format!("key_block_size = {size}"));
            } else {
                return;
            }
        }
    }

    /// `table (columns) MATCH … ON DELETE … ON UPDATE …`.
    pub fn references(
        &mut self,
        cursor: &mut Cursor<'_>,
        columns: Vec<String>,
    ) -> Result<ForeignKey, Why> {
        let references = self.name(cursor)?;
        let referenced = cursor.group().map(names).unwrap_or_default();
        let mut key = ForeignKey::new(columns, references, referenced);
        loop {
            if cursor.eat("match") {
                if cursor.eat("full") {
                    key.match_type = MatchType::Simple;
                }
                cursor.next();
            } else if cursor.eat_all(&["on", "delete"]) {
                key.on_delete = self.action(cursor);
            } else if cursor.eat_all(&["on", "update"]) {
                key.on_update = self.action(cursor);
            } else {
                return Ok(key);
            }
        }
    }

    fn action(&self, cursor: &mut Cursor<'_>) -> ReferentialAction {
        if cursor.eat("cascade") {
            ReferentialAction::Cascade
        } else if cursor.eat_all(&["set", "null"]) {
            ReferentialAction::SetNull
        } else if cursor.eat_all(&["set", "default"]) {
            ReferentialAction::SetDefault
        } else if cursor.eat("restrict") && !self.is_mariadb() {
            ReferentialAction::Restrict
        } else {
            cursor.eat_all(&["no", "action"]);
            ReferentialAction::NoAction
        }
    }

    /// Puts keys into their table and names those that have none, as the servers do.
    pub fn add_keys(&mut self, draft: &mut Draft, keys: Keys) {
        let table = &mut draft.table;
        if let Some(key) = keys.primary {
            for name in &key.columns {
                if let Some(column) = table.column_mut(name) {
                    column.nullable = false;
                }
            }
            table.primary_key = Some(key);
        }
        for mut unique in keys.uniques {
            unique.name = unique.name.or_else(|| Some(free_name(table, unique.columns.first())));
            table.uniques.push(unique);
        }
        let in_memory = table.options.get("engine").is_some_and(|engine| engine == "MEMORY");
        for mut index in keys.indexes {
            index.method = match index.method.take().as_deref() {
                // A hash is what tables in memory have anyway, and the only ones that have it.
                None | Some("hash") if in_memory && !index.unique => Some("hash".to_owned()),
                Some(method @ ("fulltext" | "spatial" | "rtree")) => Some(method.to_owned()),
                _ => None,
            };
            let length_of = |name: &str| text_length(table.column(name)?.data_type.clone());
            for part in &mut index.parts {
                let IndexTarget::Column(name) = &part.target else { continue };
                // A prefix of the whole length is none.
                let whole = length_of(name);
                part.prefix =
                    part.prefix.filter(|prefix| whole.is_none_or(|whole| *prefix < whole));
            }
            let first = match index.parts.first().map(|part| &part.target) {
                Some(IndexTarget::Column(name)) => name.clone(),
                _ => "functional_index".to_owned(),
            };
            let is_unique_key = index.unique
                && index.parts.iter().all(is_whole)
                && index.method.is_none()
                && !index.invisible;
            index.name = index.name.or_else(|| Some(free_name(table, Some(&first))));
            if is_unique_key {
                let columns = index.columns().map(str::to_owned).collect();
                let comment = index.comment;
                table.uniques.push(UniqueConstraint {
                    comment,
                    ..UniqueConstraint::new(index.name, columns)
                });
            } else {
                draft.implied.retain(|implied| !replaces(table, implied, &index));
                table.indexes.push(index);
            }
        }
        for mut check in keys.checks {
            if check.name.is_none() {
                draft.checks += 1;
                check.name = Some(match self.is_mariadb() {
                    true => format!("CONSTRAINT_{}", draft.checks),
                    false => format!("{}_chk_{}", draft.table.name.name, draft.checks),
                });
            }
            draft.table.checks.push(check);
        }
        for (index, mut key) in keys.foreign {
            let prefix = format!("{}_ibfk_", draft.table.name.name);
            match &key.name {
                Some(name) => {
                    let number = name.strip_prefix(&prefix).and_then(|n| n.parse::<usize>().ok());
                    draft.foreign_keys = draft.foreign_keys.max(number.unwrap_or(0));
                }
                None => {
                    draft.foreign_keys += 1;
                    key.name = Some(format!("{prefix}{}", draft.foreign_keys));
                }
            }
            self.imply_index(draft, index, &key);
            draft.table.foreign_keys.push(key);
        }
    }

    /// A foreign key brings an index with it unless one begins with its columns.
    fn imply_index(&self, draft: &mut Draft, name: Option<String>, key: &ForeignKey) {
        let table = &mut draft.table;
        let begins = |columns: &[String]| columns.starts_with(&key.columns);
        let serves = table.primary_key.as_ref().is_some_and(|own| begins(&own.columns))
            || table.uniques.iter().any(|own| begins(&own.columns))
            || table.indexes.iter().any(|own| {
                let whole: Vec<String> = own
                    .parts
                    .iter()
                    .take_while(|part| part.prefix.is_none())
                    .filter_map(column)
                    .collect();
                own.method.is_none() && begins(&whole)
            });
        if serves {
            return;
        }
        let name = name.unwrap_or_else(|| free_name(table, key.columns.first()));
        let parts = key.columns.iter().map(IndexPart::column).collect();
        table.indexes.push(Index::new(Some(name.clone()), parts));
        draft.implied.push(name);
    }
}

fn column(part: &IndexPart) -> Option<String> {
    match &part.target {
        IndexTarget::Column(name) => Some(name.clone()),
        IndexTarget::Expression(_) => None,
    }
}

/// Takes an index off that a foreign key brought, once another serves; says whether it did.
fn replaces(table: &mut Table, implied: &str, index: &Index) -> bool {
    let is_it = |own: &Index| own.name.as_deref() == Some(implied);
    let Some(at) = table.indexes.iter().position(is_it) else { return false };
    let columns: Vec<&str> = table.indexes[at].columns().collect();
    let whole: Vec<&str> = index.columns().collect();
    let serves = whole.starts_with(&columns) && index.method.is_none();
    if serves {
        table.indexes.remove(at);
    }
    serves
}

fn is_whole(part: &IndexPart) -> bool {
    matches!(part.target, IndexTarget::Column(_))
        && part.prefix.is_none()
        && part.order == SortOrder::Ascending
}

/// `name(10) DESC` or `(expression)`.
fn part_of(text: &str) -> IndexPart {
    let mut cursor = super::cursor(text);
    let mut part = match cursor.group() {
        Some(inner) => IndexPart::new(IndexTarget::Expression(expression(inner))),
        None => {
            let mut part = IndexPart::column(cursor.name().unwrap_or_default());
            part.prefix = cursor.group().and_then(|length| length.trim().parse().ok());
            part
        }
    };
    if cursor.eat("desc") {
        part.order = SortOrder::Descending;
    }
    part
}

/// The characters of a text column.
fn text_length(data_type: DataType) -> Option<u32> {
    match data_type {
        DataType::Varchar { length } => length,
        DataType::Char { length } => Some(length),
        _ => None,
    }
}

/// The first column's name, with a number if it is taken.
fn free_name(table: &Table, first: Option<&String>) -> String {
    let base = first.cloned().unwrap_or_default();
    let mut name = base.clone();
    let mut number = 1;
    let is_taken = |name: &str| {
        let is_it =
            |own: &Option<String>| own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        table.uniques.iter().any(|own| is_it(&own.name))
            || table.indexes.iter().any(|own| is_it(&own.name))
            || name.eq_ignore_ascii_case("primary")
    };
    while is_taken(&name) {
        number += 1;
        name = format!("{base}_{number}");
    }
    name
}
