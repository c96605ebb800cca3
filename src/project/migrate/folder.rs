//! The folder of migrations on disk.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::migrations::{
    ATTRIBUTES, CHECKSUMS, Checksums, DOWN, Migration, MigrationName, Mismatch, PLAN, UP,
};

/// Why a folder cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("cannot {action} `{path}`: {source}")]
    Io { action: &'static str, path: String, source: std::io::Error },
    #[error("`{path}` has no migrations: `schemagen migrate new NAME` makes the first")]
    Missing { path: String },
    #[error("`{path}` is no migration: it has no `{UP}`\nhelp: write it, or remove the folder")]
    NoUp { path: String },
    #[error("{}", changed(mismatches))]
    Changed { mismatches: Vec<Mismatch> },
    #[error(
        "`{first}` and `{second}` have the same version\nhelp: give one of them another: `schemagen migrate rebase`"
    )]
    Twice { first: String, second: String },
    #[error("{0}")]
    Input(String),
}

fn changed(mismatches: &[Mismatch]) -> String {
    let mut text = "files of migrations are not what they were when they were made:".to_owned();
    for mismatch in mismatches {
        text.push_str(&format!("\n  {mismatch}"));
    }
    text.push_str("\nhelp: if that is meant, and they ran nowhere yet, `schemagen migrate lint --accept` writes the list anew");
    text
}

/// A folder of migrations as it was read.
#[derive(Debug, Clone)]
pub struct Folder {
    pub path: PathBuf,
    /// In the order of versions.
    pub migrations: Vec<Migration>,
    files: BTreeMap<String, String>,
    checksums: Checksums,
}

impl Folder {
    /// Reads a folder; one that does not exist is empty.
    pub fn read(path: &Path) -> Result<Folder, FolderError> {
        let mut folder = Folder {
            path: path.to_owned(),
            migrations: Vec::new(),
            files: BTreeMap::new(),
            checksums: Checksums::default(),
        };
        if !path.exists() {
            return Ok(folder);
        }
        if let Some(text) = read_if_there(&path.join(CHECKSUMS))? {
            folder.checksums = Checksums::parse(&text);
        }
        for name in folders(path)? {
            let Ok(parsed) = MigrationName::parse(&name) else { continue };
            let file = |file: &str| read_if_there(&path.join(&name).join(file));
            let (up, down, plan) = (file(UP)?, file(DOWN)?, file(PLAN)?);
            for (file, text) in [(UP, &up), (DOWN, &down), (PLAN, &plan)] {
                if let Some(text) = text {
                    folder.files.insert(format!("{name}/{file}"), text.clone());
                }
            }
            let up = up.ok_or_else(|| FolderError::NoUp {
                path: path.join(&name).display().to_string(),
            })?;
            folder.migrations.push(Migration { name: parsed, up, down, plan });
        }
        folder.migrations.sort_by(|a, b| a.name.cmp(&b.name));
        for pair in folder.migrations.windows(2) {
            if pair[0].name.is_version(&pair[1].name.version) {
                return Err(FolderError::Twice {
                    first: pair[0].name.to_string(),
                    second: pair[1].name.to_string(),
                });
            }
        }
        Ok(folder)
    }

    /// Whether a folder is there and holds a migration.
    pub fn holds_migrations(path: &Path) -> bool {
        let names = folders(path).unwrap_or_default();
        names
            .iter()
            .any(|name| MigrationName::parse(name).is_ok() && path.join(name).join(UP).is_file())
    }

    /// Reads a folder that must hold migrations, all of them as they were made.
    pub fn read_sound(path: &Path) -> Result<Folder, FolderError> {
        let folder = Folder::read(path)?;
        if folder.migrations.is_empty() {
            return Err(FolderError::Missing { path: path.display().to_string() });
        }
        let mismatches = folder.mismatches();
        if mismatches.is_empty() { Ok(folder) } else { Err(FolderError::Changed { mismatches }) }
    }

    pub fn mismatches(&self) -> Vec<Mismatch> {
        self.checksums.compare(&self.files)
    }

    /// Writes a migration, and then its lines in the list.
    pub fn add(&mut self, migration: Migration) -> Result<PathBuf, FolderError> {
        let name = migration.name.to_string();
        let path = self.path.join(&name);
        if path.exists() {
            return Err(FolderError::Input(format!("`{}` is there already", path.display())));
        }
        // Written beside its place and renamed, so that no half migration is ever there.
        let making = self.path.join(format!(".{name}.new"));
        let _ = std::fs::remove_dir_all(&making);
        let io = |action: &'static str, path: &Path| {
            let path = path.display().to_string();
            move |source| FolderError::Io { action, path, source }
        };
        std::fs::create_dir_all(&making).map_err(io("make", &making))?;
        let files = [
            (UP, Some(&migration.up)),
            (DOWN, migration.down.as_ref()),
            (PLAN, migration.plan.as_ref()),
        ];
        for (file, text) in files {
            if let Some(text) = text {
                write(&making.join(file), text)?;
                self.files.insert(format!("{name}/{file}"), text.clone());
                self.checksums.set(&format!("{name}/{file}"), text);
            }
        }
        std::fs::rename(&making, &path).map_err(io("make", &path))?;
        self.migrations.push(migration);
        self.migrations.sort_by(|a, b| a.name.cmp(&b.name));
        self.write_checksums()?;
        Ok(path)
    }

    /// Takes the files as they are for what they should be.
    pub fn accept(&mut self) -> Result<(), FolderError> {
        let mut checksums = Checksums::default();
        for (path, text) in &self.files {
            checksums.set(path, text);
        }
        self.checksums = checksums;
        self.write_checksums()
    }

    /// Gives a migration another version.
    pub fn rename(
        &mut self,
        name: &MigrationName,
        version: &str,
    ) -> Result<MigrationName, FolderError> {
        let new = MigrationName { version: version.to_owned(), name: name.name.clone() };
        let (from, to) = (self.path.join(name.to_string()), self.path.join(new.to_string()));
        std::fs::rename(&from, &to).map_err(|source| FolderError::Io {
            action: "rename",
            path: from.display().to_string(),
            source,
        })?;
        self.checksums.remove(&name.to_string());
        let prefix = format!("{name}/");
        let moved: Vec<(String, String)> = self
            .files
            .iter()
            .filter_map(|(path, text)| {
                Some((format!("{new}/{}", path.strip_prefix(&prefix)?), text.clone()))
            })
            .collect();
        self.files.retain(|path, _| !path.starts_with(&prefix));
        for (path, text) in moved {
            self.checksums.set(&path, &text);
            self.files.insert(path, text);
        }
        for migration in &mut self.migrations {
            if migration.name == *name {
                migration.name = new.clone();
            }
        }
        self.migrations.sort_by(|a, b| a.name.cmp(&b.name));
        self.write_checksums()?;
        Ok(new)
    }

    fn write_checksums(&self) -> Result<(), FolderError> {
        let attributes = self.path.join(".gitattributes");
        if !attributes.exists() {
            write(&attributes, ATTRIBUTES)?;
        }
        write(&self.path.join(CHECKSUMS), &self.checksums.text())
    }
}

/// The names of the folders in a folder, in order.
fn folders(path: &Path) -> Result<Vec<String>, FolderError> {
    let io = |source| FolderError::Io { action: "read", path: path.display().to_string(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let entry = entry.map_err(io)?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn read_if_there(path: &Path) -> Result<Option<String>, FolderError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => {
            Err(FolderError::Io { action: "read", path: path.display().to_string(), source })
        }
    }
}

/// Writes beside the target and renames.
pub(super) fn write(path: &Path, text: &str) -> Result<(), FolderError> {
    let io = |source| FolderError::Io { action: "write", path: path.display().to_string(), source };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    readable(&file).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map(drop).map_err(|error| io(error.error))
}

#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
