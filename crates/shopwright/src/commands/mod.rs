//! Commands that do one thing and end.

mod export;
mod import;

use std::{
    io::{BufRead, IsTerminal},
    process::ExitCode,
};

use anyhow::{Context, ensure};
use shop::{
    migrations::Migrations,
    search::{self, Lag, Reindexed},
    staff::{self, Actor, NewStaff, Role, StaffError},
};

use crate::{config::Config, open};

pub use export::export;
pub use import::import;

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
pub async fn audit(config: &Config, lag: Lag) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let checks = shop::audit::audit(&shop, lag).await?;
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

/// Here, or by the shops that have the index open.
pub async fn reindex(config: &Config) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let outcome = search::reindex(&shop).await;
    shop.db.close().await?;
    match outcome? {
        Reindexed::Here { products } => {
            println!("The search index is new; {products} products are in it.");
        }
        Reindexed::ByOthers => println!(
            "A running shop has the search index open. It was told to build a new one, and answers from the old \
             one until it is there."
        ),
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn add_staff(
    config: &Config,
    name: String,
    email: String,
    role: Role,
) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let new = NewStaff {
        password: read_password(&email)?,
        name,
        email,
        role,
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

/// Typed twice and not shown at a terminal; else a line of the standard input, for scripts.
fn read_password(email: &str) -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("no password was given")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |prompt: String| {
        rpassword::prompt_password(prompt).context("the password cannot be read from the terminal")
    };
    let password = ask(format!("Password for {email} (10 characters or more): "))?;
    let again = ask("The same again: ".to_owned())?;
    ensure!(
        password == again,
        "the two passwords differ; nobody was added"
    );
    Ok(password)
}
