use super::support::{self, ast_nodes};
use super::value::{IntervalValue, Name, Path, RateValue, Text, ValueRange, count_of, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `fd a, b -> c`
    Dependency of DependencyLine;
    /// `mvd a ->> b`
    MultivaluedDependency of MultivaluedLine;
    /// `rows 2M [grows 3k/day]`
    Rows of RowsLine;
    /// `grows 3k/day`
    Grows of GrowsLine;
    /// `keep 24 months`
    Keep of KeepLine;
    /// `distinct city 9000`
    Distinct of DistinctLine;
    /// `include a, b`
    Include of IncludeLine;
    /// `owner NAME`
    Owner of Owner;
    /// `tags a, b`
    Tags of Tags;
    /// `allow CODE "reason"`
    Allow of AllowLine;
    /// `set NAME = VALUE`
    SetOption of SetLine;
    /// `shard by (…) [with E]`
    Shard of ShardLine;
}

impl Dependency {
    pub fn left(&self) -> Vec<Name> {
        side(&self.0, 0)
    }

    pub fn right(&self) -> Vec<Name> {
        side(&self.0, 1)
    }
}

impl MultivaluedDependency {
    pub fn left(&self) -> Vec<Name> {
        side(&self.0, 0)
    }

    pub fn right(&self) -> Vec<Name> {
        side(&self.0, 1)
    }
}

impl Rows {
    /// The count and its place.
    pub fn count(&self) -> Option<(f64, ValueRange)> {
        count(&self.0)
    }

    pub fn grows(&self) -> Option<Grows> {
        support::child(&self.0)
    }
}

impl Grows {
    pub fn rate(&self) -> Option<RateValue> {
        support::child_of(&self.0, SyntaxKind::Rate).and_then(|node| RateValue::of(&node))
    }
}

impl Keep {
    pub fn interval(&self) -> Option<IntervalValue> {
        support::child_of(&self.0, SyntaxKind::Interval).and_then(|node| IntervalValue::of(&node))
    }
}

impl Distinct {
    pub fn attributes(&self) -> Vec<Name> {
        match support::name(&self.0) {
            Some(name) => vec![name],
            None => support::name_list(&self.0),
        }
    }

    pub fn count(&self) -> Option<(f64, ValueRange)> {
        count(&self.0)
    }
}

impl Include {
    pub fn mixins(&self) -> Vec<Path> {
        let list = support::child_of(&self.0, SyntaxKind::NameList);
        list.map(|list| support::paths(&list).collect()).unwrap_or_default()
    }
}

impl Owner {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }
}

impl Tags {
    pub fn names(&self) -> Vec<Name> {
        support::name_list(&self.0)
    }
}

impl Allow {
    pub fn code(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn reason(&self) -> Option<Text> {
        support::text(&self.0)
    }
}

impl SetOption {
    /// The parts with dots between them.
    pub fn name(&self) -> Option<Path> {
        support::path(&self.0)
    }

    /// A word, a text without its quotes or a number with its sign.
    pub fn value(&self) -> Option<Text> {
        let kinds =
            [SyntaxKind::Identifier, SyntaxKind::Quoted, SyntaxKind::String, SyntaxKind::Number];
        let mut value = support::token_of(&self.0, &kinds).map(|token| Text::of(&token))?;
        if let Some(minus) = support::token_of(&self.0, &[SyntaxKind::Minus]) {
            value.text.insert(0, '-');
            value.range.start = minus.text_range().start().into();
        }
        Some(value)
    }
}

impl Shard {
    pub fn columns(&self) -> Vec<Name> {
        support::name_list(&self.0)
    }

    pub fn with(&self) -> Option<Path> {
        support::path(&self.0)
    }
}

/// The names before the arrow (0) or behind it (1).
fn side(node: &SyntaxNode, index: usize) -> Vec<Name> {
    let arrow = support::token_of(node, &[SyntaxKind::Arrow, SyntaxKind::DoubleArrow]);
    let place = arrow.map(|arrow| arrow.text_range().start());
    let list = node.children().filter(|child| child.kind() == SyntaxKind::NameList).find(|list| {
        let behind = place.is_some_and(|place| list.text_range().start() > place);
        behind == (index == 1)
    });
    list.map(|list| support::names(&list).collect()).unwrap_or_default()
}

fn count(node: &SyntaxNode) -> Option<(f64, ValueRange)> {
    let token = support::token_of(node, &[SyntaxKind::Number])?;
    Some((count_of(token.text())?, range_of(token.text_range())))
}
