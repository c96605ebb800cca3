//! `CREATE TABLE`.

use super::key::Keys;
use super::{Draft, Reader, Why, cursor, expected};
use crate::schema::{QualifiedName, Table};
use crate::sql::cursor::{Cursor, Flavour, split_list};

impl Reader<'_> {
    pub fn create_table(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        let if_not_exists = cursor.eat_all(&["if", "not", "exists"]);
        let name = self.name(cursor)?;
        if self.tables.contains_key(&name) {
            return match if_not_exists {
                true => Ok(()),
                false => Err(format!("`{name}` is there already")),
            };
        }
        if cursor.eat("like") {
            return self.like(name, cursor);
        }
        let Some(body) = cursor.group() else {
            return Err(expected("the columns in parentheses", cursor));
        };
        if super::cursor(body).eat("like") {
            let mut inner = super::cursor(body);
            inner.next();
            return self.like(name, &mut inner);
        }
        let mut draft = Draft {
            table: Table::new(name.clone()),
            collation: self.collation.clone(),
            implied: Vec::new(),
            checks: 0,
            foreign_keys: 0,
        };
        // The charset of the table stands behind its columns, and decides theirs.
        self.table_options(cursor, &mut draft)?;
        let mut keys = Keys::default();
        for element in split_list(body, Flavour::MySql) {
            self.element(element, &mut draft, &mut keys)?;
        }
        self.add_keys(&mut draft, keys);
        if cursor.eat("partition") {
            draft.table.partitioning = Some(self.partitioning(cursor, &draft.table)?);
        }
        if !cursor.is_at_end() {
            if cursor.is("select") || cursor.is("as") || cursor.is("ignore") || cursor.is("replace")
            {
                return Err("its columns come from a query".to_owned());
            }
            return Err(expected("a table option", cursor));
        }
        self.tables.insert(name, draft);
        Ok(())
    }

    fn element(&mut self, text: &str, draft: &mut Draft, keys: &mut Keys) -> Result<(), Why> {
        let mut cursor = cursor(text);
        if self.key(&mut cursor, keys)? {
            return Ok(());
        }
        let column = self.column(&mut cursor, draft, keys)?;
        draft.table.columns.push(column);
        Ok(())
    }

    fn like(&mut self, name: QualifiedName, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        let other = self.name(cursor)?;
        let copied = self.tables.get(&other).cloned();
        let mut draft = copied.ok_or_else(|| format!("there is no table `{other}` before it"))?;
        draft.table.name = name.clone();
        // The servers copy neither foreign keys nor triggers.
        draft.table.foreign_keys.clear();
        draft.table.triggers.clear();
        self.tables.insert(name, draft);
        Ok(())
    }
}
