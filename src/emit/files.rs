use super::{Statement, keyspaces, nodes, script};
use crate::dialect::Dialect;
use crate::schema::Schema;
use crate::template::TemplateError;

/// One of the files that a design becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// What an engine reads: the script, and beside it how rows find their shards, where that is a file of its own.
pub fn files(
    schema: &Schema,
    statements: &[Statement],
    dialect: Dialect<'_>,
) -> Result<Vec<File>, TemplateError> {
    if nodes::has(dialect) {
        return nodes::files(schema, dialect);
    }
    let mut files = vec![File { name: "schema.sql".to_owned(), text: script(statements, dialect) }];
    if keyspaces::has(dialect) {
        let all = keyspaces::keyspaces(schema, dialect);
        for (place, keyspace) in all.iter().enumerate() {
            // A sharded keyspace stands before the one beside it.
            let beside =
                all.get(place + 1).filter(|next| keyspace.sharded && next.is_beside(keyspace));
            let text = keyspaces::vschema(keyspace, beside);
            let name = format!("{}.vschema.json", file_name(&keyspace.name));
            files.push(File { name, text });
        }
    }
    Ok(files)
}

/// A keyspace's name as a file may be called: it leads to no other folder.
fn file_name(name: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    name.chars().map(|c| if safe(c) { c } else { '_' }).collect()
}
