//! Drawings as PNG, by a Chromium that is installed: pixels need fonts and a renderer, which browsers have.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::failure::Failure;

/// No browser paints wider or taller pictures in one piece.
const MOST_PIXELS: f64 = 16_000.0;
const NAMES: [&str; 5] =
    ["chromium", "chromium-headless-shell", "google-chrome", "chromium-browser", "chrome"];

/// Paints an SVG file's text, at twice its size where that is possible.
pub fn png(svg: &str) -> Result<Vec<u8>, Failure> {
    let program = browser().ok_or_else(|| {
        Failure::Usage(
            "PNG is painted by an installed Chromium or Chrome, and none was found: install one, name one in \
             SCHEMAGEN_CHROMIUM, or write `.svg`, which needs none"
                .to_owned(),
        )
    })?;
    let failed = |why: String| {
        Failure::Usage(format!("`{}` does not paint the picture: {why}", program.display()))
    };
    let (width, height) = size(svg).ok_or_else(|| failed("it has no size".to_owned()))?;
    let scale = (MOST_PIXELS / width.max(height)).min(2.0);
    let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
    let (from, to) = (folder.path().join("picture.svg"), folder.path().join("picture.png"));
    std::fs::write(&from, svg).map_err(|error| failed(error.to_string()))?;
    let mut command = Command::new(&program);
    command
        .args(["--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run"])
        .arg("--disable-dev-shm-usage")
        .arg(format!("--force-device-scale-factor={scale}"))
        .arg(format!("--window-size={},{}", width as u32, height as u32))
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--screenshot={}", to.display()))
        .arg(format!("file://{}", from.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if root() {
        // Its sandbox refuses to be set up by root.
        command.arg("--no-sandbox");
    }
    let status = command.status().map_err(|error| failed(error.to_string()))?;
    let bytes = std::fs::read(&to).unwrap_or_default();
    if !bytes.starts_with(b"\x89PNG") {
        return Err(failed(format!("it ended with {status} and without a picture")));
    }
    Ok(bytes)
}

fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SCHEMAGEN_CHROMIUM").filter(|named| !named.is_empty()) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|path: &PathBuf| Path::is_file(path))
}

/// The width and the height that an SVG file says.
fn size(svg: &str) -> Option<(f64, f64)> {
    let head = &svg[..svg.find('>')?];
    let value = |name: &str| -> Option<f64> {
        let (_, rest) = head.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()?.parse().ok()
    };
    Some((value("width")?, value("height")?))
}

#[cfg(unix)]
fn root() -> bool {
    // SAFETY: asks, and changes nothing.
    unsafe { libc::geteuid() == 0 }
}

#[cfg(not(unix))]
fn root() -> bool {
    false
}
