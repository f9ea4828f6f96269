//! A real `PostgreSQL` for the tests of one program: Debian's package, a temporary data folder, a free port.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Ends with the program: the server's watcher reads from this pipe, and closing it is its sign to stop.
struct Cluster {
    port: u16,
    /// The certificate that says who the server is, for "localhost" alone.
    certificate: PathBuf,
    _pipe: Mutex<ChildStdin>,
    _watcher: Mutex<Child>,
    _folder: tempfile::TempDir,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NUMBER: AtomicUsize = AtomicUsize::new(1);

/// Address of a new empty database.
pub(crate) async fn new_database() -> String {
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let config = format!("host=127.0.0.1 port={} user=postgres dbname=postgres", cluster.port);
    let deadline = Instant::now() + Duration::from_mins(1);
    let client = loop {
        match tokio_postgres::connect(&config, tokio_postgres::NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                break client;
            }
            Err(error) if Instant::now() > deadline => panic!("PostgreSQL did not start: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    };
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a new database");
    format!("postgres://postgres@127.0.0.1:{}/{name}?sslmode=disable", cluster.port)
}

/// The file with the certificate of the server that the tests start.
pub(crate) fn certificate() -> &'static Path {
    &CLUSTER.get_or_init(start).certificate
}

/// Make the server a certificate, and a key that it alone can read.
fn make_certificate(folder: &Path) -> PathBuf {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let certificate = folder.join("server.crt");
    std::fs::write(&certificate, made.cert.pem()).expect("a file");
    let mut writer = as_server_user(Path::new("/bin/sh"))
        .args(["-c", "umask 077; cat > \"$0\""])
        .arg(folder.join("server.key"))
        .current_dir("/")
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    let key = made.signing_key.serialize_pem();
    writer.stdin.take().expect("a pipe").write_all(key.as_bytes()).expect("a file");
    assert!(writer.wait().expect("a shell").success());
    certificate
}

/// Where Debian puts the server's programs, newest first; they are not on the path.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| {
        panic!("PostgreSQL is not installed: `cargo xtask test` installs Debian's package \"postgresql\", or says how")
    })
}

/// `PostgreSQL` refuses to run as root, so there the package's own user runs it.
fn as_server_user(program: &Path) -> Command {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn start() -> Cluster {
    let programs = programs();
    let folder = tempfile::Builder::new().prefix("local-offer-pg").tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    // Open to the server's user, who makes the data folder in it.
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).expect("permissions");
    let made = as_server_user(&programs.join("initdb"))
        .args(["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "-D"])
        .arg(&data)
        .current_dir("/")
        .output()
        .expect("initdb runs");
    assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
    let certificate = make_certificate(folder.path());
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    // The shell stops the server when the pipe from this program closes, however this program ends.
    let script = "\"$0\" \"$@\" & server=$!; read -r _; kill -INT $server; wait $server";
    let mut watcher = as_server_user(Path::new("/bin/sh"))
        .args(["-c", script])
        .arg(programs.join("postgres"))
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=400"])
        .args(["-c", "ssl=on", "-c"])
        .arg(format!("ssl_cert_file={}", certificate.display()))
        .arg("-c")
        .arg(format!("ssl_key_file={}", folder.path().join("server.key").display()))
        .arg("-k")
        .arg(folder.path())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("PostgreSQL starts");
    let mut pipe = watcher.stdin.take().expect("a pipe");
    pipe.flush().expect("a pipe");
    Cluster { port, certificate, _pipe: Mutex::new(pipe), _watcher: Mutex::new(watcher), _folder: folder }
}

/// Run a statement by a connection of its own.
pub(crate) async fn execute(address: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute(sql).await.expect("a statement");
}

/// The first column of what a statement finds, by a connection of its own.
pub(crate) async fn read(address: &str, sql: &str) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
}
