//! Processes beside the test, each with a store of its own in the same place.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use jwt_claims::store::{Entry, EntryKey, EntryKind, PostgresStore, RedisOptions, RedisStore, SqliteStore};
use tokio_postgres::NoTls;

use crate::conformance::{Store, after};

const PLACE: &str = "JWT_CLAIMS_TEST_PLACE";
/// The name of the variable with a refresh token.
pub(crate) const TOKEN: &str = "JWT_CLAIMS_TEST_TOKEN";

/// Runs a test as a process of its own, after the shell ran `prefix`.
pub(crate) fn child(test: &str, place: &str, prefix: &str) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    let script = format!("{prefix} exec \"$0\" \"$@\"");
    command.arg("-c").arg(script).arg(program).args([test, "--exact", "--ignored", "--nocapture"]);
    command.env(PLACE, place);
    command
}

/// Where the store of this process is, if it is a child.
pub(crate) fn place() -> Option<String> {
    std::env::var(PLACE).ok()
}

/// A store in `sqlite FILE`, `redis URL` or `postgres PARAMETERS`.
pub(crate) async fn open(place: &str) -> Arc<dyn Store> {
    match place.split_once(' ').unwrap() {
        ("sqlite", file) => Arc::new(SqliteStore::open(file).unwrap()),
        ("redis", url) => Arc::new(RedisStore::connect(url, RedisOptions::default()).await.unwrap()),
        ("postgres", parameters) => Arc::new(PostgresStore::new(parameters, NoTls).unwrap()),
        (other, _) => panic!("no store {other}"),
    }
}

/// An entry that two processes know by its number.
pub(crate) fn numbered(number: u32) -> Entry {
    let key = EntryKey::new(EntryKind::UsedToken, [&number.to_be_bytes()[..]]);
    Entry { key, value: number.into(), expires_at: after(1000) }
}

/// A child that prints lines, and is killed at the end.
pub(crate) struct Talking {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Talking {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What follows the word in the next line that has it. The harness prints lines of its own.
    pub(crate) fn next(&mut self, word: &str) -> Option<String> {
        let mut after = self.lines.by_ref().map(|line| line.unwrap());
        after.find_map(|line| line.split_once(word).map(|(_, rest)| rest.to_owned()))
    }

    pub(crate) fn say(&mut self, line: &str) {
        use std::io::Write;
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
