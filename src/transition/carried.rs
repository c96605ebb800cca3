//! Values and rows that another table holds: where columns have moved, and tables have come together.
//!
//! A column that comes gets, row by row, what the row of another table has that a key leads to. A table that comes gets
//! its rows from another. What they are taken from goes only afterwards, and is no loss.

use super::actions::{Actions, Node};
use crate::change::{Changes, Id};
use crate::dialect::Dialect;
use crate::schema::{AtomKind, QualifiedName};

/// Where the values of a new column come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub source: Source,
    /// What rows get that find nothing there.
    pub otherwise: Option<String>,
    /// Every row finds a value, as far as the schema tells.
    pub complete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The row of another table to which a key leads.
    Joined(Joined),
    /// An expression over the row, and the column of another table that it reads.
    Said { expression: String, reads: Option<(QualifiedName, String)> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    pub table: QualifiedName,
    pub column: String,
    pub on: Vec<Pair>,
    /// Several rows may be found, which then have to agree.
    pub many: bool,
}

/// A column of the table that is spoken of, and its like in the other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub own: String,
    pub other: String,
}

impl Pair {
    pub fn turned(&self) -> Pair {
        Pair { own: self.other.clone(), other: self.own.clone() }
    }
}

/// Where the rows of a new table come from: each key once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsFrom {
    pub table: QualifiedName,
    /// Of the new table, and of that.
    pub key: Vec<Pair>,
    /// What goes along with the key.
    pub columns: Vec<Pair>,
    /// Columns of that table without which there is no row.
    pub present: Vec<String>,
    /// Several rows may have one key, which then have to agree.
    pub many: bool,
    /// That table does not keep the key: what a collation takes for the same has to be the same.
    pub exact: bool,
}

impl Carried {
    /// The value for a row of the table that is called `outer`.
    pub fn expression(&self, outer: &str, dialect: Dialect<'_>) -> String {
        let value = match &self.source {
            Source::Said { expression, .. } => expression.clone(),
            Source::Joined(joined) => joined.expression(outer, dialect),
        };
        match &self.otherwise {
            Some(otherwise) => format!("coalesce({value}, {otherwise})"),
            None => value,
        }
    }

    /// The column of another table that is read.
    pub fn reads(&self) -> Option<(&QualifiedName, &str)> {
        match &self.source {
            Source::Joined(joined) => Some((&joined.table, &joined.column)),
            Source::Said { reads, .. } => {
                reads.as_ref().map(|(table, column)| (table, column.as_str()))
            }
        }
    }

    /// The columns by which a row finds the other, its own and those of the other.
    fn on(&self) -> &[Pair] {
        match &self.source {
            Source::Joined(joined) => &joined.on,
            Source::Said { .. } => &[],
        }
    }
}

impl Joined {
    fn expression(&self, outer: &str, dialect: Dialect<'_>) -> String {
        let quote = |name: &str| dialect.quote(name);
        let same =
            |pair: &Pair| format!("part.{} = {outer}.{}", quote(&pair.other), quote(&pair.own));
        let on: Vec<String> = self.on.iter().map(same).collect();
        let first = if self.many { " limit 1" } else { "" };
        format!(
            "(select part.{} from {} as part where {}{first})",
            quote(&self.column),
            dialect.qualified(&self.table),
            on.join(" and ")
        )
    }
}

/// What has to be done before what: whoever takes values comes before what they are taken from goes, and behind what
/// is made for it.
pub(super) fn order(
    changes: &Changes<'_>,
    actions: &Actions,
    values: &super::Values,
) -> Vec<(Option<Node>, Option<Node>)> {
    let mut pairs = Vec::new();
    let column = |table: &QualifiedName, name: &str| changes.find(table, AtomKind::Column, name);
    let of_table = |table: &QualifiedName| changes.find(table, AtomKind::Table, "");
    // What stays and changes is read as it was, or as it will be.
    let leave =
        |id: Option<Id>| id.filter(|id| changes.fates[*id].goes()).and_then(|id| actions.leave[id]);
    let arrive = |id: Option<Id>| {
        id.filter(|id| changes.fates[*id].comes()).and_then(|id| actions.arrive[id])
    };
    for (table, name, carried) in values.carried() {
        let filled = of_table(table).and_then(|id| actions.copy[id]);
        let filled = filled.or_else(|| arrive(column(table, name)));
        if let Some((other, read)) = carried.reads() {
            let there = carried.on().iter().map(|pair| column(other, &pair.other));
            for id in there.chain([column(other, read), of_table(other)]) {
                pairs.push((filled, leave(id)));
                pairs.push((arrive(id), filled));
            }
        }
        for pair in carried.on() {
            pairs.push((filled, leave(column(table, &pair.own))));
        }
    }
    for (table, rows) in values.rows() {
        let made = arrive(of_table(table));
        for pair in rows.key.iter().chain(&rows.columns) {
            pairs.push((made, leave(column(&rows.table, &pair.other))));
        }
        pairs.push((made, leave(of_table(&rows.table))));
    }
    // A table that is made anew with all its changes reads and goes in one.
    pairs.retain(|(first, then)| first != then);
    pairs
}
