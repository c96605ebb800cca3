//! A throwaway Postgres server with databases that are measured, and the tool that it is measured beside.

use std::path::PathBuf;

use schemagen::engine::{LocalServer, ServerKind};

pub struct Databases {
    server: LocalServer,
    pub pg_dump: String,
}

impl Databases {
    /// The dump tool refuses servers that are newer than itself, so both are of one version.
    pub fn start() -> Databases {
        let clients = std::env::var_os("SCHEMAGEN_CLIENTS")
            .expect("`eval \"$(scripts/real-schemas)\"` says where pg_dump is");
        Databases {
            server: LocalServer::start(ServerKind::Postgres, Some("15"))
                .expect("`eval \"$(scripts/test-servers)\"` says where the server is"),
            pg_dump: PathBuf::from(clients).join("pg_dump").display().to_string(),
        }
    }

    /// Makes a database by scripts, and says its address.
    pub fn make(&self, name: &str, scripts: impl IntoIterator<Item = String>) -> String {
        self.run("postgres", &format!("create database {name}"));
        for script in scripts {
            self.run(name, &script);
        }
        let (socket, user, port) = self.place();
        format!("postgres:///{name}?host={socket}&user={user}&port={port}")
    }

    fn run(&self, database: &str, sql: &str) {
        let (socket, user, port) = self.place();
        format!("host={socket} user={user} port={port} dbname={database}")
            .parse::<postgres::Config>()
            .expect("a connection string")
            .connect(postgres::NoTls)
            .expect("the server answers")
            .batch_execute(sql)
            .expect("the server makes it");
    }

    fn place(&self) -> (String, &str, u16) {
        let server = &self.server;
        (server.socket().display().to_string(), server.user(), server.port())
    }
}
