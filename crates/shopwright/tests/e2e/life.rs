//! A process from its first start to its orderly end.

use std::time::Duration;

use futures_util::future::join;
use testkit::{Engine, Page};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::kit::{Client, Ground, Server, ground::MUG, shopper};

on_both_engines!(
    the_first_start_prints_a_link_that_makes_one_administrator,
    a_shop_says_that_it_is_up_and_ready,
    a_shop_told_to_stop_finishes_what_it_is_doing,
);

async fn the_first_start_prints_a_link_that_makes_one_administrator(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let server = Server::start(&ground).await;
    let link = setup_link(&server).expect("an empty shop prints a link");
    let mut first = Client::new(&server);

    let page = first.get(&link).await.unwrap();
    page.assert_status(200);
    let answer = first.submit(&filled_in(&page, "ada@shop.example")).await;
    answer.unwrap().assert_status(303);
    let admin = first.get("/admin").await.unwrap();
    admin.assert_status(200).assert_says("Ada");

    // The same form once more, by somebody who kept it open.
    let mut second = Client::new(&server);
    let again = second.submit(&filled_in(&page, "eve@shop.example")).await;
    assert!(again.unwrap().status.is_client_error());
    let admin = second.get("/admin").await.unwrap();
    assert!(admin.location().starts_with("/admin/sign-in"));
    drop(server);
    let server = Server::start(&ground).await;
    assert_eq!(setup_link(&server), None);
}

/// The address below `/admin/setup/` among what was printed at the start.
fn setup_link(server: &Server) -> Option<String> {
    let said = server.stdout();
    let link = said
        .split_whitespace()
        .find(|word| word.contains("/admin/setup/"))?;
    assert!(
        link.starts_with(server.origin.as_str()),
        "{link} leads elsewhere"
    );
    Some(link.to_owned())
}

fn filled_in(page: &Page, email: &str) -> testkit::Form {
    let css = "form:has(input[type='password'])";
    let mut form = page.form(css);
    for (token, value) in [("name", "Ada"), ("email", email), ("username", email)] {
        let field = format!("{css} [autocomplete~='{token}']");
        if let Some(name) = page.attributes(&field, "name").first() {
            form = form.with(name, value);
        }
    }
    for name in page.attributes(&format!("{css} input[type='password']"), "name") {
        form = form.with(&name, "correct horse battery");
    }
    form
}

async fn a_shop_says_that_it_is_up_and_ready(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let server = Server::start(&ground).await;
    let mut client = Client::new(&server);

    let healthz = client.get("/healthz").await.unwrap();
    let readyz = client.get("/readyz").await.unwrap();

    healthz.assert_status(200);
    readyz.assert_status(200);
}

async fn a_shop_told_to_stop_finishes_what_it_is_doing(engine: Engine) {
    let ground = Ground::with_mugs(engine, 10).await;
    let mut server = Server::start(&ground).await;
    let mut client = Client::new(&server);
    let product = client.get(&format!("/products/{MUG}")).await.unwrap();
    let form = product.form("form[action='/cart/lines']");
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&form.fields)
        .finish();
    let mut request = Halfway::start(&server, "/cart/lines", &body).await;

    server.ask_to_stop();
    // No new customers are let in: that is how one sees that the signal arrived.
    crate::kit::eventually("the door closes", Duration::from_secs(20), || async {
        TcpStream::connect(server.address).await.err()
    })
    .await;
    let answer = request.finish(&body).await;
    let status = server.ends().await;

    assert_eq!(status.code(), Some(0), "{}", server.stderr());
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: cart="))
        .and_then(|rest| rest.split(';').next())
        .expect("the customer gets a cart");
    let server = Server::start(&ground).await;
    let mut client = Client::new(&server).with_cookie("cart", cookie);
    client.get("/cart").await.unwrap().assert_says("Blue mug");
}

/// A request that the shop is working on, while its body is still on the way.
struct Halfway(BufReader<TcpStream>);

impl Halfway {
    async fn start(server: &Server, path: &str, body: &str) -> Self {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n",
            server.address,
            body.len(),
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        // The shop says so when it starts to read the body.
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("HTTP/1.1 100"), "{line}");
        stream.read_line(&mut line).await.unwrap();
        Self(stream)
    }

    async fn finish(&mut self, body: &str) -> String {
        self.0.get_mut().write_all(body.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        self.0.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// Several processes are started on a new database at the same moment; its schema is made once.
#[test]
fn two_processes_start_on_one_empty_database_at_once() {
    crate::kit::run(Engine::Postgres, |engine| async move {
        let ground = Ground::empty(engine).await;

        let (one, other) = join(Server::start(&ground), Server::start(&ground)).await;

        for server in [&one, &other] {
            let page = Client::new(server).get("/").await.unwrap();
            page.assert_status(200);
        }
        let migrate = ground.run(&["migrate"]);
        migrate.assert_success();
        assert!(migrate.stdout.contains("0 migrations pending"));
        ground.assert_books_balance();
    });
}

/// A cart made at one process is there at the other.
#[test]
fn a_customer_may_be_served_by_another_process_at_every_step() {
    crate::kit::run(Engine::Postgres, |engine| async move {
        let ground = Ground::with_mugs(engine, 10).await;
        let (one, other) = join(Server::start(&ground), Server::start(&ground)).await;
        let mut client = Client::new(&one);

        let cart = shopper::fill_cart(&mut client, MUG).await.unwrap();
        cart.assert_says("Blue mug");
        let mut client = client.at(&other);
        let page = shopper::to_payment(&mut client).await.unwrap();
        let mut client = client.at(&one);
        let answer = client.submit(&shopper::order_form(&page, "manual")).await;
        let answer = answer.unwrap();

        let order = shopper::order_token(answer.assert_status(303).location());
        let page = client.at(&other).get(&format!("/orders/{order}")).await;
        page.unwrap().assert_status(200).assert_says("Blue mug");
    });
}
