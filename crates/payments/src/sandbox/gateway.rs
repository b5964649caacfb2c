//! The shop's adapter to the pretend provider.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use commerce::Money;

use super::bank::{self, BankError, CaptureMode, NewPayment, SandboxPayment, SandboxState};
use super::webhook::{self, SIGNATURE_HEADER, digest};
use crate::gateway::{
    CreatePayment, CreatedPayment, Gateway, GatewayError, GatewayRef, IdempotencyKey, NextStep,
    Snapshot, SnapshotStatus, WebhookError, WebhookEvent,
};

/// The provider's API: whoever keeps its books implements this with the rules of [`super::bank`].
///
/// Each call is one transaction, and the webhooks that come out of the rules are stored in it to be sent after.
#[async_trait]
pub trait Bank: Send + Sync {
    /// The payment of this key, a fresh one if there is none; see [`super::bank::create`] and
    /// [`super::bank::check_replay`].
    async fn create(&self, request: NewPayment) -> Result<SandboxPayment, BankError>;
    async fn get(&self, id: &str) -> Result<Option<SandboxPayment>, BankError>;
    async fn capture(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError>;
    async fn void(&self, id: &str, key: &IdempotencyKey) -> Result<SandboxPayment, BankError>;
    async fn refund(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError>;
}

/// The gateway that the demo and tests switch on.
pub struct SandboxGateway {
    bank: Arc<dyn Bank>,
    secret: String,
    page_base: String,
    capture_mode: CaptureMode,
}

impl SandboxGateway {
    /// `page_base` is the absolute address of the hosted pages; the customer is sent to `{page_base}/{payment id}`.
    pub fn new(
        bank: Arc<dyn Bank>,
        secret: impl Into<String>,
        page_base: impl Into<String>,
    ) -> Self {
        Self {
            bank,
            secret: secret.into(),
            page_base: page_base.into(),
            capture_mode: CaptureMode::AtOnce,
        }
    }

    /// Cards are only authorized; the shop captures, for instance when it ships.
    #[must_use]
    pub fn capturing_later(self) -> Self {
        Self {
            capture_mode: CaptureMode::Later,
            ..self
        }
    }

    /// It opens the hosted page, so it must not follow from the key for anybody who lacks the secret. 128 bits of the
    /// digest are enough for that, and people have to read it.
    fn reference(&self, key: &IdempotencyKey) -> GatewayRef {
        let digest = digest(&self.secret, "reference", key.as_str().as_bytes());
        GatewayRef::new(format!("sbx_{}", hex::encode(&digest[..16])))
    }
}

#[async_trait]
impl Gateway for SandboxGateway {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn is_polled(&self) -> bool {
        true
    }

    fn own_reference(&self, key: &IdempotencyKey) -> Option<GatewayRef> {
        Some(self.reference(key))
    }

    async fn create_payment(
        &self,
        request: &CreatePayment,
    ) -> Result<CreatedPayment, GatewayError> {
        let payment = self
            .bank
            .create(NewPayment {
                id: self.reference(&request.key).as_str().to_owned(),
                key: request.key.clone(),
                amount: request.amount,
                capture_mode: self.capture_mode,
                description: request.description.clone(),
                return_url: request.return_url.clone(),
                webhook_url: request.webhook_url.clone(),
                locale: request.locale.clone(),
            })
            .await?;
        Ok(CreatedPayment {
            next: NextStep::Redirect(format!(
                "{}/{}",
                self.page_base.trim_end_matches('/'),
                payment.id
            )),
            reference: GatewayRef::new(payment.id),
        })
    }

    async fn capture(
        &self,
        reference: &GatewayRef,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        Ok(snapshot(
            &self.bank.capture(reference.as_str(), amount, key).await?,
        ))
    }

    async fn void(
        &self,
        reference: &GatewayRef,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        Ok(snapshot(&self.bank.void(reference.as_str(), key).await?))
    }

    async fn refund(
        &self,
        reference: &GatewayRef,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        Ok(snapshot(
            &self.bank.refund(reference.as_str(), amount, key).await?,
        ))
    }

    async fn fetch(&self, reference: &GatewayRef) -> Result<Snapshot, GatewayError> {
        let payment = self.bank.get(reference.as_str()).await?;
        Ok(snapshot(&payment.ok_or(GatewayError::UnknownPayment)?))
    }

    fn is_declined_try(&self, kind: &str) -> bool {
        kind == bank::DECLINED
    }

    fn parse_webhook(
        &self,
        headers: &dyn Fn(&str) -> Option<String>,
        raw_body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookError> {
        webhook::parse(
            &self.secret,
            headers(SIGNATURE_HEADER).as_deref(),
            raw_body,
            now,
        )
    }
}

impl From<BankError> for GatewayError {
    fn from(error: BankError) -> Self {
        match error {
            BankError::UnknownPayment => Self::UnknownPayment,
            BankError::Unavailable(why) => Self::Unreachable(why),
            BankError::WrongState { .. } | BankError::WrongAmount | BankError::KeyReused => {
                Self::Refused(error.to_string())
            }
        }
    }
}

fn snapshot(payment: &SandboxPayment) -> Snapshot {
    Snapshot {
        reference: GatewayRef::new(payment.id.clone()),
        status: match payment.state {
            SandboxState::Open | SandboxState::SecondFactor | SandboxState::Processing => {
                SnapshotStatus::Pending
            }
            SandboxState::Authorized => SnapshotStatus::Authorized,
            SandboxState::Captured => SnapshotStatus::Captured,
            SandboxState::Cancelled => SnapshotStatus::Failed,
            SandboxState::Voided => SnapshotStatus::Voided,
        },
        amount: payment.amount,
        captured: payment.captured,
        refunded: payment.refunded,
        failure: payment.failure.map(|failure| failure.to_string()),
    }
}
