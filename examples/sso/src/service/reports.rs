//! Who may see which reports. The type of the argument decides.

use axum::routing::get;
use axum::{Json, Router};
use jwt_claims::Verified;
use serde_json::{Value, json};

use super::Service;
use super::explain::explain;
use crate::claims::{AuditorAccess, SalesAccess};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/sales", get(sales))
        .route("/sales/explain", get(explain::<SalesAccess>))
        .route("/audit", get(audit))
        .route("/audit/explain", get(explain::<AuditorAccess>))
}

async fn sales(_: Verified<SalesAccess>) -> Json<Value> {
    Json(json!({ "title": "Sales", "rows": [["September", "1,204"], ["October", "1,377"]] }))
}

async fn audit(_: Verified<AuditorAccess>) -> Json<Value> {
    Json(
        json!({ "title": "Audit log", "rows": [["09:14", "Price of ink changed"], ["11:02", "Order 2044 refunded"]] }),
    )
}
