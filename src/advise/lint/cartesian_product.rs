use super::Context;
use crate::advise::access::{Block, Relation, Use, UseKind};

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static CARTESIAN_PRODUCT: Rule = Rule {
    code: "SG4107",
    name: "cartesian-product",
    level: Level::Warning,
    summary: "tables are joined without a condition",
    page: "\
# What it says
Two tables of a query have no condition that ties them together, directly or through others.

    query offers { select p.name, c.name from product p, customer c where p.status = 'active' }

# Why it matters
Every row of one is combined with every row of the other: a thousand and a million make a billion.

# What to do
Add the condition that was meant. Where all combinations are wanted, write `cross join`, which says so.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for block in &context.access.blocks {
        let Some((first, second)) = apart(context, block) else { continue };
        findings.push(
            Diagnostic::new(
                &CARTESIAN_PRODUCT,
                format!(
                    "query `{}` combines every row of `{}` with every row of `{}`",
                    context.name(),
                    first.alias,
                    second.alias
                ),
            )
            .at(second.span, "nothing ties it to the others")
            .at(first.span, "")
            .help("add the condition that joins them, or write `cross join`"),
        );
    }
}

/// Two tables with many rows that no chain of conditions connects.
fn apart<'b>(context: &Context<'_>, block: &'b Block) -> Option<(&'b Use, &'b Use)> {
    // A condition that is not understood may be the one that joins them.
    if block.facts.loose || block.facts.crossed || block.uses.len() < 2 {
        return None;
    }
    let mut group: Vec<usize> = (0..block.uses.len()).collect();
    for edge in &block.edges {
        let (a, b) = (group[edge.left.0], group[edge.right.0]);
        group.iter_mut().filter(|own| **own == a).for_each(|own| *own = b);
    }
    let many = |of: &usize| {
        let used = &block.uses[*of];
        matches!(used.relation, Relation::Table(_))
            && used.kind == UseKind::Inner
            && !context.one_row(used)
    };
    let mut large = (0..block.uses.len()).filter(many);
    let first = large.next()?;
    let second = large.find(|other| group[*other] != group[first])?;
    Some((&block.uses[first], &block.uses[second]))
}
