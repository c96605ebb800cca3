use std::fmt;
use std::path::{Path, PathBuf};

use super::{STDIN, SourceError};
use crate::engine::DatabaseUrl;
use crate::text::did_you_mean;

/// What the user named as a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// An `.sgen` file or a folder of them.
    Entities(PathBuf),
    /// An `.sql` file or a folder of them; `-` is standard input.
    Sql(PathBuf),
    /// A `.dbml` file.
    Dbml(PathBuf),
    /// A folder of migrations.
    Migrations(PathBuf),
    /// A live database.
    Database(DatabaseUrl),
    /// A database without anything in it.
    Empty,
}

impl Source {
    /// Tells the forms apart. Looks at the file system only where a path alone does not tell.
    pub fn parse(text: &str) -> Result<Source, SourceError> {
        if text == "empty" {
            return Ok(Source::Empty);
        }
        if text == STDIN {
            return Ok(Source::Sql(PathBuf::from(text)));
        }
        if let Some(folder) = text.strip_prefix("migrations:") {
            return Ok(Source::Migrations(PathBuf::from(folder)));
        }
        if text.contains("://") || text.starts_with("sqlite:") {
            let url = text
                .parse::<DatabaseUrl>()
                .map_err(|error| SourceError::Spec(error.to_string()))?;
            return Ok(Source::Database(url));
        }
        let path = PathBuf::from(text);
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("sgen") => return Ok(Source::Entities(path)),
            Some("sql") => return Ok(Source::Sql(path)),
            Some("dbml") => return Ok(Source::Dbml(path)),
            _ => {}
        }
        let metadata = std::fs::metadata(&path).map_err(|error| missing(&path, &error))?;
        if !metadata.is_dir() {
            return Err(SourceError::UnknownKind {
                path: text.to_owned(),
                hint: "sources end in `.sgen`, `.sql` or `.dbml`, or are folders of such files"
                    .to_owned(),
            });
        }
        match super::files::kind_of_folder(&path)? {
            super::files::FolderKind::Sql => Ok(Source::Sql(path)),
            super::files::FolderKind::Entities => Ok(Source::Entities(path)),
        }
    }

    /// What a design of it is called: the database, or the file without its ending.
    pub fn name(&self) -> String {
        let stem = |path: &Path| {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if stem == STDIN { String::new() } else { stem.to_owned() }
        };
        match self {
            Source::Database(url) => url
                .database
                .as_deref()
                .map(|database| stem(Path::new(database)))
                .unwrap_or_default(),
            Source::Entities(path)
            | Source::Sql(path)
            | Source::Dbml(path)
            | Source::Migrations(path) => stem(path),
            Source::Empty => String::new(),
        }
    }

    /// The folder or file on disk, for finding the settings file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Source::Entities(path)
            | Source::Sql(path)
            | Source::Dbml(path)
            | Source::Migrations(path) => Some(path),
            Source::Database(_) | Source::Empty => None,
        }
    }
}

/// The error for a path that cannot be opened, with the nearest existing name beside it.
pub(super) fn missing(path: &Path, error: &std::io::Error) -> SourceError {
    let shown = path.display().to_string();
    if error.kind() != std::io::ErrorKind::NotFound {
        return SourceError::Unreadable { path: shown, reason: error.to_string() };
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    let wanted =
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let suggestion = did_you_mean(&wanted, names.iter().map(String::as_str))
        .map(|near| format!(" (did you mean `{}`?)", path.with_file_name(near).display()))
        .unwrap_or_default();
    SourceError::Missing { path: shown, suggestion }
}

/// As the user would write it again; a URL without its password.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Entities(path) | Source::Sql(path) | Source::Dbml(path) => {
                write!(f, "{}", path.display())
            }
            Source::Migrations(path) => write!(f, "migrations:{}", path.display()),
            Source::Database(url) => write!(f, "{url}"),
            Source::Empty => f.write_str("empty"),
        }
    }
}
