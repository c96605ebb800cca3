use serde::Serialize;

use super::constraint::target;
use super::{Setting, Writer};
use crate::dialect::Capability;
use crate::schema::{
    AtomKey, AtomKind, Bound, BoundValue, Partition, PartitionStrategy, Partitioning,
    QualifiedName, Table,
};
use crate::template::{TemplateError, qualified};

/// `partition_by.hbs`: what stands behind the column list.
#[derive(Serialize)]
pub(super) struct PartitionBy<'a> {
    /// `range`, `list`, `hash` or `key`.
    pub strategy: &'static str,
    /// The key is columns, by whose values (not a hash) rows are placed.
    pub by_columns: bool,
    pub keys: Vec<PartitionKeyModel<'a>>,
    /// How many partitions there are, where the server names them as they are named.
    pub count: Option<String>,
    pub sub: Option<SubPartitionBy<'a>>,
    /// The partitions themselves, where they are parts of their table.
    pub partitions: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct SubPartitionBy<'a> {
    pub strategy: &'static str,
    pub keys: Vec<PartitionKeyModel<'a>>,
    /// In every partition.
    pub count: Option<String>,
}

#[derive(Serialize)]
pub(super) struct PartitionKeyModel<'a> {
    pub column: Option<&'a str>,
    pub expression: Option<&'a str>,
    pub collation: Option<String>,
    pub operator_class: Option<&'a str>,
}

/// `partition.hbs`: a partition that is a part of its table.
#[derive(Serialize)]
pub(super) struct PartitionLine<'a> {
    pub name: &'a str,
    pub bound: BoundModel<'a>,
    /// The server that has its rows (Spider).
    pub server: Option<&'a str>,
    pub comment: Option<&'a str>,
    /// Sub-partitions by name, where the server's own names are not theirs.
    pub parts: Vec<&'a str>,
}

/// Which rows a partition takes; exactly one of the four is set.
#[derive(Serialize)]
pub(super) struct BoundModel<'a> {
    pub range: Option<RangeModel<'a>>,
    pub list: Option<Vec<&'a str>>,
    pub hash: Option<HashModel>,
    pub default: bool,
}

#[derive(Serialize)]
pub(super) struct RangeModel<'a> {
    pub from: Vec<&'a str>,
    pub to: Vec<&'a str>,
    /// One key, and no row lies above.
    pub unbounded: bool,
}

#[derive(Serialize)]
pub(super) struct HashModel {
    pub modulus: String,
    pub remainder: String,
}

/// `create_partition.hbs`, where partitions are tables.
#[derive(Serialize)]
pub(super) struct CreatePartition<'a> {
    pub name: String,
    pub parent: String,
    pub bound: BoundModel<'a>,
    pub partition_by: Option<String>,
    pub unlogged: bool,
    pub tablespace: Option<&'a str>,
    pub access_method: Option<&'a str>,
    /// Storage parameters.
    pub options: Vec<Setting<'a>>,
}

/// `attach_partition.hbs`, for one that is made as a table of its own before.
#[derive(Serialize)]
pub(super) struct AttachPartition<'a> {
    pub name: String,
    pub parent: String,
    pub bound: BoundModel<'a>,
}

const PLACED: [&str; 3] = ["tablespace", "access_method", "replica_identity"];

fn value(value: &BoundValue) -> &str {
    match value {
        BoundValue::Minimum => "minvalue",
        BoundValue::Maximum => "maxvalue",
        BoundValue::Null => "null",
        BoundValue::Value(expression) => expression.text(),
    }
}

pub(super) fn bound(bound: &Bound) -> BoundModel<'_> {
    let mut model = BoundModel { range: None, list: None, hash: None, default: false };
    match bound {
        Bound::Range { from, to } => {
            model.range = Some(RangeModel {
                from: from.iter().map(value).collect(),
                to: to.iter().map(value).collect(),
                unbounded: matches!(to.as_slice(), [BoundValue::Maximum]),
            });
        }
        Bound::List { values } => model.list = Some(values.iter().map(value).collect()),
        Bound::Hash { modulus, remainder } => {
            let (modulus, remainder) = (modulus.to_string(), remainder.to_string());
            model.hash = Some(HashModel { modulus, remainder });
        }
        Bound::Default => model.default = true,
    }
    model
}

fn by_columns(partitioning: &Partitioning) -> bool {
    let by_value =
        matches!(partitioning.strategy, PartitionStrategy::Range | PartitionStrategy::List);
    by_value && partitioning.columns().is_some()
}

/// How many partitions there are, when they have just the names that the server gives: `p0`, `p1`, …
fn counted(partitioning: &Partitioning, prefix: &str) -> Option<String> {
    let by_hash = matches!(partitioning.strategy, PartitionStrategy::Hash | PartitionStrategy::Key);
    let as_given =
        |(index, partition): (usize, &Partition)| partition.name.name == format!("{prefix}{index}");
    (by_hash
        && !partitioning.partitions.is_empty()
        && partitioning.partitions.iter().enumerate().all(as_given))
    .then(|| partitioning.partitions.len().to_string())
}

impl<'s> Writer<'s> {
    pub(super) fn partition_by(
        &self,
        partitioning: &Partitioning,
    ) -> Result<String, TemplateError> {
        let as_tables = self.dialect.has(Capability::PartitionsAsTables);
        let count = if as_tables { None } else { counted(partitioning, "p") };
        let listed = !as_tables && count.is_none();
        let model = PartitionBy {
            strategy: partitioning.strategy.sql(),
            by_columns: by_columns(partitioning),
            keys: self.keys(partitioning),
            count,
            sub: if as_tables { None } else { self.sub_partition_by(partitioning) },
            partitions: match listed {
                true => self.partition_lines(&partitioning.partitions)?,
                false => Vec::new(),
            },
        };
        self.part("partition_by", &model)
    }

    /// Partitions as they stand in a list.
    pub(super) fn partition_lines<'p>(
        &self,
        partitions: impl IntoIterator<Item = &'p Partition>,
    ) -> Result<Vec<String>, TemplateError> {
        partitions.into_iter().map(|partition| self.part("partition", &line(partition))).collect()
    }

    fn keys<'p>(&self, partitioning: &'p Partitioning) -> Vec<PartitionKeyModel<'p>> {
        partitioning
            .keys
            .iter()
            .map(|key| {
                let (column, expression) = target(&key.target);
                PartitionKeyModel {
                    column,
                    expression,
                    collation: self.collation(&key.collation),
                    operator_class: key.operator_class.as_deref(),
                }
            })
            .collect()
    }

    /// All partitions are split alike where partitions are parts of their table; the first one tells how.
    fn sub_partition_by<'p>(&self, partitioning: &'p Partitioning) -> Option<SubPartitionBy<'p>> {
        let first = partitioning.partitions.first()?;
        let sub = first.partitioning.as_ref()?;
        Some(SubPartitionBy {
            strategy: sub.strategy.sql(),
            keys: self.keys(sub),
            count: all_counted(partitioning).then(|| sub.partitions.len().to_string()),
        })
    }

    /// Partitions that are tables of their own.
    pub(super) fn partitions(&mut self, table: &'s Table) -> Result<(), TemplateError> {
        match &table.partitioning {
            Some(partitioning) if self.dialect.has(Capability::PartitionsAsTables) => {
                self.partition_tables(&table.name, &table.name, partitioning)
            }
            _ => Ok(()),
        }
    }

    fn partition_tables(
        &mut self,
        table: &QualifiedName,
        parent: &QualifiedName,
        partitioning: &'s Partitioning,
    ) -> Result<(), TemplateError> {
        for partition in &partitioning.partitions {
            if let Some(own) = partition.own.as_deref().filter(|own| !own.columns.is_empty()) {
                self.attached_partition(table, parent, partition, own)?;
                continue;
            }
            let partition_by = match &partition.partitioning {
                Some(partitioning) => Some(self.partition_by(partitioning)?),
                None => None,
            };
            let model = CreatePartition {
                name: qualified(&partition.name),
                parent: qualified(parent),
                bound: bound(&partition.bound),
                partition_by,
                unlogged: partition.own.as_ref().is_some_and(|own| own.unlogged),
                tablespace: partition.options.get("tablespace").map(String::as_str),
                access_method: partition.options.get("access_method").map(String::as_str),
                options: partition
                    .options
                    .iter()
                    .filter(|(name, _)| !PLACED.contains(&name.as_str()))
                    .map(|(name, value)| Setting { name, value })
                    .collect(),
            };
            let key = AtomKey::new(table, AtomKind::Partition, partition.name.to_string());
            let change = format!("create partition {} of {parent}", partition.name);
            self.statement("create_partition", &model, key, change)?;
            if let Some(own) = partition.own.as_deref() {
                self.own_constraints(own)?;
            }
            if let Some(partitioning) = &partition.partitioning {
                self.partition_tables(table, &partition.name, partitioning)?;
            }
        }
        Ok(())
    }

    /// A partition whose columns or keys are not just its parent's: a table that is attached when it is whole.
    /// The server then takes its indexes for the parent's, where they match.
    fn attached_partition(
        &mut self,
        table: &QualifiedName,
        parent: &QualifiedName,
        partition: &'s Partition,
        own: &'s Table,
    ) -> Result<(), TemplateError> {
        let key = || AtomKey::new(table, AtomKind::Partition, partition.name.to_string());
        let mut model = self.table_model(usize::MAX, own)?;
        model.partition_by = match &partition.partitioning {
            Some(partitioning) => Some(self.partition_by(partitioning)?),
            None => None,
        };
        self.statement("create_table", &model, key(), format!("create table {}", partition.name))?;
        if let Some(partitioning) = &partition.partitioning {
            self.partition_tables(table, &partition.name, partitioning)?;
        }
        for index in &own.indexes {
            self.create_index(&partition.name, index)?;
        }
        let model = AttachPartition {
            name: qualified(&partition.name),
            parent: qualified(parent),
            bound: bound(&partition.bound),
        };
        let change = format!("attach partition {} to {parent}", partition.name);
        self.statement("attach_partition", &model, key(), change)?;
        self.column_options(own)?;
        self.index_marks(own)?;
        for column in &own.columns {
            self.member_comment("column", &partition.name, &column.name, &column.comment)?;
        }
        Ok(())
    }

    /// Constraints that only one partition has; foreign keys come when all tables stand.
    fn own_constraints(&mut self, own: &Table) -> Result<(), TemplateError> {
        if let Some(key) = &own.primary_key {
            let constraint = self.primary_key(key)?;
            let name = key.name.as_deref().unwrap_or_default();
            self.add_constraint(own, constraint, AtomKind::PrimaryKey, name)?;
            self.constraint_comment(own, name, &key.comment)?;
        }
        for unique in &own.uniques {
            let constraint = self.unique(unique)?;
            let name = unique.name.as_deref().unwrap_or_default();
            self.add_constraint(own, constraint, AtomKind::Unique, name)?;
            self.constraint_comment(own, name, &unique.comment)?;
        }
        for check in &own.checks {
            let constraint = self.check(check)?;
            let name = check.name.as_deref().unwrap_or_default();
            self.add_constraint(own, constraint, AtomKind::Check, name)?;
            self.constraint_comment(own, name, &check.comment)?;
        }
        for exclusion in &own.exclusions {
            let constraint = self.exclusion(exclusion)?;
            let name = exclusion.name.as_deref().unwrap_or_default();
            self.add_constraint(own, constraint, AtomKind::Exclusion, name)?;
            self.constraint_comment(own, name, &exclusion.comment)?;
        }
        Ok(())
    }

    /// Foreign keys that only single partitions have.
    pub(super) fn partition_foreign_keys(&mut self, table: &Table) -> Result<(), TemplateError> {
        for own in table.with_partitions().into_iter().skip(1) {
            for key in &own.foreign_keys {
                self.late_foreign_key(own, key)?;
            }
        }
        Ok(())
    }

    /// Indexes that only single partitions have.
    pub(super) fn partition_indexes(&mut self, table: &Table) -> Result<(), TemplateError> {
        if let (Some(partitioning), true) =
            (&table.partitioning, self.dialect.has(Capability::PartitionsAsTables))
        {
            self.indexes_of(&partitioning.partitions)?;
        }
        Ok(())
    }

    fn indexes_of(&mut self, partitions: &[Partition]) -> Result<(), TemplateError> {
        for partition in partitions {
            for index in &partition.indexes {
                self.create_index(&partition.name, index)?;
            }
            if let Some(partitioning) = &partition.partitioning {
                self.indexes_of(&partitioning.partitions)?;
            }
        }
        Ok(())
    }
}

fn all_counted(partitioning: &Partitioning) -> bool {
    partitioning.partitions.iter().all(|partition| {
        let prefix = format!("{}sp", partition.name.name);
        partition.partitioning.as_ref().is_some_and(|sub| counted(sub, &prefix).is_some())
    })
}

fn line(partition: &Partition) -> PartitionLine<'_> {
    let prefix = format!("{}sp", partition.name.name);
    let parts = match &partition.partitioning {
        Some(sub) if counted(sub, &prefix).is_none() => {
            sub.partitions.iter().map(|part| part.name.name.as_str()).collect()
        }
        _ => Vec::new(),
    };
    PartitionLine {
        name: &partition.name.name,
        bound: bound(&partition.bound),
        server: partition.options.get("remote_server").map(String::as_str),
        comment: partition.comment.as_deref(),
        parts,
    }
}
