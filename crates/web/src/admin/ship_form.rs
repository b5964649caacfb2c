//! Sending off an order or parts of it: the form, on the order's page and in the warehouse.

use serde::Serialize;
use shop::fulfilment::{NewShipment, ShipError};
use shop::ids::OrderLineId;
use shop::orders::Order;

use super::Fields;
use super::list::told;
use crate::kit::forms::{FormErrors, Message};

/// Offered while typing; others may be typed as well.
pub const CARRIERS: [&str; 8] = [
    "DHL",
    "Deutsche Post",
    "DPD",
    "GLS",
    "Hermes",
    "UPS",
    "FedEx",
    "Österreichische Post",
];

#[derive(Debug, Clone, Serialize)]
pub struct ShipForm {
    pub carrier: String,
    pub tracking_number: String,
    pub parts: Vec<Part>,
}

/// One line of which something is left to ship.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    #[serde(skip)]
    line: OrderLineId,
    /// Of the input.
    name: String,
    title: String,
    options: String,
    sku: String,
    left: u32,
    value: String,
}

impl ShipForm {
    /// Everything that is left.
    pub fn of(order: &Order) -> Self {
        let open = order.lines.iter().filter(|line| line.unshipped() > 0);
        let parts = open.map(|line| Part {
            line: line.id,
            name: format!("quantity.{}", line.id),
            title: line.title.clone(),
            options: line.options.join(", "),
            sku: line.sku.clone(),
            left: line.unshipped(),
            value: line.unshipped().to_string(),
        });
        Self {
            carrier: String::new(),
            tracking_number: String::new(),
            parts: parts.collect(),
        }
    }

    /// As it was filled in. A line that the form does not name (all of it goes) keeps what is left.
    pub fn filled(order: &Order, fields: &Fields) -> Self {
        let mut form = Self::of(order);
        form.carrier = fields.text("carrier");
        form.tracking_number = fields.text("tracking_number");
        for part in &mut form.parts {
            if fields.has(&part.name) {
                part.value = fields.text(&part.name);
            }
        }
        form
    }

    /// What is to be shipped, or the messages at the fields.
    pub fn shipment(&self, errors: &mut FormErrors) -> Option<NewShipment> {
        let mut lines = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let text = part.value.trim();
            let number = if text.is_empty() {
                Ok(0)
            } else {
                text.parse::<u32>()
            };
            let fits = number.ok().filter(|number| *number <= part.left);
            if let Some(number) = fits {
                lines.push((part.line, number));
            } else {
                let text = format!("A number from 0 to {}.", part.left);
                errors.add(part.name.clone(), Message::text(text));
            }
        }
        errors.is_empty().then(|| NewShipment {
            carrier: self.carrier.clone(),
            tracking_number: self.tracking_number.clone(),
            lines: Some(lines),
        })
    }

    /// Whether not everything is to go; then the quantities have to be seen.
    pub fn is_partial(&self) -> bool {
        self.parts
            .iter()
            .any(|part| part.value.trim() != part.left.to_string())
    }
}

/// A refusal that belongs to the form; `None` for those that say the order is another one by now.
pub fn field_error(error: &ShipError) -> Option<FormErrors> {
    match error {
        ShipError::Nothing | ShipError::TooMany => {
            let mut errors = FormErrors::new();
            errors.add("quantities", told(&error));
            Some(errors)
        }
        ShipError::Forbidden(_)
        | ShipError::NotFound
        | ShipError::NotShippable
        | ShipError::Stale
        | ShipError::Refused(_)
        | ShipError::Db(_) => None,
    }
}
