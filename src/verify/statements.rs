use super::Claim;
use super::rules::STATEMENT_REFUSED;
use crate::diagnostics::Diagnostic;
use crate::emit::{COORDINATOR, Statement};
use crate::engine::{Engine, EngineError, StatementError};
use crate::schema::AtomKind;

/// Applies the statements in order; the first refusal ends it and becomes a finding.
/// Returns whether all were applied.
pub(super) fn apply(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Result<bool, EngineError> {
    for statement in claim.statements {
        match engine.execute(&statement.sql) {
            Ok(()) => {}
            Err(EngineError::Statement(error)) => {
                findings.push(refused(engine, claim, statement, &error));
                return Ok(false);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(true)
}

fn refused(
    engine: &dyn Engine,
    claim: &Claim<'_>,
    statement: &Statement,
    error: &StatementError,
) -> Diagnostic {
    let code = error.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    let span = claim.physical.origin.span(claim.design, &statement.object);
    let mut finding = Diagnostic::new(
        &STATEMENT_REFUSED,
        format!("{} refuses to {}: {}{code}", engine.info().label, statement.change, error.message),
    )
    .at_some(span, "this asks for it");
    if let Some(detail) = &error.detail {
        finding = finding.note(detail.clone());
    }
    finding =
        finding.note(format!("the statement was: {}", excerpt(&statement.sql, error.position)));
    let readies =
        statement.object.kind == AtomKind::Placement && statement.object.object.name == COORDINATOR;
    let joins = claim.dialect.defaults().node_help.as_ref().filter(|_| readies);
    match joins.or(error.hint.as_ref()) {
        Some(hint) => finding.help(hint.clone()),
        None => finding
            .help("change the design, or keep the part in a block for this server: `only … { … }`"),
    }
}

/// The statement, or the line of a long one that the server pointed at.
fn excerpt(sql: &str, position: Option<u32>) -> String {
    const LONGEST: usize = 300;
    if sql.len() <= LONGEST {
        return sql.to_owned();
    }
    let at = position.map_or(0, |at| at as usize).min(sql.len());
    let before =
        sql.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let line = sql[before..].lines().next().unwrap_or("").trim();
    let first = sql.lines().next().unwrap_or("").trim();
    if before == 0 { format!("{first} …") } else { format!("{first} … {line} …") }
}
