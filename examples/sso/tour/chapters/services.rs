//! What a token is good for.

use crate::Failure;
use crate::call::Call;
use crate::guide::{Expected, Guide};

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Services");
    let (orders, reports) = (&guide.demo.orders, &guide.demo.reports);
    let cookie = guide.log_in("alice", "wonderland").await?;
    let (token, _) = guide.token("an access token for the orders", &cookie, orders).await?;

    let call = |url: String| Call::get(url).bearer("TOKEN", &token);
    guide.step("her own orders", call(format!("{orders}/orders")), Expected(200, "Fountain pen")).await?;
    let all = call(format!("{orders}/orders/all"));
    guide.step("all orders, without the role", all, Expected(403, "insufficient_scope")).await?;
    let other = call(format!("{reports}/sales"));
    guide
        .step("the same token at another service", other, Expected(401, "the token is not valid here"))
        .await?;
    let missing = Call::get(format!("{orders}/orders"));
    guide
        .step("no token: a challenge without an error", missing, Expected(401, "Bearer realm=\"orders\""))
        .await?;
    let tampered = Call::get(format!("{orders}/orders")).bearer("TAMPERED", &tamper(&token));
    guide.step("a token with another signature", tampered, Expected(401, "signature is not valid")).await?;
    let explained = Call::get(format!("{orders}/orders/explain")).bearer("TAMPERED", &tamper(&token));
    guide.step("every check of it", explained, Expected(200, "signature_invalid")).await?;

    let cookie = guide.log_in("bob", "builder").await?;
    let (token, _) = guide.token("an access token for the reports", &cookie, reports).await?;
    let sales = Call::get(format!("{reports}/sales")).bearer("TOKEN", &token);
    guide.step("the sales report, with the role", sales, Expected(200, "October")).await.map(drop)
}

/// Changes a character in the middle of the signature.
fn tamper(token: &str) -> String {
    let at = token.len() - 40;
    let other = if &token[at..=at] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}
