//! The gateways this process can talk to.

use std::sync::Arc;

use payments::{Gateway, Manual, sandbox::SandboxGateway};

use super::bank::SandboxBank;
use crate::Settings;

/// Bank transfer, marked paid by staff.
pub const MANUAL: &str = "manual";
/// The pretend payment provider.
pub const SANDBOX: &str = "sandbox";

/// Every gateway that is built in; which of them is offered, the settings say.
#[derive(Clone)]
pub struct Gateways {
    all: Vec<Arc<dyn Gateway>>,
    pub sandbox_access: SandboxAccess,
}

/// What the pretend provider needs to play its part.
#[derive(Clone)]
pub struct SandboxAccess {
    pub bank: Arc<SandboxBank>,
    /// Signs its webhooks.
    pub secret: String,
    pub http: reqwest::Client,
}

impl Gateways {
    /// `pages` is the absolute address below which the pretend provider has its hosted pages.
    pub fn new(sandbox_access: SandboxAccess, pages: &str) -> Self {
        let sandbox = SandboxGateway::new(
            sandbox_access.bank.clone(),
            sandbox_access.secret.clone(),
            pages,
        );
        Self {
            all: vec![Arc::new(Manual), Arc::new(sandbox)],
            sandbox_access,
        }
    }

    /// With this gateway, instead of the one of the same name if there is one.
    #[must_use]
    pub fn with(mut self, gateway: Arc<dyn Gateway>) -> Self {
        self.all.retain(|other| other.name() != gateway.name());
        self.all.push(gateway);
        self
    }

    /// A gateway by its name, whether it is offered or not: old payments still need it.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Gateway>> {
        self.all.iter().find(|gateway| gateway.name() == name)
    }

    /// The payment methods that a customer may choose from now.
    pub fn offered(settings: &Settings) -> Vec<&'static str> {
        let sandbox = settings.sandbox_payments.then_some(SANDBOX);
        let manual = settings.bank_transfer.is_some().then_some(MANUAL);
        sandbox.into_iter().chain(manual).collect()
    }
}
