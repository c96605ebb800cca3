use crate::diagnostics::{Level, Rule};

pub static RULES: &[&Rule] = &[
    &STATEMENT_REFUSED,
    &ATOM_DIFFERS,
    &QUERY_REFUSED,
    &ADVICE_DOUBTED,
    &BIG_TABLE_READ,
    &PARTITIONS_DIFFER,
    &ROWS_APART,
    &SHARDS_DIFFER,
    &ROWS_UNMADE,
];

pub static STATEMENT_REFUSED: Rule = Rule {
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

pub static ATOM_DIFFERS: Rule = Rule {
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

pub(super) static ADVICE_DOUBTED: Rule = Rule {
    code: "SG7004",
    name: "advice-doubted",
    level: Level::Warning,
    summary: "A planner does not use an advised index",
    page: "## What it says\n\
        The advised indexes were made in a scratch database whose planner was told the declared figures. Its plan \
        of a query that an index was advised for does not use it, or costs no less with it.\n\n\
        ## Why it matters\n\
        Of the advice and the planner one is wrong about the rows: an index that is not used costs writes and room \
        for nothing.\n\n\
        ## What to do\n\
        Declare `rows` and `distinct` of the tables as they are, or take the figures of a live server: `advise \
        --stats URL`. If both agree and the planner still does not use it, leave the index out.\n",
};

pub(super) static BIG_TABLE_READ: Rule = Rule {
    code: "SG7005",
    name: "big-table-read",
    level: Level::Warning,
    summary: "A frequent query reads every row of a big table",
    page: "## What it says\n\
        With the declared figures and all advised indexes, the planner still reads the whole of a table of 100,000 \
        rows or more for a query that runs at least once a second.\n\n\
        ## Why it matters\n\
        It works while the table is small, and takes the server's time for itself when it is not.\n\n\
        ## What to do\n\
        Give the query a condition that an index can serve, or keep its result and let it run once a minute.\n",
};

pub(super) static PARTITIONS_DIFFER: Rule = Rule {
    code: "SG7006",
    name: "partitions-differ",
    level: Level::Warning,
    summary: "A planner reads other partitions than the design predicts",
    page: "## What it says\n\
        A query was planned on a scratch database with its parameters at typical values: those at which a partition \
        in the middle begins and ends. The partitions that the plan reads are not those whose bounds the conditions \
        meet.\n\n\
        ## Why it matters\n\
        Advice on partitions counts on it that servers leave out what a query does not mean. One that reads more \
        gets slower with each partition.\n\n\
        ## What to do\n\
        Compare the key itself, with values of its own type: declare the types of the query's parameters as those of \
        the columns that they are compared with. If the plan is right, report it.\n",
};

pub(super) static ROWS_APART: Rule = Rule {
    code: "SG7007",
    name: "rows-apart",
    level: Level::Error,
    summary: "Rows do not lie on the shard that they belong to",
    page: "## What it says\n\
        Several servers were started and given what `emit` writes for each, and made-up rows went in through the \
        coordinator. A shard has other rows than the coordinator sees there, a key does not lead to its rows, a copy \
        differs from its table, or a row was taken twice.\n\n\
        ## Why it matters\n\
        A row that its key does not lead to is lost to every query that gives the key.\n\n\
        ## What to do\n\
        Look for a trigger or a default that changes the shard key. If there is none, report it.\n",
};

pub(super) static SHARDS_DIFFER: Rule = Rule {
    code: "SG7008",
    name: "shards-differ",
    level: Level::Warning,
    summary: "A query goes to other shards than the design predicts",
    page: "## What it says\n\
        A query was planned on a coordinator with shards, its parameters at typical values. It goes to more shards, \
        or to fewer, than was predicted from what it says of the shard key.\n\n\
        ## Why it matters\n\
        A query on one shard costs the same however many shards there are; one on all of them gets dearer with each.\n\n\
        ## What to do\n\
        Compare the shard key itself, with values of its own type. If the plan is right, report it.\n",
};

pub(super) static ROWS_UNMADE: Rule = Rule {
    code: "SG7009",
    name: "rows-unmade",
    level: Level::Warning,
    summary: "No rows could be made up to be looked for on their shards",
    page: "## What it says\n\
        The proof that rows lie on their shards makes rows up, and the server took none of those for a table: its checks \
        ask for more than the literals in them tell.\n\n\
        ## Why it matters\n\
        Of that table nothing is proven but that it was built as designed.\n\n\
        ## What to do\n\
        Nothing has to be done. A check that names the values it allows can be met.\n",
};
