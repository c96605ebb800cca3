//! Every path in every template names a field of its view model.
//!
//! Strict mode finds a wrong `{{name}}` when it is rendered, but a wrong `{{#if name}}` is just
//! false. So the templates are walked here against models in which every field is set.

use std::collections::BTreeMap;

use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use serde_json::{Value, json};

use super::access::{CreatePolicy, GrantModel, SetRowSecurity};
use super::alter::{
    AddColumn, DropColumn, DropConstraint, DropIndex, DropTable, RenameTable, RestoreColumn,
    Session,
};
use super::code::{SetRoutineOwner, SetSetting, SetTriggerFiring};
use super::column::{ColumnModel, GeneratedModel, IdentityModel, TypedColumn};
use super::comment::CommentModel;
use super::constraint::{
    AddConstraint, CheckModel, DeferralModel, ExclusionElementModel, ExclusionModel,
    ForeignKeyModel, KeyModel, KeyPartModel,
};
use super::index::{IndexModel, IndexPartModel};
use super::namespace::{CreateExtension, CreateNamespace, CreateRole, GrantRole};
use super::partition::{
    AttachPartition, BoundModel, CreatePartition, HashModel, PartitionBy, PartitionKeyModel,
    PartitionLine, RangeModel, SubPartitionBy,
};
use super::table::{ClusterOn, CreateTable, SetColumnOption, SetReplicaIdentity};
use super::types::{
    AddDomainCheck, AttributeModel, CreateComposite, CreateDomain, CreateEnum, CreateRange,
    CreateSequence, SequenceOptionsModel, SetSequenceOwner,
};
use super::view::CreateView;
use super::{SetOwner, Setting};
use crate::dialect::Dialects;
use crate::physical::on_update_model;

#[test]
fn every_path_of_every_template_is_a_field_of_its_view_model() {
    let samples = samples();
    let dialects = Dialects::builtin().unwrap();
    let mut unused: Vec<&str> = samples.keys().copied().collect();
    for name in dialects.names() {
        for (stem, text) in &dialects.get(name).unwrap().templates {
            let place = format!("{name}/{stem}.hbs");
            let model =
                samples.get(stem.as_str()).unwrap_or_else(|| panic!("{place}: nobody renders it"));
            let template =
                Template::compile(text).unwrap_or_else(|error| panic!("{place}: {error}"));
            let mut walker = Walker { place: &place, scopes: vec![model], wrong: Vec::new() };
            walker.template(&template);
            assert!(walker.wrong.is_empty(), "{place}: no such field: {:?}", walker.wrong);
            unused.retain(|known| known != stem);
        }
    }
    assert!(unused.is_empty(), "no dialect has the templates {unused:?}");
}

#[test]
fn the_walker_finds_wrong_paths_wherever_they_stand() {
    let model = json!({ "name": "a", "items": [{ "inner": "b" }] });
    let text = "{{nam}} {{#if nme}}{{{name}}}{{/if}} {{#each items}}{{innr}}{{../name}}{{../x}}{{/each}} {{literal y}}";
    let template = Template::compile(text).unwrap();
    let mut walker = Walker { place: "test", scopes: vec![&model], wrong: Vec::new() };
    walker.template(&template);
    assert_eq!(walker.wrong, ["nam", "nme", "innr", "../x", "y"]);
}

struct Walker<'m> {
    place: &'m str,
    scopes: Vec<&'m Value>,
    wrong: Vec<String>,
}

impl<'m> Walker<'m> {
    fn template(&mut self, template: &Template) {
        for element in &template.elements {
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                    self.expression(helper);
                }
                TemplateElement::HelperBlock(block) => self.block(block),
                other => panic!("{}: templates do not use {other:?}", self.place),
            }
        }
    }

    fn expression(&mut self, helper: &HelperTemplate) {
        let name = helper.name.as_name().unwrap_or_default();
        match helper.params.as_slice() {
            [] => {
                self.resolve(name);
            }
            [argument] => {
                assert!(
                    ["names", "literal", "literals"].contains(&name),
                    "{}: helper `{name}`",
                    self.place
                );
                self.parameter(argument);
            }
            _ => panic!("{}: `{name}` takes one argument", self.place),
        }
    }

    fn block(&mut self, block: &HelperTemplate) {
        let name = block.name.as_name().unwrap_or_default();
        let [argument] = block.params.as_slice() else {
            panic!("{}: `{name}` takes one argument", self.place)
        };
        let value = self.parameter(argument);
        let inside = match name {
            "if" | "unless" => None,
            "each" => value.and_then(Value::as_array).and_then(|items| items.first()),
            other => panic!("{}: block `{other}`", self.place),
        };
        self.scopes.extend(inside);
        for part in block.template.iter().chain(&block.inverse) {
            self.template(part);
        }
        if inside.is_some() {
            self.scopes.pop();
        }
    }

    fn parameter(&mut self, parameter: &Parameter) -> Option<&'m Value> {
        let name = parameter
            .as_name()
            .unwrap_or_else(|| panic!("{}: {parameter:?}", self.place))
            .to_owned();
        self.resolve(&name)
    }

    /// The value a path leads to; a path that leads nowhere is remembered.
    fn resolve(&mut self, path: &str) -> Option<&'m Value> {
        if path.starts_with('@') {
            assert!(["@first", "@last"].contains(&path), "{}: {path}", self.place);
            return None;
        }
        let ups = path.matches("../").count();
        let rest = path.trim_start_matches("../");
        let scope = self
            .scopes
            .len()
            .checked_sub(ups + 1)
            .and_then(|place| self.scopes.get(place).copied());
        let found = match rest {
            "this" => scope,
            _ => rest.split('.').try_fold(scope, |value, field| Some(value?.get(field))).flatten(),
        };
        if found.is_none_or(Value::is_null) {
            self.wrong.push(path.to_owned());
        }
        found
    }
}

/// A model of each template, with every field set.
fn samples() -> BTreeMap<&'static str, Value> {
    let names = ["a".to_owned(), "b".to_owned()];
    let setting = || Setting { name: "a", value: "1" };
    let deferral = || DeferralModel { deferrable: true, deferred: true };
    let key = || KeyModel {
        name: Some("k"),
        columns: &names,
        parts: vec![KeyPartModel {
            column: "a",
            prefix: Some("1"),
            descending: true,
            ascending: true,
            hash: true,
        }],
        include: &names,
        nulls_not_distinct: true,
        tablespace: Some("t"),
        nonclustered: true,
        conflict: Some("replace"),
        options: vec![setting()],
        deferral: deferral(),
        comment: Some("c"),
    };
    let index = || IndexModel {
        name: "i",
        concurrently: true,
        only: true,
        table: "t".into(),
        unique: true,
        fulltext: true,
        spatial: true,
        method: Some("m"),
        parts: vec![IndexPartModel {
            column: Some("a"),
            expression: Some("e"),
            descending: true,
            ascending: true,
            hash: true,
            nulls: Some("first"),
            operator_class: Some("o"),
            collation: Some("c".into()),
            prefix: Some("1".into()),
        }],
        include: &names,
        predicate: Some("p"),
        nulls_not_distinct: true,
        invisible: true,
        comment: Some("c"),
        tablespace: Some("t"),
        parser: Some("p"),
        options: vec![setting()],
    };
    let partition_key = || PartitionKeyModel {
        column: Some("a"),
        expression: Some("e"),
        collation: Some("c".into()),
        operator_class: Some("o"),
    };
    let bound = || BoundModel {
        range: Some(RangeModel { from: vec!["1"], to: vec!["2"], unbounded: true }),
        list: Some(vec!["1"]),
        hash: Some(HashModel { modulus: "2".into(), remainder: "1".into() }),
        default: true,
    };
    let view = || CreateView {
        replaces: true,
        name: "v".into(),
        columns: &names,
        query: "select 1".into(),
        algorithm: Some("a"),
        definer: Some("d"),
        sql_security: Some("s"),
        check_option: Some("c"),
        tablespace: Some("t"),
        options: vec![setting()],
    };
    let on_update = on_update_model();
    let mut models = BTreeMap::from([
        (
            "column",
            json!(ColumnModel {
                name: "a",
                type_sql: "int".into(),
                not_null: true,
                says_null: true,
                default: Some("1".into()),
                on_update: Some("now()"),
                identity: Some(IdentityModel {
                    always: true,
                    sequence: Some("s".into()),
                    options: "o".into(),
                }),
                generated: Some(GeneratedModel { expression: "e", stored: true }),
                row_number: true,
                autoincrement: true,
                key_conflict: Some("replace".into()),
                not_null_conflict: Some("ignore"),
                charset: Some("c"),
                collation: Some("c".into()),
                compressed: true,
                auto_random: Some("5"),
                comment: Some("c"),
                invisible: true,
                options: vec![setting()],
            }),
        ),
        ("primary_key", json!(key())),
        ("unique", json!(key())),
        (
            "foreign_key",
            json!(ForeignKeyModel {
                name: Some("f"),
                columns: &names,
                references: "t".into(),
                referenced_columns: &names,
                match_full: true,
                on_delete: Some("cascade"),
                on_update: Some("cascade"),
                set_columns: &names,
                deferral: deferral(),
                not_valid: true,
                not_enforced: true,
            }),
        ),
        (
            "check",
            json!(CheckModel {
                name: Some("c"),
                expression: "e",
                not_valid: true,
                not_enforced: true,
                no_inherit: true,
            }),
        ),
        (
            "exclusion",
            json!(ExclusionModel {
                name: Some("e"),
                method: "gist",
                elements: vec![ExclusionElementModel {
                    column: Some("a"),
                    expression: Some("e"),
                    operator_class: Some("o"),
                    operator: "&&",
                }],
                include: &names,
                predicate: Some("p"),
                deferral: deferral(),
            }),
        ),
        (
            "drop_constraint",
            json!(DropConstraint {
                table: "t".into(),
                name: "c",
                primary_key: true,
                unique: true,
                foreign_key: true,
                check: true,
            }),
        ),
        (
            "drop_index",
            json!(DropIndex {
                table: "t".into(),
                name: "i",
                index: "i".into(),
                concurrently: true,
            }),
        ),
        ("add_column", json!(AddColumn { table: "t".into(), column: "c".into() })),
        (
            "restore_column",
            json!(RestoreColumn {
                table: "t".into(),
                name: "c",
                column: "c int".into(),
                not_null: true,
                default: Some("1".into()),
            }),
        ),
        ("references_off", json!(Session {})),
        ("references_on", json!(Session {})),
        ("views_off", json!(Session {})),
        ("views_on", json!(Session {})),
        ("drop_column", json!(DropColumn { table: "t".into(), name: "c" })),
        ("drop_table", json!(DropTable { table: "t".into() })),
        ("rename_table", json!(RenameTable { table: "t".into(), name: "u" })),
        ("add_constraint", json!(AddConstraint { table: "t".into(), constraint: "c".into() })),
        ("index", json!(index())),
        ("create_index", json!(index())),
        (
            "create_table",
            json!(CreateTable {
                name: "t".into(),
                unlogged: true,
                lines: vec!["a int".into()],
                parenthesised: true,
                tablets: Some("4"),
                locality: Some("global"),
                access_method: Some("heap"),
                of_type: Some("t".into()),
                system_versioned: true,
                inherits: vec!["p".into()],
                partition_by: Some("p".into()),
                engine: Some("e"),
                charset: Some("c"),
                collation: Some("c"),
                tablespace: Some("t"),
                strict: true,
                without_row_number: true,
                comment: Some("c"),
                texts: vec![setting()],
                options: vec![setting()],
            }),
        ),
        (
            "set_replica_identity",
            json!(SetReplicaIdentity {
                table: "t".into(),
                identity: Some("full"),
                index: Some("i")
            }),
        ),
        ("cluster_on", json!(ClusterOn { table: "t".into(), index: Some("i") })),
        (
            "attach_partition",
            json!(AttachPartition { name: "p".into(), parent: "t".into(), bound: bound() }),
        ),
        ("set_setting", json!(SetSetting { name: "n", value: Some("v") })),
        (
            "set_column_option",
            json!(SetColumnOption {
                table: "t".into(),
                column: "a",
                storage: Some("s"),
                compression: Some("c"),
                statistics: Some("1"),
                option: Some(setting()),
                reset: Some("n"),
            }),
        ),
        (
            "partition_by",
            json!(PartitionBy {
                strategy: "range",
                by_columns: true,
                keys: vec![partition_key()],
                count: Some("2".into()),
                sub: Some(SubPartitionBy {
                    strategy: "hash",
                    keys: vec![partition_key()],
                    count: Some("2".into())
                }),
                partitions: vec!["p".into()],
            }),
        ),
        (
            "partition",
            json!(PartitionLine {
                name: "p",
                bound: bound(),
                server: Some("r"),
                comment: Some("c"),
                parts: vec!["s"]
            }),
        ),
        (
            "create_partition",
            json!(CreatePartition {
                name: "p".into(),
                parent: "t".into(),
                bound: bound(),
                partition_by: Some("p".into()),
                unlogged: true,
                access_method: Some("heap"),
                options: vec![setting()],
                tablespace: Some("t"),
            }),
        ),
        ("create_namespace", json!(CreateNamespace { name: "n" })),
        ("create_role", json!(CreateRole { name: "r", login: true })),
        ("grant_role", json!(GrantRole { group: "g", member: "m" })),
        (
            "create_extension",
            json!(CreateExtension { name: "e", schema: Some("s"), version: Some("1") }),
        ),
        ("create_enum", json!(CreateEnum { name: "e".into(), values: &names })),
        (
            "create_domain",
            json!(CreateDomain {
                name: "d".into(),
                type_sql: "int".into(),
                collation: Some("c".into()),
                default: Some("1"),
                not_null: true,
                checks: vec!["check (true)".into()],
            }),
        ),
        (
            "add_domain_check",
            json!(AddDomainCheck { domain: "d".into(), check: "check (true)".into() }),
        ),
        (
            "typed_column",
            json!(TypedColumn {
                name: "c",
                not_null: true,
                default: Some("1".into()),
                generated: Some(GeneratedModel { expression: "e", stored: true }),
            }),
        ),
        (
            "create_composite",
            json!(CreateComposite {
                name: "c".into(),
                attributes: vec![AttributeModel {
                    name: "a",
                    type_sql: "int".into(),
                    collation: Some("c".into())
                }],
            }),
        ),
        (
            "create_range",
            json!(CreateRange {
                name: "r".into(),
                subtype: "int".into(),
                options: vec![setting()]
            }),
        ),
        (
            "create_sequence",
            json!(CreateSequence {
                name: "s".into(),
                type_sql: Some("int".into()),
                options: "o".into(),
                comment: Some("c"),
            }),
        ),
        (
            "sequence_options",
            json!(SequenceOptionsModel {
                start: Some("1".into()),
                increment: Some("1".into()),
                minimum: Some("1".into()),
                maximum: Some("1".into()),
                cache: Some("1".into()),
                cycle: true,
            }),
        ),
        (
            "set_sequence_owner",
            json!(SetSequenceOwner { sequence: "s".into(), column: Some("c".into()) }),
        ),
        ("create_view", json!(view())),
        ("create_materialized_view", json!(view())),
        (
            "set_trigger_firing",
            json!(SetTriggerFiring { table: "t".into(), trigger: "t", firing: "disable" }),
        ),
        (
            "set_routine_owner",
            json!(SetRoutineOwner {
                kind: "function",
                name: "f".into(),
                arguments: "()",
                role: Some("r"),
            }),
        ),
        ("set_owner", json!(SetOwner { kind: "table", object: "t".into(), role: Some("r") })),
        (
            "set_row_security",
            json!(SetRowSecurity {
                table: "t".into(),
                enabled: true,
                disabled: true,
                forced: true,
                not_forced: true,
            }),
        ),
        (
            "create_policy",
            json!(CreatePolicy {
                name: "p",
                table: "t".into(),
                restrictive: true,
                command: Some("select"),
                roles: &names,
                using: Some("u"),
                check: Some("c"),
            }),
        ),
        (
            "grant",
            json!(GrantModel {
                privileges: vec!["select"],
                columns: &names,
                kind: "table",
                schema: true,
                home: false,
                routine: true,
                object: "t".into(),
                arguments: Some("()".into()),
                to: Some("r"),
                grantable: true,
            }),
        ),
        (
            "comment",
            json!(CommentModel {
                kind: "table",
                name: "t".into(),
                arguments: Some("()"),
                on: Some("t".into()),
                domain: true,
                text: Some("c"),
            }),
        ),
        ("on_update_function", on_update.clone()),
        ("on_update_trigger", on_update),
    ]);
    models
        .insert("carry_numbers", json!(crate::emit::anew::CarryNumbers { table: "t", into: "u" }));
    models.extend(super::rows::samples());
    models.extend(super::follow::samples());
    models.extend(super::follow_parts::samples());
    models.extend(super::follow_rows::samples());
    models.extend(super::values::samples());
    models.extend(super::change::samples());
    models.extend(super::placement::samples());
    models.extend(crate::emit::keyspaces::samples());
    models.extend(crate::emit::nodes::samples());
    models
}
