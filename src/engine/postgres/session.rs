use crate::engine::{EngineError, StatementError};

/// One row as text, column by column.
pub(in crate::engine) type Row = Vec<Option<String>>;

/// One session with a Postgres server, whatever carries it: everything goes by SQL text and comes
/// back as text, which is all that catalogs, plans and DDL need.
pub(in crate::engine) trait Session: Send {
    /// Runs one or more statements; several in one text are one transaction.
    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.rows(sql).map(drop)
    }

    /// Runs statements and returns their rows.
    fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError>;

    /// Where the server keeps its files, if it is this process's own.
    fn folder(&self) -> Option<&std::path::Path> {
        None
    }

    /// Names and type ids of the columns that a statement would return.
    fn describe(&mut self, sql: &str) -> Result<Vec<(String, u32)>, EngineError>;
}

/// The fields of a server's error message, before they are related to the statement.
#[derive(Debug, Default)]
pub(in crate::engine) struct Refusal {
    pub message: String,
    pub code: Option<String>,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// Where it happened, inside of functions.
    pub context: Option<String>,
    /// In characters, from one.
    pub position: Option<u32>,
}

impl Refusal {
    pub fn of(self, sql: &str) -> EngineError {
        let position = self.position.and_then(|position| byte_offset(sql, position));
        let detail = match (self.detail, self.context) {
            (Some(detail), Some(context)) => Some(format!("{detail}; {context}")),
            (detail, context) => detail.or(context),
        };
        EngineError::from(StatementError {
            message: self.message,
            detail,
            hint: self.hint,
            code: self.code,
            position,
            sql: sql.to_owned(),
        })
    }
}

fn byte_offset(sql: &str, position: u32) -> Option<u32> {
    let index = usize::try_from(position.checked_sub(1)?).ok()?;
    let ends = std::iter::once(sql.len());
    let offset = sql.char_indices().map(|(offset, _)| offset).chain(ends).nth(index)?;
    u32::try_from(offset).ok()
}

#[cfg(test)]
mod tests {
    use super::byte_offset;

    #[test]
    fn positions_count_characters_and_offsets_count_bytes() {
        assert_eq!(byte_offset("select ä, x", 11), Some(11));
        assert_eq!(byte_offset("select", 7), Some(6));
        assert_eq!(byte_offset("select", 8), None);
        assert_eq!(byte_offset("select", 0), None);
    }
}
