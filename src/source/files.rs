use std::path::{Path, PathBuf};

use super::SourceError;
use super::spec::missing;
use crate::text::{FileId, SourceMap};

/// No honest entity file is larger; a bigger one is a mistake that would only eat memory.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

pub(super) enum FolderKind {
    Entities,
    Sql,
}

/// A folder with `.sgen` files is one of entities, also when `.sql` files lie beside them.
pub(super) fn kind_of_folder(folder: &Path) -> Result<FolderKind, SourceError> {
    if !files_below(folder, "sgen")?.is_empty() {
        return Ok(FolderKind::Entities);
    }
    if !files_below(folder, "sql")?.is_empty() {
        return Ok(FolderKind::Sql);
    }
    Err(SourceError::NoEntityFiles { path: folder.display().to_string() })
}

/// Reads an `.sgen` file, or all of a folder in the order of their paths, into `sources`.
/// A file that `sources` has already is not read again.
pub fn read_entity_files(path: &Path, sources: &mut SourceMap) -> Result<Vec<FileId>, SourceError> {
    let metadata = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
    let paths = if metadata.is_dir() { files_below(path, "sgen")? } else { vec![path.to_owned()] };
    if paths.is_empty() {
        return Err(SourceError::NoEntityFiles { path: path.display().to_string() });
    }
    paths
        .into_iter()
        .map(|path| {
            let shown = path.display().to_string();
            let known = sources.files().find(|(_, file)| file.path == shown).map(|(id, _)| id);
            match known {
                Some(id) => Ok(id),
                None => Ok(sources.add(shown, read_text(&path)?)),
            }
        })
        .collect()
}

/// The text of a file, with what is wrong when it is none.
pub fn read_text(path: &Path) -> Result<String, SourceError> {
    let shown = path.display().to_string();
    let unreadable = |error: std::io::Error| SourceError::Unreadable {
        path: shown.clone(),
        reason: error.to_string(),
    };
    let metadata = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
    if metadata.len() > MAX_FILE_BYTES {
        return Err(SourceError::TooLarge {
            path: shown,
            bytes: metadata.len(),
            limit: MAX_FILE_BYTES,
        });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(SourceError::NotText { path: shown, reason: format!("byte {at} is zero") });
    }
    let text = String::from_utf8(bytes).map_err(|error| SourceError::NotText {
        path: shown,
        reason: format!("byte {} does not belong to UTF-8", error.utf8_error().valid_up_to()),
    })?;
    // A byte order mark is no part of the text; other editors' line ends are kept as they are.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// All files with the extension at or below a folder, hidden ones left out, in path order.
pub(super) fn files_below(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, SourceError> {
    let unreadable = |path: &Path, error: std::io::Error| SourceError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
            let entry = entry.map_err(|error| unreadable(&folder, error))?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // Symbolic links to folders are not followed, so that a link upwards cannot loop.
            let kind = entry.file_type().map_err(|error| unreadable(&path, error))?;
            if kind.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_in_order_and_broken_ones_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let mut sources = SourceMap::default();
        let error = read_entity_files(folder.path(), &mut sources).unwrap_err().to_string();
        assert!(error.contains("has no `.sgen` file"), "{error}");

        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(folder.path().join("b.sgen"), "entity b {}").unwrap();
        std::fs::write(folder.path().join("sub/a.sgen"), "\u{feff}entity a {}").unwrap();
        let ids = read_entity_files(folder.path(), &mut sources).unwrap();
        let texts: Vec<_> = ids.iter().map(|id| sources.get(*id).unwrap().text.as_str()).collect();
        assert_eq!(texts, ["entity b {}", "entity a {}"]);
        assert_eq!(read_entity_files(folder.path(), &mut sources).unwrap(), ids);

        std::fs::write(folder.path().join("c.sgen"), [0x66, 0x00, 0xff]).unwrap();
        let error = read_entity_files(folder.path(), &mut sources).unwrap_err().to_string();
        assert!(error.contains("is not text") && error.contains("byte 1"), "{error}");

        let wrong = folder.path().join("bb.sgen");
        let error = read_entity_files(&wrong, &mut sources).unwrap_err().to_string();
        assert!(error.contains("did you mean") && error.contains("b.sgen"), "{error}");
    }
}
