//! How much room a session needs, and what many of them cost a refresh.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::store::{Advanced, BoxError};

use crate::load::{CLIENTS, Measured, Turn, load};
use crate::place::{Place, memory, postgres, redis, sqlite};
use crate::rows;

/// The number of sessions to compare with.
const FEW: u64 = 1024;
const TIME: Duration = Duration::from_secs(10);

pub(crate) async fn measure(sessions: u64) -> Result<(), BoxError> {
    if sessions == 0 || !sessions.is_multiple_of(CLIENTS) {
        return Err(format!("expected sessions for {CLIENTS} clients, found {sessions}").into());
    }
    println!("{sessions} sessions in each store, and a refresh of one after the other for {TIME:?}\n");
    println!(
        "| store | bytes per session | advances/s | p50 | p99 | with {FEW} sessions, advances/s | p50 | p99 |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    // first, because its size is that of the process
    rows(memory()?, memory()?, sessions).await?;
    rows(sqlite()?, sqlite()?, sessions).await?;
    if let (Some(many), Some(few)) = (redis().await?, redis().await?) {
        rows(many, few, sessions).await?;
    }
    if let (Some(many), Some(few)) = (postgres().await?, postgres().await?) {
        rows(many, few, sessions).await?;
    }
    Ok(())
}

async fn rows(many: Place, few: Place, sessions: u64) -> Result<(), BoxError> {
    few.fill(FEW).await?;
    let before = many.size().await?;
    many.fill(sessions).await?;
    let size = (many.size().await? - before) / sessions;
    let (with_many, with_few) = (refresh(&many, sessions).await?, refresh(&few, FEW).await?);
    println!("| {} | {size} | {} | {} |", many.name, columns(&with_many), columns(&with_few));
    Ok(())
}

fn columns(measured: &Measured) -> String {
    let (p50, p99) = (measured.quantile(0.5), measured.quantile(0.99));
    format!("{:.0} | {p50:.1?} | {p99:.1?}", measured.per_second())
}

/// Each client has a part of the sessions, and refreshes one after the other, and then again.
async fn refresh(place: &Place, sessions: u64) -> Result<Measured, BoxError> {
    let store = Arc::clone(&place.store);
    let refresh = move |Turn { client, own, .. }| {
        let store = Arc::clone(&store);
        async move {
            let nth = client + CLIENTS * own;
            match store.advance(&rows::advance(nth % sessions, nth / sessions)).await? {
                Advanced::Changed(_) => Ok(()),
                other => Err(format!("expected a change, found {other:?}").into()),
            }
        }
    };
    load(TIME, u64::MAX, refresh).await
}
