use indexmap::IndexMap;

use super::Writer;
use crate::change::{Id, OWNED_BY};
use crate::dialect::Capability;
use crate::emit::{ColumnChange, ObjectKind};
use crate::schema::{AtomKey, AtomKind, QualifiedName, RowSecurity, Table};
use crate::template::TemplateError;
use crate::transition::others;

impl Writer<'_, '_> {
    pub(super) fn alter(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        use AtomKind as K;
        let changes = self.changes;
        let object = &key.object;
        let schema = self.schema();
        match key.kind {
            K::Role => {
                let role = schema.roles.iter().find(|role| role.name == object.name);
                role.map_or(Ok(()), |role| self.alter.alter_role(role))
            }
            K::Extension => self.alter_extension(object),
            K::Enum => self.alter_enum(object),
            K::Domain => {
                let domain = schema.domains.iter().find(|item| item.name == *object);
                domain.map_or(Ok(()), |domain| self.alter.set_domain_not_null(domain))
            }
            K::DomainDefault => {
                let domain = schema.domains.iter().find(|item| item.name == *object);
                let default = domain.and_then(|domain| domain.default.as_ref());
                self.alter.set_domain_default(object, default)
            }
            K::DomainCheck => self.alter.validate_domain_check(object, &key.part),
            K::Attribute => {
                let composite = schema.composites.iter().find(|item| item.name == *object);
                let attribute = composite
                    .and_then(|item| item.attributes.iter().find(|one| one.name == key.part));
                attribute.map_or(Ok(()), |one| self.alter.alter_attribute(object, one))
            }
            K::Sequence if key.part == OWNED_BY => self.tie(key),
            K::Sequence => {
                let (from, to) = (changes.from.sequence(object), changes.to.sequence(object));
                let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
                self.alter.alter_sequence(to, from)
            }
            K::Table if !self.dialect.has(Capability::AddConstraint) => self.whole_table(id, key),
            K::Table if !self.dialect.has(Capability::AlterColumnParts) => self.clauses(id, key),
            K::Table => self.alter_table(object),
            K::Column => self.retype(key),
            K::Default => match changes.to.column(key) {
                Some(column) if column.default.is_none() => {
                    self.alter.alter_column(object, &key.part, ColumnChange::DropDefault)
                }
                Some(column) => {
                    self.alter.alter_column(object, &key.part, ColumnChange::SetDefault(column))
                }
                None => Ok(()),
            },
            K::Identity => self.alter_identity(key),
            K::Generated => {
                let generated = changes.to.column(key).and_then(|column| column.generated.as_ref());
                let change = |one| ColumnChange::Expression(one);
                generated.map_or(Ok(()), |generated| {
                    self.alter.alter_column(object, &key.part, change(&generated.expression))
                })
            }
            K::PrimaryKey => {
                let name = |side: &crate::change::Side<'_>| {
                    side.table(object)?.primary_key.as_ref()?.name.clone()
                };
                match (name(&changes.from), name(&changes.to)) {
                    (Some(from), Some(to)) => {
                        self.alter.rename_part("constraint", object, &from, &to, key.clone())
                    }
                    _ => Ok(()),
                }
            }
            K::Check => {
                self.alter.validate(object, key.kind, &key.part)?;
                self.alter.alone();
                Ok(())
            }
            K::ForeignKey => self.alter_foreign_key(key),
            K::Trigger => self.alter_trigger(key),
            K::RowSecurity => {
                let mode = |side: &crate::change::Side<'_>| {
                    side.table(object).map_or(RowSecurity::Off, |table| table.row_security)
                };
                self.alter.set_row_security(object, mode(&changes.from), mode(&changes.to))
            }
            K::Placement => {
                let placement =
                    |side: &crate::change::Side<'_>| side.table(object)?.placement.clone();
                match (placement(&changes.from), placement(&changes.to)) {
                    (Some(from), Some(to)) => self.alter.replace_table(object, &from, &to),
                    _ => Ok(()),
                }
            }
            K::Policy => {
                let Some(table) = changes.to.table(object) else { return Ok(()) };
                let policy = table.policies.iter().find(|policy| policy.name == key.part);
                policy.map_or(Ok(()), |policy| self.alter.alter_policy(table, policy))
            }
            K::View => {
                let view = changes.to.view(object);
                view.map_or(Ok(()), |view| self.alter.replace_view(view))
            }
            K::Routine => self.create(id, key),
            K::Grant => {
                let grant = schema.grants.iter().find(|grant| grant.atom_key() == *key);
                let Some(grant) = grant else { return Ok(()) };
                if grant.grantable {
                    self.alter.grant(grant)
                } else {
                    self.alter.revoke_grant_option(grant)
                }
            }
            K::Option => self.set_option(key),
            K::Owner | K::Membership | K::Namespace => self.take_from_bucket(id, key),
            K::Comment => self.comment(key),
            K::Partition => self.move_partition(key),
            K::NotNull => {
                let nullable = changes.to.column(key).is_none_or(|column| column.nullable);
                let change =
                    if nullable { ColumnChange::DropNotNull } else { ColumnChange::SetNotNull };
                self.alter.alter_column(object, &key.part, change)
            }
            K::Other => {
                let from = others::find(changes.from.schema, key);
                let Some((from, to)) = from.zip(others::find(schema, key)) else { return Ok(()) };
                others::alter(&mut self.alter, from, to, self.dialect, key)
            }
            _ => Ok(()),
        }
    }

    fn alter_extension(&mut self, object: &QualifiedName) -> Result<(), TemplateError> {
        let find = |schema: &crate::schema::Schema| {
            schema.extensions.iter().find(|item| item.name == object.name).cloned()
        };
        let (from, to) = (find(self.changes.from.schema), find(self.schema()));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        if from.schema != to.schema {
            self.alter.move_extension(&to)?;
        }
        if from.version != to.version {
            self.alter.update_extension(&to)?;
        }
        Ok(())
    }

    fn alter_enum(&mut self, name: &QualifiedName) -> Result<(), TemplateError> {
        let find = |schema: &crate::schema::Schema| {
            let found = schema.enums.iter().find(|item| item.name == *name);
            found.map(|item| item.values.clone()).unwrap_or_default()
        };
        let (from, to) = (find(self.changes.from.schema), find(self.schema()));
        for (place, value) in to.iter().enumerate() {
            if from.contains(value) {
                continue;
            }
            let after = place.checked_sub(1).and_then(|place| to.get(place));
            let before = to.get(place + 1..).unwrap_or_default().iter().find(|v| from.contains(v));
            match (after, before) {
                (Some(after), Some(_)) => {
                    self.alter.add_enum_value(name, value, Some(after), None)?
                }
                (None, Some(before)) => {
                    self.alter.add_enum_value(name, value, None, Some(before))?
                }
                _ => self.alter.add_enum_value(name, value, None, None)?,
            }
        }
        Ok(())
    }

    fn alter_table(&mut self, name: &QualifiedName) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.table(name), self.changes.to.table(name));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        if from.unlogged != to.unlogged {
            self.alter.set_logged(name, !to.unlogged)?;
        }
        // Columns that are another's for a moment never become the table's own.
        for parent in to.inherits.iter().filter(|parent| !from.inherits.contains(parent)) {
            self.alter.set_inherit(name, parent, true)?;
        }
        for parent in from.inherits.iter().filter(|parent| !to.inherits.contains(parent)) {
            self.alter.set_inherit(name, parent, false)?;
            // Its columns have become the table's own.
            let kept = |column: &str| {
                to.column(column).is_some()
                    || self.changes.to.ancestors(to).iter().any(|one| one.column(column).is_some())
            };
            let columns = self.changes.from.root(parent).map(|parent| parent.columns.as_slice());
            for column in columns.into_iter().flatten() {
                if !kept(&column.name) && from.column(&column.name).is_none() {
                    self.alter.drop_column(name, &column.name)?;
                }
            }
        }
        if from.of_type != to.of_type {
            self.alter.set_of_type(name, to.of_type.as_ref())?;
        }
        Ok(())
    }

    fn alter_identity(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let identity = |side: &crate::change::Side<'_>| side.column(key)?.identity.clone();
        let (from, to) = (identity(&self.changes.from), identity(&self.changes.to));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let (table, column) = (&key.object, &key.part);
        if from.mode != to.mode {
            self.alter.alter_column(table, column, ColumnChange::IdentityMode(to.mode))?;
        }
        if from.sequence != to.sequence {
            let usual = || table.sibling(format!("{}_{}_seq", table.name, column));
            let sequence = from.sequence_name.clone().unwrap_or_else(usual);
            let (old, new) = (&from.sequence, &to.sequence);
            self.alter.clamp_sequence(&sequence, old, new, key.clone())?;
            self.alter.alter_column(table, column, ColumnChange::IdentityOptions(old, new))?;
        }
        if from.sequence_name != to.sequence_name {
            let usual = || table.sibling(format!("{}_{}_seq", table.name, column));
            let (old, new) =
                (from.sequence_name.unwrap_or_else(usual), to.sequence_name.unwrap_or_else(usual));
            self.alter.rename_object("sequence", &old, &new.name, key.clone())?;
        }
        Ok(())
    }

    fn alter_foreign_key(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let find = |side: &crate::change::Side<'_>| {
            let table = side.table(&key.object)?;
            table.foreign_keys.iter().find(|other| other.part() == key.part).cloned()
        };
        let (from, to) = (find(&self.changes.from), find(&self.changes.to));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        if from.deferral != to.deferral {
            self.alter.set_deferral(&key.object, &key.part, to.deferral)?;
        }
        if from.not_valid && !to.not_valid {
            self.alter.validate(&key.object, key.kind, &key.part)?;
            self.alter.alone();
        }
        Ok(())
    }

    fn alter_trigger(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let Some(table) = self.changes.to.table(&key.object) else { return Ok(()) };
        let trigger = table.triggers.iter().find(|trigger| trigger.name == key.part);
        let firing = trigger.and_then(|trigger| trigger.firing.as_deref());
        self.alter.set_trigger_firing(&key.object, &key.part, firing)
    }

    fn move_partition(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (
            self.changes.from.partition_called(&key.part),
            self.changes.to.partition_called(&key.part),
        );
        let (Some((_, old_parent, _)), Some((root, parent, partition))) = (from, to) else {
            return Ok(());
        };
        self.alter.detach_partition(&root.name, old_parent, &partition.name, false)?;
        self.alter.attach_partition(&root.name, parent, partition)
    }

    /// An option as the second schema has it, or back to what it is by itself.
    pub(super) fn set_option(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        if let Some(statements) = self.bucket.remove(key) {
            self.alter.append(statements);
            return Ok(());
        }
        let value = self.changes.to.option(key);
        let (object, part) = (&key.object, key.part.as_str());
        let column = part.rsplit_once('.').filter(|(column, _)| {
            self.changes.from.table(object).is_some_and(|table| table.column(column).is_some())
        });
        if let Some((column, name)) = column {
            let table = self.changes.to.table(object).and_then(|table| table.column(column));
            let value = match (name, value) {
                // There is no word for it before Postgres 16.
                ("storage", None) => {
                    table.map(|column| column.data_type.usual_storage().to_owned())
                }
                (_, value) => value,
            };
            let (value, key) = (value.as_deref(), key.clone());
            return self.alter.set_column_option(object, column, name, value, key);
        }
        if part == "replica_identity" && value.is_none() {
            return self.alter.set_replica_identity(object, "default", key.clone());
        }
        if part.ends_with(".replica_identity") {
            let goes_on = self.changes.to.table(object).is_some_and(says_replica_identity);
            return match value {
                None if !goes_on => self.alter.set_replica_identity(object, "default", key.clone()),
                _ => Ok(()),
            };
        }
        if part.ends_with(".clustered") {
            return match value {
                None => self.alter.cluster_on_nothing(object, key.clone()),
                Some(_) => Ok(()),
            };
        }
        let partition = part.rsplit_once('.').and_then(|(partition, name)| {
            let side = [&self.changes.to, &self.changes.from];
            let found = side.iter().find_map(|side| side.partition_called(partition))?;
            (found.0.name == *object).then_some((&found.2.name, name))
        });
        if let Some((partition, name)) = partition {
            let key = key.clone();
            return self.alter.set_option("table", partition, name, value.as_deref(), key);
        }
        if let Some((index, name)) = part.rsplit_once('.') {
            let index = object.sibling(self.index_of(object, index));
            return self.alter.set_option("index", &index, name, value.as_deref(), key.clone());
        }
        if let Some((root, ..)) = self.changes.to.partition_called(part)
            && root.name == *object
        {
            return Ok(());
        }
        let word = self.object_word(self.changes.to.schema, object).unwrap_or("table");
        self.alter.set_option(word, object, part, value.as_deref(), key.clone())
    }

    fn index_of(&self, table: &QualifiedName, part: &str) -> String {
        let primary = self.changes.to.table(table).and_then(|table| table.primary_key.as_ref());
        match primary.and_then(|primary| primary.name.clone()) {
            Some(name) if part == "primary key" => name,
            _ => part.to_owned(),
        }
    }

    /// A comment that comes, changes or goes.
    pub(super) fn comment(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        if let Some(statements) = self.bucket.remove(key) {
            self.alter.append(statements);
            return Ok(());
        }
        let (from, object, part) = (&self.changes.from, &key.object, key.part.as_str());
        let on = |word: &'static str| ObjectKind { word, arguments: None, on: Some(object) };
        let bare = QualifiedName::bare(part);
        let there = |kind| self.changes.find(object, kind, part).is_some();
        let text = self.changes.to.comment(key);
        if part.is_empty() {
            let Some(word) = self.object_word(from.schema, object) else { return Ok(()) };
            let kind = ObjectKind::word(word);
            return self.alter.comment_on(&kind, object, None, text, key.clone());
        }
        if part.starts_with('(') {
            let word =
                from.routine(object, part).map_or("function", |r| Self::routine_word(r.kind));
            let kind = ObjectKind { word, arguments: Some(part), on: None };
            return self.alter.comment_on(&kind, object, None, text, key.clone());
        }
        if there(AtomKind::Column) || there(AtomKind::Attribute) || from.view(object).is_some() {
            let kind = ObjectKind::word("column");
            return self.alter.comment_on(&kind, object, Some(part), text, key.clone());
        }
        if there(AtomKind::Index) {
            let kind = ObjectKind::word("index");
            let index = object.sibling(part);
            return self.alter.comment_on(&kind, &index, None, text, key.clone());
        }
        if there(AtomKind::Trigger) {
            return self.alter.comment_on(&on("trigger"), &bare, None, text, key.clone());
        }
        if there(AtomKind::Policy) {
            return self.alter.comment_on(&on("policy"), &bare, None, text, key.clone());
        }
        if let Some((.., partition)) = from.partition_called(part) {
            let kind = ObjectKind::word("table");
            return self.alter.comment_on(&kind, &partition.name, None, text, key.clone());
        }
        let name = QualifiedName::bare(self.index_of(object, part));
        self.alter.comment_on(&on("constraint"), &name, None, text, key.clone())
    }
}

/// Whether a table says which old values its changes carry, by itself or by one of its indexes.
fn says_replica_identity(table: &Table) -> bool {
    let said = |options: &IndexMap<String, String>| options.contains_key("replica_identity");
    said(&table.options)
        || table.indexes.iter().any(|index| said(&index.options))
        || table.uniques.iter().any(|unique| said(&unique.options))
        || table.primary_key.as_ref().is_some_and(|key| said(&key.options))
}
