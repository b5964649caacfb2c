//! Imports that are taken back: what goes, what stays, and why.

use shop::{
    Shop, attributes,
    attributes::ProductTypeDraft,
    catalog::{self, Elsewhere, ProductPage, ProductStatus, import, import::Mode},
    ids::{ImportId, ProductId},
    inventory,
    jobs::{self, Registry},
    staff::Actor,
    tasks::{self, Run, TaskRecord, TaskState},
    undo, wishes,
};
use testkit::{TestShop, shop_test};

use super::{as_shown, category, editor, receive, stored, stored_by_slug};
use crate::support::{cart_with, order};

const SYSTEM: Actor = Actor::System { what: "test" };

const GOODS: &str = "Handle,Title,Categories,Variant SKU,Variant Price,Variant Inventory Qty\n\
                     free,Free,Home > Kitchen > Mugs,FREE,1.00,5\n\
                     ordered,Ordered,Home > Kitchen,ORDERED,2.00,5\n\
                     wanted,Wanted,Garden,WANTED,3.00,5\n\
                     wished,Wished,Garden,WISHED,4.00,5\n";

async fn send(shop: &Shop, text: &str) -> ImportId {
    receive(shop, "goods.csv", text.as_bytes()).await.unwrap()
}

async fn finished(shop: &Shop, task: shop::ids::TaskId) -> TaskRecord {
    let registry = Registry::default()
        .with::<Run<import::ImportProducts>>()
        .with::<Run<undo::UndoImport>>();
    jobs::run_due(shop, &registry).await.unwrap();
    let task = tasks::find(shop, task).await.unwrap().unwrap();
    assert_eq!(task.state, TaskState::Done, "{:?}", task.error);
    task
}

async fn bring_in(shop: &Shop, text: &str) -> ImportId {
    let id = send(shop, text).await;
    let task = import::start(shop, &editor(), id, Mode::Run).await.unwrap();
    finished(shop, task).await;
    id
}

async fn take_back(shop: &Shop, id: ImportId) -> TaskRecord {
    let task = undo::import(shop, &editor(), id).await.unwrap();
    finished(shop, task).await
}

/// "subject: reason" of everything that was not taken back.
async fn told(shop: &Shop, task: &TaskRecord) -> Vec<String> {
    let problems = tasks::problems(shop, task.id, 99).await.unwrap();
    let told = problems
        .iter()
        .map(|one| format!("{}: {}", one.subject, one.message));
    told.collect()
}

fn categories(shop: &Shop) -> Vec<String> {
    let tree = shop.categories();
    let mut titles: Vec<_> = tree.iter().map(|(_, one)| one.title.clone()).collect();
    titles.sort();
    titles
}

async fn status(shop: &TestShop, id: ProductId) -> ProductStatus {
    stored(shop, id).await.product.status
}

#[shop_test]
async fn a_product_that_a_file_names_twice_goes_back_to_what_it_was_at_first(shop: TestShop) {
    shop.may_leave_jobs();
    let file = |rows: &[&str]| {
        let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,\
                      Variant Inventory Tracker,Variant Inventory Qty";
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let first = file(&["mug,Mug,Size,S,MUG-S,10,shop,5", "mug,,,M,MUG-M,10,shop,5"]);
    bring_in(&shop, &first).await;
    // Somewhere else in the file there is more of it.
    let twice = file(&[
        "mug,Mug,Size,S,MUG-S,11,shop,6",
        "bowl,Bowl,,,BOWL,8,shop,1",
        "mug,,,M,MUG-M,12,shop,7",
    ]);
    let state = async || {
        let page = stored_by_slug(&shop, "mug").await;
        let ids: Vec<_> = page.variants.iter().map(|one| one.id).collect();
        let levels = inventory::availability(shop.db.reader(), &ids)
            .await
            .unwrap();
        let variants = page.variants.iter();
        let all = variants.map(|one| (one.prices[0].amount.minor(), levels[&one.id].on_hand));
        all.collect::<Vec<_>>()
    };

    let import = bring_in(&shop, &twice).await;
    assert_eq!(state().await, [(1_100, 6), (1_200, 7)]);
    let undone = take_back(&shop, import).await;

    let told = told(&shop, &undone).await;
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(state().await, [(1_000, 5), (1_000, 5)]);
}

#[shop_test]
async fn what_nobody_needs_is_deleted_and_the_rest_is_archived_and_named(shop: TestShop) {
    shop.may_leave_jobs();
    let import = bring_in(&shop, GOODS).await;
    let free = stored_by_slug(&shop, "free").await.product.id;
    let ordered = stored_by_slug(&shop, "ordered").await;
    order(&shop, ordered.variants[0].id, 1).await;
    let wanted = stored_by_slug(&shop, "wanted").await;
    cart_with(&shop, wanted.variants[0].id, 1).await;
    let wished = stored_by_slug(&shop, "wished").await.product.id;
    wishes::add(&shop, None, "wished").await.unwrap();

    let undone = take_back(&shop, import).await;

    assert_eq!((undone.done, undone.failed), (1, 3));
    assert_eq!(undone.result["products_deleted"], 1);
    assert_eq!(undone.result["products_archived"], 3);
    let page = catalog::product_for_edit(shop.db.reader(), free).await;
    assert!(page.unwrap().is_none());
    let gone = catalog::product_elsewhere(&shop, "free").await.unwrap();
    assert_eq!(gone, Some(Elsewhere::Gone));
    for id in [ordered.product.id, wanted.product.id, wished] {
        assert_eq!(status(&shop, id).await, ProductStatus::Archived);
    }
    let told = told(&shop, &undone).await;
    for (title, reason) in [
        ("Ordered", "it was ordered"),
        ("Wanted", "in the cart of a customer"),
        ("Wished", "a customer wishes for it"),
    ] {
        let found = told.iter().find(|one| one.starts_with(title));
        assert!(found.is_some_and(|one| one.contains(reason)), "{told:#?}");
    }
    // Mugs had nothing but the product that is gone.
    assert_eq!(undone.result["categories_removed"], 1);
    assert_eq!(categories(&shop), ["Garden", "Home", "Kitchen"]);
}

#[shop_test]
async fn empty_categories_that_it_made_go_and_others_stay(shop: TestShop) {
    shop.may_leave_jobs();
    let home = category("Home", None);
    catalog::save_category(&shop, &SYSTEM, None, 0, &home)
        .await
        .unwrap();
    let import = bring_in(&shop, GOODS).await;
    assert_eq!(categories(&shop), ["Garden", "Home", "Kitchen", "Mugs"]);
    let garden = shop.categories().by_slug("garden").unwrap().clone();
    let mut changed = category("Garden", None);
    "For outside.".clone_into(&mut changed.description);
    catalog::save_category(&shop, &SYSTEM, Some(garden.id), garden.version, &changed)
        .await
        .unwrap();

    let undone = take_back(&shop, import).await;

    assert_eq!(undone.result["products_deleted"], 4);
    assert_eq!(undone.result["categories_removed"], 2);
    assert_eq!(categories(&shop), ["Garden", "Home"]);
    let told = told(&shop, &undone).await;
    assert_eq!(
        told,
        ["Garden: somebody changed this category since, so it stays"]
    );
    // And once more, at the same addresses.
    let again = bring_in(&shop, GOODS).await;
    assert_eq!(stored_by_slug(&shop, "free").await.product.title, "Free");
    take_back(&shop, again).await;
}

#[shop_test]
async fn a_corrected_file_brings_back_what_the_undo_archived(shop: TestShop) {
    shop.may_leave_jobs();
    let import = bring_in(&shop, GOODS).await;
    let ordered = stored_by_slug(&shop, "ordered").await;
    let wanted = stored_by_slug(&shop, "wanted").await;
    for page in [&ordered, &wanted] {
        cart_with(&shop, page.variants[0].id, 1).await;
    }
    take_back(&shop, import).await;
    // Somebody decides about one of them: it stays where it is put.
    let page = stored(&shop, wanted.product.id).await;
    let mut draft = as_shown(&page);
    "Wanted, not any more".clone_into(&mut draft.title);
    catalog::update_product(
        &shop,
        &SYSTEM,
        page.product.id,
        page.product.version,
        &draft,
    )
    .await
    .unwrap();

    bring_in(&shop, &GOODS.replace("2.00", "2.50")).await;

    assert_eq!(
        status(&shop, ordered.product.id).await,
        ProductStatus::Active
    );
    assert_eq!(
        status(&shop, wanted.product.id).await,
        ProductStatus::Archived
    );
    assert_eq!(stored_by_slug(&shop, "free").await.product.title, "Free");
}

#[shop_test]
async fn a_product_that_comes_twice_in_a_file_is_taken_back_once(shop: TestShop) {
    shop.may_leave_jobs();
    let mug = shop.product("Mug").create().await;
    let before = stored(&shop, mug.id).await;
    let sku = before.variants[0].sku.clone();
    let file = format!(
        "Handle,Title,Vendor,Variant SKU,Variant Price\n\
         {slug},Mug,First,{sku},1.00\nother,Other,,OTHER,1.00\n{slug},Mug,Second,{sku},2.00\n",
        slug = mug.slug
    );
    let import = bring_in(&shop, &file).await;
    assert_eq!(stored(&shop, mug.id).await.product.brand, "Second");

    let undone = take_back(&shop, import).await;

    assert_eq!((undone.done, undone.failed), (2, 0));
    let after = stored(&shop, mug.id).await;
    assert_eq!(as_shown(&after), as_shown(&before));
}

/// The values of the variants on sale.
fn on_sale(page: &ProductPage) -> Vec<&str> {
    let active = page.variants.iter().filter(|one| one.active);
    active.map(|one| one.options[0].as_str()).collect()
}

#[shop_test]
async fn a_variant_that_an_undo_took_off_sale_is_back_with_the_same_file(shop: TestShop) {
    shop.may_leave_jobs();
    let file = |rows: &[&str]| {
        let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,\
                      Variant Inventory Tracker,Variant Inventory Qty";
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let small = "mug,Mug,Size,S,MUG-S,10,shop,5";
    bring_in(&shop, &file(&[small])).await;
    let all = file(&[small, "mug,,,M,MUG-M,10,shop,7", "mug,,,L,MUG-L,10,shop,3"]);
    let mug = async || stored_by_slug(&shop, "mug").await;

    let import = bring_in(&shop, &all).await;
    let complete = mug().await;
    assert_eq!(on_sale(&complete), ["S", "M", "L"]);
    take_back(&shop, import).await;
    assert_eq!(on_sale(&mug().await), ["S"]);
    let import = bring_in(&shop, &all).await;
    let back = mug().await;
    assert_eq!(on_sale(&back), ["S", "M", "L"]);
    let ids: Vec<_> = back.variants.iter().map(|one| one.id).collect();
    let before: Vec<_> = complete.variants.iter().map(|one| one.id).collect();
    assert_eq!(ids, before, "the same ones");
    let levels = inventory::availability(shop.db.reader(), &ids).await;
    assert_eq!(levels.unwrap()[&ids[1]].on_hand, 7);
    take_back(&shop, import).await;

    // Staff puts the large one on sale, and off again: that is their word on it.
    for is_active in [true, false] {
        let page = mug().await;
        let mut draft = as_shown(&page);
        draft.options.clone_from(&as_shown(&complete).options);
        draft.variants.retain(|one| one.sku != "MUG-L");
        let mut large = as_shown(&complete).variants.remove(2);
        large.active = is_active;
        draft.variants.push(large);
        let (id, version) = (page.product.id, page.product.version);
        let saved = catalog::update_product(&shop, &SYSTEM, id, version, &draft).await;
        saved.unwrap();
    }
    bring_in(&shop, &all).await;
    assert_eq!(on_sale(&mug().await), ["S", "M"]);
}

/// What such a file says of the second variant is up to the test.
fn two_sizes(active: &str) -> String {
    format!(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Active\n\
         mug,Mug,Size,S,MUG-S,10,\n\
         mug,,,M,MUG-M,10,{active}\n"
    )
}

#[shop_test]
async fn a_variant_that_staff_had_off_sale_stays_so_after_an_undo(shop: TestShop) {
    shop.may_leave_jobs();
    let mug = async || stored_by_slug(&shop, "mug").await;
    bring_in(&shop, &two_sizes("")).await;
    let page = mug().await;
    let mut draft = as_shown(&page);
    draft.variants[1].active = false;
    let (id, version) = (page.product.id, page.product.version);
    catalog::update_product(&shop, &SYSTEM, id, version, &draft)
        .await
        .unwrap();

    let import = bring_in(&shop, &two_sizes("yes")).await;
    assert_eq!(on_sale(&mug().await), ["S", "M"]);
    take_back(&shop, import).await;
    assert_eq!(on_sale(&mug().await), ["S"]);
    bring_in(&shop, &two_sizes("")).await;

    assert_eq!(on_sale(&mug().await), ["S"]);
}

#[shop_test]
async fn an_attribute_that_staff_linked_since_stays(shop: TestShop) {
    shop.may_leave_jobs();
    let kitchen = category("Kitchen", None);
    let kitchen = catalog::save_category(&shop, &SYSTEM, None, 0, &kitchen).await;
    let import = bring_in(
        &shop,
        "Handle,Title,Variant SKU,Variant Price,Attribute: Weight (number),\
         Attribute: Note (text),Attribute: Dry (yes/no)\n\
         free,Free,FREE,1.00,1.5,new,yes\n",
    )
    .await;
    let id = |key: &str| shop.attributes().by_key(key).unwrap().id;
    let (weight, note) = (id("weight"), id("note"));
    let kitchen = kitchen.unwrap();
    catalog::set_category_attributes(&shop, &SYSTEM, kitchen, 1, &[weight])
        .await
        .unwrap();
    let food = ProductTypeDraft {
        name: "Food".to_owned(),
        attributes: vec![note],
    };
    attributes::save_product_type(&shop, &SYSTEM, None, 0, &food)
        .await
        .unwrap();

    let undone = take_back(&shop, import).await;

    assert_eq!(undone.result["attributes_removed"], 1);
    let told = told(&shop, &undone).await;
    assert_eq!(told.len(), 2, "{told:?}");
    for key in ["weight", "note"] {
        let start = format!("Attribute {key}: products, product types or categories use it");
        assert!(told.iter().any(|one| one.starts_with(&start)), "{told:?}");
        assert!(shop.attributes().by_key(key).is_some());
    }
    assert!(shop.attributes().by_key("dry").is_none());
}

#[shop_test]
async fn a_variant_that_staff_removed_is_out_of_sight_again_after_an_undo(shop: TestShop) {
    shop.may_leave_jobs();
    let mug = async || stored_by_slug(&shop, "mug").await;
    bring_in(&shop, &two_sizes("")).await;
    let page = mug().await;
    let mut draft = as_shown(&page);
    draft.variants.truncate(1);
    let (id, version, removed) = (page.product.id, page.product.version, [page.variants[1].id]);
    catalog::update_removing(&shop, &SYSTEM, id, version, &draft, None, &removed)
        .await
        .unwrap();

    for (active, while_in) in [("yes", &["S", "M"][..]), ("", &["S"])] {
        let import = bring_in(&shop, &two_sizes(active)).await;
        assert_eq!(on_sale(&mug().await), while_in, "{active}");
        assert_eq!(mug().await.without_removed().variants.len(), 2);
        take_back(&shop, import).await;
        assert_eq!(on_sale(&mug().await), ["S"]);
        assert_eq!(mug().await.without_removed().variants.len(), 1, "{active}");
    }
}
