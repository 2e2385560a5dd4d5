//! Servers of databases, each started on a free port of this machine, with a folder of its
//! own. Where a server is not installed there is none, and the test is skipped; in CI it
//! fails.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
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
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("jwt-claims-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
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
    /// The program and its arguments.
    command: Vec<String>,
    /// What ends it at once. After SIGKILL, processes of PostgreSQL would go on.
    signal: &'static str,
    child: Child,
    _folder: Folder,
}

impl Server {
    fn start(command: Vec<String>, signal: &'static str, port: u16, folder: Folder) -> Self {
        let child = spawn(&command);
        let mut server = Self { port, command, signal, child, _folder: folder };
        server.wait();
        server
    }

    /// Until the server accepts connections.
    fn wait(&mut self) {
        let begin = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(self.child.try_wait().unwrap().is_none(), "{:?} has ended", self.command);
            assert!(begin.elapsed() < Duration::from_secs(30), "{:?} does not listen", self.command);
            sleep(Duration::from_millis(20));
        }
    }

    /// Ends the server at once, without the work of a shutdown.
    pub fn kill(&mut self) {
        // built into the shell: a small system has no program for it
        let kill = format!("kill {} {}", self.signal, self.child.id());
        let _ = Command::new("sh").args(["-c", &kill]).status();
        let _ = self.child.wait();
    }

    /// Starts it again, with the same folder.
    pub fn restart(&mut self) {
        self.child = spawn(&self.command);
        self.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(command: &[String]) -> Child {
    Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// A port where nothing listens.
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
    let program = find("redis-server")?;
    let (folder, port) = (Folder::create(), free_port());
    let mut command =
        vec![text(&program), "--port".into(), port.to_string(), "--bind".into(), "127.0.0.1".into()];
    command.extend(["--dir".into(), text(folder.path()), "--save".into(), String::new()]);
    command.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    Some(Server::start(command, "-KILL", port, folder))
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
    let (initdb, program) = (find("initdb")?, find("postgres")?);
    let (folder, port) = (Folder::create(), free_port());
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
    let listen =
        ["-p".into(), port.to_string(), "-h".into(), "127.0.0.1".into(), "-k".into(), text(folder.path())];
    let server = [text(&program), "-D".into(), data];
    Some(Server::start([as_user.as_slice(), &shell, &server, &listen].concat(), "-QUIT", port, folder))
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
