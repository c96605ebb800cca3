//! The unprivileged user that servers run as when schemagen is started by root: Postgres refuses
//! root, and no throwaway server needs it.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;

use super::{LocalError, ServerKind};

/// A user of this system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Account {
    /// The user to run a server as: nobody else (`None`) unless this process is root.
    pub(super) fn for_server(kind: ServerKind) -> Result<Option<Account>, LocalError> {
        // SAFETY: geteuid has no preconditions and cannot fail.
        if unsafe { libc::geteuid() } != 0 {
            return Ok(None);
        }
        let tried = match kind {
            ServerKind::Postgres => ["postgres", "nobody"],
            ServerKind::MySql | ServerKind::MariaDb => ["mysql", "nobody"],
        };
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        match tried.iter().find_map(|name| Account::parse(&users, name)) {
            Some(account) => Ok(Some(account)),
            None => Err(LocalError::NoAccount {
                kind,
                tried: tried.map(|name| format!("`{name}`")).join(", "),
            }),
        }
    }

    /// Finds a user in the text of /etc/passwd.
    fn parse(users: &str, name: &str) -> Option<Account> {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next() != Some(name) {
                return None;
            }
            let user = fields.nth(1)?.parse().ok()?;
            let group = fields.next()?.parse().ok()?;
            (user != 0).then(|| Account { name: name.to_owned(), user, group })
        })
    }

    /// Makes the account the owner of one file or folder.
    pub(super) fn own(&self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.user), Some(self.group))
    }
}

/// Whether every user may pass through a folder and all those above it.
pub(super) fn open_to_all(folder: &Path) -> bool {
    folder
        .ancestors()
        .all(|ancestor| fs::metadata(ancestor).is_ok_and(|data| data.mode() & 0o001 != 0))
}

#[cfg(test)]
mod tests {
    use super::Account;

    #[test]
    fn users_are_read_and_root_is_never_one() {
        let users = "root:x:0:0:root:/root:/bin/sh\nmysqlx:x:7:7::/:/bin/sh\nmysql:x:104:110:,,,:/n:/bin/false\nbad:x\n";
        let mysql = Account { name: "mysql".to_owned(), user: 104, group: 110 };
        assert_eq!(Account::parse(users, "mysql"), Some(mysql));
        assert_eq!(Account::parse(users, "root"), None);
        assert_eq!(Account::parse(users, "bad"), None);
        assert_eq!(Account::parse(users, "nobody"), None);
    }
}
