//! Child processes: with a clean environment, without root rights, and never outliving schemagen.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use super::account::Account;

/// The variables a server needs from our environment. All others stay away: `PGDATA`, `PGOPTIONS`,
/// `MYSQL_HOME` and their like would redirect it.
const PASSED_ON: [&str; 4] =
    ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// A command that runs in `folder`, as `account` where one is given, in a process group of its own,
/// so that a Ctrl-C at the terminal reaches schemagen alone, which then stops its servers in order.
pub(super) fn command(program: &Path, account: Option<&Account>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().current_dir(folder).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for name in PASSED_ON {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("LC_ALL", "C").env("TZ", "UTC").env("HOME", folder);
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
    command
}

/// Starts a process that gets `death_signal` when schemagen dies in whatever way, SIGKILL included
/// (on Linux).
///
/// The kernel sends that signal when the *thread* that started the process ends, so all are started
/// by one thread that lives as long as schemagen.
pub(super) fn spawn(mut command: Command, death_signal: i32) -> io::Result<Child> {
    type Request = (Command, Sender<io::Result<Child>>);
    static STARTER: OnceLock<Mutex<Sender<Request>>> = OnceLock::new();

    die_with_parent(&mut command, death_signal);
    let starter = STARTER.get_or_init(|| {
        let (sender, receiver) = mpsc::channel::<Request>();
        thread::spawn(move || {
            for (mut command, reply) in receiver {
                if let Err(mpsc::SendError(Ok(mut orphan))) = reply.send(command.spawn()) {
                    let _ = orphan.kill();
                }
            }
        });
        Mutex::new(sender)
    });
    let gone = || io::Error::other("the thread that starts processes has ended");
    let (reply, answer) = mpsc::channel();
    starter
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .send((command, reply))
        .map_err(|_| gone())?;
    answer.recv().map_err(|_| gone())?
}

#[cfg(target_os = "linux")]
fn die_with_parent(command: &mut Command, death_signal: i32) {
    // SAFETY: getpid has no preconditions.
    let parent = unsafe { libc::getpid() };
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; prctl and getppid are
    // plain system calls, and the error holds no allocation. This runs after the change of user,
    // which would reset the signal.
    unsafe {
        command.pre_exec(move || {
            if libc::prctl(libc::PR_SET_PDEATHSIG, death_signal) != 0 {
                return Err(io::Error::last_os_error());
            }
            // schemagen may have died before the call above.
            if libc::getppid() != parent {
                return Err(io::Error::from_raw_os_error(libc::ESRCH));
            }
            Ok(())
        });
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent(_command: &mut Command, _death_signal: i32) {}

/// Sends a signal to the process group of a child that has not been reaped yet.
pub(super) fn signal(child: &Child, number: i32) {
    if let Ok(process) = i32::try_from(child.id()) {
        // SAFETY: kill only takes numbers; the child is unreaped, so that its id is not anybody
        // else's.
        unsafe {
            libc::kill(-process, number);
        }
    }
}

/// What a short-lived program prints, or why there is nothing. It is killed at the deadline.
pub(super) fn output_within(mut command: Command, deadline: Duration) -> Result<String, String> {
    let (reader, writer) = io::pipe().map_err(|error| error.to_string())?;
    let second = writer.try_clone().map_err(|error| error.to_string())?;
    command.stdout(writer).stderr(second);
    // `spawn` drops the command, and with it our ends of the pipe.
    let mut child = spawn(command, libc::SIGKILL).map_err(|error| error.to_string())?;

    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = reader.take(4096).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    let output = receiver.recv_timeout(deadline);
    if output.is_err() {
        signal(&child, libc::SIGKILL);
    } else {
        // It has closed its output; one that still does not end is no server program.
        let mut patience = 200;
        while patience > 0 && matches!(child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(5));
            patience -= 1;
        }
        if matches!(child.try_wait(), Ok(None)) {
            signal(&child, libc::SIGKILL);
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    let output = output
        .map_err(|_| format!("`--version` did not answer within {} s", deadline.as_secs()))?;
    let output = String::from_utf8_lossy(&output).into_owned();
    if status.success() {
        Ok(output)
    } else {
        let said = output.lines().next().unwrap_or("it said nothing").to_owned();
        Err(format!("`--version` ended with {status}: {said}"))
    }
}

/// The last lines of a log, indented and with a line break in front; nothing when there is no log.
pub(super) fn tail(log: &Path) -> String {
    const LINES: usize = 15;
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].iter().map(|line| format!("\n  | {line}")).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = command(Path::new("/bin/sh"), None, Path::new("/"));
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_that_hangs_is_killed() {
        let start = Instant::now();
        let error = output_within(shell("sleep 60"), Duration::from_millis(100)).unwrap_err();
        assert_eq!(error, "`--version` did not answer within 0 s");
        assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_program_that_fails_is_quoted() {
        let error =
            output_within(shell("echo no such library >&2; exit 3"), Duration::from_secs(10))
                .unwrap_err();
        assert_eq!(error, "`--version` ended with exit status: 3: no such library");
    }

    #[test]
    fn endless_output_is_cut() {
        assert!(output_within(shell("yes"), Duration::from_secs(10)).is_err());
    }

    #[test]
    fn our_environment_stays_away() {
        let output = output_within(
            shell("echo ${CARGO_MANIFEST_DIR-none} $LC_ALL"),
            Duration::from_secs(10),
        )
        .unwrap();
        assert_eq!(output, "none C\n");
    }
}
