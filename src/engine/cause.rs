/// Why a server refused a statement, as far as it matters to whoever may try again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Something that the statement names is not there, and may come.
    Missing,
    /// A role or an account is not there; the statement makes it.
    NoRole {
        name: String,
        create: String,
    },
    /// A database is not there, where namespaces are databases.
    NoNamespace(String),
    /// The server does not carry an extension.
    NoExtension,
    /// What the statement makes is there.
    AlreadyThere,
    Syntax,
    NoRight,
    /// The server ends its sessions.
    Leaving,
    Other,
}
