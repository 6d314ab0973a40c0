//! The service's API over HTTP, for the AWS CLI and the SDKs (semantics 17, security 2.13).
//!
//! ```text
//! connection ─ listen, http ─▶ request ─ guard ─▶ queue ─▶ a reader's desk: follow the file → clients (signature) → operation
//!                                                   └─ a change ─▶ the writer's desk: one commit for all that wait
//! ```
//!
//! The connections share one thread and never touch the vault; the vault's threads each have it open by themselves. Readers
//! take no lock and look at the file before each request, so no answer is older than the request.

mod agent;
mod clients;
mod desk;
mod guard;
mod http;
mod listen;
mod queue;
mod reply;
mod until;
mod wire;

use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::error::{Error, Kind, Result};
use crate::iam::Credential;
use crate::service::Service;
use crate::store::{Storage, VaultFile};
use crate::types::region::Region;
use clients::Clients;
use guard::Guard;
use http::{Front, PATIENCE};
use listen::Listener;
use queue::{News, Queue};

pub use listen::{Certificate, Place};
pub use until::Until;

/// More connections at once are closed as they come.
const CONNECTIONS: usize = 512;
/// How long the last requests may take once the endpoint stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Takes a line for the user, from any thread.
pub type Say = Box<dyn Fn(&str) + Send + Sync>;

/// An endpoint that listens, and answers once it is given a vault.
pub struct Endpoint {
    runtime: Runtime,
    listener: Listener,
    guard: Guard,
    url: String,
}

/// What an endpoint answers from, and how.
pub struct Vaults<S: Storage> {
    /// A service for each thread that reads; none if the vault can be open only once.
    pub readers: Vec<Service<VaultFile<S>>>,
    /// The service that writes.
    pub writer: Service<VaultFile<S>>,
    /// Credentials beside those in the vault, for as long as the endpoint lives.
    pub credentials: Vec<Credential>,
    /// The Region of the agent's API; the vault's home Region if none is given.
    pub region: Option<Region>,
    /// Gets lines for the user.
    pub say: Say,
    /// Gets a line for each request.
    pub log: Option<Say>,
}

impl Endpoint {
    /// Listens at `place`.
    ///
    /// # Errors
    ///
    /// [`Kind::Usage`] for an address beyond the loopback without a certificate and for a certificate that cannot be used;
    /// [`Kind::Other`] where something else listens.
    pub fn bind(place: Place) -> Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| {
                Error::new(Kind::Other, "cannot start the endpoint").caused_by(error)
            })?;
        let (listener, url, guard) = runtime.block_on(Listener::bind(place))?;
        Ok(Self {
            runtime,
            listener,
            guard,
            url,
        })
    }

    /// What clients call it by; with the port that was taken.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers until its end, and then what was accepted before; gives the status of the program that it was there for.
    /// `ready` is called once clients can connect.
    ///
    /// # Errors
    ///
    /// [`Kind::Locked`] when the vault's keys were changed meanwhile, [`Kind::Rollback`] when an older or another vault came
    /// into the place of the file.
    pub fn serve<S: Storage + Send + 'static>(
        self,
        vaults: Vaults<S>,
        until: Until,
        ready: impl FnOnce(),
    ) -> Result<Option<ExitStatus>> {
        let clients = Arc::new(Clients::new(vaults.region, vaults.credentials));
        let news = Arc::new(News::new(vaults.say));
        let queue = Queue::start(vaults.readers, vaults.writer, &clients, &news)?;
        let front = Arc::new(Front {
            guard: self.guard,
            queue,
            log: vaults.log,
        });
        let (listener, inside) = (self.listener, Arc::clone(&front));
        let ended = self.runtime.block_on(async {
            let ends = until.begin()?;
            ready();
            let connections = GracefulShutdown::new();
            let ended = tokio::select! {
                () = accept(&listener, &inside, &connections) => Ok(None),
                ended = ends => ended,
                () = news.stop.notified() => Ok(None),
            };
            drop(listener);
            // Whoever does not end in time is cut off.
            let _in_time = timeout(FAREWELL, connections.shutdown()).await;
            ended
        });
        // Ends what is left of connections, and with them their hold on the queue.
        drop(inside);
        drop(self.runtime);
        if let Some(front) = Arc::into_inner(front) {
            front.queue.finish();
        }
        match news.take_fatal() {
            Some(error) => Err(error),
            None => ended,
        }
    }
}

/// Takes connections for ever.
async fn accept(listener: &Listener, front: &Arc<Front>, connections: &GracefulShutdown) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = match listener {
            Listener::Tcp(listener, tls) => listener.accept().await.map(|(stream, _)| {
                // Answers are small, and wanted at once.
                let _refused = stream.set_nodelay(true);
                Stream::Tcp(stream, tls.clone())
            }),
            Listener::Socket(listener, _) => listener
                .accept()
                .await
                .map(|(stream, _)| Stream::Socket(stream)),
        };
        let Ok(stream) = accepted else {
            // Out of descriptors, for a moment.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            continue;
        };
        let (front, watcher) = (Arc::clone(front), connections.watcher());
        tokio::spawn(async move {
            match stream {
                Stream::Tcp(stream, None) => http::converse(stream, front, watcher).await,
                Stream::Tcp(stream, Some(tls)) => {
                    if let Ok(Ok(stream)) = timeout(PATIENCE, tls.accept(stream)).await {
                        http::converse(stream, front, watcher).await;
                    }
                }
                Stream::Socket(stream) => http::converse(stream, front, watcher).await,
            }
            drop(place);
        });
    }
}

enum Stream {
    Tcp(tokio::net::TcpStream, Option<tokio_rustls::TlsAcceptor>),
    Socket(tokio::net::UnixStream),
}
