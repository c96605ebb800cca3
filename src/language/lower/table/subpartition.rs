//! How every partition is split again.

use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, PartitionScheme};
use crate::schema::{
    AtomKind, Partition, PartitionKey, PartitionStrategy, Partitioning, QualifiedName,
};
use crate::text::Span;

use super::super::entity::Origin;
use super::super::names::Once;
use super::super::rules;
use super::Builder;
use super::partition::strategy;

/// The split that is the same below every partition.
pub(super) struct Template {
    strategy: PartitionStrategy,
    keys: Vec<PartitionKey>,
    partitions: Vec<(Partition, Span)>,
    span: Span,
}

impl Template {
    /// The split below one partition: `eu` has `eu_p0`, `eu_p1`, …
    pub fn under(&self, parent: &QualifiedName) -> Partitioning {
        let partitions =
            self.partitions.iter().map(|(partition, _)| below(partition, parent)).collect();
        Partitioning { strategy: self.strategy, keys: self.keys.clone(), partitions }
    }
}

fn below(partition: &Partition, parent: &QualifiedName) -> Partition {
    let own = &partition.name.name;
    let name = if parent.name.is_empty() { own.clone() } else { format!("{}_{own}", parent.name) };
    Partition { name: parent.sibling(name), ..partition.clone() }
}

impl Builder<'_, '_, '_> {
    /// Reads `subpartition by …`.
    pub(super) fn template(
        &mut self,
        node: &ast::Subpartition,
        origin: &Origin,
    ) -> Option<Template> {
        let strategy = strategy(node.method()?);
        let keys = self.partition_keys(&node.keys(), origin)?;
        let span = origin.here.node(node);
        let partitions = if let Some(entries) = node.entries() {
            self.entries(&entries, strategy, keys.len(), origin, &mut Once::default())
        } else if let Some(count) = node.count() {
            self.counted(count, span)
        } else {
            let finding = Diagnostic::new(&rules::PARTITION_BOUNDS, "there are no sub-partitions")
                .at(span, "into what?")
                .help("write `partitions 4`, or the partitions in braces");
            self.report(finding);
            Vec::new()
        };
        if let Some(deeper) = node.subpartition() {
            let finding =
                Diagnostic::new(&rules::PARTITION_KEY, "sub-partitions are not divided again")
                    .at(origin.here.node(&deeper), "a third level");
            self.report(finding);
        }
        Some(Template { strategy, keys, partitions, span })
    }

    /// Remembers where the split below one partition was said.
    pub(super) fn say_template(&mut self, template: &Template, parent: &QualifiedName) {
        self.said(AtomKind::PartitionKey, parent.to_string(), template.span);
        for (partition, span) in &template.partitions {
            self.say_partition(&below(partition, parent), *span);
        }
    }
}
