use crate::diagnostics::{Level, Rule};

pub static RULES: &[&Rule] = &[&UNKNOWN_RULE, &UNUSED_ALLOW, &ALLOWED_TWICE];

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

pub static UNUSED_ALLOW: Rule = Rule {
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

pub(super) static ALLOWED_TWICE: Rule = Rule {
    code: "SG8003",
    name: "allowed-twice",
    level: Level::Warning,
    summary: "An entity allows one finding twice",
    page: "## What it says\n\
        Two `allow` lines of an entity name the same code, with the same reason or with two.\n\n\
        ## Why it matters\n\
        Whoever reads the design next learns two reasons for one decision, and cannot tell which one counts.\n\n\
        ## What to do\n\
        Keep the line whose reason is true; put both reasons into one line if both are.\n",
};
