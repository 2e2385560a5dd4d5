//! What a token is good for.

use crate::Failure;
use crate::call::{Call, Secret};
use crate::guide::{Expected, Guide};

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Services");
    let (orders, reports) = (&guide.demo.orders, &guide.demo.reports);
    let cookie = guide.log_in("alice", "wonderland", "COOKIE").await?;
    let (token, _) =
        guide.token("an access token for the orders", &cookie, orders, ["TOKEN", "COOKIE"]).await?;

    let call = |url: String| Call::get(url).bearer(&token);
    guide.step("her own orders", call(format!("{orders}/orders")), Expected(200, "Fountain pen")).await?;
    let all = call(format!("{orders}/orders/all"));
    guide.step("all orders, without the role", all, Expected(403, "insufficient_scope")).await?;
    let other = call(format!("{reports}/sales"));
    guide
        .step("the same token at another service", other, Expected(401, "the token is not valid here"))
        .await?;
    let call_with = |token: &Secret, path: &str| Call::get(format!("{orders}/{path}")).bearer(token);
    let missing = Call::get(format!("{orders}/orders"));
    guide
        .step("no token: a challenge without an error", missing, Expected(401, "Bearer realm=\"orders\""))
        .await?;
    let tampered = Secret { name: "TAMPERED", value: tamper(&token.value) };
    let what = "$TAMPERED is $TOKEN with another character in the middle of the signature";
    guide.step(what, call_with(&tampered, "orders"), Expected(401, "signature is not valid")).await?;
    guide
        .step("every check of it", call_with(&tampered, "orders/explain"), Expected(200, "signature_invalid"))
        .await?;

    let cookie = guide.log_in("bob", "builder", "COOKIE").await?;
    let (token, _) =
        guide.token("an access token for the reports", &cookie, reports, ["TOKEN", "COOKIE"]).await?;
    let sales = Call::get(format!("{reports}/sales")).bearer(&token);
    guide.step("the sales report, with the role", sales, Expected(200, "October")).await.map(drop)
}

/// Changes a character in the middle of the signature.
fn tamper(token: &str) -> String {
    let (start, end) = token.split_at(token.len().saturating_sub(43));
    match end.strip_prefix('A') {
        Some(end) => format!("{start}B{end}"),
        None => format!("{start}A{}", end.get(1..).unwrap_or_default()),
    }
}
