//! Primary keys, unique keys and exclusion constraints.

use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::schema::{
    AtomKind, Deferral, Exclusion, ExclusionElement, Index, PrimaryKey, UniqueConstraint,
};
use crate::text::Span;

use super::super::entity::Origin;
use super::super::rules;
use super::{Builder, Sort, index_options};

impl Builder<'_, '_, '_> {
    pub(super) fn primary_key(&mut self, node: &ast::PrimaryKey, origin: &Origin) {
        let span = origin.here.node(node);
        let name = self.constraint_name(Sort::Key, node.name(), origin);
        let columns = self.key_columns(&node.columns(), origin);
        let include = self.include(node.include(), origin);
        if let Some(place) =
            node.nulls_not_distinct().or_else(|| node.predicate().map(|sql| sql.range))
        {
            let finding = Diagnostic::new(
                &rules::KEY_PARTS,
                format!("the primary key of `{}` holds for all its rows", self.entity.name),
            )
            .at(origin.here.span(place), "no condition is possible here");
            self.report(finding);
        }
        let (true, Some(columns)) = (self.new_primary_key(span), columns) else { return };
        self.nullable_key(&columns);
        let mut key = PrimaryKey::new(columns);
        key.name = name;
        key.include = include;
        key.deferral = deferral(node.deferrable());
        key.options = node.options().map(|sql| index_options(&sql.text)).unwrap_or_default();
        key.comment = self.comment(node, "primary key", span);
        self.said(AtomKind::PrimaryKey, "", span);
        self.table.primary_key = Some(key);
    }

    pub(super) fn unique(&mut self, node: &ast::Unique, origin: &Origin) {
        let span = origin.here.node(node);
        let name = self.constraint_name(Sort::Key, node.name(), origin);
        let columns = node.columns();
        let plain = columns.iter().all(is_plain);
        let include = self.include(node.include(), origin);
        let nulls_not_distinct = node.nulls_not_distinct().is_some();
        if node.predicate().is_none() && plain {
            let Some(columns) = self.key_columns(&columns, origin) else { return };
            let mut unique = UniqueConstraint::new(name, columns);
            unique.include = include;
            unique.nulls_not_distinct = nulls_not_distinct;
            unique.deferral = deferral(node.deferrable());
            unique.options = node.options().map(|sql| index_options(&sql.text)).unwrap_or_default();
            unique.comment = self.comment(node, &unique.part(), span);
            return self.add_unique(unique, span);
        }
        // A condition, an expression or an order makes it a unique index.
        if let Some(deferrable) = node.deferrable() {
            let finding = Diagnostic::new(
                &rules::KEY_PARTS,
                "a unique key with a condition or an expression cannot be deferrable",
            )
            .at(origin.here.node(&deferrable), "servers check such keys at once");
            self.report(finding);
        }
        let Some(parts) = self.index_parts(&columns, origin) else { return };
        let mut index = Index::new(name, parts);
        index.unique = true;
        index.include = include;
        index.nulls_not_distinct = nulls_not_distinct;
        index.predicate = node.predicate().map(|sql| self.expression(origin.here, &sql));
        index.comment = self.comment(node, &index.part(), span);
        self.add_index(index, span);
    }

    pub(super) fn add_unique(&mut self, unique: UniqueConstraint, span: Span) {
        if self.table.uniques.iter().any(|known| known.part() == unique.part()) {
            return self.twice("unique key", span);
        }
        self.said(AtomKind::Unique, unique.part(), span);
        self.table.uniques.push(unique);
    }

    pub(super) fn exclude(&mut self, node: &ast::Exclude, origin: &Origin) {
        let span = origin.here.node(node);
        let name = self.constraint_name(Sort::Key, node.name(), origin);
        let include = self.include(node.include(), origin);
        let mut elements = Vec::new();
        for element in node.elements() {
            let (Some(column), Some(operator)) = (element.column(), element.operator()) else {
                return;
            };
            let Some(part) = self.index_part(&column, origin) else { return };
            elements.push(ExclusionElement {
                target: part.target,
                operator_class: part.operator_class,
                operator: operator.text,
            });
        }
        if elements.is_empty() {
            return;
        }
        let mut exclusion = Exclusion {
            name,
            method: node
                .method()
                .map_or_else(|| "gist".to_owned(), |name| name.text.to_ascii_lowercase()),
            elements,
            include,
            predicate: node.predicate().map(|sql| self.expression(origin.here, &sql)),
            deferral: deferral(node.deferrable()),
            comment: None,
        };
        exclusion.comment = self.comment(node, &exclusion.part(), span);
        if self.table.exclusions.iter().any(|known| known.part() == exclusion.part()) {
            return self.twice("exclusion", span);
        }
        self.said(AtomKind::Exclusion, exclusion.part(), span);
        self.table.exclusions.push(exclusion);
    }

    /// The attributes of a key; none where one does not exist or the list holds something else.
    fn key_columns(
        &mut self,
        columns: &[ast::IndexColumn],
        origin: &Origin,
    ) -> Option<Vec<String>> {
        let mut words = Vec::new();
        let mut good = true;
        for column in columns {
            if !is_plain(column) {
                let finding = Diagnostic::new(
                    &rules::KEY_PARTS,
                    "a primary key lists attributes and nothing else",
                )
                .at(origin.here.node(column), "no plain attribute")
                .help("an order or an expression belongs into an `index`");
                self.report(finding);
                good = false;
            } else if let Some(name) = column.column() {
                words.push(origin.here.word(name));
            }
        }
        self.column_list(&words).filter(|_| good)
    }

    pub(super) fn include(&mut self, names: Vec<ast::Name>, origin: &Origin) -> Vec<String> {
        let words = origin.here.words(names);
        if words.is_empty() { Vec::new() } else { self.column_list(&words).unwrap_or_default() }
    }
}

/// An attribute's name without order, prefix, operator class or collation.
fn is_plain(column: &ast::IndexColumn) -> bool {
    use crate::language::ast::AstNode;
    column.column().is_some() && column.syntax().children().count() == 1
}

pub(super) fn deferral(node: Option<ast::Deferrable>) -> Deferral {
    match node {
        None => Deferral::NotDeferrable,
        Some(node) if node.initially_deferred() => Deferral::InitiallyDeferred,
        Some(_) => Deferral::InitiallyImmediate,
    }
}
