//! A design as it stands in the editor: open texts over files, with findings and an index of names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::index::Index;
use crate::config::Overrides;
use crate::diagnostics::Diagnostic;
use crate::project::{self, Loaded};
use crate::text::{FileId, SourceMap};

pub struct World {
    pub loaded: Loaded,
    /// Judged.
    pub findings: Vec<Diagnostic>,
    pub index: Index,
}

impl World {
    /// Reads the design of a folder; what is open counts as the editor has it.
    pub fn read(
        folder: &Path,
        open: &BTreeMap<PathBuf, String>,
        overrides: &Overrides,
    ) -> Result<World, String> {
        let mut sources = SourceMap::default();
        for (path, text) in open.iter().filter(|(path, _)| path.starts_with(folder)) {
            sources.add(path.display().to_string(), text.as_str());
        }
        let loaded = project::load_over(sources, folder, overrides, project::today)
            .map_err(|error| error.to_string())?;
        let findings = match project::check(&loaded) {
            Ok(checked) => checked.judge(&loaded, Vec::new()).findings,
            // A target that nobody knows: what the language itself finds is shown all the same.
            Err(_) => loaded.findings.clone(),
        };
        let index = Index::of(&loaded.sources);
        Ok(World { loaded, findings, index })
    }

    pub fn file(&self, path: &Path) -> Option<FileId> {
        let shown = path.display().to_string();
        self.loaded.sources.files().find(|(_, file)| file.path == shown).map(|(id, _)| id)
    }
}

/// The folder that a file's design is: the nearest one above with settings, within the workspace; else its own.
pub fn folder_of(file: &Path, root: Option<&Path>) -> PathBuf {
    let own = file.parent().unwrap_or(file);
    let mut folder = Some(own);
    while let Some(at) = folder {
        if at.join("schemagen.toml").is_file() {
            return at.to_owned();
        }
        if Some(at) == root {
            break;
        }
        folder = at.parent();
    }
    own.to_owned()
}
