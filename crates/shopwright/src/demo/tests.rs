use std::collections::HashSet;

use super::catalogue::{DemoProduct, DemoVariant, categories, hero_svg, products};

fn variants() -> Vec<(DemoProduct, DemoVariant)> {
    products()
        .into_iter()
        .flat_map(|p| {
            let of = p.clone();
            p.variants.into_iter().map(move |v| (of.clone(), v))
        })
        .collect()
}

fn pictures() -> Vec<(String, String)> {
    products()
        .into_iter()
        .flat_map(|p| {
            let slug = p.slug;
            p.pictures
                .into_iter()
                .map(move |picture| (format!("{slug}: {}", picture.alt), picture.svg))
        })
        .collect()
}

fn unique<T: std::hash::Hash + Eq>(values: impl IntoIterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    values.into_iter().all(|value| seen.insert(value))
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Every element is closed by its own name; attributes are quoted.
fn well_formed(markup: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else {
            return false;
        };
        let tag = &rest[start + 1..start + length];
        rest = &rest[start + length + 1..];
        let name = tag.trim_start_matches('/').split([' ', '/']).next();
        if tag.starts_with('/') {
            if open.pop() != name {
                return false;
            }
        } else if !tag.matches('\'').count().is_multiple_of(2) || tag.contains('"') {
            return false;
        } else if !tag.ends_with('/') {
            open.extend(name);
        }
    }
    open.is_empty() && !rest.contains('>')
}

#[test]
fn the_shop_has_about_sixty_products_in_ten_categories() {
    assert!(
        (60..=70).contains(&products().len()),
        "{}",
        products().len()
    );
    assert!((8..=10).contains(&categories().len()));
    assert!(categories().iter().any(|c| c.parent.is_some()));
}

#[test]
fn slugs_titles_skus_and_barcodes_are_unique() {
    assert!(unique(categories().iter().map(|c| c.slug)));
    assert!(unique(products().iter().map(|p| p.slug)));
    assert!(unique(products().iter().map(|p| p.title)));
    assert!(unique(variants().iter().map(|(_, v)| v.sku.clone())));
    assert!(unique(
        variants().into_iter().filter_map(|(_, v)| v.barcode)
    ));
    assert!(categories().iter().all(|c| is_slug(c.slug)));
    assert!(products().iter().all(|p| is_slug(p.slug)));
}

#[test]
fn a_category_stands_after_its_parent_and_holds_something() {
    let all = categories();
    for (place, category) in all.iter().enumerate() {
        if let Some(parent) = category.parent {
            assert!(all[..place].iter().any(|c| c.slug == parent), "{parent}");
        }
        let used = products()
            .iter()
            .any(|p| p.categories.contains(&category.slug));
        assert!(used, "{} is empty", category.slug);
    }
    for product in products() {
        assert!(!product.categories.is_empty(), "{}", product.slug);
        for slug in &product.categories {
            assert!(all.iter().any(|c| c.slug == *slug), "{slug}");
        }
    }
}

#[test]
fn every_variant_has_one_known_value_per_option() {
    for (product, variant) in variants() {
        assert_eq!(
            variant.options.len(),
            product.options.len(),
            "{}",
            variant.sku
        );
        for ((_, values), value) in product.options.iter().zip(&variant.options) {
            assert!(values.contains(value), "{} has no {value}", product.slug);
        }
    }
    for product in products() {
        let combinations: usize = product.options.iter().map(|(_, v)| v.len()).product();
        assert_eq!(product.variants.len(), combinations, "{}", product.slug);
    }
}

#[test]
fn barcodes_carry_a_valid_check_digit() {
    for barcode in variants().into_iter().filter_map(|(_, v)| v.barcode) {
        let digits: Vec<u32> = barcode.chars().filter_map(|c| c.to_digit(10)).collect();
        let weighted: u32 = digits
            .iter()
            .enumerate()
            .map(|(i, d)| if i % 2 == 0 { *d } else { d * 3 })
            .sum();
        assert_eq!((digits.len(), weighted % 10), (13, 0), "{barcode}");
    }
}

#[test]
fn prices_are_positive_and_reductions_reduce() {
    for (_, variant) in variants() {
        assert!(
            variant.price_minor > 0 && variant.weight_grams > 0,
            "{}",
            variant.sku
        );
        if let Some(before) = variant.compare_at_minor {
            assert!(before > variant.price_minor, "{}", variant.sku);
        }
    }
}

#[test]
fn the_stock_shows_every_case_a_shop_meets() {
    let all = variants();
    let sold_out = |p: &DemoProduct| p.variants.iter().all(|v| v.stock == 0 && !v.backorder);
    assert!(all.iter().any(|(_, v)| v.compare_at_minor.is_some()));
    assert!(all.iter().any(|(_, v)| v.stock == 0));
    assert!(all.iter().any(|(_, v)| (1..=3).contains(&v.stock)));
    assert!(all.iter().any(|(_, v)| v.backorder));
    assert!(all.iter().any(|(_, v)| v.barcode.is_none()));
    assert!(products().iter().any(sold_out));
    assert!(products().iter().any(|p| p.options.is_empty()));
    assert!(products().iter().any(|p| p.variants.len() == 24));
    assert!(products().iter().any(|p| p.title.chars().count() > 150));
    assert!(
        products()
            .iter()
            .any(|p| p.title.contains('û') && p.brand.contains('ü'))
    );
}

#[test]
fn descriptions_are_worth_reading_and_use_allowed_tags_only() {
    for product in products() {
        let html = &product.description_html;
        assert!(html.len() > 250, "{} says too little", product.slug);
        assert!(well_formed(html), "{}", product.slug);
        for tag in html.split('<').skip(1) {
            let name = tag.trim_start_matches('/').split('>').next().unwrap();
            assert!(
                ["p", "ul", "li", "strong", "em", "h3"].contains(&name),
                "{name}"
            );
        }
        assert!(
            !html.contains('&'),
            "{}: write it out or escape it",
            product.slug
        );
    }
}

#[test]
fn every_colour_shown_is_one_that_is_sold() {
    for product in products() {
        assert!(!product.pictures.is_empty(), "{}", product.slug);
        for picture in &product.pictures {
            assert!(!picture.alt.is_empty());
            if let Some(value) = &picture.for_option_value {
                let sold = product
                    .options
                    .iter()
                    .any(|(_, v)| v.contains(&value.as_str()));
                assert!(sold, "{} is not sold in {value}", product.slug);
            }
        }
    }
}

#[test]
fn pictures_are_self_contained_well_formed_and_small() {
    let mut all = pictures();
    for (name, svg) in &all {
        assert!(
            (1_400..=28_000).contains(&svg.len()),
            "{name}: {} bytes",
            svg.len()
        );
    }
    all.push(("hero".to_owned(), hero_svg()));
    for (name, svg) in &all {
        assert!(
            svg.starts_with("<svg xmlns='http://www.w3.org/2000/svg'"),
            "{name}"
        );
        assert!(well_formed(svg), "{name}");
        for forbidden in [
            "<script", "href", "<text", "<image", "<style", "NaN", "inf", "--",
        ] {
            assert!(!svg.contains(forbidden), "{name} contains {forbidden}");
        }
    }
}

#[test]
fn no_two_pictures_are_the_same() {
    assert!(unique(pictures().into_iter().map(|(_, svg)| svg)));
}
