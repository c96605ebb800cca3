use serde::Serialize;

use super::constraint::CheckModel;
use super::{Setting, Writer};
use crate::schema::{
    AtomKey, AtomKind, Check, CompositeType, Domain, Enum, Expression, RangeType, Sequence,
    SequenceOptions,
};
use crate::template::{TemplateError, member, qualified};

/// `create_enum.hbs`.
#[derive(Serialize)]
pub(super) struct CreateEnum<'a> {
    pub name: String,
    pub values: &'a [String],
}

/// `create_domain.hbs`.
#[derive(Serialize)]
pub(super) struct CreateDomain<'a> {
    pub name: String,
    #[serde(rename = "type")]
    pub type_sql: String,
    pub collation: Option<String>,
    pub default: Option<&'a str>,
    pub not_null: bool,
    /// Each as `check.hbs` writes it.
    pub checks: Vec<String>,
}

/// `add_domain_check.hbs`: values of before need not satisfy it.
#[derive(Serialize)]
pub(super) struct AddDomainCheck {
    pub domain: String,
    /// As `check.hbs` writes it.
    pub check: String,
}

/// `create_composite.hbs`.
#[derive(Serialize)]
pub(super) struct CreateComposite<'a> {
    pub name: String,
    pub attributes: Vec<AttributeModel<'a>>,
}

#[derive(Serialize)]
pub(super) struct AttributeModel<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub type_sql: String,
    pub collation: Option<String>,
}

/// `create_range.hbs`.
#[derive(Serialize)]
pub(super) struct CreateRange<'a> {
    pub name: String,
    pub subtype: String,
    pub options: Vec<Setting<'a>>,
}

/// `create_sequence.hbs`.
#[derive(Serialize)]
pub(super) struct CreateSequence<'a> {
    pub name: String,
    #[serde(rename = "type")]
    pub type_sql: Option<String>,
    /// `sequence_options.hbs`, or empty.
    pub options: String,
    pub comment: Option<&'a str>,
}

/// `sequence_options.hbs`; numbers as text, for zero is a number too.
#[derive(Serialize)]
pub(super) struct SequenceOptionsModel {
    pub start: Option<String>,
    pub increment: Option<String>,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
    pub cache: Option<String>,
    pub cycle: bool,
}

/// `set_sequence_owner.hbs`.
#[derive(Serialize)]
pub(super) struct SetSequenceOwner {
    pub sequence: String,
    /// None ties it to nothing.
    pub column: Option<String>,
}

fn sequence_options(options: &SequenceOptions) -> SequenceOptionsModel {
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    SequenceOptionsModel {
        start: number(options.start),
        increment: number(options.increment),
        minimum: number(options.minimum),
        maximum: number(options.maximum),
        cache: number(options.cache),
        cycle: options.cycle,
    }
}

impl<'s> Writer<'s> {
    /// What differs from a sequence's defaults, between single spaces; empty where nothing does.
    pub(super) fn sequence_options(
        &self,
        options: &SequenceOptions,
    ) -> Result<String, TemplateError> {
        match options.is_default() {
            true => Ok(String::new()),
            false => {
                Ok(self.part("sequence_options", &sequence_options(options))?.trim().to_owned())
            }
        }
    }

    pub(super) fn enumeration(&mut self, item: &Enum) -> Result<(), TemplateError> {
        let model = CreateEnum { name: qualified(&item.name), values: &item.values };
        let key = AtomKey::new(&item.name, AtomKind::Enum, "");
        self.statement("create_enum", &model, key, format!("create enum {}", item.name))?;
        self.owner("type", &item.name, &item.owner)?;
        self.object_comment("type", &item.name, &item.comment)
    }

    pub(super) fn domain(&mut self, domain: &Domain) -> Result<(), TemplateError> {
        let (late, checks): (Vec<_>, Vec<_>) =
            domain.checks.iter().partition(|check| check.not_valid);
        let checks = checks.into_iter().map(|check| self.domain_check(check));
        let model = CreateDomain {
            name: qualified(&domain.name),
            type_sql: self.type_sql(&domain.data_type),
            collation: self.collation(&domain.collation),
            default: domain.default.as_ref().map(Expression::text),
            not_null: domain.not_null,
            checks: checks.collect::<Result<_, _>>()?,
        };
        let key = AtomKey::new(&domain.name, AtomKind::Domain, "");
        self.statement("create_domain", &model, key, format!("create domain {}", domain.name))?;
        for check in late {
            let name = qualified(&domain.name);
            let model = AddDomainCheck { domain: name, check: self.domain_check(check)? };
            let key = AtomKey::new(&domain.name, AtomKind::DomainCheck, check.part());
            let change = format!("add check {} to domain {}", check.part(), domain.name);
            self.statement("add_domain_check", &model, key, change)?;
        }
        self.owner("domain", &domain.name, &domain.owner)?;
        self.object_comment("domain", &domain.name, &domain.comment)?;
        for check in &domain.checks {
            let name = check.name.as_deref().unwrap_or_default();
            self.domain_check_comment(&domain.name, name, &check.comment)?;
        }
        Ok(())
    }

    fn domain_check(&self, check: &Check) -> Result<String, TemplateError> {
        let model = CheckModel {
            name: check.name.as_deref(),
            expression: check.expression.text(),
            not_valid: check.not_valid,
            not_enforced: false,
            no_inherit: false,
        };
        self.part("check", &model)
    }

    pub(super) fn composite(&mut self, composite: &CompositeType) -> Result<(), TemplateError> {
        let attributes = composite.attributes.iter().map(|attribute| AttributeModel {
            name: &attribute.name,
            type_sql: self.type_sql(&attribute.data_type),
            collation: self.collation(&attribute.collation),
        });
        let model =
            CreateComposite { name: qualified(&composite.name), attributes: attributes.collect() };
        let key = AtomKey::new(&composite.name, AtomKind::Composite, "");
        self.statement("create_composite", &model, key, format!("create type {}", composite.name))?;
        self.owner("type", &composite.name, &composite.owner)?;
        self.object_comment("type", &composite.name, &composite.comment)?;
        for attribute in &composite.attributes {
            self.member_comment("column", &composite.name, &attribute.name, &attribute.comment)?;
        }
        Ok(())
    }

    pub(super) fn range(&mut self, range: &RangeType) -> Result<(), TemplateError> {
        let options = range.options.iter().map(|(name, value)| Setting { name, value });
        let model = CreateRange {
            name: qualified(&range.name),
            subtype: self.type_sql(&range.subtype),
            options: options.collect(),
        };
        let key = AtomKey::new(&range.name, AtomKind::Range, "");
        self.statement("create_range", &model, key, format!("create range type {}", range.name))?;
        self.owner("type", &range.name, &range.owner)?;
        self.object_comment("type", &range.name, &range.comment)
    }

    pub(super) fn sequence(&mut self, sequence: &Sequence) -> Result<(), TemplateError> {
        let model = CreateSequence {
            name: qualified(&sequence.name),
            type_sql: sequence.data_type.as_ref().map(|data_type| self.type_sql(data_type)),
            options: self.sequence_options(&sequence.options)?,
            comment: sequence.comment.as_deref(),
        };
        let key = AtomKey::new(&sequence.name, AtomKind::Sequence, "");
        self.statement(
            "create_sequence",
            &model,
            key,
            format!("create sequence {}", sequence.name),
        )?;
        self.owner("sequence", &sequence.name, &sequence.owner)?;
        self.object_comment("sequence", &sequence.name, &sequence.comment)
    }

    pub(super) fn sequence_owner(&mut self, sequence: &Sequence) -> Result<(), TemplateError> {
        let Some((table, column)) = &sequence.owned_by else { return Ok(()) };
        // One owner for both is what the server asks for.
        let owner = self.schema.table(table).and_then(|table| table.owner.clone());
        if sequence.owner.is_none() {
            self.owner("sequence", &sequence.name, &owner)?;
        }
        let model = SetSequenceOwner {
            sequence: qualified(&sequence.name),
            column: Some(member(table, column)),
        };
        let key = AtomKey::new(&sequence.name, AtomKind::Sequence, "owned by");
        self.statement(
            "set_sequence_owner",
            &model,
            key,
            format!("tie sequence {} to {table}.{column}", sequence.name),
        )
    }
}
