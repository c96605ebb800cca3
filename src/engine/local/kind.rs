//! The kinds of servers, and what differs between them in names only.

use std::fmt;

/// A kind of database server that can be started from installed binaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServerKind {
    Postgres,
    MySql,
    MariaDb,
}

impl ServerKind {
    /// The name in `local:NAME`.
    pub fn name(self) -> &'static str {
        match self {
            ServerKind::Postgres => "postgres",
            ServerKind::MySql => "mysql",
            ServerKind::MariaDb => "mariadb",
        }
    }

    /// The name as its makers write it.
    pub fn title(self) -> &'static str {
        match self {
            ServerKind::Postgres => "PostgreSQL",
            ServerKind::MySql => "MySQL",
            ServerKind::MariaDb => "MariaDB",
        }
    }

    /// The environment variable that lists the folders of its binaries, separated like `PATH`.
    pub fn variable(self) -> &'static str {
        match self {
            ServerKind::Postgres => "SCHEMAGEN_PG_BIN",
            ServerKind::MySql => "SCHEMAGEN_MYSQL_BIN",
            ServerKind::MariaDb => "SCHEMAGEN_MARIADB_BIN",
        }
    }

    /// The server programs, best first: MariaDB calls its own `mysqld` on old systems.
    pub(super) fn programs(self) -> &'static [&'static str] {
        match self {
            ServerKind::Postgres => &["postgres"],
            ServerKind::MySql => &["mysqld"],
            ServerKind::MariaDb => &["mariadbd", "mysqld"],
        }
    }

    /// How to get it, as the end of an error message.
    pub(super) fn advice(self) -> &'static str {
        match self {
            ServerKind::Postgres => {
                "install it (Debian package `postgresql`), or set SCHEMAGEN_PG_BIN to the folder that holds `postgres` \
                 and `initdb`"
            }
            ServerKind::MySql => {
                "install it (package `mysql-server`), or set SCHEMAGEN_MYSQL_BIN to the folder that holds `mysqld`"
            }
            ServerKind::MariaDb => {
                "install it (Debian package `mariadb-server`), or set SCHEMAGEN_MARIADB_BIN to the folder that holds \
                 `mariadbd`"
            }
        }
    }
}

impl fmt::Display for ServerKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
