use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use super::connect::Address;
use super::session::Session;
use crate::engine::cleanup::{self, Guard};
use crate::engine::{EngineError, LocalServer};

/// Where the scratch database lives, and how it goes away.
pub(super) enum Scratch {
    /// The embedded instance has nothing else.
    #[cfg(feature = "embedded")]
    Instance,
    /// A whole throwaway server, stopped when it is dropped.
    Server { server: LocalServer },
    /// A database of its own on somebody's server.
    Database(ScratchDatabase),
}

/// A uniquely named database that is dropped again, and the roles that statements made meanwhile:
/// roles belong to the whole server.
pub(super) struct ScratchDatabase {
    /// The database the URL names, from which the scratch is made and dropped.
    home: Address,
    name: String,
    roles: Arc<Mutex<BTreeSet<String>>>,
    _guard: Guard,
    dropped: bool,
}

impl ScratchDatabase {
    pub fn create(
        home: Address,
        session: &mut dyn Session,
    ) -> Result<ScratchDatabase, EngineError> {
        let name = format!(
            "schemagen_scratch_{}_{:08x}",
            std::process::id(),
            RandomState::new().hash_one(0) as u32
        );
        let roles = Arc::new(Mutex::new(BTreeSet::new()));
        // Registered first: an interrupt between these lines would leave the database behind.
        let guard = cleanup::register({
            let (home, name, roles) = (home.clone(), name.clone(), Arc::clone(&roles));
            move || drop(drop_database(&home, &name, &roles))
        });
        session
            .run(&format!("create database {name} template template0 encoding 'UTF8'"))
            .map_err(|error| refused("create", &home, error))?;
        Ok(ScratchDatabase { home, name, roles, _guard: guard, dropped: false })
    }

    pub fn address(&self) -> Address {
        self.home.with_database(&self.name)
    }

    /// Remembers roles that came into being by a statement of this engine's.
    pub fn remember(&self, roles: impl IntoIterator<Item = String>) {
        self.roles.lock().unwrap_or_else(PoisonError::into_inner).extend(roles);
    }

    pub fn close(mut self) -> Result<(), EngineError> {
        self.dropped = true;
        drop_database(&self.home, &self.name, &self.roles)
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        if !self.dropped {
            // Nobody is left to be told.
            let _ = drop_database(&self.home, &self.name, &self.roles);
        }
    }
}

fn drop_database(
    home: &Address,
    name: &str,
    roles: &Mutex<BTreeSet<String>>,
) -> Result<(), EngineError> {
    let mut session = home.connect()?;
    session
        .run(&format!("drop database if exists {name} with (force)"))
        .map_err(|error| refused("drop", home, error))?;
    let roles = roles.lock().unwrap_or_else(PoisonError::into_inner);
    for role in roles.iter() {
        let quoted = role.replace('"', "\"\"");
        session
            .run(&format!("drop role if exists \"{quoted}\""))
            .map_err(|error| refused("clean up after", home, error))?;
    }
    Ok(())
}

fn refused(action: &'static str, home: &Address, error: EngineError) -> EngineError {
    const NO_RIGHT: &str = "42501";
    let EngineError::Statement(refusal) = error else { return error };
    let help = if refusal.code.as_deref() == Some(NO_RIGHT) {
        format!(
            "let the user make databases (`alter role \"{}\" createdb`), or use another engine, such as `--on \
             embedded` or `--on local:postgres`",
            home.user()
        )
    } else {
        "the server's message says what to do; another engine is `--on embedded`".to_owned()
    };
    EngineError::Scratch { action, place: home.server(), why: refusal.message, help }
}
