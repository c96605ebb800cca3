use super::attribute::Type;
use super::key::Index;
use super::support::{self, ast_nodes};
use super::value::{Name, Path, RateValue, SqlText, Text, ValueRange, milliseconds_of, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `[materialized] view NAME { … }`
    View of View;
    /// `security_barrier` or `check_option = local`
    ViewOption of ViewOption;
    /// `query NAME { … }`
    Query of Query;
    /// `name: type` in the head of a query
    Parameter of Parameter;
    /// `native DIALECT { … }`
    Native of Native;
}

impl View {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn materialized(&self) -> bool {
        support::keywords(&self.0).first().is_some_and(|word| word != "view")
    }

    pub fn was(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Was)
    }

    /// The columns' names where they are given.
    pub fn columns(&self) -> Vec<Name> {
        support::child_of(&self.0, SyntaxKind::ViewColumns)
            .map(|node| support::name_list(&node))
            .unwrap_or_default()
    }

    pub fn options(&self) -> Vec<ViewOption> {
        let options = support::child_of(&self.0, SyntaxKind::ViewOptions);
        options.map(|options| support::children(&options).collect()).unwrap_or_default()
    }

    /// The role of `owner ROLE`.
    pub fn owner(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Owner)
    }

    pub fn body(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }

    /// The SQL without the indentation that its lines share.
    pub fn text(&self) -> Option<String> {
        support::unindented(&self.0)
    }

    /// The lines of `indexes { … }`.
    pub fn indexes(&self) -> Vec<Index> {
        let indexes = support::child_of(&self.0, SyntaxKind::ViewIndexes);
        indexes.map(|indexes| support::children(&indexes).collect()).unwrap_or_default()
    }
}

impl ViewOption {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn value(&self) -> Option<Text> {
        let kinds = [SyntaxKind::Identifier, SyntaxKind::Number, SyntaxKind::String];
        support::token_of(&self.0, &kinds).map(|token| Text::of(&token))
    }
}

impl Query {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn parameters(&self) -> impl Iterator<Item = Parameter> + use<> {
        support::children(&self.0)
    }

    pub fn rate(&self) -> Option<RateValue> {
        support::child_of(&self.0, SyntaxKind::Rate).and_then(|node| RateValue::of(&node))
    }

    /// The wanted response time in milliseconds, and its place.
    pub fn within(&self) -> Option<(f64, ValueRange)> {
        let node = support::child_of(&self.0, SyntaxKind::Duration)?;
        let number = support::token_of(&node, &[SyntaxKind::Number])?;
        Some((milliseconds_of(number.text())?, range_of(number.text_range())))
    }

    /// The dialect of `only DIALECT`.
    pub fn only(&self) -> Option<Name> {
        support::names(&self.0).nth(1)
    }

    pub fn body(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }
}

impl Parameter {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn data_type(&self) -> Option<Type> {
        support::child(&self.0)
    }
}

impl Native {
    pub fn dialect(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn name(&self) -> Option<Name> {
        support::names(&self.0).nth(1)
    }

    pub fn after(&self) -> Vec<Path> {
        paths(&self.0, SyntaxKind::After)
    }

    pub fn before(&self) -> Vec<Path> {
        paths(&self.0, SyntaxKind::Before)
    }

    /// The SQL without the indentation that its lines share.
    pub fn text(&self) -> Option<String> {
        support::unindented(&self.0)
    }

    pub fn body(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }
}

fn paths(node: &SyntaxNode, kind: SyntaxKind) -> Vec<Path> {
    let lists = node.children().filter(|child| child.kind() == kind);
    lists
        .filter_map(|clause| support::child_of(&clause, SyntaxKind::NameList))
        .flat_map(|list| support::paths(&list))
        .collect()
}
