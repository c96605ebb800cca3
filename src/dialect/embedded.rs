//! The built-in dialects, compiled in from `dialects/`.

/// A dialect's folder as it was when the program was built.
pub(super) struct EmbeddedDialect {
    pub name: &'static str,
    pub toml: &'static str,
    /// File stems and texts.
    pub templates: &'static [(&'static str, &'static str)],
}

/// `name: template, template, …`; a test compares this list with the folders.
macro_rules! embed {
    ($($name:literal: [$($template:literal),* $(,)?])+) => {
        &[$(EmbeddedDialect {
            name: $name,
            toml: include_str!(concat!("../../dialects/", $name, "/dialect.toml")),
            templates: &[$((
                $template,
                include_str!(concat!("../../dialects/", $name, "/", $template, ".hbs")),
            )),*],
        }),+]
    };
}

/// In the order dialects are shown in; a dialect stands after the one it is laid over.
pub(super) const EMBEDDED: &[EmbeddedDialect] = embed! {
    "postgres": [
        "add_column",
        "add_constraint",
        "add_domain_check",
        "add_key_using_index",
        "alter_column",
        "alter_composite",
        "alter_constraint",
        "alter_domain",
        "alter_enum",
        "alter_extension",
        "alter_policy",
        "alter_role",
        "alter_sequence",
        "alter_table",
        "analyze_table",
        "archive_table",
        "attach_index",
        "attach_partition",
        "carry_part",
        "carry_rows",
        "carry_sequence",
        "check",
        "clamp_sequence",
        "cluster_on",
        "column",
        "comment",
        "copy_rows",
        "create_composite",
        "create_domain",
        "create_enum",
        "create_extension",
        "create_index",
        "create_materialized_view",
        "create_namespace",
        "create_partition",
        "create_policy",
        "create_range",
        "create_role",
        "create_sequence",
        "create_table",
        "create_view",
        "detach_partition",
        "drop_column",
        "drop_constraint",
        "drop_index",
        "drop_object",
        "drop_table",
        "empty_table",
        "exclusion",
        "fill_rows",
        "follow_function",
        "follow_lookup_first",
        "follow_lookup_function",
        "follow_lookup_trigger",
        "follow_part_function",
        "follow_part_trigger",
        "follow_rows_function",
        "follow_rows_trigger",
        "follow_rows_truncate",
        "follow_trigger",
        "foreign_key",
        "grant",
        "grant_role",
        "lead_lookup_function",
        "lead_lookup_trigger",
        "lead_part_before",
        "lead_part_function",
        "lead_part_trigger",
        "lead_part_truncate",
        "lock_table",
        "on_update_function",
        "on_update_trigger",
        "partition_by",
        "partman_config",
        "partman_parent",
        "primary_key",
        "rejoin",
        "rename_index",
        "rename_object",
        "rename_part",
        "rest_is_empty",
        "restart_sequence",
        "restore_column",
        "revoke",
        "revoke_role",
        "rows_fit",
        "sequence_options",
        "set_column_option",
        "set_options",
        "set_owner",
        "set_replica_identity",
        "set_routine_owner",
        "set_row_security",
        "set_sequence_owner",
        "set_setting",
        "set_trigger_firing",
        "split_check",
        "split_insert",
        "typed_column",
        "unique",
    ]
    "mysql": [
        "add_column",
        "add_constraint",
        "add_partitions",
        "alter_clauses",
        "archive_create",
        "archive_exchange",
        "archive_whole",
        "carry_rows",
        "carry_part",
        "check",
        "coalesce_partitions",
        "column",
        "create_index",
        "create_namespace",
        "create_role",
        "create_table",
        "create_view",
        "drop_column",
        "drop_constraint",
        "drop_index",
        "drop_object",
        "drop_partition",
        "drop_table",
        "empty_table",
        "fill_rows",
        "follow_insert",
        "follow_lookup_change",
        "follow_lookup_first",
        "follow_lookup_insert",
        "follow_lookup_update",
        "follow_part_delete",
        "follow_part_insert",
        "follow_part_update",
        "follow_rows_delete",
        "follow_rows_insert",
        "follow_rows_update",
        "follow_update",
        "foreign_key",
        "grant",
        "grant_role",
        "index",
        "keep_partitions",
        "keep_partitions_event",
        "lead_lookup_insert",
        "lead_lookup_update",
        "lead_part_delete",
        "lead_part_insert",
        "lead_part_update",
        "map_values",
        "partition",
        "partition_by",
        "primary_key",
        "rejoin",
        "rename_index",
        "rename_object",
        "rename_part",
        "rename_tables",
        "reorganize_partitions",
        "restore_column",
        "revoke",
        "set_setting",
        "split_check",
        "split_check_call",
        "split_check_drop",
        "split_insert",
        "unique",
    ]
    "mariadb": [
        "alter_clauses",
        "alter_sequence",
        "create_index",
        "create_sequence",
        "drop_constraint",
        "index",
        "sequence_options",
    ]
    "sqlite": [
        "add_column",
        "carry_numbers",
        "check",
        "column",
        "copy_rows",
        "create_index",
        "create_table",
        "create_view",
        "drop_column",
        "drop_index",
        "drop_object",
        "drop_table",
        "foreign_key",
        "on_update_trigger",
        "primary_key",
        "reference_check",
        "references_off",
        "references_on",
        "rename_object",
        "rename_part",
        "rename_table",
        "split_check",
        "split_insert",
        "unique",
        "views_off",
        "views_on",
    ]
    "postgres_fdw": [
        "coordinator_setup",
        "copies_emptied",
        "copies_function",
        "copies_trigger",
        "create_server",
        "create_user_mapping",
        "link_copy",
        "link_partition",
        "node_head",
    ]
    "spider": [
        "copies_deleted",
        "copies_inserted",
        "copies_updated",
        "coordinator_setup",
        "create_server",
        "link_copy",
        "node_head",
        "partition",
    ]
    "citus": [
        "place_namespace",
        "place_table",
        "place_table_anew",
        "unplace_namespace",
        "unplace_table",
    ]
    "cockroachdb": [
        "column",
        "create_index",
        "create_role",
        "create_table",
        "primary_key",
    ]
    "yugabytedb": [
        "create_index",
        "create_table",
        "primary_key",
    ]
    "vitess": [
        "create_lookup",
        "create_sequence_table",
        "start_sequence_table",
        "use_keyspace",
    ]
    "tidb": [
        "alter_sequence",
        "column",
        "create_sequence",
        "primary_key",
        "sequence_options",
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::EMBEDDED;

    #[test]
    fn every_file_of_the_dialect_folders_is_compiled_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialects");
        let names = |path: &Path| -> BTreeSet<String> {
            let entries = std::fs::read_dir(path).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        let embedded: BTreeSet<String> =
            EMBEDDED.iter().map(|dialect| dialect.name.to_owned()).collect();
        assert_eq!(names(&root), embedded);
        for dialect in EMBEDDED {
            let mut files: BTreeSet<String> =
                dialect.templates.iter().map(|(stem, _)| format!("{stem}.hbs")).collect();
            files.insert("dialect.toml".into());
            assert_eq!(names(&root.join(dialect.name)), files, "{}", dialect.name);
        }
    }
}
