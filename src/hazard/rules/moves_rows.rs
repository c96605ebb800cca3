use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6129",
    name: "moves-rows",
    level: Level::Warning,
    summary: "All rows of a table move to other machines, or back",
    page: "\
# What it says
`create_distributed_table`, `create_reference_table`, `alter_distributed_table` or `undistribute_table` on a
table that has rows.

# Why it matters
Every row is copied over the network while writers wait, and readers too where the table is brought back. The
rows stay on the first machine as well, until `truncate_local_data_after_distributing_table`.

# What to do
Distribute a table while it is small. A large one goes by `create_distributed_table_concurrently`, outside of a
transaction and before foreign keys lead to it, while writers go on.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let moves = matches!(
        action.kind,
        Kind::DistributeTable | Kind::RedistributeTable | Kind::UndistributeTable
    );
    moves.then(|| {
        let finding = Finding::new(format!(
            "all rows of `{}` move between machines while {} wait",
            action.relation,
            context.waiting(action)
        ));
        match action.kind {
            Kind::DistributeTable => finding.recipe(
                "create_distributed_table_concurrently for a big table, then \
                 truncate_local_data_after_distributing_table",
            ),
            _ => finding.recipe("do it when nobody writes"),
        }
    })
}
