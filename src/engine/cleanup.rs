//! What has to be undone outside this process when it ends early.
//!
//! Whoever leaves something on a server or in a folder registers how to remove it and keeps the
//! [`Guard`]. When everything goes well, the owner removes it by itself and drops the guard; on
//! Ctrl-C, SIGTERM and SIGHUP the registered closures run instead, newest first.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use super::local;

/// Keeps a cleanup registered; dropping it forgets the cleanup without running it.
#[derive(Debug)]
#[must_use = "the cleanup is forgotten when the guard is dropped"]
pub struct Guard {
    id: u64,
    register: &'static Register,
}

/// Registers what is to be done when the process is interrupted. It runs on another thread than the
/// one that registers it, which may be in the middle of anything.
pub fn register(cleanup: impl FnOnce() + Send + 'static) -> Guard {
    watch_interrupts();
    PROCESS.add(Box::new(cleanup))
}

/// Runs and forgets every registered cleanup: for interrupt handlers and before
/// `std::process::exit`, which drops nothing.
pub fn run_all() {
    PROCESS.run_all();
}

/// Whether an interrupt is being answered by another thread, which will end the process.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// To be called before the process reports its result and ends: where an interrupt is being answered,
/// the rest of the process waits for that to end it. Otherwise the session that the cleanup took away
/// would be reported first, as a lost connection. Whoever calls this must hold nothing that a cleanup
/// may wait for.
pub fn give_way() {
    while INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// On Ctrl-C, SIGTERM and SIGHUP: clean up, stop every throwaway server, and exit as shells expect
/// of an interrupted program. A signal that the process was started to ignore (by `nohup`, or in the
/// background of a script) stays ignored. Where the program has a handler of its own, that one calls
/// [`run_all`] and [`local::stop_all`].
pub(super) fn watch_interrupts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The crate takes all signals or none, and none where one is ignored.
        let ignored = signals::set_ignored_to_default();
        let _ = ctrlc::try_set_handler(|| {
            INTERRUPTED.store(true, Ordering::SeqCst);
            run_all();
            local::stop_all();
            std::process::exit(130);
        });
        signals::ignore(&ignored);
    });
}

#[cfg(unix)]
mod signals {
    use libc::{SIG_DFL, SIG_IGN, SIGHUP, SIGINT, SIGTERM, c_int};

    /// Which of the signals that interrupt are ignored; they are not any more.
    pub fn set_ignored_to_default() -> Vec<c_int> {
        [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| is_ignored(*signal)).collect()
    }

    fn is_ignored(signal: c_int) -> bool {
        // SAFETY: the number is that of a signal, and the default action is one.
        let former = unsafe { libc::signal(signal, SIG_DFL) };
        if former != SIG_IGN && former != SIG_DFL {
            // SAFETY: it is what was there before.
            unsafe { libc::signal(signal, former) };
        }
        former == SIG_IGN
    }

    pub fn ignore(signals: &[c_int]) {
        for signal in signals {
            // SAFETY: the number is that of a signal, and to ignore it is an action.
            unsafe { libc::signal(*signal, SIG_IGN) };
        }
    }
}

#[cfg(not(unix))]
mod signals {
    pub fn set_ignored_to_default() {}

    pub fn ignore((): &()) {}
}

/// For tests that interrupt a process: as if it had been started by hand.
#[cfg(all(test, unix))]
pub(super) fn take_all_interrupts() {
    signals::set_ignored_to_default();
}

static PROCESS: Register =
    Register { pending: Mutex::new(Pending { next: 0, cleanups: Vec::new() }) };

#[derive(Debug)]
struct Register {
    pending: Mutex<Pending>,
}

struct Pending {
    next: u64,
    cleanups: Vec<(u64, Box<dyn FnOnce() + Send>)>,
}

impl Register {
    fn add(&'static self, cleanup: Box<dyn FnOnce() + Send>) -> Guard {
        let mut pending = self.lock();
        let id = pending.next;
        pending.next += 1;
        pending.cleanups.push((id, cleanup));
        Guard { id, register: self }
    }

    fn run_all(&self) {
        let cleanups = std::mem::take(&mut self.lock().cleanups);
        for (_, cleanup) in cleanups.into_iter().rev() {
            // One that panics must not keep the others, nor the end of the process.
            let _ = catch_unwind(AssertUnwindSafe(cleanup));
        }
    }

    /// A panic elsewhere must not keep things alive, so a poisoned lock is taken all the same.
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.register.lock().cleanups.retain(|(id, _)| *id != self.id);
    }
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending").field("cleanups", &self.cleanups.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    use super::{Pending, Register};

    #[test]
    fn cleanups_run_once_newest_first_and_forgotten_ones_never() {
        static REGISTER: Register =
            Register { pending: Mutex::new(Pending { next: 0, cleanups: Vec::new() }) };
        let (sender, receiver) = channel();
        let add = |word: &'static str| {
            let sender = sender.clone();
            REGISTER.add(Box::new(move || sender.send(word).unwrap()))
        };
        let kept = [add("first"), add("second")];
        drop(add("forgotten"));
        REGISTER.run_all();
        REGISTER.run_all();
        drop(kept);
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), ["second", "first"]);
    }
}
