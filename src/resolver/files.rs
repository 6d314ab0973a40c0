//! What `/etc/hosts` and `/etc/resolv.conf` say. A file that is missing or odd says nothing.

use std::fs::File;
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

/// More than any such file has.
const MOST: u64 = 1024 * 1024;
/// As many as the C library asks (resolv.conf(5)).
const SERVERS: usize = 3;
const DOMAINS: usize = 6;

/// What `resolv.conf` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Configuration {
    pub(super) servers: Vec<IpAddr>,
    domains: Vec<String>,
    dots: usize,
}

impl Configuration {
    /// The names to ask for, in their order: `name` alone if it is complete or has dots, with the domains to search before or
    /// behind it.
    pub(super) fn candidates(&self, name: &str, is_complete: bool) -> Vec<String> {
        if is_complete {
            return vec![name.to_owned()];
        }
        let searched = self.domains.iter().map(|domain| format!("{name}.{domain}"));
        let mut candidates: Vec<String> = searched.collect();
        let has_dots = name.matches('.').count() >= self.dots;
        let place = if has_dots { 0 } else { candidates.len() };
        candidates.insert(place, name.to_owned());
        candidates
    }
}

/// The addresses of a name in the hosts file, those of IPv4 first.
pub(super) fn hosts(path: &Path, name: &str) -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = lines(path)
        .iter()
        .filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            let address = words.next()?.parse().ok()?;
            words
                .any(|word| word.trim_end_matches('.').eq_ignore_ascii_case(name))
                .then_some(address)
        })
        .collect();
    found.sort_by_key(IpAddr::is_ipv6);
    found
}

/// The name servers and how names are completed; the machine's own server if none is named, as the C library has it.
pub(super) fn configuration(path: &Path) -> Configuration {
    let mut read = Configuration {
        servers: Vec::new(),
        domains: Vec::new(),
        dots: 1,
    };
    for line in lines(path) {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("nameserver") => {
                // An address of a link has the link behind it, which only the kernel could tell from here.
                read.servers
                    .extend(words.next().and_then(|word| word.parse::<IpAddr>().ok()));
            }
            Some("search" | "domain") => {
                let domains = words.map(|word| word.trim_end_matches('.').to_owned());
                read.domains = domains.filter(|domain| super::is_name(domain)).collect();
            }
            Some("options") => {
                let dots = words
                    .filter_map(|word| word.strip_prefix("ndots:")?.parse::<usize>().ok())
                    .next_back();
                read.dots = dots.map_or(read.dots, |dots| dots.min(15));
            }
            _ => {}
        }
    }
    read.servers.truncate(SERVERS);
    read.domains.truncate(DOMAINS);
    if read.servers.is_empty() {
        read.servers.push(Ipv4Addr::LOCALHOST.into());
    }
    read
}

/// The lines of a file without their comments.
#[expect(
    clippy::disallowed_methods,
    reason = "the system's files, which hold no secrets"
)]
fn lines(path: &Path) -> Vec<String> {
    let mut bytes = Vec::new();
    let is_file = std::fs::metadata(path).is_ok_and(|found| found.is_file());
    if is_file && let Ok(file) = File::open(path) {
        let _cut_short = file.take(MOST).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes)
        .lines()
        .map(|line| line.split(['#', ';']).next().unwrap_or_default().to_owned())
        .collect()
}
