//! The service: its claims and its routes.

use actix_web::middleware::from_fn;
use actix_web::web::{self, Json, ServiceConfig};
use jwt_claims::actix4::{MaybeVerified, require};
use jwt_claims::http::Guard;
use jwt_claims::{Claims, Verified};
use serde::{Deserialize, Serialize};

/// A user of the service.
#[derive(Clone, Debug, Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
pub struct Access {
    #[claim(non_empty)]
    pub sub: String,
    pub roles: Vec<String>,
}

/// The same token, of an admin.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = ["admin"])), verify_only)]
pub struct AdminAccess(Access);

/// What `POST /orders` takes and returns.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Order {
    pub item: String,
    pub customer: Option<String>,
}

/// The routes; `App::configure` takes the result.
pub fn routes(guard: Guard) -> impl FnOnce(&mut ServiceConfig) {
    let orders = web::resource("/orders")
        // without it, `Json` could answer 400 to clients without a token
        .wrap(from_fn(require::<Access>))
        .get(list)
        .post(order);
    move |config| {
        config
            .app_data(guard)
            .route("/", web::get().to(welcome))
            .service(orders)
            .route("/admin", web::get().to(admin));
    }
}

/// For everyone.
async fn welcome(MaybeVerified(access): MaybeVerified<Access>) -> String {
    access.map_or("welcome".into(), |access| format!("welcome back, {}", access.sub))
}

/// For users: the type of the argument checks that.
async fn list(access: Verified<Access>) -> String {
    format!("the orders of {}", access.sub)
}

async fn order(access: Verified<Access>, order: Json<Order>) -> Json<Order> {
    Json(Order { customer: Some(access.sub.clone()), ..order.into_inner() })
}

/// For admins.
async fn admin(access: Verified<AdminAccess>) -> String {
    format!("hello, {}; you are an admin", access.sub)
}
