//! What is said of a statement that failed.

use super::super::report::{Failure, FailureKind, Place};
use super::{Loader, Reading};
use crate::engine::{Cause, StatementError};
use crate::sql::statements::{Ending, Statement, Unclosed, Unfinished};

impl Loader<'_> {
    pub(super) fn fail(&mut self, place: Place, (head, why, help): (String, String, String)) {
        let kind = FailureKind::Input;
        self.report.failures.push(Failure { kind, place, head, why, help: Some(help) });
    }

    pub(super) fn unfinished(&self, unfinished: &Unfinished) -> (String, String, String) {
        let what = match unfinished.what {
            Unclosed::String => "a string that opens here is never closed",
            Unclosed::Name => "a quoted name that opens here is never closed",
            Unclosed::Comment => "a comment that opens here is never closed",
            Unclosed::DollarQuote => "a dollar-quoted body that opens here is never closed",
            Unclosed::Body => "the `begin` here has no `end`",
            Unclosed::Parenthesis => "the parenthesis that opens here is never closed",
            Unclosed::Rows => "the rows that begin here lack the line `\\.` at their end",
        };
        let head = unfinished.statement.as_ref().map(|(head, _)| head.clone());
        let from = match &unfinished.statement {
            Some((_, line)) if *line != unfinished.line => {
                format!(", in the statement that begins on line {line}")
            }
            _ => String::new(),
        };
        (
            head.unwrap_or_default(),
            format!("{what}{from}: the file ends on line {}", unfinished.end),
            format!(
                "was the file cut? if it is whole, is it written for {}? `--dialect` says otherwise",
                self.dialect.title
            ),
        )
    }

    /// A dump program ends its files with a mark.
    pub(super) fn end_of(&mut self, reading: &Reading) {
        let dump = reading.splitter.dump();
        let Some(started) = dump.started.as_ref().filter(|_| !dump.ended) else { return };
        if self
            .report
            .failures
            .iter()
            .any(|failure| failure.kind == FailureKind::Input && failure.place.file == reading.name)
        {
            return;
        }
        let why = format!("it begins as a `{started}` and lacks the line by which such files end");
        match &reading.last_ending {
            Some((Ending::EndOfFile, line, head)) => {
                let why =
                    format!("{why}, and its last statement has no semicolon: the file is cut");
                let help = "make the dump again, or copy all of it".to_owned();
                self.fail(reading.place(*line), (head.clone(), why, help));
            }
            _ => self.report.note(
                Some(reading.place(reading.splitter.line())),
                format!("{why}: if the file was cut, what was read is not all of it"),
            ),
        }
    }

    pub(super) fn failure(
        &self,
        statement: &Statement,
        place: Place,
        error: &StatementError,
        cause: &Cause,
    ) -> Failure {
        let kind = match cause {
            Cause::NoExtension => FailureKind::Extension,
            _ => FailureKind::Refused,
        };
        let mut failure = Failure::refused(kind, place, statement.head(), error);
        let help = match cause {
            Cause::NoExtension => {
                Some("name a server that has it: `--on local:postgres`, or a URL")
            }
            Cause::NoRole { .. } => Some(
                "this user may not make roles: let it (`createrole`), or name an engine where it may",
            ),
            Cause::NoRight => {
                Some("let the user do this there, or name an engine where it may: `--on ENGINE`")
            }
            Cause::Syntax if statement.ending == Ending::EndOfFile => {
                Some("the file ends here without a semicolon: was it cut?")
            }
            _ => None,
        };
        if failure.help.is_none() {
            failure.help = help.map(str::to_owned);
        }
        failure
    }
}
