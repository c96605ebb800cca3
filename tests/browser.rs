//! The page of a diagram in a real Chromium, driven over its debugging pipe: nothing on its console, search finds, a
//! neighbourhood is focused, a context collapses, a link leads to its entity, hostile names stay text.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    let Some(program) = std::env::var_os("SCHEMAGEN_CHROMIUM") else { return Vec::new() };
    let program = std::path::PathBuf::from(program);
    let sizes = [5, 100, 1000].map(|count| {
        let program = program.clone();
        Trial::test(format!("browser {count} entities"), move || sized(&program, count))
    });
    let mut trials: Vec<Trial> = sizes.into_iter().collect();
    let painter = program.clone();
    trials.push(Trial::test("browser png", move || png(&painter)));
    trials.push(Trial::test("browser hostile", move || hostile(&program)));
    trials
}

/// A browser with one page.
struct Browser {
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
    fn open(program: &Path) -> Result<Browser, Failed> {
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
    fn call(&mut self, method: &str, parameters: Value) -> Result<Value, Failed> {
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
    fn visit(&mut self, page: &Path, hash: &str) -> Result<(), Failed> {
        // A page of its own even where only the part behind `#` differs.
        self.call("Page.navigate", json!({ "url": "about:blank" }))?;
        self.call("Page.navigate", json!({ "url": format!("file://{}{hash}", page.display()) }))?;
        let ready = "new Promise((done) => { const look = () => document.documentElement && \
                     document.documentElement.dataset.ready && document.readyState === 'complete' ? done(true) : setTimeout(look, 20); look(); })";
        self.evaluate(ready).map(|_| ())
    }

    fn evaluate(&mut self, script: &str) -> Result<Value, Failed> {
        let answer = self.call(
            "Runtime.evaluate",
            json!({ "expression": script, "returnByValue": true, "awaitPromise": true }),
        )?;
        if answer["exceptionDetails"].is_object() {
            return Err(format!("{script}: {}", answer["exceptionDetails"]).into());
        }
        Ok(answer["result"]["value"].clone())
    }

    fn key(&mut self, key: &str) -> Result<(), Failed> {
        let text = if key.chars().count() == 1 { json!(key) } else { Value::Null };
        let mut down = json!({ "type": "keyDown", "key": key });
        if !text.is_null() {
            down["text"] = text;
        }
        self.call("Input.dispatchKeyEvent", down)?;
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key }))?;
        Ok(())
    }

    fn expect(&mut self, script: &str, expected: Value) -> Result<(), Failed> {
        let found = self.evaluate(script)?;
        if found == expected {
            Ok(())
        } else {
            Err(format!("{script}: {found}, not {expected}").into())
        }
    }

    fn quiet(&self) -> Result<(), Failed> {
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

/// A design of so many entities in contexts of twenty, each referring to some before it.
fn design(count: usize) -> String {
    let mut text = String::from("schema wide targets postgres >= 15\n");
    for context in 0..count.div_ceil(20) {
        let _ = writeln!(text, "context area_{context} {{");
        for at in context * 20..((context + 1) * 20).min(count) {
            let _ = writeln!(text, "  entity thing_{at} {{\n    id: bigint identity primary key");
            for step in 1..=at.min(2) {
                let other = at - 1 - (at * 7 + step * 3) % at.min(9);
                let _ = writeln!(text, "    ref_{step}: ref area_{}.thing_{other}", other / 20);
            }
            text.push_str("    note: text?\n  }\n");
        }
        text.push_str("}\n");
    }
    text
}

fn sized(program: &Path, count: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("wide.sgen"), design(count))?;
    let output = tool::run(folder.path(), &["erd", "wide.sgen", "-o", "wide.html"]);
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    let page = folder.path().join("wide.html");
    let mut browser = Browser::open(program)?;
    browser.visit(&page, "")?;
    browser.expect("document.querySelectorAll('.entity').length", json!(count))?;
    let last = count - 1;
    let name = format!("area_{}.thing_{last}", last / 20);
    // Search by keys alone.
    browser.key("/")?;
    browser.expect("document.activeElement.id", json!("search"))?;
    browser.call("Input.insertText", json!({ "text": format!("thing_{last}") }))?;
    browser.expect("document.querySelector('#found li').firstChild.textContent", json!(name))?;
    browser.key("Enter")?;
    browser.expect("document.querySelector('#panel h2').textContent", json!(name))?;
    browser.expect("new URLSearchParams(location.hash.slice(1)).get('entity')", json!(name))?;
    // What refers to it or is referred to stays; everything else steps back.
    browser.key("1")?;
    let near = "(() => { const data = JSON.parse(document.getElementById('data').textContent); const at = data.nodes.length - 1; \
                const kept = new Set([at]); data.edges.forEach((edge) => { if (edge.from === at) kept.add(edge.to); if (edge.to === at) kept.add(edge.from); }); \
                return document.querySelectorAll('.entity:not(.away)').length === kept.size; })()";
    browser.expect(near, json!(true))?;
    browser.key("0")?;
    browser.expect("document.querySelectorAll('.entity.away').length", json!(0))?;
    // Contexts collapse and open.
    browser.key("c")?;
    browser.expect("document.querySelectorAll('.entity:not(.folded)').length", json!(0))?;
    browser.key("c")?;
    browser.expect("document.querySelectorAll('.entity.folded').length", json!(0))?;
    // A link leads to its entity.
    browser.visit(&page, "#entity=area_0.thing_0")?;
    browser.expect("document.querySelector('#panel h2').textContent", json!("area_0.thing_0"))?;
    let inside = "(() => { const box = document.querySelector('.entity.chosen').getBoundingClientRect(); \
                  return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; })()";
    browser.expect(inside, json!(true))?;
    // Dark and back; everything has a name for those who cannot see it.
    browser.key("t")?;
    browser.expect("document.documentElement.dataset.theme", json!("dark"))?;
    browser.expect(
        "[...document.querySelectorAll('button,input,.entity')].every((element) => (element.getAttribute('aria-label') || element.textContent).trim())",
        json!(true),
    )?;
    browser.quiet()
}

/// The drawing as pixels, twice as many as its SVG says; and a clear word where there is no browser.
fn png(program: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("small.png");
    let source = tool::repository().join("tests/cases/diagrams/small.sgen").display().to_string();
    let words = ["erd", &source, "-o", &file.display().to_string()];
    let run = |program: &Path| {
        let mut command = tool::schemagen(folder.path());
        command.env("SCHEMAGEN_CHROMIUM", program).args(words).output()
    };
    let output = run(Path::new("/nowhere/chromium"))?;
    if output.status.code() != Some(2) || !tool::text(&output.stderr).contains("SCHEMAGEN_CHROMIUM")
    {
        return Err(tool::text(&output.stderr).into());
    }
    let output = run(program)?;
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    let bytes = std::fs::read(&file)?;
    let number =
        |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let svg = tool::run(folder.path(), &["erd", &source, "--format", "svg"]);
    let svg = tool::text(&svg.stdout);
    let wanted = format!("width=\"{}\" height=\"{}\"", number(16) / 2, number(20) / 2);
    if svg.contains(&wanted) { Ok(()) } else { Err(wanted.into()) }
}

fn hostile(program: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("hostile.html");
    let source = tool::repository().join("tests/cases/diagrams/hostile.sgen");
    let words = ["erd", &source.display().to_string(), "-o", &page.display().to_string()];
    let output = tool::run(folder.path(), &words);
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    let mut browser = Browser::open(program)?;
    browser.visit(&page, "")?;
    let every = "(() => { for (const element of document.querySelectorAll('.entity')) { element.dispatchEvent(new MouseEvent('click', { bubbles: true })); } \
                 return document.querySelector('#panel h2').textContent.includes('</script>') && !document.querySelector('img') && document.scripts.length === 2; })()";
    browser.expect(every, json!(true))?;
    browser.quiet()
}
