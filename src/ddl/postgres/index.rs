//! `CREATE INDEX` and `ALTER INDEX`.

use super::expression::{expression, written};
use super::table::{column_target, unknown};
use super::tree::{self, Kind, Node};
use super::{Reader, Why, generated, options};
use crate::schema::{Index, IndexPart, IndexTarget, NullsOrder, SortOrder, Table};

impl Reader<'_> {
    pub fn create_index(&mut self, node: &Node) -> Result<(), Why> {
        let relation = tree::child(node, Kind::TABLE_RELATION_NAME)
            .and_then(|clause| tree::child(&clause, Kind::TABLE_NAME_REF))
            .ok_or("it names no table")?;
        let relation = self.relation(&relation);
        let mut index = Index::new(None, Vec::new());
        for child in node.children() {
            match child.kind() {
                Kind::INDEX => index.name = tree::names(&child).pop(),
                Kind::IF_NOT_EXISTS | Kind::TABLE_RELATION_NAME => {}
                Kind::USING_METHOD => {
                    index.method = tree::names(&child).pop().filter(|method| method != "btree");
                }
                Kind::PARTITION_ITEM_LIST => {
                    let items = tree::children(&child, Kind::PARTITION_ITEM);
                    index.parts = items.filter_map(|item| self.part(&item)).collect();
                }
                Kind::INDEX_INCLUDE_CLAUSE => {
                    let list = tree::child(&child, Kind::PARTITION_ITEM_LIST);
                    index.include = list.map(|list| tree::names(&list)).unwrap_or_default();
                }
                Kind::NULLS_NOT_DISTINCT => index.nulls_not_distinct = true,
                Kind::NULLS_DISTINCT => {}
                Kind::WITH_PARAMS => index.options.extend(options::options(&child)),
                Kind::TABLESPACE_CLAUSE => {
                    let space = tree::names(&child).pop().unwrap_or_default();
                    index.options.insert("tablespace".to_owned(), space);
                }
                Kind::WHERE_CLAUSE => {
                    index.predicate = child.children().last().map(|node| expression(&node));
                }
                _ => self.leave(tree::text(&child)),
            }
        }
        index.unique = node.children_with_tokens().any(|item| item.kind() == Kind::UNIQUE_KW);
        let name = match &index.name {
            Some(name) => name.clone(),
            None => {
                let columns = column_names(index.parts.iter().map(|part| &part.target));
                self.relation_name(&relation, &generated::middle(&columns), "idx")
            }
        };
        index.name = Some(name.clone());
        let own = relation.sibling(name);
        if self.draft.is_relation(&own) {
            if tree::child(node, Kind::IF_NOT_EXISTS).is_some() {
                return Ok(());
            }
            return Err(format!("`{own}` is there already"));
        }
        if let Some(table) = self.draft.tables.get(&relation) {
            plain_collations(&mut index, table);
        }
        let indexes =
            self.draft.indexes_of(&relation).ok_or_else(|| unknown("table", &relation))?;
        indexes.push(index);
        self.draft.indexes.insert(own, relation);
        Ok(())
    }

    fn part(&mut self, item: &Node) -> Option<IndexPart> {
        let mut target = item.children().next()?;
        let mut collation = None;
        if target.kind() == Kind::COLLATE {
            collation = self.collation(&target);
            target = target.children().next()?;
        }
        let mut part = IndexPart::new(match column_target(&target) {
            IndexTarget::Expression(text) => IndexTarget::Expression(written(text.text())),
            column => column,
        });
        part.collation = collation;
        for child in item.children().skip(1) {
            match child.kind() {
                Kind::COLLATE => part.collation = self.collation(&child),
                Kind::OP_CLASS_REF => part.operator_class = tree::names(&child).pop(),
                Kind::ATTRIBUTE_LIST => {
                    let parameters = options::options(&child);
                    let parameters: Vec<_> = parameters
                        .iter()
                        .map(|(name, value)| format!("{name}='{}'", value.replace('\'', "''")))
                        .collect();
                    let class = part.operator_class.unwrap_or_default();
                    part.operator_class = Some(format!("{class}({})", parameters.join(", ")));
                }
                Kind::SORT_DESC => part.order = SortOrder::Descending,
                Kind::SORT_ASC => {}
                Kind::NULLS_FIRST => part.nulls = Some(NullsOrder::First),
                Kind::NULLS_LAST => part.nulls = Some(NullsOrder::Last),
                _ => self.leave(tree::text(&child)),
            }
        }
        part.nulls = part.nulls.filter(|nulls| *nulls != part.order.default_nulls());
        Some(part)
    }

    pub fn alter_index(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::INDEX_REF).ok_or("it names no index")?;
        let name = self.relation(&name);
        for child in node.children() {
            match child.kind() {
                Kind::INDEX_REF | Kind::IF_EXISTS => {}
                Kind::ATTACH_INDEX_PARTITION => {
                    let part = tree::child(&child, Kind::INDEX_REF).ok_or("it names no index")?;
                    let part = self.relation(&part);
                    self.draft.attached.insert(part);
                }
                Kind::SET_OPTIONS => {
                    let Some(index) = self.draft.index(&name) else {
                        self.leave(tree::text(&child));
                        continue;
                    };
                    index.options.extend(options::options(&child));
                }
                Kind::SET_TABLESPACE => {
                    let space = tree::names(&child).pop().unwrap_or_default();
                    let index = self.draft.index(&name).ok_or_else(|| unknown("index", &name))?;
                    index.options.insert("tablespace".to_owned(), space);
                }
                Kind::INDEX_RENAME_TO => {
                    let new = tree::child(&child, Kind::INDEX).ok_or("it names no index")?;
                    let new = tree::names(&new).pop().unwrap_or_default();
                    let index = self.draft.index(&name).ok_or_else(|| unknown("index", &name))?;
                    index.name = Some(new.clone());
                    if let Some(table) = self.draft.indexes.remove(&name) {
                        self.draft.indexes.insert(name.sibling(new), table);
                    }
                }
                _ => self.leave(tree::text(&child)),
            }
        }
        Ok(())
    }
}

/// An index need not repeat the collation of its column.
fn plain_collations(index: &mut Index, table: &Table) {
    for part in &mut index.parts {
        let IndexTarget::Column(name) = &part.target else { continue };
        let usual = table.column(name).and_then(|column| column.collation.as_ref());
        if part.collation.is_some() && part.collation.as_ref() == usual {
            part.collation = None;
        }
    }
}

/// What the server calls the parts of an index when it makes a name of them: a column's own name, a
/// function's, or `expr`; a second one of a name gets a number.
pub(super) fn column_names<'t>(targets: impl Iterator<Item = &'t IndexTarget>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for target in targets {
        let base = match target {
            IndexTarget::Column(name) => name.clone(),
            IndexTarget::Expression(expression) => called(expression.text()),
        };
        let mut name = base.clone();
        let mut number = 0;
        while names.contains(&name) {
            number += 1;
            name = format!("{base}{number}");
        }
        names.push(name);
    }
    names
}

/// The function that an expression is a call of.
fn called(text: &str) -> String {
    let name = text.split('(').next().unwrap_or_default();
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
    };
    if text.ends_with(')') && is_name(name) {
        return name.rsplit('.').next().unwrap_or(name).to_lowercase();
    }
    "expr".to_owned()
}
