use super::{Body, Statement};
use crate::dialect::{Capability, Dialect};

/// What can stand at the end of statements that contain semicolons, for clients that cut there.
const DELIMITERS: [&str; 4] = ["//", "$$", "|||", "~~~~"];

/// The statements as one file that the server's own client runs.
///
/// Statements about one object stand together; a blank line divides objects.
pub fn script(statements: &[Statement], dialect: Dialect<'_>) -> String {
    let mut text =
        format!("-- For {} {}. Written by schemagen.\n", dialect.title(), dialect.version);
    if let Some(words) = dialect.unproven() {
        text.push_str(&format!("-- {}{}.\n", words[..1].to_uppercase(), &words[1..]));
    }
    let mut last: Option<&Statement> = None;
    for statement in statements {
        let together = last.is_some_and(|last| {
            last.object.object == statement.object.object
                && !last.sql.contains('\n')
                && !statement.sql.contains('\n')
        });
        if !together {
            text.push('\n');
        }
        let delimited =
            statement.body == Body::Statements && dialect.has(Capability::ClientDelimiter);
        if delimited {
            let delimiter = delimiter(&statement.sql);
            text.push_str(&format!(
                "delimiter {delimiter}\n{}{delimiter}\ndelimiter ;\n",
                statement.sql
            ));
        } else {
            text.push_str(&statement.sql);
            text.push_str(if ends_in_comment(&statement.sql) { "\n;\n" } else { ";\n" });
        }
        last = Some(statement);
    }
    text
}

/// A delimiter that the statement does not hold itself.
fn delimiter(sql: &str) -> &'static str {
    DELIMITERS.into_iter().find(|delimiter| !sql.contains(delimiter)).unwrap_or("~~~~")
}

/// Whether a semicolon on the last line might be swallowed by a comment. Only raw SQL ends so.
fn ends_in_comment(sql: &str) -> bool {
    sql.lines().next_back().is_some_and(|line| line.contains("--") || line.contains('#'))
}
