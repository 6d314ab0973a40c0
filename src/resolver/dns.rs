//! Questions to name servers (RFC 1035): over UDP, and over TCP where an answer does not fit.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use simple_dns::rdata::{A, AAAA, RData};
use simple_dns::{CLASS, Name, Packet, PacketFlag, QTYPE, Question, RCODE, TYPE};

use crate::crypto::entropy::{Entropy as _, OsEntropy};

/// Each server is asked so often.
const ROUNDS: usize = 2;
/// What a datagram may have, for servers that send more than 512 bytes unasked.
const DATAGRAM: usize = 4096;

/// Why no server told anything.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error("no name server answers")]
    Silence,
    #[error("the name servers refuse to answer")]
    Refusal,
    #[error("there is no randomness to ask with")]
    Entropy,
    #[error("the name is none of the Domain Name System")]
    Name,
}

/// The servers to ask, best first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Servers<'a> {
    pub(super) addresses: &'a [IpAddr],
    pub(super) port: u16,
    pub(super) timeout: Duration,
}

impl Servers<'_> {
    /// The IPv4 addresses of a name, or those of IPv6 if it has none; nothing if there is no such name.
    pub(super) fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Failed> {
        let found = self.ask(name, TYPE::A)?;
        match found {
            Some(found) if found.is_empty() => Ok(self.ask(name, TYPE::AAAA)?.unwrap_or_default()),
            found => Ok(found.unwrap_or_default()),
        }
    }

    /// The addresses of one kind; `None` if there is no such name.
    fn ask(&self, name: &str, kind: TYPE) -> Result<Option<Vec<IpAddr>>, Failed> {
        let mut failed = Failed::Silence;
        for _ in 0..ROUNDS {
            for address in self.addresses {
                let server = SocketAddr::new(*address, self.port);
                let query = Query::new(name, kind)?;
                match query.exchange(server, self.timeout) {
                    Ok(Told::Addresses(found)) => return Ok(Some(found)),
                    Ok(Told::NoSuchName) => return Ok(None),
                    Ok(Told::Refusal) => failed = Failed::Refusal,
                    Err(_) => {}
                }
            }
        }
        Err(failed)
    }
}

/// What a server told.
enum Told {
    Addresses(Vec<IpAddr>),
    NoSuchName,
    Refusal,
}

/// One question, in the bytes that are sent.
struct Query<'n> {
    id: u16,
    name: &'n str,
    kind: TYPE,
    bytes: Vec<u8>,
}

impl<'n> Query<'n> {
    fn new(name: &'n str, kind: TYPE) -> Result<Self, Failed> {
        let mut id = [0; 2];
        OsEntropy.fill(&mut id).map_err(|_| Failed::Entropy)?;
        let id = u16::from_be_bytes(id);
        let mut packet = Packet::new_query(id);
        packet.set_flags(PacketFlag::RECURSION_DESIRED);
        let question = Name::new(name).map_err(|_| Failed::Name)?;
        let question = Question::new(question, kind.into(), CLASS::IN.into(), false);
        packet.questions.push(question);
        Ok(Self {
            id,
            name,
            kind,
            bytes: packet.build_bytes_vec().map_err(|_| Failed::Name)?,
        })
    }

    fn exchange(&self, server: SocketAddr, timeout: Duration) -> io::Result<Told> {
        let own: IpAddr = match server {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        // The kernel chooses the port, at random; and takes datagrams from this server only.
        let socket = UdpSocket::bind((own, 0))?;
        socket.connect(server)?;
        socket.send(&self.bytes)?;
        let end = Instant::now() + timeout;
        let mut buffer = [0; DATAGRAM];
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            socket.set_read_timeout(Some(left))?;
            let length = socket.recv(&mut buffer)?;
            // What is no answer to this question may be a forger's: the right one can still come.
            match self.read(&buffer[..length]) {
                Some((_, true)) => return self.exchange_whole(server, timeout),
                Some((told, false)) => return Ok(told),
                None => {}
            }
        }
    }

    /// The same over TCP.
    fn exchange_whole(&self, server: SocketAddr, timeout: Duration) -> io::Result<Told> {
        let mut stream = TcpStream::connect_timeout(&server, timeout)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        let length = u16::try_from(self.bytes.len()).map_err(io::Error::other)?;
        stream.write_all(&[&length.to_be_bytes()[..], &self.bytes].concat())?;
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut answer)?;
        match self.read(&answer) {
            Some((told, _)) => Ok(told),
            None => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// What an answer to this question tells, and whether it is cut short; `None` if it is none.
    fn read(&self, bytes: &[u8]) -> Option<(Told, bool)> {
        let packet = Packet::parse(bytes).ok()?;
        let question = packet.questions.first()?;
        let is_answer = packet.has_flags(PacketFlag::RESPONSE)
            && packet.id() == self.id
            && packet.questions.len() == 1
            && question.qtype == QTYPE::TYPE(self.kind)
            && question.qname.to_string().eq_ignore_ascii_case(self.name);
        if !is_answer {
            return None;
        }
        let told = match packet.rcode() {
            RCODE::NoError => Told::Addresses(
                packet
                    .answers
                    .iter()
                    .filter_map(|record| match (&record.rdata, self.kind) {
                        (RData::A(A { address }), TYPE::A) => {
                            Some(Ipv4Addr::from_bits(*address).into())
                        }
                        (RData::AAAA(AAAA { address }), TYPE::AAAA) => {
                            Some(Ipv6Addr::from_bits(*address).into())
                        }
                        _ => None,
                    })
                    .collect(),
            ),
            RCODE::NameError => Told::NoSuchName,
            _ => Told::Refusal,
        };
        Some((told, packet.has_flags(PacketFlag::TRUNCATION)))
    }
}
