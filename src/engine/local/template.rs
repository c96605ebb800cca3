//! Initialised data folders, kept in the user's cache: copying one takes tens of milliseconds where
//! making it anew takes up to several seconds.
//!
//! A template belongs to one binary, by path, version and time of modification. It appears by a
//! rename, so that it is either whole or absent, whoever else makes the same one. It is never
//! necessary: where the cache cannot be read or written, or a template does not work, a data folder
//! is made in the ordinary way.

use std::env;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::find::Binary;

/// Raise this when a data folder is initialised differently: older templates are then not used.
const RECIPE: u32 = 1;
const PARTIAL: &str = ".partial-";

/// The place of a template, whether it exists or not.
#[derive(Debug)]
pub(super) struct Template {
    path: PathBuf,
}

impl Template {
    /// Where the template of a binary is; `None` where the user has no cache folder.
    pub(super) fn of(binary: &Binary) -> Option<Template> {
        let absolute =
            |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let cache =
            absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        Some(Template::inside(&cache.join("schemagen/templates"), binary))
    }

    /// The same in a given folder.
    pub(super) fn inside(folder: &Path, binary: &Binary) -> Template {
        let mut hasher = Sha256::new();
        hasher.update(RECIPE.to_le_bytes());
        hasher.update(binary.program.as_os_str().as_bytes());
        let modified = binary.modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        hasher.update(modified.as_nanos().to_le_bytes());
        let mut name = format!("{}-{}-", binary.kind, binary.version);
        for byte in &hasher.finalize()[..8] {
            let _ = write!(name, "{byte:02x}");
        }
        Template { path: folder.join(name) }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.is_dir()
    }

    /// Copies the template to the data folder of a server that runs as `account`.
    pub(super) fn copy_to(&self, data: &Path, account: Option<&Account>) -> io::Result<()> {
        copy_folder(&self.path, data, account)
    }

    /// Keeps a freshly initialised data folder. Its failure costs time and nothing else, so it is
    /// not reported.
    pub(super) fn keep(&self, data: &Path) {
        let _ = self.try_keep(data);
    }

    fn try_keep(&self, data: &Path) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::NotFound)?;
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        remove_old_partials(folder);
        // Deleted by its drop unless renamed away.
        let partial = tempfile::Builder::new().prefix(PARTIAL).tempdir_in(folder)?;
        let copy = partial.path().join("data");
        copy_folder(data, &copy, None)?;
        fs::rename(copy, &self.path)
    }

    /// Removes a template that did not work.
    pub(super) fn discard(&self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Left behind by processes that were killed while copying.
fn remove_old_partials(folder: &Path) {
    const OLD: Duration = Duration::from_secs(3600);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|age| age > OLD);
        if entry.file_name().as_bytes().starts_with(PARTIAL.as_bytes()) && is_old() == Some(true) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Copies folders and plain files, closed to others as servers demand of their data. On file
/// systems that can, `fs::copy` shares the blocks instead of copying them.
fn copy_folder(from: &Path, to: &Path, account: Option<&Account>) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(to)?;
    if let Some(account) = account {
        account.own(to)?;
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&entry.path(), &target, account)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
            if let Some(account) = account {
                account.own(&target)?;
            }
        } else {
            return Err(io::Error::other("neither a folder nor a plain file"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::local::ServerKind;
    use crate::engine::local::version::Version;

    fn binary(program: &str, seconds: u64) -> Binary {
        Binary {
            kind: ServerKind::Postgres,
            program: PathBuf::from(program),
            version: Version::parse("15.3").unwrap(),
            modified: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
        }
    }

    #[test]
    fn a_template_belongs_to_one_binary() {
        let path =
            |program, seconds| Template::inside(Path::new("/c"), &binary(program, seconds)).path;
        assert!(path("/a", 1).to_string_lossy().starts_with("/c/postgres-15.3-"));
        assert_eq!(path("/a", 1), path("/a", 1));
        assert_ne!(path("/a", 1), path("/b", 1));
        assert_ne!(path("/a", 1), path("/a", 2));
    }

    #[test]
    fn kept_once_and_copied_whole() {
        let base = tempfile::tempdir().unwrap();
        let data = base.path().join("data");
        fs::create_dir_all(data.join("inner")).unwrap();
        fs::write(data.join("inner/file"), "first").unwrap();
        let template = Template::inside(&base.path().join("cache"), &binary("/a", 1));
        assert!(!template.exists());
        template.keep(&data);
        fs::write(data.join("inner/file"), "second").unwrap();
        template.keep(&data);

        let copy = base.path().join("copy");
        template.copy_to(&copy, None).unwrap();
        assert_eq!(fs::read_to_string(copy.join("inner/file")).unwrap(), "first");
        assert_eq!(
            fs::read_dir(base.path().join("cache")).unwrap().count(),
            1,
            "no partial copy remains"
        );
        template.discard();
        assert!(!template.exists());
    }

    #[test]
    fn an_unwritable_cache_is_no_error() {
        let base = tempfile::tempdir().unwrap();
        fs::write(base.path().join("file"), "").unwrap();
        let template = Template::inside(&base.path().join("file/cache"), &binary("/a", 1));
        template.keep(base.path());
        assert!(!template.exists());
    }
}
