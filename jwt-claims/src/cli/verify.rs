//! Verifies a token, and explains the result.

use std::io::Read;
use std::time::Duration;

use serde_json::{Value, json};

use crate::base::clock::FixedClock;
use crate::base::shown::shown_within;
use crate::claims::OwnedClaims;
use crate::cli::arguments::VerifyOptions;
use crate::cli::failure::Failure;
use crate::cli::input;
use crate::cli::keys::{VerifyingKeys, verifying_keys};
use crate::cli::output::{Line, Look, Outcome};
use crate::contract::declared::ContextFree;
use crate::token::explain;
use crate::token::unverified::look_inside_unverified;
use crate::token::verifier::Verifier;

/// How long the command waits for keys: longer than a service, which has other requests.
const FETCH_TIME: Duration = Duration::from_secs(10);

/// Accepts or refuses the token; shows its claims.
pub(super) fn verify<C: OwnedClaims + ContextFree>(
    options: &VerifyOptions,
    input: &mut dyn Read,
) -> Result<Outcome, Failure> {
    let text = input::token(&options.token, input)?;
    let keys = verifying_keys(&options.keys, input)?;
    in_runtime(async {
        let verifier = verifier(options, keys).await?;
        let token = verifier.token_async(&text).await;
        token.verify::<C>()?;
        let claims = look_inside_unverified(&text)?;
        let claims = Value::Object(claims.unverified_claims().clone());
        let shown = shown_within(claims.to_string(), usize::MAX).into_owned();
        let text = vec![Line::new(Look::Good, "accepted"), Line::new(Look::Plain, shown)];
        Ok(Outcome { text, json: json!({ "accepted": true, "claims": claims }), is_good: true })
    })
}

/// Shows each check.
pub(super) fn explain<C: OwnedClaims + ContextFree>(
    options: &VerifyOptions,
    input: &mut dyn Read,
) -> Result<Outcome, Failure> {
    let text = input::token(&options.token, input)?;
    let keys = verifying_keys(&options.keys, input)?;
    in_runtime(async {
        let verifier = verifier(options, keys).await?;
        let token = verifier.token_async(&text).await;
        let explanation = token.explain::<C>();
        let is_good = explanation.is_accepted();
        let head = if is_good { Line::new(Look::Good, "accepted") } else { Line::new(Look::Bad, "refused") };
        let text = [head].into_iter().chain(explanation.steps().iter().map(line)).collect();
        let json = serde_json::to_value(&explanation).unwrap_or(Value::Null);
        Ok(Outcome { text, json, is_good })
    })
}

fn line(step: &explain::Step) -> Line {
    let look = match step.outcome() {
        explain::Outcome::Passed => Look::Good,
        explain::Outcome::Failed => Look::Bad,
        explain::Outcome::NotReached => Look::Faint,
    };
    Line::new(look, format!("  {step}"))
}

/// Without keys there is nothing to verify or to explain.
async fn verifier(options: &VerifyOptions, keys: VerifyingKeys) -> Result<Verifier, Failure> {
    let mut verifier = match keys {
        VerifyingKeys::Fixed(keys) => Verifier::new(keys),
        VerifyingKeys::Fetched(keys) => {
            keys.ready(FETCH_TIME).await?;
            Verifier::new(keys)
        }
    };
    if let Some(at) = options.at {
        verifier = verifier.with_clock(FixedClock::at(at));
    }
    verifier = options.issuer.iter().fold(verifier, Verifier::with_issuer);
    Ok(options.audience.iter().fold(verifier, Verifier::with_audience))
}

/// Keys may have to be fetched.
fn in_runtime<T>(run: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Input(format!("no runtime: {error}")))?;
    runtime.block_on(run)
}
