use serde::Serialize;

use super::Writer;
use crate::schema::{AtomKey, AtomKind, Extension, Namespace, QualifiedName, Role};
use crate::template::TemplateError;

/// `create_namespace.hbs`.
#[derive(Serialize)]
pub(super) struct CreateNamespace<'a> {
    pub name: &'a str,
}

/// `create_role.hbs`. Roles belong to a whole server: one that is there already is left as it is.
#[derive(Serialize)]
pub(super) struct CreateRole<'a> {
    pub name: &'a str,
    pub login: bool,
}

/// `grant_role.hbs`.
#[derive(Serialize)]
pub(super) struct GrantRole<'a> {
    pub group: &'a str,
    pub member: &'a str,
}

/// `create_extension.hbs`.
#[derive(Serialize)]
pub(super) struct CreateExtension<'a> {
    pub name: &'a str,
    pub schema: Option<&'a str>,
    pub version: Option<&'a str>,
}

impl<'s> Writer<'s> {
    pub(super) fn namespace(&mut self, namespace: &Namespace) -> Result<(), TemplateError> {
        let object = QualifiedName::bare(&namespace.name);
        let key = AtomKey::new(&object, AtomKind::Namespace, "");
        let model = CreateNamespace { name: &namespace.name };
        self.statement("create_namespace", &model, key, format!("create schema {object}"))?;
        self.owner("schema", &object, &namespace.owner)?;
        self.object_comment("schema", &object, &namespace.comment)
    }

    pub(super) fn role(&mut self, role: &Role) -> Result<(), TemplateError> {
        let object = QualifiedName::bare(&role.name);
        let model = CreateRole { name: &role.name, login: role.login };
        let key = AtomKey::new(&object, AtomKind::Role, "");
        self.statement("create_role", &model, key, format!("create role {object}"))?;
        for group in &role.member_of {
            let key = AtomKey::new(&object, AtomKind::Membership, group);
            let model = GrantRole { group, member: &role.name };
            self.statement(
                "grant_role",
                &model,
                key,
                format!("make {object} a member of {group}"),
            )?;
        }
        self.object_comment("role", &object, &role.comment)
    }

    pub(super) fn extension(&mut self, extension: &Extension) -> Result<(), TemplateError> {
        let object = QualifiedName::bare(&extension.name);
        let model = CreateExtension {
            name: &extension.name,
            schema: extension.schema.as_deref(),
            version: extension.version.as_deref(),
        };
        let key = AtomKey::new(&object, AtomKind::Extension, "");
        self.statement("create_extension", &model, key, format!("create extension {object}"))?;
        self.object_comment("extension", &object, &extension.comment)
    }
}
