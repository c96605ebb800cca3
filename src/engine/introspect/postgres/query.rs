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

/// The tables and schemas of a publication, with columns and conditions.
const PUBLISHED: &str = "(select ' FOR ' || string_agg(x.item, ', ' order by x.item desc)
    from (select format('TABLE %s%s%s', r.prrelid::regclass,
                        (select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')'
                           from pg_attribute a
                          where a.attrelid = r.prrelid and a.attnum = any (r.prattrs::int2[])),
                        ' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')') as item
            from pg_publication_rel r where r.prpubid = p.oid
          union all
          select format('TABLES IN SCHEMA %I', y.nspname)
            from pg_publication_namespace z join pg_namespace y on y.oid = z.pnnspid
           where z.pnpubid = p.oid) x)";
const PUBLISHED_UNTIL_14: &str =
    "(select ' FOR TABLE ' || string_agg(r.prrelid::regclass::text, ', ' order by r.prrelid)
    from pg_publication_rel r where r.prpubid = p.oid)";

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
                namespaces, extensions, sequences, triggers, routines, roles, grants, others,
                details, comments, unmodelled
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
            .replace(
                "{locale}",
                match self.version.major {
                    ..=14 => "null",
                    15 | 16 => "c.colliculocale",
                    _ => "c.colllocale",
                },
            )
            .replace(
                "{extended statistics target}",
                since(17, "coalesce(s.stxstattarget, -1)", "s.stxstattarget"),
            )
            .replace("{published}", since(15, PUBLISHED, PUBLISHED_UNTIL_14))
            .replace(
                "{generated columns}",
                since(
                    18,
                    "case p.pubgencols when 's' then ', publish_generated_columns = stored' end",
                    "null",
                ),
            )
            .replace("{enforced}", since(18, "c.conenforced", "true"))
            .replace("{period}", since(18, "c.conperiod", "false"))
            .replace("{set columns}", since(15, "c.confdelsetcols", "null::int2[]"))
            .replace("{nulls not distinct}", since(15, "i.indnullsnotdistinct", "false"));
        replace_calls(&mut text, "{collation of ", |id| {
            format!(
                "(select case when x.collnamespace in ('pg_catalog'::regnamespace, 'public'::regnamespace)
                              then x.collname else y.nspname || '.' || x.collname end
                    from pg_collation x join pg_namespace y on y.oid = x.collnamespace where x.oid = {id})"
            )
        });
        replace_calls(&mut text, "{options of ", |array| {
            format!(
                "(select format(' OPTIONS (%s)', string_agg(format('%I %L', o.option_name, o.option_value), ', '))
                    from pg_options_to_table({array}) o having count(*) > 0)"
            )
        });
        text
    }
}

/// Replaces each `{word argument}` by what is made of its argument.
fn replace_calls(text: &mut String, start: &str, with: impl Fn(&str) -> String) {
    while let Some(at) = text.find(start) {
        let Some(length) = text[at..].find('}') else { break };
        let replaced = with(&text[at + start.len()..at + length]);
        text.replace_range(at..=at + length, &replaced);
    }
}
