//! Views and materialized views.

use super::define::option_map;
use super::expression::without_namespace;
use super::table::unknown;
use super::tree::{self, Kind, Node};
use super::{Reader, Why};
use crate::schema::{Expression, View};

impl Reader<'_> {
    pub fn create_view(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::VIEW).ok_or("it names no view")?;
        let name = self.new_name(&name);
        if tree::has(node, Kind::RECURSIVE_KW) && tree::child(node, Kind::WITH_CLAUSE).is_none() {
            let own = node.children_with_tokens().any(|item| item.kind() == Kind::RECURSIVE_KW);
            if own {
                return Err("a recursive view is another query on the server".to_owned());
            }
        }
        let mut view = View::new(name.clone(), Expression::default());
        view.materialized = node.kind() == Kind::CREATE_MATERIALIZED_VIEW;
        for child in node.children() {
            match child.kind() {
                Kind::VIEW | Kind::OR_REPLACE | Kind::IF_NOT_EXISTS => {}
                Kind::TEMP => return Err("a temporary view is of one session only".to_owned()),
                Kind::COLUMN_LIST => view.columns = tree::names(&child),
                Kind::WITH_PARAMS => view.options.extend(option_map(&child)),
                Kind::WITH_CHECK_OPTION => {
                    let local = tree::has(&child, Kind::LOCAL_KW);
                    let value = if local { "local" } else { "cascaded" };
                    view.options.insert("check_option".to_owned(), value.to_owned());
                }
                Kind::USING_METHOD => {
                    let method = tree::names(&child).pop().unwrap_or_default();
                    if method != "heap" {
                        view.options.insert("access_method".to_owned(), method);
                    }
                }
                Kind::TABLESPACE_CLAUSE => {
                    let space = tree::names(&child).pop().unwrap_or_default();
                    view.options.insert("tablespace".to_owned(), space);
                }
                // Whether it is filled is data.
                Kind::WITH_NO_DATA | Kind::WITH_DATA => {}
                Kind::SELECT
                | Kind::COMPOUND_SELECT
                | Kind::PAREN_SELECT
                | Kind::VALUES
                | Kind::TABLE
                | Kind::SELECT_INTO => {
                    view.query = Expression::new(without_namespace(&tree::text(&child)));
                }
                _ => self.leave(tree::text(&child)),
            }
        }
        if view.query.text().is_empty() {
            return Err("its query is of a kind that is not known".to_owned());
        }
        if let Some(old) = self.draft.views.get(&name) {
            // `CREATE OR REPLACE` keeps what belongs to the view.
            view.owner.clone_from(&old.owner);
            view.comment.clone_from(&old.comment);
            view.column_comments.clone_from(&old.column_comments);
        }
        self.draft.views.insert(name, view);
        Ok(())
    }

    pub fn alter_view(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::VIEW_REF).ok_or("it names no view")?;
        let name = self.relation(&name);
        if !self.draft.views.contains_key(&name) {
            return Err(unknown("view", &name));
        }
        for child in node.children() {
            self.view_action(&name, &child);
        }
        Ok(())
    }

    pub fn view_action(&mut self, name: &crate::schema::QualifiedName, action: &Node) {
        let owner = self.owner(action);
        let Some(view) = self.draft.views.get_mut(name) else { return };
        match action.kind() {
            Kind::VIEW_REF | Kind::IF_EXISTS => {}
            Kind::OWNER_TO => view.owner = owner,
            Kind::SET_OPTIONS => view.options.extend(option_map(action)),
            _ => self.leave(tree::text(action)),
        }
    }
}
