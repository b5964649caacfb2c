//! The shop of one test.

use std::{
    ops::Deref,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use chrono::{TimeDelta, TimeZone, Utc};
use db::Db;
use shop::{
    Clock, Settings, Shop, Snapshot, Timestamp,
    ids::StaffId,
    inventory::{self, Adjustment, MovementReason},
    jobs,
    payments::{Gateways, SandboxAccess, SandboxBank},
    settings::{self, BankTransfer},
    staff::{self, Actor, NewStaff, Role},
};
use tempfile::TempDir;
use url::Url;

use crate::{Engine, TestDatabase, products::ProductBuilder};

/// Who prepares a test's shop.
pub(crate) const TEST: Actor = Actor::System { what: "test" };

/// Of everybody whom [`TestShop::hire`] adds.
pub(crate) const PASSWORD: &str = "a password for tests";

/// Where customers reach a test's shop; the name leads to the door of this process.
pub(crate) const PUBLIC_URL: &str = "http://shop.test/";

/// Where the pretend bank has its pages.
#[cfg(feature = "http")]
const BANK: &str = web::routes::SANDBOX_PAGES;
#[cfg(not(feature = "http"))]
const BANK: &str = "/sandbox/payments";

/// A shop with nothing in it but its settings. Cheap to clone; gone with the last clone.
#[derive(Clone)]
pub struct TestShop(Arc<Parts>);

struct Parts {
    shop: Shop,
    // Behind the shop, so that its connections are gone before what they lead to.
    database: TestDatabase,
    folder: TempDir,
    may_leave_jobs: AtomicBool,
    #[cfg(feature = "http")]
    router: axum::Router,
}

/// 2026-03-02, a Monday, 10:00 UTC; 11:00 in the shop's time zone.
///
/// # Panics
/// Never: there is such a moment.
pub fn start_of_time() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 2, 10, 0, 0)
        .single()
        .expect("there is such a moment")
}

/// Euros with tax inside, Germany at 19 % and 4.90, Austria at 20 % and 9.90, both ways to pay.
pub fn test_settings() -> Settings {
    let mut settings = Settings::initial();
    "Test shop".clone_into(&mut settings.shop_name);
    settings
        .countries
        .retain(|rules| ["DE", "AT"].contains(&rules.country.to_string().as_str()));
    settings.bank_transfer = Some(BankTransfer {
        account_holder: "Test shop".to_owned(),
        iban: "DE02120300000000202051".to_owned(),
        bic: "BYLADEM1001".to_owned(),
        bank_name: "Test bank".to_owned(),
    });
    settings.sandbox_payments = true;
    settings
}

/// Runs one test on one engine; what `#[shop_test]` calls.
///
/// # Panics
/// When the test fails, or leaves jobs behind.
pub fn run(engine: Engine, test: impl AsyncFnOnce(TestShop)) {
    if engine.is_left_out() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(async {
        let shop = TestShop::start(engine).await;
        test(shop.clone()).await;
        shop.assert_no_jobs_left().await;
        shop.db.close().await.expect("the database closes");
    });
}

impl TestShop {
    /// # Panics
    /// When there is no database for it.
    pub async fn start(engine: Engine) -> Self {
        // Once per process; a second time it is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = TempDir::with_prefix("shop-test-").expect("there is room for a test");
        let database = TestDatabase::create(engine, folder.path()).await;
        let db = Db::open(database.options())
            .await
            .expect("the test database opens");
        #[cfg(feature = "http")]
        let door = crate::http::Door::open();
        let http = reqwest::Client::builder().no_proxy();
        #[cfg(feature = "http")]
        let http = http.resolve("shop.test", door.address);

        let http = http.build().expect("a client needs no more");
        let shop = open(db, Clock::still(start_of_time()), http, folder.path()).await;
        settings::save(&shop, &TEST, &test_settings(), 0)
            .await
            .expect("the settings of tests are right");

        #[cfg(feature = "http")]
        let router = crate::http::router(&shop);
        #[cfg(feature = "http")]
        door.serve(router.clone());
        Self(Arc::new(Parts {
            shop,
            database,
            folder,
            may_leave_jobs: false.into(),
            #[cfg(feature = "http")]
            router,
        }))
    }

    /// A shop with nothing in it, on the same engine.
    ///
    /// # Panics
    /// When there is no database for it.
    pub async fn another(&self) -> Self {
        Self::start(match self.db.engine() {
            db::Engine::Sqlite => Engine::Sqlite,
            db::Engine::Postgres => Engine::Postgres,
        })
        .await
    }

    #[cfg(feature = "http")]
    pub(crate) fn router(&self) -> &axum::Router {
        &self.0.router
    }

    /// What use cases take; `&TestShop` also does.
    pub fn shop(&self) -> &Shop {
        &self.0.shop
    }

    /// The same shop as a second process sees it: other connections, its own memory, same clock.
    ///
    /// # Panics
    /// When the database cannot be opened once more.
    pub async fn second_process(&self) -> Shop {
        let db = Db::open(self.0.database.options()).await;
        let db = db.expect("the test database opens once more");
        let http = self.gateways.sandbox_access.http.clone();
        open(db, self.clock.clone(), http, self.0.folder.path()).await
    }

    /// # Panics
    /// Never: tests do not live that long.
    pub fn advance(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    /// For a test that ends in the middle of things.
    pub fn may_leave_jobs(&self) {
        self.0.may_leave_jobs.store(true, Relaxed);
    }

    /// Runs every due job, and those that they write, until none is left.
    ///
    /// # Panics
    /// When a job ends parked, with its error.
    pub async fn run_jobs(&self) {
        jobs::run_due(self, &shop::work::registry())
            .await
            .expect("jobs can be read");
        self.assert_no_parked_jobs().await;
    }

    /// Runs every sweep once, whatever its period.
    ///
    /// # Panics
    /// When one fails.
    pub async fn run_due_sweeps(&self) {
        for sweep in shop::work::sweeps() {
            let outcome = (sweep.run)(self.shop().clone()).await;
            outcome.unwrap_or_else(|error| panic!("the sweep {}: {error}", sweep.name));
        }
    }

    async fn assert_no_parked_jobs(&self) {
        let parked = jobs::list(self, jobs::State::Parked, 1).await;
        let parked = parked.expect("jobs can be read");
        let Some(job) = parked.into_iter().next() else {
            return;
        };
        let error = job.error.unwrap_or_default();
        panic!("a job of kind {} is parked: {error}", job.kind);
    }

    async fn assert_no_jobs_left(&self) {
        if self.0.may_leave_jobs.load(Relaxed) {
            return;
        }
        self.assert_no_parked_jobs().await;
        let now = self.clock.now();
        let ready = jobs::list(self, jobs::State::Ready, 10).await;
        for job in ready.expect("jobs can be read") {
            assert!(
                job.run_at > now,
                "the test leaves a job of kind {} behind: call run_jobs or may_leave_jobs",
                job.kind
            );
        }
    }

    /// A product to be; see [`ProductBuilder`].
    pub fn product(&self, title: &str) -> ProductBuilder {
        ProductBuilder::new(self.clone(), title)
    }

    /// Units that can be sold.
    ///
    /// # Panics
    /// When the variant has no stock record.
    pub async fn available(&self, variant: shop::ids::VariantId) -> i64 {
        self.stock(variant).await.available()
    }

    /// # Panics
    /// When the variant has no stock record.
    pub async fn stock(&self, variant: shop::ids::VariantId) -> inventory::Availability {
        let levels = inventory::availability(self.db.reader(), &[variant]).await;
        let levels = levels.expect("stock can be read");
        *levels
            .get(&variant)
            .expect("the variant has a stock record")
    }

    /// Counts the stock of a variant.
    ///
    /// # Panics
    /// When so many are promised to customers already.
    pub async fn set_stock(&self, variant: shop::ids::VariantId, on_hand: i64) {
        let adjustment = Adjustment {
            variant,
            seen: self.stock(variant).await.on_hand,
            on_hand,
            reason: MovementReason::Count,
            note: String::new(),
        };
        let outcome = inventory::adjust(self, &TEST, &adjustment).await;
        outcome.expect("the stock can be set");
    }

    /// Adds a colleague named after the role, who signs in as `administrator@example.com`,
    /// `content_manager@example.com` or `warehouse@example.com`.
    ///
    /// # Panics
    /// When there is one already.
    pub async fn hire(&self, role: Role) -> StaffId {
        let new = NewStaff {
            name: role.label().to_owned(),
            email: format!("{role}@example.com"),
            role,
            password: PASSWORD.to_owned(),
        };
        let added = staff::add(self, &TEST, new).await;
        added.expect("the colleague is the first of this role")
    }

    /// Mails in the outbox, newest first.
    ///
    /// # Panics
    /// When the outbox cannot be read.
    pub async fn mails(&self) -> Vec<mail::outbox::StoredMail> {
        let outbox = self.mailer.outbox_dir().expect("mail goes to an outbox");
        let list = mail::outbox::list(outbox, 100, None).await;
        list.expect("the outbox can be read")
    }

    /// The headers of a mail, each on one line.
    ///
    /// # Panics
    /// When the outbox cannot be read.
    pub fn head_of(&self, mail: &mail::outbox::StoredMail) -> String {
        let outbox = self.mailer.outbox_dir().expect("mail goes to an outbox");
        let file = outbox.join(format!("{}.eml", mail.id));
        let text = std::fs::read_to_string(file);
        let text = text.expect("the mail is there");
        let (head, _) = text.split_once("\r\n\r\n").expect("a mail has a head");
        head.replace("\r\n ", " ")
    }
}

impl Deref for TestShop {
    type Target = Shop;

    fn deref(&self) -> &Shop {
        &self.0.shop
    }
}

async fn open(db: Db, clock: Clock, http: reqwest::Client, folder: &Path) -> Shop {
    let public_url = Url::parse(PUBLIC_URL).expect("this is an address");
    let pages = public_url.join(BANK).expect("this is an address");
    let access = SandboxAccess {
        bank: Arc::new(SandboxBank {
            db: db.clone(),
            clock: clock.clone(),
        }),
        secret: "the secret of the pretend bank".to_owned(),
        http,
    };
    let snapshot = Snapshot::load(&db).await.expect("a new shop can be read");
    Shop::new(shop::Parts {
        db,
        clock,
        mailer: mail::Mailer::outbox(folder.join("outbox")),
        media: media::Store::new(folder.join("media")),
        search: shop::search::Search::in_folder(folder.join("search")),
        rate_limits: true,
        fetcher: media::Fetcher::allowing_local(),
        gateways: Gateways::new(access, pages.as_str()),
        public_url,
        snapshot,
    })
}
