//! Who gets a session.

use serde_json::json;

use crate::Failure;
use crate::call::Call;
use crate::guide::{Expected, Guide};

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Login");
    let issuer = &guide.demo.issuer;
    let metadata = Call::get(format!("{issuer}/.well-known/openid-configuration"));
    guide.step("what a client needs to know of the issuer", metadata, Expected(200, "jwks_uri")).await?;

    let login = || Call::post(format!("{issuer}/session/login"));
    let wrong = login().sent_by(issuer).json(json!({ "name": "alice", "password": "guess" }));
    guide.step("a wrong password", wrong, Expected(401, "wrong name or password")).await?;
    let unknown = login().sent_by(issuer).json(json!({ "name": "nobody", "password": "guess" }));
    guide.step("an unknown name: the same answer", unknown, Expected(401, "wrong name or password")).await?;

    let right = json!({ "name": "alice", "password": "wonderland" });
    let forged = login().sent_by("http://localhost:1").json(right);
    guide.step("a page of another origin logs somebody in", forged, Expected(403, "not from a page")).await?;
    guide.log_in("alice", "wonderland", "COOKIE").await.map(drop)
}
