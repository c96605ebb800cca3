use indexmap::IndexMap;
use serde::Serialize;

use super::{Setting, Writer};
use crate::dialect::Capability;
use crate::schema::{
    AtomKey, AtomKind, Check, Deferral, Exclusion, Expression, ForeignKey, IndexTarget, MatchType,
    PrimaryKey, ReferentialAction, Table, UniqueConstraint,
};
use crate::template::{TemplateError, qualified};

/// `primary_key.hbs` and `unique.hbs`.
#[derive(Serialize)]
pub(super) struct KeyModel<'a> {
    pub name: Option<&'a str>,
    pub columns: &'a [String],
    /// The columns again, with what is said of them.
    pub parts: Vec<KeyPartModel<'a>>,
    pub include: &'a [String],
    pub nulls_not_distinct: bool,
    pub tablespace: Option<&'a str>,
    /// Rows do not lie in this key (TiDB).
    pub nonclustered: bool,
    /// What becomes of rows that contradict it (SQLite).
    pub conflict: Option<&'a str>,
    /// Storage parameters.
    pub options: Vec<Setting<'a>>,
    pub deferral: DeferralModel,
    pub comment: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct KeyPartModel<'a> {
    pub column: &'a str,
    pub prefix: Option<&'a str>,
    pub descending: bool,
    /// Said to be ordered, where keys spread rows by a hash.
    pub ascending: bool,
    pub hash: bool,
}

fn key_parts<'a>(
    columns: &'a [String],
    options: &'a IndexMap<String, String>,
) -> Vec<KeyPartModel<'a>> {
    let part = |column: &'a String| {
        let order = options.get(&format!("order.{column}")).map(String::as_str);
        KeyPartModel {
            column,
            prefix: options.get(&format!("prefix.{column}")).map(String::as_str),
            descending: order == Some("desc"),
            ascending: order == Some("asc"),
            hash: order == Some("hash"),
        }
    };
    columns.iter().map(part).collect()
}

/// Options of an index that are not storage parameters: they have a place of their own.
pub(super) const OF_INDEXES: [&str; 5] =
    ["tablespace", "parser", "clustered", "replica_identity", "conflict"];

fn storage(options: &IndexMap<String, String>) -> Vec<Setting<'_>> {
    let is_storage = |name: &str| {
        !OF_INDEXES.contains(&name) && !name.starts_with("prefix.") && !name.starts_with("order.")
    };
    options
        .iter()
        .filter(|(name, _)| is_storage(name))
        .map(|(name, value)| Setting { name, value })
        .collect()
}

/// `foreign_key.hbs`. Actions are none where they are the default.
#[derive(Serialize)]
pub(super) struct ForeignKeyModel<'a> {
    pub name: Option<&'a str>,
    pub columns: &'a [String],
    pub references: String,
    pub referenced_columns: &'a [String],
    pub match_full: bool,
    pub on_delete: Option<&'static str>,
    pub on_update: Option<&'static str>,
    /// `SET NULL (a, b)`.
    pub set_columns: &'a [String],
    pub deferral: DeferralModel,
    pub not_valid: bool,
    pub not_enforced: bool,
}

/// `check.hbs`.
#[derive(Serialize)]
pub(super) struct CheckModel<'a> {
    pub name: Option<&'a str>,
    pub expression: &'a str,
    pub not_valid: bool,
    pub not_enforced: bool,
    pub no_inherit: bool,
}

/// `exclusion.hbs`.
#[derive(Serialize)]
pub(super) struct ExclusionModel<'a> {
    pub name: Option<&'a str>,
    pub method: &'a str,
    pub elements: Vec<ExclusionElementModel<'a>>,
    pub include: &'a [String],
    pub predicate: Option<&'a str>,
    pub deferral: DeferralModel,
}

#[derive(Serialize)]
pub(super) struct ExclusionElementModel<'a> {
    pub column: Option<&'a str>,
    pub expression: Option<&'a str>,
    pub operator_class: Option<&'a str>,
    pub operator: &'a str,
}

#[derive(Serialize)]
pub(super) struct DeferralModel {
    pub deferrable: bool,
    pub deferred: bool,
}

/// `add_constraint.hbs`.
#[derive(Serialize)]
pub(super) struct AddConstraint {
    pub table: String,
    /// As it would stand inside `create table`.
    pub constraint: String,
}

impl From<Deferral> for DeferralModel {
    fn from(deferral: Deferral) -> DeferralModel {
        DeferralModel {
            deferrable: deferral != Deferral::NotDeferrable,
            deferred: deferral == Deferral::InitiallyDeferred,
        }
    }
}

impl<'s> Writer<'s> {
    fn action(&self, action: ReferentialAction) -> Option<&'static str> {
        match action {
            ReferentialAction::NoAction => None,
            ReferentialAction::Restrict if self.dialect.has(Capability::RestrictByDefault) => {
                Some(ReferentialAction::NoAction.sql())
            }
            _ => Some(action.sql()),
        }
    }

    pub(super) fn primary_key(&self, key: &PrimaryKey) -> Result<String, TemplateError> {
        let model = KeyModel {
            name: key.name.as_deref(),
            columns: &key.columns,
            parts: key_parts(&key.columns, &key.options),
            include: &key.include,
            nulls_not_distinct: false,
            tablespace: key.options.get("tablespace").map(String::as_str),
            nonclustered: key.options.get("clustered").is_some_and(|value| value == "off"),
            conflict: key.options.get("conflict").map(String::as_str),
            options: storage(&key.options),
            deferral: key.deferral.into(),
            comment: key.comment.as_deref(),
        };
        self.part("primary_key", &model)
    }

    pub(super) fn unique(&self, unique: &UniqueConstraint) -> Result<String, TemplateError> {
        let model = KeyModel {
            name: unique.name.as_deref(),
            columns: &unique.columns,
            parts: key_parts(&unique.columns, &unique.options),
            include: &unique.include,
            tablespace: unique.options.get("tablespace").map(String::as_str),
            nonclustered: false,
            conflict: unique.options.get("conflict").map(String::as_str),
            options: storage(&unique.options),
            nulls_not_distinct: unique.nulls_not_distinct,
            deferral: unique.deferral.into(),
            comment: unique.comment.as_deref(),
        };
        self.part("unique", &model)
    }

    pub(super) fn foreign_key(&self, key: &ForeignKey) -> Result<String, TemplateError> {
        let model = ForeignKeyModel {
            name: key.name.as_deref(),
            columns: &key.columns,
            references: qualified(&key.references),
            referenced_columns: &key.referenced_columns,
            match_full: key.match_type == MatchType::Full,
            on_delete: self.action(key.on_delete),
            on_update: self.action(key.on_update),
            set_columns: &key.set_columns,
            deferral: key.deferral.into(),
            not_valid: key.not_valid,
            not_enforced: key.not_enforced,
        };
        self.part("foreign_key", &model)
    }

    pub(super) fn check(&self, check: &Check) -> Result<String, TemplateError> {
        let model = CheckModel {
            name: check.name.as_deref(),
            expression: check.expression.text(),
            not_valid: check.not_valid,
            not_enforced: check.not_enforced,
            no_inherit: check.no_inherit,
        };
        self.part("check", &model)
    }

    pub(super) fn exclusion(&self, exclusion: &Exclusion) -> Result<String, TemplateError> {
        let elements = exclusion.elements.iter().map(|element| {
            let (column, expression) = target(&element.target);
            let operator_class = element.operator_class.as_deref();
            ExclusionElementModel {
                column,
                expression,
                operator_class,
                operator: &element.operator,
            }
        });
        let model = ExclusionModel {
            name: exclusion.name.as_deref(),
            method: &exclusion.method,
            elements: elements.collect(),
            include: &exclusion.include,
            predicate: exclusion.predicate.as_ref().map(Expression::text),
            deferral: exclusion.deferral.into(),
        };
        self.part("exclusion", &model)
    }

    /// A foreign key that could not stand inside its table.
    pub(super) fn late_foreign_key(
        &mut self,
        table: &Table,
        key: &ForeignKey,
    ) -> Result<(), TemplateError> {
        let name = key.name.clone().unwrap_or_default();
        let constraint = self.foreign_key(key)?;
        self.add_constraint(table, constraint, AtomKind::ForeignKey, &name)?;
        self.constraint_comment(table, &name, &key.comment)
    }

    pub(super) fn add_constraint(
        &mut self,
        table: &Table,
        constraint: String,
        kind: AtomKind,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = AddConstraint { table: qualified(&table.name), constraint };
        let change = format!("add {} {name} to {}", kind.words(), table.name);
        self.statement("add_constraint", &model, AtomKey::new(&table.name, kind, name), change)
    }
}

/// A column or an expression, as the two fields of which one is set.
pub(super) fn target(target: &IndexTarget) -> (Option<&str>, Option<&str>) {
    match target {
        IndexTarget::Column(name) => (Some(name), None),
        IndexTarget::Expression(expression) => (None, Some(expression.text())),
    }
}
