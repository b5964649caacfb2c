//! The categories of a product in its editor: the order that is kept, and the main one.

use shop::{
    catalog::{self, CategoryDraft},
    ids::{CategoryId, ProductId},
    staff::{Actor, Role},
};
use testkit::{Form, Page, TestShop, shop_test};

const TEST: Actor = Actor::System { what: "test" };

async fn category(shop: &TestShop, title: &str, position: i64) -> CategoryId {
    let draft = CategoryDraft {
        title: title.to_owned(),
        position,
        ..CategoryDraft::default()
    };
    let saved = catalog::save_category(shop, &TEST, None, 0, &draft).await;
    saved.unwrap()
}

/// In the order of the tree.
async fn three(shop: &TestShop) -> [CategoryId; 3] {
    [
        category(shop, "Bowls", 1).await,
        category(shop, "Mugs", 2).await,
        category(shop, "Tea", 3).await,
    ]
}

async fn categories(shop: &TestShop, id: ProductId) -> Vec<CategoryId> {
    let page = catalog::product_for_edit(shop.db.primary(), id).await;
    page.unwrap().unwrap().product.categories
}

fn ticking(mut form: Form, category: CategoryId) -> Form {
    let field = ("categories".to_owned(), category.to_string());
    form.fields.push(field);
    form
}

fn leaving(mut form: Form, category: CategoryId) -> Form {
    let field = ("categories".to_owned(), category.to_string());
    form.fields.retain(|one| *one != field);
    form
}

fn with_main(form: Form, category: CategoryId) -> Form {
    form.with("main_category", &category.to_string())
}

#[shop_test]
async fn saving_keeps_the_order_and_the_main_category_is_chosen(shop: TestShop) {
    let [bowls, mugs, tea] = three(&shop).await;
    let mug = shop.product("Blue mug").category(mugs).category(bowls);
    let mug = mug.create().await;
    let path = format!("/admin/products/{}", mug.id);
    let product = format!("/products/{}", mug.slug);
    let mut editor = shop.staff(Role::ContentManager).await;
    let mut visitor = shop.browser();
    let trail = |page: &Page| page.texts("nav.crumbs a").last().cloned();

    let form = editor.get(&path).await.main_form(&path);
    assert_eq!(form.value("main_category"), Some(&*mugs.to_string()));
    editor
        .submit(&form.with("title", "Navy mug"))
        .await
        .assert_redirect(&path);
    assert_eq!(categories(&shop, mug.id).await, [mugs, bowls], "as it was");
    assert_eq!(trail(&visitor.get(&product).await).as_deref(), Some("Mugs"));

    let form = ticking(editor.get(&path).await.main_form(&path), tea);
    editor.submit(&form).await.assert_redirect(&path);
    assert_eq!(categories(&shop, mug.id).await, [mugs, bowls, tea]);

    let form = with_main(editor.get(&path).await.main_form(&path), tea);
    editor.submit(&form).await.assert_redirect(&path);
    assert_eq!(categories(&shop, mug.id).await, [tea, mugs, bowls]);
    assert_eq!(trail(&visitor.get(&product).await).as_deref(), Some("Tea"));

    // Who leaves the main one need not choose: the next takes its place.
    let form = leaving(editor.get(&path).await.main_form(&path), tea);
    editor.submit(&form).await.assert_redirect(&path);
    assert_eq!(categories(&shop, mug.id).await, [mugs, bowls]);
}

#[shop_test]
async fn a_main_category_that_is_not_ticked_is_asked_about(shop: TestShop) {
    let [bowls, mugs, tea] = three(&shop).await;
    let mug = shop.product("Blue mug").category(mugs).category(bowls);
    let mug = mug.create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = with_main(editor.get(&path).await.main_form(&path), tea);

    let page = editor.submit(&form.with("title", "Navy mug")).await;

    page.assert_status(422)
        .assert_says("The main category is not ticked.");
    assert_eq!(page.texts("#main_category-error").len(), 1);
    assert_eq!(categories(&shop, mug.id).await, [mugs, bowls]);
    let form = page.main_form(&path);
    assert_eq!(form.value("title"), Some("Navy mug"));
    assert_eq!(form.value("main_category"), Some(&*tea.to_string()));
    editor
        .submit(&ticking(form, tea))
        .await
        .assert_redirect(&path);
    assert_eq!(categories(&shop, mug.id).await, [tea, mugs, bowls]);
}

#[shop_test]
async fn who_chose_another_main_category_meanwhile_is_shown(shop: TestShop) {
    let [bowls, mugs, tea] = three(&shop).await;
    let mug = shop.product("Blue mug").category(mugs).category(bowls);
    let mug = mug.create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get(&path).await;
    let theirs = with_main(page.main_form(&path), bowls);
    editor.submit(&theirs).await.assert_redirect(&path);

    let mine = with_main(ticking(page.main_form(&path), tea), tea);
    let conflict = editor.submit(&mine).await;

    conflict.assert_status(409);
    let rows = conflict.texts(".conflict tbody tr");
    assert_eq!(
        rows,
        [
            "Main category Tea Bowls",
            "Categories Bowls, Mugs, Tea Bowls, Mugs"
        ]
    );
    editor
        .submit(&conflict.main_form(&path))
        .await
        .assert_redirect(&path);
    assert_eq!(categories(&shop, mug.id).await, [tea, bowls, mugs]);
}
