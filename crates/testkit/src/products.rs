//! Products for tests, in one line.

use commerce::Money;
use shop::{
    catalog::{self, ProductDraft, ProductOption, ProductStatus, VariantDraft},
    ids::{CategoryId, ProductId, VariantId},
};

use crate::{TestShop, shop::TEST};

/// An active product at 10.00 with 10 in stock, unless told otherwise.
///
/// [`Self::variant`] starts another size; price and stock are those of the size named last.
pub struct ProductBuilder {
    shop: TestShop,
    title: String,
    brand: String,
    status: ProductStatus,
    categories: Vec<CategoryId>,
    sizes: Vec<Size>,
}

struct Size {
    /// Empty for the only variant of a product without options.
    name: String,
    price: String,
    compare_at: Option<String>,
    stock: i64,
    backorder: bool,
}

impl Size {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            price: "10.00".to_owned(),
            compare_at: None,
            stock: 10,
            backorder: false,
        }
    }
}

/// A product that is there.
#[derive(Debug, Clone)]
pub struct TestProduct {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub variants: Vec<TestVariant>,
}

#[derive(Debug, Clone)]
pub struct TestVariant {
    pub id: VariantId,
    pub sku: String,
    /// Empty for the only variant of a product without options.
    pub size: String,
}

impl TestProduct {
    /// The only variant, or the first.
    pub fn variant(&self) -> VariantId {
        self.variants[0].id
    }

    /// # Panics
    /// When there is no such size.
    pub fn size(&self, name: &str) -> VariantId {
        let found = self.variants.iter().find(|variant| variant.size == name);
        found.expect("there is such a size").id
    }
}

impl ProductBuilder {
    pub(crate) fn new(shop: TestShop, title: &str) -> Self {
        Self {
            shop,
            title: title.to_owned(),
            brand: "Acme".to_owned(),
            status: ProductStatus::Active,
            categories: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// Another size.
    #[must_use]
    pub fn variant(mut self, size: &str) -> Self {
        self.sizes.push(Size::named(size));
        self
    }

    /// In the shop's currency: "12.50".
    #[must_use]
    pub fn price(mut self, price: &str) -> Self {
        price.clone_into(&mut self.last().price);
        self
    }

    /// The price before the reduction.
    #[must_use]
    pub fn compare_at(mut self, price: &str) -> Self {
        self.last().compare_at = Some(price.to_owned());
        self
    }

    #[must_use]
    pub fn stock(mut self, stock: i64) -> Self {
        self.last().stock = stock;
        self
    }

    /// More may be sold than is there.
    #[must_use]
    pub fn backorder(mut self) -> Self {
        self.last().backorder = true;
        self
    }

    #[must_use]
    pub fn brand(mut self, brand: &str) -> Self {
        brand.clone_into(&mut self.brand);
        self
    }

    #[must_use]
    pub fn status(mut self, status: ProductStatus) -> Self {
        self.status = status;
        self
    }

    #[must_use]
    pub fn category(mut self, category: CategoryId) -> Self {
        self.categories.push(category);
        self
    }

    /// # Panics
    /// When the catalogue refuses it.
    pub async fn create(mut self) -> TestProduct {
        self.last();
        let id = catalog::create_product(&self.shop, &TEST, &self.draft())
            .await
            .expect("the catalogue takes the product");
        let page = catalog::product_for_edit(self.shop.db.reader(), id)
            .await
            .expect("the catalogue can be read")
            .expect("the product is there");
        let variants = page.variants.into_iter().map(|variant| TestVariant {
            id: variant.id,
            sku: variant.sku.to_string(),
            size: variant.options.first().cloned().unwrap_or_default(),
        });
        TestProduct {
            id,
            slug: page.product.slug.to_string(),
            title: page.product.title,
            variants: variants.collect(),
        }
    }

    fn last(&mut self) -> &mut Size {
        if self.sizes.is_empty() {
            self.sizes.push(Size::named(""));
        }
        self.sizes.last_mut().expect("there is one")
    }

    fn draft(&self) -> ProductDraft {
        let names: Vec<String> = self.sizes.iter().map(|size| size.name.clone()).collect();
        let has_sizes = names.iter().any(|name| !name.is_empty());
        let size_option = ProductOption {
            name: "Size".to_owned(),
            values: names,
        };
        ProductDraft {
            title: self.title.clone(),
            description_html: format!("<p>{}, for tests.</p>", self.title),
            brand: self.brand.clone(),
            status: self.status,
            options: has_sizes.then_some(size_option).into_iter().collect(),
            categories: self.categories.clone(),
            variants: self
                .sizes
                .iter()
                .map(|size| self.variant_draft(size))
                .collect(),
            ..ProductDraft::default()
        }
    }

    fn variant_draft(&self, size: &Size) -> VariantDraft {
        // "Blue mug" in size M is BLUE-MUG-M.
        let words = [self.title.as_str(), size.name.as_str()].join(" ");
        let sku: Vec<_> = words.split_whitespace().map(str::to_uppercase).collect();
        VariantDraft {
            options: Some(size.name.clone())
                .filter(|name| !name.is_empty())
                .into_iter()
                .collect(),
            compare_at: size.compare_at.as_ref().map(|price| self.money(price)),
            stock: Some(size.stock),
            backorder: size.backorder,
            ..VariantDraft::new(sku.join("-"), self.money(&size.price))
        }
    }

    fn money(&self, text: &str) -> Money {
        let currency = self.shop.settings().currency;
        Money::parse_decimal(text, currency).expect("a price is written like 12.50")
    }
}
