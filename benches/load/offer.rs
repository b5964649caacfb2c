//! What a product page offers: its add-to-cart form and the variants to choose from.

use crate::form::{Form, forms};
use crate::html::tags;

/// An entry of the page's list of variants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub id: String,
    /// One value per option, in the order of the form's groups of radio buttons.
    pub options: Vec<String>,
    pub can_be_bought: bool,
}

/// The variants of a product with options; empty for one without.
pub fn variants(html: &str) -> Vec<Variant> {
    let Some(start) = html.find("id=\"variants\"") else {
        return Vec::new();
    };
    let list = tags(&html[start..]).take_while(|tag| !(tag.name == "ul" && tag.closing));
    list.filter(|tag| tag.name == "li" && !tag.closing)
        .filter_map(|tag| {
            let options = tag.attribute("data-options")?;
            Some(Variant {
                id: tag.attribute("data-id")?.into_owned(),
                options: serde_json::from_str(&options).ok()?,
                can_be_bought: tag.attribute("data-buy")? == "true",
            })
        })
        .collect()
}

/// The form that puts the product into the cart, with `chosen` in it; `None` when nothing can be bought.
///
/// Option and `variant` are both set: without script the options decide, with script the variant, and here they agree.
pub fn form(html: &str, chosen: Option<&Variant>) -> Option<Form> {
    let mut form = forms(html)
        .into_iter()
        .find(|form| form.post && form.has("quantity") && form.action.starts_with("/cart/lines"))?;
    if let Some(variant) = chosen {
        form.set("variant", &variant.id);
        for (name, value) in option_fields(&form).into_iter().zip(&variant.options) {
            form.set(&name, value);
        }
        return Some(form);
    }
    form.can_be_sent.then_some(form)
}

/// The names of the groups of radio buttons, each once.
fn option_fields(form: &Form) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in &form.fields {
        if !form.offered(&field.name).is_empty() && !names.contains(&field.name) {
            names.push(field.name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/cart/lines" id="buy-form">
        <input type="hidden" name="variant" value="v1">
        <input type="radio" name="option-1" value="S" checked><input type="radio" name="option-1" value="M">
        <input type="radio" name="option-2" value="Red" checked><input type="radio" name="option-2" value="Blue">
        <input name="quantity" value="1"><button disabled>Add</button></form>
        <ul id="variants" hidden>
          <li data-id="v1" data-options='["S","Red"]' data-buy="false"><p>gone</p></li>
          <li data-id="v2" data-options='["M","Blue"]' data-buy="true"></li></ul><li data-id="no">"#;

    #[test]
    fn a_variant_is_chosen_by_its_id_and_by_its_options() {
        let variants = variants(PAGE);
        assert_eq!(variants.len(), 2);
        assert!(!variants[0].can_be_bought && variants[1].can_be_bought);

        let form = form(PAGE, variants.get(1)).unwrap();

        assert_eq!(
            form.encoded(),
            "variant=v2&option-1=M&option-2=Blue&quantity=1"
        );
    }

    #[test]
    fn what_cannot_be_bought_has_no_offer() {
        assert_eq!(form(PAGE, None), None);
    }
}
