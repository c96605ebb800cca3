use crate::dialect::Dialect;
use crate::emit;
use crate::plan::Plan;

/// The steps as a script that the server's own client runs.
pub fn sql(plan: &Plan, dialect: Dialect<'_>) -> String {
    let statements: Vec<_> = plan.steps.iter().map(|step| step.statement.clone()).collect();
    emit::script(&statements, dialect)
}
