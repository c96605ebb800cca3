//! How tables are split, in the language's words.

use crate::dialect::Capability;
use crate::schema::{
    AtomKind, Bound, BoundValue, Partition, PartitionKey, PartitionStrategy, Partitioning,
    QualifiedName, Table,
};

use super::Writer;
use super::spell;
use super::sql::inline;

impl Writer<'_> {
    pub(super) fn partitioning(&mut self, table: &Table) {
        let Some(partitioning) = &table.partitioning else { return };
        let alike = self.alike(table, partitioning);
        let prefix = format!("{}_", table.name.name);
        let mut text = format!("partition by {}", self.scheme(partitioning));
        if self.is_counted(&table.name, partitioning) && alike.is_none() {
            text.push_str(&format!(" partitions {}", partitioning.partitions.len()));
        } else if !partitioning.partitions.iter().all(is_table_of_its_own) {
            text.push_str(&self.entries(
                table,
                &partitioning.partitions,
                Some(&prefix),
                alike.is_none(),
            ));
        }
        if let Some(sub) = alike {
            text.push_str(&format!(
                " subpartition by {} partitions {}",
                self.scheme(sub),
                sub.partitions.len()
            ));
        }
        self.line(&text);
    }

    /// `range (a, (b + c))`
    fn scheme(&mut self, partitioning: &Partitioning) -> String {
        let keys: Vec<String> = partitioning.keys.iter().map(|key| self.key(key)).collect();
        format!("{} ({})", partitioning.strategy.sql(), keys.join(", "))
    }

    fn key(&mut self, key: &PartitionKey) -> String {
        let mut text = self.target(&key.target);
        if let Some(collation) = &key.collation {
            text.push_str(&format!(" collate {}", spell::dotted(collation)));
        }
        if let Some(class) = &key.operator_class {
            text.push_str(&format!(" {class}"));
        }
        text
    }

    /// The split below all partitions, where partitions are parts of their table and all are split alike.
    fn alike<'t>(&self, table: &Table, partitioning: &'t Partitioning) -> Option<&'t Partitioning> {
        if self.dialect.has(Capability::PartitionsAsTables) {
            return None;
        }
        let first = partitioning.partitions.first()?.partitioning.as_deref()?;
        let as_given = partitioning.partitions.iter().all(|partition| {
            partition.partitioning.as_deref().is_some_and(|sub| {
                sub.strategy == first.strategy
                    && sub.keys == first.keys
                    && sub.partitions.len() == first.partitions.len()
                    && sub.partitions.iter().enumerate().all(|(place, part)| {
                        part.name == table.name.sibling(format!("{}sp{place}", partition.name.name))
                    })
            })
        });
        as_given.then_some(first)
    }

    /// Whether `partitions N` gives just these: by hash, with the names that follow.
    fn is_counted(&self, table: &QualifiedName, partitioning: &Partitioning) -> bool {
        let hashed =
            matches!(partitioning.strategy, PartitionStrategy::Hash | PartitionStrategy::Key);
        let prefix = match self.dialect.has(Capability::PartitionsAsTables) {
            true => format!("{}_", table.name),
            false => String::new(),
        };
        let count = partitioning.partitions.len();
        let as_given = |(place, partition): (usize, &Partition)| {
            let bound = matches!(partition.bound, Bound::Hash { modulus, remainder }
                if modulus as usize == count && remainder as usize == place);
            bound
                && partition.partitioning.is_none()
                && partition.comment.is_none()
                && !is_table_of_its_own(partition)
                && partition.name == table.sibling(format!("{prefix}p{place}"))
        };
        hashed && count > 0 && partitioning.partitions.iter().enumerate().all(as_given)
    }

    /// The partitions in braces, one a line.
    fn entries(
        &mut self,
        table: &Table,
        partitions: &[Partition],
        prefix: Option<&str>,
        nested: bool,
    ) -> String {
        let mut text = " {\n".to_owned();
        for partition in partitions.iter().filter(|partition| !is_table_of_its_own(partition)) {
            text.push_str(&spell::docs(&partition.comment));
            text.push_str(&self.entry_name(table, partition, prefix));
            text.push_str(&format!(": {}", self.bound(&partition.bound)));
            if let Some(sub) = partition.partitioning.as_deref().filter(|_| nested) {
                text.push_str(&format!(" partition by {}", self.scheme(sub)));
                if !sub.partitions.iter().all(is_table_of_its_own) {
                    text.push_str(&self.entries(table, &sub.partitions, None, true));
                }
            }
            text.push('\n');
        }
        text.push('}');
        text
    }

    /// The name without its table's before it, or `table` and the whole of it.
    fn entry_name(&self, table: &Table, partition: &Partition, prefix: Option<&str>) -> String {
        let name = &partition.name;
        let here = name.namespace == table.name.namespace;
        let as_tables = self.dialect.has(Capability::PartitionsAsTables);
        // What is split again in its own way names its parts itself.
        let plain = here && (partition.partitioning.is_none() || !as_tables);
        let own = match (prefix, as_tables) {
            (Some(prefix), true) => name.name.strip_prefix(prefix).filter(|own| !own.is_empty()),
            (Some(prefix), false) => (!name.name.starts_with(prefix)).then_some(&*name.name),
            (None, _) => None,
        };
        match own.filter(|own| plain && spell::name(own) == *own) {
            Some(own) => spell::name(own),
            None if here => format!("table {}", spell::name(&name.name)),
            None => format!("table {}", spell::path(name)),
        }
    }

    fn bound(&mut self, bound: &Bound) -> String {
        match bound {
            Bound::Default => "default".to_owned(),
            Bound::Hash { modulus, remainder } => {
                format!("modulus {modulus} remainder {remainder}")
            }
            Bound::List { values } => format!("({})", self.values_of(values)),
            Bound::Range { to, .. } if !self.dialect.has(Capability::PartitionsAsTables) => {
                format!("below ({})", self.values_of(to))
            }
            Bound::Range { from, to } => {
                format!("from ({}) to ({})", self.values_of(from), self.values_of(to))
            }
        }
    }

    fn values_of(&self, values: &[BoundValue]) -> String {
        let text = |value: &BoundValue| match value {
            BoundValue::Minimum => "minvalue".to_owned(),
            BoundValue::Maximum => "maxvalue".to_owned(),
            BoundValue::Null => "null".to_owned(),
            BoundValue::Value(expression) => inline(expression.text(), self.dialect),
        };
        values.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    /// Options, indexes and whatever else single partitions have.
    pub(super) fn partition_extras(&mut self, table: &Table) {
        let partitions = table.partitioning.iter().flat_map(|found| &found.partitions);
        for partition in partitions {
            self.extras_of(table, partition);
        }
    }

    /// A partition that is made as a table and attached, with all that is split off it.
    fn whole_partition(&mut self, table: &Table, partition: &Partition) {
        let mut names = vec![&partition.name];
        let mut place = 0;
        let mut found: Vec<&Partition> = vec![partition];
        while let Some(partition) = found.get(place).copied() {
            found.extend(partition.partitioning.iter().flat_map(|sub| &sub.partitions));
            place += 1;
        }
        names.extend(found.iter().skip(1).map(|partition| &partition.name));
        let parts: Vec<String> = names.iter().map(ToString::to_string).collect();
        let statements = self.statements_about(|key| {
            let of_table = key.object == table.name
                && matches!(key.kind, AtomKind::Partition | AtomKind::Comment)
                && parts.contains(&key.part);
            let of_parts = !matches!(key.kind, AtomKind::Grant | AtomKind::ForeignKey);
            of_table || (of_parts && names.contains(&&key.object))
        });
        self.native(&partition.name.name, statements);
        // On their own, for partitions may refer to one another.
        let keys = self.statements_about(|key| {
            key.kind == AtomKind::ForeignKey && names.contains(&&key.object)
        });
        if !keys.is_empty() {
            self.native(&format!("{}_references", partition.name.name), keys);
        }
    }

    fn extras_of(&mut self, table: &Table, partition: &Partition) {
        if is_table_of_its_own(partition) {
            return self.whole_partition(table, partition);
        }
        let name = self.dialect.qualified(&partition.name);
        let mut statements: Vec<String> = partition
            .options
            .iter()
            .map(|(option, value)| match option.as_str() {
                "tablespace" => {
                    format!("alter table {name} set tablespace {}", self.dialect.quote(value))
                }
                _ => format!("alter table {name} set ({option} = {value})"),
            })
            .collect();
        statements.extend(
            self.statements_about(|key| {
                key.object == partition.name && key.kind != AtomKind::Grant
            }),
        );
        if !statements.is_empty() {
            self.native(&partition.name.name, statements);
        }
        for part in partition.partitioning.iter().flat_map(|sub| &sub.partitions) {
            self.extras_of(table, part);
        }
    }
}

/// Whether a partition has columns or a nature of its own, which no bound can say.
fn is_table_of_its_own(partition: &Partition) -> bool {
    let own = partition.own.as_ref();
    own.is_some_and(|own| !own.columns.is_empty() || own.unlogged)
        || partition.options.contains_key("access_method")
}
