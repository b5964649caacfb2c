//! Who may do what: deny by default.

use shop::{
    FailureKind, Shop,
    catalog::{self, ProductStatus},
    fulfilment::{self, NewShipment},
    ids::{
        BulkId, BulkKey, CategoryId, ImportId, JobId, OrderId, PictureId, PinsId, ProductId,
        ReviewId, ShipmentId, StaffId, SynonymId, TaskId, VariantId,
    },
    inventory::{self, Adjustment, MovementReason},
    jobs, orders, removal,
    reviews::{self, Decision},
    search::{self, PinChange, SynonymDraft},
    settings,
    staff::{self, Actor, Permission, Role, StaffChanges},
    tasks,
};
use testkit::{TestShop, shop_test, test_settings};

use crate::support::{colleague, kind};

type Asked = (&'static str, Permission, Option<FailureKind>);

/// The use cases of staff, asked for something that is not there, each with the permission it should
/// need.
async fn outcomes(shop: &Shop, actor: &Actor) -> Vec<Asked> {
    let mut outcomes = with_orders(shop, actor).await;
    outcomes.extend(with_goods(shop, actor).await);
    outcomes.extend(with_the_shop(shop, actor).await);
    outcomes
}

async fn with_orders(shop: &Shop, actor: &Actor) -> Vec<Asked> {
    use Permission::{ManageOrders, ViewOrders};
    let id = OrderId::generate();
    let all = orders::Filter::default();
    let cancelled = orders::cancel(shop, actor, id, 1, "").await;
    let paid = orders::mark_paid(shop, actor, id, 1).await;
    let refunded = orders::mark_refunded(shop, actor, id, 1).await;
    let listed = orders::list(shop, actor, &all, None, 9).await;
    vec![
        ("cancel", ManageOrders, kind(cancelled)),
        ("mark paid", ManageOrders, kind(paid)),
        ("mark refunded", ManageOrders, kind(refunded)),
        ("list", ViewOrders, kind(listed)),
        (
            "file",
            ViewOrders,
            kind(orders::file(shop, actor, id).await),
        ),
    ]
}

async fn with_goods(shop: &Shop, actor: &Actor) -> Vec<Asked> {
    use Permission::{AdjustStock, ShipOrders};
    let id = OrderId::generate();
    let stock = Adjustment {
        variant: VariantId::generate(),
        seen: 0,
        on_hand: 1,
        reason: MovementReason::Count,
        note: String::new(),
    };
    let queue = orders::to_ship(shop, actor, 9).await;
    let slip = orders::for_packing(shop, actor, id).await;
    let shipped = fulfilment::ship(shop, actor, id, 1, &NewShipment::default()).await;
    let delivered = fulfilment::mark_delivered(shop, actor, ShipmentId::generate()).await;
    let adjusted = inventory::adjust(shop, actor, &stock).await;
    let switched = inventory::set_backorder(shop, actor, VariantId::generate(), true).await;
    let expected = inventory::expect(shop, actor, VariantId::generate(), None).await;
    vec![
        ("queue", ShipOrders, kind(queue)),
        ("packing slip", ShipOrders, kind(slip)),
        ("ship", ShipOrders, kind(shipped)),
        ("delivered", ShipOrders, kind(delivered)),
        ("adjust", AdjustStock, kind(adjusted)),
        ("back-orders", AdjustStock, kind(switched)),
        ("expected goods", AdjustStock, kind(expected)),
    ]
}

async fn with_the_shop(shop: &Shop, actor: &Actor) -> Vec<Asked> {
    use Permission::{
        ManageCatalogue, ManageJobs, ManageSettings, ManageStaff, ModerateReviews, ViewCatalogue,
    };
    let (product, archived) = (ProductId::generate(), ProductStatus::Archived);
    let changes = StaffChanges {
        name: "Ada".to_owned(),
        role: Role::Warehouse,
        active: true,
    };
    let status = catalog::set_status(shop, actor, product, 1, archived).await;
    let category = catalog::delete_category(shop, actor, CategoryId::generate(), 1, None).await;
    let (id, up) = (CategoryId::generate(), catalog::CategoryMove::Up);
    let moved = catalog::move_category(shop, actor, id, "", up).await;
    let these = catalog::Selection::These(vec![product]);
    let archive = catalog::BulkAction::Archive;
    let many = catalog::start_bulk(shop, actor, BulkKey::generate(), &these, &archive).await;
    let undone = catalog::undo_bulk(shop, actor, BulkId::generate()).await;
    let picture = catalog::retry_picture(shop, actor, PictureId::generate()).await;
    let copied = catalog::duplicate_product(shop, actor, product).await;
    let deleted = removal::delete_product(shop, actor, product, 1).await;
    let colleague = staff::update(shop, actor, StaffId::generate(), 1, changes).await;
    let job = jobs::retry(shop, actor, JobId::generate()).await;
    let file = ImportId::generate();
    let import = catalog::import::start(shop, actor, file, catalog::import::Mode::Run).await;
    let undo = shop::undo::import(shop, actor, file).await;
    let task = tasks::cancel(shop, actor, TaskId::generate()).await;
    let review = ReviewId::generate();
    let queue = reviews::list(shop, actor, &reviews::Filter::default(), None, 9).await;
    let found = reviews::find(shop, actor, review).await;
    let shown = reviews::decide(shop, actor, review, 1, &Decision::Approve).await;
    let all_shown = reviews::decide_all(shop, actor, &[], &Decision::Approve).await;
    let answered = reviews::reply(shop, actor, review, 1, "").await;
    let settings = settings::save(shop, actor, &test_settings(), 9).await;
    let synonym = search::delete_synonym(shop, actor, SynonymId::generate(), 1).await;
    let words = SynonymDraft::default();
    let words = search::save_synonym(shop, actor, None, 0, &words).await;
    let list = search::add_pins(shop, actor, "").await;
    let pins = PinsId::generate();
    let pin = search::change_pins(shop, actor, pins, 1, PinChange::Up(product)).await;
    let unpin = search::delete_pins(shop, actor, pins, 1).await;
    let report = search::report(shop, actor, 7).await;
    vec![
        ("delete synonyms", ManageCatalogue, kind(synonym)),
        ("save synonyms", ManageCatalogue, kind(words)),
        ("list of pins", ManageCatalogue, kind(list)),
        ("pin", ManageCatalogue, kind(pin)),
        ("unpin", ManageCatalogue, kind(unpin)),
        ("report of searches", ViewCatalogue, kind(report)),
        ("product status", ManageCatalogue, kind(status)),
        ("delete category", ManageCatalogue, kind(category)),
        ("move category", ManageCatalogue, kind(moved)),
        ("change many products", ManageCatalogue, kind(many)),
        ("undo many changes", ManageCatalogue, kind(undone)),
        ("fetch picture", ManageCatalogue, kind(picture)),
        ("import", ManageCatalogue, kind(import)),
        ("undo import", ManageCatalogue, kind(undo)),
        ("cancel task", ManageCatalogue, kind(task)),
        ("duplicate product", ManageCatalogue, kind(copied)),
        ("delete product", ManageCatalogue, kind(deleted)),
        ("change colleague", ManageStaff, kind(colleague)),
        ("retry job", ManageJobs, kind(job)),
        ("list reviews", ModerateReviews, kind(queue)),
        ("read review", ModerateReviews, kind(found)),
        ("show review", ModerateReviews, kind(shown)),
        ("show reviews", ModerateReviews, kind(all_shown)),
        ("answer review", ModerateReviews, kind(answered)),
        ("save settings", ManageSettings, kind(settings)),
    ]
}

#[shop_test]
async fn each_role_does_its_own_work_and_nothing_else(shop: TestShop) {
    for role in Role::ALL {
        for (name, permission, outcome) in outcomes(&shop, &colleague(role)).await {
            let is_refused = outcome == Some(FailureKind::Forbidden);
            assert_eq!(
                !is_refused,
                role.allows(permission),
                "{role}: {name}: {outcome:?}"
            );
        }
    }
}

#[shop_test]
async fn customers_and_gateways_do_none_of_the_work_of_staff(shop: TestShop) {
    let name = "sandbox".to_owned();
    for actor in [Actor::Customer, Actor::Gateway { name }] {
        for (name, _, outcome) in outcomes(&shop, &actor).await {
            assert_eq!(outcome, Some(FailureKind::Forbidden), "{actor:?}: {name}");
        }
    }
}
