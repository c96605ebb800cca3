use serde::Serialize;

use crate::text::Span;

/// A server the design must fit: `postgres >= 15`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    pub dialect: String,
    /// The oldest version it must run on, as written: `15`, `8.4`, `10.11`. None: the oldest the dialect knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    #[serde(skip)]
    pub span: Span,
}
