//! An index of a table with partitions, without stopping writes: of the table alone first, then of each
//! partition while rows are written, each taken into the whole. It is in use when the last one is.

use std::collections::HashSet;

use sqlparser::ast::Expr;

use super::Writer;
use crate::change::Fate;
use crate::schema::{
    AtomKey, AtomKind, Index, IndexTarget, Partition, Partitioning, QualifiedName, Table,
};
use crate::template::TemplateError;

impl Writer<'_, '_> {
    /// Says whether it wrote the steps; partitions that are on the move themselves want the short form.
    pub(super) fn index_by_partition(
        &mut self,
        key: &AtomKey,
        index: &Index,
    ) -> Result<bool, TemplateError> {
        let Some(table) = self.changes.to.table(&key.object) else { return Ok(false) };
        let Some(partitioning) = &table.partitioning else { return Ok(false) };
        let Some(columns) = called(index) else { return Ok(false) };
        if !self.stands(table, partitioning, index) {
            return Ok(false);
        }
        let name = table.name.sibling(key.part.clone());
        let longest = self.dialect.limits().identifier.max;
        let mut names = Names { longest, taken: HashSet::new() };
        self.take_names(&mut names);
        self.alter.create_index_as(&table.name, index, false, true)?;
        self.index_of_parts(&name, partitioning, index, &columns, &mut names)?;
        Ok(true)
    }

    fn index_of_parts(
        &mut self,
        whole: &QualifiedName,
        partitioning: &Partitioning,
        index: &Index,
        columns: &str,
        names: &mut Names,
    ) -> Result<(), TemplateError> {
        for partition in &partitioning.partitions {
            let name = names.free(&partition.name, columns);
            let part = Index { name: Some(name.name.clone()), comment: None, ..index.clone() };
            match partition.partitioning.as_deref() {
                Some(inner) => {
                    self.alter.create_index_as(&partition.name, &part, false, true)?;
                    self.index_of_parts(&name, inner, index, columns, names)?;
                }
                None => self.alter.create_index_as(&partition.name, &part, true, false)?,
            }
            self.alter.attach_index(&partition.name, whole, &name)?;
        }
        Ok(())
    }

    /// Whether all partitions stay, and none has such an index of its own, which would be taken instead.
    fn stands(&self, table: &Table, partitioning: &Partitioning, index: &Index) -> bool {
        let keeps = |partition: &Partition| {
            let part = partition.name.to_string();
            self.fate(&table.name, AtomKind::Partition, &part) == Fate::Keep
        };
        let before = self.changes.from.table(&table.name);
        let count = |one: &Partitioning| all(one).len();
        let same_number = before
            .and_then(|table| table.partitioning.as_ref())
            .is_some_and(|before| count(before) == count(partitioning));
        let like = |other: &Index| other.parts == index.parts && other.unique == index.unique;
        let columns: Vec<&str> = index.columns().collect();
        let has_key = |own: &Table| {
            let uniques = own.uniques.iter().map(|unique| &unique.columns);
            let mut keys = uniques.chain(own.primary_key.iter().map(|key| &key.columns));
            keys.any(|key| *key == columns)
        };
        same_number
            && all(partitioning).into_iter().all(|partition| {
                let own = partition.own.iter().flat_map(|own| &own.indexes);
                let key = partition.own.as_deref().is_some_and(has_key);
                keeps(partition) && !key && !partition.indexes.iter().chain(own).any(like)
            })
    }

    /// The names of indexes, as far as either schema says them.
    fn take_names(&self, names: &mut Names) {
        let sides = [&self.changes.from, &self.changes.to];
        let keys = sides.iter().flat_map(|side| &side.keys);
        let named = keys.filter(|key| matches!(key.kind, AtomKind::Index | AtomKind::Unique));
        names.taken.extend(named.map(|key| key.object.sibling(key.part.clone())));
        // What the server has called by itself what earlier indexes have in each partition.
        for table in &self.changes.from.schema.tables {
            let stays = |index: &&Index| {
                let id = self.changes.find(&table.name, AtomKind::Index, &index.part());
                !id.is_some_and(|id| self.changes.fates[id].goes())
            };
            for index in table.indexes.iter().filter(stays) {
                if let (Some(partitioning), Some(columns)) = (&table.partitioning, called(index)) {
                    for partition in all(partitioning) {
                        names.free(&partition.name, &columns);
                    }
                }
            }
        }
    }
}

/// All partitions, those of partitions too.
fn all(partitioning: &Partitioning) -> Vec<&Partition> {
    let mut found = Vec::new();
    let mut open = vec![partitioning];
    while let Some(next) = open.pop() {
        for partition in &next.partitions {
            found.push(partition);
            open.extend(partition.partitioning.as_deref());
        }
    }
    found
}

/// What the server puts into the name of an index for its columns; none where that is not plain.
fn called(index: &Index) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let parts = index.parts.iter().map(|part| match &part.target {
        IndexTarget::Column(name) => Some(name.clone()),
        IndexTarget::Expression(expression) => match expression.parsed()? {
            Expr::Function(function) => Some(function.name.0.last()?.to_string()),
            Expr::BinaryOp { .. } => Some("expr".to_owned()),
            _ => None,
        },
    });
    for part in parts.chain(index.include.iter().map(|name| Some(name.clone()))) {
        let part = part?;
        let mut word = part.clone();
        let mut number = 1;
        while words.contains(&word) {
            word = format!("{part}{number}");
            number += 1;
        }
        words.push(word);
    }
    Some(words.join("_"))
}

struct Names {
    /// In bytes.
    longest: usize,
    taken: HashSet<QualifiedName>,
}

impl Names {
    /// `TABLE_COLUMNS_idx`, with a number behind it where that is taken, and short enough.
    fn free(&mut self, table: &QualifiedName, columns: &str) -> QualifiedName {
        let mut number = 0;
        loop {
            let end = if number == 0 { "_idx".to_owned() } else { format!("_idx{number}") };
            let (mut first, mut second) = (table.name.as_str(), columns);
            while first.len() + 1 + second.len() + end.len() > self.longest {
                let longer = if first.len() > second.len() { &mut first } else { &mut second };
                let mut shorter = longer.chars();
                shorter.next_back();
                *longer = shorter.as_str();
            }
            let name = table.sibling(format!("{first}_{second}{end}"));
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}
