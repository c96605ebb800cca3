use super::attribute::{CheckClause, DefaultClause, Type};
use super::entity::{Entity, Mixin};
use super::program::{Native, Query, View};
use super::support::{self, ast_nodes};
use super::value::{Name, SqlText, Text, ValueRange, range_of};
use super::{Grant, Path, Role};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// A whole file.
    Root of Root;
    /// `schema NAME targets …`
    Schema of Schema;
    /// `postgres >= 15`
    Target of Target;
    /// `context NAME { … }`
    Context of Context;
    /// `enum NAME { … }`
    Enum of Enum;
    EnumValue of EnumValue;
    /// `domain NAME TYPE …`
    Domain of Domain;
    /// `sequence NAME …`
    Sequence of Sequence;
    /// `start 10`, of a sequence or an identity
    SequenceOption of SequenceOption;
    /// `extension NAME …`
    Extension of Extension;
    /// `import "file"`
    Import of Import;
}

/// What stands at the top level of a file or in a context.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    Schema(Schema),
    Context(Context),
    Entity(Entity),
    Mixin(Mixin),
    Enum(Enum),
    Domain(Domain),
    Sequence(Sequence),
    View(View),
    Query(Query),
    Role(Role),
    Grant(Grant),
    Extension(Extension),
    Import(Import),
    Native(Native),
}

impl Item {
    pub fn cast(node: SyntaxNode) -> Option<Item> {
        Some(match node.kind() {
            SyntaxKind::Schema => Item::Schema(Schema(node)),
            SyntaxKind::Context => Item::Context(Context(node)),
            SyntaxKind::Entity => Item::Entity(Entity(node)),
            SyntaxKind::Mixin => Item::Mixin(Mixin(node)),
            SyntaxKind::Enum => Item::Enum(Enum(node)),
            SyntaxKind::Domain => Item::Domain(Domain(node)),
            SyntaxKind::Sequence => Item::Sequence(Sequence(node)),
            SyntaxKind::View => Item::View(View(node)),
            SyntaxKind::Query => Item::Query(Query(node)),
            SyntaxKind::Role => Item::Role(Role(node)),
            SyntaxKind::Grant => Item::Grant(Grant(node)),
            SyntaxKind::Extension => Item::Extension(Extension(node)),
            SyntaxKind::Import => Item::Import(Import(node)),
            SyntaxKind::Native => Item::Native(Native(node)),
            _ => return None,
        })
    }
}

impl Root {
    /// A root node as it is; the caller knows it to be one.
    pub(crate) fn from_root(node: SyntaxNode) -> Root {
        Root(node)
    }

    pub fn items(&self) -> impl Iterator<Item = Item> + use<> {
        self.0.children().filter_map(Item::cast)
    }
}

impl Schema {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn targets(&self) -> impl Iterator<Item = Target> + use<> {
        support::children(&self.0)
    }
}

impl Target {
    pub fn dialect(&self) -> Option<Name> {
        support::name(&self.0)
    }

    /// `15`, `8.4`
    pub fn version(&self) -> Option<Text> {
        support::token_of(&self.0, &[SyntaxKind::Number, SyntaxKind::String])
            .map(|token| Text::of(&token))
    }
}

impl Context {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn was(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Was)
    }

    /// The role of `owner ROLE`.
    pub fn owner(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Owner)
    }

    pub fn items(&self) -> impl Iterator<Item = Item> + use<> {
        self.0.children().filter_map(Item::cast)
    }
}

impl Enum {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn was(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Was)
    }

    /// The role of `owner ROLE`.
    pub fn owner(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Owner)
    }

    pub fn values(&self) -> impl Iterator<Item = EnumValue> + use<> {
        support::children(&self.0)
    }
}

impl EnumValue {
    /// The value without quotes.
    pub fn value(&self) -> Option<Name> {
        support::tokens(&self.0).next().map(|token| Name::of(&token))
    }

    pub fn was(&self) -> Option<Name> {
        let was = support::child_of(&self.0, SyntaxKind::Was)?;
        support::tokens(&was).nth(1).map(|token| Name::of(&token))
    }
}

impl Domain {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn was(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Was)
    }

    pub fn data_type(&self) -> Option<Type> {
        support::child(&self.0)
    }

    pub fn default(&self) -> Option<SqlText> {
        support::child::<DefaultClause>(&self.0).and_then(|clause| clause.value())
    }

    /// The role of `owner ROLE`.
    pub fn owner(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Owner)
    }

    /// Where `not null` stands.
    pub fn not_null(&self) -> Option<ValueRange> {
        support::child_of(&self.0, SyntaxKind::NotNull).map(|node| range_of(node.text_range()))
    }

    pub fn collation(&self) -> Option<Path> {
        support::child_of(&self.0, SyntaxKind::CollateClause).and_then(|node| support::path(&node))
    }

    pub fn checks(&self) -> impl Iterator<Item = CheckClause> + use<> {
        support::children(&self.0)
    }
}

impl Sequence {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn was(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Was)
    }

    pub fn data_type(&self) -> Option<Type> {
        support::child(&self.0)
    }

    /// The role of `owner ROLE`.
    pub fn owner(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::Owner)
    }

    /// The attribute of `owned by ENTITY.ATTRIBUTE`.
    pub fn owned_by(&self) -> Option<Path> {
        support::child_of(&self.0, SyntaxKind::OwnedBy).and_then(|node| support::path(&node))
    }

    pub fn options(&self) -> impl Iterator<Item = SequenceOption> + use<> {
        support::children(&self.0)
    }
}

impl SequenceOption {
    /// `start`, `increment`, `min`, `max`, `cache` or `cycle`.
    pub fn word(&self) -> String {
        let word = support::tokens(&self.0).next();
        word.map(|token| token.text().to_ascii_lowercase()).unwrap_or_default()
    }

    /// The number; none for `cycle`.
    pub fn value(&self) -> Option<i64> {
        let digits = support::token_of(&self.0, &[SyntaxKind::Number])?.text().replace('_', "");
        let minus = support::token_of(&self.0, &[SyntaxKind::Minus]).map_or("", |_| "-");
        format!("{minus}{digits}").parse().ok()
    }
}

impl Extension {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn schema(&self) -> Option<Name> {
        support::name_in(&self.0, SyntaxKind::ExtensionSchema)
    }

    pub fn version(&self) -> Option<Text> {
        support::child_of(&self.0, SyntaxKind::ExtensionVersion)
            .and_then(|node| support::text(&node))
    }
}

impl Import {
    /// The file as written.
    pub fn file(&self) -> Option<Text> {
        support::text(&self.0)
    }
}
