//! How long a token is good.

use crate::Failure;
use crate::call::Call;
use crate::guide::{Expected, Guide};

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Time");
    let orders = &guide.demo.orders;
    let cookie = guide.log_in("alice", "wonderland", "COOKIE").await?;
    let (token, cookie) =
        guide.token("an access token, for 5 minutes", &cookie, orders, ["TOKEN", "COOKIE"]).await?;
    guide.pass("6 minutes pass", 6 * 60).await?;
    let expired = Call::get(format!("{orders}/orders")).bearer(&token);
    guide.step("the token has expired", expired, Expected(401, "the token has expired")).await?;
    let (token, _) =
        guide.token("the refresh token gets another one", &cookie, orders, ["TOKEN", "COOKIE"]).await?;
    let renewed = Call::get(format!("{orders}/orders")).bearer(&token);
    guide.step("which is valid", renewed, Expected(200, "Fountain pen")).await.map(drop)
}
