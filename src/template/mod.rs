//! The templates of one dialect, compiled once: the only way by which statements get their spelling.
//!
//! `{{name}}` quotes an identifier: that is the escape function. `{{{sql}}}` writes text as it is.
//! A qualified name travels as its parts joined by U+0000, which no server allows in a name; the
//! escape function quotes part by part. Two helpers know the dialect besides: `{{names list}}`
//! writes identifiers between commas, `{{literal text}}` and `{{literals list}}` string literals.

use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason,
};
use serde::Serialize;
use serde_json::Value;

use crate::dialect::Dialect;
use crate::schema::QualifiedName;

/// A template that does not do what the code expects of it: a mistake in a dialect's folder.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("dialect {dialect}: template `{template}.hbs` is not readable: {reason}")]
    Syntax { dialect: String, template: String, reason: String },
    #[error("dialect {dialect} has no template `{template}.hbs`, which this schema needs")]
    Missing { dialect: String, template: &'static str },
    #[error("dialect {dialect}: template `{template}.hbs` failed: {reason}")]
    Render { dialect: String, template: &'static str, reason: String },
}

/// Writes what a dialect's templates say.
pub struct Renderer<'d> {
    registry: Handlebars<'d>,
    dialect: Dialect<'d>,
}

/// Stands between the parts of a qualified name inside a view model.
const SEPARATOR: char = '\0';

/// A qualified name as view models hold it.
pub fn qualified(name: &QualifiedName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{namespace}{SEPARATOR}{}", name.name),
        None => name.name.clone(),
    }
}

/// A name inside an object, `table.column`, as view models hold it.
pub fn member(object: &QualifiedName, part: &str) -> String {
    format!("{}{SEPARATOR}{part}", qualified(object))
}

impl<'d> Renderer<'d> {
    /// Compiles all templates of the dialect.
    pub fn new(dialect: Dialect<'d>) -> Result<Renderer<'d>, TemplateError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        let data = Arc::new(dialect.data.clone());
        let version = dialect.version;
        registry.register_escape_fn(move |name| {
            let dialect = Dialect { data: &data, version };
            match name.contains(SEPARATOR) {
                true => name
                    .split(SEPARATOR)
                    .map(|part| dialect.quote(part))
                    .collect::<Vec<_>>()
                    .join("."),
                false => dialect.quote(name),
            }
        });
        registry.register_helper("names", list_helper(move |name| dialect.quote(name)));
        registry.register_helper("literals", list_helper(move |text| dialect.string_literal(text)));
        registry.register_helper("literal", list_helper(move |text| dialect.string_literal(text)));
        for (name, text) in &dialect.data.templates {
            let text = text.strip_suffix('\n').unwrap_or(text);
            registry.register_template_string(name, text).map_err(|error| {
                TemplateError::Syntax {
                    dialect: dialect.name().to_owned(),
                    template: name.clone(),
                    reason: error.to_string(),
                }
            })?;
        }
        Ok(Renderer { registry, dialect })
    }

    /// What the template, named by its file stem, makes of a view model.
    pub fn render(
        &self,
        template: &'static str,
        model: &impl Serialize,
    ) -> Result<String, TemplateError> {
        if !self.registry.has_template(template) {
            return Err(TemplateError::Missing {
                dialect: self.dialect.name().to_owned(),
                template,
            });
        }
        let broken = |reason: String| TemplateError::Render {
            dialect: self.dialect.name().to_owned(),
            template,
            reason,
        };
        // The registry's own way to a text reserves 8 KiB for each, and there are tens of thousands.
        let mut text = Vec::new();
        self.registry
            .render_to_write(template, model, &mut text)
            .map_err(|error| broken(error.to_string()))?;
        text.shrink_to_fit();
        String::from_utf8(text).map_err(|error| broken(error.to_string()))
    }
}

/// A helper that writes its one argument, a text or a list of texts, each put through `spell`.
fn list_helper<'d>(
    spell: impl Fn(&str) -> String + Send + Sync + 'd,
) -> Box<dyn handlebars::HelperDef + Send + Sync + 'd> {
    Box::new(
        move |helper: &Helper<'_>,
              _: &Handlebars<'_>,
              _: &Context,
              _: &mut RenderContext<'_, '_>,
              out: &mut dyn Output|
              -> HelperResult {
            let wrong = || RenderErrorReason::ParamNotFoundForIndex("names", 0);
            let argument =
                helper.param(0).filter(|param| !param.is_value_missing()).ok_or_else(wrong)?;
            match argument.value() {
                Value::String(text) => out.write(&spell(text))?,
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if index > 0 {
                            out.write(", ")?;
                        }
                        out.write(&spell(item.as_str().ok_or_else(wrong)?))?;
                    }
                }
                _ => return Err(wrong().into()),
            }
            Ok(())
        },
    )
}
