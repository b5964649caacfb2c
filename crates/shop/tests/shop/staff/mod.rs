//! The people who run the shop.

mod members;
mod sessions;
mod setup;
mod throttle;

use shop::{
    Shop, Token,
    ids::StaffId,
    staff::{self, Actor, NewStaff, Role, SignInError},
};

const SYSTEM: Actor = Actor::System { what: "test" };
const PASSWORD: &str = "correct horse battery staple";
const CLIENT: &str = "203.0.113.7";

fn colleague(email: &str, role: Role) -> NewStaff {
    NewStaff {
        name: "Ada Lovelace".to_owned(),
        email: email.to_owned(),
        role,
        password: PASSWORD.to_owned(),
    }
}

async fn hire(shop: &Shop, email: &str, role: Role) -> StaffId {
    staff::add(shop, &SYSTEM, colleague(email, role))
        .await
        .unwrap()
}

async fn sign_in(shop: &Shop, email: &str) -> Token {
    staff::sign_in(shop, email, PASSWORD, CLIENT).await.unwrap()
}

/// Tries a wrong password.
async fn guess(shop: &Shop, email: &str, client: &str) -> SignInError {
    staff::sign_in(shop, email, "a wrong password", client)
        .await
        .unwrap_err()
}

async fn is_signed_in(shop: &Shop, token: &Token) -> bool {
    staff::session(shop, token).await.unwrap().is_some()
}
