use shop::{
    Shop,
    ids::StaffId,
    staff::{self, NewStaff, Permission, Role, StaffChanges, StaffError, StaffProblem},
};
use testkit::{TestShop, shop_test};

use super::{PASSWORD, SYSTEM, colleague, hire, is_signed_in, sign_in};

fn as_role(role: Role) -> StaffChanges {
    StaffChanges {
        name: "Ada Lovelace".to_owned(),
        role,
        active: true,
    }
}

async fn demote(shop: &Shop, id: StaffId) -> Result<(), StaffError> {
    staff::update(shop, &SYSTEM, id, 1, as_role(Role::Warehouse)).await
}

#[shop_test]
async fn a_new_colleague_is_listed_and_can_sign_in(shop: TestShop) {
    let id = hire(&shop, "Ada@Example.com", Role::Warehouse).await;

    let token = sign_in(&shop, "ada@example.COM").await;

    let session = staff::session(&shop, &token).await.unwrap().unwrap();
    assert_eq!(session.staff.id, id);
    assert_eq!(session.staff.email.as_str(), "Ada@Example.com");
    assert_eq!(
        staff::list(shop.db.reader()).await.unwrap(),
        [session.staff]
    );
}

#[shop_test]
async fn every_wrong_field_of_a_new_colleague_is_named(shop: TestShop) {
    let new = NewStaff {
        name: "  ".to_owned(),
        password: "1234567890".to_owned(),
        ..colleague("ada at example.com", Role::Warehouse)
    };

    let outcome = staff::add(&shop, &SYSTEM, new).await;

    let Err(StaffError::Invalid(problems)) = outcome else {
        panic!("{outcome:?}");
    };
    let expected = [
        ("name", StaffProblem::NameMissing),
        ("email", StaffProblem::EmailInvalid),
        ("password", StaffProblem::PasswordCommon),
    ];
    assert_eq!(problems, expected);
}

#[shop_test]
async fn two_colleagues_cannot_share_a_mail_address(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;

    let second = colleague("ADA@example.com", Role::Administrator);
    let outcome = staff::add(&shop, &SYSTEM, second).await;

    let Err(StaffError::Invalid(problems)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(problems, [("email", StaffProblem::EmailTaken)]);
}

#[shop_test]
async fn only_administrators_change_the_staff(shop: TestShop) {
    let boss = hire(&shop, "boss@example.com", Role::Administrator).await;
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;
    let ada = staff::session(&shop, &token)
        .await
        .unwrap()
        .unwrap()
        .actor();

    let adding = staff::add(&shop, &ada, colleague("eve@example.com", Role::Warehouse)).await;
    let changing = staff::update(&shop, &ada, boss, 1, as_role(Role::Warehouse)).await;
    let password = staff::change_password(&shop, &ada, boss, "another long password").await;

    for refused in [adding.err(), changing.err(), password.err()] {
        let Some(StaffError::Forbidden(forbidden)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(forbidden.permission, Permission::ManageStaff);
    }
}

#[shop_test]
async fn a_new_role_ends_the_sessions_and_a_new_name_does_not(shop: TestShop) {
    hire(&shop, "boss@example.com", Role::Administrator).await;
    let ada = hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;

    let renamed = StaffChanges {
        name: "Ada King".to_owned(),
        ..as_role(Role::Warehouse)
    };
    staff::update(&shop, &SYSTEM, ada, 1, renamed)
        .await
        .unwrap();
    let session = staff::session(&shop, &token).await.unwrap().unwrap();
    assert_eq!(
        (session.staff.name.as_str(), session.staff.version),
        ("Ada King", 2)
    );

    let promoted = as_role(Role::ContentManager);
    staff::update(&shop, &SYSTEM, ada, 2, promoted)
        .await
        .unwrap();
    assert!(!is_signed_in(&shop, &token).await);
}

#[shop_test]
async fn a_colleague_who_left_is_signed_out_and_stays_out(shop: TestShop) {
    hire(&shop, "boss@example.com", Role::Administrator).await;
    let ada = hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;

    let gone = StaffChanges {
        active: false,
        ..as_role(Role::Warehouse)
    };
    staff::update(&shop, &SYSTEM, ada, 1, gone).await.unwrap();

    assert!(!is_signed_in(&shop, &token).await);
    let again = staff::sign_in(&shop, "ada@example.com", PASSWORD, super::CLIENT).await;
    assert!(matches!(again, Err(staff::SignInError::Wrong)), "{again:?}");
}

#[shop_test]
async fn the_second_of_two_editors_is_told_that_the_first_was_faster(shop: TestShop) {
    hire(&shop, "boss@example.com", Role::Administrator).await;
    let ada = hire(&shop, "ada@example.com", Role::Warehouse).await;

    let first = staff::update(&shop, &SYSTEM, ada, 1, as_role(Role::ContentManager)).await;
    let second = staff::update(&shop, &SYSTEM, ada, 1, as_role(Role::Administrator)).await;

    first.unwrap();
    assert!(matches!(second, Err(StaffError::Stale)), "{second:?}");
}

#[shop_test]
async fn the_last_administrator_cannot_be_demoted_or_switched_off(shop: TestShop) {
    let boss = hire(&shop, "boss@example.com", Role::Administrator).await;
    let off = StaffChanges {
        active: false,
        ..as_role(Role::Administrator)
    };

    let demoted = demote(&shop, boss).await;
    let switched_off = staff::update(&shop, &SYSTEM, boss, 1, off).await;

    assert!(
        matches!(demoted, Err(StaffError::LastAdministrator)),
        "{demoted:?}"
    );
    assert!(
        matches!(switched_off, Err(StaffError::LastAdministrator)),
        "{switched_off:?}"
    );
    assert!(is_signed_in(&shop, &sign_in(&shop, "boss@example.com").await).await);
}

#[shop_test]
async fn two_administrators_who_demote_each_other_at_once_leave_one(shop: TestShop) {
    let one = hire(&shop, "one@example.com", Role::Administrator).await;
    let two = hire(&shop, "two@example.com", Role::Administrator).await;

    let outcomes = tokio::join!(demote(&shop, one), demote(&shop, two));

    let refused = [outcomes.0, outcomes.1]
        .iter()
        .filter(|outcome| matches!(outcome, Err(StaffError::LastAdministrator)))
        .count();
    assert_eq!(refused, 1);
    let staff = staff::list(shop.db.reader()).await.unwrap();
    let left = staff.iter().filter(|one| one.role == Role::Administrator);
    assert_eq!(left.count(), 1);
}

#[shop_test]
async fn everybody_may_change_their_own_password_which_ends_their_sessions(shop: TestShop) {
    let ada = hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;
    let actor = staff::session(&shop, &token)
        .await
        .unwrap()
        .unwrap()
        .actor();

    let weak = staff::change_password(&shop, &actor, ada, "short").await;
    let good = staff::change_password(&shop, &actor, ada, "another long password").await;

    assert!(matches!(weak, Err(StaffError::Invalid(_))), "{weak:?}");
    good.unwrap();
    assert!(!is_signed_in(&shop, &token).await);
    let with_old = staff::sign_in(&shop, "ada@example.com", PASSWORD, super::CLIENT).await;
    assert!(with_old.is_err());
    let with_new = staff::sign_in(
        &shop,
        "ada@example.com",
        "another long password",
        super::CLIENT,
    )
    .await;
    assert!(with_new.is_ok());
}
