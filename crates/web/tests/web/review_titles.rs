//! What stands above a review.

use shop::staff::Role;
use testkit::{TestShop, shop_test};

use crate::reviews::{approve, delivered, filled, open_form};

#[shop_test]
async fn a_review_stands_below_its_title_or_else_below_the_name_of_its_author(shop: TestShop) {
    let mut staff = shop.staff(Role::ContentManager).await;
    for (product, title, heading) in [
        (
            "Blue mug",
            "Keeps <i>tea</i> & milk",
            "Keeps <i>tea</i> & milk",
        ),
        ("Red mug", "", "Review by Ada L."),
    ] {
        let mug = shop.product(product).create().await;
        let order = delivered(&shop, &mug).await;
        let mut author = shop.browser();
        let form = open_form(&mut author, &order).await;
        let form = filled(&form, "4", "For hours.").with("title", title);
        author.submit_files(&form, &[]).await.assert_status(303);
        approve(&mut staff).await;

        let path = format!("/products/{}", mug.slug);
        for path in [path.clone(), format!("{path}/reviews")] {
            let page = shop.browser().get(&path).await;
            page.assert_status(200);
            assert_eq!(page.text("article h3"), heading, "{path}");
        }
    }
}
