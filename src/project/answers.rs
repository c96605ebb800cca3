//! What people decide about a way, in a file: what was renamed, which values rows get, what may be lost.
//!
//! The same can be said by flags, and what a flag says comes on top. The file can be begun by a plan: it holds what
//! was answered, and below it, as comments, what is open.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::plan::MaybeRenamed;
use crate::transition::{Needed, Values, Why};

/// The answers to one way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub renames: Renames,
    pub values: Values,
    /// As `--allow` takes them.
    pub allow: Vec<String>,
}

/// Former names, by what bears them; none where somebody says that it is no rename.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    said: BTreeMap<String, Option<String>>,
}

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    rename: BTreeMap<String, NewName>,
    fill: BTreeMap<String, String>,
    map: BTreeMap<String, String>,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a new name is a text, or `false` where it is no rename")]
enum NewName {
    Is(String),
    None(bool),
}

/// What is open about a way.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    pub renames: Vec<MaybeRenamed>,
    pub values: Vec<Needed>,
    /// Tables, partitions and columns that go, as `--allow destructive:` takes them.
    pub losses: Vec<String>,
}

impl Renames {
    /// `OLD=NEW`, as flags say it.
    pub fn say(&mut self, text: &str) -> Result<(), String> {
        match text.split_once('=') {
            Some((old, new)) if !old.trim().is_empty() && !new.trim().is_empty() => {
                self.said.insert(old.trim().to_owned(), Some(new.trim().to_owned()));
                Ok(())
            }
            _ => Err(format!(
                "`--rename {text}` is not understood: it takes `TABLE=NEW`, `TABLE.COLUMN=NEW` or `ENUM:VALUE=NEW`"
            )),
        }
    }

    /// Under the name that a table had, or has now.
    pub fn is_answered(&self, what: &str) -> bool {
        let before = |(old, new): (&str, &str)| {
            let part = what.strip_prefix(new)?.strip_prefix('.')?;
            Some(format!("{old}.{part}"))
        };
        self.said.contains_key(what)
            || self.iter().filter_map(before).any(|old| self.said.contains_key(&old))
    }

    /// What is renamed, by its old name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.said.iter().filter_map(|(old, new)| Some((old.as_str(), new.as_deref()?)))
    }

    pub fn is_empty(&self) -> bool {
        self.said.values().all(Option::is_none)
    }
}

impl Answers {
    /// Reads a file of answers; what is wrong is a sentence that names it.
    pub fn read(path: &Path) -> Result<Answers, String> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the answers `{shown}`: {error}"))?;
        let written: Written = toml::from_str(&text).map_err(|error| {
            format!("the answers `{shown}` do not hold: {}", error.to_string().trim_end())
        })?;
        Answers::of(written).map_err(|why| format!("the answers `{shown}` do not hold: {why}"))
    }

    fn of(written: Written) -> Result<Answers, String> {
        let mut answers = Answers { allow: written.allow, ..Answers::default() };
        for (old, new) in written.rename {
            let new = match new {
                NewName::Is(new) if new.trim().is_empty() => {
                    return Err(format!("`{old}` has an empty new name"));
                }
                NewName::Is(new) => Some(new),
                NewName::None(false) => None,
                NewName::None(true) => {
                    return Err(format!("`{old} = true` says no new name: write it as a text"));
                }
            };
            answers.renames.said.insert(old, new);
        }
        for (place, expression) in &written.fill {
            if !answers.values.fill_place(place, expression) {
                return Err(format!(
                    "`{place}` of `[fill]` has to be `TABLE.COLUMN`, with an expression"
                ));
            }
        }
        for (what, new) in &written.map {
            let parts = what.split_once(':').filter(|(of, old)| !of.is_empty() && !old.is_empty());
            let Some((of, old)) = parts.filter(|_| !new.is_empty()) else {
                return Err(format!(
                    "`{what}` of `[map]` has to be `ENUM:OLD` or `TABLE.COLUMN:OLD`"
                ));
            };
            answers.values.map(of, old, new);
        }
        Ok(answers)
    }

    /// The file with these answers, and what is open as comments.
    pub fn written(&self, open: &Questions) -> String {
        let mut text = String::from(
            "# Answers to what a plan asks; see `schemagen explain SG6903`, `SG6902` and `SG6901`.\n\
             # A line that is open begins with `#`: take the sign away, and put right what stands there.\n",
        );
        let losses = open.losses.iter().map(|name| format!("destructive:{name}"));
        text.push_str("\n# What may be lost, with all that rows hold.\n");
        let allowed: Vec<String> = self.allow.iter().map(|word| quoted(word)).collect();
        text.push_str(&format!("allow = [{}]\n", allowed.join(", ")));
        for word in losses {
            text.push_str(&format!("# {}\n", quoted(&word)));
        }
        text.push_str(
            "\n# Former names, and what they are now; `false` where it is no rename.\n[rename]\n",
        );
        for (old, new) in &self.renames.said {
            let new = new.as_deref().map_or("false".to_owned(), quoted);
            text.push_str(&format!("{} = {new}\n", quoted(old)));
        }
        for one in &open.renames {
            let (old, new) = (quoted(&one.what), quoted(&one.to));
            text.push_str(&format!("# {old} = {new}  # {} of 100\n", one.score));
        }
        text.push_str("\n# What rows without a value get: expressions over the row.\n[fill]\n");
        for (place, expression) in self.values.fills() {
            text.push_str(&format!("{} = {}\n", quoted(place), quoted(expression)));
        }
        let (goes, comes): (Vec<&Needed>, Vec<&Needed>) =
            open.values.iter().partition(|one| matches!(one.why, Why::Goes { .. }));
        for one in comes {
            let place = format!("{}.{}", one.table, one.column);
            text.push_str(&format!("# {} = \"\"\n", quoted(&place)));
        }
        text.push_str("\n# What becomes of values that an enum loses.\n[map]\n");
        for (of, old, new) in self.values.maps() {
            text.push_str(&format!("{} = {}\n", quoted(&format!("{of}:{old}")), quoted(new)));
        }
        for one in goes {
            if let Why::Goes { value, by } = &one.why {
                text.push_str(&format!("# {} = \"\"\n", quoted(&format!("{by}:{value}"))));
            }
        }
        text
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Answers, Questions, Written};
    use crate::plan::MaybeRenamed;

    fn read(text: &str) -> Result<Answers, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        Answers::of(written)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "allow = [\"destructive:t.c\"]\n[rename]\ndeal = \"purchase\"\n\"deal.note\" = false\n\
                    [fill]\n\"t.d\" = \"'it''s'\"\n[map]\n\"kind:a\" = \"b\"\n";
        let answers = read(text).unwrap();
        let rename = MaybeRenamed { kind: "column", what: "t.x".into(), to: "y".into(), score: 70 };
        let open = Questions { renames: vec![rename], ..Questions::default() };
        let again = answers.written(&open);
        assert!(again.contains("# \"t.x\" = \"y\"  # 70 of 100"), "{again}");
        assert_eq!(read(&again).unwrap(), answers);
        assert!(answers.renames.is_answered("deal.note"));
        assert!(answers.renames.is_answered("purchase.note"));
        assert!(!answers.renames.is_answered("purchase.total"));
        assert_eq!(answers.renames.iter().collect::<Vec<_>>(), [("deal", "purchase")]);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for text in [
            "[rename]\na = true",
            "[rename]\na = \"\"",
            "[rename]\na = 1",
            "[fill]\na = \"1\"",
            "[fill]\n\"a.b\" = \"\"",
            "[map]\na = \"b\"",
            "[other]\na = 1",
            "allow = 1",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
