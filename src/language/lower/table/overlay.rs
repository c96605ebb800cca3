//! `only DIALECT { … }`: what holds on one dialect alone.

use crate::design::Overlay;
use crate::diagnostics::Diagnostic;
use crate::language::ast;

use super::super::entity::{Attribute, Line, Origin};
use super::super::rules;
use super::super::sql::Columns;
use super::super::types::read_type;
use super::super::world::check_dialect;
use super::Builder;

impl Builder<'_, '_, '_> {
    pub(super) fn overlay(&mut self, node: &ast::Only, origin: &Origin) {
        let here = origin.here;
        let Some(dialect) = node.dialect().map(|name| here.word(name)) else { return };
        if let Some(finding) = check_dialect(&dialect) {
            return self.report(finding);
        }
        let (mut attributes, mut lines) = (Vec::new(), Vec::new());
        for line in node.lines() {
            match line {
                ast::Line::Attribute(node) => {
                    attributes.extend(self.overlay_attribute(node, origin))
                }
                line if changes_tables(&line) => {
                    lines.push(Line { node: line, origin: origin.clone() })
                }
                line => self.misplaced(&line, origin),
            }
        }
        let mut columns: Columns = self.columns.iter().collect();
        attributes.iter().for_each(|attribute| {
            columns.insert(attribute.name.text.as_str());
        });
        let mut builder =
            Builder::new(self.world, self.entity, &columns, Some(dialect.text.clone()), self.out);
        for attribute in &attributes {
            builder.attribute(attribute);
        }
        for line in &lines {
            builder.line(line);
        }
        let patch = builder.table;
        let overlay = Overlay {
            dialect: dialect.text,
            entity: self.entity.name.clone(),
            patch,
            span: here.node(node),
        };
        self.out.design.overlays.push(overlay);
    }

    fn overlay_attribute(&mut self, node: ast::Attribute, origin: &Origin) -> Option<Attribute> {
        let name = origin.here.word(node.name()?);
        let written = node.data_type().map(|node| {
            read_type(&node, origin.here, origin.context(), &self.world.names, self.out)
        });
        let target = node.refers_to().map(|target| (target.path(), origin.here.node(&target)));
        if let Some((_, span)) = target {
            let finding = Diagnostic::new(&rules::LINE_PLACE, "a reference cannot hold on one dialect alone")
                .at(span, "stands in an `only` block")
                .help("declare the reference in the entity; what an `only` block may give an attribute is its type");
            self.report(finding);
        }
        let mut attribute = Attribute::new(name, node, origin.clone());
        attribute.data_type = written.as_ref().and_then(|written| written.data_type.clone());
        attribute.numbered = written.is_some_and(|written| written.numbered);
        Some(attribute)
    }

    fn misplaced(&mut self, line: &ast::Line, origin: &Origin) {
        let (span, what) = match line {
            ast::Line::Dependency(node) => (origin.here.node(node), "a dependency"),
            ast::Line::Multivalued(node) => (origin.here.node(node), "a dependency"),
            ast::Line::Shard(node) => (origin.here.node(node), "a shard key"),
            ast::Line::ReferenceTable(range) => {
                (origin.here.span(range.clone()), "`reference table`")
            }
            ast::Line::Rows(node) => (origin.here.node(node), "a figure"),
            ast::Line::Grows(node) => (origin.here.node(node), "a figure"),
            ast::Line::Keep(node) => (origin.here.node(node), "a retention"),
            ast::Line::Distinct(node) => (origin.here.node(node), "a figure"),
            ast::Line::Tags(node) => (origin.here.node(node), "a tag"),
            ast::Line::Allow(node) => (origin.here.node(node), "`allow`"),
            ast::Line::Include(node) => (origin.here.node(node), "`include`"),
            ast::Line::Owner(node) => (origin.here.node(node), "an owner"),
            _ => return,
        };
        let finding = Diagnostic::new(&rules::LINE_PLACE, format!("{what} holds on every dialect"))
            .at(span, "stands in an `only` block")
            .help("move it out of the block, into the entity");
        self.report(finding);
    }
}

/// Whether a line says something about the table, rather than about its rows or its people.
fn changes_tables(line: &ast::Line) -> bool {
    matches!(
        line,
        ast::Line::PrimaryKey(_)
            | ast::Line::Unique(_)
            | ast::Line::Ref(_)
            | ast::Line::Check(_)
            | ast::Line::Exclude(_)
            | ast::Line::Index(_)
            | ast::Line::Partition(_)
            | ast::Line::RowSecurity(_)
            | ast::Line::Policy(_)
            | ast::Line::Set(_)
    )
}
