//! `shopwright demo`: a stocked shop to try everything in.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use shop::{
    catalog::ListingQuery,
    staff::{self, NewStaff, Role},
};

use super::{catalogue, described, orders, stock};
use crate::{
    commands::COMMAND_LINE,
    config::{Config, Flags},
    open, serve,
};

/// The same for all three; printed at every start, and only ever used for the demo.
const PASSWORD: &str = "fieldnote-demo";

const STAFF: [(&str, &str, Role); 3] = [
    ("Ada Admin", "admin@fieldnote.example", Role::Administrator),
    (
        "Cora Content",
        "content@fieldnote.example",
        Role::ContentManager,
    ),
    (
        "Walt Warehouse",
        "warehouse@fieldnote.example",
        Role::Warehouse,
    ),
];

pub async fn run(flags: Flags, products: Option<usize>) -> anyhow::Result<ExitCode> {
    let flags = if flags.names_data_dir() {
        flags
    } else {
        flags.with_data_dir(&fresh_folder()?)
    };
    let config = Config::load(&flags)?;
    crate::start_log(&config);
    let listener = serve::bind(&config).await?;
    let shop = open::open(&config).await?;
    let everything = ListingQuery::default();
    let is_stocked = shop::catalog::list(&shop, &everything).await?.total > 0;
    if !is_stocked {
        println!("Stocking the demo shop in {} …", config.data_dir.display());
        decorate(&config.data_dir)?;
        stock::fill(&shop, products).await?;
        described::describe(&shop).await?;
        for (name, email, role) in STAFF {
            let new = NewStaff {
                name: name.to_owned(),
                email: email.to_owned(),
                role,
                password: PASSWORD.to_owned(),
            };
            staff::add(&shop, &COMMAND_LINE, new).await?;
        }
        orders::place_past_ones(&config).await?;
        shop.refresh().await?;
    }
    if is_stocked {
        // The folder may be new although the database is not.
        decorate(&config.data_dir)?;
        stock::keep_pictures(&shop).await?;
    }
    announce(&config)?;
    serve::run(&config, listener, shop, true).await
}

/// The picture of the home page: a file of the theme, as any shop would replace it.
fn decorate(data_dir: &Path) -> anyhow::Result<()> {
    let folder = data_dir.join("theme/assets/storefront");
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(
        folder.join("hero.svg"),
        catalogue::hero_svg(),
    )?)
}

/// A folder of its own for every demo, so that none changes another.
fn fresh_folder() -> anyhow::Result<PathBuf> {
    let base = std::env::current_dir()?;
    (1..1000)
        .map(|number| base.join(format!("demo-data-{number}")))
        .find(|folder| std::fs::create_dir(folder).is_ok())
        .context("no folder for the demo can be made here; name one with --data-dir")
}

fn announce(config: &Config) -> anyhow::Result<()> {
    let address = |path: &str| config.public_url.join(path);
    println!();
    println!("  Shop       {}", config.public_url);
    println!("  Admin      {}", address("admin")?);
    println!("  Warehouse  {}", address("warehouse")?);
    println!("  Mails      {}", address("admin/mail")?);
    println!();
    println!("  Sign in with the password {PASSWORD}");
    for (_, email, role) in STAFF {
        println!("    {:<16} {email}", role.label());
    }
    println!();
    println!(
        "  Pay with the card 4242 4242 4242 4242; other cards are listed on the payment page."
    );
    println!(
        "  Everything is in {}; stop with Ctrl-C.",
        config.data_dir.display()
    );
    println!();
    Ok(())
}
