//! A collection as its form holds it: one row for each rule, with what its kind asks for.

use commerce::Money;
use l10n::Locale;
use serde::Serialize;
use shop::Shop;
use shop::attributes::{Attribute, AttributeKind, Number, Value};
use shop::collections::{Collection, CollectionDraft, Order, Rule};

use super::Fields;
use super::conflict::Labelled;
use super::list::Choice;
use crate::kit::forms::{FormErrors, Message};

/// What a rule can ask for, as its row shows it.
const KINDS: [(&str, &str); 10] = [
    ("tag", "Tag is"),
    ("brand", "Brand is"),
    ("category", "Category is"),
    ("price_at_most", "Price at most"),
    ("price_at_least", "Price at least"),
    ("attribute", "Attribute is"),
    ("number", "Number is"),
    ("text", "Text is"),
    ("on_sale", "On sale"),
    ("new", "Published within days"),
];

#[derive(Serialize)]
pub struct CollectionForm {
    pub version: i64,
    title: String,
    slug: String,
    description: String,
    seo_title: String,
    seo_description: String,
    sort: String,
    any_rule: bool,
    is_visible: bool,
    rules: Vec<RuleRow>,
    /// For a rule to be added.
    kinds: Vec<Choice>,
    categories: Vec<Choice>,
    values: Vec<ValueGroup>,
    numbers: Vec<Choice>,
    /// Those that customers can filter by, as the index knows no values of others, and those that rules name.
    texts: Vec<Choice>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct RuleRow {
    kind: String,
    label: String,
    /// A word, a text, an amount, days, a category, or "attribute:value".
    value: String,
    /// Of a rule about a number or a text: which attribute.
    attribute: String,
    remove: bool,
}

/// The values of one attribute, in a select box of all.
#[derive(Serialize)]
struct ValueGroup {
    label: String,
    choices: Vec<Choice>,
}

pub fn sorts() -> Vec<Choice> {
    let label = |order: Order| match order {
        Order::BestSelling => "Best selling first",
        Order::Newest => "Newest first",
        Order::PriceUp => "Cheapest first",
        Order::PriceDown => "Dearest first",
    };
    let sorts = Order::ALL.map(|order| Choice::new(order.as_str(), label(order)));
    sorts.to_vec()
}

impl CollectionForm {
    pub fn empty(shop: &Shop) -> Self {
        Self {
            is_visible: true,
            sort: Order::default().as_str().to_owned(),
            ..Self::with_choices(shop, Vec::new())
        }
    }

    pub fn of(shop: &Shop, collection: &Collection) -> Self {
        Self {
            version: collection.version,
            title: collection.title.clone(),
            slug: collection.slug.to_string(),
            description: collection.description.clone(),
            seo_title: collection.seo_title.clone(),
            seo_description: collection.seo_description.clone(),
            sort: collection.sort.as_str().to_owned(),
            any_rule: collection.any_rule,
            is_visible: collection.is_visible,
            ..Self::with_choices(shop, collection.rules.iter().map(RuleRow::of).collect())
        }
    }

    pub fn sent(shop: &Shop, fields: &Fields) -> Self {
        let rows = fields.rows("rules").into_iter();
        Self {
            version: fields.version(),
            title: fields.text("title"),
            slug: fields.text("slug"),
            description: fields.lines("description"),
            seo_title: fields.text("seo_title"),
            seo_description: fields.text("seo_description"),
            sort: fields.text("sort"),
            any_rule: fields.text("join") == "any",
            is_visible: fields.has("is_visible"),
            ..Self::with_choices(shop, rows.map(|row| RuleRow::sent(fields, row)).collect())
        }
    }

    fn with_choices(shop: &Shop, rules: Vec<RuleRow>) -> Self {
        let tree = shop.categories();
        let all = shop.attributes();
        let locale = shop.settings().default_locale;
        let categories = tree.iter().map(|(depth, category)| {
            let label = format!("{}{}", "\u{2003}".repeat(depth), category.title);
            Choice::new(category.id.to_string(), label)
        });
        let named = |attribute: &Attribute| {
            Choice::new(attribute.id.to_string(), attribute.labels.get(locale))
        };
        let numbers = all.iter().filter(|it| it.kind == AttributeKind::Number);
        let is_named = |it: &Attribute| {
            let id = it.id.to_string();
            rules.iter().any(|rule| rule.attribute == id)
        };
        let texts = all
            .iter()
            .filter(|it| it.kind == AttributeKind::Text && (it.is_facet || is_named(it)));
        let texts = texts.map(named).collect();
        Self {
            version: 0,
            title: String::new(),
            slug: String::new(),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            sort: String::new(),
            any_rule: false,
            is_visible: false,
            rules,
            kinds: KINDS.map(|(kind, label)| Choice::new(kind, label)).to_vec(),
            categories: categories.collect(),
            values: all
                .iter()
                .filter_map(|it| value_group(it, locale))
                .collect(),
            numbers: numbers.map(named).collect(),
            texts,
        }
    }

    /// The work of the buttons that add a rule or look at what rules find; `false` for a button that saves.
    pub fn press(&mut self, button: &str) -> bool {
        if let Some(kind) = button.strip_prefix("add-") {
            self.rules.push(RuleRow {
                kind: kind.to_owned(),
                label: label_of(kind),
                value: if kind == "new" { "30" } else { "" }.to_owned(),
                ..RuleRow::default()
            });
            return true;
        }
        button == "preview"
    }

    /// `None` if a row cannot be read; the rows of rules are numbered without those that are removed.
    pub fn draft(&self, shop: &Shop, errors: &mut FormErrors) -> Option<CollectionDraft> {
        let mut rules = Vec::new();
        let mut is_readable = true;
        for (at, row) in self.rules.iter().enumerate().filter(|(_, row)| !row.remove) {
            match row.rule(shop) {
                Ok(rule) => rules.push(rule),
                Err(text) => {
                    errors.add(format!("rules.{at}"), Message::text(text));
                    is_readable = false;
                }
            }
        }
        let sort = errors.check("sort", self.sort.parse(), |_| {
            Message::text("Choose one of the orders.")
        })?;
        is_readable.then(|| CollectionDraft {
            slug: self.slug.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            seo_title: self.seo_title.clone(),
            seo_description: self.seo_description.clone(),
            sort,
            rules,
            any_rule: self.any_rule,
            is_visible: self.is_visible,
        })
    }

    /// "Tag is gift and On sale"
    pub fn in_words(&self, shop: &Shop) -> String {
        let join = if self.any_rule { " or " } else { " and " };
        let rules = self.rules.iter().filter(|row| !row.remove);
        let words: Vec<_> = rules.map(|row| row.in_words(shop, self)).collect();
        words.join(join)
    }

    pub fn labelled(&self, shop: &Shop) -> Vec<Labelled> {
        let yes = |flag: bool| if flag { "yes" } else { "no" };
        vec![
            Labelled::plain("Title", &self.title),
            Labelled::plain("Address in the shop", &self.slug),
            Labelled::plain("Description", &self.description),
            Labelled::plain("Title for search engines", &self.seo_title),
            Labelled::plain("Description for search engines", &self.seo_description),
            Labelled::plain("Order", &self.sort),
            Labelled::plain("Customers see it", yes(self.is_visible)),
            Labelled::plain("Rules", self.in_words(shop)),
        ]
    }
}

impl RuleRow {
    fn of(rule: &Rule) -> Self {
        let row = |kind: &str, value: String| Self {
            kind: kind.to_owned(),
            label: label_of(kind),
            value,
            ..Self::default()
        };
        match rule {
            Rule::Tag { tag } => row("tag", tag.clone()),
            Rule::Brand { brand } => row("brand", brand.clone()),
            Rule::PriceAtMost { price } => row("price_at_most", price.to_decimal_string()),
            Rule::PriceAtLeast { price } => row("price_at_least", price.to_decimal_string()),
            Rule::OnSale => row("on_sale", String::new()),
            Rule::New { days } => row("new", days.to_string()),
            Rule::Category { category } => row("category", category.to_string()),
            Rule::Attribute { attribute, value } => match value {
                Value::Number(number) => Self {
                    attribute: attribute.to_string(),
                    ..row("number", number.to_string())
                },
                Value::Flag(flag) => row("attribute", format!("{attribute}:{flag}")),
                Value::Choice(choice) => row("attribute", format!("{attribute}:{choice}")),
                Value::Text(text) => Self {
                    attribute: attribute.to_string(),
                    ..row("text", text.clone())
                },
            },
        }
    }

    fn sent(fields: &Fields, row: usize) -> Self {
        let text = |name: &str| fields.text(&format!("rules.{row}.{name}"));
        let kind = text("kind");
        Self {
            label: label_of(&kind),
            kind,
            value: text("value"),
            attribute: text("attribute"),
            remove: fields.has(&format!("rules.{row}.remove")),
        }
    }

    /// The rule, or what to say to the person who wrote it.
    fn rule(&self, shop: &Shop) -> Result<Rule, &'static str> {
        let value = self.value.trim();
        let price = || {
            let text = value.replace(',', ".");
            Money::parse_decimal(&text, shop.settings().currency)
                .map_err(|_| "Write an amount such as 19.90.")
        };
        match self.kind.as_str() {
            "tag" => Ok(Rule::Tag {
                tag: value.to_owned(),
            }),
            "brand" => Ok(Rule::Brand {
                brand: value.to_owned(),
            }),
            "price_at_most" => Ok(Rule::PriceAtMost { price: price()? }),
            "price_at_least" => Ok(Rule::PriceAtLeast { price: price()? }),
            "on_sale" => Ok(Rule::OnSale),
            "new" => value
                .parse()
                .map(|days| Rule::New { days })
                .map_err(|_| "Write a number of days, such as 30."),
            "category" => value
                .parse()
                .map(|category| Rule::Category { category })
                .map_err(|_| "Choose one of the categories."),
            "number" => Ok(Rule::Attribute {
                attribute: self.attribute.parse().map_err(|_| "Choose an attribute.")?,
                value: Number::parse(value)
                    .map(Value::Number)
                    .ok_or("Write a number such as 12.5.")?,
            }),
            "text" => Ok(Rule::Attribute {
                attribute: self.attribute.parse().map_err(|_| "Choose an attribute.")?,
                value: Value::Text(value.to_owned()),
            }),
            "attribute" => attribute_rule(value).ok_or("Choose one of the values."),
            _ => Err("This is no rule."),
        }
    }

    fn in_words(&self, shop: &Shop, form: &CollectionForm) -> String {
        let gone = || "something that is gone".to_owned();
        let chosen = |choices: &[Choice], value: &str| {
            let found = choices.iter().find(|choice| choice.value == value);
            found.map_or_else(gone, |choice| choice.label.trim().to_owned())
        };
        let value = match self.kind.as_str() {
            "category" => chosen(&form.categories, &self.value),
            "attribute" => {
                let groups = form.values.iter();
                let found = groups
                    .flat_map(|group| group.choices.iter().map(move |it| (group, it)))
                    .find(|(_, choice)| choice.value == self.value);
                found.map_or_else(gone, |(group, choice)| {
                    format!("{}: {}", group.label, choice.label)
                })
            }
            "number" => format!("{} {}", chosen(&form.numbers, &self.attribute), self.value),
            "text" => format!("{}: {}", chosen(&form.texts, &self.attribute), self.value),
            "on_sale" => String::new(),
            "price_at_most" | "price_at_least" => {
                format!("{} {}", self.value, shop.settings().currency.code())
            }
            _ => self.value.clone(),
        };
        format!("{} {value}", self.label).trim().to_owned()
    }
}

fn label_of(kind: &str) -> String {
    let found = KINDS.iter().find(|(known, _)| *known == kind);
    found
        .map(|(_, label)| (*label).to_owned())
        .unwrap_or_default()
}

/// "key:value" of the select box of all values.
fn attribute_rule(text: &str) -> Option<Rule> {
    let (attribute, value) = text.split_once(':')?;
    let value = match value {
        "true" => Value::Flag(true),
        "false" => Value::Flag(false),
        choice => Value::Choice(choice.parse().ok()?),
    };
    let attribute = attribute.parse().ok()?;
    Some(Rule::Attribute { attribute, value })
}

/// Of kinds whose values can be chosen from a list.
fn value_group(attribute: &Attribute, locale: Locale) -> Option<ValueGroup> {
    let choice =
        |value: String, label: &str| Choice::new(format!("{}:{value}", attribute.id), label);
    let choices: Vec<Choice> = match attribute.kind {
        AttributeKind::Text | AttributeKind::Number => return None,
        AttributeKind::Flag => vec![
            choice("true".to_owned(), "Yes"),
            choice("false".to_owned(), "No"),
        ],
        AttributeKind::Choice | AttributeKind::Colour => attribute
            .choices
            .iter()
            .map(|it| choice(it.id.to_string(), it.labels.get(locale)))
            .collect(),
    };
    Some(ValueGroup {
        label: attribute.labels.get(locale).to_owned(),
        choices,
    })
}
