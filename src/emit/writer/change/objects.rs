use super::super::Setting;
use super::super::constraint::DeferralModel;
use super::models::{
    AddKeyUsingIndex, AlterConstraint, AlterTable, AttachIndex, DetachPartition, DropObject,
    RenameIndex, RenameObject, RenamePart, SetOptions,
};
use crate::emit::Alter;
use crate::emit::writer::partition::{AttachPartition, bound};
use crate::schema::{
    AtomKey, AtomKind, Check, Deferral, Exclusion, ForeignKey, Index, Partition, QualifiedName,
    Table,
};
use crate::template::{TemplateError, qualified};

/// An object as `drop` and `rename` speak of it.
#[derive(Debug, Clone)]
pub struct ObjectKind<'a> {
    /// `view`, `materialized view`, `type`, …
    pub word: &'a str,
    pub arguments: Option<&'a str>,
    /// The table of a trigger, a policy or a rule.
    pub on: Option<&'a QualifiedName>,
}

impl<'a> ObjectKind<'a> {
    pub fn word(word: &'a str) -> ObjectKind<'a> {
        ObjectKind { word, arguments: None, on: None }
    }
}

impl Alter<'_> {
    pub fn drop_object(
        &mut self,
        kind: &ObjectKind<'_>,
        name: &QualifiedName,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let model = DropObject {
            kind: kind.word,
            name: qualified(name),
            arguments: kind.arguments,
            on: kind.on.map(qualified),
        };
        let on = kind.on.map(|on| format!(" of {on}")).unwrap_or_default();
        let words = format!("drop {} {name}{on}", kind.word);
        self.writer.statement("drop_object", &model, key, words)
    }

    pub fn rename_object(
        &mut self,
        word: &str,
        name: &QualifiedName,
        to: &str,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let model = RenameObject { kind: word, name: qualified(name), to };
        let words = format!("rename {word} {name} to {to}");
        self.writer.statement("rename_object", &model, key, words)
    }

    /// Of a column or a constraint.
    pub fn rename_part(
        &mut self,
        word: &str,
        table: &QualifiedName,
        name: &str,
        to: &str,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let model = RenamePart { kind: word, table: qualified(table), name, to };
        let words = format!("rename {word} {name} of {table} to {to}");
        self.writer.statement("rename_part", &model, key, words)
    }

    /// The key is that of the index, or of a constraint that is one.
    pub fn rename_index(
        &mut self,
        key: &AtomKey,
        from: &str,
        to: &str,
    ) -> Result<(), TemplateError> {
        let table = &key.object;
        let model = RenameIndex {
            table: qualified(table),
            name: from,
            index: qualified(&table.sibling(from)),
            to,
        };
        let words = format!("rename index {from} of {table} to {to}");
        self.writer.statement("rename_index", &model, key.clone(), words)
    }

    pub fn drop_index_online(
        &mut self,
        table: &QualifiedName,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = super::super::alter::DropIndex {
            table: qualified(table),
            name,
            index: qualified(&table.sibling(name)),
            concurrently: true,
        };
        let key = AtomKey::new(table, AtomKind::Index, name);
        let words = format!("drop index {name} of {table}");
        self.writer.statement("drop_index", &model, key, words)?;
        self.alone();
        Ok(())
    }

    /// An index that is built while rows are written; `only` leaves partitions alone.
    pub fn create_index_as(
        &mut self,
        table: &QualifiedName,
        index: &Index,
        concurrently: bool,
        only: bool,
    ) -> Result<(), TemplateError> {
        let mut model = self.writer.index_model(table, index);
        model.concurrently = concurrently;
        model.only = only;
        let key = AtomKey::new(table, AtomKind::Index, model.name);
        let words = format!("create index {} on {table}", model.name);
        self.writer.statement("create_index", &model, key, words)?;
        if concurrently {
            self.alone();
        }
        Ok(())
    }

    pub fn attach_index(
        &mut self,
        table: &QualifiedName,
        index: &QualifiedName,
        part: &QualifiedName,
    ) -> Result<(), TemplateError> {
        let model = AttachIndex { index: qualified(index), part: qualified(part) };
        let key = AtomKey::new(table, AtomKind::Index, &*index.name);
        let words = format!("attach index {part} to {index}");
        self.writer.statement("attach_index", &model, key, words)
    }

    pub fn add_exclusion(
        &mut self,
        table: &Table,
        exclusion: &Exclusion,
    ) -> Result<(), TemplateError> {
        let constraint = self.writer.exclusion(exclusion)?;
        let name = exclusion.name.as_deref().unwrap_or_default();
        self.writer.add_constraint(table, constraint, AtomKind::Exclusion, name)
    }

    /// A check that rows already there need not satisfy yet.
    pub fn add_check_for_new_rows(
        &mut self,
        table: &Table,
        check: &Check,
    ) -> Result<(), TemplateError> {
        self.add_check(table, &Check { not_valid: true, ..check.clone() })
    }

    pub fn add_foreign_key_for_new_rows(
        &mut self,
        table: &Table,
        key: &ForeignKey,
    ) -> Result<(), TemplateError> {
        self.add_foreign_key(table, &ForeignKey { not_valid: true, ..key.clone() })
    }

    /// Looks at the rows that a constraint was not held against when it was added.
    pub fn validate(
        &mut self,
        table: &QualifiedName,
        kind: AtomKind,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model =
            AlterConstraint { table: qualified(table), name, validate: true, deferral: None };
        let key = AtomKey::new(table, kind, name);
        let words = format!("validate {} {name} of {table}", kind.words());
        self.writer.statement("alter_constraint", &model, key, words)
    }

    pub fn set_deferral(
        &mut self,
        table: &QualifiedName,
        name: &str,
        deferral: Deferral,
    ) -> Result<(), TemplateError> {
        let deferral: DeferralModel = deferral.into();
        let model = AlterConstraint {
            table: qualified(table),
            name,
            validate: false,
            deferral: Some(deferral),
        };
        let key = AtomKey::new(table, AtomKind::ForeignKey, name);
        let words = format!("change when {name} of {table} is checked");
        self.writer.statement("alter_constraint", &model, key, words)
    }

    /// A primary key or unique constraint whose index stands already.
    pub fn add_key_using_index(
        &mut self,
        table: &QualifiedName,
        kind: AtomKind,
        name: &str,
        index: &str,
        deferral: Deferral,
    ) -> Result<(), TemplateError> {
        let model = AddKeyUsingIndex {
            table: qualified(table),
            name,
            primary_key: kind == AtomKind::PrimaryKey,
            index,
            deferral: deferral.into(),
        };
        let key = AtomKey::new(table, kind, name);
        let words = format!("add {} {name} to {table}", kind.words());
        self.writer.statement("add_key_using_index", &model, key, words)
    }

    pub fn set_logged(&mut self, table: &QualifiedName, logged: bool) -> Result<(), TemplateError> {
        let words = if logged { "log" } else { "log no more" };
        let model = AlterTable { logged, unlogged: !logged, ..alter_table(table) };
        self.alter_table(table, &model, format!("{words} {table}"))
    }

    pub fn set_inherit(
        &mut self,
        table: &QualifiedName,
        parent: &QualifiedName,
        inherit: bool,
    ) -> Result<(), TemplateError> {
        let name = Some(qualified(parent));
        let mut model = alter_table(table);
        if inherit {
            model.inherit = name
        } else {
            model.no_inherit = name
        }
        let words = if inherit { "let" } else { "let no more" };
        self.alter_table(table, &model, format!("{words} {table} inherit {parent}"))
    }

    pub fn set_of_type(
        &mut self,
        table: &QualifiedName,
        of_type: Option<&QualifiedName>,
    ) -> Result<(), TemplateError> {
        let model = AlterTable {
            of_type: of_type.map(qualified),
            not_of: of_type.is_none(),
            ..alter_table(table)
        };
        self.alter_table(table, &model, format!("change the type of {table}"))
    }

    fn alter_table(
        &mut self,
        table: &QualifiedName,
        model: &AlterTable,
        words: String,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.writer.statement("alter_table", model, key, words)
    }

    /// One option of an object; none takes it back to what it is by itself.
    pub fn set_option(
        &mut self,
        word: &str,
        object: &QualifiedName,
        name: &str,
        value: Option<&str>,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let placed = |wanted: &str| (name == wanted).then(|| value.unwrap_or("pg_default"));
        let tablespace = placed("tablespace");
        let access_method = (name == "access_method").then(|| value.unwrap_or("heap"));
        let plain = tablespace.is_none() && access_method.is_none();
        let model = SetOptions {
            kind: word,
            name: qualified(object),
            set: value.filter(|_| plain).map(|value| Setting { name, value }).into_iter().collect(),
            reset: if plain && value.is_none() { vec![name] } else { Vec::new() },
            tablespace,
            access_method,
        };
        let words = format!("set {name} of {word} {object}");
        self.writer.statement("set_options", &model, key, words)
    }

    /// When a trigger fires; none is as usual.
    pub fn set_trigger_firing(
        &mut self,
        table: &QualifiedName,
        trigger: &str,
        firing: Option<&str>,
    ) -> Result<(), TemplateError> {
        let firing = super::super::code::firing_words(firing).unwrap_or("enable");
        let model =
            super::super::code::SetTriggerFiring { table: qualified(table), trigger, firing };
        let key = AtomKey::new(table, AtomKind::Trigger, trigger);
        let words = format!("{firing} trigger {trigger} of {table}");
        self.writer.statement("set_trigger_firing", &model, key, words)
    }

    /// As `set_option`, of a column.
    pub fn set_column_option(
        &mut self,
        table: &QualifiedName,
        column: &str,
        name: &str,
        value: Option<&str>,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let mut model = super::super::table::SetColumnOption::of(qualified(table), column);
        match (name, value) {
            ("storage", value) => model.storage = Some(value.unwrap_or("default")),
            ("compression", value) => model.compression = Some(value.unwrap_or("default")),
            ("statistics", value) => model.statistics = Some(value.unwrap_or("-1")),
            (_, Some(value)) => model.option = Some(Setting { name, value }),
            (_, None) => model.reset = Some(name),
        }
        let words = format!("set {name} of {table}.{column}");
        self.writer.statement("set_column_option", &model, key, words)
    }

    pub fn set_replica_identity(
        &mut self,
        table: &QualifiedName,
        identity: &str,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let model = super::super::table::SetReplicaIdentity {
            table: qualified(table),
            identity: Some(identity),
            index: None,
        };
        let words = format!("set replica identity of {table}");
        self.writer.statement("set_replica_identity", &model, key, words)
    }

    pub fn cluster_on_nothing(
        &mut self,
        table: &QualifiedName,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let model = super::super::table::ClusterOn { table: qualified(table), index: None };
        self.writer.statement("cluster_on", &model, key, format!("cluster {table} on no index"))
    }

    pub fn attach_partition(
        &mut self,
        root: &QualifiedName,
        parent: &QualifiedName,
        partition: &Partition,
    ) -> Result<(), TemplateError> {
        let model = AttachPartition {
            name: qualified(&partition.name),
            parent: qualified(parent),
            bound: bound(&partition.bound),
        };
        let key = AtomKey::new(root, AtomKind::Partition, partition.name.to_string());
        let words = format!("attach partition {} to {parent}", partition.name);
        self.writer.statement("attach_partition", &model, key, words)
    }

    pub fn detach_partition(
        &mut self,
        root: &QualifiedName,
        parent: &QualifiedName,
        name: &QualifiedName,
        concurrently: bool,
    ) -> Result<(), TemplateError> {
        let model =
            DetachPartition { parent: qualified(parent), name: qualified(name), concurrently };
        let key = AtomKey::new(root, AtomKind::Partition, name.to_string());
        let words = format!("detach partition {name} of {parent}");
        self.writer.statement("detach_partition", &model, key, words)?;
        if concurrently {
            self.alone();
        }
        Ok(())
    }
}

fn alter_table(table: &QualifiedName) -> AlterTable {
    AlterTable {
        table: qualified(table),
        logged: false,
        unlogged: false,
        inherit: None,
        no_inherit: None,
        of_type: None,
        not_of: false,
    }
}
