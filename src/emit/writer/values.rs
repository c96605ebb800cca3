//! Statements that give rows values: to those that have none, and others in the place of old ones.

use serde::Serialize;

use super::Alter;
use crate::emit::Backfill;
use crate::schema::{AtomKey, AtomKind, QualifiedName, Table};
use crate::template::{TemplateError, qualified};

/// `fill_rows.hbs`
#[derive(Serialize)]
pub(super) struct FillRows<'a> {
    pub table: String,
    pub name: &'a str,
    pub expression: &'a str,
    /// Columns that the server would set by itself, because the row is written.
    pub untouched: Vec<&'a str>,
}

/// `map_values.hbs`
#[derive(Serialize)]
pub(super) struct MapValues<'a> {
    pub table: String,
    pub name: &'a str,
    pub pairs: Vec<Pair<'a>>,
    pub olds: Vec<&'a str>,
    pub untouched: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Pair<'a> {
    pub old: &'a str,
    pub new: &'a str,
}

impl Alter<'_> {
    /// Rows without a value in the column get one.
    pub fn fill_rows(
        &mut self,
        table: &Table,
        column: &str,
        expression: &str,
    ) -> Result<(), TemplateError> {
        let untouched = untouched(table, column);
        let model = FillRows { table: qualified(&table.name), name: column, expression, untouched };
        let key = AtomKey::new(&table.name, AtomKind::NotNull, column);
        let words = format!("give rows without {}.{column} a value", table.name);
        self.statement("fill_rows", &model, key, words)?;
        self.by_key(table);
        Ok(())
    }

    /// Values become others.
    pub fn map_values(
        &mut self,
        table: &Table,
        column: &str,
        pairs: &[(String, String)],
    ) -> Result<(), TemplateError> {
        let model = MapValues {
            table: qualified(&table.name),
            name: column,
            pairs: pairs.iter().map(|(old, new)| Pair { old, new }).collect(),
            olds: pairs.iter().map(|(old, _)| old.as_str()).collect(),
            untouched: untouched(table, column),
        };
        let key = AtomKey::new(&table.name, AtomKind::Column, column);
        let words = format!("bring values of {}.{column} to their new ones", table.name);
        self.statement("map_values", &model, key, words)?;
        self.by_key(table);
        Ok(())
    }

    /// The last statement can be run in batches, if one column orders the rows.
    fn by_key(&mut self, table: &Table) {
        let Some([key]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else {
            return;
        };
        self.by_column(&table.name, key);
    }

    /// The last statement can be run in batches, in the order of a column.
    pub(super) fn by_column(&mut self, table: &QualifiedName, column: &str) {
        let dialect = self.writer.dialect;
        let backfill = Backfill { table: dialect.qualified(table), key: dialect.quote(column) };
        // The directive in a script is words between blanks.
        let fits = |text: &str| !text.contains(char::is_whitespace);
        if fits(&backfill.table)
            && fits(&backfill.key)
            && let Some(last) = self.writer.statements.last_mut()
        {
            last.backfill = Some(backfill);
        }
    }
}

/// When a row was changed by a program is not when its values were brought along.
fn untouched<'t>(table: &'t Table, column: &str) -> Vec<&'t str> {
    let by_itself =
        table.columns.iter().filter(|one| one.on_update.is_some() && one.name != column);
    by_itself.map(|one| one.name.as_str()).collect()
}

/// Models with every field set, for the test that walks the templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    use serde_json::json;
    let pairs = || vec![Pair { old: "a", new: "b" }];
    let fill = FillRows { table: "t".into(), name: "c", expression: "1", untouched: vec!["d"] };
    vec![
        ("fill_rows", json!(fill)),
        (
            "map_values",
            json!(MapValues {
                table: "t".into(),
                name: "c",
                pairs: pairs(),
                olds: vec!["a"],
                untouched: vec!["d"],
            }),
        ),
    ]
}
