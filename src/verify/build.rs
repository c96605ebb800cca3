use super::rules::ATOM_DIFFERS;
use super::{Claim, Outcome, Proof, ProofKind, statements};
use crate::diagnostics::Diagnostic;
use crate::dialect::Dialect;
use crate::engine::{Engine, EngineError};
use crate::schema::{
    AtomKey, AtomKind, DataType, Difference, FieldDifference, QualifiedName, Schema, compare,
};
use crate::sql::created_names;

/// Shows that what the engine holds after the DDL equals the physical schema, atom by atom.
pub(super) fn prove(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Proof, EngineError> {
    if !statements::apply(engine, claim, findings)? {
        let outcome = Outcome::Failed { checked: 0, applied: false, differences: Vec::new() };
        return Ok(Proof::new(ProofKind::Build, engine.info(), outcome));
    }
    // The server's print of the design's own expressions: two texts of one meaning become equal
    // by the server's word, not by ours.
    let expected = match engine.settle(&claim.physical.schema) {
        Ok(schema) => schema,
        Err(EngineError::Statement(error)) => {
            findings.push(
                Diagnostic::new(
                    &ATOM_DIFFERS,
                    format!(
                        "{} cannot print an expression of the design: {}",
                        engine.info().label,
                        error.message
                    ),
                )
                .note(format!("the statement was: {}", error.sql)),
            );
            let outcome = Outcome::Failed { checked: 0, applied: true, differences: Vec::new() };
            return Ok(Proof::new(ProofKind::Build, engine.info(), outcome));
        }
        Err(other) => return Err(other),
    };
    let mut actual = engine.introspect()?;
    let server = Dialect { data: claim.dialect.data, version: engine.info().version };
    respell(&mut actual, server, claim.dialect);
    // Natives make objects that the design has no other word for, so they are nothing unexpected.
    let differences: Vec<Difference> = compare(&expected, &actual)
        .into_iter()
        .filter(|difference| !from_native(claim, difference))
        .collect();
    let checked = expected.atoms().len();
    if differences.is_empty() {
        return Ok(Proof::new(ProofKind::Build, engine.info(), Outcome::Proven { checked }));
    }
    for difference in &differences {
        findings.push(finding(engine, claim, difference));
    }
    Ok(Proof::new(
        ProofKind::Build,
        engine.info(),
        Outcome::Failed { checked, applied: true, differences },
    ))
}

/// Reads the types of a server again as the claim's version would: a newer server may know a type of
/// its own by the name that stands for something else in an older one.
fn respell(schema: &mut Schema, server: Dialect<'_>, claimed: Dialect<'_>) {
    if server.version == claimed.version {
        return;
    }
    let again = |data_type: &mut DataType| {
        if let (false, Ok(rendered)) = (is_named(data_type), server.render_type(data_type)) {
            *data_type = claimed.lift_type(&rendered.sql);
        }
    };
    for table in &mut schema.tables {
        table.columns.iter_mut().for_each(|column| again(&mut column.data_type));
    }
    schema.domains.iter_mut().for_each(|domain| again(&mut domain.data_type));
    for composite in &mut schema.composites {
        composite.attributes.iter_mut().for_each(|attribute| again(&mut attribute.data_type));
    }
    schema.ranges.iter_mut().for_each(|range| again(&mut range.subtype));
}

/// Types of the schema itself are spelled alike everywhere.
fn is_named(data_type: &DataType) -> bool {
    match data_type {
        DataType::Named { .. } => true,
        DataType::Array { element } => is_named(element),
        _ => false,
    }
}

/// Whether an atom that the design does not state comes from a raw SQL block: some block names it.
fn from_native(claim: &Claim<'_>, difference: &Difference) -> bool {
    if difference.fields != FieldDifference::Unexpected {
        return false;
    }
    let DifferenceNames { object, part } = names(&difference.key);
    let by_name = difference.key.kind == AtomKind::Other;
    claim.physical.schema.natives.iter().any(|native| {
        let whole = || by_name || part.is_empty() || part.starts_with('(');
        // What a block makes is all its own.
        let made = || created_names(&native.sql).contains(&object.to_lowercase());
        mentions(&native.sql, object) && (whole() || mentions(&native.sql, part) || made())
    })
}

struct DifferenceNames<'k> {
    object: &'k str,
    part: &'k str,
}

fn names(key: &AtomKey) -> DifferenceNames<'_> {
    let QualifiedName { name, .. } = &key.object;
    DifferenceNames { object: name, part: &key.part }
}

/// Whether a text holds a name as a whole word, in any case.
fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&name).any(|(at, found)| {
        !text[..at].chars().next_back().is_some_and(word)
            && !text[at + found.len()..].chars().next().is_some_and(word)
    })
}

fn finding(engine: &dyn Engine, claim: &Claim<'_>, difference: &Difference) -> Diagnostic {
    let label = &engine.info().label;
    let message = match &difference.fields {
        FieldDifference::Missing => {
            format!("the design has {}, and {label} does not", difference.key)
        }
        FieldDifference::Unexpected => {
            format!("{label} has {}, and the design does not", difference.key)
        }
        FieldDifference::Changed(_) => {
            format!("{label} does not hold {} as designed", difference.key)
        }
    };
    let mut finding = Diagnostic::new(&ATOM_DIFFERS, message)
        .at_some(claim.physical.origin.span(claim.design, &difference.key), "said here");
    if let FieldDifference::Changed(fields) = &difference.fields {
        for (name, expected, actual) in fields {
            finding =
                finding.note(format!("{name}: the design has {expected}, the server has {actual}"));
        }
    }
    finding.help("if the design is right, this is a bug in schemagen: please report it with the entity above")
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn names_are_found_as_whole_words() {
        assert!(mentions("create function \"Touch\"() …", "touch"));
        assert!(!mentions("create function touched()", "touch"));
        assert!(mentions("on a.order_line for", "order_line"));
    }
}
