//! What can be said only when the whole file is known.

use super::reference::action;
use super::{End, Mistake, Reader, Reference, Step};
use crate::dialect::Dialect;
use crate::schema::{DataType, ForeignKey, QualifiedName, Schema, UniqueConstraint, Unmodelled};

impl Reader<'_> {
    /// References and types, now that everything has been read.
    pub(super) fn finish(mut self) -> Step<Schema> {
        let enums: Vec<QualifiedName> =
            self.schema.enums.iter().map(|known| known.name.clone()).collect();
        for table in &mut self.schema.tables {
            for column in &mut table.columns {
                column.data_type = settled(&column.data_type, &enums, self.dialect);
            }
            if let Some(key) = &table.primary_key {
                let own = key.columns.clone();
                let columns = table.columns.iter_mut();
                columns
                    .filter(|column| own.contains(&column.name))
                    .for_each(|column| column.nullable = false);
            }
        }
        for reference in std::mem::take(&mut self.references) {
            let Reference { name, left, kind, right, settings, line } = reference;
            let (from, to) = if kind == '<' { (right, left) } else { (left, right) };
            let place = |end: &End| {
                let wanted = match (&end.table.namespace, self.aliases.get(&end.table.name)) {
                    (None, Some(meant)) => meant.clone(),
                    _ => end.table.clone(),
                };
                // `public` is what a name without a schema means there.
                let same = |known: &QualifiedName| {
                    known.name == wanted.name
                        && known.namespace.as_deref().unwrap_or("public")
                            == wanted.namespace.as_deref().unwrap_or("public")
                };
                let at = self.schema.tables.iter().position(|table| same(&table.name));
                at.ok_or_else(|| Mistake { line, what: format!("there is no table `{wanted}`") })
            };
            let (from_table, to_table) = (place(&from)?, place(&to)?);
            for (at, end) in [(from_table, &from), (to_table, &to)] {
                for column in &end.columns {
                    if self.schema.tables[at].column(column).is_none() {
                        let table = &self.schema.tables[at].name;
                        let what = format!("`{table}` has no column `{column}`");
                        return Err(Mistake { line, what });
                    }
                }
            }
            let target = self.schema.tables[to_table].name.clone();
            if kind == 'x' {
                let own = &self.schema.tables[from_table].name;
                self.schema.unmodelled.push(Unmodelled {
                    kind: "DBML many-to-many reference".to_owned(),
                    name: format!("{own} <> {target}"),
                });
                continue;
            }
            let table = &mut self.schema.tables[from_table];
            let key_columns = table.primary_key.as_ref().map(|key| &key.columns);
            let single = key_columns == Some(&from.columns)
                || table.uniques.iter().any(|unique| unique.columns == from.columns);
            if kind == '-' && !single {
                table.uniques.push(UniqueConstraint::new(None, from.columns.clone()));
            }
            let mut key = ForeignKey::new(from.columns, target, to.columns);
            key.name = name;
            for (setting, value) in settings {
                let action = action(&value);
                match setting.as_str() {
                    "delete" => key.on_delete = action,
                    "update" => key.on_update = action,
                    _ => {}
                }
            }
            table.foreign_keys.push(key);
        }
        Ok(self.schema)
    }
}

/// What a text means as a type: an enum of the file, else what the dialect makes of it.
fn settled(data_type: &DataType, enums: &[QualifiedName], dialect: Dialect<'_>) -> DataType {
    match data_type {
        DataType::Array { element } => DataType::array_of(settled(element, enums, dialect)),
        DataType::Native { sql } => match enums.iter().find(|known| known.name == *sql) {
            Some(known) => DataType::Named { name: known.clone() },
            None => dialect.lift_type(sql),
        },
        DataType::Named { name } if !enums.contains(name) => DataType::native(name.to_string()),
        other => other.clone(),
    }
}
