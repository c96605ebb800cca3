//! What each server can hold and how it spells it: data first, templates second, hooks last.
//!
//! A dialect is a folder: `dialect.toml` (capabilities by version, limits, reserved words, type map
//! with its losses, functions, defaults) and one handlebars template a statement. The built-in
//! ones are compiled in; [`Dialects::load`] lays a user's folder over them. Code asks a
//! [`Capability`], never for a dialect's name.
//!
//! This module renders nothing but names, types and literals; expressions are `sql`'s, statements `emit`'s.

mod capability;
mod check;
mod comparison;
mod data;
mod effects;
mod embedded;
mod folder;
mod functions;
mod identifier;
mod load_error;
mod registry;
mod script;
mod types;
mod version;
#[cfg(test)]
mod tests;

pub use capability::{Capabilities, Capability, Support};
pub use data::{
    Defaults, DialectData, Folding, IdentifierLimit, Identifiers, LengthUnit, Limits,
    PartitionTimestamp, Placeholders, Reserved, Strings, VersionSupport, Versions, Words,
};
pub use effects::{Blocks, Effect, EffectTable, Effects, LockMode};
pub use functions::{FunctionSpelling, FunctionSpellings, Functions};
pub use load_error::{DIALECT_FOLDER, LoadError, RULES};
pub use registry::{DialectSource, Dialects};
pub use script::{Bodies, Commands, Script, Sign};
pub use types::{
    Loss, NativeType, RenderedType, TypeForm, TypeForms, TypeMap, TypeName, Unsupported,
};
pub use version::Version;

/// What is said wherever something is shown that follows a manual and that no server has seen.
pub const NOT_PROVEN: &str = "emitted, not proven";

/// A dialect at one version: what every question is put to.
#[derive(Debug, Clone, Copy)]
pub struct Dialect<'d> {
    pub data: &'d DialectData,
    pub version: Version,
}

impl<'d> Dialect<'d> {
    /// `postgres`, `mysql`, `mariadb`, `sqlite` or a user's own.
    pub fn name(&self) -> &'d str {
        &self.data.name
    }

    /// As people write it: `PostgreSQL`, `MySQL`.
    pub fn title(&self) -> &'d str {
        &self.data.title
    }

    pub fn limits(&self) -> &'d Limits {
        &self.data.limits
    }

    pub fn defaults(&self) -> &'d Defaults {
        &self.data.defaults
    }

    /// Words for a dialect that nobody here could try: what is written follows the server's manual, and no more.
    pub fn unproven(&self) -> Option<String> {
        let words = || format!("{NOT_PROVEN}: no {} server can be started here", self.title());
        (!self.data.proven).then(words)
    }

    /// A reason or a loss as a sentence: in `dialect.toml` they speak of `{title}`, since a dialect
    /// may be laid over another.
    pub fn say(&self, text: &str) -> String {
        text.replace("{title}", self.title())
    }

    /// The text of a statement's template, by its file stem.
    pub fn template(&self, stem: &str) -> Option<&'d str> {
        self.data.templates.get(stem).map(String::as_str)
    }
}
