/// Declares the kinds once, so that the list that leads back from rowan's numbers cannot drift.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a token or a node of the tree is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum SyntaxKind { $($(#[$doc])* $name,)* }

        const ALL: &[SyntaxKind] = &[$(SyntaxKind::$name,)*];
    };
}

kinds! {
    // Trivia.
    Whitespace,
    /// Line breaks, `\n` or `\r\n`: a run of them in the language, a single one in SQL.
    Newline,
    /// `// …`
    Comment,
    /// `/* … */`
    BlockComment,
    /// `/// …`
    DocComment,

    // Tokens of the language.
    Identifier,
    /// An identifier in double quotes; also the text of `allow`, `import` and `native(…)`.
    Quoted,
    /// A string in single quotes.
    String,
    /// Digits with what is glued to them: `12`, `8.4`, `2M`, `10ms`.
    Number,
    /// A word the parser has read as a word of the language.
    Keyword,
    Colon,
    Comma,
    Dot,
    Question,
    Equals,
    /// `>=`
    AtLeast,
    /// `->`
    Arrow,
    /// `->>`
    DoubleArrow,
    Slash,
    Minus,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    /// Any other run of operator characters.
    Operator,
    /// A character the language has no use for.
    Unknown,
    /// Text that was passed over after a mistake.
    Skipped,
    /// The end of the text; never in a tree.
    EndOfFile,

    // Tokens of SQL islands.
    /// A run of SQL without whitespace, literals or comments.
    SqlText,
    /// A string, a dollar-quoted text or a quoted identifier of SQL.
    SqlLiteral,
    SqlComment,

    // Nodes.
    Root,
    Error,
    /// One identifier.
    Name,
    /// Identifiers with dots between them.
    Path,
    NameList,
    /// `( … )` with SQL in it.
    SqlParen,
    /// `{ … }` with SQL in it.
    SqlBody,
    /// SQL without parentheses: a literal or one call.
    SqlBare,

    Schema,
    Target,
    Context,
    Entity,
    Mixin,
    /// The braces of an entity, a mixin or an `only` block.
    Body,
    Enum,
    EnumValue,
    Domain,
    Sequence,
    SequenceOption,
    View,
    ViewColumns,
    ViewOptions,
    ViewOption,
    ViewIndexes,
    Query,
    Parameter,
    Rate,
    Duration,
    Role,
    RoleOption,
    RoleGroups,
    Grant,
    Privilege,
    GrantObject,
    GrantOption,
    Extension,
    ExtensionSchema,
    ExtensionVersion,
    Import,
    Native,
    After,
    Before,

    Attribute,
    Type,
    TypeArguments,
    ArraySuffix,
    NullableMark,
    PrimaryKeyModifier,
    UniqueModifier,
    IdentityModifier,
    IdentityAlways,
    DefaultClause,
    GeneratedModifier,
    CheckClause,
    CollateClause,
    OnUpdateExpression,
    RefTarget,
    OnDelete,
    OnUpdate,
    MatchFull,
    Deferrable,
    NotNull,
    Was,
    Tags,
    Owner,
    /// `inherits a, b`
    Inherits,
    InvisibleModifier,
    /// `not valid`, `not enforced`, `no inherit`
    ConstraintState,
    /// `owned by ENTITY.ATTRIBUTE`
    OwnedBy,

    PrimaryKeyLine,
    UniqueLine,
    RefLine,
    ExcludeLine,
    ExcludeElements,
    ExcludeElement,
    IndexLine,
    IndexColumns,
    IndexColumn,
    IndexPrefix,
    IndexOrder,
    IndexNulls,
    OperatorClass,
    IndexUnique,
    IndexMethod,
    IndexInvisible,
    IndexOptions,
    IncludeColumns,
    NullsNotDistinct,
    WhereClause,
    DependencyLine,
    MultivaluedLine,
    PartitionLine,
    Subpartition,
    PartitionKeys,
    PartitionEvery,
    PartitionStarting,
    PartitionAhead,
    PartitionKeep,
    PartitionDefault,
    PartitionCount,
    PartitionList,
    PartitionEntry,
    PartitionValues,
    PartitionBelow,
    PartitionFrom,
    PartitionTo,
    PartitionRest,
    PartitionRemainder,
    ShardLine,
    ReferenceTableLine,
    RowSecurityLine,
    PolicyLine,
    PolicyCommand,
    PolicyRoles,
    PolicyUsing,
    PolicyCheck,
    RowsLine,
    GrowsLine,
    KeepLine,
    DistinctLine,
    IncludeLine,
    AllowLine,
    SetLine,
    OnlyLine,
    Interval,
}

impl SyntaxKind {
    pub fn is_trivia(self) -> bool {
        use SyntaxKind::*;
        matches!(self, Whitespace | Newline | Comment | BlockComment | DocComment)
    }
}

/// The language as rowan knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityLanguage {}

impl rowan::Language for EntityLanguage {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        ALL.get(raw.0 as usize).copied().unwrap_or(SyntaxKind::Error)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

pub type SyntaxNode = rowan::SyntaxNode<EntityLanguage>;
pub type SyntaxToken = rowan::SyntaxToken<EntityLanguage>;
pub type SyntaxElement = rowan::SyntaxElement<EntityLanguage>;
