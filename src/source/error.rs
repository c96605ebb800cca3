/// Why a source cannot be read. Each message says what, where, why and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error(
        "`{path}` does not exist; name an `.sgen` or `.sql` file, or a folder of them{suggestion}"
    )]
    Missing { path: String, suggestion: String },
    #[error("cannot read `{path}`: {reason}")]
    Unreadable { path: String, reason: String },
    #[error(
        "the folder `{path}` has no `.sgen` file; `schemagen init {path}` writes a first one, or name another folder"
    )]
    NoEntityFiles { path: String },
    #[error("the folder `{path}` has no `.sql` file; name another folder")]
    NoSqlFiles { path: String },
    #[error("`{path}` is not text: {reason}; entity files are UTF-8")]
    NotText { path: String, reason: String },
    #[error(
        "`{path}` has {bytes} bytes, more than the {limit} that are read; is it an entity file?"
    )]
    TooLarge { path: String, bytes: u64, limit: u64 },
    #[error("`{path}` is neither an `.sgen` nor an `.sql` file; {hint}")]
    UnknownKind { path: String, hint: String },
    #[error("{0}")]
    Spec(String),
}
