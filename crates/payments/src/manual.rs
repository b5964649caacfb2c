//! Bank transfer: the customer pays by instructions, and staff mark the order paid.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use commerce::{Currency, Money};

use crate::gateway::{
    CreatePayment, CreatedPayment, Gateway, GatewayError, GatewayRef, IdempotencyKey, NextStep,
    Snapshot, SnapshotStatus, WebhookError, WebhookEvent,
};

/// There is no provider: the shop's own ledger is the truth, so each call succeeds without leaving a trace.
///
/// The reference carries the amount, because nobody else remembers it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manual;

#[async_trait]
impl Gateway for Manual {
    fn name(&self) -> &'static str {
        "manual"
    }

    fn is_polled(&self) -> bool {
        false
    }

    async fn create_payment(
        &self,
        request: &CreatePayment,
    ) -> Result<CreatedPayment, GatewayError> {
        Ok(CreatedPayment {
            reference: reference(request.amount, &request.key),
            next: NextStep::Instructions,
        })
    }

    async fn capture(
        &self,
        reference: &GatewayRef,
        amount: Money,
        _key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        let pending = pending(reference)?;
        Ok(Snapshot {
            status: SnapshotStatus::Captured,
            captured: amount,
            ..pending
        })
    }

    async fn void(
        &self,
        reference: &GatewayRef,
        _key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        let pending = pending(reference)?;
        Ok(Snapshot {
            status: SnapshotStatus::Voided,
            ..pending
        })
    }

    async fn refund(
        &self,
        reference: &GatewayRef,
        amount: Money,
        _key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        let pending = pending(reference)?;
        Ok(Snapshot {
            status: SnapshotStatus::Captured,
            captured: pending.amount,
            refunded: amount,
            ..pending
        })
    }

    async fn fetch(&self, reference: &GatewayRef) -> Result<Snapshot, GatewayError> {
        pending(reference)
    }

    fn parse_webhook(
        &self,
        _headers: &dyn Fn(&str) -> Option<String>,
        _raw_body: &[u8],
        _now: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookError> {
        Err(WebhookError::Malformed(
            "bank transfers send no webhooks".to_owned(),
        ))
    }
}

fn reference(amount: Money, key: &IdempotencyKey) -> GatewayRef {
    GatewayRef::new(format!("{}_{}_{key}", amount.currency(), amount.minor()))
}

fn pending(reference: &GatewayRef) -> Result<Snapshot, GatewayError> {
    let amount = amount_of(reference).ok_or(GatewayError::UnknownPayment)?;
    let zero = Money::zero(amount.currency());
    Ok(Snapshot {
        reference: reference.clone(),
        status: SnapshotStatus::Pending,
        amount,
        captured: zero,
        refunded: zero,
        failure: None,
    })
}

fn amount_of(reference: &GatewayRef) -> Option<Money> {
    let mut parts = reference.as_str().splitn(3, '_');
    let currency: Currency = parts.next()?.parse().ok()?;
    let minor: i64 = parts.next()?.parse().ok()?;
    parts.next()?;
    Some(Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, "EUR".parse().unwrap())
    }

    fn request() -> CreatePayment {
        CreatePayment {
            key: IdempotencyKey::new("attempt_7"),
            amount: eur(1999),
            description: "1042".to_owned(),
            return_url: "https://shop.example/orders/abc".to_owned(),
            webhook_url: "https://shop.example/webhooks/manual".to_owned(),
            locale: "en".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_bank_transfer_is_paid_by_instructions_and_captured_by_staff() {
        let created = Manual.create_payment(&request()).await.unwrap();
        let again = Manual.create_payment(&request()).await.unwrap();
        let key = IdempotencyKey::new("paid_7");
        let fetched = Manual.fetch(&created.reference).await.unwrap();
        let captured = Manual
            .capture(&created.reference, eur(1999), &key)
            .await
            .unwrap();
        let refunded = Manual
            .refund(&created.reference, eur(500), &key)
            .await
            .unwrap();
        let voided = Manual.void(&created.reference, &key).await.unwrap();

        assert_eq!(created.next, NextStep::Instructions);
        assert_eq!(created, again, "the same key names the same payment");
        assert_eq!(
            (fetched.status, fetched.amount),
            (SnapshotStatus::Pending, eur(1999))
        );
        assert_eq!(
            (captured.status, captured.captured),
            (SnapshotStatus::Captured, eur(1999))
        );
        assert_eq!(
            (refunded.status, refunded.refunded),
            (SnapshotStatus::Captured, eur(500))
        );
        assert_eq!(
            (voided.status, voided.captured),
            (SnapshotStatus::Voided, eur(0))
        );
        assert!(!Manual.is_polled());
    }

    #[tokio::test]
    async fn a_reference_of_another_gateway_is_unknown() {
        for reference in ["", "pay_1", "EUR_12", "EUR_x_key", "QQQ_1_key"] {
            let fetched = Manual.fetch(&GatewayRef::new(reference)).await;

            assert_eq!(fetched, Err(GatewayError::UnknownPayment), "{reference}");
        }
    }

    #[test]
    fn bank_transfers_refuse_webhooks() {
        let parsed = Manual.parse_webhook(&|_| None, b"{}", DateTime::UNIX_EPOCH);

        assert!(matches!(parsed, Err(WebhookError::Malformed(_))));
    }
}
