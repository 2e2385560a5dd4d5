//! A new signing key, and a service that restarts.

use crate::Failure;
use crate::call::{Call, Secret};
use crate::guide::{Expected, Guide};

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Keys");
    let (issuer, orders) = (&guide.demo.issuer, &guide.demo.orders);
    let control = |path: &str| Call::post(format!("{issuer}/demo/{path}")).sent_by(issuer);
    let call = |token: &Secret| Call::get(format!("{orders}/orders")).bearer(token);

    let cookie = guide.log_in("alice", "wonderland", "COOKIE").await?;
    let (old, cookie) = guide.token("a token of the first key", &cookie, orders, ["OLD", "COOKIE"]).await?;
    guide.step("the issuer publishes the next key", control("rotate"), Expected(200, "\"next\"")).await?;
    guide.pass("2 minutes pass: the next key signs", 2 * 60).await?;
    let (new, _) = guide.token("a token of the next key", &cookie, orders, ["NEW", "COOKIE"]).await?;
    guide
        .step("the service fetches the key, and accepts the token", call(&new), Expected(200, "pen"))
        .await?;
    guide.step("the token of the first key is valid, too", call(&old), Expected(200, "pen")).await?;
    guide.step("the service restarts", control("restart/orders"), Expected(200, "\"starts\":2")).await?;
    guide.step("it has no session to lose", call(&new), Expected(200, "pen")).await.map(drop)
}
