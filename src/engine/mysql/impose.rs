use mysql::prelude::Queryable;
use mysql::{Conn, params};

use crate::advise::statistics::Believed;
use crate::engine::introspect::mysql::quoted_name;

/// A page of InnoDB.
const PAGE: f64 = 16_384.0;

/// Writes the figures where InnoDB keeps what it counted, and has them read again. Only on a server
/// of this process's own: the tables of figures belong to all databases.
///
/// Ranges are still looked up in the tree, which is empty; equalities are believed.
pub(super) fn impose(connection: &mut Conn, home: &str, tables: &[Believed]) -> mysql::Result<()> {
    for table in tables {
        let space = table.name.namespace.as_deref().unwrap_or(home);
        let name = table.name.name.as_str();
        let figures = &table.figures;
        let others: f64 = table.indexes.iter().map(|index| index.bytes).sum();
        connection.exec_drop(
            "update mysql.innodb_table_stats
                set n_rows = :rows, clustered_index_size = :pages, sum_of_other_index_sizes = :others
              where database_name = :space and table_name = :name",
            params! {
                "rows" => figures.rows.round().max(1.0) as u64,
                "pages" => (figures.bytes / PAGE).ceil().max(1.0) as u64,
                "others" => (others / PAGE).ceil().max(1.0) as u64,
                "space" => space,
                "name" => name,
            },
        )?;
        let counted: Vec<(String, String, String)> = connection.exec(
            "select index_name, stat_name, stat_description from mysql.innodb_index_stats
              where database_name = :space and table_name = :name",
            params! { "space" => space, "name" => name },
        )?;
        for (index, statistic, description) in counted {
            let held = table.indexes.iter().find(|known| known.name == index);
            let bytes = held.map_or(figures.bytes, |known| known.bytes);
            let value = if statistic.starts_with("n_diff_pfx") {
                table.distinct(description.split(','))
            } else {
                (bytes / PAGE).ceil()
            };
            connection.exec_drop(
                "update mysql.innodb_index_stats set stat_value = :value, sample_size = 20
                  where database_name = :space and table_name = :name
                    and index_name = :index and stat_name = :statistic",
                params! {
                    "value" => value.round().max(1.0) as u64,
                    "space" => space,
                    "name" => name,
                    "index" => index,
                    "statistic" => statistic,
                },
            )?;
        }
        let quoted = format!("{}.{}", quoted_name(space), quoted_name(name));
        connection.query_drop(format!("flush table {quoted}"))?;
    }
    // Else the optimizer counts in the tree what the figures say.
    connection.query_drop("set session eq_range_index_dive_limit = 1")
}
