use thiserror::Error;

use super::super::{Capability, Dialect};
use super::form::{Argument, Arguments, TypeForm, TypeName};
use crate::schema::{DataType, QualifiedName};

/// A type as a server spells it, and what that spelling does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedType {
    pub sql: String,
    pub losses: Vec<Loss>,
}

/// Something the server does not keep or does differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// A sentence without a full stop: "MySQL has no uuid type: …".
    pub what: String,
}

/// A type the server has no form for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} has no form: {why}")]
pub struct Unsupported {
    /// The type, as the entity language writes it.
    pub what: String,
    pub why: String,
    /// What to write instead.
    pub help: String,
}

impl Dialect<'_> {
    /// The type as it stands in a column definition.
    ///
    /// A named type is spelled by its name, qualified; where a server has no types of the schema's
    /// own, its caller has to put what the name stands for in its place.
    pub fn render_type(&self, data_type: &DataType) -> Result<RenderedType, Unsupported> {
        let plain = |sql: String| Ok(RenderedType { sql, losses: Vec::new() });
        match data_type {
            DataType::Native { sql } => plain(sql.clone()),
            DataType::Named { name } => {
                let kinds =
                    [Capability::EnumTypes, Capability::Domains, Capability::CompositeTypes];
                if kinds.into_iter().any(|kind| self.has(kind)) {
                    return plain(self.qualified(&self.beside_builtin(name)));
                }
                Err(self.unsupported(
                    data_type,
                    format!("{} has no types of a schema's own", self.title()),
                ))
            }
            DataType::Array { element } => {
                let (form, _) = self.type_form(data_type)?;
                // Arrays of arrays are arrays: a server that has them does not count dimensions.
                let mut innermost = element;
                while let DataType::Array { element } = innermost.as_ref() {
                    innermost = element;
                }
                let element = self.render_type(innermost)?;
                let sql =
                    form.sql.as_deref().unwrap_or_default().replace("{element}", &element.sql);
                Ok(RenderedType { sql, losses: element.losses })
            }
            _ => {
                let (form, arguments) = self.type_form(data_type)?;
                let sql = fill(form.sql.as_deref().unwrap_or_default(), &arguments);
                let losses = form.loss.iter().map(|what| Loss { what: self.say(what) }).collect();
                Ok(RenderedType { sql, losses })
            }
        }
    }

    /// A type of the default namespace whose name the server would take for one of its own, with the
    /// namespace said: `public.money`.
    fn beside_builtin(&self, name: &QualifiedName) -> QualifiedName {
        let shadowed = name.namespace.is_none() && self.data.type_names.contains(&name.name);
        match &self.data.defaults.namespace {
            Some(namespace) if shadowed => QualifiedName::new(Some(namespace), &name.name),
            _ => name.clone(),
        }
    }

    /// An enum as the type of a column, where the server has that: `enum('a','b')`.
    pub fn inline_enum(&self, values: &[String]) -> Option<DataType> {
        if !self.has(Capability::InlineEnums) {
            return None;
        }
        let values: Vec<String> = values.iter().map(|value| self.string_literal(value)).collect();
        Some(DataType::native(format!("enum({})", values.join(","))))
    }

    /// The type a column of this type must have to be numbered by the server.
    pub fn identity_type(&self, data_type: &DataType) -> DataType {
        match &self.data.defaults.identity_type {
            Some(sql) => self.lift_type(sql),
            None => self.canonical_type(data_type),
        }
    }

    /// The first form that has a place for the type's arguments at this version.
    pub(super) fn type_form(
        &self,
        data_type: &DataType,
    ) -> Result<(&TypeForm, Arguments), Unsupported> {
        let missing = |why: Option<&str>| {
            let why = match why {
                Some(why) => self.say(why),
                None => format!("{} has nothing that could hold it", self.title()),
            };
            Err(self.unsupported(data_type, why))
        };
        let Some((name, arguments)) = TypeName::of(data_type) else { return missing(None) };
        let forms = self.data.types.get(&name).map(|forms| forms.0.as_slice()).unwrap_or_default();
        match forms.iter().find(|form| form.is_at(self.version) && form.fits(&arguments)) {
            Some(form) if form.sql.is_some() => Ok((form, arguments)),
            Some(form) => missing(form.missing.as_deref()),
            None => missing(None),
        }
    }

    fn unsupported(&self, data_type: &DataType, why: String) -> Unsupported {
        let native = if data_type == &DataType::Interval { "bigint" } else { "json" };
        let help = format!(
            "say what {} shall hold instead: `only {} {{ NAME: native(\"{native}\") }}`",
            self.title(),
            self.name(),
        );
        Unsupported { what: format!("`{data_type}`"), why, help }
    }
}

/// The spelling with its arguments in their places.
pub(super) fn fill(sql: &str, arguments: &Arguments) -> String {
    let mut filled = sql.to_owned();
    for argument in [Argument::Length, Argument::Precision, Argument::Scale] {
        if let Some(value) = arguments.get(&argument) {
            filled = filled.replace(argument.placeholder(), &value.to_string());
        }
    }
    filled
}
