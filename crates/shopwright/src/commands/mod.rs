//! Commands that do one thing and end.

mod import;

use std::{io::BufRead, process::ExitCode};

use anyhow::Context;
use shop::{
    migrations::Migrations,
    staff::{self, Actor, NewStaff, Role, StaffError},
};

use crate::{config::Config, open};

pub use import::import_shopify;

/// Who acts when a command of the command line changes something.
pub const COMMAND_LINE: Actor = Actor::System {
    what: "command line",
};

pub async fn migrate(config: &Config) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let status = shop.db.migration_status::<Migrations>().await?;
    println!(
        "The schema is up to date ({} migrations pending).",
        status.pending
    );
    shop.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Prints every rule with what breaks it.
pub async fn audit(config: &Config) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let checks = shop::audit::audit(&shop).await?;
    for check in &checks {
        let verdict = if check.findings.is_empty() {
            "ok"
        } else {
            "BROKEN"
        };
        println!("{verdict:>6}  {}", check.rule);
        for finding in &check.findings {
            println!("        {finding}");
        }
    }
    shop.db.close().await?;
    let is_clean = checks.iter().all(|check| check.findings.is_empty());
    Ok(ExitCode::from(u8::from(!is_clean)))
}

pub async fn add_staff(
    config: &Config,
    name: String,
    email: String,
    role: Role,
) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    eprintln!("Password for {email} (10 characters or more), then Enter:");
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .context("no password was given")?;
    let new = NewStaff {
        name,
        email,
        role,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
    };
    let outcome = staff::add(&shop, &COMMAND_LINE, new).await;
    shop.db.close().await?;
    match outcome {
        Ok(_) => {
            println!("Added. They sign in at {}admin/sign-in", config.public_url);
            Ok(ExitCode::SUCCESS)
        }
        Err(StaffError::Invalid(problems)) => {
            for (field, problem) in problems {
                eprintln!("{field}: {problem}");
            }
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}
