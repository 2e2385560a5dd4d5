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

struct Order {
    number: &'static str,
    /// The `sub` of a user.
    owner: &'static str,
    title: &'static str,
}

const ORDERS: [Order; 5] = [
    Order { number: "2041", owner: "alice", title: "Fountain pen" },
    Order { number: "2044", owner: "bob", title: "Desk lamp" },
    Order { number: "2057", owner: "alice", title: "Notebook, dotted" },
    Order { number: "2058", owner: "carol", title: "Ink, blue" },
    Order { number: "2063", owner: "mallory", title: "Eraser" },
];

/// The token says whose orders they are. A parameter of the request would have to be checked.
async fn own(access: Verified<Access>) -> Json<Value> {
    let own = ORDERS.iter().filter(|order| order.owner == access.token.sub);
    let rows: Vec<_> = own.map(|order| [order.number, order.title]).collect();
    Json(json!({ "title": format!("Orders of {}", access.name), "rows": rows }))
}

async fn all(_: Verified<ManagerAccess>) -> Json<Value> {
    let rows = ORDERS.map(|order| [order.number, order.owner, order.title]);
    Json(json!({ "title": "Orders of everyone", "rows": rows }))
}
