//! What the templates of changes are given.

use serde::Serialize;

use super::super::Setting;
use super::super::column::IdentityModel;
use super::super::constraint::DeferralModel;

/// `alter_column.hbs`: one of its fields says what changes.
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterColumn<'a> {
    pub table: String,
    pub column: &'a str,
    #[serde(rename = "type")]
    pub type_sql: Option<String>,
    /// With a type.
    pub collation: Option<&'a str>,
    /// With a type: what becomes of a value.
    pub using: Option<String>,
    pub set_not_null: bool,
    pub drop_not_null: bool,
    pub default: Option<String>,
    pub drop_default: bool,
    pub add_identity: Option<IdentityModel>,
    /// `always` or `by default`.
    pub identity_mode: Option<&'static str>,
    pub identity_options: Option<AllSequenceOptions>,
    pub drop_identity: bool,
    pub expression: Option<&'a str>,
    pub drop_expression: bool,
}

impl<'a> AlterColumn<'a> {
    pub fn of(table: String, column: &'a str) -> AlterColumn<'a> {
        AlterColumn {
            table,
            column,
            type_sql: None,
            collation: None,
            using: None,
            set_not_null: false,
            drop_not_null: false,
            default: None,
            drop_default: false,
            add_identity: None,
            identity_mode: None,
            identity_options: None,
            drop_identity: false,
            expression: None,
            drop_expression: false,
        }
    }
}

/// Every option of a sequence, whether it says the default or not; numbers as text.
#[derive(Serialize)]
pub(in crate::emit::writer) struct AllSequenceOptions {
    pub start: String,
    pub increment: String,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
    /// None: as the server has it by itself.
    pub cache: Option<String>,
    pub cycle: bool,
    /// Where no number so far is within the bounds.
    pub restart: Option<String>,
}

/// `alter_sequence.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterSequence {
    pub name: String,
    #[serde(rename = "type")]
    pub type_sql: Option<String>,
    pub options: Option<AllSequenceOptions>,
}

/// `clamp_sequence.hbs`: the last number is brought within bounds.
#[derive(Serialize)]
pub(in crate::emit::writer) struct ClampSequence {
    pub name: String,
    /// As a text that names it.
    pub sequence: String,
    pub minimum: String,
    pub maximum: String,
}

/// `drop_object.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct DropObject<'a> {
    pub kind: &'a str,
    pub name: String,
    /// The argument types of a routine, in their brackets.
    pub arguments: Option<&'a str>,
    /// The table of a trigger, a policy or a rule.
    pub on: Option<String>,
}

/// `rename_object.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct RenameObject<'a> {
    pub kind: &'a str,
    pub name: String,
    pub to: &'a str,
}

/// `rename_index.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct RenameIndex<'a> {
    pub table: String,
    pub name: &'a str,
    /// The index with the namespace it lies in.
    pub index: String,
    pub to: &'a str,
}

/// `rename_part.hbs`: of a column or a constraint.
#[derive(Serialize)]
pub(in crate::emit::writer) struct RenamePart<'a> {
    pub kind: &'a str,
    pub table: String,
    pub name: &'a str,
    pub to: &'a str,
}

/// `alter_enum.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterEnum<'a> {
    pub name: String,
    pub value: &'a str,
    /// The new value stands behind this one …
    pub after: Option<&'a str>,
    /// … or before this one.
    pub before: Option<&'a str>,
    /// The value becomes this one.
    pub renamed: Option<&'a str>,
}

/// `alter_domain.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterDomain<'a> {
    pub name: String,
    pub default: Option<&'a str>,
    pub drop_default: bool,
    pub set_not_null: bool,
    pub drop_not_null: bool,
    /// `check.hbs`
    pub add: Option<String>,
    pub drop: Option<&'a str>,
    pub validate: Option<&'a str>,
}

/// `alter_composite.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterComposite<'a> {
    pub name: String,
    pub attribute: &'a str,
    pub add: bool,
    pub drop: bool,
    #[serde(rename = "type")]
    pub type_sql: Option<String>,
    pub collation: Option<&'a str>,
}

/// `alter_extension.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterExtension<'a> {
    pub name: &'a str,
    pub version: Option<&'a str>,
    pub schema: Option<&'a str>,
}

/// `alter_role.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterRole<'a> {
    pub name: &'a str,
    pub login: bool,
}

/// `alter_table.hbs`: one of its fields says what changes.
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterTable {
    pub table: String,
    pub logged: bool,
    pub unlogged: bool,
    pub inherit: Option<String>,
    pub no_inherit: Option<String>,
    pub of_type: Option<String>,
    pub not_of: bool,
}

/// `set_options.hbs`: storage parameters and their like.
#[derive(Serialize)]
pub(in crate::emit::writer) struct SetOptions<'a> {
    /// `table`, `index`, `view`, `materialized view`.
    pub kind: &'a str,
    pub name: String,
    pub set: Vec<Setting<'a>>,
    pub reset: Vec<&'a str>,
    pub tablespace: Option<&'a str>,
    pub access_method: Option<&'a str>,
}

/// `alter_policy.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterPolicy<'a> {
    pub name: &'a str,
    pub table: String,
    /// None where it is for everyone.
    pub roles: &'a [String],
    pub using: Option<&'a str>,
    pub check: Option<&'a str>,
}

/// `alter_constraint.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterConstraint<'a> {
    pub table: String,
    pub name: &'a str,
    pub validate: bool,
    pub deferral: Option<DeferralModel>,
}

/// `add_key_using_index.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AddKeyUsingIndex<'a> {
    pub table: String,
    pub name: &'a str,
    pub primary_key: bool,
    pub index: &'a str,
    pub deferral: DeferralModel,
}

/// `attach_index.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AttachIndex {
    pub index: String,
    pub part: String,
}

/// `detach_partition.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct DetachPartition {
    pub parent: String,
    pub name: String,
    pub concurrently: bool,
}

/// `add_partitions.hbs`: behind the others, where partitions are parts of their table.
#[derive(Serialize)]
pub(in crate::emit::writer) struct AddPartitions {
    pub table: String,
    /// `partition.hbs`, one each.
    pub partitions: Vec<String>,
    /// How many, where the server names them as they are named.
    pub count: Option<String>,
}

/// `drop_partition.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct DropPartition<'a> {
    pub table: String,
    pub name: &'a str,
}

/// `reorganize_partitions.hbs`: the rows of some partitions are written into others.
#[derive(Serialize)]
pub(in crate::emit::writer) struct ReorganizePartitions<'a> {
    pub table: String,
    pub names: Vec<&'a str>,
    /// `partition.hbs`, one each.
    pub partitions: Vec<String>,
}

/// `coalesce_partitions.hbs`: so many hash partitions go, and their rows into those that are left.
#[derive(Serialize)]
pub(in crate::emit::writer) struct CoalescePartitions {
    pub table: String,
    pub count: String,
}

/// `archive_create.hbs`, `archive_whole.hbs`, `archive_exchange.hbs`: the rows of a partition become a table.
#[derive(Serialize)]
pub(in crate::emit::writer) struct ArchivePartition<'a> {
    pub table: String,
    pub name: &'a str,
    /// The table that the rows become.
    pub archive: String,
}

/// `archive_table.hbs`: a table moves to another schema.
#[derive(Serialize)]
pub(in crate::emit::writer) struct ArchiveTable<'a> {
    pub name: String,
    pub archive: &'a str,
}

/// `revoke_role.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct RevokeRole<'a> {
    pub group: &'a str,
    pub member: &'a str,
}

/// `restart_sequence.hbs`: the numbers go on behind the last one that rows have.
#[derive(Serialize)]
pub(in crate::emit::writer) struct RestartSequence<'a> {
    pub table: String,
    pub column: &'a str,
    /// As a text that names the sequence.
    pub sequence: String,
    pub descending: bool,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
}
