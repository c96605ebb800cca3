use crate::dialect::{Capability, Dialect};
use crate::emit::{self, Body, Statement, Transaction};
use crate::plan::Plan;

/// The steps as a script that the server's own client runs.
///
/// What changes something stands in transactions, as far as it can; what cannot stands between them.
pub fn sql(plan: &Plan, dialect: Dialect<'_>) -> String {
    let statements = plan.steps.iter().map(|step| {
        let mut statement = step.statement.clone();
        for command in step.hand_over.iter().rev() {
            statement.sql = format!("-- For a big table instead: {command}\n{}", statement.sql);
        }
        statement
    });
    if !plan.between || !dialect.has(Capability::TransactionalDdl) {
        return emit::script(&statements.collect::<Vec<_>>(), dialect);
    }
    let mut script: Vec<Statement> = Vec::new();
    let mut open = false;
    for statement in statements {
        let joins = statement.transaction == Transaction::Joins;
        if joins != open {
            script.push(mark(if joins { "begin" } else { "commit" }, &statement));
            open = joins;
        }
        script.push(statement);
    }
    if let Some(last) = script.last().cloned().filter(|_| open) {
        script.push(mark("commit", &last));
    }
    emit::script(&script, dialect)
}

fn mark(word: &str, beside: &Statement) -> Statement {
    Statement { sql: word.to_owned(), change: word.to_owned(), body: Body::Plain, ..beside.clone() }
}
