//! Policies and privileges.

use crate::schema::{
    AtomKey, AtomKind, Grant, ObjectRef, Policy, PolicyCommand, Privilege, QualifiedName,
    RoutineKind,
};

use super::Writer;
use super::spell;

impl Writer<'_> {
    pub(super) fn policy(&mut self, policy: &Policy) {
        self.docs(&policy.comment);
        let mut line = format!("policy {}", spell::name(&policy.name));
        if !policy.permissive {
            line.push_str(" restrictive");
        }
        if policy.command != PolicyCommand::All {
            line.push_str(&format!(" for {}", policy.command.sql()));
        }
        if !policy.roles.is_empty() {
            line.push_str(&format!(" to {}", spell::names(&policy.roles)));
        }
        if let Some(using) = &policy.using {
            line.push_str(&format!(" using {}", self.parenthesised(using)));
        }
        if let Some(check) = &policy.check {
            line.push_str(&format!(" check {}", self.parenthesised(check)));
        }
        self.line(&line);
    }

    /// Grants that differ in nothing but the privilege share a line.
    pub(super) fn grants(&mut self) {
        let schema = self.schema;
        let together =
            |a: &Grant, b: &Grant| (&a.on, &a.to, a.grantable) == (&b.on, &b.to, b.grantable);
        let mut unsaid: Vec<AtomKey> = Vec::new();
        self.line("");
        for group in schema.grants.chunk_by(together) {
            let Some(first) = group.first() else { continue };
            let object = self.granted(&first.on, group);
            let Some(object) = object else {
                unsaid.push(self.statement_key(first));
                continue;
            };
            let privileges: Vec<String> = group.iter().map(privilege).collect();
            let option = if first.grantable { " with grant option" } else { "" };
            self.line(&format!(
                "grant {} on {object} to {}{option}",
                privileges.join(", "),
                spell::name(&first.to)
            ));
        }
        unsaid.sort();
        unsaid.dedup();
        for key in unsaid {
            let sql = self.statements_about(|about| *about == key);
            self.native(&format!("{}_grants", key.object.name), sql);
        }
    }

    /// As `emit` names the statement.
    fn statement_key(&self, grant: &Grant) -> AtomKey {
        let object = match &grant.on {
            ObjectRef::Namespace(name) => QualifiedName::bare(name),
            ObjectRef::Table(name)
            | ObjectRef::Sequence(name)
            | ObjectRef::Routine(name, _)
            | ObjectRef::Type(name) => name.clone(),
        };
        AtomKey::new(&object, AtomKind::Grant, format!("to {}", grant.to))
    }

    /// The object in the language's words, if it has them for these privileges.
    fn granted(&self, on: &ObjectRef, group: &[Grant]) -> Option<String> {
        use Privilege::{Create, Select, Update, Usage};
        let only = |known: &[Privilege]| group.iter().all(|grant| known.contains(&grant.privilege));
        match on {
            ObjectRef::Namespace(name) => {
                let known = name == "public"
                    || self.schema.namespaces.iter().any(|namespace| namespace.name == *name);
                (known && only(&[Usage, Create])).then(|| format!("schema {}", spell::name(name)))
            }
            ObjectRef::Table(name) => {
                let known = self.tables.contains_key(name)
                    || self.schema.views.iter().any(|view| view.name == *name);
                let fits = !group.iter().any(|grant| {
                    matches!(
                        grant.privilege,
                        Usage | Privilege::Execute | Privilege::Connect | Privilege::Temporary
                    )
                });
                (known && fits && self.is_entity(name)).then(|| {
                    // A word that says what kind of object follows would be read as that.
                    const KINDS: [&str; 11] = [
                        "table",
                        "view",
                        "sequence",
                        "schema",
                        "context",
                        "type",
                        "domain",
                        "enum",
                        "function",
                        "procedure",
                        "all",
                    ];
                    let path = spell::path(name);
                    match KINDS.contains(&path.as_str()) {
                        true => format!("table \"{path}\""),
                        false => path,
                    }
                })
            }
            ObjectRef::Sequence(name) => {
                let known = self.schema.sequences.iter().any(|sequence| sequence.name == *name);
                (known && only(&[Usage, Select, Update]))
                    .then(|| format!("sequence {}", spell::path(name)))
            }
            ObjectRef::Type(name) => {
                let known = self.schema.enums.iter().any(|item| item.name == *name)
                    || self.schema.domains.iter().any(|item| item.name == *name);
                (known && only(&[Usage]) && !self.doubled.contains(name))
                    .then(|| format!("type {}", spell::path(name)))
            }
            ObjectRef::Routine(name, arguments) => {
                let is_function = self.schema.routines.iter().any(|routine| {
                    routine.name == *name
                        && routine.arguments == *arguments
                        && routine.kind == RoutineKind::Function
                });
                let plain = !arguments.contains(['\n', '"']);
                (is_function && plain)
                    .then(|| format!("function {}({arguments})", spell::path(name)))
            }
        }
    }
}

fn privilege(grant: &Grant) -> String {
    let columns = match grant.columns.is_empty() {
        true => String::new(),
        false => format!(" ({})", spell::names(&grant.columns)),
    };
    format!("{}{columns}", grant.privilege.sql())
}
