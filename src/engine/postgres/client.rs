use ::postgres::error::ErrorPosition;
use ::postgres::{Client, SimpleQueryMessage};

use super::session::{Refusal, Row, Session};
use crate::engine::EngineError;

/// A session over the wire.
pub(super) struct ClientSession {
    pub client: Client,
    /// The server, for messages.
    pub place: String,
}

impl Session for ClientSession {
    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.client.batch_execute(sql).map_err(|error| refused(&error, sql, &self.place))
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        let answer =
            self.client.simple_query(sql).map_err(|error| refused(&error, sql, &self.place))?;
        let rows = answer.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
            }
            _ => None,
        });
        Ok(rows.collect())
    }

    fn describe(&mut self, sql: &str) -> Result<Vec<(String, u32)>, EngineError> {
        let statement =
            self.client.prepare(sql).map_err(|error| refused(&error, sql, &self.place))?;
        let columns = statement.columns().iter();
        Ok(columns.map(|column| (column.name().to_owned(), column.type_().oid())).collect())
    }
}

/// What the server said against a statement, or that it can say nothing any more.
fn refused(error: &::postgres::Error, sql: &str, place: &str) -> EngineError {
    let Some(refusal) = error.as_db_error() else {
        return EngineError::Lost { server: place.to_owned(), why: chain(error) };
    };
    Refusal {
        message: refusal.message().to_owned(),
        code: Some(refusal.code().code().to_owned()),
        detail: refusal.detail().map(str::to_owned),
        hint: refusal.hint().map(str::to_owned),
        context: refusal.where_().map(str::to_owned),
        position: match refusal.position() {
            Some(ErrorPosition::Original(position)) => Some(*position),
            _ => None,
        },
    }
    .of(sql)
}

/// An error with its causes, each said once.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    text
}
