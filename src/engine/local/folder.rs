//! The temporary folder of a server: private, with a path short enough for a socket, and removed
//! even when schemagen was killed, namely by the next schemagen.
//!
//! Where the system has a roomy folder in memory it lies there, since making a database means
//! making hundreds of files: measured on ext4, a Postgres from a template took 0.7 s to start, in
//! memory 0.1 s. Whoever sets `TMPDIR` decides otherwise.
//!
//! Its owner holds a lock on the file `lock` inside. A folder whose lock can be had belongs to
//! nobody any more.

use std::env;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::LocalError;
use super::account::{Account, open_to_all};

const PREFIX: &str = "schemagen-local-";
const HELP: &str = "set TMPDIR to a folder with free space that this user may write to";

/// The longest base folder: a socket path may have about 100 bytes, and
/// `/schemagen-local-XXXXXX/.s.PGSQL.5432.lock` comes behind it.
const LONGEST_BASE: usize = 55;

/// A folder of our own.
#[derive(Debug)]
pub(super) struct ServerFolder {
    path: PathBuf,
    /// Held open, and thereby locked, while the folder is in use.
    _lock: File,
}

impl ServerFolder {
    /// Makes a folder that belongs to `account`, and removes those which killed processes left
    /// behind.
    pub(super) fn create(account: Option<&Account>) -> Result<ServerFolder, LocalError> {
        let preferred = preferred_bases();
        for base in &preferred {
            sweep(base);
        }
        let base = usable_base(preferred, account);
        let failed = |source| LocalError::File {
            action: "make a folder for the server in",
            path: base.clone(),
            help: HELP,
            source,
        };
        // Until `keep` the folder is deleted on every early return.
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&base)
            .map_err(failed)?;
        let lock = lock_new(folder.path()).map_err(failed)?;
        if let Some(account) = account {
            account.own(folder.path()).map_err(failed)?;
        }
        Ok(ServerFolder { path: folder.keep(), _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Deletes the folder. A dying process may still write for a moment, hence several attempts;
    /// what remains after them is left to the next sweep.
    pub(super) fn delete(self) {
        for _ in 0..20 {
            match fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    thread::sleep(Duration::from_millis(10))
                }
                _ => break,
            }
        }
    }
}

/// The folders to put a server into, best first.
fn preferred_bases() -> Vec<PathBuf> {
    let temporary = env::temp_dir();
    let memory = PathBuf::from("/dev/shm");
    if env::var_os("TMPDIR").is_none() && memory_has_room(&memory) {
        vec![memory, temporary]
    } else {
        vec![temporary]
    }
}

/// Whether a folder is in memory with space for more than a few small databases: containers often
/// have one of 64 MB.
#[cfg(target_os = "linux")]
fn memory_has_room(folder: &Path) -> bool {
    const NEEDED: u64 = 2 << 30;
    let Ok(name) = std::ffi::CString::new(folder.as_os_str().as_bytes()) else { return false };
    let mut data = std::mem::MaybeUninit::<libc::statfs>::uninit();
    // SAFETY: the name ends with a zero byte, and the call fills `data` when it returns 0.
    let data = unsafe {
        if libc::statfs(name.as_ptr(), data.as_mut_ptr()) != 0 {
            return false;
        }
        data.assume_init()
    };
    let block = u64::try_from(data.f_bsize).unwrap_or(0);
    // The types of these fields differ between platforms.
    data.f_type as u64 == libc::TMPFS_MAGIC as u64 && block.saturating_mul(data.f_bavail) >= NEEDED
}

#[cfg(not(target_os = "linux"))]
fn memory_has_room(_folder: &Path) -> bool {
    false
}

/// The first folder whose path is short enough for a socket and which is open to the account.
fn usable_base(preferred: Vec<PathBuf>, account: Option<&Account>) -> PathBuf {
    let usable = |folder: &PathBuf| {
        let short = folder.as_os_str().as_bytes().len() <= LONGEST_BASE;
        short && (account.is_none() || open_to_all(folder))
    };
    let bases = preferred.into_iter().map(|folder| folder.canonicalize().unwrap_or(folder));
    bases.into_iter().find(usable).unwrap_or_else(|| PathBuf::from("/tmp"))
}

/// A locked file gets its final name only when it is locked, so that no sweep takes a new folder
/// for an old one.
fn lock_new(folder: &Path) -> io::Result<File> {
    let name = folder.join("lock.new");
    let lock = File::create_new(&name)?;
    lock.try_lock().map_err(io::Error::from)?;
    fs::rename(name, folder.join("lock"))?;
    Ok(lock)
}

/// Deletes the folders whose owners are gone: those of this user, and all when this is root, whose
/// servers run as several users.
fn sweep(base: &Path) {
    let Ok(entries) = fs::read_dir(base) else { return };
    // SAFETY: geteuid has no preconditions and cannot fail.
    let ourselves = unsafe { libc::geteuid() };
    for entry in entries.flatten() {
        if !entry.file_name().as_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        let path = entry.path();
        let ours = fs::symlink_metadata(&path)
            .is_ok_and(|data| data.is_dir() && (ourselves == 0 || ourselves == data.uid()));
        if ours && is_abandoned(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

fn is_abandoned(folder: &Path) -> bool {
    // Anybody can make such a folder in /tmp: follow no link, wait for no pipe.
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    let lock = OpenOptions::new().read(true).custom_flags(flags).open(folder.join("lock"));
    lock.is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_abandoned_folders_are_swept() {
        let base = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = base.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let used = make("schemagen-local-used");
        let _lock = lock_new(&used).unwrap();
        let abandoned = make("schemagen-local-abandoned");
        drop(lock_new(&abandoned).unwrap());
        let new = make("schemagen-local-new");
        let foreign = make("other");
        drop(lock_new(&foreign).unwrap());

        sweep(base.path());
        assert!(used.exists() && new.exists() && foreign.exists());
        assert!(!abandoned.exists());
    }

    #[test]
    fn a_long_or_closed_base_is_not_used() {
        let base = tempfile::tempdir().unwrap();
        let long = base.path().join("x".repeat(60));
        assert_eq!(usable_base(vec![long], None), Path::new("/tmp"));

        let base = tempfile::tempdir_in("/tmp").unwrap();
        assert_eq!(usable_base(vec![base.path().to_owned()], None), base.path());
        fs::set_permissions(base.path(), Permissions::from_mode(0o700)).unwrap();
        let account = Account { name: "other".to_owned(), user: 1, group: 1 };
        assert_eq!(usable_base(vec![base.path().to_owned()], Some(&account)), Path::new("/tmp"));
    }
}
