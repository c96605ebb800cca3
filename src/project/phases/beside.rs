//! A table as it is to be, beside the one that is there: under names that are free, and taking every row.

use super::names::Names;
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, FollowedRows, ObjectKind, Statement, beside_comment, emit};
use crate::schema::{
    AtomKey, AtomKind, Bound, Column, ForeignKey, IdentityMode, Partition, PartitionStrategy,
    Partitioning, QualifiedName, RowSecurity, Schema, Table,
};
use crate::template::TemplateError;

/// Behind names of the meantime.
pub(super) const ENDING: &str = "_parted";

/// What stands beside a table until it takes its place.
pub(super) struct Beside<'a> {
    pub old: &'a Table,
    pub new: &'a Table,
    /// The new one under its name of the meantime, with nothing that the place of the old one brings.
    pub made: Table,
    /// References of the new one, which come when it is there.
    references: Vec<ForeignKey>,
    /// By which a row is found in the new one.
    pub key: Vec<String>,
    /// All that is written, and what of it can be written again.
    columns: Vec<String>,
    changing: Vec<String>,
    /// The column that orders the rows of the old one.
    by: String,
    /// What the triggers and their function are called after.
    pub follower: QualifiedName,
    /// What the old one is called for a moment, where all names change at once.
    gone: QualifiedName,
    /// Partitions of the meantime, for rows that no other takes.
    rest: Vec<Rest>,
    /// Indexes, and keys that are indexes: what each is, its name of the meantime and the one to come.
    indexes: Vec<(AtomKind, String, String)>,
    sequences: Vec<Numbers>,
}

/// The numbers of a column: the old one's sequence, the new one's, and what that is to be called.
struct Numbers {
    column: String,
    old: QualifiedName,
    new: QualifiedName,
    name: QualifiedName,
}

/// A partition of the meantime, and what it is one of.
struct Rest {
    parent: QualifiedName,
    name: QualifiedName,
}

impl<'a> Beside<'a> {
    pub fn of(
        old: &'a Table,
        new: &'a Table,
        key: Vec<String>,
        by: String,
        names: &mut Names,
        dialect: Dialect<'_>,
    ) -> Beside<'a> {
        // Where partitions are parts of their table, so are indexes and numbers.
        let are_relations = dialect.has(Capability::PartitionsAsTables);
        let mut made = Table {
            name: names.free(&new.name, ENDING),
            triggers: Vec::new(),
            policies: Vec::new(),
            row_security: RowSecurity::Off,
            owner: None,
            comment: Some(beside_comment(&new.name)),
            ..new.clone()
        };
        let references = std::mem::take(&mut made.foreign_keys);
        let mut indexes = Vec::new();
        let mut rename = |kind: AtomKind, name: &mut Option<String>| {
            if let Some(name) = name.as_mut().filter(|_| are_relations) {
                let free = names.free(&new.name.sibling(name.as_str()), ENDING).name;
                indexes.push((kind, free.clone(), std::mem::replace(name, free)));
            }
        };
        if let Some(key) = &mut made.primary_key {
            rename(AtomKind::PrimaryKey, &mut key.name);
            key.comment = None;
        }
        for unique in &mut made.uniques {
            rename(AtomKind::Unique, &mut unique.name);
            unique.comment = None;
        }
        for exclusion in &mut made.exclusions {
            rename(AtomKind::Exclusion, &mut exclusion.name);
            exclusion.comment = None;
        }
        for index in &mut made.indexes {
            rename(AtomKind::Index, &mut index.name);
            index.comment = None;
        }
        made.checks.iter_mut().for_each(|check| check.comment = None);
        let mut sequences = Vec::new();
        for column in &mut made.columns {
            if are_relations {
                column.comment = None;
                column.on_update = None;
            }
            let Some(identity) = column.identity.as_mut().filter(|_| are_relations) else {
                continue;
            };
            let usual = new.name.sibling(format!("{}_{}_seq", new.name.name, column.name));
            let before = old.column(&column.name).and_then(|column| column.identity.as_ref());
            let of_old = before.and_then(|identity| identity.sequence_name.clone());
            let name = identity.sequence_name.clone().unwrap_or_else(|| usual.clone());
            let numbers = Numbers {
                column: column.name.clone(),
                old: of_old.unwrap_or(usual),
                new: names.free(&name, ENDING),
                name,
            };
            identity.sequence_name = Some(numbers.new.clone());
            sequences.push(numbers);
        }
        let mut rest = Vec::new();
        if let Some(partitioning) = made.partitioning.as_mut().filter(|_| are_relations) {
            take_all(partitioning, (&made.name, &new.name), names, &mut rest);
        }
        let written: Vec<&Column> =
            new.columns.iter().filter(|column| column.generated.is_none()).collect();
        let columns = written.iter().map(|column| column.name.clone()).collect();
        let again = written.iter().filter(|column| !is_fixed(column));
        let changing = again.map(|column| column.name.clone()).collect();
        let follower = names.free(&new.name, "_follows");
        let gone = names.free(&new.name, "_before");
        Beside {
            old,
            new,
            made,
            references,
            key,
            columns,
            changing,
            by,
            follower,
            gone,
            rest,
            indexes,
            sequences,
        }
    }

    fn rows(&self) -> FollowedRows<'_> {
        FollowedRows {
            table: &self.new.name,
            into: &self.made.name,
            name: &self.follower.name,
            key: &self.key,
            columns: &self.columns,
            changing: &self.changing,
        }
    }

    fn rest_names(&self) -> Vec<QualifiedName> {
        self.rest.iter().map(|rest| rest.name.clone()).collect()
    }

    /// The table beside, and the triggers by which it follows. What locks others comes last.
    pub fn expanding(
        &self,
        alter: &mut Alter<'_>,
        dialect: Dialect<'_>,
    ) -> Result<(), TemplateError> {
        let alone = Schema { tables: vec![self.made.clone()], ..Schema::default() };
        alter.append(emit(&alone, dialect)?);
        if !self.rest.is_empty() {
            alter.check_rows_fit(&self.new.name, &self.made.name, &self.rest_names())?;
        }
        for key in &self.references {
            let key = ForeignKey { comment: None, ..key.clone() };
            alter.add_foreign_key(&self.made, &key)?;
        }
        alter.follow_rows(&self.rows())
    }

    pub fn fill(&self, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        alter.carry_rows(&self.rows(), &self.by)
    }

    /// What undoes `fill`.
    pub fn emptied(&self, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        alter.empty_table(&self.made.name)
    }

    /// The triggers and their function go.
    pub fn unfollow(&self, expanded: &Schema, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        let table = &self.new.name;
        let triggers = expanded.table(table).into_iter().flat_map(|table| &table.triggers);
        for trigger in triggers.filter(|trigger| trigger.name.starts_with(&self.follower.name)) {
            let kind = ObjectKind { on: Some(table), ..ObjectKind::word("trigger") };
            let key = AtomKey::new(table, AtomKind::Trigger, trigger.name.as_str());
            alter.drop_object(&kind, &QualifiedName::bare(&*trigger.name), key)?;
        }
        let is_function = expanded.routines.iter().any(|routine| routine.name == self.follower);
        if is_function {
            let kind = ObjectKind { arguments: Some("()"), ..ObjectKind::word("function") };
            let key = AtomKey::new(&self.follower, AtomKind::Routine, "()");
            alter.drop_object(&kind, &self.follower, key)?;
        }
        Ok(())
    }

    /// What undoes `expanding`.
    pub fn undone(&self, expanded: &Schema, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        self.unfollow(expanded, alter)?;
        alter.drop_table(&self.made.name)
    }

    /// From here on nobody writes, until the table beside has taken the place.
    pub fn closing(&self, expanded: &Schema, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        alter.lock_table(&self.new.name)?;
        if !self.rest.is_empty() {
            alter.check_rest_is_empty(&self.new.name, &self.made.name, &self.rest_names())?;
        }
        for numbers in &self.sequences {
            alter.carry_sequence(&self.new.name, &numbers.old, &numbers.new)?;
        }
        self.unfollow(expanded, alter)?;
        for Rest { parent, name } in &self.rest {
            // What refers to the whole holds its partitions.
            alter.detach_partition(&self.made.name, parent, name, false)?;
            alter.drop_table(name)?;
        }
        Ok(())
    }

    /// It takes the place where nothing is rolled back: both names change at once, and the old one goes with its
    /// triggers.
    pub fn swap(&self, alter: &mut Alter<'_>) -> Result<(), TemplateError> {
        let (table, made) = (&self.new.name, &self.made.name);
        let pairs = [(table.clone(), self.gone.clone()), (made.clone(), table.clone())];
        let words = format!("let {made} take the place of {table}");
        alter.rename_tables(&pairs, AtomKey::new(table, AtomKind::Table, ""), words)?;
        alter.drop_table(&self.gone)
    }

    /// It takes the place: all names become those of the design.
    pub fn takes_place(&self, alter: &mut Alter<'_>) -> Result<Vec<Statement>, TemplateError> {
        let (table, made) = (&self.new.name, &self.made.name);
        let key = AtomKey::new(table, AtomKind::Table, "");
        alter.rename_object("table", made, &table.name, key.clone())?;
        alter.comment_on(&ObjectKind::word("table"), table, None, None, key)?;
        for (kind, from, to) in &self.indexes {
            alter.rename_index(&AtomKey::new(table, *kind, to.as_str()), from, to)?;
        }
        for numbers in &self.sequences {
            let key = AtomKey::new(table, AtomKind::Identity, numbers.column.as_str());
            alter.rename_object("sequence", &numbers.new, &numbers.name.name, key)?;
        }
        Ok(alter.take())
    }

    /// Whether no two rows of the new one have the same of these.
    pub fn is_unique(&self, columns: &[String]) -> bool {
        let primary = self.new.primary_key.iter().map(|key| &key.columns);
        let uniques = self.new.uniques.iter().map(|unique| &unique.columns);
        primary.chain(uniques).any(|unique| {
            unique.len() == columns.len() && unique.iter().all(|name| columns.contains(name))
        })
    }

    /// The relations of the new one, where partitions are such.
    pub fn has(&self, relation: &QualifiedName) -> bool {
        *relation == self.new.name || has(self.new.partitioning.as_ref(), relation)
    }
}

/// Whether the server alone numbers a column, once and for all.
pub(super) fn is_fixed(column: &Column) -> bool {
    column.identity.as_ref().is_some_and(|identity| identity.mode == IdentityMode::Always)
}

fn has(partitioning: Option<&Partitioning>, relation: &QualifiedName) -> bool {
    partitioning.into_iter().flat_map(|one| &one.partitions).any(|partition| {
        partition.name == *relation || has(partition.partitioning.as_deref(), relation)
    })
}

/// Gives every split by values a partition for those that no other takes.
fn take_all(
    partitioning: &mut Partitioning,
    (parent, name): (&QualifiedName, &QualifiedName),
    names: &mut Names,
    rest: &mut Vec<Rest>,
) {
    for partition in &mut partitioning.partitions {
        if let Some(inner) = &mut partition.partitioning {
            take_all(inner, (&partition.name, &partition.name), names, rest);
        }
    }
    let by_value =
        matches!(partitioning.strategy, PartitionStrategy::Range | PartitionStrategy::List);
    if by_value && !partitioning.partitions.iter().any(|one| one.bound == Bound::Default) {
        let free = names.free(name, "_rest");
        rest.push(Rest { parent: parent.clone(), name: free.clone() });
        partitioning.partitions.push(Partition::new(free, Bound::Default));
    }
}
