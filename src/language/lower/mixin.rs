//! Mixins: what `include` brings into an entity.
//!
//! Each mixin is taken once an entity, however many ways lead to it, so that expansion ends on
//! every input; mixins that include each other are reported once, by themselves.

use std::collections::HashSet;
use std::rc::Rc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::text::did_you_mean;

use super::collect::Item;
use super::entity::{Attribute, Line, Origin};
use super::names::{Space, suggest};
use super::place::{Word, cover};
use super::rules;
use super::world::Output;

/// All mixins of the design.
#[derive(Clone, Copy)]
pub struct Mixins<'w> {
    pub items: &'w [Item<ast::Mixin>],
    pub names: &'w Space<usize>,
}

/// Attributes and lines in order, with those of all mixins in their places.
#[derive(Debug, Default)]
pub struct Expanded {
    pub attributes: Vec<Attribute>,
    pub lines: Vec<Line>,
    /// Every mixin was found.
    pub complete: bool,
}

/// Mixins within mixins go this deep.
const DEEPEST: usize = 64;

impl Mixins<'_> {
    pub fn expand(
        &self,
        lines: impl Iterator<Item = ast::Line>,
        origin: &Origin,
        out: &mut Output,
    ) -> Expanded {
        let mut expansion = Expansion {
            mixins: *self,
            taken: HashSet::new(),
            found: Expanded { complete: true, ..Expanded::default() },
            out,
        };
        expansion.lines(lines, origin, 0);
        expansion.found
    }

    fn resolve(&self, context: Option<&str>, path: &[Word]) -> Option<usize> {
        let (qualifier, name) = match path {
            [name] => (None, name),
            [qualifier, name] => (Some(qualifier.text.as_str()), name),
            _ => return None,
        };
        self.names.resolve(context, qualifier, &name.text).map(|(_, index)| index)
    }

    fn unknown(&self, path: &[Word]) -> Option<Diagnostic> {
        let (span, name) = (cover(path)?, path.last()?);
        let finding =
            Diagnostic::new(&rules::UNKNOWN_MIXIN, format!("there is no mixin `{}`", name.text))
                .at(span, "no such mixin");
        let elsewhere = self.names.names().find(|full| full.name == name.text && path.len() == 1);
        Some(match elsewhere {
            Some(full) => finding.help(format!("write `{full}`")),
            None => suggest(
                finding,
                did_you_mean(&name.text, self.names.names().map(|full| full.name.as_str())),
                name.span,
            ),
        })
    }

    /// One finding for every circle of mixins.
    pub fn report_cycles(&self, out: &mut Output) {
        let mut graph: DiGraph<usize, Word> = DiGraph::new();
        let nodes: Vec<_> = (0..self.items.len()).map(|index| graph.add_node(index)).collect();
        for (index, item) in self.items.iter().enumerate() {
            let includes = item.node.lines().filter_map(|line| match line {
                ast::Line::Include(include) => Some(include),
                _ => None,
            });
            for path in includes.flat_map(|include| include.mixins()) {
                let path = item.here.path(path);
                if let (Some(target), Some(word)) =
                    (self.resolve(item.context(), &path), path.last())
                {
                    graph.add_edge(nodes[index], nodes[target], word.clone());
                }
            }
        }
        let mut circles: Vec<Vec<_>> = kosaraju_scc(&graph);
        circles.iter_mut().for_each(|circle| circle.sort());
        circles.sort();
        for circle in circles {
            let Some(&start) = circle.first() else { continue };
            // From the first mixin along the circle until it closes.
            let (mut way, mut seen) = (Vec::new(), HashSet::new());
            let mut at = start;
            while seen.insert(at) {
                let mut edges: Vec<_> = graph
                    .edges(at)
                    .filter(|edge| circle.contains(&petgraph::visit::EdgeRef::target(edge)))
                    .collect();
                edges.sort_by_key(|edge| edge.weight().span);
                let Some(edge) = edges.first() else { break };
                way.push(edge.weight().clone());
                at = petgraph::visit::EdgeRef::target(edge);
            }
            let (Some(first), true) = (way.first(), seen.contains(&at) && !way.is_empty()) else {
                continue;
            };
            let names = std::iter::once(self.items[graph[start]].name.text.as_str())
                .chain(way.iter().map(Word::text));
            let path = names.collect::<Vec<_>>().join(" → ");
            out.report(
                Diagnostic::new(
                    &rules::INCLUDE_CYCLE,
                    format!("mixins include each other: {path}"),
                )
                .at(first.span, "leads back to its own mixin")
                .help("remove one of these includes"),
            );
        }
    }
}

struct Expansion<'w, 'o> {
    mixins: Mixins<'w>,
    taken: HashSet<usize>,
    found: Expanded,
    out: &'o mut Output,
}

impl Expansion<'_, '_> {
    fn lines(&mut self, lines: impl Iterator<Item = ast::Line>, origin: &Origin, depth: usize) {
        for node in lines {
            match node {
                ast::Line::Attribute(node) => {
                    if let Some(name) = node.name() {
                        let name = origin.here.word(name);
                        self.found.attributes.push(Attribute::new(name, node, origin.clone()));
                    }
                }
                ast::Line::Include(include) => self.include(&include, origin, depth),
                node => self.found.lines.push(Line { node, origin: origin.clone() }),
            }
        }
    }

    fn include(&mut self, include: &ast::Include, origin: &Origin, depth: usize) {
        let mut here = HashSet::new();
        for path in include.mixins() {
            let path = origin.here.path(path);
            let Some(span) = cover(&path) else { continue };
            let Some(index) = self.mixins.resolve(origin.context(), &path) else {
                self.found.complete = false;
                self.out.report_all(self.mixins.unknown(&path));
                continue;
            };
            let item = &self.mixins.items[index];
            if !here.insert(index) {
                self.out.report(
                    Diagnostic::new(
                        &rules::SAID_TWICE,
                        format!("`{}` is included twice", item.name.text),
                    )
                    .at(span, "remove this"),
                );
            }
            if !self.taken.insert(index) {
                continue;
            }
            if depth == DEEPEST {
                self.found.complete = false;
                self.out.report(
                    Diagnostic::new(
                        &rules::INCLUDE_CYCLE,
                        format!("mixins include each other more than {DEEPEST} deep"),
                    )
                    .at(span, "not followed further"),
                );
                continue;
            }
            let inner = Origin {
                here: item.here,
                context: item.context().map(Rc::from),
                mixin: Some(Rc::from(item.name.text.as_str())),
                included_at: Some(origin.included_at.unwrap_or(span)),
            };
            self.lines(item.node.lines(), &inner, depth + 1);
        }
    }
}
