//! Where the endpoint listens: the loopback, another address behind TLS, or a socket in the file system.

use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::{TcpListener, UnixListener};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::guard::Guard;
use crate::error::{Error, Kind, Result};

/// Where to listen.
#[derive(Debug)]
pub enum Place {
    /// An address; one that is not on the loopback needs a certificate.
    Address(SocketAddr, Option<Certificate>),
    /// A socket in the file system, which only this user can use.
    Socket(PathBuf),
}

/// What a server proves its name with, in PEM.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate and those that vouch for it.
    pub chain: Vec<u8>,
    /// Its private key.
    pub key: Zeroizing<Vec<u8>>,
}

pub(super) enum Listener {
    Tcp(TcpListener, Option<TlsAcceptor>),
    Socket(
        UnixListener,
        #[expect(dead_code, reason = "the socket's file goes with it")] Removed,
    ),
}

/// A socket's path, which is removed with it.
pub(super) struct Removed(PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

impl Listener {
    /// Listens there; gives the URL too.
    pub(super) async fn bind(place: Place) -> Result<(Self, String, Guard)> {
        match place {
            Place::Address(address, certificate) => {
                if !address.ip().is_loopback() && certificate.is_none() {
                    return Err(Error::new(
                        Kind::Usage,
                        format!("{address} is not on the loopback: secrets would cross the network in the clear"),
                    )
                    .hint("give --tls-cert and --tls-key, or listen on 127.0.0.1"));
                }
                let tls = certificate.map(|pem| acceptor(&pem)).transpose()?;
                let listener = TcpListener::bind(address)
                    .await
                    .map_err(|error| cannot_listen(&address.to_string(), error))?;
                let address = listener
                    .local_addr()
                    .map_err(|error| cannot_listen(&address.to_string(), error))?;
                let (scheme, guard) = match tls {
                    Some(_) => ("https", Guard::tls()),
                    None => ("http", Guard::loopback(address)),
                };
                Ok((
                    Self::Tcp(listener, tls),
                    format!("{scheme}://{address}"),
                    guard,
                ))
            }
            Place::Socket(path) => {
                let listener = bind_socket(&path)
                    .map_err(|error| cannot_listen(&path.display().to_string(), error))?;
                let url = format!("unix://{}", path.display());
                Ok((Self::Socket(listener, Removed(path)), url, Guard::socket()))
            }
        }
    }
}

fn cannot_listen(what: &str, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::AddrInUse {
        return Error::new(Kind::Other, format!("{what} is in use by another program"))
            .hint("choose another place with --listen; port 0 takes any that is free");
    }
    Error::io("cannot listen on", Path::new(what), error)
}

/// Binds in a private folder beside the path, makes the socket private and moves it there: nobody else can connect in between,
/// whatever the umask says. One that nobody listens on any more is replaced.
fn bind_socket(path: &Path) -> io::Result<UnixListener> {
    match path.symlink_metadata() {
        Ok(about) if !about.file_type().is_socket() => {
            return Err(io::Error::other("there is a file that is no socket"));
        }
        Ok(_) if std::os::unix::net::UnixStream::connect(path).is_ok() => {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        _ => {}
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let folder = path.with_file_name(name);
    std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
    let bind = || {
        let beside = folder.join("s");
        let listener = UnixListener::bind(&beside)?;
        std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(0o600))?;
        std::fs::rename(&beside, path)?;
        Ok(listener)
    };
    let bound = bind();
    std::fs::remove_dir_all(&folder).unwrap_or_default();
    bound
}

fn acceptor(pem: &Certificate) -> Result<TlsAcceptor> {
    let bad = |what: &str| Error::new(Kind::Usage, what.to_owned());
    let chain = CertificateDer::pem_slice_iter(&pem.chain)
        .collect::<Result<Vec<_>, _>>()
        .ok()
        .filter(|chain| !chain.is_empty())
        .ok_or_else(|| bad("--tls-cert holds no certificate in PEM"))?;
    let key = PrivateKeyDer::from_pem_slice(&pem.key)
        .map_err(|_| bad("--tls-key holds no private key in PEM"))?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| bad("--tls-cert and --tls-key do not belong together").caused_by(error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
