//! Lines for the client.

use super::super::class::name;
use super::super::report::{Place, ScriptError, Skipped};
use super::{Go, Loader, Reading};
use crate::sql::statements::Command;

/// Scripts that include one another deeper than this go round in a circle.
const DEEPEST: usize = 16;

impl Loader<'_> {
    pub(super) fn command(
        &mut self,
        reading: &mut Reading,
        command: &Command,
    ) -> Result<Go, ScriptError> {
        let place = reading.place(command.line);
        let (word, rest) = match command.text.split_once(char::is_whitespace) {
            Some((word, rest)) => (word, rest.trim()),
            None => (command.text.as_str(), ""),
        };
        match word {
            "\\restrict" | "\\unrestrict" | "\\echo" | "\\qecho" | "\\warn" | "\\timing" | "\\pset"
            | "\\x" | "\\o" | "\\encoding" => {}
            "use" | "USE" | "Use" => self.use_database(&name(rest), place)?,
            "\\set" => self.variables.set(rest),
            "\\unset" => self.variables.unset(rest),
            "\\i" | "\\ir" | "\\include" | "\\include_relative" | ".read" | "source" | "SOURCE" => {
                let file = rest.trim_end_matches(';').trim().trim_matches(['\'', '"']).to_owned();
                self.include(reading, &file, place)?;
            }
            "\\q" | "\\quit" => {
                let text = "the rest of the file, behind `\\quit`, is not read";
                self.report.note(Some(place), text);
                return Ok(Go::Stop);
            }
            "\\c" | "\\connect" if !rest.is_empty() => self.report.note(
                Some(place),
                format!("`{}` is not followed: everything is read as one database", command.text),
            ),
            "\\gexec" | "\\if" | "\\elif" | "\\else" | "\\endif" => self.report.note(
                Some(place),
                format!("`{word}` is not carried out: what it would run or leave out is read as it stands"),
            ),
            _ => self.report.skip(Skipped::Commands, 1, place),
        }
        Ok(Go::On)
    }

    fn include(&mut self, reading: &Reading, file: &str, place: Place) -> Result<(), ScriptError> {
        let refuse = |why: String| {
            let help = "put the file there, or take the line out".to_owned();
            (format!("include {file}"), why, help)
        };
        if self.depth >= DEEPEST {
            self.fail(place, refuse("the files include one another in a circle".to_owned()));
            return Ok(());
        }
        match (self.open)(file, &reading.name) {
            Ok(Some(script)) => {
                self.depth += 1;
                let outcome = self.script(script);
                self.depth -= 1;
                outcome
            }
            Ok(None) => {
                self.report.note(
                    Some(place),
                    format!(
                        "`{file}` is one of the files that are read anyway; it is not read twice"
                    ),
                );
                Ok(())
            }
            Err(error) => {
                self.fail(place, refuse(format!("`{file}` cannot be read: {error}")));
                Ok(())
            }
        }
    }
}
