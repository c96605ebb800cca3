//! What the queries in `sql/` return, field by field under their names there.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An object's id in its catalog.
pub(super) type Id = i64;

pub(super) struct Catalog {
    pub namespaces: Vec<NamespaceRow>,
    pub extensions: Vec<ExtensionRow>,
    pub types: Vec<TypeRow>,
    pub sequences: Vec<SequenceRow>,
    pub relations: Vec<RelationRow>,
    pub columns: Vec<ColumnRow>,
    pub constraints: Vec<ConstraintRow>,
    pub indexes: Vec<IndexRow>,
    pub operator_classes: Vec<OperatorClassRow>,
    pub collations: Vec<CollationRow>,
    pub triggers: Vec<TriggerRow>,
    pub policies: Vec<PolicyRow>,
    pub routines: Vec<RoutineRow>,
    pub roles: Vec<RoleRow>,
    pub grants: Vec<GrantRow>,
    pub others: Vec<OtherRow>,
    pub details: Vec<OtherRow>,
    pub comments: Vec<CommentRow>,
    pub unmodelled: Vec<UnmodelledRow>,
}

#[derive(Deserialize)]
pub(super) struct NamespaceRow {
    pub id: Id,
    pub name: String,
    pub owner: String,
}

#[derive(Deserialize)]
pub(super) struct ExtensionRow {
    pub id: Id,
    pub name: String,
    pub namespace: String,
    pub version: Option<String>,
    pub usual_comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct TypeRow {
    pub id: Id,
    pub array_id: Id,
    pub relation_id: Option<Id>,
    pub namespace: String,
    pub name: String,
    /// `e` enum, `d` domain, `r` range, `c` composite.
    pub kind: String,
    pub owner: String,
    pub labels: Option<Vec<String>>,
    pub base_id: Option<Id>,
    pub base: Option<String>,
    pub not_null: bool,
    pub default: Option<String>,
    pub collation: Option<String>,
    pub operator_class: Option<String>,
    pub canonical: Option<String>,
    pub subtype_difference: Option<String>,
    pub multirange: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct SequenceRow {
    pub id: Id,
    pub namespace: String,
    pub name: String,
    pub owner: String,
    pub r#type: String,
    pub start: i64,
    pub increment: i64,
    pub minimum: i64,
    pub maximum: i64,
    pub cache: i64,
    pub cycle: bool,
    /// `i`: behind an identity column; `a`: dropped with its column.
    pub bound: Option<String>,
    pub table_id: Option<Id>,
    pub column_number: Option<i16>,
}

#[derive(Deserialize)]
pub(super) struct RelationRow {
    pub id: Id,
    pub namespace: String,
    pub name: String,
    /// `r` table, `p` partitioned table, `v` view, `m` materialized view.
    pub kind: String,
    pub owner: String,
    pub unlogged: bool,
    pub row_security: bool,
    pub forced_row_security: bool,
    pub replica_identity: String,
    pub options: Option<Vec<String>>,
    pub toast_options: Option<Vec<String>>,
    pub tablespace: Option<String>,
    pub access_method: Option<String>,
    pub is_partition: bool,
    /// The composite type of a typed table.
    pub type_id: Option<Id>,
    pub bound: Option<String>,
    pub parents: Option<Vec<Id>>,
    pub strategy: Option<String>,
    pub key_columns: Option<Vec<i16>>,
    pub key_operator_classes: Option<Vec<Id>>,
    pub key_collations: Option<Vec<Id>>,
    pub key_expressions: Option<String>,
    /// As the server writes it, where a part is an expression.
    pub key_definition: Option<String>,
    pub query: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ColumnRow {
    pub relation_id: Id,
    pub number: i16,
    pub name: String,
    pub type_id: Id,
    pub r#type: String,
    pub not_null: bool,
    pub is_local: bool,
    pub identity: String,
    pub generated: String,
    pub default: Option<String>,
    pub collation: Option<String>,
    pub collation_id: Id,
    pub storage: Option<String>,
    pub compression: Option<String>,
    pub statistics: Option<i32>,
    pub options: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct ConstraintRow {
    pub id: Id,
    pub relation_id: Option<Id>,
    pub domain_id: Option<Id>,
    pub index_id: Option<Id>,
    pub name: String,
    /// `p`, `u`, `f`, `c`, `x`.
    pub kind: String,
    /// A partition's copy of what its parent has.
    pub is_inherited: bool,
    pub deferrable: bool,
    pub deferred: bool,
    pub validated: bool,
    pub enforced: bool,
    pub period: bool,
    pub no_inherit: bool,
    pub columns: Option<Vec<i16>>,
    pub referenced_id: Option<Id>,
    pub referenced_columns: Option<Vec<i16>>,
    pub on_update: String,
    pub on_delete: String,
    pub match_type: String,
    pub set_columns: Option<Vec<i16>>,
    /// Of a temporal constraint.
    pub definition: Option<String>,
    pub expression: Option<String>,
    pub operators: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct IndexRow {
    pub id: Id,
    pub relation_id: Id,
    pub name: String,
    pub method: String,
    pub is_unique: bool,
    pub nulls_not_distinct: bool,
    pub key_count: usize,
    /// Zero for an expression.
    pub columns: Vec<i16>,
    /// Bit 1: descending; bit 2: NULLs first.
    pub ordering: Vec<i16>,
    pub operator_classes: Vec<Id>,
    pub collations: Vec<Id>,
    pub expressions: Option<Vec<Option<String>>>,
    pub definition: Option<String>,
    pub predicate: Option<String>,
    /// By the number of the part, from one.
    pub parameters: Option<BTreeMap<usize, Vec<String>>>,
    pub options: Option<Vec<String>>,
    pub tablespace: Option<String>,
    pub is_clustered: bool,
    pub is_replica_identity: bool,
    pub serves_constraint: bool,
    pub is_attached: bool,
    /// The names by which a partition's index would be called, had the server named it.
    pub usual_columns: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct OperatorClassRow {
    pub id: Id,
    pub is_default: bool,
    pub name: String,
}

#[derive(Deserialize)]
pub(super) struct CollationRow {
    pub id: Id,
    pub name: String,
}

#[derive(Deserialize)]
pub(super) struct TriggerRow {
    pub id: Id,
    pub relation_id: Id,
    pub namespace: String,
    pub relation: String,
    pub relation_kind: String,
    pub name: String,
    pub firing: String,
    pub definition: String,
}

#[derive(Deserialize)]
pub(super) struct PolicyRow {
    pub id: Id,
    pub relation_id: Id,
    pub name: String,
    pub permissive: bool,
    pub command: String,
    pub roles: Option<Vec<String>>,
    pub using_expression: Option<String>,
    pub check_expression: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RoutineRow {
    pub id: Id,
    pub namespace: String,
    pub name: String,
    /// `f` function, `w` window function, `p` procedure, `a` aggregate.
    pub kind: String,
    pub owner: String,
    pub arguments: String,
    pub definition: Option<String>,
    /// An aggregate's properties in order; one without a value does not apply.
    pub aggregate: Option<Vec<(String, Option<String>)>>,
}

#[derive(Deserialize)]
pub(super) struct RoleRow {
    pub name: String,
    pub login: bool,
    pub member_of: Option<Vec<String>>,
    pub comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct GrantRow {
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
    pub arguments: Option<String>,
    pub columns: Option<Vec<String>>,
    pub grantee: String,
    pub privilege: String,
    pub grantable: bool,
}

#[derive(Deserialize)]
pub(super) struct CommentRow {
    /// The catalog that holds the object: `pg_class`.
    pub catalog: String,
    pub id: Id,
    pub column: Option<String>,
    pub text: String,
}

#[derive(Deserialize)]
pub(super) struct OtherRow {
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
    pub part: String,
    /// Those that do not apply are null.
    pub statements: Vec<Option<String>>,
    pub early: bool,
    pub owner: Option<String>,
    pub identity: Option<String>,
    pub comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct UnmodelledRow {
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
}
