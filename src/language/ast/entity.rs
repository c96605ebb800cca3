use super::access::{Policy, RowSecurity};
use super::attribute::{Attribute, CheckClause};
use super::facts::{
    Allow, Dependency, Distinct, Grows, Include, Keep, MultivaluedDependency, Owner, Rows,
    SetOption, Shard, Tags,
};
use super::key::{Exclude, Index, PrimaryKey, RefLine, Unique};
use super::partition::Partition;
use super::support::{self, ast_nodes};
use super::value::{Name, Path, ValueRange, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `entity NAME { … }`
    Entity of Entity;
    /// `mixin NAME { … }`
    Mixin of Mixin;
    /// The braces of an entity, a mixin or an `only` block.
    Body of Body;
    /// `only DIALECT { … }`
    Only of OnlyLine;
}

/// What stands on a line in the braces of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Line {
    Attribute(Attribute),
    PrimaryKey(PrimaryKey),
    Unique(Unique),
    Ref(RefLine),
    Check(CheckClause),
    Exclude(Exclude),
    Index(Index),
    Dependency(Dependency),
    Multivalued(MultivaluedDependency),
    Partition(Partition),
    Shard(Shard),
    /// `reference table`, and where it stands.
    ReferenceTable(ValueRange),
    RowSecurity(RowSecurity),
    Policy(Policy),
    Rows(Rows),
    Grows(Grows),
    Keep(Keep),
    Distinct(Distinct),
    Include(Include),
    Owner(Owner),
    Tags(Tags),
    Allow(Allow),
    Set(SetOption),
    Only(Only),
}

impl Line {
    pub fn cast(node: SyntaxNode) -> Option<Line> {
        Some(match node.kind() {
            SyntaxKind::Attribute => Line::Attribute(Attribute(node)),
            SyntaxKind::PrimaryKeyLine => Line::PrimaryKey(PrimaryKey(node)),
            SyntaxKind::UniqueLine => Line::Unique(Unique(node)),
            SyntaxKind::RefLine => Line::Ref(RefLine(node)),
            SyntaxKind::CheckClause => Line::Check(CheckClause(node)),
            SyntaxKind::ExcludeLine => Line::Exclude(Exclude(node)),
            SyntaxKind::IndexLine => Line::Index(Index(node)),
            SyntaxKind::DependencyLine => Line::Dependency(Dependency(node)),
            SyntaxKind::MultivaluedLine => Line::Multivalued(MultivaluedDependency(node)),
            SyntaxKind::PartitionLine => Line::Partition(Partition(node)),
            SyntaxKind::ShardLine => Line::Shard(Shard(node)),
            SyntaxKind::ReferenceTableLine => Line::ReferenceTable(range_of(node.text_range())),
            SyntaxKind::RowSecurityLine => Line::RowSecurity(RowSecurity(node)),
            SyntaxKind::PolicyLine => Line::Policy(Policy(node)),
            SyntaxKind::RowsLine => Line::Rows(Rows(node)),
            SyntaxKind::GrowsLine => Line::Grows(Grows(node)),
            SyntaxKind::KeepLine => Line::Keep(Keep(node)),
            SyntaxKind::DistinctLine => Line::Distinct(Distinct(node)),
            SyntaxKind::IncludeLine => Line::Include(Include(node)),
            SyntaxKind::Owner => Line::Owner(Owner(node)),
            SyntaxKind::Tags => Line::Tags(Tags(node)),
            SyntaxKind::AllowLine => Line::Allow(Allow(node)),
            SyntaxKind::SetLine => Line::Set(SetOption(node)),
            SyntaxKind::OnlyLine => Line::Only(Only(node)),
            _ => return None,
        })
    }
}

impl Entity {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn was(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Was)
    }

    /// The tags of the entity's own line; lines `tags …` in the body are [`Line::Tags`].
    pub fn tags(&self) -> Vec<Name> {
        support::children::<Tags>(&self.0).flat_map(|tags| tags.names()).collect()
    }

    /// The owner of the entity's own line.
    pub fn owner(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Owner)
    }

    /// The entities whose attributes it has besides its own.
    pub fn inherits(&self) -> Vec<Path> {
        let clauses = self.0.children().filter(|child| child.kind() == SyntaxKind::Inherits);
        clauses
            .filter_map(|clause| support::child_of(&clause, SyntaxKind::NameList))
            .flat_map(|list| support::paths(&list).collect::<Vec<_>>())
            .collect()
    }

    pub fn body(&self) -> Option<Body> {
        support::child(&self.0)
    }

    pub fn lines(&self) -> impl Iterator<Item = Line> + use<> {
        lines(self.body())
    }
}

impl Mixin {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn lines(&self) -> impl Iterator<Item = Line> + use<> {
        lines(support::child(&self.0))
    }
}

impl Only {
    pub fn dialect(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn lines(&self) -> impl Iterator<Item = Line> + use<> {
        lines(support::child(&self.0))
    }
}

fn lines(body: Option<Body>) -> impl Iterator<Item = Line> + use<> {
    body.into_iter().flat_map(|body| body.0.children()).filter_map(Line::cast)
}
