//! Schemas, extensions, types and domains.

use indexmap::IndexMap;

use super::column::default;
use super::expression::expression;
use super::table::unknown;
use super::tree::{self, Kind, Node};
use super::{DEFAULT_NAMESPACE, Reader, Why, data_type, options};
use crate::schema::{
    Check, Column, CompositeType, DataType, Domain, Enum, Extension, Namespace, QualifiedName,
    RangeType,
};

impl Reader<'_> {
    /// A schema, with the objects that the statement makes in it.
    pub fn create_schema(&mut self, node: &Node, text: &str) -> Result<(), Why> {
        let mut inner = Vec::new();
        let mut name = None;
        let mut owner = None;
        for child in node.children() {
            match child.kind() {
                Kind::IF_NOT_EXISTS => {}
                Kind::NAMED_SCHEMA | Kind::AUTHORIZATION_SCHEMA => {
                    let said =
                        child.children().find(|n| matches!(n.kind(), Kind::SCHEMA | Kind::ROLE));
                    name = said.and_then(|said| tree::names(&said).pop());
                    owner = match tree::child(&child, Kind::ROLE_REF) {
                        Some(role) => super::access::role(&role),
                        None if child.kind() == Kind::AUTHORIZATION_SCHEMA => name.clone(),
                        None => None,
                    };
                }
                _ => inner.push(child),
            }
        }
        let name = name.ok_or("it names no schema")?;
        let owner = owner.filter(|owner| !super::access::is_installer(owner));
        let is_new = name != DEFAULT_NAMESPACE
            && self.draft.schema.namespaces.iter().all(|namespace| namespace.name != name);
        if is_new {
            self.draft.schema.namespaces.push(Namespace {
                name: name.clone(),
                owner,
                comment: None,
            });
        }
        if inner.is_empty() {
            return Ok(());
        }
        let outer = std::mem::take(&mut self.path);
        self.path.set([name]);
        for statement in inner {
            if let Err(why) = self.apply(&statement, text) {
                self.leave(format!("{} ({why})", tree::text(&statement)));
            }
        }
        self.path = outer;
        Ok(())
    }

    pub fn alter_schema(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::SCHEMA_REF).and_then(|name| tree::names(&name).pop());
        let name = name.ok_or("it names no schema")?;
        let clause = tree::child(node, Kind::OWNER_TO).ok_or("the model has no word for it")?;
        let owner = self.owner(&clause);
        if let Some(namespace) = self.draft.schema.namespaces.iter_mut().find(|n| n.name == name) {
            namespace.owner = owner;
        }
        Ok(())
    }

    pub fn create_extension(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::EXTENSION).and_then(|name| tree::names(&name).pop());
        let name = name.ok_or("it names no extension")?;
        let mut extension =
            Extension { name: name.clone(), schema: None, version: None, comment: None };
        for child in node.descendants() {
            match child.kind() {
                Kind::EXTENSION_SCHEMA => {
                    let schema = tree::child(&child, Kind::SCHEMA_REF);
                    extension.schema = schema
                        .and_then(|schema| tree::names(&schema).pop())
                        .filter(|schema| schema != DEFAULT_NAMESPACE);
                }
                Kind::EXTENSION_VERSION_CLAUSE => {
                    let version = child.children().last();
                    extension.version = version.and_then(|version| {
                        tree::string(&version).or_else(|| Some(tree::text(&version)))
                    });
                }
                _ => {}
            }
        }
        // It is there in every database.
        let is_there = self.draft.schema.extensions.iter().any(|known| known.name == name);
        if name != "plpgsql" && !is_there {
            self.draft.schema.extensions.push(extension);
        }
        Ok(())
    }

    pub fn create_type(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::TYPE_NAME).ok_or("it names no type")?;
        let name = self.new_name(&name);
        let body = node.children().find(|child| {
            matches!(child.kind(), Kind::ENUM_TYPE | Kind::COMPOSITE_TYPE | Kind::RANGE_TYPE)
        });
        let body = body.ok_or("the model has no word for a base type")?;
        match body.kind() {
            Kind::ENUM_TYPE => {
                let variants = body.descendants().filter(|node| node.kind() == Kind::VARIANT);
                let values = variants.filter_map(|variant| tree::string(&variant)).collect();
                let item = Enum { name: name.clone(), values, owner: None, comment: None };
                self.draft.enums.insert(name, item);
            }
            Kind::COMPOSITE_TYPE => {
                let fields =
                    body.descendants().filter(|node| node.kind() == Kind::COMPOSITE_FIELD_DEF);
                let attributes = fields.filter_map(|field| self.attribute(&field)).collect();
                let item =
                    CompositeType { name: name.clone(), attributes, owner: None, comment: None };
                self.draft.composites.insert(name, item);
            }
            _ => {
                let item = self.range(&name, &body);
                self.draft.ranges.insert(name, item);
            }
        }
        Ok(())
    }

    fn attribute(&self, field: &Node) -> Option<Column> {
        let name = tree::child(field, Kind::COMPOSITE_FIELD)?;
        let data_type = self.data_type(&data_type::type_of(field)?);
        let mut column = Column::new(tree::names(&name).pop()?, data_type);
        column.nullable = true;
        column.collation =
            tree::child(field, Kind::COLLATE).and_then(|clause| self.collation(&clause));
        Some(column)
    }

    fn range(&self, name: &QualifiedName, body: &Node) -> RangeType {
        let mut subtype = DataType::Text;
        let mut said = IndexMap::new();
        for option in body.descendants().filter(|node| node.kind() == Kind::ATTRIBUTE_OPTION) {
            let value = tree::child(&option, Kind::ATTRIBUTE_VALUE);
            let key = tree::child(&option, Kind::ATTRIBUTE_NAME)
                .and_then(|key| tree::names(&key).pop())
                .unwrap_or_default();
            match (key.as_str(), value) {
                ("subtype", Some(value)) => {
                    if let Some(node) = data_type::type_of(&value) {
                        subtype = self.data_type(&node);
                    }
                }
                (_, Some(value)) => {
                    let text = tree::text(&value);
                    let text = text.strip_prefix("public.").unwrap_or(&text);
                    let text = text.strip_prefix("pg_catalog.").unwrap_or(text);
                    said.insert(key, text.to_owned());
                }
                _ => {}
            }
        }
        let usual = match name.name.find("range") {
            Some(at) => {
                format!("{}multirange{}", &name.name[..at], &name.name[at + "range".len()..])
            }
            None => format!("{}_multirange", name.name),
        };
        let multirange = said.shift_remove("multirange_type_name").filter(|given| *given != usual);
        let order = ["subtype_opclass", "collation", "canonical", "subtype_diff"];
        let mut options: IndexMap<String, String> = order
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), said.shift_remove(key)?)))
            .collect();
        options.extend(multirange.map(|given| ("multirange_type_name".to_owned(), given)));
        RangeType { name: name.clone(), subtype, options, owner: None, comment: None }
    }

    pub fn create_domain(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::DOMAIN).ok_or("it names no domain")?;
        let name = self.new_name(&name);
        let data_type = data_type::type_of(node).map(|node| self.data_type(&node));
        let mut domain = Domain {
            name: name.clone(),
            data_type: data_type.ok_or("it has no type")?,
            not_null: false,
            default: None,
            collation: None,
            checks: Vec::new(),
            owner: None,
            comment: None,
        };
        self.draft.domains.insert(name.clone(), domain.clone());
        for child in node.children() {
            match child.kind() {
                Kind::DOMAIN | Kind::NULL_CONSTRAINT => {}
                _ if data_type::is_type(&child) => {}
                Kind::COLLATE => domain.collation = self.collation(&child),
                Kind::DEFAULT_CONSTRAINT => {
                    let said = default(&child);
                    domain.default =
                        said.filter(|value| !value.text().eq_ignore_ascii_case("null"));
                }
                Kind::NOT_NULL_CONSTRAINT => domain.not_null = true,
                Kind::CHECK_CONSTRAINT => domain.checks.push(self.domain_check(&name, &child)),
                _ => self.leave(tree::text(&child)),
            }
        }
        self.draft.domains.insert(name, domain);
        Ok(())
    }

    fn domain_check(&mut self, domain: &QualifiedName, node: &Node) -> Check {
        let mut check = self.check(node);
        let said = tree::child(node, Kind::CONSTRAINT_NAME_CLAUSE)
            .and_then(|clause| tree::child(&clause, Kind::CONSTRAINT_NAME))
            .and_then(|name| tree::names(&name).pop());
        let name = said.unwrap_or_else(|| self.constraint_name(domain, "", "check"));
        self.draft.constraints.insert(domain.sibling(name.as_str()));
        check.name = Some(name);
        check
    }

    pub fn alter_domain(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::DOMAIN_REF).ok_or("it names no domain")?;
        let name = self.known_name(&name, |name| self.draft.is_type(name));
        let mut domain =
            self.draft.domains.get(&name).cloned().ok_or_else(|| unknown("domain", &name))?;
        for child in node.children() {
            match child.kind() {
                Kind::DOMAIN_REF => {}
                Kind::OWNER_TO => domain.owner = self.owner(&child),
                Kind::SET_NOT_NULL => domain.not_null = true,
                Kind::DROP_NOT_NULL => domain.not_null = false,
                Kind::SET_DEFAULT => {
                    domain.default = child.children().last().map(|n| expression(&n))
                }
                Kind::DROP_DEFAULT => domain.default = None,
                Kind::ADD_CONSTRAINT => match tree::child(&child, Kind::CHECK_CONSTRAINT) {
                    Some(check) => domain.checks.push(self.domain_check(&name, &check)),
                    None => self.leave(tree::text(&child)),
                },
                _ => self.leave(tree::text(&child)),
            }
        }
        self.draft.domains.insert(name, domain);
        Ok(())
    }

    pub fn alter_type(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::TYPE_NAME_REF).ok_or("it names no type")?;
        let name = self.known_name(&name, |name| self.draft.is_type(name));
        if !self.draft.is_type(&name) {
            return Err(unknown("type", &name));
        }
        for child in node.children() {
            match child.kind() {
                Kind::TYPE_NAME_REF => {}
                Kind::OWNER_TO => {
                    let owner = self.owner(&child);
                    let draft = &mut self.draft;
                    let place = (draft.enums.get_mut(&name).map(|item| &mut item.owner))
                        .or_else(|| draft.composites.get_mut(&name).map(|item| &mut item.owner))
                        .or_else(|| draft.ranges.get_mut(&name).map(|item| &mut item.owner))
                        .or_else(|| draft.domains.get_mut(&name).map(|item| &mut item.owner));
                    if let Some(place) = place {
                        *place = owner;
                    }
                }
                Kind::ADD_VALUE => self.add_value(&name, &child)?,
                Kind::RENAME_VALUE => {
                    let mut values = child.children().filter_map(|node| tree::string(&node));
                    let item =
                        self.draft.enums.get_mut(&name).ok_or_else(|| unknown("enum", &name))?;
                    if let (Some(old), Some(new)) = (values.next(), values.next())
                        && let Some(value) = item.values.iter_mut().find(|value| **value == old)
                    {
                        *value = new;
                    }
                }
                Kind::ALTER_TYPE_ATTRIBUTE_ACTION_LIST => self.alter_attributes(&name, &child),
                _ => self.leave(tree::text(&child)),
            }
        }
        Ok(())
    }

    fn add_value(&mut self, name: &QualifiedName, clause: &Node) -> Result<(), Why> {
        let literal = tree::child(clause, Kind::LITERAL).and_then(|node| tree::string(&node));
        let value = literal.ok_or("it names no value")?;
        let neighbour = clause.children().find_map(|child| match child.kind() {
            Kind::BEFORE_VALUE => Some((0, tree::child(&child, Kind::LITERAL)?)),
            Kind::AFTER_VALUE => Some((1, tree::child(&child, Kind::LITERAL)?)),
            _ => None,
        });
        let item = self.draft.enums.get_mut(name).ok_or_else(|| unknown("enum", name))?;
        if item.values.contains(&value) {
            return Ok(());
        }
        let position = neighbour.and_then(|(behind, neighbour)| {
            let neighbour = tree::string(&neighbour)?;
            Some(item.values.iter().position(|known| *known == neighbour)? + behind)
        });
        item.values.insert(position.unwrap_or(item.values.len()), value);
        Ok(())
    }

    fn alter_attributes(&mut self, name: &QualifiedName, list: &Node) {
        for action in list.children() {
            let attribute =
                (action.kind() == Kind::ADD_ATTRIBUTE).then(|| self.attribute(&action)).flatten();
            match (attribute, self.draft.composites.get_mut(name)) {
                (Some(attribute), Some(item)) => item.attributes.push(attribute),
                _ => self.leave(tree::text(&action)),
            }
        }
    }
}

/// The options of a node as the model holds them.
pub(super) fn option_map(node: &Node) -> IndexMap<String, String> {
    options::options(node).into_iter().collect()
}
