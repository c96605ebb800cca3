use super::facts::{SetOption, Tags};
use super::item::SequenceOption;
use super::support::{self, AstNode, ast_nodes};
use super::value::{Name, Path, SqlText, Text, ValueRange, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `name: type modifiers`
    Attribute of Attribute;
    Type of Type;
    /// `ref ENTITY[.attribute]`
    RefTarget of RefTarget;
    /// `identity [always] [(…)]`
    Identity of IdentityModifier;
    /// `default …`
    DefaultClause of DefaultClause;
    /// `generated (…) stored|virtual`
    Generated of GeneratedModifier;
    /// `check [NAME] (…)`, as a modifier or a line
    CheckClause of CheckClause;
    /// `deferrable [initially deferred]`
    Deferrable of Deferrable;
}

/// A modifier of an attribute, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Modifier {
    PrimaryKey(ValueRange),
    Unique(ValueRange),
    Identity(Identity),
    Default(DefaultClause),
    Generated(Generated),
    Check(CheckClause),
    Collate(SyntaxNode),
    OnUpdateExpression(SyntaxNode),
    Ref(RefTarget),
    OnDelete(OnAction),
    OnUpdate(OnAction),
    MatchFull(ValueRange),
    Deferrable(Deferrable),
    Was(SyntaxNode),
    Tags(Tags),
    Invisible(ValueRange),
    Set(SetOption),
}

/// `on delete ACTION` or `on update ACTION`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OnAction(pub(crate) SyntaxNode);

impl Attribute {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    /// The type; none where the attribute is a `ref`, or the type is missing.
    pub fn data_type(&self) -> Option<Type> {
        support::child(&self.0)
    }

    /// The entity a `ref` names, in the place of a type or after one.
    pub fn refers_to(&self) -> Option<RefTarget> {
        support::child(&self.0)
    }

    /// Marked `?`.
    pub fn nullable(&self) -> bool {
        support::has(&self.0, SyntaxKind::NullableMark)
    }

    /// All modifiers in the order of the text; what repeats is there twice.
    pub fn modifiers(&self) -> impl Iterator<Item = Modifier> + use<> {
        self.0.children().filter_map(Modifier::cast)
    }

    /// Where `primary key` stands.
    pub fn primary_key(&self) -> Option<ValueRange> {
        self.place(SyntaxKind::PrimaryKeyModifier)
    }

    /// Where `unique` stands.
    pub fn unique(&self) -> Option<ValueRange> {
        self.place(SyntaxKind::UniqueModifier)
    }

    pub fn identity(&self) -> Option<Identity> {
        support::child(&self.0)
    }

    pub fn default(&self) -> Option<SqlText> {
        support::child::<DefaultClause>(&self.0).and_then(|clause| clause.value())
    }

    pub fn generated(&self) -> Option<Generated> {
        support::child(&self.0)
    }

    pub fn checks(&self) -> impl Iterator<Item = CheckClause> + use<> {
        support::children(&self.0)
    }

    pub fn collation(&self) -> Option<Path> {
        support::child_of(&self.0, SyntaxKind::CollateClause).and_then(|node| support::path(&node))
    }

    /// The value of `on update EXPRESSION`.
    pub fn on_update_expression(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::OnUpdateExpression)
    }

    pub fn on_delete(&self) -> Option<OnAction> {
        support::child_of(&self.0, SyntaxKind::OnDelete).map(OnAction)
    }

    pub fn on_update(&self) -> Option<OnAction> {
        support::child_of(&self.0, SyntaxKind::OnUpdate).map(OnAction)
    }

    /// Where `match full` stands.
    pub fn match_full(&self) -> Option<ValueRange> {
        self.place(SyntaxKind::MatchFull)
    }

    pub fn deferrable(&self) -> Option<Deferrable> {
        support::child(&self.0)
    }

    /// The former name, in the same entity.
    pub fn was(&self) -> Option<Name> {
        self.former()
            .filter(|path| path.parts.len() == 1)
            .and_then(|path| path.parts.into_iter().next())
    }

    /// The attribute of another entity that its values come from: `was ENTITY.OLD`.
    pub fn moved_from(&self) -> Option<Path> {
        self.former().filter(|path| path.parts.len() > 1)
    }

    fn former(&self) -> Option<Path> {
        support::child_of(&self.0, SyntaxKind::Was).and_then(|node| support::path(&node))
    }

    pub fn tags(&self) -> Vec<Name> {
        support::children::<Tags>(&self.0).flat_map(|tags| tags.names()).collect()
    }

    fn place(&self, kind: SyntaxKind) -> Option<ValueRange> {
        support::child_of(&self.0, kind).map(|node| range_of(node.text_range()))
    }
}

impl Modifier {
    pub fn cast(node: SyntaxNode) -> Option<Modifier> {
        let range = range_of(node.text_range());
        Some(match node.kind() {
            SyntaxKind::PrimaryKeyModifier => Modifier::PrimaryKey(range),
            SyntaxKind::UniqueModifier => Modifier::Unique(range),
            SyntaxKind::IdentityModifier => Modifier::Identity(Identity(node)),
            SyntaxKind::DefaultClause => Modifier::Default(DefaultClause(node)),
            SyntaxKind::GeneratedModifier => Modifier::Generated(Generated(node)),
            SyntaxKind::CheckClause => Modifier::Check(CheckClause(node)),
            SyntaxKind::CollateClause => Modifier::Collate(node),
            SyntaxKind::OnUpdateExpression => Modifier::OnUpdateExpression(node),
            SyntaxKind::RefTarget => Modifier::Ref(RefTarget(node)),
            SyntaxKind::OnDelete => Modifier::OnDelete(OnAction(node)),
            SyntaxKind::OnUpdate => Modifier::OnUpdate(OnAction(node)),
            SyntaxKind::MatchFull => Modifier::MatchFull(range),
            SyntaxKind::Deferrable => Modifier::Deferrable(Deferrable(node)),
            SyntaxKind::Was => Modifier::Was(node),
            SyntaxKind::Tags => Modifier::Tags(Tags(node)),
            SyntaxKind::InvisibleModifier => Modifier::Invisible(range),
            SyntaxKind::SetLine => Modifier::Set(SetOption(node)),
            _ => return None,
        })
    }

    /// The words it begins with, and where it stands: for messages about modifiers that repeat.
    pub fn describe(&self) -> (&'static str, ValueRange) {
        match self {
            Modifier::PrimaryKey(range) => ("primary key", range.clone()),
            Modifier::Unique(range) => ("unique", range.clone()),
            Modifier::Identity(node) => ("identity", node.range()),
            Modifier::Default(node) => ("default", node.range()),
            Modifier::Generated(node) => ("generated", node.range()),
            Modifier::Check(node) => ("check", node.range()),
            Modifier::Collate(node) => ("collate", range_of(node.text_range())),
            Modifier::OnUpdateExpression(node) => ("on update", range_of(node.text_range())),
            Modifier::Ref(node) => ("ref", node.range()),
            Modifier::OnDelete(node) => ("on delete", range_of(node.0.text_range())),
            Modifier::OnUpdate(node) => ("on update", range_of(node.0.text_range())),
            Modifier::MatchFull(range) => ("match full", range.clone()),
            Modifier::Deferrable(node) => ("deferrable", node.range()),
            Modifier::Was(node) => ("was", range_of(node.text_range())),
            Modifier::Tags(node) => ("tags", node.range()),
            Modifier::Invisible(range) => ("invisible", range.clone()),
            Modifier::Set(node) => ("set", node.range()),
        }
    }
}

impl Type {
    /// The name of the type, its words joined by spaces where SQL has several (`double precision`,
    /// `timestamp with time zone`), its parts where it has a context. None for `native("…")`.
    pub fn name(&self) -> Option<Path> {
        support::path(&self.0)
    }

    /// The name as one text in the user's case, `timestamp with time zone` or `billing.status`.
    pub fn text(&self) -> String {
        let name = support::child_of(&self.0, SyntaxKind::Path);
        let Some(name) = name else { return String::new() };
        let dotted = support::token_of(&name, &[SyntaxKind::Dot]).is_some();
        let parts: Vec<String> = Path::of(&name).parts.into_iter().map(|part| part.text).collect();
        let suffix = support::tokens(&self.0)
            .filter(|token| token.kind() == SyntaxKind::Identifier)
            .map(|token| format!(" {}", token.text()));
        parts.join(if dotted { "." } else { " " }) + &suffix.collect::<String>()
    }

    /// `200` of `varchar(200)`; numbers, strings and words, numbers with their sign.
    pub fn arguments(&self) -> Vec<Text> {
        let Some(list) = support::child_of(&self.0, SyntaxKind::TypeArguments) else {
            return Vec::new();
        };
        let mut arguments: Vec<Text> = Vec::new();
        let mut minus = None;
        for token in support::tokens(&list) {
            match token.kind() {
                SyntaxKind::Minus => minus = Some(range_of(token.text_range()).start),
                SyntaxKind::Number | SyntaxKind::String | SyntaxKind::Identifier => {
                    let mut text = Text::of(&token);
                    if let Some(start) = minus.take() {
                        text.text.insert(0, '-');
                        text.range.start = start;
                    }
                    arguments.push(text);
                }
                _ => {}
            }
        }
        arguments
    }

    /// How many `[]` follow.
    pub fn dimensions(&self) -> usize {
        self.0.children().filter(|child| child.kind() == SyntaxKind::ArraySuffix).count()
    }

    /// The server's own spelling of `native("…")`.
    pub fn native(&self) -> Option<Text> {
        support::text(&self.0)
    }
}

impl RefTarget {
    /// `customer`, `customer.email`, `sales.customer` or `sales.customer.email`: lowering tells which.
    pub fn path(&self) -> Option<Path> {
        support::path(&self.0)
    }
}

impl Identity {
    pub fn always(&self) -> bool {
        support::has(&self.0, SyntaxKind::IdentityAlways)
    }

    pub fn options(&self) -> impl Iterator<Item = SequenceOption> + use<> {
        support::children(&self.0)
    }
}

impl DefaultClause {
    pub fn value(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }
}

impl Generated {
    pub fn expression(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }

    /// `stored` was said.
    pub fn stored(&self) -> bool {
        support::keywords(&self.0).iter().any(|word| word == "stored")
    }

    /// `virtual` was said.
    pub fn is_virtual(&self) -> bool {
        support::keywords(&self.0).iter().any(|word| word == "virtual")
    }
}

impl CheckClause {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn condition(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }

    /// `not valid`, `not enforced`, `no inherit`.
    pub fn states(&self) -> Vec<String> {
        support::states(&self.0)
    }
}

impl Deferrable {
    pub fn initially_deferred(&self) -> bool {
        support::keywords(&self.0).iter().any(|word| word == "deferred")
    }
}

impl OnAction {
    /// `cascade`, `restrict`, `set null`, `set default` or `no action`.
    pub fn action(&self) -> String {
        support::keywords(&self.0).get(2..).unwrap_or(&[]).join(" ")
    }

    /// The columns of `set null (a, b)`.
    pub fn columns(&self) -> Vec<Name> {
        support::name_list(&self.0)
    }

    pub fn range(&self) -> ValueRange {
        range_of(self.0.text_range())
    }
}
