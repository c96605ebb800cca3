use crate::advise::study::Input;
use crate::diagnostics::{Diagnostic, Level, Rule};

pub static CONTRADICTING_FIGURES: Rule = Rule {
    code: "SG4002",
    name: "contradicting-figures",
    level: Level::Warning,
    summary: "figures of an entity contradict each other",
    page: "\
# What it says
A key of an entity is said to have fewer distinct values than the entity has rows.

    entity customer {
      id: uuid primary key
      email: varchar(254) unique
      rows 5000
      distinct email 1000
    }

# Why it matters
Advice on indexes rests on these figures. The advisor goes on with the nearest figures that fit together, which
may not be the ones that were meant.

# What to do
Correct the smaller or the larger one; often a `k` or an `M` is missing.
",
};

/// Figures that cannot all be true.
pub fn contradictions(input: &Input<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for table in &input.schema.tables {
        let Some(facts) = input.design.entities.get(&table.name) else { continue };
        let Some(rows) = &facts.statistics.rows else { continue };
        for (names, count) in &facts.statistics.distinct {
            let list = names.join(", ");
            let is_key = |columns: &[String]| columns == names.as_slice();
            let key = table.primary_key.as_ref().is_some_and(|key| is_key(&key.columns))
                || table.uniques.iter().any(|unique| is_key(&unique.columns));
            if key && count.value < rows.value * 0.9 {
                findings.push(
                    Diagnostic::new(
                        &CONTRADICTING_FIGURES,
                        format!(
                            "`{list}` is a key of `{}`: {} rows have as many values of it, not {}",
                            table.name, rows.value, count.value
                        ),
                    )
                    .at(count.span, "fewer than there are rows")
                    .at(rows.span, "the number of rows")
                    .help("remove the line: a key needs no count"),
                );
            }
        }
    }
    findings
}
