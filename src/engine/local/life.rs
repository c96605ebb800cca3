//! The life of one server, from its folder to its end, and the register of all that are alive.
//!
//! A server is in the register before its folder holds anything, so that whatever interrupts a
//! start finds it there. Ending is idempotent and may come from any thread: from `Drop`, from the
//! Ctrl-C handler or from a panic hook.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::folder::ServerFolder;
use super::process;
use crate::engine::cleanup;

/// How long a process may take to end by itself before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(2);

static ALIVE: Mutex<Vec<Arc<Life>>> = Mutex::new(Vec::new());

/// Stops and deletes every throwaway server of this process. For Ctrl-C handlers, panic hooks, and
/// before `std::process::exit`, which drops nothing.
pub fn stop_all() {
    let alive = std::mem::take(&mut *lock(&ALIVE));
    // All get the signal first, so that they end side by side.
    for life in &alive {
        life.ask_to_end();
    }
    for life in alive {
        life.end();
    }
}

/// Why a process could not be started or watched.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server was ended from elsewhere.
    Ended,
    System(io::Error),
}

/// One server's folder and its current process: first that which initialises, then the server.
#[derive(Debug)]
pub(super) struct Life {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` once it is over.
    folder: Option<ServerFolder>,
    child: Option<Running>,
}

#[derive(Debug)]
struct Running {
    process: Child,
    /// What makes it end at once, leaving nothing behind outside of its folder.
    end_signal: i32,
}

impl Life {
    /// Enters a folder into the register.
    pub(super) fn begin(folder: ServerFolder) -> Arc<Life> {
        cleanup::watch_interrupts();
        let life =
            Arc::new(Life { state: Mutex::new(State { folder: Some(folder), child: None }) });
        lock(&ALIVE).push(Arc::clone(&life));
        life
    }

    /// Starts a process, which replaces the former one.
    pub(super) fn start(&self, command: Command, end_signal: i32) -> Result<(), Trouble> {
        let mut state = lock(&self.state);
        if state.folder.is_none() {
            return Err(Trouble::Ended);
        }
        state.halt();
        let process = process::spawn(command, end_signal).map_err(Trouble::System)?;
        state.child = Some(Running { process, end_signal });
        Ok(())
    }

    /// How the process ended, or `None` while it runs.
    pub(super) fn status(&self) -> Result<Option<ExitStatus>, Trouble> {
        match &mut lock(&self.state).child {
            Some(running) => running.process.try_wait().map_err(Trouble::System),
            None => Err(Trouble::Ended),
        }
    }

    /// Stops the process and keeps the folder.
    pub(super) fn halt(&self) {
        lock(&self.state).halt();
    }

    /// The id of the process, while there is one.
    #[cfg(all(test, target_os = "linux"))]
    pub(super) fn process_id(&self) -> Option<u32> {
        lock(&self.state).child.as_ref().map(|running| running.process.id())
    }

    /// Stops the process and deletes the folder.
    pub(super) fn end(&self) {
        let mut state = lock(&self.state);
        state.halt();
        if let Some(folder) = state.folder.take() {
            folder.delete();
        }
        drop(state);
        lock(&ALIVE).retain(|life| !std::ptr::eq(&raw const **life, self));
    }

    fn ask_to_end(&self) {
        if let Some(running) = &mut lock(&self.state).child {
            running.ask_to_end();
        }
    }
}

impl State {
    fn halt(&mut self) {
        let Some(mut running) = self.child.take() else { return };
        running.ask_to_end();
        let deadline = Instant::now() + PATIENCE;
        while matches!(running.process.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                process::signal(&running.process, libc::SIGKILL);
                let _ = running.process.wait();
                break;
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Running {
    fn ask_to_end(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            process::signal(&self.process, self.end_signal);
        }
    }
}

/// A panic elsewhere must not keep servers alive, so a poisoned lock is taken all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
