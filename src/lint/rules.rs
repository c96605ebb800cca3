use crate::diagnostics::{Level, Rule};

pub static RULES: &[&Rule] = &[&UNKNOWN_RULE, &UNUSED_ALLOW];

pub(super) static UNKNOWN_RULE: Rule = Rule {
    code: "SG8001",
    name: "unknown-rule",
    level: Level::Warning,
    summary: "An `allow` line or a setting names a rule that does not exist",
    page: "## What it says\n\
        A code in an `allow` line or under `[rules]` belongs to no rule.\n\n\
        ## Why it matters\n\
        A misspelt code silences nothing, and the reader believes that it does.\n\n\
        ## What to do\n\
        Write the code that the finding shows; `schemagen explain` lists them all.\n",
};

pub(super) static UNUSED_ALLOW: Rule = Rule {
    code: "SG8002",
    name: "unused-allow",
    level: Level::Info,
    summary: "An `allow` line silences nothing",
    page: "## What it says\n\
        The entity allows a finding that it does not have.\n\n\
        ## Why it matters\n\
        The line was right once. Left in place, it hides the finding should it come back for another \
        reason.\n\n\
        ## What to do\n\
        Remove the line.\n",
};
