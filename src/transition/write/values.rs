//! Where rows get the values that people gave for them.

use super::Writer;
use crate::dialect::Capability;
use crate::emit::{Clause, ColumnChange, From, Named, TableChange, WHOLE};
use crate::schema::{AtomKey, AtomKind, Column, DataType, QualifiedName, Table};
use crate::sql::identifiers;
use crate::template::TemplateError;
use crate::transition::carried::{Carried, Pair, Source};
use crate::transition::values::inline_values;

impl Writer<'_, '_> {
    /// A new column; where its rows are to be filled, it is required only once they are.
    pub(super) fn add_column(
        &mut self,
        table: &Table,
        column: &Column,
        key: &AtomKey,
    ) -> Result<(), TemplateError> {
        if self.values.carried_to(&table.name, &column.name).is_some() {
            return self.add_carried(table, column, key);
        }
        let fill = self.values.fill(&table.name, &column.name);
        if column.nullable || fill.is_none() {
            return self.alter.add_column(table, column);
        }
        self.alter.add_column(table, &Column { nullable: true, ..column.clone() })?;
        self.set_not_null(key)
    }

    /// The expression for rows that have no value in a column that has to have one.
    pub(super) fn fill_of(&self, key: &AtomKey) -> Option<String> {
        if let Some(carried) = self.values.carried_to(&key.object, &key.part) {
            return Some(carried.expression(&self.dialect.quote(&key.object.name), self.dialect));
        }
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
        if let (None, Some(carried)) = (old, self.values.carried_to(&from.name, &column.name)) {
            let expression = Some(carried.expression(WHOLE, self.dialect));
            return Some(From { name: column.name.clone(), from: WHOLE.to_owned(), expression });
        }
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
            let key = AtomKey::new(&to.name, AtomKind::NotNull, column.name.as_str());
            if let Some(fill) = self.fill_of(&key)
                && old.nullable
                && !column.nullable
            {
                self.alter.fill_rows(from, &column.name, &fill)?;
            }
        }
        let outer = self.dialect.quote(&to.name.name);
        let new: Vec<(&Column, String)> = to
            .columns
            .iter()
            .filter(|column| from.column(&column.name).is_none())
            .filter_map(|column| {
                let carried = self.values.carried_to(&to.name, &column.name);
                let fill = self.values.fill(&to.name, &column.name).filter(|_| !column.nullable);
                let carried = carried.map(|carried| carried.expression(&outer, self.dialect));
                Some((column, carried.or_else(|| fill.map(str::to_owned))?))
            })
            .collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        for (column, _) in &new {
            self.check_source(&to.name, &column.name)?;
        }
        let is_carried = |column: &Column| self.values.carried_to(&to.name, &column.name).is_some();
        let empty: Vec<Column> = new
            .iter()
            .map(|(column, _)| Column {
                nullable: true,
                // A default would stand where a value is to come.
                default: column.default.clone().filter(|_| !is_carried(column)),
                ..(*column).clone()
            })
            .collect();
        let clauses: Vec<Clause<'_>> = empty.iter().map(Clause::AddColumn).collect();
        self.alter.alter_clauses(to, &clauses, &TableChange::default())?;
        for (column, fill) in &new {
            self.alter.fill_rows(from, &column.name, fill)?;
        }
        Ok(new.into_iter().map(|(column, _)| column.name.clone()).collect())
    }

    /// A new column that is filled from another table: only then it is what it has to be. Rows that come meanwhile have
    /// its default.
    fn add_carried(
        &mut self,
        table: &Table,
        column: &Column,
        key: &AtomKey,
    ) -> Result<(), TemplateError> {
        self.check_source(&table.name, &column.name)?;
        let empty = Column { nullable: true, default: None, ..column.clone() };
        self.alter.add_column(table, &empty)?;
        if column.default.is_some() {
            let change = ColumnChange::SetDefault(column);
            self.alter.alter_column(&table.name, &column.name, change)?;
        }
        if !column.nullable {
            return self.set_not_null(key);
        }
        let before = self.changes.from.table(&table.name).unwrap_or(table);
        if let Some(fill) = self.fill_of(key) {
            self.alter.fill_rows(before, &column.name, &fill)?;
            if self.online(&table.name) {
                self.alter.alone();
            }
        }
        Ok(())
    }

    /// Where several rows may be found for one, they have to agree.
    fn check_source(&mut self, table: &QualifiedName, column: &str) -> Result<(), TemplateError> {
        let Some(Carried { source: Source::Joined(joined), otherwise: None, .. }) =
            self.values.carried_to(table, column)
        else {
            return Ok(());
        };
        if !joined.many {
            return Ok(());
        }
        let key: Vec<String> = joined.on.iter().map(|pair| pair.other.clone()).collect();
        self.alter.check_dependency(&joined.table, &key, std::slice::from_ref(&joined.column))
    }

    /// Rows of another table that are to have agreed, before a table is made of them.
    pub(super) fn check_rows(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        let Some(rows) = self.values.rows_of(table).filter(|rows| rows.many) else {
            return Ok(());
        };
        let others = |pairs: &[Pair]| pairs.iter().map(|pair| pair.other.clone()).collect();
        let (key, mut columns): (Vec<String>, Vec<String>) =
            (others(&rows.key), others(&rows.columns));
        if rows.exact {
            columns.splice(0..0, key.iter().cloned());
        }
        match columns.is_empty() {
            true => Ok(()),
            false => self.alter.check_dependency(&rows.table, &key, &columns),
        }
    }

    /// A table that was just made gets its rows from another.
    pub(super) fn take_rows(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        let Some(rows) = self.values.rows_of(table) else { return Ok(()) };
        let names = |pairs: &[Pair]| {
            let named = |pair: &Pair| Named { name: pair.own.clone(), from: pair.other.clone() };
            pairs.iter().map(named).collect::<Vec<_>>()
        };
        let (key, columns) = (names(&rows.key), names(&rows.columns));
        self.alter.fill_part(&rows.table, table, &key, &columns, &rows.present)?;
        let Some(made) = self.changes.to.table(table) else { return Ok(()) };
        if !self.alter.restarts_sequences() {
            return Ok(());
        }
        for column in &made.columns {
            let given = rows.key.iter().chain(&rows.columns).any(|pair| pair.own == column.name);
            if let Some(identity) = column.identity.as_ref().filter(|_| given) {
                let usual = || table.sibling(format!("{}_{}_seq", table.name, column.name));
                let sequence = identity.sequence_name.clone().unwrap_or_else(usual);
                let (options, key) = (&identity.sequence, AtomKey::new(table, AtomKind::Table, ""));
                self.alter.restart_sequence(table, &column.name, &sequence, options, key)?;
            }
        }
        Ok(())
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
