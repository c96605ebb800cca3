/// The kinds of change, each with the name under which `dialect.toml` says what it costs.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal),* $(,)?) => {
        /// What one clause of a statement does, as finely as its cost differs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind),*
        }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// As `dialect.toml` names it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Kind::$kind => $name),*
                }
            }
        }
    };
}

kinds! {
    CreateTable = "create-table",
    CreateTableReferencing = "create-table-referencing",
    CreatePartition = "create-partition",
    DropTable = "drop-table",
    Truncate = "truncate",
    RenameTable = "rename-table",
    MoveTable = "move-table",
    SetTablespace = "set-tablespace",
    SetLogged = "set-logged",
    SetUnlogged = "set-unlogged",
    SetAccessMethod = "set-access-method",
    SetStorageParameters = "set-storage-parameters",
    ClusterOn = "cluster-on",
    Cluster = "cluster",
    VacuumFull = "vacuum-full",
    Vacuum = "vacuum",
    Analyze = "analyze",
    Comment = "comment",
    ChangeOwner = "change-owner",
    SetInheritance = "set-inheritance",
    ReplicaIdentity = "replica-identity",
    Rebuild = "rebuild",
    ChangeEngine = "change-engine",
    ConvertCharset = "convert-charset",
    SetCharset = "set-charset",

    AddColumn = "add-column",
    AddColumnNotLast = "add-column-not-last",
    AddColumnRequired = "add-column-required",
    AddColumnVolatileDefault = "add-column-volatile-default",
    AddColumnIdentity = "add-column-identity",
    AddColumnStored = "add-column-stored",
    AddColumnVirtual = "add-column-virtual",
    AddColumnVirtualNotNull = "add-column-virtual-not-null",
    AddColumnConstrainedDomain = "add-column-constrained-domain",
    AddColumnCheck = "add-column-check",
    AddColumnReferences = "add-column-references",
    AddColumnReferencesDefault = "add-column-references-default",
    AddColumnUnique = "add-column-unique",
    DropColumn = "drop-column",
    DropColumnIndexed = "drop-column-indexed",
    RenameColumn = "rename-column",
    RenameConstraint = "rename-constraint",
    ReorderColumn = "reorder-column",
    SetType = "set-type",
    SetTypeFree = "set-type-free",
    SetTypeReindex = "set-type-reindex",
    SetTypeUnknown = "set-type-unknown",
    AppendEnumValue = "append-enum-value",
    ChangeEnumValues = "change-enum-values",
    SetNotNull = "set-not-null",
    SetNotNullProven = "set-not-null-proven",
    DropNotNull = "drop-not-null",
    SetDefault = "set-default",
    DropDefault = "drop-default",
    SetExpression = "set-expression",
    DropExpression = "drop-expression",
    SetStatistics = "set-statistics",
    SetColumnStorage = "set-column-storage",
    AddIdentity = "add-identity",
    SetIdentity = "set-identity",
    DropIdentity = "drop-identity",

    AddCheck = "add-check",
    AddCheckNotValid = "add-check-not-valid",
    AddNotNullConstraint = "add-not-null-constraint",
    AddNotNullConstraintNotValid = "add-not-null-constraint-not-valid",
    ValidateConstraint = "validate-constraint",
    AddForeignKey = "add-foreign-key",
    AddForeignKeyNotValid = "add-foreign-key-not-valid",
    AddUnique = "add-unique",
    AddPrimaryKey = "add-primary-key",
    AddUniqueUsingIndex = "add-unique-using-index",
    AddPrimaryKeyUsingIndex = "add-primary-key-using-index",
    AddPrimaryKeyUsingIndexNullable = "add-primary-key-using-index-nullable",
    AddExclusion = "add-exclusion",
    DropConstraint = "drop-constraint",
    DropForeignKey = "drop-foreign-key",
    /// What drops the referencing side of a foreign key along the way.
    DropReferencing = "drop-referencing",
    DropPrimaryKey = "drop-primary-key",
    ReplacePrimaryKey = "replace-primary-key",
    AlterConstraint = "alter-constraint",

    CreateIndex = "create-index",
    CreateIndexConcurrently = "create-index-concurrently",
    CreateIndexOnOnly = "create-index-on-only",
    CreateFulltextIndex = "create-fulltext-index",
    CreateSpatialIndex = "create-spatial-index",
    DropIndex = "drop-index",
    DropIndexConcurrently = "drop-index-concurrently",
    Reindex = "reindex",
    ReindexConcurrently = "reindex-concurrently",
    AttachIndex = "attach-index",
    AlterIndex = "alter-index",

    AttachPartition = "attach-partition",
    AttachPartitionProven = "attach-partition-proven",
    DetachPartition = "detach-partition",
    DetachPartitionConcurrently = "detach-partition-concurrently",
    DetachPartitionFinalize = "detach-partition-finalize",
    PartitionTable = "partition-table",
    RemovePartitioning = "remove-partitioning",
    AddPartition = "add-partition",
    DropPartition = "drop-partition",
    TruncatePartition = "truncate-partition",
    ReorganizePartition = "reorganize-partition",
    ExchangePartition = "exchange-partition",

    AddEnumValue = "add-enum-value",
    RenameEnumValue = "rename-enum-value",
    CreateDomainConstrained = "create-domain-constrained",
    AddDomainConstraint = "add-domain-constraint",
    AddDomainConstraintNotValid = "add-domain-constraint-not-valid",
    ValidateDomainConstraint = "validate-domain-constraint",
    SetDomainNotNull = "set-domain-not-null",

    CreateTrigger = "create-trigger",
    ReplaceTrigger = "replace-trigger",
    DropTrigger = "drop-trigger",
    SetTrigger = "set-trigger",
    SetRowSecurity = "set-row-security",
    CreatePolicy = "create-policy",
    DropPolicy = "drop-policy",
    CreateRule = "create-rule",
    RefreshMaterializedView = "refresh-materialized-view",
    RefreshMaterializedViewConcurrently = "refresh-materialized-view-concurrently",
    CreateView = "create-view",
    ReplaceView = "replace-view",
    DropView = "drop-view",
    DropMaterializedView = "drop-materialized-view",
    Grant = "grant",
    Revoke = "revoke",

    CreateObject = "create-object",
    ChangeObject = "change-object",
    RenameObject = "rename-object",
    DropObject = "drop-object",
    DropSequence = "drop-sequence",
    DropType = "drop-type",
    DropRoutine = "drop-routine",
    DropExtension = "drop-extension",
    UpdateExtension = "update-extension",
    DropSchema = "drop-schema",
    CreateDatabase = "create-database",
    DropDatabase = "drop-database",

    InsertRows = "insert-rows",
    UpdateRows = "update-rows",
    UpdateAllRows = "update-all-rows",
    DeleteRows = "delete-rows",
    DeleteAllRows = "delete-all-rows",
    LockTable = "lock-table",

    DistributeTable = "distribute-table",
    RedistributeTable = "redistribute-table",
    UndistributeTable = "undistribute-table",

    Begin = "begin",
    Commit = "commit",
    Rollback = "rollback",
    SetLockTimeout = "set-lock-timeout",
    SetStatementTimeout = "set-statement-timeout",
    UncheckReferences = "uncheck-references",
    Other = "other",
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::dialect::Dialects;

    #[test]
    fn the_dialects_speak_of_no_other_kinds() {
        let dialects = Dialects::builtin().unwrap();
        for name in dialects.names() {
            let data = dialects.get(name).unwrap();
            for kind in data.effects.keys() {
                assert!(Kind::ALL.iter().any(|known| known.name() == kind), "{name}: {kind}");
            }
            for (kind, effects) in &data.effects {
                for effect in &effects.0 {
                    for lock in [Some(&effect.lock), effect.other.as_ref()].into_iter().flatten() {
                        let known = data.locks.iter().any(|mode| mode.name == *lock);
                        assert!(lock.is_empty() || known, "{name}: {kind} takes `{lock}`");
                    }
                }
            }
        }
    }
}
