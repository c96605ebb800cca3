use crate::diagnostics::{Level, Rule};

pub static RULES: &[&Rule] = &[&UNREADABLE_IMPORT, &IMPORT_CYCLE];

pub static UNREADABLE_IMPORT: Rule = Rule {
    code: "SG0021",
    name: "unreadable-import",
    level: Level::Error,
    summary: "An imported file cannot be read",
    page: "## What it says\n\
        An `import` line names a file or folder that cannot be read as entity files.\n\n\
        ## Why it matters\n\
        Everything that refers to it stays unresolved.\n\n\
        ## What to do\n\
        Correct the path. It is relative to the file that has the `import` line.\n",
};

pub static IMPORT_CYCLE: Rule = Rule {
    code: "SG0022",
    name: "import-cycle",
    level: Level::Error,
    summary: "Imports lead back to where they started",
    page: "## What it says\n\
        A file imports another one that, directly or through more files, imports the first.\n\n\
        ## Why it matters\n\
        Schemas that need each other are one schema: neither can be created, reviewed or deployed alone.\n\n\
        ## What to do\n\
        Put the files into one folder (files of one folder see each other without an import), or move \
        what both need into a third.\n",
};
