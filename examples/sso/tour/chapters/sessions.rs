//! How a session ends.

use crate::Failure;
use crate::call::Call;
use crate::guide::{Expected, Guide};

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Sessions");
    reuse(guide).await?;
    logout(guide).await?;
    logout_everywhere(guide).await
}

async fn reuse(guide: &Guide) -> Result<(), Failure> {
    let orders = &guide.demo.orders;
    let first = guide.log_in("alice", "wonderland", "FIRST").await?;
    let (_, second) =
        guide.token("a refresh replaces the refresh token", &first, orders, ["TOKEN", "SECOND"]).await?;
    let again = "the answer was lost: the same refresh token, at once, gets the same successor";
    guide.token(again, &first, orders, ["TOKEN", "SECOND"]).await?;
    guide.pass("a minute passes", 60).await?;
    let stolen = guide.token_call(&first, orders);
    guide
        .step("a used refresh token comes back: it may be stolen", stolen, Expected(400, "invalid_grant"))
        .await?;
    let ended = guide.token_call(&second, orders);
    guide.step("so the session has ended for everyone", ended, Expected(400, "invalid_grant")).await.map(drop)
}

async fn logout(guide: &Guide) -> Result<(), Failure> {
    let (issuer, orders) = (&guide.demo.issuer, &guide.demo.orders);
    let cookie = guide.log_in("alice", "wonderland", "COOKIE").await?;
    let (token, cookie) =
        guide.token("an access token of the session", &cookie, orders, ["TOKEN", "COOKIE"]).await?;
    let logout = || Call::post(format!("{issuer}/session/logout")).cookie(&cookie);
    let forged = logout().sent_by(orders);
    guide.step("a page of another origin logs her out", forged, Expected(403, "not from a page")).await?;
    guide.step("she logs out", logout().sent_by(issuer), Expected(204, "")).await?;
    let ended = guide.token_call(&cookie, orders);
    guide.step("her session has ended", ended, Expected(400, "invalid_grant")).await?;
    let revoked = Call::get(format!("{orders}/orders")).bearer(&token);
    guide.step("and its access token, too", revoked, Expected(401, "the token was revoked")).await.map(drop)
}

async fn logout_everywhere(guide: &Guide) -> Result<(), Failure> {
    let (issuer, orders) = (&guide.demo.issuer, &guide.demo.orders);
    let here = guide.log_in("bob", "builder", "HERE").await?;
    let elsewhere = guide.log_in("bob", "builder", "ELSEWHERE").await?;
    let logout = Call::post(format!("{issuer}/session/logout-everywhere")).sent_by(issuer).cookie(&here);
    guide.step("he logs out everywhere", logout, Expected(204, "")).await?;
    let ended = guide.token_call(&elsewhere, orders);
    guide.step("his other browser is logged out, too", ended, Expected(400, "invalid_grant")).await.map(drop)
}
