//! Where rows get the values that people gave for them.

use super::Writer;
use crate::dialect::Capability;
use crate::emit::{Clause, From, TableChange, WHOLE};
use crate::schema::{AtomKey, AtomKind, Column, DataType, Table};
use crate::sql::identifiers;
use crate::template::TemplateError;
use crate::transition::values::inline_values;

impl Writer<'_, '_> {
    /// A new column; where its rows are to be filled, it is required only once they are.
    pub(super) fn add_column(
        &mut self,
        table: &Table,
        column: &Column,
        key: &AtomKey,
    ) -> Result<(), TemplateError> {
        let fill = self.values.fill(&table.name, &column.name);
        if column.nullable || fill.is_none() {
            return self.alter.add_column(table, column);
        }
        self.alter.add_column(table, &Column { nullable: true, ..column.clone() })?;
        self.set_not_null(key)
    }

    /// The expression for rows that have no value in a column that has to have one.
    pub(super) fn fill_of(&self, key: &AtomKey) -> Option<String> {
        self.values.fill(&key.object, &key.part).map(str::to_owned)
    }

    /// What an old value becomes, as an expression over the old column as text.
    pub(super) fn mapped_text(&self, key: &AtomKey, before: &Column) -> Option<String> {
        let pairs = self.values.mapped(&key.object, before);
        if pairs.is_empty() {
            return None;
        }
        let literal = |text: &str| self.dialect.string_literal(text);
        let name = self.dialect.quote(&key.part);
        if let DataType::Array { .. } = before.data_type {
            let start = format!("{name}::text[]");
            return Some(pairs.iter().fold(start, |text, (old, new)| {
                format!("array_replace({text}, {}, {})", literal(old), literal(new))
            }));
        }
        Some(format!("({})", self.cases(&format!("{name}::text"), &pairs)))
    }

    fn cases(&self, value: &str, pairs: &[(String, String)]) -> String {
        let literal = |text: &str| self.dialect.string_literal(text);
        let cases: Vec<String> = pairs
            .iter()
            .map(|(old, new)| format!(" when {} then {}", literal(old), literal(new)))
            .collect();
        format!("case {value}{} else {value} end", cases.concat())
    }

    /// Where a column of a table that is made anew has its values from; none where it gets none.
    pub(super) fn source_of(&self, from: &Table, column: &Column) -> Option<From> {
        if column.generated.is_some() {
            return None;
        }
        let fill = self.values.fill(&from.name, &column.name).filter(|_| !column.nullable);
        let old = from.column(&column.name);
        let quoted = self.dialect.quote(&column.name);
        let mut pairs = old.map(|old| self.values.mapped(&from.name, old)).unwrap_or_default();
        // Where a check lists the values, what it does not list is in no row.
        let lists = |text: &str| identifiers(text).any(|word| word == column.name);
        let mut checks =
            from.checks.iter().map(|check| check.expression.text()).filter(|text| lists(text));
        if let Some(first) = checks.next() {
            let all: Vec<&str> = std::iter::once(first).chain(checks).collect();
            pairs.retain(|(old, _)| {
                let literal = self.dialect.string_literal(old);
                all.iter().any(|text| text.contains(&literal))
            });
        }
        let value = match pairs.is_empty() {
            true => None,
            false => Some(self.cases(&format!("{WHOLE}.{quoted}"), &pairs)),
        };
        let expression = match (old, fill) {
            (None, None) => return None,
            (None, Some(fill)) => Some(format!("({fill})")),
            (Some(old), Some(fill)) if old.nullable => {
                let value = value.unwrap_or_else(|| format!("{WHOLE}.{quoted}"));
                Some(format!("coalesce({value}, {fill})"))
            }
            (Some(old), _) => {
                let key = AtomKey::new(&from.name, AtomKind::Column, &*column.name);
                let apart = self.dialect.has(Capability::AlterColumnParts);
                value.filter(|_| !apart).or_else(|| self.way(&key, old, column).filter(|_| apart))
            }
        };
        Some(From { name: column.name.clone(), from: WHOLE.to_owned(), expression })
    }

    /// Statements before the one that changes a table as a whole: values that it would not keep become
    /// others, and what is to be required is filled. Says which new columns are there then.
    pub(super) fn before_clauses(
        &mut self,
        from: &Table,
        to: &Table,
    ) -> Result<Vec<String>, TemplateError> {
        for column in &to.columns {
            let Some(old) = from.column(&column.name) else { continue };
            self.map_inline(from, old, column)?;
            if let Some(fill) = self.values.fill(&to.name, &column.name)
                && old.nullable
                && !column.nullable
            {
                self.alter.fill_rows(from, &column.name, fill)?;
            }
        }
        let new: Vec<(&Column, &str)> = to
            .columns
            .iter()
            .filter(|column| from.column(&column.name).is_none() && !column.nullable)
            .filter_map(|column| Some((column, self.values.fill(&to.name, &column.name)?)))
            .collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let empty: Vec<Column> =
            new.iter().map(|(column, _)| Column { nullable: true, ..(*column).clone() }).collect();
        let clauses: Vec<Clause<'_>> = empty.iter().map(Clause::AddColumn).collect();
        self.alter.alter_clauses(to, &clauses, &TableChange::default())?;
        for (column, fill) in &new {
            self.alter.fill_rows(from, &column.name, fill)?;
        }
        Ok(new.into_iter().map(|(column, _)| column.name.clone()).collect())
    }

    /// Values of a type that lists them, brought to those of another such type.
    fn map_inline(
        &mut self,
        table: &Table,
        old: &Column,
        new: &Column,
    ) -> Result<(), TemplateError> {
        let pairs = self.values.mapped(&table.name, old);
        if pairs.is_empty() || old.data_type == new.data_type {
            return Ok(());
        }
        if let Some(mut there) = inline_values(&old.data_type) {
            let missing: Vec<String> = pairs
                .iter()
                .map(|(_, value)| value.clone())
                .filter(|value| !there.contains(value))
                .collect();
            if !missing.is_empty() {
                // Old and new ones side by side, until no row has an old one.
                there.extend(missing);
                there.dedup();
                if let Some(wide) = self.dialect.inline_enum(&there) {
                    let column = Column { data_type: wide, ..old.clone() };
                    let clauses = [Clause::ModifyColumn(&column)];
                    self.alter.alter_clauses(table, &clauses, &TableChange::default())?;
                }
            }
        }
        self.alter.map_values(table, &old.name, &pairs)
    }
}
