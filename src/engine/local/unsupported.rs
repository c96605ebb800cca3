//! The same interface for systems without unix sockets: starting always fails, with a clear
//! message.

use std::path::Path;

use super::{LocalError, ServerKind};

/// Never exists on this system.
#[derive(Debug)]
pub enum LocalServer {}

impl LocalServer {
    /// Always [`LocalError::Unsupported`].
    pub fn start(kind: ServerKind, _version: Option<&str>) -> Result<LocalServer, LocalError> {
        Err(LocalError::Unsupported { kind })
    }

    pub fn kind(&self) -> ServerKind {
        match *self {}
    }

    pub fn version(&self) -> &str {
        match *self {}
    }

    pub fn socket(&self) -> &Path {
        match *self {}
    }

    pub fn user(&self) -> &str {
        match *self {}
    }

    pub fn port(&self) -> u16 {
        match *self {}
    }
}

/// There is nothing to stop.
pub fn stop_all() {}
