//! What a store knows of keys.

use crate::store::{BoxError, EntryKey, EntryStore, Unreliable};

/// One value for each key, in their order.
pub(super) async fn find(store: &dyn EntryStore, keys: &[EntryKey]) -> Result<Vec<Option<i64>>, BoxError> {
    let values = store.find(keys).await?;
    if values.len() != keys.len() {
        let (expected, found) = (keys.len(), values.len());
        let reason = format!("expected a value for each of {expected} keys, found {found}");
        return Err(Unreliable::new(reason).into());
    }
    Ok(values)
}
