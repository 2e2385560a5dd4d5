//! Servers of databases, each started on a free port of this machine, with a folder of its
//! own. Where a server is not installed there is none, and the test is skipped; in CI it
//! fails.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A folder that is removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    ///
    /// # Panics
    /// If it cannot be created.
    #[must_use]
    pub fn create() -> Self {
        // each `RandomState` has other keys
        let name = format!("jwt-claims-{:016x}", RandomState::new().hash_one(std::process::id()));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server, which is killed at the end.
pub struct Server {
    /// Where it listens.
    pub port: u16,
    program: Program,
    child: Child,
}

/// How a server is started, and how it says that it is ready.
struct Program {
    /// The program and its arguments, except for the port.
    command: Vec<String>,
    /// The argument before the port.
    port: &'static str,
    /// What ends it at once. After SIGKILL, processes of PostgreSQL would go on.
    signal: &'static str,
    /// True if the server with this process id answers.
    is_ready: fn(&Program, u16, u32) -> bool,
    folder: Folder,
}

/// How often a server is started, because another program may take its port first.
const ATTEMPTS: usize = 5;

impl Program {
    fn start(self) -> Server {
        for _ in 0..ATTEMPTS {
            let port = free_port();
            if let Some(child) = self.listen(port) {
                return Server { port, program: self, child };
            }
        }
        panic!("{:?} has ended {ATTEMPTS} times", self.command);
    }

    /// Until the server accepts connections. `None` if it has ended, as without its port.
    fn listen(&self, port: u16) -> Option<Child> {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).args([self.port, &port.to_string()]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begin = Instant::now();
        while !(self.is_ready)(self, port, child.id()) {
            if child.try_wait().unwrap().is_some() {
                return None;
            }
            if begin.elapsed() > Duration::from_secs(120) {
                let _ = child.kill();
                panic!("{:?} is not ready", self.command);
            }
            sleep(Duration::from_millis(20));
        }
        Some(child)
    }
}

impl Server {
    /// Ends the server at once, without the work of a shutdown.
    pub fn kill(&mut self) {
        // another process may have the number of one that has ended
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            return;
        }
        // built into the shell: a small system has no program for it
        let kill = format!("kill {} {}", self.program.signal, self.child.id());
        let _ = Command::new("sh").args(["-c", &kill]).status();
        let _ = self.child.wait();
    }

    /// Starts it again, with the same folder and the same port.
    ///
    /// # Panics
    /// If another program keeps the port.
    pub fn restart(&mut self) {
        for _ in 0..100 {
            if let Some(child) = self.program.listen(self.port) {
                self.child = child;
                return;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("{:?} does not start again", self.program.command);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port where nothing listens now.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A program, or `None` with a note: the test is skipped.
fn find(program: &str) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(debian.map(|version| version.path().join("bin")));
    let found = folders.into_iter().map(|folder| folder.join(program)).find(|path| path.is_file());
    if found.is_none() {
        assert!(std::env::var_os("JWT_CLAIMS_IN_CI").is_none(), "{program} is not installed");
        eprintln!("skipped: {program} is not installed");
    }
    found
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A server of Redis with more arguments.
#[must_use]
pub fn redis(arguments: &[&str]) -> Option<Server> {
    let (program, folder) = (find("redis-server")?, Folder::create());
    let mut command = vec![text(&program), "--bind".into(), "127.0.0.1".into()];
    command.extend(["--dir".into(), text(folder.path()), "--save".into(), String::new()]);
    command.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    Some(Program { command, port: "--port", signal: "-KILL", is_ready: is_redis, folder }.start())
}

/// True if the process is the Redis server at this port.
fn is_redis(_: &Program, port: u16, process: u32) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    // Redis closes the connection after QUIT
    let _ = stream.write_all(b"INFO server\r\nQUIT\r\n");
    let mut answer = String::new();
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let _ = stream.read_to_string(&mut answer);
    answer.lines().any(|line| line == format!("process_id:{process}"))
}

/// A server of PostgreSQL.
#[must_use]
pub fn postgres() -> Option<Server> {
    postgres_after("")
}

/// A server of PostgreSQL whose files cannot grow beyond 20 MB, or 40 MB where the shell
/// counts blocks of 1 KiB: its disk is full.
#[must_use]
pub fn postgres_on_a_small_disk() -> Option<Server> {
    postgres_after("ulimit -f 40000;")
}

/// The shell runs `prefix` before the server. The programs of PostgreSQL refuse to run as root.
fn postgres_after(prefix: &str) -> Option<Server> {
    let shell = ["sh".to_owned(), "-c".into(), format!("{prefix} exec \"$0\" \"$@\"")];
    let (initdb, program, folder) = (find("initdb")?, find("postgres")?, Folder::create());
    let data = text(&folder.path().join("data"));
    let is_root = output(&["id".into(), "-u".into()]).trim() == "0";
    let as_user: Vec<String> = match is_root {
        true => ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"].map(Into::into).into(),
        false => Vec::new(),
    };
    if is_root {
        output(&["chown".into(), "postgres".into(), text(folder.path())]);
    }
    let initdb = [text(&initdb), "-D".into(), data.clone(), "-U".into(), "app".into(), "--no-sync".into()];
    output(
        &[
            as_user.as_slice(),
            &initdb,
            &["--auth=trust".into(), "--locale=C".into(), "-E".into(), "UTF8".into()],
        ]
        .concat(),
    );
    let server = [text(&program), "-D".into(), data, "-h".into(), "127.0.0.1".into()];
    let socket = ["-k".to_owned(), text(folder.path())];
    let command = [as_user.as_slice(), &shell, &server, &socket].concat();
    Some(Program { command, port: "-p", signal: "-QUIT", is_ready: is_postgres, folder }.start())
}

/// True if the process has written that it accepts connections.
fn is_postgres(program: &Program, _: u16, process: u32) -> bool {
    let file = program.folder.path().join("data/postmaster.pid");
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let (first, last) = (text.lines().next(), text.lines().last());
    first == Some(&process.to_string()) && last.is_some_and(|status| status.trim() == "ready")
}

fn output(command: &[String]) -> String {
    let output = Command::new(&command[0]).args(&command[1..]).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The port of a server that accepts connections and does not answer.
///
/// # Panics
/// If it cannot listen.
#[must_use]
pub fn silent() -> (u16, TcpListener) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    (listener.local_addr().unwrap().port(), listener)
}
