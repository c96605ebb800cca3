use crate::diagnostics::{Level, Rule};

pub static RULES: &[&Rule] = &[&STATEMENT_REFUSED, &ATOM_DIFFERS, &QUERY_REFUSED];

pub(super) static STATEMENT_REFUSED: Rule = Rule {
    code: "SG7001",
    name: "statement-refused",
    level: Level::Error,
    summary: "A server refuses a statement of the plan",
    page: "## What it says\n\
        The plan was applied to a scratch database, and the server refused one of its statements. The \
        message is the server's own.\n\n\
        ## Why it matters\n\
        The same statement would fail in production. Nothing after it was tried, so the proof ends there.\n\n\
        ## What to do\n\
        Change the line that the finding points at. If the statement is legal on your servers and refused \
        only here, prove on the version you run: `--on local:postgres@15`, or a URL.\n",
};

pub(super) static ATOM_DIFFERS: Rule = Rule {
    code: "SG7002",
    name: "atom-differs",
    level: Level::Error,
    summary: "A server holds something else than the design says",
    page: "## What it says\n\
        The plan was applied and the catalog read back. One piece (a column, a default, a constraint, a \
        grant …) is missing, was not expected, or is held otherwise than designed.\n\n\
        ## Why it matters\n\
        What is deployed would not be what was reviewed: a server may change a type, drop a clause or add \
        an index without a word.\n\n\
        ## What to do\n\
        Say in the design what the server really holds, or, if the design is right, report it: emission \
        and introspection must agree.\n",
};

pub(super) static QUERY_REFUSED: Rule = Rule {
    code: "SG7003",
    name: "query-refused",
    level: Level::Error,
    summary: "A server cannot prepare a declared query",
    page: "## What it says\n\
        A `query` of the design was prepared on a scratch database that has the designed schema, and the \
        server refused it: an unknown column, a type that does not fit, a syntax it does not have.\n\n\
        ## Why it matters\n\
        The application would meet the same error.\n\n\
        ## What to do\n\
        Correct the query at the place shown, or the entity it reads. A query that only one server \
        understands is written `query NAME only postgres { … }`.\n",
};
