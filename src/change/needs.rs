//! What each piece needs: found in what it says, at the grain of columns.

use std::collections::HashMap;

use super::names::{Names, literals};
use super::virtual_pieces::OWNED_BY;
use super::{Id, Side};
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    AtomKey, AtomKind, Check, DataType, Expression, Index, IndexTarget, ObjectRef, PartitionKey,
    QualifiedName, Routine, Table,
};

/// One thing that a piece needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    pub id: Id,
    pub strength: Strength,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Is a part of it, and goes where it goes.
    Part,
    /// Cannot be without it.
    Must,
    /// The body of a routine speaks of it; the server may not look before the routine runs.
    Body,
}

pub(super) fn needs(
    side: &Side<'_>,
    ids: &HashMap<AtomKey, Id>,
    dialect: Dialect<'_>,
) -> Vec<Vec<Need>> {
    let mut finder = Finder {
        side,
        ids,
        names: Names::default(),
        sequences: HashMap::new(),
        // A foreign key inside its table may name what is not there yet, and what is gone.
        references: match dialect.has(Capability::AddConstraint) {
            true => Strength::Must,
            false => Strength::Body,
        },
        needs: vec![Vec::new(); ids.len()],
    };
    finder.names.home.clone_from(&dialect.data.defaults.namespace);
    finder.learn();
    finder.parts();
    finder.types();
    for table in &side.schema.tables {
        for part in table.with_partitions() {
            finder.table(part);
        }
        finder.partitions(table);
    }
    finder.views();
    finder.routines();
    finder.others();
    finder.access();
    for (id, needs) in finder.needs.iter_mut().enumerate() {
        needs.sort_unstable();
        needs.retain(|need| need.id != id);
        needs.dedup_by_key(|need| need.id);
    }
    finder.needs
}

struct Finder<'f, 's> {
    side: &'f Side<'s>,
    ids: &'f HashMap<AtomKey, Id>,
    names: Names<'s>,
    /// The identity columns by the names of the sequences behind them.
    sequences: HashMap<String, Id>,
    /// How foreign keys need what they refer to.
    references: Strength,
    needs: Vec<Vec<Need>>,
}

impl<'s> Finder<'_, 's> {
    fn id(&self, object: &QualifiedName, kind: AtomKind, part: &str) -> Option<Id> {
        self.ids.get(&AtomKey::new(object, kind, part)).copied()
    }

    fn need(&mut self, of: Option<Id>, needed: Option<Id>, strength: Strength) {
        if let (Some(of), Some(needed)) = (of, needed) {
            self.needs[of].push(Need { id: needed, strength });
        }
    }

    fn must(&mut self, of: Option<Id>, needed: Option<Id>) {
        self.need(of, needed, Strength::Must);
    }

    fn all(&mut self, of: Option<Id>, needed: impl IntoIterator<Item = Id>) {
        for id in needed {
            self.must(of, Some(id));
        }
    }

    /// Everything that can be meant by a word.
    fn learn(&mut self) {
        let schema = self.side.schema;
        let types = (schema.enums.iter().map(|item| (&item.name, AtomKind::Enum)))
            .chain(schema.domains.iter().map(|item| (&item.name, AtomKind::Domain)))
            .chain(schema.composites.iter().map(|item| (&item.name, AtomKind::Composite)))
            .chain(schema.ranges.iter().map(|item| (&item.name, AtomKind::Range)))
            .chain(schema.sequences.iter().map(|item| (&item.name, AtomKind::Sequence)));
        for (name, kind) in types {
            if let Some(id) = self.id(name, kind, "") {
                self.names.object(name, id);
            }
        }
        for routine in &schema.routines {
            let part = format!("({})", routine.arguments);
            if let Some(id) = self.id(&routine.name, AtomKind::Routine, &part) {
                self.names.object(&routine.name, id);
            }
        }
        for other in schema.others.iter().filter(|other| other.early) {
            if let Some(id) = self.other_id(other) {
                self.names.object(&other.name, id);
            }
        }
        for table in &schema.tables {
            if let Some(id) = self.id(&table.name, AtomKind::Table, "") {
                self.names.relation(&table.name, id);
            }
            self.learn_columns(&table.name, table);
        }
        let partitions: Vec<_> = self.side.partitions().collect();
        for (root, _, partition) in partitions {
            let id = self.id(&root.name, AtomKind::Partition, &partition.name.to_string());
            if let Some(id) = id {
                self.names.relation(&partition.name, id);
            }
            let own = partition.own.as_deref().filter(|own| !own.columns.is_empty());
            self.learn_columns(&partition.name, own.unwrap_or(root));
        }
        for view in &schema.views {
            if let Some(id) = self.id(&view.name, AtomKind::View, "") {
                self.names.relation(&view.name, id);
            }
        }
    }

    fn learn_columns(&mut self, relation: &'s QualifiedName, table: &'s Table) {
        for column in &table.columns {
            let Some(id) = self.id(&table.name, AtomKind::Column, &column.name) else { continue };
            self.names.column(relation, &column.name, id);
            if let Some(identity) = &column.identity {
                let name = match &identity.sequence_name {
                    Some(name) => name.name.clone(),
                    None => format!("{}_{}_seq", table.name.name, column.name),
                };
                if let Some(id) = self.id(&table.name, AtomKind::Identity, &column.name) {
                    self.sequences.insert(name, id);
                }
            }
        }
    }

    /// What belongs to what, by the keys alone.
    fn parts(&mut self) {
        let side = self.side;
        for key in &side.keys {
            let id = self.ids.get(key).copied();
            for holder in self.holders(key) {
                self.need(id, Some(holder), Strength::Part);
            }
            if let Some(namespace) = &key.object.namespace {
                let namespace = QualifiedName::bare(namespace);
                let namespace = self.id(&namespace, AtomKind::Namespace, "");
                self.must(id, namespace);
            }
        }
    }

    fn holders(&self, key: &AtomKey) -> Vec<Id> {
        use AtomKind as K;
        let object = &key.object;
        let of = |kind, part: &str| self.id(object, kind, part);
        let partition = || {
            let (root, ..) = self.side.partition(object)?;
            self.id(&root.name, K::Partition, &object.to_string())
        };
        let relation = || of(K::Table, "").or_else(|| of(K::View, ""));
        let found: Vec<Option<Id>> = match key.kind {
            K::Column
            | K::PrimaryKey
            | K::Unique
            | K::Check
            | K::Exclusion
            | K::ForeignKey
            | K::Index
            | K::PartitionKey
            | K::Trigger
            | K::RowSecurity
            | K::Policy => vec![relation(), partition()],
            K::Table => vec![partition()],
            K::Partition => {
                let found = self.side.partition_called(&key.part);
                match found.filter(|(root, parent, _)| root.name != **parent) {
                    Some((root, parent, _)) => {
                        vec![self.id(&root.name, K::Partition, &parent.to_string())]
                    }
                    None => vec![relation()],
                }
            }
            K::NotNull | K::Default | K::Identity | K::Generated => {
                vec![of(K::Column, &key.part), relation(), partition()]
            }
            K::DomainDefault | K::DomainCheck => vec![of(K::Domain, "")],
            K::Attribute => vec![of(K::Composite, "")],
            K::Membership => vec![of(K::Role, "")],
            K::Sequence if key.part == OWNED_BY => vec![of(K::Sequence, "")],
            K::Grant | K::Owner | K::Comment | K::Option => self.described(key),
            _ => Vec::new(),
        };
        found.into_iter().flatten().collect()
    }

    /// What a comment, an option, an owner or a grant is about.
    fn described(&self, key: &AtomKey) -> Vec<Option<Id>> {
        use AtomKind as K;
        const OBJECTS: [K; 10] = [
            K::Table,
            K::View,
            K::Sequence,
            K::Enum,
            K::Domain,
            K::Composite,
            K::Range,
            K::Namespace,
            K::Role,
            K::Extension,
        ];
        const PARTS: [K; 10] = [
            K::Column,
            K::PrimaryKey,
            K::Unique,
            K::Check,
            K::Exclusion,
            K::ForeignKey,
            K::Index,
            K::Trigger,
            K::Policy,
            K::Attribute,
        ];
        let object = &key.object;
        let mut found: Vec<Option<Id>> = Vec::new();
        if key.kind != K::Grant && !key.part.is_empty() {
            let name = match (key.kind, key.part.rsplit_once('.')) {
                (K::Option, Some((part, _))) => part,
                _ => key.part.as_str(),
            };
            found.extend(PARTS.iter().map(|kind| self.id(object, *kind, name)));
            found.push(self.id(object, K::Partition, name));
            found.push(self.id(object, K::Routine, name));
            if name == "primary key" {
                found.push(self.id(object, K::PrimaryKey, ""));
            }
        }
        found.extend(OBJECTS.iter().map(|kind| self.id(object, *kind, "")));
        let partition = self
            .side
            .partition(object)
            .and_then(|(root, ..)| self.id(&root.name, K::Partition, &object.to_string()));
        found.push(partition);
        found
    }

    fn types(&mut self) {
        let schema = self.side.schema;
        for domain in &schema.domains {
            let id = self.id(&domain.name, AtomKind::Domain, "");
            self.data_type(id, &domain.data_type);
            self.collation(id, domain.collation.as_deref());
            if let Some(default) = &domain.default {
                let id = self.id(&domain.name, AtomKind::DomainDefault, "");
                self.expression(id, default, None);
            }
            for check in &domain.checks {
                let id = self.id(&domain.name, AtomKind::DomainCheck, &check.part());
                self.expression(id, &check.expression, None);
            }
        }
        for composite in &schema.composites {
            let whole = self.id(&composite.name, AtomKind::Composite, "");
            for attribute in &composite.attributes {
                let id = self.id(&composite.name, AtomKind::Attribute, &attribute.name);
                self.data_type(id, &attribute.data_type);
                self.data_type(whole, &attribute.data_type);
                self.collation(id, attribute.collation.as_deref());
            }
        }
        for range in &schema.ranges {
            let id = self.id(&range.name, AtomKind::Range, "");
            self.data_type(id, &range.subtype);
            for (name, value) in &range.options {
                if name != "multirange_type_name" {
                    let found = self.names.in_expression(value, None);
                    self.all(id, found);
                }
            }
        }
        for sequence in &schema.sequences {
            if let Some((table, column)) = &sequence.owned_by {
                let id = self.id(&sequence.name, AtomKind::Sequence, OWNED_BY);
                let column = self.column(table, column);
                self.must(id, column);
            }
        }
    }

    fn column(&self, table: &QualifiedName, column: &str) -> Option<Id> {
        let known = self.names.column_of(table, column);
        known.or_else(|| self.id(table, AtomKind::Column, column))
    }

    fn data_type(&mut self, of: Option<Id>, data_type: &DataType) {
        match data_type {
            DataType::Array { element } => self.data_type(of, element),
            DataType::Named { name } => {
                let found: Vec<Id> = self.names.named(name).collect();
                self.all(of, found);
            }
            DataType::Native { sql } => {
                let found = self.names.in_expression(sql, None);
                self.all(of, found);
            }
            _ => {}
        }
    }

    fn collation(&mut self, of: Option<Id>, name: Option<&str>) {
        let Some(name) = name else { return };
        let found = self.names.in_body(&format!("\"{name}\""));
        self.all(of, found);
    }

    fn expression(&mut self, of: Option<Id>, expression: &Expression, own: Option<&QualifiedName>) {
        let found = self.names.in_expression(expression.text(), own);
        self.all(of, found);
    }

    fn table(&mut self, table: &'s Table) {
        let name = &table.name;
        let whole = self.id(name, AtomKind::Table, "");
        for parent in &table.inherits {
            let found: Vec<Id> = self.names.named(parent).collect();
            self.all(whole, found);
        }
        if let Some(of_type) = &table.of_type {
            let found: Vec<Id> = self.names.named(of_type).collect();
            self.all(whole, found);
        }
        for column in &table.columns {
            let part = column.name.as_str();
            let id = self.id(name, AtomKind::Column, part);
            self.data_type(id, &column.data_type);
            self.collation(id, column.collation.as_deref());
            let not_null = self.id(name, AtomKind::NotNull, part);
            if let Some(default) = &column.default {
                let id = self.id(name, AtomKind::Default, part);
                self.expression(id, default, None);
                let sequences = self.sequences_in(default.text());
                self.all(id, sequences);
            }
            if column.identity.is_some() {
                let id = self.id(name, AtomKind::Identity, part);
                self.must(id, not_null);
            }
            if let Some(generated) = &column.generated {
                self.expression(id, &generated.expression, Some(name));
                let id = self.id(name, AtomKind::Generated, part);
                self.expression(id, &generated.expression, Some(name));
            }
        }
        if let Some(key) = &table.primary_key {
            let id = self.id(name, AtomKind::PrimaryKey, "");
            self.columns(id, name, key.columns.iter().chain(&key.include));
            for column in &key.columns {
                let not_null = self.id(name, AtomKind::NotNull, column);
                self.must(id, not_null);
            }
        }
        for unique in &table.uniques {
            let id = self.id(name, AtomKind::Unique, &unique.part());
            self.columns(id, name, unique.columns.iter().chain(&unique.include));
        }
        for check in &table.checks {
            self.check(name, check);
        }
        for exclusion in &table.exclusions {
            let id = self.id(name, AtomKind::Exclusion, &exclusion.part());
            for element in &exclusion.elements {
                self.target(id, name, &element.target);
                if let Some(class) = &element.operator_class {
                    let found = self.names.in_body(class);
                    self.all(id, found);
                }
            }
            self.columns(id, name, &exclusion.include);
            if let Some(predicate) = &exclusion.predicate {
                self.expression(id, predicate, Some(name));
            }
        }
        for key in &table.foreign_keys {
            let id = self.id(name, AtomKind::ForeignKey, &key.part());
            self.columns(id, name, &key.columns);
            let mut target: Vec<Id> = self.names.named(&key.references).collect();
            target.extend(
                key.referenced_columns.iter().filter_map(|name| self.column(&key.references, name)),
            );
            target.extend(self.unique_over(&key.references, &key.referenced_columns));
            for target in target {
                self.need(id, Some(target), self.references);
            }
            // An index on its own columns serves it, where the server wants one.
            let serves = table.indexes.iter().filter(|index| {
                key.columns.first().is_some_and(|first| index.columns().next() == Some(first))
            });
            for index in serves.map(Index::part).collect::<Vec<_>>() {
                let index = self.id(name, AtomKind::Index, &index);
                self.need(id, index, Strength::Body);
            }
        }
        for index in &table.indexes {
            self.index(name, index);
        }
        for trigger in &table.triggers {
            let id = self.id(name, AtomKind::Trigger, &trigger.name);
            let found = self.names.in_expression(&trigger.definition, Some(name));
            self.all(id, found);
        }
        for policy in &table.policies {
            let id = self.id(name, AtomKind::Policy, &policy.name);
            for condition in policy.using.iter().chain(&policy.check) {
                let found = self.names.in_query(condition.text(), Some(name));
                self.all(id, found);
            }
            for role in &policy.roles {
                let role = self.id(&QualifiedName::bare(role), AtomKind::Role, "");
                self.must(id, role);
            }
        }
        if let Some(partitioning) = &table.partitioning {
            let id = self.id(name, AtomKind::PartitionKey, "");
            self.partition_keys(id, name, &partitioning.keys);
        }
        for (option, value) in &table.options {
            if option == "access_method" {
                let id = self.id(name, AtomKind::Option, option);
                let found = self.names.in_body(value);
                self.all(id, found);
            }
        }
    }

    /// The identity columns whose sequences a default names.
    fn sequences_in(&self, text: &str) -> Vec<Id> {
        if self.sequences.is_empty() {
            return Vec::new();
        }
        literals(text)
            .into_iter()
            .filter_map(|(_, name)| self.sequences.get(name).copied())
            .collect()
    }

    fn partition_keys(&mut self, id: Option<Id>, table: &QualifiedName, keys: &[PartitionKey]) {
        for key in keys {
            self.target(id, table, &key.target);
            self.collation(id, key.collation.as_deref());
            if let Some(class) = &key.operator_class {
                let found = self.names.in_body(class);
                self.all(id, found);
            }
        }
    }

    fn partitions(&mut self, table: &'s Table) {
        let Some(partitioning) = &table.partitioning else { return };
        let key = self.id(&table.name, AtomKind::PartitionKey, "");
        let mut open = vec![(key, partitioning)];
        while let Some((key, partitioning)) = open.pop() {
            for partition in &partitioning.partitions {
                let part = partition.name.to_string();
                let id = self.id(&table.name, AtomKind::Partition, &part);
                self.must(id, key);
                for index in &partition.indexes {
                    self.index(&partition.name, index);
                }
                if let Some(inner) = partition.partitioning.as_deref() {
                    let key = self.id(&table.name, AtomKind::PartitionKey, &part);
                    self.must(key, id);
                    self.partition_keys(key, &table.name, &inner.keys);
                    open.push((key, inner));
                }
            }
        }
    }

    /// The keys and unique indexes that make these columns of a table unique.
    fn unique_over(&self, table: &QualifiedName, columns: &[String]) -> Vec<Id> {
        let Some(target) = self.side.table(table) else { return Vec::new() };
        let same = |others: &[String]| {
            others.len() == columns.len() && others.iter().all(|other| columns.contains(other))
        };
        let mut found = Vec::new();
        if target.primary_key.as_ref().is_some_and(|key| same(&key.columns)) {
            found.extend(self.id(table, AtomKind::PrimaryKey, ""));
        }
        for unique in target.uniques.iter().filter(|unique| same(&unique.columns)) {
            found.extend(self.id(table, AtomKind::Unique, &unique.part()));
        }
        if found.is_empty() {
            for index in target.indexes.iter().filter(|index| index.unique) {
                let names: Vec<String> = index.columns().map(str::to_owned).collect();
                if same(&names) {
                    found.extend(self.id(table, AtomKind::Index, &index.part()));
                }
            }
        }
        found
    }

    fn columns<'c>(
        &mut self,
        of: Option<Id>,
        table: &QualifiedName,
        columns: impl IntoIterator<Item = &'c String>,
    ) {
        for name in columns {
            let column = self.column(table, name);
            self.must(of, column);
        }
    }

    fn check(&mut self, table: &QualifiedName, check: &Check) {
        let id = self.id(table, AtomKind::Check, &check.part());
        self.expression(id, &check.expression, Some(table));
    }

    fn target(&mut self, of: Option<Id>, table: &QualifiedName, target: &IndexTarget) {
        match target {
            IndexTarget::Column(name) => {
                let column = self.column(table, name);
                self.must(of, column);
            }
            IndexTarget::Expression(expression) => self.expression(of, expression, Some(table)),
        }
    }

    fn index(&mut self, relation: &QualifiedName, index: &Index) {
        let id = self.id(relation, AtomKind::Index, &index.part());
        for part in &index.parts {
            self.target(id, relation, &part.target);
            self.collation(id, part.collation.as_deref());
            if let Some(class) = &part.operator_class {
                let found = self.names.in_body(class);
                self.all(id, found);
            }
        }
        self.columns(id, relation, &index.include);
        if let Some(predicate) = &index.predicate {
            self.expression(id, predicate, Some(relation));
        }
    }

    fn views(&mut self) {
        for view in &self.side.schema.views {
            let id = self.id(&view.name, AtomKind::View, "");
            let found = self.names.in_query(view.query.text(), None);
            // Columns that are no keys of a group may be read where their table's key groups.
            if view.query.text().to_ascii_lowercase().contains("group by") {
                let tables = found.iter().filter_map(|found| self.key_of(*found));
                let keys: Vec<Id> = tables.collect();
                self.all(id, keys);
            }
            self.all(id, found);
            for index in &view.indexes {
                self.index(&view.name, index);
            }
        }
    }

    /// The primary key of a table.
    fn key_of(&self, id: Id) -> Option<Id> {
        self.id(self.names.relation_of(id)?, AtomKind::PrimaryKey, "")
    }

    fn routines(&mut self) {
        for routine in &self.side.schema.routines {
            let part = format!("({})", routine.arguments);
            let id = self.id(&routine.name, AtomKind::Routine, &part);
            let (head, body, checked) = head_and_body(routine);
            // Its own name is that of its overloads too.
            let signature = head.split_once('(').map_or(head, |(_, rest)| rest);
            let found = self.names.in_expression(signature, None);
            self.all(id, found);
            if checked {
                let overloads: Vec<Id> = self.names.named(&routine.name).collect();
                let found = self.names.in_query(body, None);
                self.all(id, found.into_iter().filter(|one| !overloads.contains(one)));
            } else {
                for found in self.names.in_body(body) {
                    self.need(id, Some(found), Strength::Body);
                }
            }
        }
    }

    fn other_id(&self, other: &crate::schema::OtherObject) -> Option<Id> {
        let part = match other.part.as_str() {
            "" => other.kind.clone(),
            part => format!("{} {part}", other.kind),
        };
        self.id(&other.name, AtomKind::Other, &part)
    }

    fn others(&mut self) {
        let others = &self.side.schema.others;
        for (place, other) in others.iter().enumerate() {
            let id = self.other_id(other);
            for statement in &other.statements {
                let found = self.names.in_query(statement, None);
                self.all(id, found);
            }
            // Others of early kinds stand in an order in which they can be made.
            for earlier in others[..place].iter().filter(|earlier| earlier.early) {
                let named = other.statements.iter().any(|text| text.contains(&earlier.name.name));
                if named {
                    let earlier = self.other_id(earlier);
                    self.must(id, earlier);
                }
            }
        }
    }

    fn access(&mut self) {
        let schema = self.side.schema;
        for grant in &schema.grants {
            let key = grant.atom_key();
            let id = self.ids.get(&key).copied();
            let role = self.id(&QualifiedName::bare(&grant.to), AtomKind::Role, "");
            self.must(id, role);
            match &grant.on {
                ObjectRef::Table(name) | ObjectRef::Sequence(name) | ObjectRef::Type(name) => {
                    let found: Vec<Id> = self.names.named(name).collect();
                    for found in found {
                        self.need(id, Some(found), Strength::Part);
                    }
                    self.columns(id, name, &grant.columns);
                }
                ObjectRef::Routine(name, arguments) => {
                    let routine = self.id(name, AtomKind::Routine, &format!("({arguments})"));
                    self.need(id, routine, Strength::Part);
                }
                ObjectRef::Namespace(_) => {}
            }
        }
        let side = self.side;
        for key in side.keys.iter().filter(|key| key.kind == AtomKind::Membership) {
            let id = self.ids.get(key).copied();
            let group = self.id(&QualifiedName::bare(&key.part), AtomKind::Role, "");
            self.must(id, group);
        }
        let schemas =
            schema.extensions.iter().filter_map(|item| Some((item, item.schema.as_ref()?)));
        for (extension, namespace) in schemas.collect::<Vec<_>>() {
            let id = self.id(&QualifiedName::bare(&extension.name), AtomKind::Extension, "");
            let namespace = self.id(&QualifiedName::bare(namespace), AtomKind::Namespace, "");
            self.must(id, namespace);
        }
        // Which objects are an extension's cannot be seen here: everything may need one.
        let extensions: Vec<Id> = (schema.extensions.iter())
            .filter_map(|item| self.id(&QualifiedName::bare(&item.name), AtomKind::Extension, ""))
            .collect();
        if extensions.is_empty() {
            return;
        }
        for key in &side.keys {
            use AtomKind as K;
            let objects = [
                K::Table,
                K::View,
                K::Routine,
                K::Column,
                K::Index,
                K::Domain,
                K::Composite,
                K::Range,
                K::Other,
                K::Exclusion,
                K::Default,
                K::Check,
            ];
            if objects.contains(&key.kind) {
                let id = self.ids.get(key).copied();
                for extension in &extensions {
                    self.need(id, Some(*extension), Strength::Body);
                }
            }
        }
    }
}

/// What a routine's definition says before its body, the body, and whether the server holds the
/// body as something it has understood, with all that it names.
pub(super) fn head_and_body(routine: &Routine) -> (&str, &str, bool) {
    let text = routine.definition.as_str();
    let at = |words: &[&str]| words.iter().filter_map(|word| text.find(word)).min();
    let written = at(&["\nAS ", " AS $"]);
    let understood = at(&["\nBEGIN ATOMIC", "\nRETURN ", "\n RETURN "]);
    match (written, understood) {
        (Some(written), Some(understood)) if understood < written => {
            (&text[..understood], &text[understood..], true)
        }
        (Some(written), _) => (&text[..written], &text[written..], false),
        (None, Some(understood)) => (&text[..understood], &text[understood..], true),
        // Where the body begins is not known of other servers, which check no names in it anyway.
        (None, None) => ("", text, false),
    }
}
