//! The attribute `#[shop_test]`; see the crate `testkit`.

use proc_macro::{TokenStream, TokenTree};

/// Makes two tests of `async fn name(shop: TestShop)`: `name::sqlite` and `name::postgres`.
///
/// The function itself stays an ordinary one, so the compiler and rustfmt see it as it is written.
#[proc_macro_attribute]
pub fn shop_test(attributes: TokenStream, function: TokenStream) -> TokenStream {
    if !attributes.is_empty() {
        return error("shop_test takes no arguments");
    }
    let Some(name) = name_of(&function) else {
        return error("shop_test goes before `async fn name(shop: TestShop)`");
    };
    // A module and a function may have the same name: they live in different namespaces.
    let tests = format!(
        "mod {name} {{
            #[test]
            fn sqlite() {{
                ::testkit::run(::testkit::Engine::Sqlite, super::{name});
            }}

            #[test]
            fn postgres() {{
                ::testkit::run(::testkit::Engine::Postgres, super::{name});
            }}
        }}"
    );
    match tests.parse::<TokenStream>() {
        Ok(tests) => [function, tests].into_iter().collect(),
        Err(problem) => error(&problem.to_string()),
    }
}

/// The identifier after `async fn`.
fn name_of(function: &TokenStream) -> Option<String> {
    let words: Vec<String> = function
        .clone()
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(word) => word.to_string(),
            _ => String::new(),
        })
        .collect();
    words.windows(3).find_map(|words| match words {
        [first, second, name] if first == "async" && second == "fn" => Some(name.clone()),
        _ => None,
    })
}

fn error(message: &str) -> TokenStream {
    format!("compile_error!({message:?});")
        .parse()
        .unwrap_or_default()
}
