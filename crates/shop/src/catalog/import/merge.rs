//! The draft that brings a stored product to what the file says, and leaves alone what it does not
//! mention: other variants, other pictures, columns that are not there.

use std::collections::HashSet;

use commerce::{Currency, Money};
use sha2::{Digest, Sha256};

use super::{
    RowProblem,
    columns::{Column, OPTIONS},
    product::{FileProduct, FileStock, FileVariant, Head, Said},
};
use crate::{
    catalog::{
        Picture, PictureDraft, ProductDraft, ProductOption, ProductPage, ProductStatus, Variant,
        VariantDraft,
    },
    ids::{CategoryId, VariantId},
};

const SKU_CHARS: usize = 64;

pub(super) struct Merged {
    /// Its variants are in `variants`.
    pub draft: ProductDraft,
    pub variants: Vec<MergedVariant>,
    /// As they are stored: values keep their order where the file has no other ones.
    options: Vec<ProductOption>,
}

pub(super) struct MergedVariant {
    pub draft: VariantDraft,
    /// Where the file names it; `None` for one that it does not name.
    pub line: Option<u64>,
    /// As it is stored, to fall back to when the file's row cannot be used.
    pub stored: Option<VariantDraft>,
    pub stock: Option<FileStock>,
    pub sku: SkuSource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SkuSource {
    Given,
    /// From handle and options.
    Made,
    /// From their hash, since the readable one was taken.
    Hashed,
}

impl Merged {
    /// The whole draft.
    pub fn complete(&self) -> ProductDraft {
        let mut draft = self.draft.clone();
        draft.variants = self
            .variants
            .iter()
            .map(|variant| variant.draft.clone())
            .collect();
        for (place, option) in draft.options.iter_mut().enumerate() {
            let used = draft
                .variants
                .iter()
                .filter_map(|variant| variant.options.get(place));
            for value in used {
                if !option.values.contains(value) {
                    option.values.push(value.clone());
                }
            }
            let stored = self.options.get(place);
            let stored = stored.filter(|stored| stored.name == option.name);
            let is_known = |value: &String| stored.is_some_and(|one| one.values.contains(value));
            if let Some(stored) = stored
                && option.values.iter().all(is_known)
            {
                option.values.clone_from(&stored.values);
            }
        }
        draft
    }

    /// Goes on without what the file says of one variant.
    pub fn give_up(&mut self, index: usize) {
        let variant = &mut self.variants[index];
        if let Some(stored) = variant.stored.take() {
            variant.draft = stored;
            variant.line = None;
            variant.stock = None;
            variant.sku = SkuSource::Given;
        } else {
            self.variants.remove(index);
        }
    }
}

/// `None` when nothing can be made of it; `problems` say why.
pub(super) fn merge(
    file: &FileProduct,
    current: Option<&ProductPage>,
    categories: &[CategoryId],
    currency: Currency,
    problems: &mut Vec<RowProblem>,
) -> Option<Merged> {
    let mut merger = Merger {
        file,
        current,
        placed: current.map(ProductPage::placed).unwrap_or_default(),
        currency,
        problems,
    };
    let draft = merger.product(categories)?;
    let places = merger.option_places();
    let pictures = draft.pictures.clone();
    let variants = merger.variants(&places, &draft.options, &pictures);
    if variants.is_empty() {
        let message = "the product is left out, since none of its variants can be used";
        merger.add(file.line, None, message);
        return None;
    }
    let options = current.map_or_else(Vec::new, |page| page.product.options.clone());
    Some(Merged {
        draft,
        variants,
        options,
    })
}

struct Merger<'a> {
    file: &'a FileProduct,
    current: Option<&'a ProductPage>,
    /// Stored variants that a row can mean.
    placed: HashSet<VariantId>,
    currency: Currency,
    problems: &'a mut Vec<RowProblem>,
}

impl<'a> Merger<'a> {
    fn add(&mut self, line: u64, column: Option<Column>, message: impl Into<String>) {
        self.problems.push(RowProblem {
            line,
            handle: self.file.handle.clone(),
            column: column.map(|column| column.name().into()),
            message: message.into(),
        });
    }

    fn stored_variants(&self) -> &'a [Variant] {
        self.current.map_or(&[], |page| &page.variants)
    }

    fn product(&mut self, of_file: &[CategoryId]) -> Option<ProductDraft> {
        let old = self.current.map(|page| &page.product);
        let head = self.file.head.as_ref();
        let Some(title) = head.map(|head| &head.title).or(old.map(|old| &old.title)) else {
            let message = "the title is missing, so the product is left out";
            self.add(self.file.line, Some(Column::Title), message);
            return None;
        };
        // The file's word, else what is stored.
        let text = |of_file: fn(&Head) -> &Option<String>, stored: Option<&String>| {
            let of_file = head.and_then(|head| of_file(head).clone());
            of_file.or(stored.cloned()).unwrap_or_default()
        };
        let mut categories = old.map_or_else(Vec::new, |old| old.categories.clone());
        for category in of_file {
            if !categories.contains(category) {
                categories.push(*category);
            }
        }
        Some(ProductDraft {
            slug: old.is_none().then(|| self.file.slug.to_string()),
            title: title.clone(),
            description_html: text(|head| &head.body, old.map(|old| &old.description_html)),
            brand: text(|head| &head.vendor, old.map(|old| &old.brand)),
            status: head
                .and_then(|head| head.status)
                .or(old.map(|old| old.status))
                .unwrap_or(ProductStatus::Active),
            publish_at: head
                .and_then(|head| head.publish_at)
                .or(old.and_then(|old| old.publish_at)),
            tax_class: head
                .and_then(|head| head.tax_class)
                .or(old.map(|old| old.tax_class))
                .unwrap_or_default(),
            tags: head
                .and_then(|head| head.tags.clone())
                .or(old.map(|old| old.tags.clone()))
                .unwrap_or_default(),
            seo_title: text(|head| &head.seo_title, old.map(|old| &old.seo_title)),
            seo_description: text(
                |head| &head.seo_description,
                old.map(|old| &old.seo_description),
            ),
            options: self.options(),
            categories,
            variants: Vec::new(),
            pictures: self.pictures(),
        })
    }

    /// Whether the file describes a product that is stored and says nothing of its variants.
    fn is_silent(&self) -> bool {
        let is_stored = !self.stored_variants().is_empty();
        let head = self.file.head.as_ref();
        let has_options = head.is_some_and(|head| !head.option_names.is_empty());
        is_stored && !has_options && self.file.variants.iter().all(FileVariant::is_silent)
    }

    /// Whether the file says nothing of what the product can be chosen by.
    fn keeps_options(&self) -> bool {
        let head = self.file.head.as_ref();
        self.is_silent() || head.is_none_or(|head| !head.has_options)
    }

    /// Without values when the file says which there are: those of its variants, in its order.
    fn options(&self) -> Vec<ProductOption> {
        if self.keeps_options() {
            let stored = self.current.map(|page| page.product.options.clone());
            return stored.unwrap_or_default();
        }
        let places = self.option_places().into_iter();
        places
            .map(|(_, name)| ProductOption {
                name,
                values: Vec::new(),
            })
            .collect()
    }

    /// In which cells the values of each option are.
    fn option_places(&self) -> Vec<(usize, String)> {
        let head = self.file.head.as_ref().filter(|_| !self.keeps_options());
        let Some(head) = head else {
            let options = self.current.map_or(&[][..], |page| &page.product.options);
            let names = options.iter().map(|option| option.name.clone());
            return names.enumerate().collect();
        };
        // "Title" with "Default Title" is how Shopify writes that there are no options.
        let is_plain = matches!(head.option_names.as_slice(), [(_, name)] if name == "Title")
            && self.file.variants.iter().all(|variant| {
                let value = &variant.values[head.option_names[0].0];
                value.is_empty() || value.eq_ignore_ascii_case("Default Title")
            });
        if is_plain {
            Vec::new()
        } else {
            head.option_names.clone()
        }
    }

    /// Stored ones in their order, then those that are new.
    fn pictures(&self) -> Vec<PictureDraft> {
        let stored = self.current.map_or(&[][..], |page| &page.pictures);
        let of_variants = self
            .file
            .variants
            .iter()
            .filter_map(|one| one.picture.as_deref());
        let named = self
            .file
            .pictures
            .iter()
            .map(|one| (one.url.as_str(), one.alt.as_str()));
        let named: Vec<_> = named.chain(of_variants.map(|url| (url, ""))).collect();

        let kept = stored.iter().map(|old| {
            let of_file = named.iter().find(|(url, _)| is_same(old, url));
            // A text that staff wrote is worth more than none.
            let alt = of_file.map(|(_, alt)| *alt).filter(|alt| !alt.is_empty());
            PictureDraft {
                id: Some(old.id),
                alt: alt.unwrap_or(&old.alt).to_owned(),
                source_url: old.source_url.clone(),
                stored: None,
            }
        });
        let mut seen = HashSet::new();
        let is_stored = |url: &str| stored.iter().any(|old| is_same(old, url));
        let fresh = named
            .iter()
            .filter(|(url, _)| !is_stored(url) && seen.insert(*url))
            .map(|(url, alt)| PictureDraft {
                id: None,
                alt: (*alt).to_owned(),
                source_url: Some((*url).to_owned()),
                stored: None,
            });
        kept.chain(fresh).collect()
    }

    fn variants(
        &mut self,
        places: &[(usize, String)],
        options: &[ProductOption],
        pictures: &[PictureDraft],
    ) -> Vec<MergedVariant> {
        let rows = self.rows_with_options(places);
        let matched = self.match_stored(&rows);
        let mut named: Vec<(Option<&Variant>, MergedVariant)> = Vec::new();
        let mut skus: HashSet<String> = rows
            .iter()
            .filter_map(|(row, _)| row.sku.as_ref())
            .map(ToString::to_string)
            .collect();
        for ((row, values), old) in rows.into_iter().zip(matched) {
            if let Some(variant) = self.variant(row, values, old, pictures, &mut skus) {
                named.push((old, variant));
            }
        }
        let claimed: HashSet<_> = named
            .iter()
            .filter_map(|(old, _)| old.map(|old| old.id))
            .collect();
        let unnamed = self
            .stored_variants()
            .iter()
            .filter(|old| old.active && !claimed.contains(&old.id))
            .filter(|old| old.options.len() == options.len())
            .filter_map(|old| {
                let draft = self.stored_draft(old, pictures)?;
                let variant = MergedVariant {
                    draft,
                    line: None,
                    stored: None,
                    stock: None,
                    sku: SkuSource::Given,
                };
                Some((Some(old), variant))
            });
        let mut all: Vec<_> = named
            .into_iter()
            .chain(unnamed.collect::<Vec<_>>())
            .collect();
        // Stored ones in their order, then those that are new, in the file's. The sort is stable.
        all.sort_by_key(|(old, _)| old.map_or(i64::MAX, |old| old.position));
        all.into_iter().map(|(_, variant)| variant).collect()
    }

    /// The rows that have a value for every option, and no combination twice.
    fn rows_with_options(
        &mut self,
        places: &[(usize, String)],
    ) -> Vec<(&'a FileVariant, Vec<String>)> {
        let mut rows: Vec<(&FileVariant, Vec<String>)> = Vec::new();
        if self.is_silent() {
            return rows;
        }
        for row in &self.file.variants {
            let is_default = |value: &str| value.eq_ignore_ascii_case("Default Title");
            let stored = self.named_by_sku(row, places.len());
            let missing = places
                .iter()
                .find(|(place, _)| row.values[*place].is_empty())
                .filter(|_| stored.is_none());
            let nameless = (0..OPTIONS).find(|place| {
                places.iter().all(|(named, _)| named != place)
                    && !row.values[*place].is_empty()
                    && !is_default(&row.values[*place])
            });
            if let Some((place, name)) = missing {
                let message = format!("the value of the option \"{name}\" is missing");
                self.add(row.line, Some(Column::OPTION_VALUES[*place]), message);
                continue;
            }
            if let Some(place) = nameless {
                let message = "there is a value, but the product has no such option";
                self.add(row.line, Some(Column::OPTION_VALUES[place]), message);
                continue;
            }
            let own = places.iter().map(|(place, _)| row.values[*place].clone());
            let values = stored.map_or_else(|| own.collect(), |stored| stored.options.clone());
            if let Some((first, _)) = rows.iter().find(|(_, other)| *other == values) {
                let message = format!("line {} has the same options", first.line);
                let place = places.first().map_or(0, |(place, _)| *place);
                self.add(row.line, Some(Column::OPTION_VALUES[place]), message);
                continue;
            }
            rows.push((row, values));
        }
        rows
    }

    /// The stored variant that a row means which says nothing but its SKU.
    fn named_by_sku(&self, row: &FileVariant, options: usize) -> Option<&'a Variant> {
        let sku = row.sku.as_ref()?;
        let is_silent = options > 0 && row.values.iter().all(String::is_empty);
        let mut stored = self.stored_variants().iter();
        stored.find(|old| is_silent && old.sku == *sku && self.placed.contains(&old.id))
    }

    /// By SKU, else by options; each stored variant once.
    fn match_stored(&self, rows: &[(&FileVariant, Vec<String>)]) -> Vec<Option<&'a Variant>> {
        let stored = self.stored_variants();
        let mut claimed = HashSet::new();
        let mut matched: Vec<Option<&Variant>> = rows
            .iter()
            .map(|(row, _)| {
                let sku = row.sku.as_ref()?;
                stored
                    .iter()
                    .find(|old| old.sku == *sku && claimed.insert(old.id))
            })
            .collect();
        for (found, (_, values)) in matched.iter_mut().zip(rows) {
            if found.is_none() {
                *found = stored
                    .iter()
                    .find(|old| old.options == *values && claimed.insert(old.id));
            }
        }
        matched
    }

    fn variant(
        &mut self,
        row: &FileVariant,
        options: Vec<String>,
        old: Option<&Variant>,
        pictures: &[PictureDraft],
        skus: &mut HashSet<String>,
    ) -> Option<MergedVariant> {
        let stored = old.and_then(|old| self.stored_draft(old, pictures));
        let Some(price) = row.price.or(stored.as_ref().map(|stored| stored.price)) else {
            self.add(row.line, Some(Column::Price), "the price is missing");
            return None;
        };
        let (sku, source) = match (&row.sku, old) {
            (Some(sku), _) => (sku.to_string(), SkuSource::Given),
            (None, Some(old)) => (old.sku.to_string(), SkuSource::Given),
            (None, None) => made_sku(&self.file.handle, &options, skus),
        };
        skus.insert(sku.clone());
        let of_file = row.picture.as_deref().and_then(|url| {
            // Those that are stored come first, in their order.
            let stored = self.current.map_or(&[][..], |page| &page.pictures);
            let of_stored = stored.iter().position(|old| is_same(old, url));
            of_stored.or_else(|| {
                pictures
                    .iter()
                    .position(|one| one.source_url.as_deref() == Some(url))
            })
        });
        let kept = stored.clone().unwrap_or(VariantDraft::new("", price));
        let draft = VariantDraft {
            id: old.map(|old| old.id),
            sku,
            barcode: row.barcode.or(old.and_then(|old| old.barcode.clone())),
            options,
            weight_grams: row.weight_grams.or(kept.weight_grams).or_else(|| {
                // Files write 0 and nothing alike.
                kept.weight_grams.filter(|grams| *grams == 0)
            }),
            length_mm: row.length_mm.or(kept.length_mm),
            width_mm: row.width_mm.or(kept.width_mm),
            height_mm: row.height_mm.or(kept.height_mm),
            cost: row.cost.or(kept.cost),
            more_prices: row.more_prices.clone(),
            active: row.active.unwrap_or(old.is_none_or(|old| old.active)),
            price,
            compare_at: self.compare_at(row, stored.as_ref(), price),
            sale: match row.sale {
                // A sale that would be none any more ends.
                Said::Nothing => kept.sale.filter(|sale| sale.amount.minor() < price.minor()),
                Said::Blank => None,
                Said::Value(sale) => Some(sale),
            },
            picture: of_file.or(stored.as_ref().and_then(|stored| stored.picture)),
            stock: Some(row.stock.map_or(0, |stock| stock.on_hand)),
            backorder: row.stock.is_some_and(|stock| stock.backorder),
        };
        Some(MergedVariant {
            draft,
            line: Some(row.line),
            stored: stored.filter(|stored| stored.active),
            stock: row.stock,
            sku: source,
        })
    }

    fn compare_at(
        &self,
        row: &FileVariant,
        stored: Option<&VariantDraft>,
        price: Money,
    ) -> Option<Money> {
        row.compare_at
            .or(stored.and_then(|stored| stored.compare_at))
            .filter(|before| before.minor() > price.minor() && before.currency() == self.currency)
    }

    /// `None` for a variant without a price in the shop's currency: it cannot be sold anyway.
    fn stored_draft(&self, old: &Variant, pictures: &[PictureDraft]) -> Option<VariantDraft> {
        let price = old.price(self.currency)?;
        let picture = old.picture;
        Some(VariantDraft {
            id: Some(old.id),
            barcode: old.barcode.clone(),
            options: old.options.clone(),
            weight_grams: old.weight_grams,
            length_mm: old.length_mm,
            width_mm: old.width_mm,
            height_mm: old.height_mm,
            cost: old.cost,
            active: old.active,
            compare_at: price.compare_at,
            sale: price.sale,
            picture: picture.and_then(|id| pictures.iter().position(|one| one.id == Some(id))),
            ..VariantDraft::new(old.sku.as_str(), price.amount)
        })
    }
}

/// Whether an address of the file leads to a picture that is stored: where it came from, or where
/// our own exports say that it lies.
fn is_same(stored: &Picture, url: &str) -> bool {
    let is_ours = |key: &str| {
        url.strip_suffix(key)
            .is_some_and(|before| before.ends_with(OURS))
    };
    stored.source_url.as_deref() == Some(url) || stored.key().is_some_and(is_ours)
}

/// Before the name of a picture in the shop's own addresses.
pub(in crate::catalog) const OURS: &str = "/media/";

/// The same for the same handle and options, so that a second run finds what the first one made.
fn made_sku(handle: &str, options: &[String], taken: &HashSet<String>) -> (String, SkuSource) {
    let words = format!("{handle} {}", options.join(" "));
    let sku = slug::slugify(words).to_uppercase();
    if sku.len() <= SKU_CHARS && !sku.is_empty() && !taken.contains(&sku) {
        return (sku, SkuSource::Made);
    }
    (hashed_sku(handle, options), SkuSource::Hashed)
}

pub(super) fn hashed_sku(handle: &str, options: &[String]) -> String {
    let hash = hex::encode(&Sha256::digest(format!("{handle}\n{}", options.join("\n")))[..6]);
    let readable = slug::slugify(handle).to_uppercase();
    // ASCII, so every place in it is between two characters.
    let start = readable
        .get(..readable.len().min(SKU_CHARS - 13))
        .unwrap_or_default();
    format!("{}-{}", start.trim_end_matches('-'), hash.to_uppercase())
}
