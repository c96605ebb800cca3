use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::column::is_false;
use super::{Expression, IndexTarget, QualifiedName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrimaryKey {
    /// None: the server's or the dialect's naming rule decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub columns: Vec<String>,
    /// Columns carried in the index without being part of the key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    #[serde(default, skip_serializing_if = "Deferral::is_default")]
    pub deferral: Deferral,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What only one server knows, mostly of the index behind it: storage parameters, `tablespace`, `clustered`
    /// and `replica_identity` on Postgres; `prefix.COLUMN` (how much of it is indexed) and `order.COLUMN` on MySQL.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniqueConstraint {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// At most one row of NULLs, where the standard allows many.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    #[serde(default, skip_serializing_if = "Deferral::is_default")]
    pub deferral: Deferral,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// As of a primary key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub columns: Vec<String>,
    pub references: QualifiedName,
    /// In the order of `columns`; never empty, also where SQL would let them be left out.
    pub referenced_columns: Vec<String>,
    #[serde(default, skip_serializing_if = "ReferentialAction::is_default")]
    pub on_delete: ReferentialAction,
    #[serde(default, skip_serializing_if = "ReferentialAction::is_default")]
    pub on_update: ReferentialAction,
    /// `SET NULL (a)`: only these columns are set; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_columns: Vec<String>,
    #[serde(default, skip_serializing_if = "MatchType::is_default")]
    pub match_type: MatchType,
    #[serde(default, skip_serializing_if = "Deferral::is_default")]
    pub deferral: Deferral,
    /// Existing rows were never checked (`NOT VALID`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_valid: bool,
    /// Kept as documentation only (Postgres 18 `NOT ENFORCED`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_enforced: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferentialAction {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchType {
    #[default]
    Simple,
    Full,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferral {
    #[default]
    NotDeferrable,
    InitiallyImmediate,
    InitiallyDeferred,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub expression: Expression,
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_valid: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_enforced: bool,
    /// Postgres `NO INHERIT`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_inherit: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Index method: `gist`, `spgist`, `btree`.
    pub method: String,
    pub elements: Vec<ExclusionElement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expression>,
    #[serde(default, skip_serializing_if = "Deferral::is_default")]
    pub deferral: Deferral,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionElement {
    #[serde(flatten)]
    pub target: IndexTarget,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    /// `&&`, `=`.
    pub operator: String,
}

impl ReferentialAction {
    pub fn is_default(&self) -> bool {
        *self == ReferentialAction::default()
    }

    pub fn sql(self) -> &'static str {
        match self {
            ReferentialAction::NoAction => "no action",
            ReferentialAction::Restrict => "restrict",
            ReferentialAction::Cascade => "cascade",
            ReferentialAction::SetNull => "set null",
            ReferentialAction::SetDefault => "set default",
        }
    }
}

impl MatchType {
    pub fn is_default(&self) -> bool {
        *self == MatchType::default()
    }
}

impl Deferral {
    pub fn is_default(&self) -> bool {
        *self == Deferral::default()
    }
}

impl Check {
    pub fn new(name: Option<String>, expression: Expression) -> Check {
        Check {
            name,
            expression,
            not_valid: false,
            not_enforced: false,
            no_inherit: false,
            comment: None,
        }
    }
}

impl PrimaryKey {
    pub fn new(columns: Vec<String>) -> PrimaryKey {
        PrimaryKey {
            name: None,
            columns,
            include: Vec::new(),
            deferral: Deferral::default(),
            comment: None,
            options: IndexMap::new(),
        }
    }
}

impl UniqueConstraint {
    pub fn new(name: Option<String>, columns: Vec<String>) -> UniqueConstraint {
        UniqueConstraint {
            name,
            columns,
            include: Vec::new(),
            nulls_not_distinct: false,
            deferral: Deferral::default(),
            comment: None,
            options: IndexMap::new(),
        }
    }
}

impl ForeignKey {
    pub fn new(
        columns: Vec<String>,
        references: QualifiedName,
        referenced_columns: Vec<String>,
    ) -> ForeignKey {
        ForeignKey {
            name: None,
            columns,
            references,
            referenced_columns,
            on_delete: ReferentialAction::default(),
            on_update: ReferentialAction::default(),
            set_columns: Vec::new(),
            match_type: MatchType::default(),
            deferral: Deferral::default(),
            not_valid: false,
            not_enforced: false,
            comment: None,
        }
    }
}
