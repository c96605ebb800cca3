//! Throwaway database servers, started from binaries that are installed on this machine.
//!
//! `local:postgres`, `local:mysql` and `local:mariadb` mean such a server: it lives in a temporary
//! folder, listens on a unix socket in that folder and nowhere else, is tuned for speed and not for
//! durability, and is stopped and deleted when its [`LocalServer`] is dropped, on a panic, on
//! Ctrl-C, and at the latest when schemagen itself dies. Started by root it runs as an unprivileged
//! user.
//!
//! Initialising a data folder is slow, so it is done once for a binary and kept as a template (see
//! `template.rs`).
//!
//! This module does not speak to the server: it hands out a socket, a user and a port. It never
//! downloads anything.

mod error;
mod kind;

#[cfg(unix)]
mod account;
#[cfg(unix)]
mod find;
#[cfg(unix)]
mod folder;
#[cfg(unix)]
mod life;
#[cfg(unix)]
mod mariadb;
#[cfg(unix)]
mod mysql;
#[cfg(unix)]
mod postgres;
#[cfg(unix)]
mod process;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod template;
#[cfg(unix)]
mod version;

#[cfg(not(unix))]
mod unsupported;

#[cfg(all(test, target_os = "linux"))]
mod tests;

pub use error::LocalError;
pub use kind::ServerKind;

#[cfg(unix)]
pub use life::stop_all;
#[cfg(unix)]
pub use server::LocalServer;
#[cfg(not(unix))]
pub use unsupported::{LocalServer, stop_all};
