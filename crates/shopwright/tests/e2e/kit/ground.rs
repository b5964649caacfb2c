//! What a shop stands on: a folder, and on PostgreSQL a database. Gone after the test.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use db::{Db, DbOptions};
use shop::{
    Clock, Settings, Shop, Snapshot,
    payments::{Gateways, SandboxAccess, SandboxBank},
    settings::{self, BankTransfer},
};
use tempfile::TempDir;
use testkit::{Engine, TestDatabase};
use url::Url;

use super::records::TEST;

/// The only product of a small shop.
pub const MUG: &str = "blue-mug";

pub struct Ground {
    folder: TempDir,
    /// `None`: SQLite, in the data folder.
    database: Option<TestDatabase>,
}

/// A command that ended.
#[derive(Debug)]
pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ground {
    /// Nothing at all: no schema, no data folder.
    pub async fn empty(engine: Engine) -> Self {
        let folder = TempDir::with_prefix("shopwright-e2e-").expect("there is room for a test");
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(TestDatabase::empty().await),
        };
        Self { folder, database }
    }

    /// A shop with both ways to pay and one product, [`MUG`], of which `stock` are there.
    pub async fn with_mugs(engine: Engine, stock: u32) -> Self {
        let ground = Self::empty(engine).await;
        let file = ground.write(
            "mugs.csv",
            &format!(
                "Handle,Title,Published,Variant SKU,Variant Inventory Tracker,\
                 Variant Inventory Qty,Variant Inventory Policy,Variant Price\n\
                 {MUG},Blue mug,true,MUG-BLUE,shopify,{stock},deny,12.50\n"
            ),
        );
        ground.import(&file).assert_success();
        let shop = ground.open().await;
        settings::save(&shop, &TEST, &both_ways_to_pay(), 0)
            .await
            .expect("the settings are right");
        shop.db.close().await.expect("the database closes");
        ground
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Puts a file into the folder in which commands run.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, content).expect("there is room for a file");
        path
    }

    /// The binary, with this shop's database and folder and nothing else of the surroundings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shopwright"));
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("SHOPWRIGHT_DATA_DIR", self.data_dir())
            .env("SHOPWRIGHT_RATE_LIMITS", "off")
            .stdin(Stdio::null());
        if let Some(database) = &self.database {
            command.env("DATABASE_URL", database.options().url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        finish(self.command(arguments))
    }

    pub fn import(&self, file: &Path) -> Finished {
        let file = file.to_str().expect("paths of tests are text");
        self.run(&["import", "shopify", file])
    }

    /// # Panics
    /// When the books do not balance, with what `shopwright audit` says.
    #[track_caller]
    pub fn assert_books_balance(&self) {
        let audit = self.run(&["audit"]);
        audit.assert_success();
        assert!(!audit.stdout.contains("BROKEN"), "{}", audit.stdout);
        assert!(
            audit.stdout.lines().count() >= 4,
            "too little checked: {}",
            audit.stdout
        );
    }

    /// The shop as one more process sees it, for looking at what no page shows.
    pub async fn open(&self) -> Shop {
        let nowhere = Url::parse("http://shop.test/").expect("this is an address");
        self.open_at(Clock::system(), nowhere).await
    }

    /// The same at another time, and for customers who reach it at this address.
    pub async fn open_at(&self, clock: Clock, public_url: Url) -> Shop {
        let options = match &self.database {
            Some(database) => database.options(),
            None => DbOptions::sqlite(&self.data_dir().join("shop.db")),
        };
        let db = Db::open(options).await.expect("the database opens");
        let secret = shop::secrets::load(&db, "sandbox", "made by nobody yet".to_owned()).await;
        let access = SandboxAccess {
            bank: Arc::new(SandboxBank {
                db: db.clone(),
                clock: clock.clone(),
            }),
            secret: secret.expect("the secret can be read"),
            http: reqwest::Client::new(),
        };
        let snapshot = Snapshot::load(&db).await.expect("the shop can be read");
        Shop::new(shop::Parts {
            mailer: mail::Mailer::outbox(self.data_dir().join("outbox")),
            media: media::Store::new(self.data_dir().join("media")),
            search: shop::search::Search::in_folder(self.data_dir().join("search")),
            fetcher: media::Fetcher::new(),
            gateways: Gateways::new(access, &format!("{public_url}sandbox/payments")),
            public_url,
            rate_limits: false,
            db,
            clock,
            snapshot,
        })
    }
}

impl Finished {
    /// # Panics
    /// When the exit code is not 0, with everything the command said.
    #[track_caller]
    pub fn assert_success(&self) {
        assert_eq!(self.code, 0, "{}\n{}", self.stdout, self.stderr);
    }
}

/// Waits for a command and takes down what it says.
pub fn finish(mut command: Command) -> Finished {
    let output = command.output().expect("the binary starts");
    Finished {
        // A command that was ended by a signal has no code.
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn both_ways_to_pay() -> Settings {
    Settings {
        shop_name: "Mugs and more".to_owned(),
        bank_transfer: Some(BankTransfer {
            account_holder: "Mugs and more".to_owned(),
            iban: "DE02120300000000202051".to_owned(),
            bic: "BYLADEM1001".to_owned(),
            bank_name: "Test bank".to_owned(),
        }),
        sandbox_payments: true,
        ..Settings::initial()
    }
}
