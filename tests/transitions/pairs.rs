//! Pairs of the repository's own: `pairs/DIALECT/*.sql`, each file of many. A pair starts with
//! `-- case: NAME`; `-- to:` stands between what is there and what is wanted.

use super::Case;
use crate::tool;

pub fn all() -> Vec<Case> {
    let folder = tool::repository().join("tests/transitions/pairs");
    let files = tool::find(&folder, &|path| path.extension().is_some_and(|end| end == "sql"));
    let mut cases = Vec::new();
    for file in files {
        let word = |path: Option<&std::ffi::OsStr>| {
            path.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let dialect = word(file.parent().and_then(|parent| parent.file_name()));
        let suite = word(file.file_stem());
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for part in text.split("-- case: ").skip(1) {
            let (name, body) = part.split_once('\n').expect("a case has a name");
            let (current, desired) = body.split_once("-- to:\n").expect("a case has two sides");
            cases.push(Case {
                suite: suite.clone(),
                name: name.to_owned(),
                dialect: dialect.clone(),
                current: current.to_owned(),
                desired: desired.to_owned(),
                number: cases.len(),
            });
        }
    }
    cases
}
