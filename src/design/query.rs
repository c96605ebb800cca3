use serde::Serialize;

use crate::schema::DataType;
use crate::text::Span;

/// A statement that will run against the database, and how often.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Query {
    pub name: String,
    /// Executions per second, averaged; none means unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Wanted response time in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<f64>,
    /// As written, parameters as `:name`, without a semicolon.
    pub sql: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The namespace (context) it was written in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The dialect it is written for; none means every target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    #[serde(skip)]
    pub name_span: Span,
    /// Where `sql` lies in its file, byte for byte.
    #[serde(skip)]
    pub sql_span: Span,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    pub name: String,
    /// Declared in the query's head; none means inferred by the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataType>,
}
