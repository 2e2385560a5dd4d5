//! The page of a service signs a user in with a code (RFC 6749 §4.1) and PKCE (RFC 7636).

use crate::Failure;
use crate::call::Call;
use crate::guide::{Expected, Guide};

/// The example of RFC 7636, appendix B. A client makes a new one for each login.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) async fn tell(guide: &Guide) -> Result<(), Failure> {
    guide.chapter("Codes");
    let (issuer, orders) = (&guide.demo.issuer, &guide.demo.orders);
    let callback = format!("{orders}/callback");
    let query = |redirect_uri: &str| {
        format!("response_type=code&client_id=orders-page&redirect_uri={redirect_uri}&state=af0ifjs")
    };
    let pkce = format!("code_challenge={CHALLENGE}&code_challenge_method=S256");
    let page = |query: String| Call::get(format!("{issuer}/authorize?{query}"));

    let evil = page(format!("{}&{pkce}", query("https://evil.example/")));
    guide
        .step("a redirect URI that is not registered: no redirect", evil, Expected(400, "does not work"))
        .await?;
    let without = page(query(&callback));
    guide.step("no PKCE: an error for the client", without, Expected(303, "error=invalid_request")).await?;
    let right = page(format!("{}&{pkce}", query(&callback)));
    guide.step("the page that asks for a login", right, Expected(200, "Sign in to continue")).await?;

    let cookie = guide.log_in("carol", "carousel", "COOKIE").await?;
    let authorize = Call::post(format!("{issuer}/session/authorize")).sent_by(issuer).cookie(&cookie);
    let fields = [
        ("response_type", "code"),
        ("client_id", "orders-page"),
        ("redirect_uri", &callback),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let authorize = fields.iter().fold(authorize, |call, (name, value)| call.field(name, value));
    let answer = guide.step("it gets a code for the client", authorize, Expected(200, "code=")).await?;
    let code = answer.code("CODE");

    let exchange = || {
        Call::post(format!("{issuer}/token"))
            .field("grant_type", "authorization_code")
            .field("client_id", "orders-page")
            .field("redirect_uri", &callback)
            .secret_field("code", &code)
            .field("code_verifier", VERIFIER)
    };
    let answer =
        guide.step("the client exchanges the code", exchange(), Expected(200, "access_token")).await?;
    let call = Call::get(format!("{orders}/orders")).bearer(&answer.field("TOKEN", "access_token"));
    guide.step("the service accepts the token", call, Expected(200, "Carol Reyes")).await?;
    guide.step("the code a second time", exchange(), Expected(400, "invalid_grant")).await.map(drop)
}
