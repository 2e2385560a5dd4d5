//! From the columns of a database to a row. Whoever can write into the database can put
//! anything there.

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::BoxError;
use crate::store::session_id::SessionId;

pub(super) fn id(octets: &[u8]) -> Result<SessionId, BoxError> {
    let octets = octets.try_into().map_err(|_| "the store has a session id that is not 16 bytes long")?;
    Ok(SessionId::from_bytes(octets))
}

pub(super) fn date(seconds: i64) -> Result<NumericDate, BoxError> {
    NumericDate::from_seconds(seconds).ok_or_else(|| "the store has a time that is out of range".into())
}

pub(super) fn counter(number: i64) -> Result<u64, BoxError> {
    u64::try_from(number).map_err(|_| "the store has a counter below 0".into())
}

/// The number for a column of 64 bits with a sign.
pub(super) fn number(counter: u64) -> Result<i64, BoxError> {
    i64::try_from(counter).map_err(|_| "the counter does not fit into 63 bits".into())
}
