//! Reads a user's folder of dialects: the only place of this module that touches files.

use std::fs;
use std::path::Path;

use super::load_error::LoadError;
use super::registry::DialectSource;

/// The dialects of a folder, by name.
pub(super) fn read(folder: &Path) -> Result<Vec<DialectSource>, LoadError> {
    let mut sources = Vec::new();
    for path in entries(folder)? {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !path.is_dir() || hidden {
            continue;
        }
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut source = DialectSource { name, ..DialectSource::default() };
        for file in entries(&path)? {
            if file.file_name().is_some_and(|name| name == "dialect.toml") {
                source.toml = Some((file.clone(), text(&file)?));
            } else if file.extension().is_some_and(|extension| extension == "hbs") {
                let stem = file
                    .file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned())
                    .unwrap_or_default();
                source.templates.insert(stem, text(&file)?);
            }
        }
        sources.push(source);
    }
    match sources.is_empty() {
        true => Err(LoadError::Empty { folder: folder.to_path_buf() }),
        false => Ok(sources),
    }
}

/// What a folder holds, in the order of names.
fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: folder.to_path_buf(), source };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    Ok(entries)
}

fn text(file: &Path) -> Result<String, LoadError> {
    fs::read_to_string(file)
        .map_err(|source| LoadError::Unreadable { path: file.to_path_buf(), source })
}
