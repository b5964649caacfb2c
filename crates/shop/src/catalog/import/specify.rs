//! What the products of a file are by their types and attributes: read, compared with what is stored,
//! written for many products together.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use db::Tx;
use l10n::Locale;

use super::{
    RowProblem,
    attribute_column::AttributeColumn,
    cells,
    columns::{Column, Described},
    product::{FileProduct, FileSpecification},
    write::{Before, Outcome, Run},
};
use crate::{
    attributes::{
        self, Attribute, AttributeError, AttributeKind, Attributes, ProductTypeDraft,
        Specification, Value, ValueProblem,
    },
    catalog::{EditError, queries},
    changes::{self, Change},
    ids::{AttributeId, ProductId, ProductTypeId},
};

/// What is known of a file's types and attributes while it is read.
#[derive(Debug, Default)]
pub(super) struct Describing {
    pub columns: Arc<[AttributeColumn]>,
    /// Types that this import made: they get the attributes that their products have.
    pub own_types: HashSet<ProductTypeId>,
    /// Whether what is wrong with the columns has been said.
    pub is_begun: bool,
    /// What was made by its name: a dry run makes it again and again.
    seen: HashSet<String>,
}

/// What was made for the products of one transaction.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub attributes: Vec<AttributeId>,
    pub types: Vec<(ProductTypeId, String)>,
    /// Whether a product type that was there got another attribute.
    pub is_linked: bool,
    /// Of the file's columns.
    pub problems: Vec<RowProblem>,
}

/// How many there are of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub categories: u64,
    pub attributes: u64,
    pub types: u64,
}

impl Counted {
    pub fn of(outcomes: &[Outcome], made: &Made) -> Self {
        let categories = outcomes
            .iter()
            .map(|one| one.categories_created.len() as u64);
        Self {
            categories: categories.sum(),
            attributes: made.attributes.len() as u64,
            types: made.types.len() as u64,
        }
    }
}

impl Made {
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.types.is_empty() && !self.is_linked
    }
}

impl Describing {
    pub fn new(columns: Arc<[AttributeColumn]>) -> Self {
        Self {
            columns,
            ..Self::default()
        }
    }

    /// After the transaction; what of it was not counted yet.
    pub fn note(&mut self, outcomes: &[Outcome], made: &Made) -> Counted {
        let mut counted = Counted::default();
        let categories = outcomes.iter().flat_map(|one| &one.categories_created);
        for slug in categories {
            counted.categories += u64::from(self.seen.insert(format!("category {slug}")));
        }
        for (id, name) in &made.types {
            self.own_types.insert(*id);
            counted.types += u64::from(self.seen.insert(format!("type {name}")));
        }
        if !self.is_begun {
            counted.attributes = made.attributes.len() as u64;
        }
        self.is_begun = true;
        counted
    }

    /// Gives the products that were just written what the file says of them, and makes the attributes
    /// and types that are missing.
    pub async fn store(
        &self,
        tx: &Tx,
        run: &Run,
        products: &[FileProduct],
        outcomes: &mut [Outcome],
    ) -> Result<Made, EditError> {
        let mut made = Made::default();
        let has_words = products.iter().any(|product| words(product).is_some());
        if self.columns.is_empty() && !has_words {
            return Ok(made);
        }
        let mut all = attributes::load(tx).await?;
        if self.make_attributes(tx, run, &all, &mut made).await? {
            all = attributes::load(tx).await?;
        }
        let columns = self.resolve(&all, &mut made.problems);
        let mut session = Session {
            tx,
            run,
            made,
            all: &all,
            names: &self.columns,
            columns,
            types: all
                .types()
                .iter()
                .map(|one| (one.id, one.name.clone(), one.attributes.clone()))
                .collect(),
            own_types: self.own_types.clone(),
            stored: stored(tx, products, outcomes).await?,
            before: HashMap::new(),
            changed: Vec::new(),
        };
        for (product, outcome) in products.iter().zip(outcomes.iter_mut()) {
            if let (Some(said), Some(id)) = (words(product), outcome.product) {
                session
                    .one(product, said, id, &mut outcome.problems)
                    .await?;
            }
        }
        session.write(outcomes).await
    }

    /// Whether any was made.
    async fn make_attributes(
        &self,
        tx: &Tx,
        run: &Run,
        all: &Attributes,
        made: &mut Made,
    ) -> Result<bool, EditError> {
        let places = all.iter().map(|attribute| attribute.position);
        let mut position = places.max().map_or(0, |last| last + 1);
        for column in self.columns.iter().filter(|it| it.find(all).is_none()) {
            let Some(draft) = column.draft(run.locale, position) else {
                continue;
            };
            match attributes::make_attribute(tx, &draft, run.now).await {
                Ok(id) => made.attributes.push(id),
                Err(AttributeError::Db(error)) => return Err(error.into()),
                Err(error) => made.problems.push(of_header(
                    column,
                    format!("the attribute cannot be made: {error}"),
                )),
            }
            position += 1;
        }
        Ok(!made.attributes.is_empty())
    }

    /// The attribute of each column; `None` for one that cannot be used.
    fn resolve<'a>(
        &self,
        all: &'a Attributes,
        problems: &mut Vec<RowProblem>,
    ) -> Vec<Option<&'a Attribute>> {
        let mut found: Vec<Option<&Attribute>> = Vec::with_capacity(self.columns.len());
        for column in self.columns.iter() {
            let attribute = column.find(all);
            let problem = match attribute {
                None => Some(
                    "the shop has no such attribute, so the column is left out; make it first, or \
                     say in the column's name what it is, such as (number, kg) or \
                     (choice: Cotton | Wool)"
                        .to_owned(),
                ),
                Some(one) if found.contains(&Some(one)) => {
                    Some("another column is this attribute already".to_owned())
                }
                Some(one) => differing(column, one),
            };
            let name = column.to_string();
            let mut told = problems.iter().map(|it| it.column.as_deref());
            if let Some(problem) = &problem
                && !told.any(|it| it == Some(name.as_str()))
            {
                problems.push(of_header(column, problem.clone()));
            }
            found.push(attribute.filter(|_| problem.is_none()));
        }
        if self.is_begun {
            problems.clear();
        }
        found
    }
}

/// What the column says otherwise than the shop does: its numbers would mean something else.
fn differing(column: &AttributeColumn, stored: &Attribute) -> Option<String> {
    let wanted = column.definition.as_ref()?;
    let (kind, unit) = (stored.kind, &stored.unit);
    if wanted.kind != kind {
        let file = wanted.kind;
        return Some(format!(
            "in the shop this attribute is of the kind {kind}, in the file {file}; the column is left out"
        ));
    }
    if wanted.unit != *unit {
        let in_words = |unit: &str| match unit {
            "" => "no unit".to_owned(),
            unit => format!("the unit {unit}"),
        };
        let (shop, file) = (in_words(unit), in_words(&wanted.unit));
        return Some(format!(
            "in the shop this attribute has {shop}, in the file {file}; the column is left out"
        ));
    }
    None
}

fn of_header(column: &AttributeColumn, message: String) -> RowProblem {
    RowProblem {
        line: 1,
        handle: String::new(),
        column: Some(column.to_string().into()),
        message,
    }
}

fn words(product: &FileProduct) -> Option<&FileSpecification> {
    product.head.as_ref()?.specification.as_ref()
}

/// What those of the products are that were there before.
async fn stored(
    tx: &Tx,
    products: &[FileProduct],
    outcomes: &[Outcome],
) -> Result<HashMap<ProductId, Specification>, EditError> {
    let described = products.iter().zip(outcomes);
    let ids: Vec<ProductId> = described
        .filter(|(product, outcome)| words(product).is_some() && !outcome.is_created)
        .filter_map(|(_, outcome)| outcome.product)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(attributes::specifications(tx, &ids).await?)
}

/// The products of one transaction.
struct Session<'a> {
    tx: &'a Tx,
    run: &'a Run,
    made: Made,
    all: &'a Attributes,
    names: &'a [AttributeColumn],
    columns: Vec<Option<&'a Attribute>>,
    types: Vec<(ProductTypeId, String, Vec<AttributeId>)>,
    own_types: HashSet<ProductTypeId>,
    /// As they are by now.
    stored: HashMap<ProductId, Specification>,
    /// As those that are changed were before.
    before: HashMap<ProductId, Specification>,
    changed: Vec<ProductId>,
}

impl Session<'_> {
    async fn one(
        &mut self,
        product: &FileProduct,
        said: &FileSpecification,
        id: ProductId,
        problems: &mut Vec<RowProblem>,
    ) -> Result<(), EditError> {
        let before = self.stored.get(&id).cloned().unwrap_or_default();
        let mut wanted = before.clone();
        self.set_values(product, said, &mut wanted, problems);
        if let Some(name) = &said.product_type {
            match self.type_named(name, &wanted).await? {
                Ok(found) => wanted.product_type = found,
                Err(message) => problems.push(RowProblem {
                    line: said.line,
                    handle: product.handle.clone(),
                    column: Some(Column::ProductType.name().into()),
                    message,
                }),
            }
        }
        self.extend_type(&wanted).await?;
        if wanted == before {
            return Ok(());
        }
        self.stored.insert(id, wanted);
        if !self.changed.contains(&id) {
            self.changed.push(id);
            self.before.insert(id, before);
        }
        Ok(())
    }

    fn set_values(
        &self,
        product: &FileProduct,
        said: &FileSpecification,
        wanted: &mut Specification,
        problems: &mut Vec<RowProblem>,
    ) {
        for (described, text) in &said.values {
            let attribute = match described {
                Described::ByColumn(at) => self.columns.get(*at).copied().flatten(),
                Described::Known(id) => self.all.get(*id),
            };
            let Some(attribute) = attribute else {
                continue;
            };
            match value_of(attribute, text) {
                Ok(value) => {
                    wanted.values.retain(|(id, _)| *id != attribute.id);
                    wanted
                        .values
                        .extend(value.map(|value| (attribute.id, value)));
                }
                Err(message) => {
                    let name = match described {
                        Described::ByColumn(at) => self.names.get(*at).map(ToString::to_string),
                        Described::Known(_) => None,
                    };
                    problems.push(RowProblem {
                        line: said.line,
                        handle: product.handle.clone(),
                        column: name.map(Into::into),
                        message,
                    });
                }
            }
        }
        wanted.values.sort_by_key(|(id, _)| *id);
    }

    /// The type of this name, made when it is missing; the reason if there can be none.
    async fn type_named(
        &mut self,
        name: &str,
        wanted: &Specification,
    ) -> Result<Result<Option<ProductTypeId>, String>, EditError> {
        if name.is_empty() {
            return Ok(Ok(None));
        }
        let folded = crate::text::fold(name);
        let known = self
            .types
            .iter()
            .find(|(_, other, _)| crate::text::fold(other) == folded);
        if let Some((id, _, _)) = known {
            return Ok(Ok(Some(*id)));
        }
        let attributes: Vec<AttributeId> = wanted.values.iter().map(|(id, _)| *id).collect();
        let draft = ProductTypeDraft {
            name: name.to_owned(),
            attributes: attributes.clone(),
        };
        match attributes::make_type(self.tx, &draft, self.run.now).await {
            Ok(id) => {
                self.types.push((id, name.to_owned(), attributes));
                self.own_types.insert(id);
                self.made.types.push((id, name.to_owned()));
                Ok(Ok(Some(id)))
            }
            Err(AttributeError::Db(error)) => Err(error.into()),
            Err(error) => Ok(Err(format!("the product type cannot be made: {error}"))),
        }
    }

    /// A type that this import made has the attributes of its products, in their order.
    async fn extend_type(&mut self, wanted: &Specification) -> Result<(), EditError> {
        let own = wanted.product_type.filter(|id| self.own_types.contains(id));
        let known = self.types.iter_mut().find(|(id, _, _)| Some(*id) == own);
        let Some((id, _, linked)) = known else {
            return Ok(());
        };
        let is_new = |id: &AttributeId| !linked.contains(id);
        let new: Vec<_> = wanted
            .values
            .iter()
            .map(|(id, _)| *id)
            .filter(is_new)
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        linked.extend(new);
        let in_order = self.all.iter().map(|attribute| attribute.id);
        *linked = in_order.filter(|id| linked.contains(id)).collect();
        self.made.is_linked = true;
        Ok(attributes::link_type(self.tx, *id, linked, self.run.now).await?)
    }

    async fn write(mut self, outcomes: &mut [Outcome]) -> Result<Made, EditError> {
        let (tx, now) = (self.tx, self.run.now);
        let wanted = self.changed.iter().map(|id| (*id, self.stored[id].clone()));
        let wanted: Vec<(ProductId, Specification)> = wanted.collect();
        if wanted.is_empty() {
            return Ok(self.made);
        }
        attributes::store_all(tx, &wanted).await?;
        let mut touched = Vec::new();
        for id in std::mem::take(&mut self.changed) {
            let of_product = |outcome: &&mut Outcome| outcome.product == Some(id);
            let is_new = outcomes
                .iter()
                .any(|outcome| outcome.product == Some(id) && outcome.is_created);
            // All of the file's words about the product are written by now, so this belongs to the last of them.
            let Some(last) = outcomes.iter_mut().rev().find(of_product) else {
                continue;
            };
            if !is_new && last.before.is_none() {
                let page = queries::page_by_id(tx, id).await?;
                last.before = page.map(|page| Before(Box::new(page)));
            }
            last.is_changed = true;
            last.described_before = self.before.remove(&id);
            if is_new {
                continue;
            }
            if !queries::touch_product(tx, id, last.version, now).await? {
                return Err(EditError::Stale);
            }
            last.version += 1;
            touched.push(Change::Product(id));
        }
        changes::record(tx, &touched, now).await?;
        Ok(self.made)
    }
}

/// The value that a cell means, or what is wrong with it.
pub(super) fn value_of(attribute: &Attribute, text: &str) -> Result<Option<Value>, String> {
    let written = text;
    let text = match attribute.kind {
        AttributeKind::Number if !attribute.unit.is_empty() => {
            text.strip_suffix(attribute.unit.as_str()).unwrap_or(text)
        }
        AttributeKind::Flag => match cells::boolean(text) {
            Ok(true) => "yes",
            Ok(false) => "no",
            Err(_) => text,
        },
        _ => text,
    };
    attributes::read(attribute, text).map_err(|problem| match problem {
        ValueProblem::NoChoice => {
            format!("\"{text}\" is none of the values of this attribute; add it there first")
        }
        ValueProblem::NoNumber if attribute.unit.is_empty() => {
            format!("\"{text}\" is not a number such as 12.5 with at most six decimals")
        }
        ValueProblem::NoNumber => {
            let unit = &attribute.unit;
            format!(
                "\"{written}\" is not a number of {unit}, such as 12.5 {unit} or 12.5, with at most six decimals"
            )
        }
        ValueProblem::NoFlag => format!("\"{text}\" is neither yes nor no"),
        problem @ (ValueProblem::TooLong { .. } | ValueProblem::NoType) => problem.to_string(),
    })
}

/// What a cell of our own files says.
pub(in crate::catalog) fn text_of(attribute: &Attribute, value: &Value, locale: Locale) -> String {
    match value {
        Value::Choice(id) => {
            let choice = attribute.choice(*id);
            choice.map_or_else(String::new, |one| one.labels.get(locale).to_owned())
        }
        value => value.typed(),
    }
}
