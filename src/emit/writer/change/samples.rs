//! A model of every template of changes, with every field set.

use serde_json::{Value, json};

use super::super::Setting;
use super::super::column::IdentityModel;
use super::super::constraint::DeferralModel;
use super::clauses::{AlterClauses, ClauseModel};
use super::models::*;
use super::upkeep::{KeepModel, KeepPartitions, KeepPartitionsEvent, Partman};

pub(in crate::emit::writer) fn samples() -> Vec<(&'static str, Value)> {
    let text = || "t".to_owned();
    let options = || AllSequenceOptions {
        start: text(),
        increment: text(),
        minimum: Some(text()),
        maximum: Some(text()),
        cache: Some(text()),
        cycle: true,
        restart: Some(text()),
    };
    let deferral = || DeferralModel { deferrable: true, deferred: true };
    let names = [text()];
    let partman = || Partman {
        parent: text(),
        control: "c",
        every: text(),
        ahead: text(),
        starting: Some("s"),
        default: true,
        keep: Some(text()),
    };
    let archive = || ArchivePartition { table: text(), name: "p", archive: text() };
    let setting = || Setting { name: "n", value: "v" };
    vec![
        (
            "alter_clauses",
            json!(AlterClauses {
                table: text(),
                clauses: vec![ClauseModel {
                    drop_column: Some("c"),
                    drop_primary_key: true,
                    drop_index: Some("i"),
                    drop_check: Some("c"),
                    add: Some(text()),
                    add_column: Some(text()),
                    modify: Some(text()),
                    charset: Some("c"),
                    collation: Some("c"),
                    option: Some(setting()),
                    show_index: Some("i"),
                    hide_index: Some("i"),
                    versioning: Some("add"),
                    text: Some(setting()),
                }],
                partition_by: Some(text()),
                remove_partitioning: true,
            }),
        ),
        (
            "alter_column",
            json!(AlterColumn {
                type_sql: Some(text()),
                collation: Some("c"),
                using: Some(text()),
                set_not_null: true,
                drop_not_null: true,
                default: Some(text()),
                drop_default: true,
                add_identity: Some(IdentityModel {
                    always: true,
                    sequence: Some(text()),
                    options: text(),
                }),
                identity_mode: Some("always"),
                identity_options: Some(options()),
                drop_identity: true,
                expression: Some("e"),
                drop_expression: true,
                ..AlterColumn::of(text(), "c")
            }),
        ),
        (
            "alter_sequence",
            json!(AlterSequence { name: text(), type_sql: Some(text()), options: Some(options()) }),
        ),
        (
            "clamp_sequence",
            json!(ClampSequence {
                name: text(),
                sequence: text(),
                minimum: text(),
                maximum: text(),
            }),
        ),
        (
            "drop_object",
            json!(DropObject {
                kind: "view",
                name: text(),
                arguments: Some("()"),
                on: Some(text()),
            }),
        ),
        ("rename_object", json!(RenameObject { kind: "type", name: text(), to: "u" })),
        ("rename_index", json!(RenameIndex { table: text(), name: "a", index: text(), to: "b" })),
        ("rename_part", json!(RenamePart { kind: "column", table: text(), name: "a", to: "b" })),
        (
            "alter_enum",
            json!(AlterEnum {
                name: text(),
                value: "a",
                after: Some("b"),
                before: Some("c"),
                renamed: Some("d"),
            }),
        ),
        (
            "alter_domain",
            json!(AlterDomain {
                name: text(),
                default: Some("d"),
                drop_default: true,
                set_not_null: true,
                drop_not_null: true,
                add: Some(text()),
                drop: Some("c"),
                validate: Some("c"),
            }),
        ),
        (
            "alter_composite",
            json!(AlterComposite {
                name: text(),
                attribute: "a",
                add: true,
                drop: true,
                type_sql: Some(text()),
                collation: Some("c"),
            }),
        ),
        (
            "alter_extension",
            json!(AlterExtension { name: "e", version: Some("1"), schema: Some("s") }),
        ),
        ("alter_role", json!(AlterRole { name: "r", login: true })),
        (
            "alter_table",
            json!(AlterTable {
                table: text(),
                logged: true,
                unlogged: true,
                inherit: Some(text()),
                no_inherit: Some(text()),
                of_type: Some(text()),
                not_of: true,
            }),
        ),
        (
            "set_options",
            json!(SetOptions {
                kind: "table",
                name: text(),
                set: vec![Setting { name: "n", value: "v" }],
                reset: vec!["n"],
                tablespace: Some("t"),
                access_method: Some("m"),
            }),
        ),
        (
            "alter_policy",
            json!(AlterPolicy {
                name: "p",
                table: text(),
                roles: &names,
                using: Some("u"),
                check: Some("c"),
            }),
        ),
        (
            "alter_constraint",
            json!(AlterConstraint {
                table: text(),
                name: "c",
                validate: true,
                deferral: Some(deferral()),
            }),
        ),
        (
            "add_key_using_index",
            json!(AddKeyUsingIndex {
                table: text(),
                name: "k",
                primary_key: true,
                index: "i",
                deferral: deferral(),
            }),
        ),
        ("attach_index", json!(AttachIndex { index: text(), part: text() })),
        (
            "detach_partition",
            json!(DetachPartition { parent: text(), name: text(), concurrently: true }),
        ),
        (
            "add_partitions",
            json!(AddPartitions { table: text(), partitions: vec![text()], count: Some(text()) }),
        ),
        ("drop_partition", json!(DropPartition { table: text(), name: "p" })),
        (
            "reorganize_partitions",
            json!(ReorganizePartitions {
                table: text(),
                names: vec!["p"],
                partitions: vec![text()],
            }),
        ),
        ("archive_create", json!(archive())),
        ("archive_whole", json!(archive())),
        ("archive_exchange", json!(archive())),
        ("archive_table", json!(ArchiveTable { name: text(), archive: "a" })),
        (
            "keep_partitions",
            json!(KeepPartitions {
                name: text(),
                home: text(),
                table: "t",
                sql: text(),
                upper: "u",
                bound: "b",
                part: text(),
                every: text(),
                ahead: text(),
                unit: "month",
                keep: Some(KeepModel { since: "s", count: text(), unit: "month" }),
            }),
        ),
        (
            "keep_partitions_event",
            json!(KeepPartitionsEvent { name: text(), hourly: true, words: text() }),
        ),
        ("partman_parent", json!(partman())),
        ("partman_config", json!(partman())),
        ("coalesce_partitions", json!(CoalescePartitions { table: text(), count: text() })),
        (
            "revoke",
            json!(super::super::access::GrantModel {
                privileges: vec!["select"],
                columns: &names,
                kind: "table",
                schema: true,
                home: false,
                routine: true,
                object: text(),
                arguments: Some(text()),
                to: Some("r"),
                grantable: true,
            }),
        ),
        ("revoke_role", json!(RevokeRole { group: "g", member: "m" })),
        (
            "restart_sequence",
            json!(RestartSequence {
                table: text(),
                column: "c",
                sequence: text(),
                descending: true,
                minimum: Some(text()),
                maximum: Some(text()),
            }),
        ),
    ]
}
