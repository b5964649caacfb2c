//! What has to be written to turn a stored product into the one of a draft. Nothing is read or
//! written here; a draft that says what is stored already leaves nothing to do.

use std::collections::{HashMap, HashSet};

use commerce::{Currency, Slug};

use super::{
    FieldProblem, Picture, PictureState, Price, Problem, Product, ProductPage, ProductStatus,
    Variant,
    check::{Checked, CheckedVariant},
    pictures,
};
use crate::{
    Timestamp,
    ids::{PictureId, ProductId, VariantId},
    inventory::NewStock,
    text::fold,
};

/// Between the values of a combination; no value can contain it.
const SEPARATOR: &str = "\u{1f}";

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says of one table whether it is written"
)]
pub(super) struct Plan {
    pub product: Product,
    pub search_text: String,
    pub is_new: bool,
    /// Whether there is anything to write.
    pub is_changed: bool,
    pub categories_changed: bool,
    pub tags_changed: bool,
    /// The slug it had, when it gets another one.
    pub old_slug: Option<Slug>,
    pub new_pictures: Vec<Picture>,
    pub changed_pictures: Vec<Picture>,
    /// Those of them that show another file.
    pub other_files: Vec<PictureId>,
    pub gone_pictures: Vec<PictureId>,
    pub new_variants: Vec<Variant>,
    pub changed_variants: Vec<Variant>,
    /// Old variants whose SKU or options another one gets in the same edit.
    pub vacated: Vec<VariantId>,
    /// Old variants off sale that must not keep their combination, since another one has it now.
    pub retired: Vec<VariantId>,
    pub prices: Vec<(VariantId, Price)>,
    pub gone_prices: Vec<(VariantId, Currency)>,
    pub stock: Vec<NewStock>,
    /// The key of each variant of the draft, in its order.
    pub variants: Vec<VariantId>,
}

impl Plan {
    /// Pictures to be fetched by a job.
    pub fn fetched(&self) -> impl Iterator<Item = PictureId> {
        self.new_pictures
            .iter()
            .filter(|picture| picture.state == PictureState::Waiting)
            .map(|picture| picture.id)
    }
}

/// What a combination of values is stored as.
pub(super) fn option_key(options: &[String]) -> String {
    options.join(SEPARATOR)
}

/// What the plan is made for.
pub(super) struct Target {
    pub slug: Slug,
    /// Of a new product.
    pub id: ProductId,
    pub currency: Currency,
    /// Prices in these are the draft's to say, if it says anything of them.
    pub more_currencies: Vec<Currency>,
    pub now: Timestamp,
}

pub(super) fn plan(
    current: Option<&ProductPage>,
    draft: &Checked,
    target: &Target,
) -> Result<Plan, Vec<FieldProblem>> {
    let no_pictures: &[Picture] = &[];
    let no_variants: &[Variant] = &[];
    let product_id = current.map_or(target.id, |page| page.product.id);
    let old_pictures = current.map_or(no_pictures, |page| &page.pictures);
    let old_variants = current.map_or(no_variants, |page| &page.variants);

    let pictures = match_pictures(old_pictures, draft)?;
    let matched = match_variants(old_variants, draft)?;
    let variants: Vec<Variant> = draft
        .variants
        .iter()
        .zip(&matched)
        .zip(0..)
        .map(|((wanted, old), position)| {
            variant(wanted, *old, product_id, position, &pictures, target)
        })
        .collect();

    let mut plan = Plan {
        product: product(current, draft, target, product_id),
        search_text: search_text(draft),
        is_new: current.is_none(),
        is_changed: false,
        categories_changed: current.is_none_or(|page| page.product.categories != draft.categories),
        tags_changed: current.map_or(!draft.tags.is_empty(), |page| {
            page.product.tags != draft.tags
        }),
        old_slug: current
            .map(|page| page.product.slug.clone())
            .filter(|old| *old != target.slug),
        new_pictures: Vec::new(),
        changed_pictures: Vec::new(),
        other_files: Vec::new(),
        gone_pictures: gone(old_pictures, &pictures),
        new_variants: Vec::new(),
        changed_variants: leaving(old_variants, &matched),
        vacated: Vec::new(),
        retired: retired(old_variants, &variants),
        prices: Vec::new(),
        gone_prices: Vec::new(),
        stock: Vec::new(),
        variants: variants.iter().map(|variant| variant.id).collect(),
    };
    plan.sort_pictures(old_pictures, pictures);
    plan.sort_variants(old_variants, variants, draft);
    plan.is_changed = plan.differs(current);
    if plan.is_changed {
        plan.product.version = current.map_or(1, |page| page.product.version + 1);
        plan.product.updated_at = target.now;
    }
    Ok(plan)
}

impl Plan {
    fn sort_pictures(&mut self, old: &[Picture], wanted: Vec<Picture>) {
        for picture in wanted {
            match old.iter().find(|old| old.id == picture.id) {
                None => self.new_pictures.push(picture),
                Some(old) if *old != picture => {
                    if old.state != picture.state {
                        self.other_files.push(picture.id);
                    }
                    self.changed_pictures.push(picture);
                }
                Some(_) => {}
            }
        }
    }

    fn sort_variants(&mut self, old: &[Variant], wanted: Vec<Variant>, draft: &Checked) {
        let old: HashMap<VariantId, &Variant> = old.iter().map(|old| (old.id, old)).collect();
        for (mut variant, drafted) in wanted.into_iter().zip(&draft.variants) {
            let before = old.get(&variant.id).copied();
            if before == Some(&variant) {
                continue;
            }
            self.sort_prices(before, &variant);
            if let Some(before) = before {
                if before.sku != variant.sku || before.options != variant.options {
                    self.vacated.push(variant.id);
                }
                variant.version += 1;
                self.changed_variants.push(variant);
            } else {
                self.stock.push(NewStock {
                    variant: variant.id,
                    on_hand: drafted.stock,
                    backorder: drafted.backorder,
                });
                self.new_variants.push(variant);
            }
        }
    }

    fn sort_prices(&mut self, before: Option<&Variant>, wanted: &Variant) {
        for price in &wanted.prices {
            if before.and_then(|old| old.price(price.amount.currency())) != Some(price) {
                self.prices.push((wanted.id, *price));
            }
        }
        let old = before.map_or(&[][..], |old| &old.prices);
        let gone = old.iter().map(|price| price.amount.currency());
        let gone = gone.filter(|currency| wanted.price(*currency).is_none());
        self.gone_prices
            .extend(gone.map(|currency| (wanted.id, currency)));
    }

    fn differs(&self, current: Option<&ProductPage>) -> bool {
        current.is_none_or(|page| page.product != self.product)
            || !self.new_pictures.is_empty()
            || !self.changed_pictures.is_empty()
            || !self.gone_pictures.is_empty()
            || !self.new_variants.is_empty()
            || !self.changed_variants.is_empty()
    }
}

/// With version and time of the stored one, so that the two can be compared.
fn product(
    current: Option<&ProductPage>,
    draft: &Checked,
    target: &Target,
    id: ProductId,
) -> Product {
    let old = current.map(|page| &page.product);
    let published_before = old.and_then(|old| old.published_at);
    let is_active = draft.status == ProductStatus::Active;
    Product {
        id,
        slug: target.slug.clone(),
        title: draft.title.clone(),
        description_html: draft.description_html.clone(),
        brand: draft.brand.clone(),
        status: draft.status,
        publish_at: draft.publish_at,
        tax_class: draft.tax_class,
        tags: draft.tags.clone(),
        seo_title: draft.seo_title.clone(),
        seo_description: draft.seo_description.clone(),
        options: draft.options.clone(),
        categories: draft.categories.clone(),
        version: old.map_or(1, |old| old.version),
        created_at: old.map_or(target.now, |old| old.created_at),
        updated_at: old.map_or(target.now, |old| old.updated_at),
        published_at: published_before.or(is_active.then_some(target.now)),
    }
}

/// Each part is a line of its own, so that a whole SKU can be told from a part of one.
fn search_text(draft: &Checked) -> String {
    let skus = draft
        .variants
        .iter()
        .filter(|variant| variant.active)
        .map(|variant| variant.sku.as_str());
    let mut text = String::from("\n");
    for part in [draft.title.as_str(), draft.brand.as_str()]
        .into_iter()
        .chain(skus)
    {
        text.push_str(&fold(part));
        text.push('\n');
    }
    text
}

/// The pictures as they will be, in the draft's order.
fn match_pictures(old: &[Picture], draft: &Checked) -> Result<Vec<Picture>, Vec<FieldProblem>> {
    let mut claimed: HashSet<PictureId> = draft.pictures.iter().filter_map(|one| one.id).collect();
    let mut problems = Vec::new();
    let mut pictures = Vec::with_capacity(draft.pictures.len());
    for (index, (wanted, position)) in draft.pictures.iter().zip(0..).enumerate() {
        let found = match wanted.id {
            Some(id) => {
                let found = old.iter().find(|old| old.id == id);
                if found.is_none() {
                    let field = format!("pictures.{index}.id");
                    problems.push(FieldProblem::new(field, Problem::Unknown));
                }
                found
            }
            None => old.iter().find(|old| {
                wanted.source_url.is_some()
                    && old.source_url == wanted.source_url
                    && !claimed.contains(&old.id)
            }),
        };
        let fresh = wanted.stored.as_ref().map(pictures::ready);
        let picture = Picture {
            id: found.map_or_else(PictureId::generate, |old| old.id),
            position,
            alt: wanted.alt.clone(),
            source_url: match found {
                Some(old) => old.source_url.clone(),
                None => wanted.source_url.clone(),
            },
            state: fresh
                .or_else(|| found.map(|old| old.state.clone()))
                .unwrap_or(PictureState::Waiting),
        };
        claimed.insert(picture.id);
        pictures.push(picture);
    }
    if problems.is_empty() {
        Ok(pictures)
    } else {
        Err(problems)
    }
}

fn gone(old: &[Picture], wanted: &[Picture]) -> Vec<PictureId> {
    old.iter()
        .map(|old| old.id)
        .filter(|id| wanted.iter().all(|picture| picture.id != *id))
        .collect()
}

/// The stored variant that each of the draft means: by key, else by SKU, else by options.
fn match_variants<'a>(
    old: &'a [Variant],
    draft: &Checked,
) -> Result<Vec<Option<&'a Variant>>, Vec<FieldProblem>> {
    let by_id: HashMap<_, _> = old.iter().map(|old| (old.id, old)).collect();
    let by_sku: HashMap<_, _> = old.iter().map(|old| (&old.sku, old)).collect();
    // Of several with the same options the one on sale is meant: the last one counts.
    let (on_sale, off_sale): (Vec<_>, Vec<_>) = old.iter().partition(|old| old.active);
    let by_options = off_sale.into_iter().chain(on_sale);
    let by_options: HashMap<_, _> = by_options.map(|old| (&old.options, old)).collect();

    let mut problems = Vec::new();
    let mut found: Vec<Option<&Variant>> = Vec::with_capacity(draft.variants.len());
    for (index, wanted) in draft.variants.iter().enumerate() {
        let old = wanted.id.and_then(|id| by_id.get(&id).copied());
        if wanted.id.is_some() && old.is_none() {
            let field = format!("variants.{index}.id");
            problems.push(FieldProblem::new(field, Problem::Unknown));
        }
        found.push(old);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut claimed: HashSet<VariantId> = found.iter().flatten().map(|old| old.id).collect();
    let mut claim = |found: &mut Option<&'a Variant>, old: Option<&'a Variant>| {
        if found.is_none() {
            *found = old.filter(|old| claimed.insert(old.id));
        }
    };
    for (found, wanted) in found.iter_mut().zip(&draft.variants) {
        claim(found, by_sku.get(&wanted.sku).copied());
    }
    for (found, wanted) in found.iter_mut().zip(&draft.variants) {
        claim(found, by_options.get(&wanted.options).copied());
    }
    Ok(found)
}

fn variant(
    wanted: &CheckedVariant,
    old: Option<&Variant>,
    product: ProductId,
    position: i64,
    pictures: &[Picture],
    target: &Target,
) -> Variant {
    Variant {
        id: old.map_or_else(VariantId::generate, |old| old.id),
        product_id: product,
        position,
        sku: wanted.sku.clone(),
        barcode: wanted.barcode.clone(),
        options: wanted.options.clone(),
        weight_grams: wanted.weight_grams,
        length_mm: wanted.length_mm,
        width_mm: wanted.width_mm,
        height_mm: wanted.height_mm,
        cost: wanted.cost,
        picture: wanted
            .picture
            .and_then(|index| pictures.get(index))
            .map(|one| one.id),
        active: wanted.active,
        version: old.map_or(1, |old| old.version),
        prices: prices(wanted, old, target),
    }
}

/// Those the draft speaks of, and those it says nothing about as they are.
fn prices(wanted: &CheckedVariant, old: Option<&Variant>, target: &Target) -> Vec<Price> {
    let is_said = |price: &&Price| {
        let currency = price.amount.currency();
        let is_more = target.more_currencies.contains(&currency);
        currency == target.currency || (is_more && wanted.more_prices.is_some())
    };
    let kept = old.map_or(&[][..], |old| &old.prices);
    let kept = kept.iter().filter(|price| !is_said(price));
    let more = wanted.more_prices.iter().flatten();
    let all = std::iter::once(&wanted.price).chain(more).chain(kept);
    let mut prices: Vec<Price> = all.copied().collect();
    // As they are read.
    prices.sort_by_key(|price| price.amount.currency().code());
    prices
}

/// Variants on sale that the draft does not have: kept for carts and orders, no longer sold.
fn leaving(old: &[Variant], matched: &[Option<&Variant>]) -> Vec<Variant> {
    let stays: HashSet<VariantId> = matched.iter().flatten().map(|old| old.id).collect();
    old.iter()
        .filter(|old| old.active && !stays.contains(&old.id))
        .map(|old| Variant {
            active: false,
            picture: None,
            version: old.version + 1,
            ..old.clone()
        })
        .collect()
}

fn retired(old: &[Variant], wanted: &[Variant]) -> Vec<VariantId> {
    let stays: HashSet<VariantId> = wanted.iter().map(|variant| variant.id).collect();
    let combinations: HashSet<&Vec<String>> =
        wanted.iter().map(|variant| &variant.options).collect();
    old.iter()
        .filter(|old| !stays.contains(&old.id) && combinations.contains(&old.options))
        .map(|old| old.id)
        .collect()
}
