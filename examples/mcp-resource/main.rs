//! A server of the Model Context Protocol that needs access tokens: a protected resource
//! with metadata (RFC 9728). `cargo run --example mcp-resource` prints a token; then:
//!
//! ```sh
//! # 401; the challenge has the URL of the metadata
//! curl -i localhost:3000/mcp --json '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
//! # where to get a token, and which scopes there are
//! curl -s localhost:3000/.well-known/oauth-protected-resource/mcp
//! # 200
//! curl -i localhost:3000/mcp -H "Authorization: Bearer $TOKEN" \
//!     --json '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
//! # 403; the challenge has the scope to ask for
//! curl -i localhost:3000/mcp -H "Authorization: Bearer $TOKEN" \
//!     --json '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_note"}}'
//! ```
//!
//! A client reads the metadata that the challenge names, goes to the authorization server
//! that the metadata names, and gets a token whose audience is this resource (RFC 8707).
//! Here, the example issues that token itself.

use axum::extract::{FromRef, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::{Algorithm, Claims, Issuer, Scopes, SigningKey, Verified, Verifier};
use serde_json::{Value, json};

const AUTHORIZATION_SERVER: &str = "https://auth.example.com";

/// What every request needs. The audience is the URL of the resource, which is known at
/// the start, so the verifier has it.
#[derive(Clone, Claims)]
#[claims(typ = "at+jwt", issuer = AUTHORIZATION_SERVER, unchecked(aud), ttl = "15m")]
struct Access {
    sub: String,
    #[claim(all_of = ["notes:read"])]
    scope: Scopes,
}

/// What the tool `delete_note` needs, too.
#[derive(Claims)]
#[claims(rules(scope(all_of = ["notes:write"])), verify_only)]
struct Write(Access);

#[derive(Clone)]
struct App {
    guard: Guard,
    resource: String,
}

impl FromRef<App> for Guard {
    fn from_ref(app: &App) -> Self {
        app.guard.clone()
    }
}

async fn metadata(State(app): State<App>) -> Json<Value> {
    Json(json!({
        "resource": app.resource,
        "authorization_servers": [AUTHORIZATION_SERVER],
        "scopes_supported": ["notes:read", "notes:write"],
        "bearer_methods_supported": ["header"],
    }))
}

/// The methods that need no more than `Access` are answered at once; the others refine the
/// token that was verified already.
async fn mcp(
    access: Verified<Access>,
    State(app): State<App>,
    Json(call): Json<Value>,
) -> Result<Json<Value>, Rejection> {
    let result = match (call["method"].as_str(), call["params"]["name"].as_str()) {
        (Some("tools/list"), _) => json!({ "tools": [{ "name": "list_notes" }, { "name": "delete_note" }] }),
        (Some("tools/call"), Some("list_notes")) => {
            json!({ "content": [text(&format!("notes of {}", access.sub))] })
        }
        (Some("tools/call"), Some("delete_note")) => {
            access.refine::<Write>().map_err(|error| app.guard.reject(error))?;
            json!({ "content": [text("deleted")] })
        }
        _ => {
            return Ok(Json(json!({
                "jsonrpc": "2.0", "id": call["id"], "error": { "code": -32601, "message": "method not found" },
            })));
        }
    };
    Ok(Json(json!({ "jsonrpc": "2.0", "id": call["id"], "result": result })))
}

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(3000), |port| port.parse())?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let origin = format!("http://localhost:{}", listener.local_addr()?.port());
    let resource = format!("{origin}/mcp");

    let key = SigningKey::generate(Algorithm::ES256)?;
    let verifier = Verifier::new(key.verifying_key()).with_audience(resource.clone());
    let guard = Guard::new(verifier)
        .with_realm("notes")
        .with_resource_metadata(format!("{origin}/.well-known/oauth-protected-resource/mcp"))?;
    let app = Router::new()
        .route("/.well-known/oauth-protected-resource/mcp", get(metadata))
        .route("/mcp", post(mcp))
        .with_state(App { guard, resource: resource.clone() });

    let access = Access { sub: "alice".into(), scope: "notes:read".parse()? };
    println!("TOKEN={}", Issuer::new(key).with_audience(resource).issue(&access)?.as_str());
    println!("listening on {origin}");
    axum::serve(listener, app).await?;
    Ok(())
}
