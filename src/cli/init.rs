use std::path::Path;

use super::args::InitOptions;
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};

const DESIGN: &str = include_str!("init/design.sgen");
const SETTINGS: &str = include_str!("init/schemagen.toml");

/// Writes a small design and a settings file; never over a file that is there.
pub fn run(options: &InitOptions, output: &Output) -> Result<Exit, Failure> {
    let folder = &options.folder;
    let files = [("design.sgen", DESIGN), (crate::config::FILE_NAME, SETTINGS)];
    for (name, _) in files {
        let path = folder.join(name);
        if path.exists() {
            return Err(Failure::Usage(format!(
                "`{}` exists already; nothing was written. Name another folder, or go on with `schemagen plan {}`",
                path.display(),
                folder.display()
            )));
        }
    }
    std::fs::create_dir_all(folder).map_err(|source| Failure::Write {
        place: format!("the folder `{}`", folder.display()),
        source,
    })?;
    for (name, text) in files {
        write_file(&folder.join(name), text)?;
        output.say(&format!("wrote {}", folder.join(name).display()));
    }
    output.say(&format!("next: schemagen plan {}", shown(folder)));
    Ok(Exit::Fine)
}

fn shown(folder: &Path) -> String {
    let text = folder.display().to_string();
    if text.contains(' ') { format!("'{text}'") } else { text }
}
