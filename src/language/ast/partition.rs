use super::key::{self, IndexColumn};
use super::support::{self, AstNode, ast_nodes};
use super::value::{IntervalValue, Name, Path, SqlText, Text, ValueRange, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `partition by …`
    Partition of PartitionLine;
    /// `subpartition by …`
    Subpartition of Subpartition;
    /// `NAME: bounds`
    PartitionEntry of PartitionEntry;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionMethod {
    Range,
    List,
    Hash,
    Key,
}

/// The bounds of a partition that is written out. Values are SQL: a list of literals, `minvalue` or
/// `maxvalue`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartitionBounds {
    Values(SqlText),
    Below(SqlText),
    /// The lower bound belongs to the partition, the upper one does not.
    Between {
        from: SqlText,
        to: SqlText,
    },
    /// Of a hash: the modulus and what is left over.
    Remainder(u32, u32),
    Default,
}

/// What partitions and sub-partitions can both say.
pub trait PartitionScheme: AstNode {
    fn method(&self) -> Option<PartitionMethod> {
        support::keywords(self.syntax()).iter().find_map(|word| match word.as_str() {
            "range" => Some(PartitionMethod::Range),
            "list" => Some(PartitionMethod::List),
            "hash" => Some(PartitionMethod::Hash),
            "key" => Some(PartitionMethod::Key),
            _ => None,
        })
    }

    fn keys(&self) -> Vec<IndexColumn> {
        let keys = support::child_of(self.syntax(), SyntaxKind::PartitionKeys);
        keys.map(|keys| key::columns(&keys)).unwrap_or_default()
    }

    fn every(&self) -> Option<IntervalValue> {
        interval(self.syntax(), SyntaxKind::PartitionEvery)
    }

    /// The date without its quotes.
    fn starting(&self) -> Option<Text> {
        support::child_of(self.syntax(), SyntaxKind::PartitionStarting)
            .and_then(|node| support::text(&node))
    }

    fn ahead(&self) -> Option<u32> {
        number(self.syntax(), SyntaxKind::PartitionAhead)
    }

    fn keep(&self) -> Option<IntervalValue> {
        interval(self.syntax(), SyntaxKind::PartitionKeep)
    }

    /// `default [NAME]`: where it stands, and the name if it has one.
    fn default(&self) -> Option<(ValueRange, Option<Name>)> {
        let node = support::child_of(self.syntax(), SyntaxKind::PartitionDefault)?;
        Some((range_of(node.text_range()), support::name(&node)))
    }

    /// `partitions N`
    fn count(&self) -> Option<u32> {
        number(self.syntax(), SyntaxKind::PartitionCount)
    }

    /// The partitions in braces; `None` where there are no braces.
    fn entries(&self) -> Option<Vec<PartitionEntry>> {
        support::child_of(self.syntax(), SyntaxKind::PartitionList)
            .map(|list| support::children(&list).collect())
    }

    fn subpartition(&self) -> Option<Subpartition> {
        support::child(self.syntax())
    }
}

impl PartitionScheme for Partition {}
impl PartitionScheme for Subpartition {}

impl PartitionEntry {
    /// The name, of `table NAME` the last part.
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0).or_else(|| self.table()?.parts.pop())
    }

    /// The whole name of `table NAME`: the partition is the table of just that name.
    pub fn table(&self) -> Option<Path> {
        support::path(&self.0)
    }

    /// How this partition alone is split again.
    pub fn partitioning(&self) -> Option<Subpartition> {
        support::child(&self.0)
    }

    pub fn bounds(&self) -> Option<PartitionBounds> {
        let bound = |kind| support::sql_in(&self.0, kind);
        if support::has(&self.0, SyntaxKind::PartitionRest) {
            return Some(PartitionBounds::Default);
        }
        if let Some(node) = support::child_of(&self.0, SyntaxKind::PartitionRemainder) {
            let mut numbers = support::tokens(&node)
                .filter(|token| token.kind() == SyntaxKind::Number)
                .filter_map(|token| token.text().replace('_', "").parse().ok());
            return Some(PartitionBounds::Remainder(numbers.next()?, numbers.next()?));
        }
        if let Some(values) = bound(SyntaxKind::PartitionValues) {
            return Some(PartitionBounds::Values(values));
        }
        if let Some(below) = bound(SyntaxKind::PartitionBelow) {
            return Some(PartitionBounds::Below(below));
        }
        Some(PartitionBounds::Between {
            from: bound(SyntaxKind::PartitionFrom)?,
            to: bound(SyntaxKind::PartitionTo)?,
        })
    }
}

fn interval(node: &SyntaxNode, kind: SyntaxKind) -> Option<IntervalValue> {
    let clause = support::child_of(node, kind)?;
    support::child_of(&clause, SyntaxKind::Interval)
        .and_then(|interval| IntervalValue::of(&interval))
}

fn number(node: &SyntaxNode, kind: SyntaxKind) -> Option<u32> {
    let clause = support::child_of(node, kind)?;
    support::token_of(&clause, &[SyntaxKind::Number])?.text().replace('_', "").parse().ok()
}
