use crate::design::Query;
use crate::diagnostics::{Diagnostic, Level, Rule};

pub static UNREADABLE_QUERY: Rule = Rule {
    code: "SG4001",
    name: "unreadable-query",
    level: Level::Warning,
    summary: "a query could not be read, so nothing is advised for it",
    page: "\
# What it says
The text of a query is not SQL that schemagen can take apart. The place where reading stopped is shown.

# Why it matters
Indexes are advised for what the queries ask. This one asks nothing as far as the advisor can see, and an index
that it needs may be missing, or called useless.

# What to do
Correct the text. Where the server takes it as it is, the advice stands for all the other queries; look at this
one's plan yourself.
",
};

/// What stopped the reading, as a finding that ends no command.
pub fn unreadable(query: &Query, cause: Diagnostic) -> Diagnostic {
    let mut finding = Diagnostic::new(
        &UNREADABLE_QUERY,
        format!("query `{}` is left out of the advice: {}", query.name, cause.message),
    );
    finding.labels = cause.labels;
    finding.help("correct its text; all other queries are advised on".to_owned())
}
