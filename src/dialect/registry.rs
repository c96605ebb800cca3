//! All dialects of a run: the built-in ones, and a user's folder laid over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Table;

use super::embedded::EMBEDDED;
use super::load_error::LoadError;
use super::{Dialect, DialectData, TypeForm, Version};

/// Every dialect there is, the built-in ones first, then a user's own by name.
#[derive(Debug, Clone)]
pub struct Dialects {
    dialects: IndexMap<String, DialectData>,
}

/// A dialect's folder as text.
#[derive(Debug, Clone, Default)]
pub struct DialectSource {
    pub name: String,
    /// `dialect.toml` and where it stands; none where a folder holds templates alone.
    pub toml: Option<(PathBuf, String)>,
    /// By file stem.
    pub templates: BTreeMap<String, String>,
}

impl Dialects {
    /// Those that are compiled in. A test loads them, so that no error is left for a user to see.
    pub fn builtin() -> Result<Dialects, LoadError> {
        Dialects::assemble(&[])
    }

    /// The built-in dialects, and those of a folder laid over them: `FOLDER/NAME/dialect.toml` holds
    /// what differs, `FOLDER/NAME/*.hbs` replaces templates. A name that is not known yet is a new
    /// dialect, and says which one it is based on.
    pub fn load(overrides: Option<&Path>) -> Result<Dialects, LoadError> {
        match overrides {
            Some(folder) => Dialects::assemble(&super::folder::read(folder)?),
            None => Dialects::builtin(),
        }
    }

    /// Lays sources over the built-in dialects.
    pub fn assemble(sources: &[DialectSource]) -> Result<Dialects, LoadError> {
        let mut layers: IndexMap<String, Layers> = IndexMap::new();
        for embedded in EMBEDDED {
            let file = PathBuf::from(format!("dialects/{}/dialect.toml", embedded.name));
            let templates = embedded
                .templates
                .iter()
                .map(|(stem, text)| ((*stem).to_owned(), (*text).to_owned()));
            let source = DialectSource {
                name: embedded.name.to_owned(),
                toml: Some((file, embedded.toml.to_owned())),
                templates: templates.collect(),
            };
            layers.entry(source.name.clone()).or_default().push(source)?;
        }
        for source in sources {
            layers.entry(source.name.clone()).or_default().push(source.clone())?;
        }
        let mut dialects = IndexMap::new();
        for name in layers.keys() {
            let mut path = Vec::new();
            let merged = merge(name, &layers, &mut path)?;
            dialects.insert(name.clone(), merged.into_data(name)?);
        }
        name_foreign_functions(&mut dialects);
        Ok(Dialects { dialects })
    }

    pub fn get(&self, name: &str) -> Option<&DialectData> {
        self.dialects.get(name)
    }

    /// With what tables of a dialect have that say nothing of their texts, as one database has it.
    pub fn with_texts(mut self, name: &str, charset: String, collation: String) -> Dialects {
        if let Some(data) = self.dialects.get_mut(name) {
            data.defaults.charset = Some(charset);
            data.defaults.collation = Some(collation);
        }
        self
    }

    /// In a fixed order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.dialects.keys().map(String::as_str)
    }

    /// A dialect at a version; none means the oldest it supports.
    pub fn at(&self, name: &str, version: Option<Version>) -> Option<Dialect<'_>> {
        let data = self.get(name)?;
        let version = version.map_or(data.versions.oldest, |version| data.resolve(version));
        Some(Dialect { data, version })
    }
}

/// What is known of one dialect while sources are laid over one another.
#[derive(Debug, Clone, Default)]
struct Layers {
    /// The file to name when the whole turns out wrong.
    file: PathBuf,
    text: String,
    table: Table,
    templates: BTreeMap<String, String>,
}

impl Layers {
    fn push(&mut self, source: DialectSource) -> Result<(), LoadError> {
        if let Some((file, text)) = source.toml {
            let table: Table =
                toml::from_str(&text).map_err(|error| LoadError::syntax(&file, &text, &error))?;
            lay_over(&mut self.table, &table);
            self.file = file;
            self.text = text;
        }
        self.templates.extend(source.templates);
        Ok(())
    }

    fn into_data(self, name: &str) -> Result<DialectData, LoadError> {
        let mut table = self.table;
        table.insert("name".into(), name.into());
        let mut data = DialectData::deserialize(toml::Value::Table(table))
            .map_err(|error| LoadError::content(&self.file, &error))?;
        data.templates = self.templates;
        data.types.values_mut().flat_map(|forms| &mut forms.0).for_each(TypeForm::prepare);
        data.check().map_err(|(what, why)| LoadError::Contradiction {
            file: self.file,
            what,
            why,
        })?;
        Ok(data)
    }
}

/// A dialect with everything it is based on beneath it.
fn merge(
    name: &str,
    layers: &IndexMap<String, Layers>,
    path: &mut Vec<String>,
) -> Result<Layers, LoadError> {
    let Some(own) = layers.get(name) else {
        let known = layers.keys().cloned().collect();
        let by = path.last().cloned().unwrap_or_default();
        let file = layers.get(&by).map(|layer| layer.file.clone()).unwrap_or_default();
        return Err(LoadError::UnknownBase { file, base: name.to_owned(), known });
    };
    path.push(name.to_owned());
    if path.iter().filter(|seen| *seen == name).count() > 1 {
        return Err(LoadError::CyclicBase { file: own.file.clone(), path: path.join(" → ") });
    }
    let Some(base) = own.table.get("base").and_then(toml::Value::as_str) else {
        return Ok(own.clone());
    };
    let beneath = merge(base, layers, path)?;
    let mut table = beneath.table;
    lay_over(&mut table, &own.table);
    let mut templates = beneath.templates;
    templates.extend(own.templates.clone());
    Ok(Layers { file: own.file.clone(), text: own.text.clone(), table, templates })
}

/// Tables are laid over one another key by key; everything else replaces what was there.
fn lay_over(below: &mut Table, above: &Table) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above))
                if !is_one_entry(above) =>
            {
                lay_over(below, above);
            }
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Tables that describe a single thing (a type's form, a function's spelling) are replaced as a whole.
fn is_one_entry(table: &Table) -> bool {
    ["sql", "missing", "has", "since", "until"]
        .iter()
        .any(|key| table.get(*key).is_some_and(|value| value.is_str() || value.is_bool()))
}

/// Tells every dialect which functions only others have.
fn name_foreign_functions(dialects: &mut IndexMap<String, DialectData>) {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for data in dialects.values() {
        for function in data.own_functions.iter() {
            owners.entry(function.to_owned()).or_insert_with(|| data.title.clone());
        }
    }
    for data in dialects.values_mut() {
        let known = |function: &String| {
            data.own_functions.contains(function) || data.functions.contains_key(function)
        };
        let foreign = owners.iter().filter(|(function, _)| !known(function));
        data.foreign_functions =
            foreign.map(|(function, title)| (function.clone(), title.clone())).collect();
    }
}
