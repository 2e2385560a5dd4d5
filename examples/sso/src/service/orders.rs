//! Who may see which orders. The type of the argument decides.

use axum::routing::get;
use axum::{Json, Router};
use jwt_claims::Verified;
use serde_json::{Value, json};

use super::Service;
use super::explain::explain;
use crate::claims::{Access, ManagerAccess};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/orders", get(own))
        .route("/orders/explain", get(explain::<Access>))
        .route("/orders/all", get(all))
        .route("/orders/all/explain", get(explain::<ManagerAccess>))
}

async fn own(access: Verified<Access>) -> Json<Value> {
    let title = format!("Orders of {}", access.name);
    Json(json!({ "title": title, "rows": [["2041", "Fountain pen"], ["2057", "Notebook, dotted"]] }))
}

async fn all(_: Verified<ManagerAccess>) -> Json<Value> {
    let rows = [
        ["2041", "Fountain pen"],
        ["2044", "Desk lamp"],
        ["2057", "Notebook, dotted"],
        ["2058", "Ink, blue"],
    ];
    Json(json!({ "title": "Orders of everyone", "rows": rows }))
}
