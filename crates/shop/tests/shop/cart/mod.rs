//! What customers put into their carts.

mod lines;
mod prices;
mod retention;

use shop::{
    Shop, Token,
    cart::{self, Cart, CartView, LineProblem},
    ids::CartLineId,
};

/// The cart of a token.
async fn stored(shop: &Shop, token: &Token) -> Cart {
    cart::find(shop, token).await.unwrap().unwrap()
}

async fn view(shop: &Shop, token: &Token) -> CartView {
    let cart = stored(shop, token).await;
    cart::view(shop, &cart).await.unwrap()
}

/// Units of each line.
async fn quantities(shop: &Shop, token: &Token) -> Vec<u32> {
    let lines = stored(shop, token).await.lines.into_iter();
    lines.map(|line| line.quantity.get()).collect()
}

async fn first_line(shop: &Shop, token: &Token) -> CartLineId {
    stored(shop, token).await.lines[0].id
}

async fn problems(shop: &Shop, token: &Token) -> Vec<Option<LineProblem>> {
    let lines = view(shop, token).await.lines.into_iter();
    lines.map(|line| line.problem).collect()
}
