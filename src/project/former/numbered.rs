//! Columns that become a table of their own with a key that it makes itself: `city: ref city` in place of the city's name.
//!
//! Each value once is a row of the new table, told from others by what is unique there; a row of the old one finds its own by
//! that, and holds its key from then on. The way back takes the values by the key.

use std::collections::BTreeMap;

use super::joins::is_unique;
use super::merges::is_there;
use super::moved::Moved;
use crate::schema::{AtomKey, AtomKind, ForeignKey, IndexTarget, QualifiedName, Schema, Table};
use crate::transition::{Carried, Joined, Pair, RowsFrom, Source, Values};

/// A new table with a key of its own, and the table that refers to it instead of saying itself what it holds.
pub(super) struct Numbered<'n> {
    table: &'n Table,
    after: &'n Table,
    part: &'n Table,
    /// The column of the table that refers, and the key that it refers to.
    link: Pair,
    /// What tells the rows of the part apart, and what else they say: as the part calls it, and the table.
    unique: Vec<Pair>,
    columns: Vec<Pair>,
}

/// Those that are due.
pub(super) fn numbered<'n>(moved: &[Moved], from: &'n Schema, to: &'n Schema) -> Vec<Numbered<'n>> {
    let mut due: BTreeMap<(&QualifiedName, &QualifiedName), Vec<&Moved>> = BTreeMap::new();
    for one in moved.iter().filter(|one| from.table(&one.table).is_none()) {
        due.entry((&one.table, &one.from_table)).or_default().push(one);
    }
    let givers = |part: &QualifiedName| due.keys().filter(|(table, _)| *table == part).count();
    let found = due.iter().filter(|((part, _), _)| givers(part) == 1);
    found
        .filter_map(|((part, table), columns)| Numbered::of(part, table, columns, (from, to)))
        .collect()
}

impl<'n> Numbered<'n> {
    fn of(
        part: &QualifiedName,
        table: &QualifiedName,
        moved: &[&Moved],
        (from, to): (&'n Schema, &'n Schema),
    ) -> Option<Numbered<'n>> {
        let (part, table, after) = (to.table(part)?, from.table(table)?, to.table(table)?);
        let [key] = part.primary_key.as_ref()?.columns.as_slice() else { return None };
        let made = part.column(key)?;
        let comes = |name: &str| moved.iter().find(|one| one.column == name);
        if made.identity.is_none() && made.default.is_none() || comes(key).is_some() {
            return None;
        }
        let pair = |name: &String| {
            let one = comes(name)?;
            table.column(&one.from_column)?;
            Some(Pair { own: name.clone(), other: one.from_column.clone() })
        };
        let unique: Vec<Pair> = uniques(part)
            .into_iter()
            .find_map(|columns| columns.iter().map(pair).collect::<Option<Vec<Pair>>>())?;
        let mut links = after.foreign_keys.iter().filter_map(|one| link(one, key, part, table));
        let (link, None) = (links.next()?, links.next()) else { return None };
        let columns = moved.iter().filter_map(|one| pair(&one.column));
        let columns = columns.filter(|pair| !unique.contains(pair)).collect();
        Some(Numbered { table, after, part, link, unique, columns })
    }

    /// Whether the column becomes one of the part.
    pub fn takes(&self, one: &Moved) -> bool {
        self.part.name == one.table
    }

    /// Says of the values, there and back, where they come from.
    pub fn say(&self, there: &mut Values, back: &mut Values) {
        let (table, part) = (&self.table.name, &self.part.name);
        let own: Vec<String> = self.unique.iter().map(|pair| pair.other.clone()).collect();
        there.take_rows(
            part,
            RowsFrom {
                table: table.clone(),
                key: self.unique.clone(),
                columns: self.columns.clone(),
                present: Vec::new(),
                many: !is_unique(self.table, &own),
                exact: true,
            },
        );
        let found = Joined {
            table: part.clone(),
            column: self.link.other.clone(),
            on: self.unique.iter().map(Pair::turned).collect(),
            many: false,
        };
        let always = own.iter().all(|name| is_there(self.table, name));
        let carried = Carried { source: Source::Joined(found), otherwise: None, complete: always };
        there.carry(table, &self.link.own, carried);
        let refers = is_there(self.after, &self.link.own);
        for pair in self.unique.iter().chain(&self.columns) {
            if self.after.column(&pair.other).is_some() {
                continue;
            }
            there.keep(AtomKey::new(table, AtomKind::Column, pair.other.as_str()));
            let source = Source::Joined(Joined {
                table: part.clone(),
                column: pair.own.clone(),
                on: vec![self.link.clone()],
                many: false,
            });
            let complete = refers && is_there(self.part, &pair.own);
            back.carry(table, &pair.other, Carried { source, otherwise: None, complete });
        }
        back.keep(AtomKey::new(part, AtomKind::Table, ""));
        back.keep(AtomKey::new(table, AtomKind::Column, self.link.own.as_str()));
    }
}

/// The columns by which no two rows are the same, but for the primary key.
fn uniques(table: &Table) -> Vec<Vec<String>> {
    let mut uniques: Vec<Vec<String>> =
        table.uniques.iter().map(|unique| unique.columns.clone()).collect();
    for index in table.indexes.iter().filter(|index| index.unique && index.predicate.is_none()) {
        let columns = index.parts.iter().map(|part| match &part.target {
            IndexTarget::Column(name) if part.prefix.is_none() => Some(name.clone()),
            _ => None,
        });
        uniques.extend(columns.collect::<Option<Vec<String>>>());
    }
    uniques
}

/// The new column by which the table refers to the part.
fn link(one: &ForeignKey, key: &str, part: &Table, before: &Table) -> Option<Pair> {
    let ([own], [other]) = (one.columns.as_slice(), one.referenced_columns.as_slice()) else {
        return None;
    };
    let leads = one.references == part.name && other == key && before.column(own).is_none();
    leads.then(|| Pair { own: own.clone(), other: other.clone() })
}
