//! Attributes, types and values as forms want them to be, and what can be wrong with them.

use std::fmt;

use commerce::SlugError;
use db::DbError;

use super::{AttributeKind, Labels, Specification};
use crate::{
    Failure, FailureKind,
    ids::{AttributeId, ChoiceId, ProductTypeId},
    staff::Forbidden,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeDraft {
    /// Blank: made from the label. Only a new attribute can have another one.
    pub key: String,
    /// As of the key.
    pub kind: AttributeKind,
    pub labels: Labels,
    pub unit: String,
    pub is_facet: bool,
    pub in_specification: bool,
    pub position: i64,
    /// In their order; those of the attribute that are missing here are taken away.
    pub choices: Vec<ChoiceDraft>,
    /// Whether products may lose the values that are taken away here.
    pub may_drop_values: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceDraft {
    /// `None` for a new one.
    pub id: Option<ChoiceId>,
    pub labels: Labels,
    /// As typed; needed by colours, left out otherwise.
    pub hex: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductTypeDraft {
    pub name: String,
    /// In the order in which forms and specifications show them.
    pub attributes: Vec<AttributeId>,
}

/// The whole specification of a product as typed: what is not in it is taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpecificationDraft {
    pub product_type: Option<ProductTypeId>,
    /// A choice by its key or by any of its labels, a flag as "yes" or "no"; blank for no value.
    pub values: Vec<(AttributeId, String)>,
}

impl SpecificationDraft {
    /// What a form would send back for a specification as it is.
    pub fn of(specification: &Specification) -> Self {
        let values = specification.values.iter();
        Self {
            product_type: specification.product_type,
            values: values.map(|(id, value)| (*id, value.typed())).collect(),
        }
    }
}

/// Where a draft breaks which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Such as "key" or "choices.2.hex".
    pub field: String,
    pub problem: Problem,
}

impl FieldProblem {
    pub(super) fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self {
            field: field.into(),
            problem,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("this is missing")]
    Missing,
    #[error("this is longer than {max} characters")]
    TooLong { max: usize },
    #[error("there are more than {max}")]
    TooMany { max: usize },
    #[error(transparent)]
    Key(#[from] SlugError),
    #[error("addresses of listings use this word for something else; choose another one")]
    Reserved,
    #[error("this is taken already")]
    Taken,
    #[error("this is there twice")]
    Repeated,
    #[error("write the colour with six digits, such as #c0ffee")]
    NoColour,
    #[error("this does not exist any more")]
    Unknown,
}

/// What is wrong with a value of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueProblem {
    #[error("write a number such as 12.5, with at most six decimals")]
    NoNumber,
    #[error("choose one of the values")]
    NoChoice,
    #[error("choose yes or no")]
    NoFlag,
    #[error("this is longer than {max} characters")]
    TooLong { max: usize },
    #[error("this product type does not exist any more")]
    NoType,
}

#[derive(Debug, thiserror::Error)]
pub enum AttributeError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the draft breaks rules: {}", Listed(.0))]
    Invalid(Vec<FieldProblem>),
    /// So many products would lose something; ask before doing it.
    #[error("{products} products would lose a value or their type")]
    HasProducts { products: u64 },
    /// Somebody else saved since the form was opened.
    #[error("this was changed by somebody else meanwhile")]
    Stale,
    #[error("this does not exist any more")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl AttributeError {
    pub(super) fn invalid(field: &str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, problem)])
    }
}

impl Failure for AttributeError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Invalid(_) => FailureKind::Invalid,
            Self::HasProducts { .. } | Self::Stale => FailureKind::Conflict,
            Self::NotFound => FailureKind::NotFound,
            Self::Db(error) => error.kind(),
        }
    }
}

struct Listed<'a>(&'a [FieldProblem]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, one) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", one.field, one.problem)?;
        }
        Ok(())
    }
}
