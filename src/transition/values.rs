//! Values that rows get where a change asks for some: said by people, never guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::carried::{Carried, RowsFrom};
use crate::schema::{AtomKey, Column, DataType, QualifiedName, Schema, Table};
use crate::sql::cursor::{Flavour, split_list};

/// What rows get.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    /// By `table.column`: an expression over the row, for rows that have no value.
    fills: BTreeMap<String, String>,
    /// By the name of an enum type, or by `table.column`: old values and what becomes of them.
    maps: BTreeMap<String, Vec<(String, String)>>,
    /// New columns whose values another table holds.
    carried: BTreeMap<(QualifiedName, String), Carried>,
    /// New tables whose rows come from another.
    rows: BTreeMap<QualifiedName, RowsFrom>,
    /// What may go without leave, as all that is in it is elsewhere by then.
    kept: BTreeSet<AtomKey>,
}

/// A value that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    pub table: QualifiedName,
    pub column: String,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Rows may be without it, and may be so no more.
    BecomesRequired,
    /// It is new, and no row may be without it.
    ComesRequired,
    /// It is new, takes what another table holds, and not every row may find something there.
    CarriedInPart(Carried),
    /// An enum loses a value that rows may have; the name by which it can be mapped.
    Goes { value: String, by: String },
}

impl Values {
    /// `TABLE.COLUMN=EXPRESSION`, and `ENUM:OLD=NEW` or `TABLE.COLUMN:OLD=NEW`.
    pub fn parse(fills: &[String], maps: &[String]) -> Result<Values, String> {
        let mut values = Values::default();
        for text in fills {
            let said = text.split_once('=');
            if !said.is_some_and(|(place, expression)| values.fill_place(place, expression)) {
                return Err(format!(
                    "`--fill {text}` is not understood: it takes `TABLE.COLUMN=EXPRESSION`, as in `customer.city='unknown'`"
                ));
            }
        }
        for text in maps {
            let parts = text.split_once(':').and_then(|(what, rest)| {
                let (old, new) = rest.split_once('=')?;
                (!what.is_empty() && !old.is_empty() && !new.is_empty()).then_some((what, old, new))
            });
            let Some((what, old, new)) = parts else {
                return Err(format!(
                    "`--map {text}` is not understood: it takes `ENUM:OLD=NEW` or `TABLE.COLUMN:OLD=NEW`"
                ));
            };
            values.map(what, old, new);
        }
        Ok(values)
    }

    /// What rows without a value get, by `table.column`. Not taken, which is said, where it is no such place, or nothing.
    #[must_use]
    pub fn fill_place(&mut self, place: &str, expression: &str) -> bool {
        let (place, expression) = (place.trim(), expression.trim());
        let is_one = place.contains('.') && !expression.is_empty();
        if is_one {
            self.fills.insert(place.to_owned(), expression.to_owned());
        }
        is_one
    }

    /// By place, what rows get there.
    pub fn fills(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fills.iter().map(|(place, expression)| (place.as_str(), expression.as_str()))
    }

    /// Types and places, each with an old value and what becomes of it.
    pub fn maps(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.maps.iter().flat_map(|(of, pairs)| {
            pairs.iter().map(move |(old, new)| (of.as_str(), old.as_str(), new.as_str()))
        })
    }

    /// What another says comes on top.
    pub fn lay_over(&mut self, other: &Values) {
        self.fills.extend(other.fills.clone());
        for (what, pairs) in &other.maps {
            let mine = self.maps.entry(what.clone()).or_default();
            mine.retain(|(old, _)| !pairs.iter().any(|(other, _)| other == old));
            mine.extend(pairs.iter().cloned());
        }
    }

    /// What rows without a value get.
    pub fn give(&mut self, table: &QualifiedName, column: &str, expression: &str) {
        self.fills.insert(format!("{table}.{column}"), expression.to_owned());
    }

    /// A new column takes its values from elsewhere.
    pub fn carry(&mut self, table: &QualifiedName, column: &str, carried: Carried) {
        self.carried.insert((table.clone(), column.to_owned()), carried);
    }

    /// A new table takes its rows from another.
    pub fn take_rows(&mut self, table: &QualifiedName, rows: RowsFrom) {
        self.rows.insert(table.clone(), rows);
    }

    /// What the piece holds is elsewhere when it goes.
    pub fn keep(&mut self, key: AtomKey) {
        self.kept.insert(key);
    }

    pub fn carried(&self) -> impl Iterator<Item = (&QualifiedName, &str, &Carried)> {
        self.carried.iter().map(|((table, column), carried)| (table, column.as_str(), carried))
    }

    pub(super) fn carried_to(&self, table: &QualifiedName, column: &str) -> Option<&Carried> {
        self.carried.get(&(table.clone(), column.to_owned()))
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&QualifiedName, &RowsFrom)> {
        self.rows.iter()
    }

    pub(super) fn rows_of(&self, table: &QualifiedName) -> Option<&RowsFrom> {
        self.rows.get(table)
    }

    pub(super) fn kept(&self) -> &BTreeSet<AtomKey> {
        &self.kept
    }

    /// What becomes of a value.
    pub fn map(&mut self, what: &str, old: &str, new: &str) {
        let pair = (old.to_owned(), new.to_owned());
        self.maps.entry(what.to_owned()).or_default().push(pair);
    }

    /// What is said of a type, said of a column that lists the type's values itself.
    pub fn spread(&mut self, of_type: &QualifiedName, place: &str) {
        for (old, new) in self.maps.get(&of_type.to_string()).cloned().unwrap_or_default() {
            self.map(place, &old, &new);
        }
    }

    /// The places and types that are spoken of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fills.keys().chain(self.maps.keys()).map(String::as_str)
    }

    pub fn fill(&self, table: &QualifiedName, column: &str) -> Option<&str> {
        self.fills.get(&format!("{table}.{column}")).map(String::as_str)
    }

    /// What becomes of values of a column that is as `before` says.
    pub fn mapped(&self, table: &QualifiedName, before: &Column) -> Vec<(String, String)> {
        let of_column = self.maps.get(&format!("{table}.{}", before.name));
        let of_type = named(&before.data_type).and_then(|name| self.maps.get(&name.to_string()));
        let all = of_column.into_iter().chain(of_type).flatten().cloned();
        match inline_values(&before.data_type) {
            Some(there) => all.filter(|(old, _)| there.contains(old)).collect(),
            None => all.collect(),
        }
    }
}

/// What the way between two schemas asks for and nobody said.
pub fn needed(from: &Schema, to: &Schema, values: &Values) -> Vec<Needed> {
    let before: HashMap<&QualifiedName, &Table> =
        from.tables.iter().map(|table| (&table.name, table)).collect();
    let mut needed = Vec::new();
    for table in &to.tables {
        let Some(old) = before.get(&table.name).filter(|old| ***old != *table) else { continue };
        for column in &table.columns {
            let why = match values.carried_to(&table.name, &column.name) {
                Some(carried) if column.nullable || carried.complete => None,
                Some(carried) => Some(Why::CarriedInPart(carried.clone())),
                None => required(old.column(&column.name), column, to),
            };
            if let Some(why) = why
                && values.fill(&table.name, &column.name).is_none()
            {
                let (table, column) = (table.name.clone(), column.name.clone());
                needed.push(Needed { table, column, why });
            }
        }
    }
    needed.extend(gone_values(from, to, values));
    needed
}

fn required(old: Option<&Column>, new: &Column, to: &Schema) -> Option<Why> {
    let numbered = new.identity.is_some();
    if new.nullable || new.generated.is_some() || numbered {
        return None;
    }
    match old {
        Some(old) if old.generated.is_none() => old.nullable.then_some(Why::BecomesRequired),
        Some(_) => None,
        None => {
            let of_domain = named(&new.data_type)
                .and_then(|name| to.domains.iter().find(|domain| domain.name == *name))
                .is_some_and(|domain| domain.default.is_some());
            (new.default.is_none() && !of_domain).then_some(Why::ComesRequired)
        }
    }
}

/// Values of enums that go, at each column that may hold them.
fn gone_values(from: &Schema, to: &Schema, values: &Values) -> Vec<Needed> {
    let of_type = |schema: &Schema, data_type: &DataType| -> Option<(String, Vec<String>)> {
        let name = named(data_type)?;
        let found = schema.enums.iter().find(|item| item.name == *name)?;
        Some((name.to_string(), found.values.clone()))
    };
    let after: HashMap<&QualifiedName, &Table> =
        to.tables.iter().map(|table| (&table.name, table)).collect();
    let mut needed = Vec::new();
    for table in &from.tables {
        let Some(new_table) = after.get(&table.name) else { continue };
        for column in &table.columns {
            let Some(new) = new_table.column(&column.name) else { continue };
            let place = format!("{}.{}", table.name, column.name);
            let inline = |column: &Column| inline_values(&column.data_type);
            let old =
                of_type(from, &column.data_type).or_else(|| Some((place.clone(), inline(column)?)));
            let new = of_type(to, &new.data_type).map(|(_, values)| values).or_else(|| inline(new));
            let (Some((by, old)), Some(new)) = (old, new) else { continue };
            let mapped = values.mapped(&table.name, column);
            for value in old.into_iter().filter(|value| !new.contains(value)) {
                if mapped.iter().any(|(from, _)| *from == value) {
                    continue;
                }
                let why = Why::Goes { value, by: by.clone() };
                let (table, column) = (table.name.clone(), column.name.clone());
                needed.push(Needed { table, column, why });
            }
        }
    }
    needed
}

/// The type of the schema that a column's values, or those of its arrays, are of.
fn named(data_type: &DataType) -> Option<&QualifiedName> {
    match data_type {
        DataType::Named { name } => Some(name),
        DataType::Array { element } => named(element),
        _ => None,
    }
}

/// The values of a type that lists them itself: `enum('a', 'b')`.
pub(super) fn inline_values(data_type: &DataType) -> Option<Vec<String>> {
    let DataType::Native { sql } = data_type else { return None };
    let (word, rest) = sql.split_once('(')?;
    let inner = rest.trim_end().strip_suffix(')')?;
    if !word.trim().eq_ignore_ascii_case("enum") {
        return None;
    }
    let bare = |text: &str| {
        let inner = text.trim().strip_prefix('\'')?.strip_suffix('\'')?;
        Some(inner.replace("''", "'"))
    };
    split_list(inner, Flavour::MySql).into_iter().map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::{Values, inline_values};
    use crate::schema::DataType;

    #[test]
    fn lists_of_values_are_read() {
        let of = |sql: &str| inline_values(&DataType::Native { sql: sql.to_owned() });
        assert_eq!(of("enum('a','it''s, b')").unwrap(), ["a", "it's, b"]);
        assert_eq!(of("set('a')"), None);
    }

    #[test]
    fn what_is_given_is_read_or_refused() {
        let parse = |fill: &str, map: &str| Values::parse(&[fill.to_owned()], &[map.to_owned()]);
        assert!(parse("t.c=a = 1", "kind:a=b").is_ok());
        for (fill, map) in [("t=1", "k:a=b"), ("t.c=", "k:a=b"), ("t.c=1", "k:a"), ("t.c=1", "a=b")]
        {
            assert!(parse(fill, map).is_err(), "{fill} {map}");
        }
    }
}
