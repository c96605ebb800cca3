//! Contradictions inside a dialect's data that its shape alone does not exclude.

use super::data::DialectData;
use super::types::TypeForm;

impl DialectData {
    /// The first contradiction: what, and why it is one.
    pub(super) fn check(&self) -> Result<(), (String, String)> {
        let versions = &self.versions;
        if versions.oldest > versions.newest {
            return Err((
                "`versions`".into(),
                format!("{} is newer than {}", versions.oldest, versions.newest),
            ));
        }
        if self.limits.identifier.max < 16 {
            return Err((
                "`limits.identifier`".into(),
                "names need room for 16 characters at least".into(),
            ));
        }
        for (name, forms) in &self.types {
            let ambiguous = |form: &TypeForm| form.sql.is_some() == form.missing.is_some();
            if forms.0.is_empty() || forms.0.iter().any(ambiguous) {
                let why = "each form has either `sql` or `missing`".into();
                return Err((format!("`types.{}`", name.key()), why));
            }
        }
        for (table, functions) in
            [("functions", &self.functions), ("casts", &self.casts), ("operators", &self.operators)]
        {
            for (name, spellings) in functions {
                if spellings
                    .0
                    .iter()
                    .any(|spelling| spelling.sql.is_some() && spelling.missing.is_some())
                {
                    return Err((
                        format!("`{table}.{name}`"),
                        "a spelling has `sql` or `missing`, not both".into(),
                    ));
                }
            }
        }
        Ok(())
    }
}
