use serde::de::DeserializeOwned;

use super::Scope;
use super::rows::Catalog;
use crate::dialect::Version;
use crate::engine::EngineError;
use crate::engine::postgres::Session;

/// Runs the catalog queries for one version of the server.
pub(super) struct Reader<'a> {
    pub session: &'a mut dyn Session,
    pub version: Version,
    pub scope: &'a Scope,
    /// For messages.
    pub server: &'a str,
}

/// Each query of the catalog with the field that takes its rows: first those for objects that hold
/// expressions, then the others, which are left out where expressions are all that is wanted.
macro_rules! read {
    ($reader:ident, [$($expressive:ident),*], [$($other:ident),*]) => {
        Catalog {
            $($expressive: $reader.rows(stringify!($expressive), sql!($expressive))?,)*
            $($other: match $reader.scope.is_whole() {
                true => $reader.rows(stringify!($other), sql!($other))?,
                false => Vec::new(),
            },)*
        }
    };
}

macro_rules! sql {
    ($name:ident) => {
        include_str!(concat!("sql/", stringify!($name), ".sql"))
    };
}

impl Reader<'_> {
    pub fn read(mut self) -> Result<Catalog, EngineError> {
        Ok(read!(
            self,
            [
                types,
                relations,
                columns,
                constraints,
                indexes,
                operator_classes,
                collations,
                policies
            ],
            [
                namespaces,
                extensions,
                sequences,
                triggers,
                routines,
                roles,
                grants,
                revocations,
                comments,
                unmodelled
            ]
        ))
    }

    /// Rows come as one JSON object each, so that a query's column names are the fields' names.
    fn rows<T: DeserializeOwned>(&mut self, name: &str, sql: &str) -> Result<Vec<T>, EngineError> {
        let sql = self.filled(sql);
        let rows = self.session.rows(&format!("select row_to_json(r)::text from (\n{sql}) r"))?;
        rows.into_iter()
            .flatten()
            .flatten()
            .map(|text| serde_json::from_str(&text))
            .collect::<Result<_, _>>()
            .map_err(|error| EngineError::Catalog {
                server: self.server.to_owned(),
                why: format!("its {name}: {error}"),
            })
    }

    /// The query with `{…}` replaced by what this server has for it.
    fn filled(&self, sql: &str) -> String {
        let since = |version: u16, there: &'static str, otherwise: &'static str| {
            if self.version >= Version::new(version, 0) { there } else { otherwise }
        };
        let mut text = sql
            .replace("{namespaces}", &self.scope.condition())
            .replace("{multirange}", since(14, "nullif(r.rngmultitypid, 0)::regtype::text", "null"))
            .replace("{compression}", since(14, "nullif(a.attcompression, '')", "null"))
            .replace("{statistics}", "nullif(a.attstattarget, -1)")
            .replace("{enforced}", since(18, "c.conenforced", "true"))
            .replace("{period}", since(18, "c.conperiod", "false"))
            .replace("{set columns}", since(15, "c.confdelsetcols", "null::int2[]"))
            .replace("{nulls not distinct}", since(15, "i.indnullsnotdistinct", "false"));
        const COLLATION: &str = "{collation of ";
        while let Some(start) = text.find(COLLATION) {
            let Some(length) = text[start..].find('}') else { break };
            let id = text[start + COLLATION.len()..start + length].to_owned();
            let name = format!(
                "(select case when x.collnamespace in ('pg_catalog'::regnamespace, 'public'::regnamespace)
                              then x.collname else y.nspname || '.' || x.collname end
                    from pg_collation x join pg_namespace y on y.oid = x.collnamespace where x.oid = {id})"
            );
            text.replace_range(start..=start + length, &name);
        }
        text
    }
}
