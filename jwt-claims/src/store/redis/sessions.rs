//! Sessions in Redis.

use std::collections::HashMap;

use ::redis::pipe;

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::redis::{RedisStore, script};
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};

/// One script for each verb, on one key: each is atomic.
const CREATE: &str = include_str!("create.lua");
const ADVANCE: &str = include_str!("advance.lua");
const REVOKE: &str = include_str!("revoke.lua");
const INDEX: &str = include_str!("index.lua");

impl SessionStore for RedisStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.create_session(row))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(self.advance_session(advance))
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(self.revoke_sessions(sessions, at))
    }
}

impl RedisStore {
    fn session_key(&self, id: SessionId) -> String {
        format!("{}session:{id}", self.options.prefix)
    }

    fn subject_key(&self, subject: &str) -> String {
        format!("{}subject:{subject}", self.options.prefix)
    }

    async fn create_session(&self, row: &SessionRow) -> Result<(), BoxError> {
        // first the index: a session is in it from the beginning
        let until = row.absolute_expires_at.seconds();
        let mut commands = pipe();
        script(&mut commands, INDEX, &self.subject_key(&row.subject));
        commands.arg(until).arg(row.id.to_string());
        script(&mut commands, CREATE, &self.session_key(row.id));
        commands.arg(until);
        for (name, value) in fields(row) {
            commands.arg(name).arg(value);
        }
        match self.run::<i64>(commands).await?.as_slice() {
            [_, 1] => Ok(()),
            [_, 0] => Err("there is a session with this id".into()),
            _ => {
                Err("the session has expired by the clock of the Redis server; synchronise the clocks".into())
            }
        }
    }

    async fn advance_session(&self, change: &Advance) -> Result<Advanced, BoxError> {
        let mut commands = pipe();
        script(&mut commands, ADVANCE, &self.session_key(change.id));
        commands.arg(change.from).arg(change.to);
        commands.arg(change.now.seconds()).arg(change.idle_expires_at.seconds());
        let mut found = self.run::<(i64, HashMap<String, String>)>(commands).await?;
        match found.pop() {
            Some((_, fields)) if fields.is_empty() => Ok(Advanced::Absent),
            Some((is_changed, fields)) => {
                let row = read(change.id, fields)?;
                Ok(if is_changed == 1 { Advanced::Changed(row) } else { Advanced::Unchanged(row) })
            }
            None => Err("the Redis server sent no answer".into()),
        }
    }

    async fn revoke_sessions(
        &self,
        sessions: Revoke<'_>,
        at: NumericDate,
    ) -> Result<Vec<SessionId>, BoxError> {
        let ids: Vec<SessionId> = match sessions {
            Revoke::Session(id) => vec![id],
            Revoke::Subject(subject) => {
                self.check_eviction()?;
                let mut commands = pipe();
                commands.cmd("ZRANGE").arg(self.subject_key(subject)).arg(0).arg(-1);
                let ids: Vec<String> = self.ask(commands).await?;
                ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?
            }
        };
        if ids.is_empty() {
            return Ok(ids);
        }
        let mut commands = pipe();
        for &id in &ids {
            script(&mut commands, REVOKE, &self.session_key(id));
            commands.arg(at.seconds());
            // an entry of the index may be of a row that was not added
            if let Revoke::Subject(subject) = sessions {
                commands.arg(subject);
            }
        }
        let revoked = self.run::<u64>(commands).await?;
        Ok(ids.into_iter().zip(revoked).filter_map(|(id, revoked)| (revoked == 1).then_some(id)).collect())
    }
}

fn fields(row: &SessionRow) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("subject", row.subject.clone()),
        ("client", row.client.clone()),
        ("counter", row.counter.to_string()),
        ("refreshed_at", row.refreshed_at.seconds().to_string()),
        ("created_at", row.created_at.seconds().to_string()),
        ("idle_expires_at", row.idle_expires_at.seconds().to_string()),
        ("absolute_expires_at", row.absolute_expires_at.seconds().to_string()),
        ("data", row.data.clone()),
    ];
    fields.extend(row.revoked_at.map(|at| ("revoked_at", at.seconds().to_string())));
    fields
}

fn read(id: SessionId, mut fields: HashMap<String, String>) -> Result<SessionRow, BoxError> {
    let mut take =
        |name: &str| fields.remove(name).ok_or_else(|| format!("a session in Redis has no {name}"));
    let date = |text: String| -> Result<NumericDate, BoxError> {
        let date = NumericDate::from_seconds(text.parse()?);
        date.ok_or_else(|| "the store has a time that is out of range".into())
    };
    Ok(SessionRow {
        id,
        subject: take("subject")?,
        client: take("client")?,
        counter: take("counter")?.parse()?,
        refreshed_at: date(take("refreshed_at")?)?,
        created_at: date(take("created_at")?)?,
        idle_expires_at: date(take("idle_expires_at")?)?,
        absolute_expires_at: date(take("absolute_expires_at")?)?,
        data: take("data")?,
        revoked_at: take("revoked_at").ok().map(date).transpose()?,
    })
}
