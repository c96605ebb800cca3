//! A headless Chromium on its debugging pipe. Shared with `benches/paint.rs`.

use std::io::{Read, Write};
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use libtest_mimic::Failed;
use serde_json::{Value, json};

/// A browser with one page.
pub struct Browser {
    child: Child,
    to: std::fs::File,
    from: std::fs::File,
    number: u64,
    session: String,
    /// What pages complained of.
    complaints: Vec<String>,
    unread: Vec<u8>,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub fn open(program: &Path) -> Result<Browser, Failed> {
        let profile = tempfile::tempdir()?;
        let (theirs_in, ours_out) = pipe()?;
        let (ours_in, theirs_out) = pipe()?;
        let mut command = Command::new(program);
        command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-dev-shm-usage", "--window-size=1400,900", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let (reads, writes) = (theirs_in.into_raw_fd(), theirs_out.into_raw_fd());
        // SAFETY: between fork and exec only calls that are allowed there; Chromium reads from 3 and writes to 4.
        unsafe {
            command.pre_exec(move || {
                let (read, write) = (libc::dup(reads), libc::dup(writes));
                let high = |fd| libc::fcntl(fd, libc::F_DUPFD, 10);
                let (read, write) = (high(read), high(write));
                if libc::dup2(read, 3) < 0 || libc::dup2(write, 4) < 0 {
                    return Err(std::io::Error::last_os_error());
                }
                Ok(())
            });
        }
        let child = command.spawn()?;
        // SAFETY: the child has its own copies; without these it is noticed when it ends.
        unsafe {
            libc::close(reads);
            libc::close(writes);
        }
        let mut browser = Browser {
            child,
            to: ours_out.into(),
            from: ours_in.into(),
            number: 0,
            session: String::new(),
            complaints: Vec::new(),
            unread: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attached = browser.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        )?;
        browser.session = attached["sessionId"].as_str().unwrap_or_default().to_owned();
        for domain in ["Page", "Runtime", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(browser)
    }

    /// Sends a command and waits for its answer; what pages complain of meanwhile is kept.
    pub fn call(&mut self, method: &str, parameters: Value) -> Result<Value, Failed> {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(message.to_string().as_bytes())?;
        self.to.write_all(&[0])?;
        loop {
            let answer = self.read()?;
            if answer["id"] == json!(self.number) {
                if answer["error"].is_object() {
                    return Err(format!("{method}: {}", answer["error"]).into());
                }
                return Ok(answer["result"].clone());
            }
            self.note(&answer);
        }
    }

    fn note(&mut self, event: &Value) {
        let about = &event["params"];
        match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => {
                self.complaints.push(about["exceptionDetails"].to_string());
            }
            Some("Runtime.consoleAPICalled") => self.complaints.push(about["args"].to_string()),
            Some("Log.entryAdded") => self.complaints.push(about["entry"]["text"].to_string()),
            Some("Page.javascriptDialogOpening") => {
                self.complaints.push(format!("a dialog: {}", about["message"]));
            }
            _ => {}
        }
    }

    fn read(&mut self) -> Result<Value, Failed> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == 0) {
                let message: Vec<u8> = self.unread.drain(..=end).collect();
                return Ok(serde_json::from_slice(&message[..end])?);
            }
            let mut bytes = [0; 65_536];
            let count = self.from.read(&mut bytes)?;
            if count == 0 {
                return Err("the browser ended".into());
            }
            self.unread.extend_from_slice(&bytes[..count]);
        }
    }

    /// Opens a file and waits until its script has run.
    pub fn visit(&mut self, page: &Path, hash: &str) -> Result<(), Failed> {
        // A page of its own even where only the part behind `#` differs.
        self.call("Page.navigate", json!({ "url": "about:blank" }))?;
        self.call("Page.navigate", json!({ "url": format!("file://{}{hash}", page.display()) }))?;
        let ready = "new Promise((done) => { const look = () => document.documentElement && \
                     document.documentElement.dataset.ready && document.readyState === 'complete' ? done(true) : setTimeout(look, 20); look(); })";
        self.evaluate(ready).map(|_| ())
    }

    pub fn evaluate(&mut self, script: &str) -> Result<Value, Failed> {
        let answer = self.call(
            "Runtime.evaluate",
            json!({ "expression": script, "returnByValue": true, "awaitPromise": true }),
        )?;
        if answer["exceptionDetails"].is_object() {
            return Err(format!("{script}: {}", answer["exceptionDetails"]).into());
        }
        Ok(answer["result"]["value"].clone())
    }

    pub fn key(&mut self, key: &str) -> Result<(), Failed> {
        let text = if key.chars().count() == 1 { json!(key) } else { Value::Null };
        let mut down = json!({ "type": "keyDown", "key": key });
        if !text.is_null() {
            down["text"] = text;
        }
        self.call("Input.dispatchKeyEvent", down)?;
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key }))?;
        Ok(())
    }

    pub fn expect(&mut self, script: &str, expected: Value) -> Result<(), Failed> {
        let found = self.evaluate(script)?;
        if found == expected {
            Ok(())
        } else {
            Err(format!("{script}: {found}, not {expected}").into())
        }
    }

    pub fn quiet(&self) -> Result<(), Failed> {
        if self.complaints.is_empty() {
            return Ok(());
        }
        Err(format!("the page complains: {}", self.complaints.join("\n")).into())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Both ends are closed in programs that are started.
fn pipe() -> Result<(OwnedFd, OwnedFd), Failed> {
    let mut ends = [0; 2];
    // SAFETY: two descriptors are written into the array, and nobody else has them.
    unsafe {
        if libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) != 0 {
            return Err(std::io::Error::last_os_error().into());
        }
        Ok((OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])))
    }
}
