use crate::advise::Study;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::growth::Growth;

pub static UNSHARDED_KEY: Rule = Rule {
    code: "SG5004",
    name: "unsharded-key",
    level: Level::Warning,
    summary: "a key or a reference that no shard can hold by itself",
    page: "\
# What it says
A table says `shard by`, and one of its keys does not hold the shard key, or one of its references does not go along it.

    entity invoice { id: bigint primary key  tenant_id: ref tenant  shard by (tenant_id) }

# Why it matters
A shard sees its own rows. It cannot know whether another shard has the same number, nor whether the row that is
referred to is there. Most engines refuse such a key; those that take it do not hold it.

# What to do
Make the shard key the first column of the key, refer by it too, or keep a lookup table for what must be unique
everywhere.
",
};

pub(super) fn find(study: &Study<'_>, growth: &Growth, findings: &mut Vec<Diagnostic>) {
    for advice in growth.shards.iter().filter(|advice| advice.declared) {
        for violation in &advice.violations {
            let facts = study.input.design.entities.get(&violation.table);
            let Some(facts) = facts.filter(|facts| facts.shard.is_some()) else { continue };
            findings.push(
                Diagnostic::new(
                    &UNSHARDED_KEY,
                    format!("`{}`: {}", violation.table, violation.why),
                )
                .at(facts.shard.as_ref().map_or(facts.span, |shard| shard.span), "")
                .help(violation.remedy.clone()),
            );
        }
    }
}
