use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use super::SourceError;
use super::files::files_below;
use super::spec::missing;
use crate::scripts::Script;

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// How much of a file is looked at to tell its dialect.
const BEGINNING: u64 = 256 << 10;

/// The SQL files of a source, in the order in which they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlFiles {
    pub paths: Vec<PathBuf>,
    /// Files that undo others and are not read: `002_x.down.sql` beside `002_x.up.sql`.
    pub left_out: Vec<PathBuf>,
}

/// An `.sql` file, or all of a folder in the order of their paths.
pub fn sql_files(path: &Path) -> Result<SqlFiles, SourceError> {
    if path == Path::new(STDIN) {
        return Ok(SqlFiles { paths: vec![path.to_owned()], left_out: Vec::new() });
    }
    let metadata = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
    if !metadata.is_dir() {
        return Ok(SqlFiles { paths: vec![path.to_owned()], left_out: Vec::new() });
    }
    let all = files_below(path, "sql")?;
    if all.is_empty() {
        return Err(SourceError::NoSqlFiles { path: path.display().to_string() });
    }
    let undoes = |path: &PathBuf| {
        let name = path.to_string_lossy();
        let beside = |suffix: &str, other: &str| {
            name.strip_suffix(suffix)
                .is_some_and(|stem| all.contains(&PathBuf::from(format!("{stem}{other}"))))
        };
        beside(".down.sql", ".up.sql") || beside("/down.sql", "/up.sql")
    };
    let (left_out, paths) = all.iter().cloned().partition(undoes);
    Ok(SqlFiles { paths, left_out })
}

impl SqlFiles {
    /// The beginnings of the files, enough to tell their dialect, and the files as streams. What was
    /// looked at is part of the streams, so that standard input can be read too.
    pub fn open(&self) -> Result<(Vec<u8>, Vec<Script>), SourceError> {
        let mut beginning = Vec::new();
        let mut scripts = Vec::new();
        for path in &self.paths {
            let name = path.display().to_string();
            let unreadable = |error: io::Error| SourceError::Unreadable {
                path: name.clone(),
                reason: error.to_string(),
            };
            let left = BEGINNING.saturating_sub(beginning.len() as u64);
            // Files are opened when their turn comes: a folder may hold more than can be open at once.
            let input: Box<dyn Read> = if path == Path::new(STDIN) {
                let mut stdin = io::stdin();
                let mut head = Vec::new();
                (&mut stdin).take(BEGINNING).read_to_end(&mut head).map_err(unreadable)?;
                beginning.extend_from_slice(&head);
                Box::new(Cursor::new(head).chain(stdin))
            } else {
                let mut file = File::open(path).map_err(|error| missing(path, &error))?;
                (&mut file).take(left).read_to_end(&mut beginning).map_err(unreadable)?;
                Box::new(Late { path: path.clone(), file: None })
            };
            let name = if path == Path::new(STDIN) { "stdin".to_owned() } else { name };
            scripts.push(Script { name, input });
        }
        Ok((beginning, scripts))
    }

    /// Opens what a script includes: relative to the script's folder, else to the current one. None for
    /// a file of this source, which is read on its own account.
    pub fn include(&self, file: &str, from: &str) -> io::Result<Option<Script>> {
        let beside = Path::new(from).parent().unwrap_or(Path::new("")).join(file);
        let path = if beside.exists() { beside } else { PathBuf::from(file) };
        let real = std::fs::canonicalize(&path)?;
        let own: BTreeSet<PathBuf> =
            self.paths.iter().filter_map(|path| std::fs::canonicalize(path).ok()).collect();
        if own.contains(&real) {
            return Ok(None);
        }
        let name = path.display().to_string();
        Ok(Some(Script { name, input: Box::new(File::open(path)?) }))
    }
}

/// A file that is opened when it is first read.
struct Late {
    path: PathBuf,
    file: Option<File>,
}

impl Read for Late {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.read(buffer),
            None => self.file.insert(File::open(&self.path)?).read(buffer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_order_without_what_undoes_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["2.up.sql", "2.down.sql", "1.sql", "note.txt"] {
            std::fs::write(folder.path().join(name), format!("-- {name}\n")).unwrap();
        }
        let files = sql_files(folder.path()).unwrap();
        let names = |paths: &[PathBuf]| {
            paths.iter().map(|path| path.file_name().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(&files.paths), ["1.sql", "2.up.sql"]);
        assert_eq!(names(&files.left_out), ["2.down.sql"]);
        let (beginning, mut scripts) = files.open().unwrap();
        assert_eq!(beginning, b"-- 1.sql\n-- 2.up.sql\n");
        let mut text = String::new();
        scripts[0].input.read_to_string(&mut text).unwrap();
        assert_eq!(text, "-- 1.sql\n");
        assert!(files.include("2.up.sql", &scripts[0].name).unwrap().is_none());
        assert!(files.include("note.txt", &scripts[0].name).unwrap().is_some());
        assert!(files.include("none.sql", &scripts[0].name).is_err());
    }
}
