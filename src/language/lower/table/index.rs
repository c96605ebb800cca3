//! Indexes.

use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::schema::{AtomKind, Index, IndexPart, IndexTarget, NullsOrder, SortOrder};
use crate::text::Span;

use super::super::entity::Origin;
use super::super::rules;
use super::{Builder, Sort};

impl Builder<'_, '_, '_> {
    pub(super) fn index(&mut self, node: &ast::Index, origin: &Origin) {
        let span = origin.here.node(node);
        let name = self.constraint_name(Sort::Key, node.name(), origin);
        let include = self.include(node.include(), origin);
        let Some(parts) = self.index_parts(&node.columns(), origin) else { return };
        let mut index = Index::new(name, parts);
        index.include = include;
        index.unique = node.unique();
        index.method = method(node);
        index.predicate = node.predicate().map(|sql| self.expression(origin.here, &sql));
        index.nulls_not_distinct = node.nulls_not_distinct().is_some();
        index.invisible = node.invisible();
        index.options = node.options().map(|sql| options(&sql.text)).unwrap_or_default();
        index.comment = self.comment(node, &index.part(), span);
        self.add_index(index, span);
    }

    pub(super) fn add_index(&mut self, index: Index, span: Span) {
        let part = index.part();
        // Unnamed ones with the same parts differ in something else, or are one too many.
        if self.table.indexes.contains(&index) {
            return self.twice("index", span);
        }
        self.said(AtomKind::Index, part.as_str(), span);
        for option in index.options.keys() {
            self.said(AtomKind::Option, format!("{part}.{option}"), span);
        }
        self.table.indexes.push(index);
    }

    /// The parts of an index; none where one names no attribute.
    pub(super) fn index_parts(
        &mut self,
        columns: &[ast::IndexColumn],
        origin: &Origin,
    ) -> Option<Vec<IndexPart>> {
        let mut parts: Vec<IndexPart> = Vec::with_capacity(columns.len());
        let mut good = !columns.is_empty();
        for column in columns {
            match self.index_part(column, origin) {
                Some(part) if parts.iter().any(|known| known.target == part.target) => {
                    let finding = Diagnostic::new(
                        &rules::REPEATED_COLUMN,
                        "an index holds the same part twice",
                    )
                    .at(origin.here.node(column), "named again here");
                    self.report(finding);
                }
                Some(part) => parts.push(part),
                None => good = false,
            }
        }
        good.then_some(parts)
    }

    pub(super) fn index_part(
        &mut self,
        column: &ast::IndexColumn,
        origin: &Origin,
    ) -> Option<IndexPart> {
        let target = match column.key()? {
            ast::IndexKey::Column(name) => {
                let word = origin.here.word(name);
                if !self.has_column(&word) {
                    return None;
                }
                IndexTarget::Column(word.text)
            }
            ast::IndexKey::Expression(sql) => {
                IndexTarget::Expression(self.expression(origin.here, &sql))
            }
        };
        let mut part = IndexPart::new(target);
        part.order = if column.descending() { SortOrder::Descending } else { SortOrder::Ascending };
        let nulls = match (column.nulls_first(), column.nulls_last()) {
            (true, _) => Some(NullsOrder::First),
            (_, true) => Some(NullsOrder::Last),
            _ => None,
        };
        // The order's own default need not be said.
        part.nulls = nulls.filter(|nulls| *nulls != part.order.default_nulls());
        part.operator_class = column.operator_class().map(|text| text.text.trim().to_owned());
        part.collation = column.collation().map(|path| path.text());
        part.prefix = column.prefix();
        Some(part)
    }
}

/// Also used for materialized views.
pub fn method(node: &ast::Index) -> Option<String> {
    match node.kind() {
        ast::IndexKind::Fulltext => Some("fulltext".to_owned()),
        ast::IndexKind::Spatial => Some("spatial".to_owned()),
        ast::IndexKind::Plain => node.method().map(|name| name.text.to_ascii_lowercase()),
    }
}

/// `fillfactor = 70, fastupdate = off`; an option without a value is switched on.
pub fn options(text: &str) -> indexmap::IndexMap<String, String> {
    let option = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, "true"));
        let value = value.trim().trim_matches('\'');
        (name.trim().to_owned(), value.to_owned())
    };
    text.split(',').map(option).filter(|(name, _)| !name.is_empty()).collect()
}
