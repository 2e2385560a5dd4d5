//! The controls of the demo, which no real issuer has: the clock, the keys, a restart of a
//! service.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jwt_claims::Clock;
use jwt_claims::key_ring;
use serde::Deserialize;
use serde_json::{Value, json};

use super::app::App;
use super::refusal::Refusal;
use super::users::USERS;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/demo", get(state))
        .route("/demo/clock", post(set_clock))
        .route("/demo/rotate", post(rotate))
        .route("/demo/restart/{service}", post(restart))
}

/// What the page shows of the demo.
async fn state(State(app): State<Arc<App>>) -> Result<Json<Value>, Refusal> {
    app.ring.maintain()?;
    Ok(Json(snapshot(&app)))
}

#[derive(Deserialize)]
struct Offset {
    seconds: i64,
}

/// Moves the time of all three forward.
async fn set_clock(State(app): State<Arc<App>>, Json(offset): Json<Offset>) -> Result<Json<Value>, Refusal> {
    app.clock.advance_to(offset.seconds);
    app.ring.maintain()?;
    Ok(Json(snapshot(&app)))
}

/// Publishes the next signing key. It signs when services have had time to fetch it.
async fn rotate(State(app): State<Arc<App>>) -> Result<Json<Value>, Refusal> {
    app.ring.rotate()?;
    Ok(Json(snapshot(&app)))
}

/// Restarts a service.
async fn restart(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Json<Value>, StatusCode> {
    let service =
        app.services.iter().find(|service| service.kind().name() == name).ok_or(StatusCode::NOT_FOUND)?;
    service.restart().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(snapshot(&app)))
}

fn snapshot(app: &App) -> Value {
    let keys = app.ring.keys().into_iter().map(|key| {
        json!({
            "kid": key.kid(),
            "alg": key.algorithm().name(),
            "state": state_name(key.state()),
            "signs_from": key.signs_from().seconds(),
        })
    });
    let services = app.services.iter().map(
        |service| json!({ "name": service.kind().name(), "origin": service.origin(), "starts": service.starts() }),
    );
    let users =
        USERS.map(|user| json!({ "login": user.login, "password": user.password, "roles": user.roles }));
    json!({
        "now": app.clock.now().seconds(),
        "offset": app.clock.offset(),
        "keys": keys.collect::<Vec<_>>(),
        "services": services.collect::<Vec<_>>(),
        "users": users,
    })
}

fn state_name(state: key_ring::State) -> &'static str {
    match state {
        key_ring::State::Next => "next",
        key_ring::State::Current => "current",
        _ => "retired",
    }
}
