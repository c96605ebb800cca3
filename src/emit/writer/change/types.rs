use super::models::{AlterComposite, AlterDomain, AlterEnum, AlterExtension, AlterRole};
use crate::emit::Alter;
use crate::schema::{
    AtomKey, AtomKind, Check, Column, Domain, Expression, Extension, QualifiedName, Role,
};
use crate::template::{TemplateError, qualified};

impl Alter<'_> {
    /// A new value of an enum, behind another or before it.
    pub fn add_enum_value(
        &mut self,
        name: &QualifiedName,
        value: &str,
        after: Option<&str>,
        before: Option<&str>,
    ) -> Result<(), TemplateError> {
        let model = AlterEnum { name: qualified(name), value, after, before, renamed: None };
        let key = AtomKey::new(name, AtomKind::Enum, "");
        self.writer.statement("alter_enum", &model, key, format!("add {value} to enum {name}"))?;
        // What is added can be used in a later transaction only.
        self.alone();
        Ok(())
    }

    pub fn rename_enum_value(
        &mut self,
        name: &QualifiedName,
        value: &str,
        to: &str,
    ) -> Result<(), TemplateError> {
        let model = AlterEnum {
            name: qualified(name),
            value,
            after: None,
            before: None,
            renamed: Some(to),
        };
        let key = AtomKey::new(name, AtomKind::Enum, "");
        let words = format!("rename {value} of enum {name} to {to}");
        self.writer.statement("alter_enum", &model, key, words)
    }

    pub fn set_domain_default(
        &mut self,
        domain: &QualifiedName,
        default: Option<&Expression>,
    ) -> Result<(), TemplateError> {
        let model = AlterDomain {
            default: default.map(Expression::text),
            drop_default: default.is_none(),
            ..alter_domain(domain)
        };
        let key = AtomKey::new(domain, AtomKind::DomainDefault, "");
        self.writer.statement(
            "alter_domain",
            &model,
            key,
            format!("set default of domain {domain}"),
        )
    }

    pub fn set_domain_not_null(&mut self, domain: &Domain) -> Result<(), TemplateError> {
        let name = &domain.name;
        let model = AlterDomain {
            set_not_null: domain.not_null,
            drop_not_null: !domain.not_null,
            ..alter_domain(name)
        };
        let key = AtomKey::new(name, AtomKind::Domain, "");
        self.writer.statement("alter_domain", &model, key, format!("set not null of domain {name}"))
    }

    pub fn add_domain_check(
        &mut self,
        domain: &QualifiedName,
        check: &Check,
    ) -> Result<(), TemplateError> {
        let add = Some(self.writer.check(check)?);
        let model = AlterDomain { add, ..alter_domain(domain) };
        let key = AtomKey::new(domain, AtomKind::DomainCheck, check.part());
        let words = format!("add check {} to domain {domain}", check.part());
        self.writer.statement("alter_domain", &model, key, words)
    }

    pub fn drop_domain_check(
        &mut self,
        domain: &QualifiedName,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = AlterDomain { drop: Some(name), ..alter_domain(domain) };
        let key = AtomKey::new(domain, AtomKind::DomainCheck, name);
        let words = format!("drop check {name} of domain {domain}");
        self.writer.statement("alter_domain", &model, key, words)
    }

    pub fn validate_domain_check(
        &mut self,
        domain: &QualifiedName,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = AlterDomain { validate: Some(name), ..alter_domain(domain) };
        let key = AtomKey::new(domain, AtomKind::DomainCheck, name);
        let words = format!("validate check {name} of domain {domain}");
        self.writer.statement("alter_domain", &model, key, words)
    }

    pub fn add_attribute(
        &mut self,
        composite: &QualifiedName,
        attribute: &Column,
    ) -> Result<(), TemplateError> {
        self.attribute(composite, attribute, true)
    }

    pub fn alter_attribute(
        &mut self,
        composite: &QualifiedName,
        attribute: &Column,
    ) -> Result<(), TemplateError> {
        self.attribute(composite, attribute, false)
    }

    fn attribute(
        &mut self,
        composite: &QualifiedName,
        attribute: &Column,
        add: bool,
    ) -> Result<(), TemplateError> {
        let model = AlterComposite {
            name: qualified(composite),
            attribute: &attribute.name,
            add,
            drop: false,
            type_sql: Some(self.writer.type_sql(&attribute.data_type)),
            collation: attribute.collation.as_deref(),
        };
        let key = AtomKey::new(composite, AtomKind::Attribute, &*attribute.name);
        let word = if add { "add" } else { "change" };
        let words = format!("{word} attribute {} of {composite}", attribute.name);
        self.writer.statement("alter_composite", &model, key, words)
    }

    pub fn drop_attribute(
        &mut self,
        composite: &QualifiedName,
        attribute: &str,
    ) -> Result<(), TemplateError> {
        let model = AlterComposite {
            name: qualified(composite),
            attribute,
            add: false,
            drop: true,
            type_sql: None,
            collation: None,
        };
        let key = AtomKey::new(composite, AtomKind::Attribute, attribute);
        let words = format!("drop attribute {attribute} of {composite}");
        self.writer.statement("alter_composite", &model, key, words)
    }

    pub fn update_extension(&mut self, extension: &Extension) -> Result<(), TemplateError> {
        let name = extension.name.as_str();
        let model = AlterExtension { name, version: extension.version.as_deref(), schema: None };
        let key = AtomKey::new(&QualifiedName::bare(name), AtomKind::Extension, "");
        self.writer.statement("alter_extension", &model, key, format!("update extension {name}"))
    }

    pub fn move_extension(&mut self, extension: &Extension) -> Result<(), TemplateError> {
        let name = extension.name.as_str();
        let home = self.writer.dialect.data.defaults.namespace.as_deref();
        let schema = extension.schema.as_deref().or(home);
        let model = AlterExtension { name, version: None, schema };
        let key = AtomKey::new(&QualifiedName::bare(name), AtomKind::Extension, "");
        self.writer.statement("alter_extension", &model, key, format!("move extension {name}"))
    }

    pub fn alter_role(&mut self, role: &Role) -> Result<(), TemplateError> {
        let name = role.name.as_str();
        let model = AlterRole { name, login: role.login };
        let key = AtomKey::new(&QualifiedName::bare(name), AtomKind::Role, "");
        self.writer.statement("alter_role", &model, key, format!("change role {name}"))
    }
}

fn alter_domain<'a>(domain: &QualifiedName) -> AlterDomain<'a> {
    AlterDomain {
        name: qualified(domain),
        default: None,
        drop_default: false,
        set_not_null: false,
        drop_not_null: false,
        add: None,
        drop: None,
        validate: None,
    }
}
