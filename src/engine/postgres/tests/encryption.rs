//! Every `sslmode` against a server that does no more than the handshake, and then says how it was
//! reached.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::dialects;
use crate::engine::{EngineSpec, open};

#[derive(Clone, Copy, PartialEq)]
enum Offers {
    Encryption,
    NoEncryption,
}

/// The file's path for a URL.
fn file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine/postgres/tests/tls")).join(name)
}

/// Listens until the process ends; answers whoever asks for a session with a refusal.
fn serve(offers: Offers) -> u16 {
    let listener = TcpListener::bind("localhost:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let certificate = CertificateDer::from_pem_file(file("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let configuration = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let configuration = Arc::new(configuration);
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that does not like the certificate hangs up.
            let _ = answer(stream.unwrap(), offers, &configuration);
        }
    });
    port
}

fn answer(
    mut stream: TcpStream,
    offers: Offers,
    configuration: &Arc<ServerConfig>,
) -> std::io::Result<()> {
    const ENCRYPTION_WANTED: u32 = 80_877_103;
    let mut header = [0; 8];
    stream.read_exact(&mut header)?;
    let asked =
        u32::from_be_bytes([header[4], header[5], header[6], header[7]]) == ENCRYPTION_WANTED;
    if !asked {
        return refuse(&mut stream, "reached in the clear");
    }
    if offers == Offers::NoEncryption {
        stream.write_all(b"N")?;
        stream.read_exact(&mut header)?;
        return refuse(&mut stream, "reached in the clear");
    }
    stream.write_all(b"S")?;
    let connection =
        ServerConnection::new(Arc::clone(configuration)).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    stream.read_exact(&mut header)?;
    refuse(&mut stream, "reached encrypted")
}

fn refuse(stream: &mut (impl Read + Write), message: &str) -> std::io::Result<()> {
    let fields = format!("SFATAL\0C3D000\0M{message}\0\0");
    stream.write_all(b"E")?;
    stream.write_all(&(fields.len() as u32 + 4).to_be_bytes())?;
    stream.write_all(fields.as_bytes())?;
    stream.flush()?;
    // Closing with something unread would take the message back.
    let _ = stream.read(&mut [0; 1024]);
    Ok(())
}

fn attempt(host: &str, port: u16, keys: &str) -> String {
    let spec: EngineSpec =
        format!("postgres://app:hunter2@{host}:{port}/shop?{keys}").parse().unwrap();
    let message = open(&spec, &dialects()).err().unwrap().to_string();
    assert!(!message.contains("hunter2"), "{message}");
    message
}

#[test]
fn modes_mean_what_they_mean_to_libpq() {
    let port = serve(Offers::Encryption);
    let ca = format!("sslrootcert={}", file("ca.pem").display());
    let stranger = format!("sslrootcert={}", file("stranger.pem").display());
    let cases = [
        ("localhost", "sslmode=disable".to_owned(), "reached in the clear"),
        ("localhost", "sslmode=prefer".to_owned(), "reached encrypted"),
        ("localhost", String::new(), "reached encrypted"),
        ("localhost", "sslmode=require".to_owned(), "reached encrypted"),
        ("localhost", format!("sslmode=require&{ca}"), "reached encrypted"),
        (
            "localhost",
            format!("sslmode=require&{stranger}"),
            "invalid peer certificate: UnknownIssuer",
        ),
        ("localhost", "sslmode=verify-ca".to_owned(), "invalid peer certificate: UnknownIssuer"),
        ("localhost", "sslmode=verify-full".to_owned(), "invalid peer certificate: UnknownIssuer"),
        ("localhost", format!("sslmode=verify-full&{ca}"), "reached encrypted"),
        ("127.0.0.1", format!("sslmode=verify-ca&{ca}"), "reached encrypted"),
        ("127.0.0.1", format!("sslmode=verify-full&{ca}"), "certificate not valid for name"),
        (
            "localhost",
            format!("sslmode=verify-ca&{stranger}"),
            "invalid peer certificate: UnknownIssuer",
        ),
        (
            "localhost",
            "sslmode=verify-ca&sslrootcert=/no/such/file".to_owned(),
            "the root certificate /no/such/file cannot be read",
        ),
    ];
    for (host, keys, expected) in cases {
        let message = attempt(host, port, &keys);
        assert!(message.contains(expected), "{host} {keys}: {message}");
    }
}

#[test]
fn a_server_without_encryption_is_used_where_the_mode_allows_it() {
    let port = serve(Offers::NoEncryption);
    for keys in ["", "sslmode=prefer", "sslmode=disable"] {
        let message = attempt("localhost", port, keys);
        assert!(message.contains("reached in the clear"), "{message}");
    }
    let message = attempt("localhost", port, "sslmode=require");
    assert!(
        message.contains("server does not support TLS\nhelp: the server does not encrypt"),
        "{message}"
    );
}
