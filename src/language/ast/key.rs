use super::attribute::{Deferrable, OnAction};
use super::support::{self, ast_nodes};
use super::value::{Name, Path, SqlText, Text, ValueRange, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `primary key (…)`
    PrimaryKey of PrimaryKeyLine;
    /// `unique (…)`
    Unique of UniqueLine;
    /// `ref (…) to E (…)`
    RefLine of RefLine;
    /// `exclude using gist (…)`
    Exclude of ExcludeLine;
    /// `room with =`
    ExcludeElement of ExcludeElement;
    /// `index (…)`
    Index of IndexLine;
    /// A column or expression of a key or an index, with its options.
    IndexColumn of IndexColumn;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    Plain,
    Fulltext,
    Spatial,
}

/// What an index column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexKey {
    Column(Name),
    /// `(a + b)` or `lower(a)`
    Expression(SqlText),
}

impl PrimaryKey {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn columns(&self) -> Vec<IndexColumn> {
        columns(&self.0)
    }

    pub fn include(&self) -> Vec<Name> {
        include(&self.0)
    }

    pub fn deferrable(&self) -> Option<Deferrable> {
        support::child(&self.0)
    }

    /// The inside of `with (…)`, as written.
    pub fn options(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::IndexOptions)
    }

    /// A `where (…)` that was said although no key can have one.
    pub fn predicate(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::WhereClause)
    }

    /// Where `nulls not distinct` was said although no primary key can have it.
    pub fn nulls_not_distinct(&self) -> Option<ValueRange> {
        place(&self.0, SyntaxKind::NullsNotDistinct)
    }
}

impl Unique {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn columns(&self) -> Vec<IndexColumn> {
        columns(&self.0)
    }

    pub fn include(&self) -> Vec<Name> {
        include(&self.0)
    }

    /// The inside of `with (…)`, as written.
    pub fn options(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::IndexOptions)
    }

    /// Where `nulls not distinct` stands.
    pub fn nulls_not_distinct(&self) -> Option<ValueRange> {
        place(&self.0, SyntaxKind::NullsNotDistinct)
    }

    pub fn predicate(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::WhereClause)
    }

    pub fn deferrable(&self) -> Option<Deferrable> {
        support::child(&self.0)
    }
}

impl RefLine {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn columns(&self) -> Vec<Name> {
        lists(&self.0).next().unwrap_or_default()
    }

    pub fn entity(&self) -> Option<Path> {
        support::path(&self.0)
    }

    /// `not valid`, `not enforced`.
    pub fn states(&self) -> Vec<String> {
        support::states(&self.0)
    }

    /// Empty where the reference is to the primary key.
    pub fn referenced_columns(&self) -> Vec<Name> {
        lists(&self.0).nth(1).unwrap_or_default()
    }

    pub fn on_delete(&self) -> Option<OnAction> {
        support::child_of(&self.0, SyntaxKind::OnDelete).map(OnAction)
    }

    pub fn on_update(&self) -> Option<OnAction> {
        support::child_of(&self.0, SyntaxKind::OnUpdate).map(OnAction)
    }

    /// Where `match full` stands.
    pub fn match_full(&self) -> Option<ValueRange> {
        place(&self.0, SyntaxKind::MatchFull)
    }

    pub fn deferrable(&self) -> Option<Deferrable> {
        support::child(&self.0)
    }
}

impl Exclude {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn method(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::IndexMethod)
    }

    pub fn elements(&self) -> Vec<ExcludeElement> {
        let list = support::child_of(&self.0, SyntaxKind::ExcludeElements);
        list.map(|list| support::children(&list).collect()).unwrap_or_default()
    }

    pub fn include(&self) -> Vec<Name> {
        include(&self.0)
    }

    pub fn predicate(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::WhereClause)
    }

    pub fn deferrable(&self) -> Option<Deferrable> {
        support::child(&self.0)
    }
}

impl ExcludeElement {
    pub fn column(&self) -> Option<IndexColumn> {
        support::child(&self.0)
    }

    pub fn operator(&self) -> Option<Text> {
        support::tokens(&self.0)
            .find(|token| token.kind() != SyntaxKind::Keyword)
            .map(|token| Text::of(&token))
    }
}

impl Index {
    pub fn kind(&self) -> IndexKind {
        match support::keywords(&self.0).first().map(String::as_str) {
            Some("fulltext") => IndexKind::Fulltext,
            Some("spatial") => IndexKind::Spatial,
            _ => IndexKind::Plain,
        }
    }

    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn columns(&self) -> Vec<IndexColumn> {
        columns(&self.0)
    }

    pub fn unique(&self) -> bool {
        support::has(&self.0, SyntaxKind::IndexUnique)
    }

    pub fn method(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::IndexMethod)
    }

    pub fn include(&self) -> Vec<Name> {
        include(&self.0)
    }

    pub fn predicate(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::WhereClause)
    }

    /// Where `nulls not distinct` stands.
    pub fn nulls_not_distinct(&self) -> Option<ValueRange> {
        place(&self.0, SyntaxKind::NullsNotDistinct)
    }

    pub fn invisible(&self) -> bool {
        support::has(&self.0, SyntaxKind::IndexInvisible)
    }

    /// The inside of `with (…)`, as written.
    pub fn options(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::IndexOptions)
    }
}

impl IndexColumn {
    pub fn key(&self) -> Option<IndexKey> {
        support::name(&self.0)
            .map(IndexKey::Column)
            .or_else(|| support::sql(&self.0).map(IndexKey::Expression))
    }

    /// The column where it is a plain one.
    pub fn column(&self) -> Option<Name> {
        support::name(&self.0)
    }

    /// `20` of `name(20)`.
    pub fn prefix(&self) -> Option<u32> {
        let prefix = support::child_of(&self.0, SyntaxKind::IndexPrefix)?;
        support::token_of(&prefix, &[SyntaxKind::Number])?.text().parse().ok()
    }

    /// `desc` was said.
    pub fn descending(&self) -> bool {
        self.says(SyntaxKind::IndexOrder, "desc")
    }

    /// `nulls first` was said.
    pub fn nulls_first(&self) -> bool {
        self.says(SyntaxKind::IndexNulls, "first")
    }

    /// `nulls last` was said.
    pub fn nulls_last(&self) -> bool {
        self.says(SyntaxKind::IndexNulls, "last")
    }

    pub fn collation(&self) -> Option<Path> {
        support::child_of(&self.0, SyntaxKind::CollateClause).and_then(|node| support::path(&node))
    }

    /// The operator class as written, with its parameters.
    pub fn operator_class(&self) -> Option<Text> {
        let class = support::child_of(&self.0, SyntaxKind::OperatorClass)?;
        let text = class.text().to_string();
        Some(Text { text, range: range_of(class.text_range()), kind: SyntaxKind::OperatorClass })
    }

    fn says(&self, kind: SyntaxKind, word: &str) -> bool {
        support::child_of(&self.0, kind)
            .is_some_and(|node| support::keywords(&node).iter().any(|said| said == word))
    }
}

pub(super) fn columns(node: &SyntaxNode) -> Vec<IndexColumn> {
    let list = support::child_of(node, SyntaxKind::IndexColumns);
    list.map(|list| support::children(&list).collect()).unwrap_or_default()
}

fn include(node: &SyntaxNode) -> Vec<Name> {
    support::child_of(node, SyntaxKind::IncludeColumns)
        .map(|clause| support::name_list(&clause))
        .unwrap_or_default()
}

fn lists(node: &SyntaxNode) -> impl Iterator<Item = Vec<Name>> + use<> {
    node.children()
        .filter(|child| child.kind() == SyntaxKind::NameList)
        .map(|list| support::names(&list).collect())
}

fn place(node: &SyntaxNode, kind: SyntaxKind) -> Option<ValueRange> {
    support::child_of(node, kind).map(|node| range_of(node.text_range()))
}
